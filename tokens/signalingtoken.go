package tokens

import (
	"crypto/md5" //nolint:gosec // what this format is signed with
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
)

// The token of Signaling 1.x is "1:<App ID>:<expiry>:<MD5>". The account is
// signed but not in it.

func (c Catalog) buildSignalingToken(r *Request) (string, error) {
	if len(r.Kind.Grants) != 1 || len(r.Kind.Grants[0].Fields) != 1 {
		return "", errors.New("the catalog's kind " + r.Kind.ID + " does not fit its format")
	}
	lifetime, err := ParseLifetime(r.input("lifetime"))
	if err != nil {
		return "", &InputError{"lifetime", "lifetime", err}
	}
	ends, err := r.absolute(lifetime)
	if err != nil {
		return "", err
	}
	end := strconv.FormatUint(uint64(ends), 10)
	return string(SignalingToken) + ":" + r.AppID + ":" + end + ":" +
		signSignalingToken(r.fill(r.Kind.Grants[0].Fields[0]), r.AppID, r.Certificate.Reveal(), end), nil
}

func signSignalingToken(account, appID, certificate, end string) string {
	sum := md5.Sum([]byte(account + appID + certificate + end)) //nolint:gosec // the format's own
	return hex.EncodeToString(sum[:])
}

const md5Length = 32 // hexadecimal digits

func decodeSignalingToken(text string, rec *recorder) (*Token, *DecodeError) {
	t := &Token{Version: SignalingToken}
	parts := strings.SplitN(text, ":", 5)
	offsets := make([]int, len(parts))
	for i := 1; i < len(parts); i++ {
		offsets[i] = offsets[i-1] + len(parts[i-1]) + 1
	}
	rec.span(0, 1, "version", "1")
	rec.span(1, 1, "separator", ":")
	t.AppID = parts[1]
	t.read |= PartAppID
	rec.span(offsets[1], len(t.AppID), "App ID", t.AppID)
	if len(parts) > 2 {
		rec.span(offsets[2]-1, 1, "separator", ":")
		end, err := strconv.ParseUint(parts[2], 10, 32)
		if err != nil {
			return t, failure(CodeFormat, offsets[2], "the expiry is no Unix time in digits, up to %d", uint32(maxUint32))
		}
		t.EndTime, t.signed = uint32(end), parts[2]
		t.read |= PartEndTime
		rec.span(offsets[2], len(parts[2]), "expiry", parts[2])
		rec.explainTime(t.EndTime)
	}
	if len(parts) != 4 {
		return t, failure(CodeFormat, len(text), "%s where a Signaling 1.x token has 4: version, App ID, expiry and digest", plural(len(parts), "part"))
	}
	if len(parts[3]) != md5Length || !isHexText(parts[3]) {
		return t, failure(CodeFormat, offsets[3], "the digest is not %d hexadecimal digits", md5Length)
	}
	rec.span(offsets[3]-1, 1, "separator", ":")
	t.Signature = parts[3]
	t.read |= PartSignature
	rec.span(offsets[3], len(t.Signature), "MD5", t.Signature)
	return t, nil
}
