package tokens

import (
	"strings"
	"unicode/utf8"
)

// Decode reads a token of any version, from any library. It does not judge: an
// expired or forged token decodes like any other.
//
// A token that is cut or damaged gives what could be read together with a
// [*DecodeError] that says where reading stopped and why. The token is nil
// only if the text holds nothing of one. The text is taken as it is: blanks
// around it, quotes or percent-encoding are errors.
func (c Catalog) Decode(text string) (*Token, error) {
	t, err := c.decode(text, nil)
	if err != nil {
		return t, err
	}
	return t, nil
}

// decode is Decode, with a recorder of the bytes. Its error is typed, and nil
// is a nil pointer.
func (c Catalog) decode(text string, rec *recorder) (*Token, *DecodeError) {
	if len(text) > MaxText {
		return nil, failure(CodeTooLarge, MaxText, "the text has %d bytes, a token at most %d", len(text), MaxText)
	}
	version, err := detect(text)
	if err != nil {
		return nil, err
	}
	rec.begin("text", text)
	t, err := c.decodeVersion(version, text, rec)
	if t != nil && err != nil {
		t.damaged = err.Layer != layerPayload
	}
	return t, err
}

func (c Catalog) decodeVersion(v Version, text string, rec *recorder) (*Token, *DecodeError) {
	switch v {
	case AccessToken2:
		return c.decodeAccessToken2(text, rec)
	case AccessToken:
		return c.decodeAccessToken(text, rec)
	case DynamicKey5:
		return c.decodeDynamicKey5(text, rec)
	case SignalingToken:
		return decodeSignalingToken(text, rec)
	default:
		return decodeASCIIKey(v, text, rec)
	}
}

// detect says which format a text has. The oldest two have no prefix, and
// their signature may begin with the digits of another version: their length
// and letters tell them, for no padded token of 005 to 007 has their length.
func detect(text string) (Version, *DecodeError) {
	switch {
	case strings.TrimSpace(text) == "":
		return "", &DecodeError{Code: CodeEmpty, Reason: "there is no token: the text is empty"}
	case isASCIIKey(DynamicKey, text):
		return DynamicKey, nil
	case isASCIIKey(DynamicKey2, text):
		return DynamicKey2, nil
	case strings.HasPrefix(text, "1:"):
		return SignalingToken, nil
	}
	if len(text) >= 3 {
		switch v := Version(text[:3]); v {
		case AccessToken2, AccessToken, DynamicKey5, DynamicKey4, DynamicKey3:
			return v, nil
		}
	}
	return "", notAToken(text)
}

// notAToken says what a text is that is no token.
func notAToken(text string) *DecodeError {
	switch {
	case strings.HasPrefix(text, "eyJ") && strings.Count(text, ".") == 2:
		return failure(CodeNotAgora, 0, "this is a JWT, not an Agora token: paste the token that starts with 007")
	case strings.HasPrefix(text, "YWMt"):
		return failure(CodeNotAgora, 0, "this is an exchanged Chat access token, which only the Chat service can read")
	case IsHexID(text):
		return failure(CodeNotAgora, 0, "32 hexadecimal characters are an App ID or an App Certificate, not a token")
	case looksLikeASCIIKey(text):
		return failure(CodeLength, len(text), "%d characters that look like a dynamic key, which has %d (001) or %d (002)", len(text), asciiKeyLength(DynamicKey), asciiKeyLength(DynamicKey2))
	case len(text) >= 3 && text[0] == '0' && text[1] == '0' && text[2] >= '0' && text[2] <= '9':
		return failure(CodeVersion, 0, "version %s is unknown: %s", text[:3], tokensStart)
	}
	if i := strings.Index(text, "007eJ"); i > 0 {
		return failure(CodeNotAgora, 0, "text stands before the token, which starts at character %d: remove it", utf8.RuneCountInString(text[:i])+1)
	}
	return failure(CodeNotAgora, 0, "this is no Agora token: %s", tokensStart)
}

const tokensStart = `tokens start with 007, 006, 005, 004, 003 or "1:"`
