package tokens_test

import (
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

func rtcRequest(tb testing.TB) tokens.Request {
	return request(tb, "rtc", tokens.Values{"channel": "7d72365eb983485397e3e3f9d460bdda", "uid": "2882341273", "role": "publisher", "lifetime": "3600"})
}

func BenchmarkBuildRTC(b *testing.B) {
	r := rtcRequest(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tokens.Default.Build(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeRTC(b *testing.B) {
	text, err := tokens.Default.Build(rtcRequest(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tokens.Default.Decode(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyRTC(b *testing.B) {
	text, err := tokens.Default.Build(rtcRequest(b))
	if err != nil {
		b.Fatal(err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		b.Fatal(err)
	}
	certificates := []tokens.Certificate{{Name: "primary", Value: secret.New(sampleCertificate)}}
	b.ReportAllocs()
	for b.Loop() {
		if token.SignedBy(certificates, tokens.Subject{}).Status != tokens.Signed {
			b.Fatal("not signed")
		}
	}
}

func BenchmarkReportJSON(b *testing.B) {
	text, err := tokens.Default.Build(rtcRequest(b))
	if err != nil {
		b.Fatal(err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		b.Fatal(err)
	}
	var line []byte
	b.ReportAllocs()
	for b.Loop() {
		line = tokens.Report{Token: token}.AppendJSON(line[:0])
	}
}
