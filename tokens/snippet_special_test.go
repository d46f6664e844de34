package tokens_test

import (
	"errors"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// What the libraries do differently from one another, and what a snippet does
// about it.
func TestSnippetsMakeUpForTheDifferencesOfLibraries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, kind, language string
		values              tokens.Values
		has, hasNot         string
	}{
		{"PHP writes user 0 as an account", "rtc", "php", tokens.Values{"uid": "0"}, `$uid = "";`, "$uid = 0"},
		{"PHP 006 does not", "rtc-006", "php", tokens.Values{"uid": "0"}, `$uid = 0;`, `""`},
		{"Java has no unsigned int", "rtc", "java", tokens.Values{"uid": "4294967295"}, "int uid = (int) 4294967295L;", ""},
		{"Java keys take a long", "key-005-media", "java", tokens.Values{"uid": "4294967295"}, "long uid = 4294967295L;", ""},
		{"Java 006 signs large user IDs as negative", "rtc-006", "java", tokens.Values{"uid": "2147483648"}, `buildTokenWithUserAccount`, "int uid"},
		{"but not small ones", "rtc-006", "java", tokens.Values{"uid": "2147483647"}, `buildTokenWithUid(`, "Account"},
		{"Java's subscriber publishes", "rtc-006", "java", tokens.Values{"role": "subscriber"}, "Role.Role_Attendee", "Role_Subscriber"},
		{"Java's attendee does not", "rtc-006", "java", tokens.Values{"role": "attendee"}, "Role.Role_Publisher", "Role.Role_Attendee"},
		{"an account has another function", "rtc-006", "node", tokens.Values{"account": "a"}, "buildTokenWithAccount(", "Uid"},
		{"which Go calls otherwise", "rtc-006", "go", tokens.Values{"account": "a"}, "BuildTokenWithUserAccount(", "UID("},
		{"Node spells one with a capital", "rtc-account-privileges", "node", nil, "RtcTokenBuilder.BuildTokenWithUserAccountAndPrivilege(", ""},
		{"Java overloads", "rtc-privileges", "java", nil, "buildTokenWithUid(", "AndPrivilege"},
		{"C++ overloads", "rtm2", "cpp", nil, "RtmTokenBuilder2::BuildToken(", "BuildTokenWithPermissions"},
		{"Node leaves out the privilege of the room", "class-room", "node", nil, "new ServiceApaas(", "new ApaasTokenBuilder"},
		{"Node takes role 0 for none", "class-room", "node", tokens.Values{"role": "0"}, `"bob", "0")`, ""},
		{"Java leaves out that of Chat", "class-room", "java", nil, "new AccessToken2.ServiceChat(", "new ApaasTokenBuilder"},
		{"the FPA builder gives 24 h", "fpa", "go", tokens.Values{"lifetime": "1440m"}, "fpatokenbuilder.BuildToken(appID", "86400"},
		{"and nothing else", "fpa", "go", tokens.Values{"lifetime": "1h"}, "accesstoken2.NewServiceFpa()", "fpatokenbuilder"},
		{"no end stays none", "key-005-media", "go", tokens.Values{"lifetime": "0"}, "const expiredTs = 0\n", "expiredTs := "},
		{"Node takes a lifetime for Signaling 1.x", "signaling-1", "node", nil, "validTimeInSeconds = 3600", "now"},
		{"Go takes its end", "signaling-1", "go", nil, "expiredTs := now + 3600", ""},
		{"C++ ends a literal at NUL", "rtc-account", "cpp", tokens.Values{"account": "a\x001"}, `std::string("a\0001", 3)`, ""},
	} {
		text := snippet(t, c.kind, c.language, c.values)
		if !strings.Contains(text, c.has) || c.hasNot != "" && strings.Contains(withoutComments(text), c.hasNot) {
			t.Errorf("%s: want %s and not %s in\n%s", c.why, c.has, c.hasNot, text)
		}
	}
}

func withoutComments(program string) string {
	var lines []string
	for l := range strings.Lines(program) {
		if !strings.HasPrefix(l, "//") && !strings.HasPrefix(l, "#") {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "")
}

func TestComposeHasSnippetsOfWhatTheClassesCanWrite(t *testing.T) {
	t.Parallel()
	spec := `{"app_id":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","expire":60,"issued_at":1700000000,"salt":7,"services":[
		{"type":1,"fields":{"channel_name":"c","uid":"5"},"privileges":{"1":4294967295,"99":0}},
		{"type":8,"fields":{"user_id":"u","permissions":[{"resource_type":4,"permission_type":1,"resources":["x","y"]},{"resource_type":9,"permission_type":9}]}},
		{"type":8},{"type":7,"fields":{"role":0}},{"type":4},{"type":9},{"type":10}]}`
	for _, l := range tokens.Languages() {
		text := snippet(t, "compose", l.ID, tokens.Values{"spec": spec})
		for _, want := range []string{
			"(AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA)", "1700000000", "4294967295", `"x", "y"`, "write users", "ServiceStt()", "several services of one type",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in\n%s", l.ID, want, text)
			}
		}
	}
}

func TestComposeSaysWhatTheClassesCannotWrite(t *testing.T) {
	t.Parallel()
	for spec, reason := range map[string]string{
		`{"services":[]}`:                                                "without services",
		`{"services":[{"type":99}]}`:                                     "no class for services of type 99",
		`{"services":[{"type":1}],"trailing_hex":"00"}`:                  "nothing after the last service",
		`{"services":[{"type":4,"privileges":{},"undecoded_hex":"00"}]}`: "nothing but the fields of FPA",
		`{"app_id":"x","services":[{"type":1}]}`:                         "32 hexadecimal characters",
		`{"services":[{"type":2,"fields":{"user_id":{"hex":"ff"}}}]}`:    "not UTF-8",
		`{"services":[{"type":1,"privileges":[{"id":2},{"id":1}]}]}`:     "in ascending order",
		`{"services":[{"type":1,"privileges":[{"id":1},{"id":1}]}]}`:     "once",
		`{"services":[{"type":8,"fields":{"permissions":[
			{"resource_type":0,"permission_type":0,"resources":["a"]},
			{"resource_type":0,"permission_type":0,"resources":["b"]}]}}]}`: "one list of resources",
	} {
		_, err := tokens.Default.Snippet(snippetRequest(t, "compose", tokens.Values{"spec": spec}), "java")
		var none *tokens.NoBuilderError
		if !errors.As(err, &none) || !strings.Contains(none.Reason, reason) || none.Language.ID != "java" {
			t.Errorf("%s: %v, want %s", spec, err, reason)
		}
	}
}

func TestSnippetRefusesWhatBuildRefuses(t *testing.T) {
	t.Parallel()
	var refused *tokens.InputError
	for _, c := range []struct {
		kind, key, value string
	}{
		{"rtc", "uid", "-1"},
		{"rtc", "channel", ""},
		{"rtc", "lifetime", "0"},
		{"compose", "spec", "{"},
		{"compose", "spec", `{"services":[{"type":1,"fields":{"x":"y"}}]}`},
	} {
		_, err := tokens.Default.Snippet(snippetRequest(t, c.kind, tokens.Values{c.key: c.value}), "go")
		if !errors.As(err, &refused) || refused.Key != c.key {
			t.Errorf("%s %s=%s: %v", c.kind, c.key, c.value, err)
		}
	}
	if _, err := tokens.Default.Snippet(snippetRequest(t, "rtc", nil), "cobol"); err == nil {
		t.Error("there is no COBOL builder")
	}
}

func TestASnippetNeverHoldsTheCertificate(t *testing.T) {
	t.Parallel()
	for _, l := range tokens.Languages() {
		r := snippetRequest(t, "rtm", tokens.Values{"user": "x" + strings.ToLower(snippetCertificate)})
		if text, err := tokens.Default.Snippet(r, l.ID); err == nil {
			t.Errorf("%s: %s", l.ID, text)
		}
	}
}

func TestASnippetNeedsNoProject(t *testing.T) {
	t.Parallel()
	for _, appID := range []string{"", "\nevil();", `\u000aevil();`} {
		r := snippetRequest(t, "rtm", nil)
		r.AppID, r.Certificate = appID, secret.Value{}
		for _, l := range tokens.Languages() {
			text, err := tokens.Default.Snippet(r, l.ID)
			if err != nil || strings.Contains(text, "evil") {
				t.Errorf("%s: %v\n%s", l.ID, err, text)
			}
		}
	}
}
