package tokens_test

import (
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

const (
	sampleAppID       = "970CA35de60c44645bbae8a215061b33"
	sampleCertificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

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
