package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// samples has a value for each input that must be given.
var samples = map[string]string{"channel": "lobby", "account": "alice", "user": "alice", "room": "room-1", "spec": "spec.json"}

const spec = `{"services":[{"type":1,"fields":{"channel_name":"lobby"},"privileges":{"1":60}}]}`

func TestEveryKindIsBuiltAndDecoded(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		t.Run(k.ID, func(t *testing.T) {
			t.Parallel()
			args := []string{"build", k.ID}
			for _, in := range k.Inputs {
				if !in.Optional && (in.Default == "" || in.Type == tokens.Document) {
					value, ok := samples[in.Key]
					if !ok {
						t.Fatalf("no sample for --%s", in.Key)
					}
					args = append(args, "--"+in.Key, value)
				}
			}
			r := command(t)
			r.files["spec.json"] = spec
			token := strings.TrimSuffix(r.exec(args...).succeeds().out, "\n")
			var got struct {
				Version, Token string
				Verification   struct{ Status string }
			}
			r.exec("decode", "--json", token).succeeds()
			if err := json.Unmarshal([]byte(r.out), &got); err != nil || got.Version != string(k.Version) {
				t.Errorf("version %q, %v", got.Version, err)
			}
			r.exec(append(args, "--json")...).succeeds()
			if err := json.Unmarshal([]byte(r.out), &got); err != nil || got.Verification.Status != "signed" || got.Token == "" {
				t.Errorf("%v\n%s", err, r.out)
			}
			if out := r.exec("decode", token).succeeds().out; !strings.Contains(out, k.Version.Title()) {
				t.Errorf("the report does not name the format:\n%s", out)
			}
		})
	}
}

func TestANewKindNeedsOneEntry(t *testing.T) {
	t.Parallel()
	c := tokens.Default
	base, _ := c.Kind("rtm")
	c.Kinds = append(slices.Clone(c.Kinds), tokens.Kind{
		ID: "walkie-talkie", Group: "Radio", Title: "one band", Version: base.Version, Doc: "lets one user speak on one band",
		Inputs: []tokens.Input{
			{Key: "user", Title: "User", Doc: "who speaks"},
			{Key: "band", Title: "Band", Doc: "where", Type: tokens.Choice, Choices: []string{"citizen", "marine"}, Default: "marine"},
			base.Inputs[1],
		},
		Grants: base.Grants,
	})
	r := command(t)
	r.deps.Catalog = c
	for command, want := range map[string][]string{
		"build --help":               {"Radio\n", "walkie-talkie", "lets one user speak on one band"},
		"build walkie-talkie --help": {"atc build walkie-talkie --user TEXT [flags]", "--band CHOICE", "Band: where (citizen, marine; default: marine)", "--lifetime"},
		"kinds":                      {"Radio\n", "walkie-talkie", "--band CHOICE"},
		"kinds --json":               {`{"key":"band","flag":"--band","title":"Band","doc":"where","type":"choice","default":"marine","choices":["citizen","marine"],"required":false}`},
		"build walkie-talkie --user alice --json": {`"user_id":"alice"`, `"status":"signed"`},
		"__complete build walkie":                 {"walkie-talkie\t"},
		"__complete build walkie-talkie --band ":  {"citizen\nmarine\n"},
	} {
		args := strings.Split(command, " ")
		if out := complete(r, args); !containsAll(out, want) {
			t.Errorf("atc %s lacks one of %q:\n%s", command, want, out)
		}
	}
}

// complete runs the command. The completion of cobra writes remarks to stderr
// that are no errors of ours.
func complete(r *run, args []string) string {
	if args[0] != "__complete" {
		return r.exec(args...).succeeds().out
	}
	return r.execQuietly(args...)
}

func containsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

func TestHelpNamesEveryKindInTheOrderOfTheCatalog(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"build", "--help"}, {"help", "build"}, {"kinds"}} {
		rest := command(t).exec(args...).succeeds().out
		for _, k := range tokens.Default.Kinds {
			_, after, found := strings.Cut(rest, "\n  "+k.ID+" ")
			if !found {
				t.Errorf("%q: %s is missing or not in its place", args, k.ID)
			}
			rest = after
		}
	}
}

func TestHelpHasEveryInput(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		out := command(t).exec("build", k.ID, "--help").succeeds().out
		words := strings.Join(strings.Fields(out), " ")
		for _, in := range k.Inputs {
			if !strings.Contains(words, "--"+in.Key+" ") || !strings.Contains(words, in.Title+": "+strings.Join(strings.Fields(in.Doc), " ")) {
				t.Errorf("%s: --%s is not explained:\n%s", k.ID, in.Key, out)
			}
		}
		for line := range strings.Lines(out) {
			if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 {
				t.Errorf("%s: a line of %d columns: %s", k.ID, n, line)
			}
		}
	}
}

// TestNoInputHidesACommonFlag guards the catalog against keys that mean
// something else on the command line.
func TestNoInputHidesACommonFlag(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		for _, in := range k.Inputs {
			if slices.Contains([]string{"json", "help", "app-id", "certificate-file", "issued-at", "salt", "certificate"}, in.Key) {
				t.Errorf("%s: the input %s has the name of a common flag", k.ID, in.Key)
			}
		}
	}
}
