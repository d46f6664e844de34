package tokens_test

import (
	"encoding/json"
	"hash/crc32"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// TestEveryKindIsReadBackAsItWasBuilt builds tokens of every kind from random
// values that its inputs accept, and reads back what was put in.
func TestEveryKindIsReadBackAsItWasBuilt(t *testing.T) {
	t.Parallel()
	for i, kind := range tokens.Default.Kinds {
		t.Run(kind.ID, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(i), 2))
			for range 50 {
				r := randomRequest(t, random, kind)
				text, err := tokens.Default.Build(r)
				if err != nil {
					t.Fatalf("%v: %v", r.Values, err)
				}
				if again, err := tokens.Default.Build(r); err != nil || again != text {
					t.Fatalf("%v: built again it is %s, want %s", r.Values, again, text)
				}
				token, err := tokens.Default.Decode(text)
				if err != nil {
					t.Fatalf("%v: %v", r.Values, err)
				}
				if token.Version != kind.Version || !strings.EqualFold(token.AppID, r.AppID) {
					t.Fatalf("%v: version %s, App ID %s", r.Values, token.Version, token.AppID)
				}
				requireHolds(t, &r, token)
				requireSignedBy(t, &r, token)
				requireJSON(t, token, text)
			}
		})
	}
}

// randomRequest fills each input of a kind with something that it accepts.
func randomRequest(t *testing.T, random *rand.Rand, kind tokens.Kind) tokens.Request {
	t.Helper()
	r := tokens.Request{
		Kind: kind, AppID: randomID(random), Certificate: secret.New(randomID(random)), Values: tokens.Values{},
		Stamp: tokens.Stamp{IssueTime: random.Uint32N(1 << 31), Salt: random.Uint32()},
	}
	for _, in := range kind.Inputs {
		for try := 0; ; try++ {
			value := randomValue(random, &in)
			if in.Refuse(value) == nil {
				r.Values[in.Key] = value
				break
			}
			if try > 1000 {
				t.Fatalf("nothing found that %s accepts", in.Key)
			}
		}
	}
	return r
}

const channelChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + tokens.ChannelChars

// randomValue proposes a value for an input; its check decides.
func randomValue(random *rand.Rand, in *tokens.Input) string {
	switch in.Type {
	case tokens.Choice:
		return in.Choices[random.IntN(len(in.Choices))]
	case tokens.Lifetime:
		return []string{"", "0", "1", "90m", "1h0m1s", "24h", "30d", strconv.Itoa(random.IntN(1 << 30))}[random.IntN(8)]
	case tokens.List:
		names := make([]string, random.IntN(4))
		for i := range names {
			names[i] = strings.NewReplacer(`\`, `\\`, ",", `\,`).Replace("*" + randomText(random, 20))
		}
		return strings.Join(names, ",")
	case tokens.Document:
		return randomSpec(random)
	}
	switch random.IntN(6) {
	case 0:
		return strconv.FormatUint(uint64(random.Uint32()), 10)
	case 1:
		return strconv.Itoa(random.IntN(1<<16) - 1<<15)
	case 2:
		return "0"
	case 3:
		return randomText(random, 255)
	case 4:
		return ""
	}
	name := make([]byte, 1+random.IntN(63))
	for i := range name {
		name[i] = channelChars[random.IntN(len(channelChars))]
	}
	return string(name)
}

// randomText returns text of up to n bytes in several scripts.
func randomText(random *rand.Rand, n int) string {
	var b strings.Builder
	for range random.IntN(n) {
		r := []rune{rune('!' + random.IntN(94)), rune(0x430 + random.IntN(32)), rune(0x1f300 + random.IntN(256)), '\x1b', '\u202e', '"', '\\'}[random.IntN(7)]
		if b.Len()+len(string(r)) > n {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

func randomID(random *rand.Rand) string {
	id := make([]byte, 32)
	for i := range id {
		id[i] = "0123456789abcdefABCDEF"[random.IntN(22)]
	}
	return string(id)
}

// randomSpec returns a JSON of services of random types.
func randomSpec(random *rand.Rand) string {
	services := []any{}
	for range random.IntN(5) {
		privileges := map[string]uint32{}
		for range random.IntN(4) {
			privileges[strconv.Itoa(random.IntN(1<<16))] = random.Uint32()
		}
		service := map[string]any{"type": random.IntN(12), "privileges": privileges}
		if s := tokens.Default.Service(uint16(service["type"].(int))); s != nil {
			fields := map[string]any{}
			for _, f := range s.Fields {
				switch f.Type {
				case tokens.Int16:
					fields[f.Key] = random.IntN(1<<16) - 1<<15
				case tokens.Permissions:
					fields[f.Key] = []any{map[string]any{"resource_type": 1, "permission_type": random.IntN(2), "resources": []any{randomText(random, 9), map[string]any{"hex": "ff00"}}}}
				default:
					fields[f.Key] = randomText(random, 100)
				}
			}
			service["fields"] = fields
		}
		services = append(services, service)
	}
	data, _ := json.Marshal(map[string]any{"expire": random.Uint32(), "services": services})
	return string(data)
}

// requireSignedBy checks that the certificate of the request matches and no
// other does, nor the right one with another channel or user.
func requireSignedBy(t *testing.T, r *tokens.Request, token *tokens.Token) {
	t.Helper()
	channel, user := signedWith(r)
	right := tokens.Subject{Channels: []string{"another", channel}, Users: []string{"another", user}}
	ours := tokens.Certificate{Project: "acme", Name: "primary", Value: r.Certificate}
	others := []tokens.Certificate{{Name: "secondary", Value: secret.New(sampleCertificate)}, {Name: "empty"}}
	got := token.SignedBy(append(slices.Clone(others), ours), right)
	if got.Status != tokens.Signed || got.Certificate != ours {
		t.Fatalf("%v: %+v", r.Values, got)
	}
	if got := token.SignedBy(others, right); got.Status != tokens.NotSigned || got.Reason == "" {
		t.Fatalf("%v: %+v by other certificates", r.Values, got)
	}
	if got := token.SignedBy(nil, right); got.Status != tokens.Unchecked || got.Reason == "" {
		t.Fatalf("%v: %+v by no certificate", r.Values, got)
	}
	if token.Version == tokens.AccessToken2 {
		return
	}
	if got := token.SignedBy([]tokens.Certificate{ours}, tokens.Subject{Channels: []string{"another"}, Users: []string{"another"}}); got.Status != tokens.NotSigned {
		t.Fatalf("%v: %+v for another channel and user", r.Values, got)
	}
}

// signedWith returns the channel and user that older tokens are signed along
// with: those of the kind's only grant.
func signedWith(r *tokens.Request) (channel, user string) {
	if r.Kind.Version == tokens.AccessToken2 {
		return "", ""
	}
	fields := r.Kind.Grants[0].Fields
	if r.Kind.Version == tokens.SignalingToken {
		return "", filled(r, fields[0])
	}
	channel = filled(r, fields[0])
	if len(fields) > 1 {
		user = filled(r, fields[1])
	}
	return channel, user
}

func requireJSON(t *testing.T, token *tokens.Token, text string) {
	t.Helper()
	line := tokens.Report{Token: token, Text: text}.AppendJSON(nil)
	var object map[string]any
	if err := json.Unmarshal(line, &object); err != nil || object["token"] != text || object["version"] != string(token.Version) {
		t.Fatalf("%v in %s", err, line)
	}
	requireCleanLine(t, string(line))
	if token.Version == tokens.AccessToken2 {
		requireComposable(t, token, text, line)
	}
}

// requireHolds checks what a token says against what its request asked for.
func requireHolds(t *testing.T, r *tokens.Request, token *tokens.Token) {
	t.Helper()
	switch {
	case r.Kind.Input("spec") != nil: // by requireJSON
	case token.Version == tokens.AccessToken2:
		requireServices(t, r, token)
	case token.Version == tokens.AccessToken:
		channel, user := signedWith(r)
		if token.ChannelCRC32 != crc32.ChecksumIEEE([]byte(channel)) || token.UIDCRC32 != crc32.ChecksumIEEE([]byte(user)) ||
			token.Salt != r.Stamp.Salt || token.EndTime != r.Stamp.IssueTime+tokens.MaxLifetime {
			t.Fatalf("%v: %+v", r.Values, token)
		}
		requirePrivileges(t, r, r.Kind.Grants[0].Privileges, token.Privileges, r.Stamp.IssueTime)
	default:
		requireKey(t, r, token)
	}
}

func requireServices(t *testing.T, r *tokens.Request, token *tokens.Token) {
	t.Helper()
	if token.IssueTime != r.Stamp.IssueTime || token.Salt != r.Stamp.Salt || token.Expire != seconds(t, r.Values["lifetime"]) ||
		len(token.Services) != len(r.Kind.Grants) || token.Trailing != "" {
		t.Fatalf("%v: %+v", r.Values, token)
	}
	for i, g := range r.Kind.Grants {
		s := token.Services[i]
		if s.Type != g.Service || len(s.Values) != len(g.Fields) {
			t.Fatalf("%v: service %d is %+v", r.Values, i, s)
		}
		requirePrivileges(t, r, g.Privileges, s.Privileges, 0)
		for j, f := range s.Service.Fields {
			want := filled(r, g.Fields[j])
			switch v := s.Values[j]; f.Type {
			case tokens.Permissions:
				if got := permissionsOf(r); !reflect.DeepEqual(v.Permissions, got) {
					t.Fatalf("permissions %v, want %v", v.Permissions, got)
				}
			case tokens.Int16:
				if n, err := strconv.Atoi(want); err != nil || int(v.Number) != n {
					t.Fatalf("%s is %d, want %s", f.Key, v.Number, want)
				}
			default:
				if v.Text != want {
					t.Fatalf("%s is %q, want %q", f.Key, v.Text, want)
				}
			}
		}
	}
}
