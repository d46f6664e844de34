package tokens_test

import (
	"bytes"
	"errors"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

const (
	snippetAppID       = "970CA35de60c44645bbae8a215061b33"
	snippetCertificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

// snippetValues fill the inputs that have no default.
var snippetValues = tokens.Values{
	"channel": `a $b{c}%d`, "account": `al"i\ce $x`, "user": "bob", "room": "room-1",
	"read-message-channels": `news,a\,b`, "write-users": "u*",
}

func snippetRequest(t *testing.T, kind string, changed tokens.Values) tokens.Request {
	t.Helper()
	k, ok := tokens.Default.Kind(kind)
	if !ok {
		t.Fatalf("no kind %s", kind)
	}
	r := tokens.Request{Kind: k, AppID: snippetAppID, Certificate: secret.New(snippetCertificate), Values: tokens.Values{}}
	for _, in := range k.Inputs {
		if v, ok := snippetValues[in.Key]; ok && !(in.Optional && in.Key == "account") {
			r.Values[in.Key] = v
		}
	}
	for key, v := range changed {
		r.Values[key] = v
	}
	return r
}

func snippet(t *testing.T, kind, language string, changed tokens.Values) string {
	t.Helper()
	text, err := tokens.Default.Snippet(snippetRequest(t, kind, changed), language)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// noBuilder lists the languages that have nothing for a kind.
var noBuilder = map[string]string{
	"key-005-sharing": "php", "key-004-media": "node", "key-004-recording": "node", "key-004-sharing": "node php",
	"key-003": "node php", "key-002": "go node java php", "key-001": "node php", "signaling-1": "cpp",
}

func TestEveryKindHasASnippetInEveryLanguageOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	for _, l := range tokens.Languages() {
		var golden bytes.Buffer
		for _, k := range tokens.Default.Kinds {
			text, err := tokens.Default.Snippet(snippetRequest(t, k.ID, nil), l.ID)
			var none *tokens.NoBuilderError
			if want := slices.Contains(strings.Fields(noBuilder[k.ID]), l.ID); errors.As(err, &none) != want {
				t.Errorf("%s in %s: error %v, want one: %t", k.ID, l.ID, err, want)
				continue
			}
			golden.WriteString("==== " + k.ID + "\n")
			if err != nil {
				golden.WriteString(err.Error() + "\n")
				continue
			}
			golden.WriteString(text)
			requireSnippet(t, k, l, text)
		}
		requireGolden(t, filepath.Join("testdata", "snippets", l.ID+".golden"), golden.Bytes())
	}
}

// placeholder is what is left in a program that was not filled in. {c} is of
// the channel name.
var placeholder = regexp.MustCompile(`\{[abd-z][a-z]*\}`)

// requireSnippet checks what holds for every snippet.
func requireSnippet(t *testing.T, k tokens.Kind, l tokens.Language, text string) {
	t.Helper()
	if strings.Contains(strings.ToLower(text), strings.ToLower(snippetCertificate)) {
		t.Errorf("%s in %s holds the certificate", k.ID, l.ID)
	}
	if placeholder.MatchString(text) || !strings.HasSuffix(text, "\n") {
		t.Errorf("%s in %s is not filled in:\n%s", k.ID, l.ID, text)
	}
	want := []string{"AGORA_APP_ID", "AGORA_APP_CERTIFICATE", snippetAppID}
	if k.Input("channel") != nil {
		want = append(want, map[bool]string{false: `"a $b{c}%d"`, true: `"a \$b{c}%d"`}[l.ID == "php"])
	}
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s in %s does not hold %s:\n%s", k.ID, l.ID, w, text)
		}
	}
	if l.ID != "go" {
		return
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "main.go", text, parser.AllErrors); err != nil {
		t.Errorf("%s: %v", k.ID, err)
	}
	if pretty, err := format.Source([]byte(text)); err != nil || string(pretty) != text {
		t.Errorf("%s is not formatted: %v\n%s", k.ID, err, text)
	}
}

// requireGolden compares with a file, or writes it if ATC_UPDATE is set.
func requireGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if os.Getenv("ATC_UPDATE") != "" {
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, got, 0o644)); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s:%d is\n%s\nwant\n%s\n(ATC_UPDATE=1 go test ./tokens writes it anew)", file, i+1, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Fatalf("%s has %d lines, want %d (ATC_UPDATE=1 go test ./tokens writes it anew)", file, len(g), len(w))
	}
}

func TestTheTableOfOfficialFunctionsIsWhole(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		for _, c := range k.Official {
			for _, a := range c.Args {
				for _, key := range a.Inputs {
					if k.Input(key) == nil {
						t.Errorf("%s has no input %s for the argument %s", k.ID, key, a.Name)
					}
				}
				requireConstants(t, k, c, a)
			}
		}
	}
}

func requireConstants(t *testing.T, k tokens.Kind, c tokens.Call, a tokens.Arg) {
	t.Helper()
	if a.Type != tokens.ConstantArg || len(a.Inputs) == 0 {
		return
	}
	for _, choice := range k.Input(a.Inputs[0]).Choices {
		i := slices.IndexFunc(a.Constants, func(c tokens.Constant) bool { return c.Is == choice })
		if i < 0 {
			t.Errorf("%s: %s has no constant for %s", k.ID, c.Method, choice)
			continue
		}
		code := a.Constants[i].Code
		for _, spelling := range []string{code.Go, code.Node, code.Python, code.Java, code.CPP, code.PHP} {
			if module, expression, ok := strings.Cut(spelling, " "); !ok || module == "" || expression == "" {
				t.Errorf("%s: %s is %q", k.ID, choice, spelling)
			}
		}
	}
}

func TestANewKindHasSnippetsFromItsGrantsAlone(t *testing.T) {
	t.Parallel()
	rtm, _ := tokens.Default.Kind("rtm")
	k := rtm
	k.ID, k.Official = "new", nil
	for _, l := range tokens.Languages() {
		r := snippetRequest(t, "rtm", nil)
		r.Kind = k
		text, err := tokens.Default.Snippet(r, l.ID)
		if err != nil || !strings.Contains(text, `ServiceRtm("bob")`) || !strings.Contains(text, "3600") {
			t.Errorf("%s: %v\n%s", l.ID, err, text)
		}
	}
}
