package tokens_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// A damage is something that happens to tokens on their way and loses nothing.
type damage struct {
	spelling
	stage int // damages of an earlier stage happen before
}

// The stages: what happens to the letters of a token, to its line, and around it.
const (
	toLetters = iota
	toPlus
	toLine
	toEnds
)

func damages() (all []damage) {
	for _, s := range spellings()[1:] {
		all = append(all, damage{s, toLetters})
	}
	around := func(code tokens.Code, before, after string) damage {
		return damage{spelling{fmt.Sprintf("within %q and %q", before, after), code, func(token string) string { return before + token + after }}, toEnds}
	}
	broken := func(name, at string, width int) damage {
		return damage{spelling{name, tokens.CodeRepairedLineBreaks, func(token string) string {
			var lines []string
			for line := range slices.Chunk([]byte(token), width) {
				lines = append(lines, string(line))
			}
			return strings.Join(lines, at)
		}}, toLine}
	}
	return append(all,
		damage{spelling{"with blanks for +", tokens.CodeRepairedPlus, func(token string) string { return strings.ReplaceAll(token, "+", " ") }}, toPlus},
		broken("broken at 76", "\n", 76), broken("broken at 64 by Windows", "\r\n", 64), broken("broken at 40 in JSON", `\n`, 40),
		broken("quoted in a mail", "\n> ", 70), broken("indented", "\n\t  ", 50), broken("with backslashes", "\\\n", 60),
		broken("in strings of a program", "\" +\n    \"", 60), broken("framed on a terminal", "  │\n│ ", 57),
		broken("of Mac OS", "\r", 72), broken("with blank lines", "\n\n", 66),
		around(tokens.CodeRepairedBlanks, "  \t", "\r\n"), around(tokens.CodeRepairedBlanks, "\u00a0", "\u3000"),
		around(tokens.CodeRepairedQuotes, `"`, `"`), around(tokens.CodeRepairedQuotes, "`", "`,"), around(tokens.CodeRepairedQuotes, "„", "“"),
		around(tokens.CodeRepairedQuotes, `\"`, `\"`), around(tokens.CodeRepairedQuotes, "<", ">;"),
		around(tokens.CodeRepairedPrefix, "Bearer ", ""), around(tokens.CodeRepairedPrefix, "Authorization: agora token=", ""),
		around(tokens.CodeRepairedPrefix, `"token": "`, `",`), around(tokens.CodeRepairedPrefix, "export AGORA_TOKEN='", "'\n"),
		around(tokens.CodeRepairedPrefix, "$env:AGORA_TOKEN = \"", "\""), around(tokens.CodeRepairedPrefix, "final String token = \"", "\";"),
		around(tokens.CodeRepairedPrefix, "let token: String = `", "`"), around(tokens.CodeRepairedPrefix, "x-agora-token:", ""),
		around(tokens.CodeRepairedSurroundings, `{"uid":5,"token":"`, `"}`), around(tokens.CodeRepairedSurroundings, "curl -H 'Authorization: agora token=", "' https://example.com"),
		around(tokens.CodeRepairedSurroundings, "12:01:02 join failed\n12:01:03 token ", "\n12:01:04 bye"),
		around(tokens.CodeRepairedSurroundings, "https://example.com/?token=", "&uid=5"), around(tokens.CodeRepairedSurroundings, "here it is: ", ". Thanks!"),
		around(tokens.CodeRepairedInvisible, "\ufeff", ""), around(tokens.CodeRepairedInvisible, "\u200b", "\u200b"), around(tokens.CodeRepairedInvisible, "\x1b[1;32m", "\x1b[0m"),
		damage{spelling{"with a zero-width space", tokens.CodeRepairedInvisible, func(token string) string { return token[:50] + "\u200b" + token[50:] }}, toLine},
	)
}

func TestWhatLosesNothingIsRepaired(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			for _, d := range damages() {
				requireRepaired(t, v.Token, d.write(v.Token), d)
			}
		})
	}
}

// requireRepaired checks that a text is read as the token, and that it is said
// what was done to it.
func requireRepaired(t *testing.T, token, text string, done ...damage) {
	t.Helper()
	r := tokens.Default.Read(text)
	if r.Text != token || r.Err != nil || r.Token == nil || r.Tokens != 1 {
		t.Fatalf("%q\nreads as %q\nwant     %q\n%v, %d tokens", text, r.Text, token, r.Err, r.Tokens)
	}
	if (text == token) != (len(r.Repairs) == 0) {
		t.Fatalf("repairs of %q: %v", text, r.Repairs)
	}
	// Where several things happened, one may hide another: blanks around a
	// token within JSON are part of what stands around it.
	for _, d := range done {
		if len(done) == 1 && d.code != "" && text != token && !slices.Contains(repairCodes(r.Repairs), d.code) {
			t.Fatalf("%s: repairs %v of %q, want %s", d.name, r.Repairs, text, d.code)
		}
	}
}

// Of each stage, some damage or none.
func TestDamagesTogetherAreRepaired(t *testing.T) {
	t.Parallel()
	all := damages()
	for i, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(i), 7))
			for range 40 {
				if text, done, ok := damaged(v.Token, all, random.IntN); ok {
					requireRepaired(t, v.Token, text, done...)
				}
			}
		})
	}
}

// damaged does up to one damage of each stage to a token, as choose says. It
// reports false if something is lost by the damages together.
func damaged(token string, all []damage, choose func(n int) int) (text string, done []damage, ok bool) {
	text, ok = token, true
	for stage := toLetters; stage <= toEnds; stage++ {
		var of []damage
		for _, d := range all {
			if d.stage == stage {
				of = append(of, d)
			}
		}
		if i := choose(len(of) + 1); i < len(of) {
			ok = ok && (stage != toLine || !isAmbiguous(text, of[i]))
			text = of[i].write(text)
			done = append(done, of[i])
		}
	}
	return text, done, ok
}

// atLineEnds are the ends and the starts of lines that are broken.
var atLineEnds = regexp.MustCompile("([\x00\x01])(\n|\r|\"| |\\\\)|[\n\r\" ]\x00|\\\\n\x00")

// isAmbiguous reports whether breaking lines puts a blank that was a + where
// blanks are that are none, or breaks an escape at its backslash.
func isAmbiguous(text string, lines damage) bool {
	return atLineEnds.MatchString(lines.write(strings.NewReplacer(" ", "\x00", `\`, "\x01").Replace(text)))
}

func TestMalformedPastesReadAsTheVectorsSay(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "bad.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			text := v.text(t)
			r := tokens.Default.Read(text)
			if v.Expect == "error" {
				var refused *tokens.DecodeError
				if !errors.As(r.Err, &refused) || string(refused.Code) != v.Code {
					t.Fatalf("%v, want the code %s", r.Err, v.Code)
				}
				if len(r.Repairs) > 0 {
					t.Errorf("what is damaged is not repaired: %v", r.Repairs)
				}
				return
			}
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			want := text
			if v.RepairsTo != "" {
				want = v.RepairsTo
			}
			if r.Text != want || r.Tokens != 1 || (len(r.Repairs) > 0) != (v.RepairsTo != "") {
				t.Errorf("reads as %s after %v, want %s", r.Text, r.Repairs, want)
			}
			requireVerdict(t, v, r.Token)
			if v.Code != "duplicate_privilege" { // of which the vector keeps one value
				requireContent(t, r.Token, v.Decoded)
			}
		})
	}
}

// What was lost is not made up: a token that is cut, or has another character
// in it, gives no token that decodes otherwise.
func TestWhatIsLostIsNotMadeUp(t *testing.T) {
	t.Parallel()
	for i, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(i), 8))
			for n := len(v.Token) / 2; n < len(v.Token); n++ {
				if n < len(v.Token)-8 && n%9 > 0 {
					continue
				}
				for _, behind := range []string{"", "\nuid 12345", " 12345 lobby", "\nlobby\n", "…", "\" + \"\n" + strings.Repeat("x", random.IntN(9))} {
					requireNotMadeUp(t, v.Token, v.Token[:n]+behind)
					requireNotMadeUp(t, v.Token, `{"token":"`+v.Token[:n]+behind+`"}`)
				}
				for lost := 1; lost < 6; lost++ {
					requireNotMadeUp(t, v.Token, v.Token[:n]+"\n"+v.Token[min(n+lost, len(v.Token)):])
					requireNotMadeUp(t, v.Token, v.Token[:n]+" "+v.Token[min(n+lost+1, len(v.Token)):])
				}
			}
		})
	}
}

// requireNotMadeUp checks that a text gives the token, as far as it goes.
func requireNotMadeUp(t *testing.T, token, text string) {
	t.Helper()
	r := tokens.Default.Read(text)
	if r.Err != nil {
		return
	}
	got := tokens.Report{Token: r.Token}.AppendJSON(nil)
	if want := (tokens.Report{Token: decodedText(t, token)}).AppendJSON(nil); bytes.Equal(got, want) {
		return // the last letter may stand for two bits only
	}
	if r.Token.Version == tokens.DynamicKey && strings.HasPrefix(token, r.Text) {
		return // a key of version 002 starts with what has the form of one of 001
	}
	if _, err := tokens.Default.Decode(text); err != nil {
		t.Fatalf("%q reads as %s, want %s or an error", text, r.Text, token)
	}
}

func TestTheFirstOfSeveralTokensIsRead(t *testing.T) {
	t.Parallel()
	first, second := vectorOf(t, "public.json", "p010-xl-rtcrtm-go").Token, vectorOf(t, "public.json", "p029-xl-006-go").Token
	cut := first[:len(first)-20]
	for _, tt := range []struct {
		text, want string
		tokens     int
	}{
		{first + "\n" + second, first, 2},
		{second + ", " + first + ", " + second, second, 2},
		{first + " " + first, first, 1},
		{"was " + cut + "… now " + second, second, 2},
		{`{"a":"` + strings.ReplaceAll(second, "/", `\/`) + `","b":"` + first + `"}`, second, 2},
	} {
		r := tokens.Default.Read(tt.text)
		if r.Text != tt.want || r.Tokens != tt.tokens || r.Err != nil {
			t.Errorf("%q: %d tokens, first %q: %v", tt.text, r.Tokens, r.Text, r.Err)
		}
		if several := slices.Contains(repairCodes(r.Repairs), tokens.CodeSeveralTokens); several != (tt.tokens > 1) {
			t.Errorf("%q: repairs %v", tt.text, r.Repairs)
		}
	}
}

func TestWhatSurroundsATokenIsCounted(t *testing.T) {
	t.Parallel()
	token := vectorOf(t, "public.json", "p010-xl-rtcrtm-go").Token
	for _, tt := range []struct {
		text string
		want []tokens.Repair
	}{
		{"\n\tü=«" + token + "» ü\n", []tokens.Repair{{Code: tokens.CodeRepairedSurroundings, Values: []any{5, 4}}}},
		{"Authorization:  Bearer " + token, []tokens.Repair{{Code: tokens.CodeRepairedPrefix, Values: []any{"Authorization: Bearer"}}}},
		{`"token" : "` + token + `",`, []tokens.Repair{{Code: tokens.CodeRepairedQuotes}, {Code: tokens.CodeRepairedPrefix, Values: []any{"token :"}}}},
		{token[:60] + "\u200b\n" + token[60:120] + "\n" + token[120:], []tokens.Repair{{Code: tokens.CodeRepairedInvisible, Values: []any{1}}, {Code: tokens.CodeRepairedLineBreaks, Values: []any{2}}}},
		{strings.NewReplacer("+", " ", "=", "").Replace(token), []tokens.Repair{
			{Code: tokens.CodeRepairedPlus, Values: []any{strings.Count(token, "+")}}, {Code: tokens.CodeRepairedPadding, Values: []any{strings.Count(token, "=")}},
		}},
	} {
		if r := tokens.Default.Read(tt.text); r.Text != token || !reflect.DeepEqual(r.Repairs, tt.want) {
			t.Errorf("%q: %+v, want %+v", tt.text, r.Repairs, tt.want)
		}
	}
}

func TestWhatIsNoTokenIsReadWithoutWhatStandsAroundIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" \n\t": "", `""`: "", "token=": "", "Bearer ": "Bearer", "null\n": "null", `"undefined",`: "undefined", "token: null": "null",
		"<nil>": "nil", "[object Object]": "[object Object]", "Bearer YWMtabc": "YWMtabc", "Authorization: Bearer eyJh.eyJz.c2ln": "eyJh.eyJz.c2ln",
		"Authorization: Basic YTpi": "Basic YTpi", `AGORA_APP_ID = "` + sampleAppID + `"`: sampleAppID, "'" + sampleAppID + "';": sampleAppID,
		"411234567#987654 ": "411234567#987654", "https://example.com/?a=b": "https://example.com/?a=b", "let me know": "let me know",
		"abc;": "abc",
		" APP_ID=" + sampleAppID + "\nAPP_CERT=" + sampleCertificate + "\n": "APP_ID=" + sampleAppID + "\nAPP_CERT=" + sampleCertificate,
		";": "", "&#43;": "&#43;", "user: alice": "user: alice", "token server is down": "token server is down", "token 8": "8", "\ufeff008eJx": "008eJx", "hello\nworld": "hello\nworld",
	} {
		r := tokens.Default.Read(text)
		if r.Text != want || r.Token != nil || r.Err == nil || r.Tokens != 0 || len(r.Repairs) > 0 {
			t.Errorf("%q reads as %q, want %q: %+v", text, r.Text, want, r)
		}
		if _, err := tokens.Default.Decode(want); err.Error() != r.Err.Error() {
			t.Errorf("%q: %v, want %v", text, r.Err, err)
		}
	}
}

// A damaged token is read as far as it goes, and is not called repaired by what
// would be a guess.
func TestADamagedTokenIsReadAsFarAsItGoes(t *testing.T) {
	t.Parallel()
	token := vectorOf(t, "public.json", "p010-xl-rtcrtm-go").Token
	cut := token[:len(token)-30]
	for name, tt := range map[string]struct {
		text, want string
		code       tokens.Code
	}{
		"cut":                   {cut, cut, ""},
		"cut in JSON":           {`{"token":"` + cut + `"}`, cut, tokens.CodeRepairedSurroundings},
		"cut in a log":          {"12:01 token " + cut + "\n12:02 lobby", cut, tokens.CodeRepairedSurroundings},
		"cut behind a prefix":   {"Bearer " + cut, cut, tokens.CodeRepairedPrefix},
		"cut and encoded":       {strings.NewReplacer("+", "%2B", "/", "%2F").Replace(cut), cut, tokens.CodeRepairedPercent},
		"cut and broken":        {cut[:60] + "\n" + cut[60:120] + "\n" + cut[120:], cut, tokens.CodeRepairedLineBreaks},
		"cut before a word":     {cut + "\nlobby", cut, tokens.CodeRepairedSurroundings},
		"with a foreign letter": {token[:90] + "!" + token[91:], token[:90] + "!" + token[91:], ""},
	} {
		r := tokens.Default.Read(tt.text)
		if r.Text != tt.want || r.Err == nil || r.Token == nil || r.Tokens != 1 {
			t.Errorf("%s: reads as %q: %v", name, r.Text, r.Err)
		}
		if codes := repairCodes(r.Repairs); tt.code == "" && len(codes) > 0 || tt.code != "" && !slices.Equal(codes, []tokens.Code{tt.code}) {
			t.Errorf("%s: repairs %v, want %s", name, codes, tt.code)
		}
	}
}

func TestAPasteOfAnySizeIsRead(t *testing.T) {
	t.Parallel()
	token := vectorOf(t, "public.json", "p010-xl-rtcrtm-go").Token
	log := string(logText(5 << 20))
	r := tokens.Default.Read(log + " token=" + token + "\n" + log)
	if r.Text != token || r.Tokens != 1 || !slices.Equal(repairCodes(r.Repairs), []tokens.Code{tokens.CodeRepairedSurroundings}) {
		t.Errorf("%d tokens, %.80q, %v", r.Tokens, r.Text, r.Repairs)
	}
	many := strings.Builder{}
	for _, v := range vectors(t, "public.json") {
		many.WriteString(v.Token + "\n")
	}
	// A text of nothing but layers is not peeled to its core: that took hours.
	for _, layer := range []string{"token=", "let ", `" `, `";`, "Bearer '"} {
		if r := tokens.Default.Read(strings.Repeat(layer, 1<<20)); r.Token != nil {
			t.Errorf("%q over and over reads as %.80q", layer, r.Text)
		}
	}
	if r := tokens.Default.Read(strings.Repeat(many.String(), 300)); r.Tokens < 100 || r.Tokens > tokens.MostTokens {
		t.Errorf("%d tokens", r.Tokens)
	}
}

// Whoever pastes a file of settings shows the certificate along with the token.
func TestACertificateBesideTheTokenIsTold(t *testing.T) {
	t.Parallel()
	token, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	r := tokens.Default.Read("AGORA_APP_ID=" + sampleAppID + "\nAGORA_APP_CERTIFICATE=" + otherCertificate + "\nAGORA_TOKEN=" + token + "\n")
	if r.Text != token || !slices.Contains(repairCodes(r.Repairs), tokens.CodeCertificateBeside) {
		t.Errorf("read %q with %v", r.Text, r.Repairs)
	}
	if r = tokens.Default.Read("AGORA_APP_ID=" + sampleAppID + "\nAGORA_TOKEN=" + token + "\n"); slices.Contains(repairCodes(r.Repairs), tokens.CodeCertificateBeside) {
		t.Errorf("a certificate is told where there is none: %v", r.Repairs)
	}
}
