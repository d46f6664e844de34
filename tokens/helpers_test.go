package tokens_test

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"hash/adler32"
	"io"
	"slices"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

const (
	sampleAppID       = "970CA35de60c44645bbae8a215061b33"
	sampleCertificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

// request asks for a token of a kind with the sample project and stamp.
func request(tb testing.TB, kind string, v tokens.Values) tokens.Request {
	tb.Helper()
	k, ok := tokens.Default.Kind(kind)
	if !ok {
		tb.Fatalf("no kind %q", kind)
	}
	return tokens.Request{
		Kind: k, AppID: sampleAppID, Certificate: secret.New(sampleCertificate), Values: v,
		Stamp: tokens.Stamp{IssueTime: 1700000000, Salt: 1},
	}
}

// payloadOf returns the binary content of a token of version 007, 006 or 005,
// read without the package under test.
func payloadOf(text string) (string, bool) {
	switch {
	case strings.HasPrefix(text, "007"):
		raw, _ := base64.StdEncoding.DecodeString(text[3:])
		z, err := zlib.NewReader(bytes.NewReader(raw))
		if err != nil {
			return "", false
		}
		payload, err := io.ReadAll(io.LimitReader(z, tokens.MaxPayload))
		return string(payload), err == nil
	case strings.HasPrefix(text, "006") && len(text) > 35:
		raw, err := base64.StdEncoding.DecodeString(text[35:])
		return string(raw), err == nil
	case strings.HasPrefix(text, "005"):
		raw, err := base64.StdEncoding.DecodeString(text[3:])
		return string(raw), err == nil
	}
	return "", false
}

// signedPart returns what the signature of a 007 token covers.
func signedPart(text string) string {
	payload, _ := payloadOf(text)
	n := 2 + int(binary.LittleEndian.Uint16([]byte(payload)))
	return payload[n:]
}

// wrapped makes a 007 token of a payload, without compressing it.
func wrapped(payload []byte) string {
	b := []byte{0x78, 0x01}
	for rest := payload; ; {
		n := min(len(rest), 0xffff)
		last := byte(0)
		if n == len(rest) {
			last = 1
		}
		b = append(b, last, byte(n), byte(n>>8), byte(^n), byte(^n>>8))
		b = append(b, rest[:n]...)
		if rest = rest[n:]; last == 1 {
			break
		}
	}
	b = binary.BigEndian.AppendUint32(b, adler32.Checksum(payload))
	return "007" + base64.StdEncoding.EncodeToString(b)
}

// zipped makes a 007 token of a payload, compressed as far as it goes.
func zipped(tb testing.TB, payload []byte) string {
	tb.Helper()
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		tb.Fatal(err)
	}
	_, _ = z.Write(payload)
	_ = z.Close()
	return "007" + base64.StdEncoding.EncodeToString(b.Bytes())
}

// facts are what a 007 token says, without its signature.
type facts struct {
	AppID                   string
	IssueTime, Expire, Salt uint32
	ServiceCount            int
	Services                []tokens.DecodedService
	Trailing                string
}

func content(t *tokens.Token) facts {
	f := facts{t.AppID, t.IssueTime, t.Expire, t.Salt, t.ServiceCount, slices.Clone(t.Services), t.Trailing}
	for i := range f.Services {
		f.Services[i].Privileges = slices.Clone(f.Services[i].Privileges)
		f.Services[i].Values = slices.Clone(f.Services[i].Values)
		for j := range f.Services[i].Values {
			v := &f.Services[i].Values[j]
			v.Permissions = slices.Clone(v.Permissions)
			slices.SortStableFunc(v.Permissions, byResource)
		}
	}
	return f
}

func byResource(a, b tokens.Permission) int {
	return cmp.Or(cmp.Compare(a.ResourceType, b.ResourceType), cmp.Compare(a.PermissionType, b.PermissionType))
}

// isCanonical reports whether a token has no permissions, which can be grouped
// in more than one way.
func isCanonical(t *tokens.Token) bool {
	return !slices.ContainsFunc(t.Services, func(s tokens.DecodedService) bool { return s.Type == tokens.ServiceRTM2 })
}

// cutPayload makes a token of the first n bytes of another's payload.
func cutPayload(tb testing.TB, text string, n int) string {
	tb.Helper()
	payload, ok := payloadOf(text)
	if !ok || n > len(payload) {
		tb.Fatalf("no %d bytes of payload in %s", n, text)
	}
	if strings.HasPrefix(text, "007") {
		return wrapped([]byte(payload[:n]))
	}
	return text[:35] + base64.StdEncoding.EncodeToString([]byte(payload[:n]))
}
