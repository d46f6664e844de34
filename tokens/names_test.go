package tokens_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// lists are the names to try, each list called by its place: "1", "2".
func lists(texts ...string) []tokens.NameList {
	var all []tokens.NameList
	for i, text := range texts {
		all = append(all, tokens.NameList{Source: fmt.Sprint(i + 1), Text: text})
	}
	return all
}

// shown writes what was found for a slot: "lobby" or "LOBBY (in upper case)",
// with "!" where it is confirmed.
func shown(n *tokens.Names, slot tokens.Slot) []string {
	var all []string
	for i := range n.Slots {
		if n.Slots[i].Slot != slot {
			continue
		}
		for _, m := range n.Slots[i].Matches {
			text := m.Text
			if m.Change != "" {
				text += " (" + m.Change + ")"
			}
			if m.Confirmed {
				text += "!"
			}
			all = append(all, text)
		}
	}
	return all
}

// hiding returns a token of a kind, or for "006" an AccessToken for any channel
// and user, made without the package under test.
func hiding(t *testing.T, kind string, form tokens.Values) *tokens.Token {
	t.Helper()
	if kind != "006" {
		return decoded(t, kind, form)
	}
	message := "\x01\x00\x00\x00\xff\xff\xff\x7f\x01\x00\x01\x00\x00\x00\x00\x00"
	mac := hmac.New(sha256.New, []byte(sampleCertificate))
	mac.Write([]byte(sampleAppID + form["channel"] + form["user"] + message))
	b := mac.Sum([]byte{sha256.Size, 0})
	b = binary.LittleEndian.AppendUint32(b, crc(form["channel"]))
	b = binary.LittleEndian.AppendUint32(b, crc(form["user"]))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(message)))
	token, err := tokens.Default.Decode("006" + sampleAppID + base64.StdEncoding.EncodeToString(append(b, message...)))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestTheNamesThatATokenHidesAreFound(t *testing.T) {
	t.Parallel()
	rtc := tokens.Values{"channel": "lobby", "uid": "12345"}
	for name, c := range map[string]struct {
		kind          string
		form          tokens.Values
		list          string
		numbers       bool
		channel, user string
		lacks         string
	}{
		"both, from a list":            {"rtc-006", rtc, "hall, lobby\n12345", false, "lobby!", "12345!", ""},
		"the user among all numbers":   {"rtc-006", rtc, "lobby", true, "lobby!", "12345!", ""},
		"a number as channel":          {"rtc-006", tokens.Values{"channel": "1234", "uid": "12345"}, "", true, "1234!", "12345!", ""},
		"the channel in another case":  {"rtc-006", tokens.Values{"channel": "Lobby", "uid": "12345"}, "LOBBY Lobby", true, "Lobby!", "12345!", ""},
		"in lower case":                {"rtc-006", rtc, "LOBBY", true, "lobby (in lower case)!", "12345!", ""},
		"in upper case":                {"rtc-006", tokens.Values{"channel": "LOBBY", "uid": "12345"}, "lobby", true, "LOBBY (in upper case)!", "12345!", ""},
		"a line break after it":        {"006", tokens.Values{"channel": "lobby\n", "user": "12345"}, "lobby", true, "lobby\n (with a line break after it)!", "12345!", ""},
		"a blank after it":             {"006", tokens.Values{"channel": "lobby ", "user": "12345"}, "lobby", true, "lobby  (with a blank after it)!", "12345!", ""},
		"a word in place of a value":   {"006", tokens.Values{"channel": "lobby", "user": "undefined"}, "lobby", true, "lobby!", "undefined!", ""},
		"a token for any user":         {"rtc-006", tokens.Values{"channel": "lobby"}, "lobby", true, "lobby!", "", ""},
		"only the channel":             {"006", tokens.Values{"channel": "lobby", "user": "bob"}, "lobby", false, "lobby", "", "nothing fits the user"},
		"neither":                      {"006", tokens.Values{"channel": "lobby", "user": "bob"}, "hall", false, "", "", "no name that was tried fits"},
		"Signaling, which has no room": {"rtm-006", tokens.Values{"user": "bob"}, "alice bob", false, "", "bob!", ""},
		"a 005 key":                    {"key-005-media", tokens.Values{"channel": "lobby", "uid": "7"}, "hall lobby 6 7", true, "lobby!", "7!", ""},
		"a 005 key for any user":       {"key-005-media", tokens.Values{"channel": "lobby"}, "hall lobby", true, "lobby!", "0!", ""},
		"a 004 key":                    {"key-004-recording", tokens.Values{"channel": "lobby", "uid": "7"}, "7 lobby", true, "lobby!", "7!", ""},
		"a 004 key for another":        {"key-004-recording", tokens.Values{"channel": "lobby", "uid": "7"}, "8 lobby", true, "", "", "does not confirm"},
		"a 003 key":                    {"key-003", tokens.Values{"channel": "lobby", "uid": "7"}, "hall lobby", true, "lobby!", "", ""},
		"a 002 key":                    {"key-002", tokens.Values{"channel": "lobby", "uid": "7"}, "hall lobby", true, "lobby!", "", ""},
		"a 001 key":                    {"key-001", tokens.Values{"channel": "lobby"}, "hall lobby", true, "lobby!", "", ""},
		"Signaling 1.x":                {"signaling-1", tokens.Values{"account": "bob"}, "alice bob", true, "", "bob!", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			search := tokens.NameSearch{Lists: lists(c.list), Numbers: c.numbers, Certificates: certificate(sampleCertificate)}
			n := tokens.Default.FindNames(hiding(t, c.kind, c.form), search)
			for slot, want := range map[tokens.Slot]string{tokens.ChannelSlot: c.channel, tokens.UserSlot: c.user} {
				got := shown(&n, slot)
				confirmed := strings.HasSuffix(want, "!")
				if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || got[0] != want) || confirmed && n.Proof == nil {
					t.Errorf("%s: %q, want %q first: %+v", slot, got, want, n)
				}
			}
			if (c.lacks == "") != (n.Proof != nil) || !strings.Contains(n.Lacks, c.lacks) {
				t.Errorf("the proof %+v lacks %q, want %q", n.Proof, n.Lacks, c.lacks)
			}
		})
	}
}

func TestAllThatFitsIsListedAndOnlyTheProvedIsConfirmed(t *testing.T) {
	t.Parallel()
	// Several numbers have this checksum, of which one was signed.
	sum := crc("3394851467")
	all := tokens.NumericUsers(sum)
	if !slices.Contains(all, "3394851467") || len(all) < 2 {
		t.Fatalf("the numbers of %08x are %q", sum, all)
	}
	token := decoded(t, "rtc-006", tokens.Values{"channel": "lobby", "uid": "3394851467"})
	search := tokens.NameSearch{Lists: lists("lobby"), Numbers: true, Certificates: certificate(sampleCertificate)}
	n := tokens.Default.FindNames(token, search)
	users := shown(&n, tokens.UserSlot)
	if len(users) != len(all) || users[0] != "3394851467!" {
		t.Errorf("%q, want all of %q and the signed one first", users, all)
	}
	for _, u := range users[1:] {
		if strings.HasSuffix(u, "!") {
			t.Errorf("two users are confirmed: %q", users)
		}
	}
	search.Certificates = nil
	n = tokens.Default.FindNames(token, search)
	if n.Proof != nil || !strings.Contains(n.Lacks, "no App Certificate") || len(shown(&n, tokens.UserSlot)) != len(all) {
		t.Errorf("without a certificate: %+v", n)
	}
}

func TestWhyNothingIsConfirmed(t *testing.T) {
	t.Parallel()
	form := tokens.Values{"channel": "lobby", "uid": "5"}
	wrong := secret.New(strings.Repeat("0", 32))
	for name, c := range map[string]struct {
		certificates []tokens.Certificate
		want         string
	}{
		"another of the same App ID": {[]tokens.Certificate{{AppID: sampleAppID, Value: wrong}}, "the one certificate at hand does not confirm it"},
		"two of the same App ID":     {[]tokens.Certificate{{AppID: strings.ToLower(sampleAppID), Value: wrong}, {Value: wrong}}, "none of the 2 certificates at hand confirms it"},
		"one of another App ID":      {[]tokens.Certificate{{AppID: strings.Repeat("a", 32), Value: wrong}}, "none is of the App ID of the token"},
	} {
		n := tokens.Default.FindNames(decoded(t, "rtc-006", form), tokens.NameSearch{Lists: lists("lobby 5"), Certificates: c.certificates})
		if n.Proof != nil || !strings.Contains(n.Lacks, c.want) {
			t.Errorf("%s: %q, want %q", name, n.Lacks, c.want)
		}
	}
}

func TestThereIsNothingToLookFor(t *testing.T) {
	t.Parallel()
	whole, err := tokens.Default.Build(request(t, "rtc-006", tokens.Values{"channel": "lobby"}))
	if err != nil {
		t.Fatal(err)
	}
	cut, _ := tokens.Default.Decode(whole[:80])
	for name, c := range map[string]struct {
		token        *tokens.Token
		certificates []tokens.Certificate
		want         string
	}{
		"007":                         {decoded(t, "rtc", tokens.Values{"channel": "lobby"}), certificate(sampleCertificate), "in the clear"},
		"005 without a certificate":   {decoded(t, "key-005-media", tokens.Values{"channel": "lobby"}), nil, "none at hand"},
		"cut before the checksums":    {cut, certificate(sampleCertificate), "ends before the checksums"},
		"no token":                    {nil, certificate(sampleCertificate), "nothing of a token"},
		"Signaling 1.x without proof": {decoded(t, "signaling-1", tokens.Values{"account": "bob"}), nil, "none at hand"},
	} {
		n := tokens.Default.FindNames(c.token, tokens.NameSearch{Lists: lists("lobby"), Numbers: true, Certificates: c.certificates})
		if !strings.Contains(n.Nothing, c.want) || len(n.Slots) > 0 || n.Found() {
			t.Errorf("%s: %+v, want %q", name, n, c.want)
		}
	}
}

func TestTheUserOfTheJavaBuilderIsTheOneItStandsFor(t *testing.T) {
	t.Parallel()
	vector := tokens.NumericUsers(crc("-1"))
	if !slices.Contains(vector, "-1") {
		t.Fatal(vector)
	}
	token := hiding(t, "006", tokens.Values{"channel": "lobby", "user": "-1"})
	for _, list := range []string{"lobby 4294967295", "lobby"} {
		n := tokens.Default.FindNames(token, tokens.NameSearch{Lists: lists(list), Numbers: true, Certificates: certificate(sampleCertificate)})
		users := shown(&n, tokens.UserSlot)
		if len(users) == 0 || users[0] != "-1 (as the Java builder writes it)!" {
			t.Fatalf("%q: %q", list, users)
		}
		if got := n.Slots[1].Matches[0].Joins(); got != "4294967295" {
			t.Errorf("the app joins as %s", got)
		}
	}
}

func TestAChanceMatchIsCalledOne(t *testing.T) {
	t.Parallel()
	n := tokens.Default.FindNames(decoded(t, "rtc-006", tokens.Values{"channel": "lobby", "uid": "999"}), tokens.NameSearch{Lists: lists("lobby"), Numbers: true})
	for _, m := range n.Slots[1].Matches {
		if (m.Text == "999") != (m.OneIn == 4294967) || m.OneIn == 0 {
			t.Errorf("%s fits by chance once in %d", m.Text, m.OneIn)
		}
	}
	for _, m := range n.Slots[0].Matches {
		if (m.Text == "lobby") != (m.OneIn == 0) {
			t.Errorf("%s fits by chance once in %d", m.Text, m.OneIn)
		}
	}
}

func TestASearchHasAnEnd(t *testing.T) {
	t.Parallel()
	var names strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&names, "room-%d %d\n", i, i)
	}
	wrong := []tokens.Certificate{{Value: secret.New(strings.Repeat("0", 32))}}
	n := tokens.Default.FindNames(decoded(t, "key-005-media", tokens.Values{"channel": "lobby", "uid": "7"}),
		tokens.NameSearch{Lists: lists(names.String()), Certificates: wrong})
	if !n.Capped || n.Signatures != tokens.MaxSignatures || !strings.Contains(n.Lacks, "too many combinations") {
		t.Errorf("%d signatures, capped %v, %s", n.Signatures, n.Capped, n.Lacks)
	}
}

func TestNoTokenIsTooHostileForASearch(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(t, file) {
			token, _ := tokens.Default.Decode(v.text(t))
			n := tokens.Default.FindNames(token, tokens.NameSearch{Lists: lists("lobby 1 2 3"), Numbers: true, Certificates: certificate(sampleCertificate)})
			if n.Nothing == "" == (len(n.Slots) == 0) || n.Proof == nil == (n.Lacks == "" && n.Nothing == "") {
				t.Errorf("%s: %+v", v.ID, n)
			}
		}
	}
}

func TestWellKnownNamesAreToldApart(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range tokens.Default.WellKnown {
		if w.Text == "" || w.Doc == "" || strings.HasSuffix(w.Doc, ".") || seen[w.Text] {
			t.Errorf("%+v", w)
		}
		seen[w.Text] = true
	}
	for _, w := range tokens.Default.WellKnown {
		n := tokens.Default.FindNames(hiding(t, "006", tokens.Values{"channel": w.Text, "user": w.Text}), tokens.NameSearch{Certificates: certificate(sampleCertificate)})
		if p := n.Proof; p == nil || p.Channel != w.Text || p.User != w.Text {
			t.Errorf("%s: %+v", w.Text, n)
		}
	}
}

func BenchmarkFindNames(b *testing.B) {
	text, err := tokens.Default.Build(request(b, "rtc-006", tokens.Values{"channel": "lobby", "uid": "12345"}))
	if err != nil {
		b.Fatal(err)
	}
	token, _ := tokens.Default.Decode(text)
	var ten strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&ten, "room-%d\n", i)
	}
	for name, list := range map[string]string{"few": "lobby, hall", "10000": ten.String(), "10MB": strings.Repeat(ten.String(), 10<<20/ten.Len())} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				tokens.Default.FindNames(token, tokens.NameSearch{Lists: lists(list), Numbers: true, Certificates: certificate(sampleCertificate)})
			}
		})
	}
}

func BenchmarkFindNamesCapped(b *testing.B) {
	k, _ := tokens.Default.Kind("key-005-media")
	r := request(b, k.ID, tokens.Values{"channel": "lobby", "uid": "7"})
	text, err := tokens.Default.Build(r)
	if err != nil {
		b.Fatal(err)
	}
	token, _ := tokens.Default.Decode(text)
	var names strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&names, "room-%d %d\n", i, i+10)
	}
	wrong := []tokens.Certificate{{Value: secret.New(strings.Repeat("0", 32))}}
	for b.Loop() {
		tokens.Default.FindNames(token, tokens.NameSearch{Lists: lists(names.String()), Certificates: wrong})
	}
}
