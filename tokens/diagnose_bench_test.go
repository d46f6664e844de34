package tokens_test

import (
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
)

// benchmarkDiagnose measures the judgement alone: the signature was checked
// before.
func benchmarkDiagnose(b *testing.B, text string, k tokens.Case) {
	b.Helper()
	token, err := tokens.Default.Decode(text)
	k.Text, k.Token, k.Err = text, token, err
	if token != nil {
		v := token.SignedBy(k.Certificates, k.Join.Subject())
		k.Verification = &v
	}
	b.ReportAllocs()
	for b.Loop() {
		tokens.Default.Diagnose(k)
	}
}

func BenchmarkDiagnose(b *testing.B) {
	text, err := tokens.Default.Build(rtcRequest(b))
	if err != nil {
		b.Fatal(err)
	}
	own := certificate(sampleCertificate)
	own[0].AppID = sampleAppID
	other := []tokens.Certificate{{Name: "primary", AppID: sampleAppID, Value: secret.New("00000000000000000000000000000000")}}
	now := time.Unix(1700000600, 0)
	b.Run("healthy", func(b *testing.B) {
		benchmarkDiagnose(b, text, tokens.Case{Now: now, Certificates: own})
	})
	b.Run("healthy, with what the app joins with", func(b *testing.B) {
		benchmarkDiagnose(b, text, tokens.Case{Now: now, Certificates: own, Join: tokens.Join{
			Product: tokens.ProductRTCNative, AppID: sampleAppID, Channel: "7d72365eb983485397e3e3f9d460bdda", User: "2882341273", Role: "publisher",
		}})
	})
	b.Run("signed by nobody at hand", func(b *testing.B) {
		benchmarkDiagnose(b, text, tokens.Case{Now: now, Certificates: other})
	})
	b.Run("without certificates", func(b *testing.B) {
		benchmarkDiagnose(b, text, tokens.Case{Now: now})
	})
	b.Run("many findings", func(b *testing.B) {
		benchmarkDiagnose(b, vectorOf(b, "public.json", "p099-e-expire-max-go").Token, tokens.Case{
			Now: now.AddDate(0, 1, 0), Certificates: other,
			Join: tokens.Join{Product: tokens.ProductRTCNative, AppID: "00000000000000000000000000000000", Channel: "Lobby", User: "0"},
		})
	})
	b.Run("006", func(b *testing.B) {
		benchmarkDiagnose(b, vectorOf(b, "public.json", "p114-006-role0-go").Token, tokens.Case{Now: now, Certificates: own})
	})
	b.Run("no token", func(b *testing.B) {
		benchmarkDiagnose(b, "hello", tokens.Case{Now: now, Certificates: own})
	})
}
