package tokens_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"atc/tokens"
)

func TestEveryCutOfATokenIsNoticed(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			for n := range v.Token {
				token, err := tokens.Default.Decode(v.Token[:n])
				var refused *tokens.DecodeError
				if v.Version == "002" && n == 90 {
					continue // which is a whole key of version 001
				}
				if !errors.As(err, &refused) {
					t.Fatalf("the first %d characters decode: %+v", n, token)
				}
				if refused.Layer == "text" && refused.Offset > n {
					t.Errorf("the first %d characters: %v", n, err)
				}
				requireHouseStyle(t, err)
			}
		})
	}
}

func TestEveryChangedByteOfATokenBreaksItsSignature(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := payloadOf(text)
	for i := range payload {
		changed := []byte(payload)
		changed[i] ^= 1
		token, _ := tokens.Default.Decode(wrapped(changed))
		if got := token.SignedBy(certificate(sampleCertificate), tokens.Subject{}); got.Status == tokens.Signed {
			t.Errorf("with byte %d changed it still verifies", i)
		}
	}
}

func TestWhatIsNoTokenIsNamed(t *testing.T) {
	t.Parallel()
	const hex40 = "c80cf85f1fbc68b9f643fa745c32eb30b5b3e593"
	for _, tt := range []struct {
		text, code, reason string
		offset             int
	}{
		{"", "empty", "there is no token: the text is empty", 0},
		{" \t\n", "empty", "there is no token: the text is empty", 0},
		{"hello", "not_agora", `this is no Agora token: tokens start with 007, 006, 005, 004, 003 or "1:"`, 0},
		{"agora token=007eJxT", "not_agora", "text stands before the token, which starts at character 13: remove it", 0},
		{"«007eJxT»", "not_agora", "text stands before the token, which starts at character 2: remove it", 0},
		{" 007", "not_agora", "this is no Agora token", 0},
		{"eyJhbGciOiJIUzI1NiJ9.eyJ9.x", "not_agora", "this is a JWT", 0},
		{"YWMtabcdef", "not_agora", "this is an exchanged Chat access token", 0},
		{sampleAppID, "not_agora", "32 hexadecimal characters are an App ID or an App Certificate, not a token", 0},
		{"008eJx", "version", "version 008 is unknown", 0},
		{hex40 + sampleAppID + "1700000000", "length", "82 characters that look like a dynamic key, which has 90 (001) or 110 (002)", 82},
		{"007", "truncated", "there is nothing after the version", 3},
		{"006970C", "truncated", "the text ends inside the App ID: 4 characters of 32", 7},
		{"006" + sampleAppID, "truncated", "there is nothing after the first 35 characters", 35},
		{"005", "truncated", "there is nothing after the first 3 characters", 3},
		{"007eJx%", "base64", "'%' does not belong into base64: copy the token again", 6},
		{"007eJx\xff", "base64", "byte 0xff does not belong into base64", 6},
		{"007eJxé", "base64", "'é' does not belong into base64", 6},
		{"007eJ\nxT", "base64", "a line break stands inside the token: remove it", 5},
		{"007eJxTY", "base64", "the text ends in the middle: 5 characters of base64 are no multiple of 4", 8},
		{"007eJxT====", "base64", "the padding with = at the end is wrong: copy the token again", 7},
		{"007eJ==xTYA", "base64", "'=' does not belong into base64", 5},
		{"007AAAA", "zlib", "there is no zlib header: this is not how a 007 token begins", 0},
		{"007eJwA", "zlib", "the compressed stream is cut: its end is missing", 3},
		{"007eJz/////", "zlib", "the compressed stream is damaged: copy the token again", 3},
		{"1:", "format", "2 parts where a Signaling 1.x token has 4: version, App ID, expiry and digest", 2},
		{"1:" + sampleAppID + ":+5:x", "format", "the expiry is no Unix time in digits, up to 4294967295", 35},
		{"1:" + sampleAppID + ":4294967296:x", "format", "the expiry is no Unix time", 35},
		{"1:" + sampleAppID + ":5:x", "format", "the digest is not 32 hexadecimal digits", 37},
		{"003" + hex40 + sampleAppID + "17000000x0deadbeef00000009991700086400", "format", "the issue time is no number of 10 digits up to 4294967295", 75},
		{"003" + hex40 + sampleAppID + "9999999999deadbeef00000009991700086400", "format", "the issue time is no number", 75},
		{"003" + hex40 + sampleAppID + "1700000000deadbeeg00000009991700086400", "format", "the salt is no number of 8 digits", 85},
	} {
		_, err := tokens.Default.Decode(tt.text)
		var refused *tokens.DecodeError
		if !errors.As(err, &refused) {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if string(refused.Code) != tt.code || !strings.Contains(refused.Reason, tt.reason) || refused.Offset != tt.offset {
			t.Errorf("%q: %s at %d: %s, want %s at %d: %s", tt.text, refused.Code, refused.Offset, refused.Reason, tt.code, tt.offset, tt.reason)
		}
		requireHouseStyle(t, err)
	}
}

// What is missing is named, with how much of it is there.
func TestAPayloadThatEndsEarlySaysWithWhat(t *testing.T) {
	t.Parallel()
	payload, _ := payloadOf(vectorOf(t, "public.json", "p010-xl-rtcrtm-go").Token)
	of007 := func(length int) string { return wrapped([]byte(payload[:length])) }
	older, _ := payloadOf(vectorOf(t, "public.json", "p029-xl-006-go").Token)
	of006 := func(length int, messageLength byte) string { // the message of 34 bytes begins at byte 44
		b := []byte(older[:length])
		b[42] = messageLength
		return "006" + sampleAppID + base64.StdEncoding.EncodeToString(b)
	}
	for _, tt := range []struct{ text, want string }{
		{of007(0), "the payload ends before the length of the signature (at byte 0 of the payload)"},
		{of007(1), "the payload ends after 1 of the 2 bytes of the length of the signature (at byte 0 of the payload)"},
		{of007(10), "the payload ends after 8 of the 32 bytes of the signature (at byte 2 of the payload)"},
		{of007(82), "the payload ends before the type of service 1 (at byte 82 of the payload)"},
		{of007(121), "the payload ends before the length of the user ID of service 1 (at byte 121 of the payload)"},
		{of007(141), "the payload ends after 1 of the 5 bytes of the user ID of service 2 (at byte 140 of the payload)"},
		{of006(60, 34), "the payload ends before the privilege (at byte 60 of the payload)"},
		{of006(78, 35), "the payload ends after 34 of the 35 bytes of the message (at byte 78 of the payload)"},
		{of006(78, 6), "the message ends after 2 of the 4 bytes of the message time (at byte 48 of the payload)"},
		{"007eJwA", "the compressed stream is cut: its end is missing (at byte 3 of the compressed data)"},
		{"hello", `this is no Agora token: tokens start with 007, 006, 005, 004, 003 or "1:"`},
	} {
		_, err := tokens.Default.Decode(tt.text)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

func TestWrongChecksumStillShowsTheToken(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := base64.StdEncoding.DecodeString(text[3:])
	raw[len(raw)-1] ^= 1
	token, err := tokens.Default.Decode("007" + base64.StdEncoding.EncodeToString(raw))
	var refused *tokens.DecodeError
	if !errors.As(err, &refused) || refused.Code != tokens.CodeZlib || refused.Offset != len(raw)-4 {
		t.Fatalf("%v", err)
	}
	if len(token.Services) != 1 || token.SignedBy(certificate(sampleCertificate), tokens.Subject{}).Status != tokens.Signed {
		t.Errorf("%+v", token)
	}
}

func TestSignatureOfAKeyThatIsNotHexadecimalIsNoticed(t *testing.T) {
	t.Parallel()
	key := decodedText(t, "003"+strings.Repeat("x", 40)+sampleAppID+"1700000000deadbeef00000009991700086400")
	if all := found(key); all[0].Code != tokens.CodeSignatureLength {
		t.Errorf("%+v", all)
	}
}

func TestExtraValueThatStandsTwiceIsNoticed(t *testing.T) {
	t.Parallel()
	payload := append(uint16s(4, 40), strings.Repeat("A", 40)...)
	payload = append(payload, uint16s(16)...)
	payload = append(payload, make([]byte, 16+4+4+4)...)
	payload = append(payload, uint16s(2)...)
	for _, permission := range "03" {
		payload = append(append(payload, uint16s(1, 1)...), byte(permission))
	}
	key := decodedText(t, "005"+base64.StdEncoding.EncodeToString(payload))
	if all := found(key); all[0].Code != tokens.CodeDuplicateExtra || len(key.Extras) != 2 {
		t.Errorf("%+v", key)
	}
	if line := string(tokens.Report{Token: key}.AppendJSON(nil)); !strings.Contains(line, `"extra":{"1":"3"}`) {
		t.Errorf("readers keep the last value, not %s", line)
	}
}

func decodedText(t *testing.T, text string) *tokens.Token {
	t.Helper()
	token, err := tokens.Default.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
