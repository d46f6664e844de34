package tokens_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"atc/keystore/secret"
	"atc/tokens"
)

// forms hold good values for the kinds of the tables below.
var forms = map[string]tokens.Values{
	"rtc":            {"channel": "lobby"},
	"rtc-account":    {"channel": "lobby", "account": "bob"},
	"rtc-privileges": {"channel": "lobby"},
	"rtm":            {"user": "carol"},
	"rtm2":           {"user": "carol"},
	"chat-user":      {"user": "dave"},
	"class-room":     {"room": "room9", "user": "u9"},
	"class-app":      {},
	"streaming":      {"channel": "lobby"},
	"rtc-006":        {"channel": "lobby"},
	"key-001":        {"channel": "lobby"},
	"key-003":        {"channel": "lobby"},
	"signaling-1":    {"account": "frank"},
	"compose":        {},
}

// filledIn is the form of a kind with one input changed.
func filledIn(t *testing.T, kind, input, value string) tokens.Request {
	t.Helper()
	values := tokens.Values{input: value}
	for k, v := range forms[kind] {
		if k != input {
			values[k] = v
		}
	}
	return request(t, kind, values)
}

const required = "required: fill it in"

func TestKindsRefuseWhatAgoraForbids(t *testing.T) {
	t.Parallel()
	const uid, lifetime = "for text, build a token for a user account", "not a lifetime: give one such as 1h30m, 7d or 3600 (seconds)"
	tests := []struct{ kind, input, value, problem string }{
		{"rtc", "channel", "", required},
		{"rtc", "channel", strings.Repeat("c", 64), "64 bytes long, at most 63 are allowed: shorten it"},
		{"rtc", "channel", "комната", `'к' at character 1 is not allowed: letters, digits, spaces and !#$%&()+,-.:;<=>?@[]^_{}|~ are`},
		{"rtc", "channel", "a\nb", `'\n' at character 2`},
		{"rtc", "channel", "a\x1bb", `'\x1b' at character 2`},
		{"rtc", "channel", "\u202elobby", `'\u202e' at character 1`},
		{"rtc", "channel", "lobb\xff", `byte 0xff at character 5`},
		{"rtc", "channel", "lobby\ufffd", `'�' at character 6`},
		{"rtc-006", "channel", "*", `'*' at character 1`},
		{"key-003", "channel", "a/b", `'/' at character 2`},
		{"key-001", "channel", "", required},
		{"streaming", "channel", "a*", `'*' at character 2`},
		{"rtc", "uid", "", required},
		{"rtc", "uid", " ", uid},
		{"rtc", "uid", "-1", uid},
		{"rtc", "uid", "+1", uid},
		{"rtc", "uid", "007", "has zeros in front, which would make another user ID: remove them"},
		{"rtc", "uid", "00", "has zeros in front"},
		{"rtc", "uid", "4294967296", uid},
		{"rtc", "uid", "1.5", uid},
		{"rtc", "uid", "1e3", uid},
		{"rtc", "uid", "0x10", uid},
		{"rtc", "uid", "1_000", uid},
		{"rtc", "uid", "12 ", uid},
		{"rtc", "uid", "٣", uid},
		{"key-003", "uid", "bob", uid},
		{"rtc-account", "account", "", required},
		{"rtc-account", "account", strings.Repeat("ю", 128), "256 bytes long, at most 255 are allowed"},
		{"signaling-1", "account", strings.Repeat("a", 256), "256 bytes long"},
		{"rtm", "user", "", required},
		{"rtm", "user", strings.Repeat("u", 65), "65 bytes long, at most 64 are allowed"},
		{"chat-user", "user", "dave@example.com", `'@' is not allowed: letters, digits and _.- are`},
		{"chat-user", "user", strings.Repeat("d", 65), "65 bytes long"},
		{"chat-user", "user", "", required},
		{"class-room", "room", "", required},
		{"class-room", "room", strings.Repeat("r", 65536), "65536 bytes long"},
		{"class-room", "user", strings.Repeat("u", 65), "65 bytes long"},
		{"class-room", "role", "", required},
		{"class-room", "role", "32768", "not a whole number from -32768 to 32767"},
		{"class-room", "role", "teacher", "not a whole number from -32768 to 32767"},
		{"rtc", "role", "host", "not one of publisher, subscriber: choose one of them"},
		{"rtc", "role", "", "not one of publisher, subscriber: choose one of them"},
		{"rtc", "lifetime", "", required},
		{"rtc", "lifetime", "0", "is 0: the token would end when it begins, use 1 second or more"},
		{"rtc", "lifetime", "0s", "is 0: the token would end when it begins"},
		{"rtc", "lifetime", "-1s", "is negative: a token cannot end before it begins"},
		{"rtc", "lifetime", "-1", lifetime},
		{"rtc", "lifetime", "500ms", "has parts of a second: tokens count whole seconds, so round it"},
		{"rtc", "lifetime", "1.0005s", "has parts of a second"},
		{"rtc", "lifetime", "4294967296", "longer than the 4294967295 seconds that a token can hold: shorten it"},
		{"rtc", "lifetime", "99999999999999999999999", "longer than the 4294967295 seconds"},
		{"rtc", "lifetime", "49711d", "longer than the 4294967295 seconds"},
		{"rtc", "lifetime", "213503982334601d", "longer than the 4294967295 seconds"},
		{"rtc", "lifetime", "1.5", lifetime},
		{"rtc", "lifetime", "1h ", lifetime},
		{"rtc", "lifetime", "tomorrow", lifetime},
		{"rtc-privileges", "audio", "-5m", "is negative"},
		{"rtc-006", "lifetime", "2595967296", "ends after the year 2106, which a token cannot hold: shorten it"},
		{"rtm2", "read-users", "a,,b", "a name between two commas is empty: remove one comma"},
		{"rtm2", "read-users", strings.Repeat("a,", 65535) + "a", "65536 names, a permission holds at most 65535: remove some"},
		{"compose", "spec", "", required},
		{"compose", "spec", `{"services":[{"type":1,"fields":{"name":"x"}}]}`, `service of type 1: RTC has no field "name": it has channel_name, uid`},
	}
	for _, r := range `"'*/\` + "`" + "\t\x00\x7fé€😀" {
		tests = append(tests, struct{ kind, input, value, problem string }{"rtc", "channel", "a" + string(r), "at character 2 is not allowed"})
	}
	for _, tt := range tests {
		r := filledIn(t, tt.kind, tt.input, tt.value)
		text, err := tokens.Default.Build(r)
		var refused *tokens.InputError
		if !errors.As(err, &refused) {
			t.Errorf("%s with %s %.40q gives %s, %v", tt.kind, tt.input, tt.value, text, err)
			continue
		}
		if refused.Key != tt.input || !strings.Contains(refused.Problem.Error(), tt.problem) {
			t.Errorf("%s with %s %.40q: %s: %v, want %s", tt.kind, tt.input, tt.value, refused.Key, err, tt.problem)
		}
		requireHouseStyle(t, err)
	}
}

// requireHouseStyle checks that an error is one clean line, begins in lower
// case, ends without a full stop and holds no certificate.
func requireHouseStyle(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	requireCleanLine(t, text)
	first, _ := utf8.DecodeRuneInString(text)
	name := strings.HasPrefix(text, "App ") || strings.HasPrefix(text, "JSON") || strings.HasPrefix(text, "Signaling ")
	if unicode.IsUpper(first) && !name || strings.HasSuffix(text, ".") {
		t.Errorf("%q is not in the style of the house", text)
	}
	if strings.Contains(text, sampleCertificate[:31]) {
		t.Errorf("%q holds a certificate", text)
	}
}

func TestKindsAcceptWhatIsJustAllowed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, input, value string }{
		{"rtc", "channel", strings.Repeat("c", 63)},
		{"rtc", "channel", "a"},
		{"rtc", "channel", tokens.ChannelChars},
		{"rtc", "uid", "0"},
		{"rtc", "uid", "1"},
		{"rtc", "uid", "4294967295"},
		{"rtc-account", "account", strings.Repeat("a", 255)},
		{"rtc-account", "account", "0"},
		{"rtc-account", "account", "用户 \x1b"},
		{"streaming", "account", ""},
		{"rtc-006", "account", "0"},
		{"rtm", "user", strings.Repeat("u", 64)},
		{"chat-user", "user", strings.Repeat("A.b-9_", 10) + "abcd"},
		{"class-room", "role", "-32768"},
		{"class-room", "role", "32767"},
		{"class-room", "room", strings.Repeat("r", 65535)},
		{"rtc", "lifetime", "1"},
		{"rtc", "lifetime", "1s"},
		{"rtc", "lifetime", "7d"},
		{"rtc", "lifetime", "1000ms"},
		{"rtc", "lifetime", "4294967295"},
		{"rtc", "privilege-lifetime", "0"},
		{"rtc", "privilege-lifetime", ""},
		{"rtc-006", "lifetime", "0"},
		{"key-003", "lifetime", "0"},
		{"rtm2", "read-users", "a, b\\,c"},
		{"rtm2", "read-users", ""},
	} {
		if text, err := tokens.Default.Build(filledIn(t, tt.kind, tt.input, tt.value)); err != nil || text == "" {
			t.Errorf("%s with %s %.40q: %v", tt.kind, tt.input, tt.value, err)
		}
	}
}

func TestProjectsMustBe32HexadecimalCharacters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ id, problem string }{
		{"", required},
		{sampleCertificate[:31], "31 characters where there must be 32 hexadecimal ones: copy it again from the Agora Console"},
		{sampleCertificate + "0", "33 characters"},
		{sampleCertificate[:31] + "g", "a character is not hexadecimal (0-9, a-f): copy it again from the Agora Console"},
		{sampleCertificate[:31] + "\n", "a character is not hexadecimal"},
	} {
		for _, kind := range []string{"rtc", "rtc-006", "key-003", "signaling-1"} {
			appID, certificate := request(t, kind, forms[kind]), request(t, kind, forms[kind])
			appID.AppID = tt.id
			certificate.Certificate = secret.New(tt.id)
			for key, r := range map[string]tokens.Request{"app-id": appID, "certificate": certificate} {
				_, err := tokens.Default.Build(r)
				var refused *tokens.InputError
				if !errors.As(err, &refused) || refused.Key != key || !strings.Contains(err.Error(), tt.problem) {
					t.Errorf("%s with %s %q: %v, want %s", kind, key, tt.id, err, tt.problem)
					continue
				}
				requireHouseStyle(t, err)
			}
		}
	}
}

func TestComposeTakesAnyAppID(t *testing.T) {
	t.Parallel()
	r := request(t, "compose", nil)
	r.AppID = "not an App ID"
	text, err := tokens.Default.Build(r)
	if err != nil {
		t.Fatal(err)
	}
	if token, err := tokens.Default.Decode(text); err != nil || token.AppID != r.AppID {
		t.Errorf("%+v, %v", token, err)
	}
}
