// Package peer holds atc against the community's Go library in one run.
package peer

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/AgoraIO-Community/go-tokenbuilder/accesstoken"
	rtc "github.com/AgoraIO-Community/go-tokenbuilder/rtctokenbuilder"

	"atc/keystore/secret"
	"atc/tokens"
)

const (
	appID       = "970CA35de60c44645bbae8a215061b33"
	certificate = "5CFd2fd1755d40ecb72977518be15d3b"
	channel     = "7d72365eb983485397e3e3f9d460bdda"
	account     = "2882341273"
	lifetime    = 3600
)

// ours builds a token with a stamp drawn for it, as theirs does.
func ours(tb testing.TB, kind tokens.Kind) string {
	stamp, err := tokens.NewStamp(time.Now(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: appID, Certificate: secret.New(certificate), Stamp: stamp,
		Values: tokens.Values{"channel": channel, "account": account, "role": "publisher", "lifetime": "3600"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func theirs(tb testing.TB) string {
	text, err := rtc.BuildTokenWithAccount(appID, certificate, channel, account, rtc.RolePublisher, lifetime)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func rtcKind(tb testing.TB) tokens.Kind {
	kind, ok := tokens.Default.Kind("rtc-account")
	if !ok {
		tb.Fatal("no kind rtc-account")
	}
	return kind
}

func TestBothReadWhatTheOtherBuilds(t *testing.T) {
	token, err := tokens.Default.Decode(theirs(t))
	if err != nil {
		t.Fatal(err)
	}
	verified := token.SignedBy([]tokens.Certificate{{Name: "primary", Value: secret.New(certificate)}}, tokens.Subject{})
	if verified.Status != tokens.Signed || token.MatchChannel(channel) != tokens.Same {
		t.Errorf("%+v reads as %+v", verified, token)
	}
	peer := accesstoken.CreateAccessToken()
	if ok, err := peer.Parse(ours(t, rtcKind(t))); !ok || err != nil || peer.AppId != appID || len(peer.Services) != 1 {
		t.Errorf("%+v, %v, %v", peer, ok, err)
	}
}

func BenchmarkBuild(b *testing.B) {
	kind := rtcKind(b)
	b.Run("atc", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ours(b, kind)
		}
	})
	b.Run("peer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			theirs(b)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	text := theirs(b)
	b.Run("atc", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := tokens.Default.Decode(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("peer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if ok, err := accesstoken.CreateAccessToken().Parse(text); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}
