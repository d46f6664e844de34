package tokens_test

import (
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// decoded builds a token of a kind and decodes it.
func decoded(t *testing.T, kind string, v tokens.Values) *tokens.Token {
	t.Helper()
	text, err := tokens.Default.Build(request(t, kind, v))
	if err != nil {
		t.Fatal(err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestOlderTokensNeedWhatIsSignedAlong(t *testing.T) {
	t.Parallel()
	lobby, bob := []string{"lobby"}, []string{"bob"}
	for _, tt := range []struct {
		kind    string
		form    tokens.Values
		subject tokens.Subject
		status  tokens.Status
		reason  string
	}{
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Channels: lobby}, tokens.Unchecked, "cannot be checked without the channel and user"},
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Users: []string{"5"}}, tokens.Unchecked, "cannot be checked without the channel and user"},
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Channels: []string{"hall", "lobby"}, Users: []string{"4", "5"}}, tokens.Signed, ""},
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Channels: lobby, Users: bob}, tokens.NotSigned, "for another user: its checksum differs"},
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Channels: []string{"hall"}, Users: []string{"5"}}, tokens.NotSigned, "for another channel: its checksum differs"},
		{"rtc-006", tokens.Values{"channel": "lobby", "uid": "5"}, tokens.Subject{Channels: []string{"hall"}, Users: bob}, tokens.NotSigned, "another channel and another user"},
		{"rtc-006", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby}, tokens.Signed, ""},
		{"rtc-006", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby, Users: []string{"0"}}, tokens.Signed, ""},
		{"rtc-006", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby, Users: bob}, tokens.NotSigned, "names no user, so any may use it"},
		{"rtm-006", tokens.Values{"user": "bob"}, tokens.Subject{Users: bob}, tokens.Signed, ""},
		{"rtm-006", tokens.Values{"user": "bob"}, tokens.Subject{}, tokens.Unchecked, "cannot be checked"},
		{"key-005-media", tokens.Values{"channel": "lobby", "uid": "7"}, tokens.Subject{Channels: lobby}, tokens.Unchecked, "cannot be checked without the channel and user"},
		{"key-005-media", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby, Users: []string{""}}, tokens.Signed, ""},
		{"key-005-media", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby, Users: bob}, tokens.NotSigned, "no certificate matches: 1 certificate tried"},
		{"key-004-recording", tokens.Values{"channel": "lobby", "uid": "7"}, tokens.Subject{Channels: lobby, Users: []string{"7"}}, tokens.Signed, ""},
		{"key-003", tokens.Values{"channel": "lobby", "uid": "7"}, tokens.Subject{Channels: lobby}, tokens.Signed, ""},
		{"key-001", tokens.Values{"channel": "lobby"}, tokens.Subject{}, tokens.Unchecked, "cannot be checked without the channel"},
		{"key-001", tokens.Values{"channel": "lobby"}, tokens.Subject{Channels: lobby}, tokens.Signed, ""},
		{"signaling-1", tokens.Values{"account": "bob"}, tokens.Subject{Channels: lobby}, tokens.Unchecked, "cannot be checked without the account"},
		{"signaling-1", tokens.Values{"account": "bob"}, tokens.Subject{Users: bob}, tokens.Signed, ""},
		{"rtc", tokens.Values{"channel": "lobby"}, tokens.Subject{}, tokens.Signed, ""},
	} {
		got := decoded(t, tt.kind, tt.form).SignedBy(certificate(sampleCertificate), tt.subject)
		if got.Status != tt.status || !strings.Contains(got.Reason, tt.reason) {
			t.Errorf("%s %v with %v: %+v, want %s %s", tt.kind, tt.form, tt.subject, got, tt.status, tt.reason)
		}
	}
}

func TestVerificationSaysWithWhatItMatched(t *testing.T) {
	t.Parallel()
	key004 := decoded(t, "key-004-recording", tokens.Values{"channel": "lobby", "uid": "7"})
	got := key004.SignedBy([]tokens.Certificate{{Name: "secondary", Value: secret.New(strings.Repeat("0", 32))}, certificate(sampleCertificate)[0]},
		tokens.Subject{Channels: []string{"hall", "lobby"}, Users: []string{"6", "7"}})
	if got.Certificate.Name != "primary" || got.Tried != 2 || got.Channel != "lobby" || got.User != "7" || got.Service != "ARS" {
		t.Errorf("%+v", got)
	}
	key001 := decoded(t, "key-001", tokens.Values{"channel": "lobby"})
	if got := key001.SignedBy(certificate(sampleCertificate), tokens.Subject{Channels: []string{"lobby"}}); got.User != "" {
		t.Errorf("a key that names no user matches with %q", got.User)
	}
}

// The text of a key is what was signed, not the numbers that it stands for.
func TestKeyWithASaltInCapitalsIsNotSigned(t *testing.T) {
	t.Parallel()
	text := strings.Replace(vectorOf(t, "public.json", "p133-003-go").Token, "deadbeef", "DEADBEEF", 1)
	token, err := tokens.Default.Decode(text)
	if err != nil || token.Salt != 0xdeadbeef {
		t.Fatalf("%+v, %v", token, err)
	}
	if got := token.SignedBy(certificate(sampleCertificate), tokens.Subject{Channels: []string{"my channel"}}); got.Status != tokens.NotSigned {
		t.Errorf("%+v", got)
	}
}

func TestMatchingComparesWithWhatTheTokenSays(t *testing.T) {
	t.Parallel()
	rtc := tokens.Values{"channel": "lobby", "uid": "5"}
	anyone := tokens.Values{"channel": "lobby"}
	split := tokens.Values{"channel": "lobby", "account": "bob", "user": "bob-rtm"}
	const same, different, none = tokens.Same, tokens.Different, tokens.NotCompared
	for _, tt := range []struct {
		kind          string
		form          tokens.Values
		channel, user string
		wantChannel   tokens.Match
		wantUser      tokens.Match
	}{
		{"rtc", rtc, "lobby", "5", same, same},
		{"rtc", rtc, "Lobby", "05", different, different},
		{"rtc", rtc, "", "", none, none},
		{"rtc", anyone, "lobby", "5", same, same},
		{"rtc", anyone, "lobby", "0", same, same},
		{"rtc-rtm-split", split, "lobby", "bob-rtm", same, same},
		{"rtc-rtm-split", split, "lobby", "eve", same, different},
		{"chat-app", nil, "lobby", "0", none, none},
		{"class-room", tokens.Values{"room": "r", "user": "u"}, "r", "u", none, same},
		{"rtc-006", rtc, "lobby", "5", same, same},
		{"rtc-006", rtc, "hall", "6", different, different},
		{"rtc-006", anyone, "lobby", "6", same, same},
		{"rtm-006", tokens.Values{"user": "bob"}, "lobby", "bob", none, same},
		{"rtm-006", tokens.Values{"user": "bob"}, "lobby", "eve", none, different},
		{"key-003", rtc, "hall", "5", none, same},
		{"key-003", rtc, "hall", "6", none, different},
		{"key-003", anyone, "hall", "6", none, same},
		{"key-005-media", rtc, "lobby", "5", none, none},
	} {
		token := decoded(t, tt.kind, tt.form)
		if c, u := token.MatchChannel(tt.channel), token.MatchUser(tt.user); c != tt.wantChannel || u != tt.wantUser {
			t.Errorf("%s %v with %q and %q: %d and %d, want %d and %d", tt.kind, tt.form, tt.channel, tt.user, c, u, tt.wantChannel, tt.wantUser)
		}
	}
}

func TestADamagedTextIsNotCalledForged(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"cut":     text[:90],
		"changed": text[:80] + "!" + text[81:],
	} {
		token, err := tokens.Default.Decode(damaged)
		if err == nil || token == nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v := token.SignedBy(certificate(sampleCertificate), tokens.Subject{}); v.Status != tokens.Unchecked || v.Reason == "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}
