package chatapi_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

func TestAnAddressIsCheckedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for want, addresses := range map[string][]chatapi.Address{
		"": {
			byID, byKey, {Host: "127.0.0.1:8080", AppID: appID}, {Host: "[::1]:80", AppID: appID}, {Host: "localhost", AppKey: "a#b"},
		},
		"no Chat REST host":           {{}, {AppID: appID}},
		"not a host name":             {{Host: "https://x", AppID: appID}, {Host: "x/y", AppID: appID}, {Host: "u@x", AppID: appID}, {Host: "x y", AppID: appID}, {Host: "x\n", AppID: appID}, {Host: ":80", AppID: appID}, {Host: "x?y", AppID: appID}},
		"neither an App ID nor":       {{Host: "x"}},
		"characters that no App ID":   {{Host: "x", AppID: ".."}, {Host: "x", AppID: "a/b"}, {Host: "x", AppID: "a%2fb"}, {Host: "x", AppID: "a b"}},
		"not of the form OrgName#App": {{Host: "x", AppKey: "a"}, {Host: "x", AppKey: "#b"}, {Host: "x", AppKey: "a#"}, {Host: "x", AppKey: "a#.."}, {Host: "x", AppKey: "..#a"}, {Host: "x", AppKey: "a#b#c"}, {Host: "x", AppKey: "a#b/c"}},
	} {
		for _, a := range addresses {
			err := a.Check()
			if want == "" && err == nil || want != "" && err != nil && strings.Contains(err.Error(), want) {
				continue
			}
			t.Errorf("%+v: %v, want %q", a, err, want)
		}
	}
	if _, err := chatapi.New(chatapi.Config{}); !errors.Is(err, chatapi.ErrNoHost) {
		t.Errorf("error = %v", err)
	}
	if _, err := chatapi.New(chatapi.Config{Address: byID}); err == nil || !strings.Contains(err.Error(), "no source of app tokens") {
		t.Errorf("error = %v", err)
	}
}

func TestPlainHTTPIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"a41.chat.agora.io": "https", "127.0.0.1:80": "http", "127.9.9.9": "http", "[::1]:80": "http", "localhost": "http", "LOCALHOST:8080": "http",
		"localhost.example.com": "https", "10.0.0.1": "https", "127.0.0.1.example.com": "https", "0.0.0.0": "https", "[::ffff:8.8.8.8]": "https",
	} {
		a := chatapi.Address{Host: host, AppID: appID}
		if got, _, _ := strings.Cut(a.Base(), "://"); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}

func TestAHostIsCleanedOfWhatPeoplePaste(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" https://A41.chat.agora.io/app-id/x/users ": "a41.chat.agora.io", "a41.chat.agora.io/": "a41.chat.agora.io", "http://127.0.0.1:8080": "127.0.0.1:8080",
		"wss://msync-api-61.chat.agora.io/ws": "a61.chat.agora.io", "HTTPS://x": "x", "": "",
	} {
		got, socket := chatapi.CleanHost(text)
		if got != want || socket != strings.Contains(text, "msync") {
			t.Errorf("%q: %q, %v, want %q", text, got, socket, want)
		}
	}
	for key, want := range map[string]string{"411234567#1": "a41.chat.agora.io", "61x#1": "a61.chat.agora.io", "71#1": "", "1101#1": "", "": ""} {
		if got := chatapi.SuggestHost(key); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
}

func TestAnAppTokenIsKeptUntilShortlyBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for life, kept := range map[time.Duration]time.Duration{time.Hour: 55 * time.Minute, 8 * time.Minute: 4 * time.Minute, -time.Minute: 0} {
		synctest.Test(t, func(t *testing.T) {
			built := 0
			source := chatapi.CachedTokens(time.Now, func() (secret.Value, time.Time, error) {
				built++
				return secret.New("007"), time.Now().Add(life), nil
			})
			get := func(want int) {
				if token, err := source(t.Context()); err != nil || token.Reveal() != "007" || built != want {
					t.Errorf("life %v: %v, %v, built %d times, want %d", life, token, err, built, want)
				}
			}
			get(1)
			if kept > 0 {
				time.Sleep(kept - time.Second)
				get(1)
			}
			time.Sleep(time.Second)
			get(2)
		})
	}
	broken := errors.New("no certificate")
	source := chatapi.CachedTokens(time.Now, func() (secret.Value, time.Time, error) { return secret.Value{}, time.Time{}, broken })
	if _, err := source(context.Background()); !errors.Is(err, broken) {
		t.Errorf("error = %v", err)
	}
}

func TestWordsOfValues(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		chatapi.StateActive.String(): "active", chatapi.StateBanned.String(): "banned", chatapi.StateUnknown.String(): "",
		chatapi.ResultFailed.String(): "failed", chatapi.ResultExisted.String(): "existed", chatapi.ResultRegistered.String(): "registered",
		byID.String(): "a41.chat.example, App ID " + appID, byKey.String(): "a41.chat.example, AppKey " + appKey,
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzUsername(f *testing.F) {
	for _, name := range []string{"Alice", "a.b-c_9", "", ".", "..", "K", "a b", "\xff", strings.Repeat("x", 65)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := chatapi.Username(text)
		if err != nil {
			return
		}
		if again, err := chatapi.Username(name); err != nil || again != name || name == "" || len(name) > chatapi.MaxUsername || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_-.") != "" || !strings.EqualFold(name, text) {
			t.Errorf("%q became %q, and that %q, %v", text, name, again, err)
		}
	})
}
