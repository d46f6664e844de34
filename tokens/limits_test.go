package tokens_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
)

// limitsNow is when the tokens of these tests are issued, as their stamp says.
var limitsNow = time.Unix(1700000000, 0)

// anHour is what somebody is allowed who was lent a project.
var anHour = tokens.Limits{Longest: 3600}

// judged builds a token and returns what limits say of it.
func judged(tb testing.TB, l tokens.Limits, kind string, v tokens.Values) error {
	tb.Helper()
	text, err := tokens.Default.Build(request(tb, kind, v))
	if err != nil {
		tb.Fatalf("build %s: %v", kind, err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		tb.Fatalf("decode %s: %v", kind, err)
	}
	return l.Refuse(token, limitsNow)
}

// lasting returns values that every kind takes, with a lifetime.
func lasting(k *tokens.Kind, lifetime string) tokens.Values {
	v := tokens.Values{}
	for _, in := range k.Inputs {
		switch {
		case in.Type == tokens.Lifetime && !in.Optional:
			v[in.Key] = lifetime
		case in.Default == "" && !in.Optional:
			v[in.Key] = "lobby"
		}
	}
	return v
}

func TestLimitsJudgeEveryKind(t *testing.T) {
	t.Parallel()
	for i := range tokens.Default.Kinds {
		k := &tokens.Default.Kinds[i]
		endless := k.Input("lifetime") == nil && k.Input("spec") == nil
		app := k.ID == "chat-app" || k.ID == "class-app"
		for lifetime, long := range map[string]bool{"1h": false, "3600": false, "1": false, "3601": true, "24h": true} {
			err := judged(t, anHour, k.ID, lasting(k, lifetime))
			var late *tokens.OverlongError
			switch {
			case app:
				if !errors.Is(err, tokens.ErrAdministers) {
					t.Errorf("%s: %v, want ErrAdministers", k.ID, err)
				}
			case endless, long && k.Input("spec") == nil:
				if !errors.As(err, &late) || late.Longest != 3600 || late.Ends.IsZero() != endless {
					t.Errorf("%s for %s: %v", k.ID, lifetime, err)
				}
			case k.Version == tokens.DynamicKey3, k.Version == tokens.DynamicKey2:
				if !errors.Is(err, tokens.ErrEndless) && !long {
					t.Errorf("%s for %s: %v, want ErrEndless", k.ID, lifetime, err)
				}
			case err != nil:
				t.Errorf("%s for %s: %v", k.ID, lifetime, err)
			}
		}
		if err := judged(t, tokens.Limits{AppTokens: true}, k.ID, lasting(k, "24h")); err != nil {
			t.Errorf("%s without limits: %v", k.ID, err)
		}
	}
}

// TestAKeyThatCanBeMadeToLastForeverIsRefused makes a key without an end of a
// key with one, which needs no certificate: the channel is called after all
// that stood behind its name.
func TestAKeyThatCanBeMadeToLastForeverIsRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"key-003", "key-002"} {
		text, err := tokens.Default.Build(request(t, kind, tokens.Values{"channel": "lobby", "uid": "7", "lifetime": "1h"}))
		if err != nil {
			t.Fatal(err)
		}
		const head, tail = 40 + 32 + 10 + 8, 10 + 10 // signature, App ID, issue time and salt; user ID and end
		text = text[len(text)-head-tail:]
		forged, err := tokens.Default.Decode(text[:head])
		if err != nil || forged.Version != tokens.DynamicKey {
			t.Fatalf("%s: made a %s key: %v", kind, forged.Version, err)
		}
		v := forged.SignedBy([]tokens.Certificate{{Value: secret.New(sampleCertificate)}}, tokens.Subject{Channels: []string{"lobby" + text[head:]}})
		if v.Status != tokens.Signed {
			t.Fatalf("%s: what was made of it is %v", kind, v.Status)
		}
		if err := judged(t, anHour, kind, tokens.Values{"channel": "lobby", "uid": "7", "lifetime": "1h"}); !errors.Is(err, tokens.ErrEndless) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// TestNoUserOfAnAccessTokenHoldsRights names one after the rights of another
// token: nothing else than its zero bytes keeps them apart in what is signed.
func TestNoUserOfAnAccessTokenHoldsRights(t *testing.T) {
	t.Parallel()
	const rights = "salt\x7f\xff\xff\xff\x01\x00\x01\x00\x00\x00\x00\x00"
	for kind, v := range map[string]tokens.Values{"rtc-006": {"channel": "lobby", "account": "eve" + rights}, "rtm-006": {"user": "eve" + rights}} {
		if _, err := tokens.Default.Build(request(t, kind, v)); err == nil || !strings.Contains(err.Error(), "zero byte") {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestALifetimeOfZeroIsNoneInOlderFormats(t *testing.T) {
	t.Parallel()
	for kind, says := range map[string]string{
		"rtc-006": "would end on 2023-11-15 at 22:13:20 UTC", "rtm-006": "would end on 2023-11-15 at 22:13:20 UTC", // the day that every 006 lasts
		"key-005-media": "would never end", "key-005-inchannel": "would never end", "key-004-media": "would never end",
		"key-003": "would never end", "key-002": "would never end", "key-001": "would never end",
	} {
		k, _ := tokens.Default.Kind(kind)
		if err := judged(t, anHour, kind, lasting(&k, "0")); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", kind, err, says)
		}
	}
}

// TestPrivilegesEndWithTheirToken gives privileges longer than their token,
// which the service ends with it, and shorter ones in a longer token.
func TestPrivilegesEndWithTheirToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lifetime, privileges, says string }{
		{"1h", "", ""},
		{"1h", "10m", ""},
		{"1h", "24h", ""},
		{"2h", "10m", "would end on"}, // it is good for as long as itself
	} {
		err := judged(t, anHour, "rtc", tokens.Values{"channel": "lobby", "lifetime": c.lifetime, "privilege-lifetime": c.privileges})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s with privileges for %q: %v", c.lifetime, c.privileges, err)
		}
	}
}

func TestLimitsJudgeWhatWasComposed(t *testing.T) {
	t.Parallel()
	for spec, says := range map[string]string{
		`{"services":[]}`: "",
		`{"services":[{"type":1,"fields":{"channel_name":"lobby"},"privileges":{"1":60}}]}`:           "",
		`{"expire":3600,"services":[{"type":5,"fields":{"user_id":"ada"},"privileges":{"1":86400}}]}`: "",
		`{"expire":3601,"services":[{"type":1}]}`:                                                     "would end on 2023-11-14 at 23:13:21 UTC, and the longest that is allowed here is 1 h",
		`{"issued_at":1700000001,"expire":3600,"services":[]}`:                                        "would end on",
		`{"issued_at":1699996400,"expire":7200,"services":[]}`:                                        "", // issued an hour ago
		`{"issued_at":1699996400,"expire":7201,"services":[]}`:                                        "would end on",
		`{"issued_at":0,"expire":1700003600,"services":[]}`:                                           "",
		`{"issued_at":0,"expire":4294967295,"services":[]}`:                                           "would end on 2106-02-07",
		`{"issued_at":4294967295,"expire":4294967295,"services":[]}`:                                  "would end on 2242-03-16",
		`{"issued_at":4294967295,"expire":1,"services":[]}`:                                           "would end on 2106-02-07", // which overflows 32 bits
		`{"services":[{"type":5,"privileges":{"2":60}}]}`:                                             "would administer the whole app",
		`{"services":[{"type":5,"privileges":{"1":60,"2":0}}]}`:                                       "would administer the whole app",
		`{"services":[{"type":5,"privileges":{"1":60}},{"type":5,"privileges":{"2":60}}]}`:            "would administer the whole app",
		`{"services":[{"type":7,"privileges":{"3":60}}]}`:                                             "would administer the whole app",
		`{"services":[{"type":7,"privileges":{"2":60}}]}`:                                             "",
		`{"services":[{"type":6}]}`:                                                                   "",
		`{"services":[{"type":77}]}`:                                                                  "holds the service 77, which atc does not know",
		`{"services":[{"type":77,"undecoded_hex":"0001000200000e10"}]}`:                               "holds the service 77, which atc does not know",
		`{"services":[{"type":5,"privileges":{"3":60}}]}`:                                             "holds the privilege 3 of Chat, which atc does not know",
		`{"services":[{"type":1,"privileges":{"65535":60}}]}`:                                         "holds the privilege 65535 of RTC",
		`{"services":[{"type":4}],"trailing_hex":"050001000200000e100000"}`:                           "holds 11 bytes after its services",
		`{"services":[{"type":4},{"type":5,"privileges":{"2":60}}],"service_count":1}`:                "bytes after its services",
	} {
		err := judged(t, anHour, "compose", tokens.Values{"spec": spec})
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", spec, err, says)
		}
		if err := judged(t, tokens.Limits{AppTokens: true}, "compose", tokens.Values{"spec": spec}); err != nil {
			t.Errorf("%s without limits: %v", spec, err)
		}
	}
}

func TestLimitsSetNoEndUnlessTheyAreTold(t *testing.T) {
	t.Parallel()
	var strictest tokens.Limits
	if err := judged(t, strictest, "rtc", tokens.Values{"channel": "lobby", "lifetime": "24h"}); err != nil {
		t.Errorf("a long token: %v", err)
	}
	if err := judged(t, strictest, "chat-app", nil); !errors.Is(err, tokens.ErrAdministers) {
		t.Errorf("an app token: %v", err)
	}
	if err := judged(t, tokens.Limits{Longest: 3600, AppTokens: true}, "chat-app", tokens.Values{"lifetime": "1h"}); err != nil {
		t.Errorf("an app token where they are allowed: %v", err)
	}
	if err := judged(t, tokens.Limits{Longest: 3600, AppTokens: true}, "chat-app", tokens.Values{"lifetime": "2h"}); err == nil {
		t.Error("a long app token is not refused")
	}
}

// TestNoTokenWithinTheLimitsIsBeyondThem composes tokens at random, and
// compares what the limits say of each with what it was composed of.
func TestNoTokenWithinTheLimitsIsBeyondThem(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(6, 7))
	for range 2000 {
		issued, expire := uint32(1700000000)-rnd.Uint32N(9000)+rnd.Uint32N(4000), rnd.Uint32N(9000)
		spec := tokens.Spec{IssueTime: &issued, Expire: expire}
		app := false
		for range rnd.IntN(4) {
			s := tokens.SpecService{Type: []uint16{1, 2, 5, 7}[rnd.IntN(4)]}
			for range rnd.IntN(3) {
				p := tokens.DecodedPrivilege{ID: uint16(1 + rnd.IntN(3)), Value: rnd.Uint32N(9000)}
				if s.Type == tokens.ServiceRTM {
					p.ID = 1
				}
				app = app || s.Type == tokens.ServiceChat && p.ID >= 2 || s.Type == tokens.ServiceAPaaS && p.ID == 3
				s.Privileges = append(s.Privileges, p)
			}
			spec.Services = append(spec.Services, s)
		}
		text, err := tokens.Default.Compose(spec, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{})
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Default.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		within := !app && int64(issued)+int64(expire) <= limitsNow.Unix()+3600
		if err := anHour.Refuse(token, limitsNow); (err == nil) != within {
			t.Fatalf("issued %d, expires after %d, %s: %v", issued, expire, fmt.Sprint(spec.Services), err)
		}
	}
}
