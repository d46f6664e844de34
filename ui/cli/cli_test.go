package cli_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"atc/tokens"
	"atc/ui/cli"
)

const (
	appID       = "970CA35de60c44645bbae8a215061b33"
	certificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

var now = time.Unix(1700000001, 0)

// A run is a command that was run in the test's own world.
type run struct {
	t     *testing.T
	deps  cli.Deps
	env   map[string]string
	files map[string]string
	ctx   context.Context

	out, err string
	code     int
}

// command returns a run with credentials in the environment and nothing on
// stdin.
func command(t *testing.T) *run {
	r := &run{t: t, ctx: t.Context(), env: map[string]string{cli.EnvAppID: appID, cli.EnvCertificate: certificate}, files: map[string]string{}}
	r.deps = cli.Deps{
		Catalog: tokens.Default,
		Now:     func() time.Time { return now },
		Rand:    bytes.NewReader(make([]byte, 1000)),
		Getenv:  func(name string) string { return r.env[name] },
		Open: func(name string) (io.ReadCloser, error) {
			if text, ok := r.files[name]; ok {
				return io.NopCloser(strings.NewReader(text)), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		},
		In:      strings.NewReader(""),
		Version: "v1.2.3",
	}
	return r
}

// exec runs the command line, and holds whatever it prints against the rules
// that hold for every command.
func (r *run) exec(args ...string) *run {
	r.t.Helper()
	var out, errs bytes.Buffer
	r.deps.Out, r.deps.Err = &out, &errs
	r.code = cli.ExitCode(cli.Run(r.ctx, r.deps, args))
	r.out, r.err = out.String(), errs.String()
	for name, text := range map[string]string{"stdout": r.out, "stderr": r.err} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(certificate)) {
			r.t.Errorf("%q shows the certificate on %s: %s", args, name, text)
		}
		if i := strings.IndexFunc(text, isControl); i >= 0 {
			control, _ := utf8.DecodeRuneInString(text[i:])
			r.t.Errorf("%.200q: raw %U on %s", args, control, name)
		}
	}
	for line := range strings.Lines(r.err) {
		if !strings.HasPrefix(line, "atc: ") || !strings.HasSuffix(line, "\n") {
			r.t.Errorf("%.200q: %q on stderr", args, line)
		}
	}
	return r
}

// succeeds requires the exit code 0.
func (r *run) succeeds() *run {
	r.t.Helper()
	if r.code != 0 {
		r.t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	return r
}

// isControl reports what a terminal obeys: C0 except the newline, DEL and C1.
func isControl(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }

// A vector is a token of tokens/testdata.
type vector struct{ id, text string }

// asLines returns vectors as lines: a newline within one would make it two.
func asLines(all []vector, end string) string {
	var b strings.Builder
	for _, v := range all {
		b.WriteString(strings.ReplaceAll(v.text, "\n", " ") + end)
	}
	return b.String()
}

func vectors(t *testing.T) []vector {
	t.Helper()
	var found []vector
	for _, file := range []string{"public.json", "bad.json"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "tokens", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		var all []struct {
			ID, Token string
			TokenB64  string `json:"token_b64"`
			TokenGen  *struct {
				Prefix, Repeat, Suffix string
				Count                  int
			} `json:"token_gen"`
		}
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			switch {
			case v.TokenB64 != "":
				raw, err := base64.StdEncoding.DecodeString(v.TokenB64)
				if err != nil {
					t.Fatal(err)
				}
				v.Token = string(raw)
			case v.TokenGen != nil:
				g := v.TokenGen
				v.Token = g.Prefix + strings.Repeat(g.Repeat, g.Count) + g.Suffix
			}
			found = append(found, vector{v.ID, v.Token})
		}
	}
	return found
}

// execQuietly runs the command line and returns stdout, whatever else happens.
func (r *run) execQuietly(args ...string) string {
	var out bytes.Buffer
	r.deps.Out, r.deps.Err = &out, io.Discard
	_ = cli.Run(r.ctx, r.deps, args)
	return out.String()
}
