package cli_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"
)

// rtcToken returns a token of the public sample project, issued so long ago.
func rtcToken(t testing.TB, ago time.Duration, values tokens.Values) string {
	t.Helper()
	kind, _ := tokens.Default.Kind("rtc")
	token, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: appID, Certificate: secret.New(certificate), Values: values,
		Stamp: tokens.Stamp{IssueTime: uint32(now.Add(-ago).Unix()), Salt: 7},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// A line is one object that "atc scan --json" prints.
type line struct {
	File                 string
	Line, Column, Offset int
	Token, Version       string
	AppID                string    `json:"app_id"`
	Ends                 time.Time `json:"effective_expires_at"`
	Outcome, Verdict     string
	Findings             []struct {
		Severity, Code, Message string
		SDKCode                 string `json:"sdk_code"`
	}
	Leak *struct {
		Certificate, Name, Project string
		AppID                      string `json:"app_id"`
	}
	Advice string
}

func lines(t *testing.T, out string) (all []line) {
	t.Helper()
	for text := range strings.Lines(out) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		all = append(all, l)
	}
	return all
}

func TestScanTellsWhereTokensStandAndWhatTheyAre(t *testing.T) {
	t.Parallel()
	healthy := rtcToken(t, time.Minute, tokens.Values{"channel": "lobby", "uid": "12345", "lifetime": "1h"})
	ended := rtcToken(t, 72*time.Hour, tokens.Values{"channel": "lobby", "uid": "12345", "lifetime": "1h"})
	r := command(t)
	r.files["app.log"] = "first line\n  join " + healthy + " ok\n" + ended + "\n"
	r.exec("scan", "--json", "app.log").succeeds()
	all := lines(t, r.out)
	if len(all) != 2 {
		t.Fatalf("%d lines: %s", len(all), r.out)
	}
	first, second := all[0], all[1]
	if first.File != "app.log" || first.Line != 2 || first.Column != 8 || first.Offset != 18 || first.Version != "007" || first.AppID != appID ||
		first.Outcome != "nothing_found" || !first.Ends.Equal(now.Add(59*time.Minute)) {
		t.Errorf("%+v", first)
	}
	if second.Line != 3 || second.Column != 1 || second.Outcome != "refused" || second.Findings[0].Code != "expired" || !strings.Contains(second.Verdict, "would be refused") {
		t.Errorf("%+v", second)
	}
	if r.err != "atc: 1 file, "+sizeOf(r.files["app.log"])+", 2 tokens, 1 would be refused\n" {
		t.Errorf("stderr %q", r.err)
	}
	r.exec("scan", "app.log").succeeds()
	rows := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	if len(rows) != 3 || !strings.HasPrefix(rows[0], "Place  ") ||
		!strings.HasPrefix(rows[1], "app.log:2:8 ") || !strings.Contains(rows[1], "  007  RTC lobby uid 12345  ") || !strings.Contains(rows[1], "  in 59:00  ") || !strings.HasSuffix(rows[1], "  nothing found") ||
		!strings.HasPrefix(rows[2], "app.log:3:1 ") || !strings.Contains(rows[2], "  2d 23:00:00 ago  ") || !strings.Contains(rows[2], "  refused: expired") {
		t.Errorf("%s", r.out)
	}
	for _, row := range rows[1:] {
		if strings.Index(row, "  007  ") != strings.Index(rows[0], "  Ver  ") {
			t.Errorf("out of line: %q", row)
		}
	}
}

func sizeOf(text string) string {
	return strings.TrimSuffix(time.Duration(len(text)).String(), "ns") + " bytes"
}

func TestScanShowsATokenWholeOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	token := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "12345"})
	decoded, _ := tokens.Default.Decode(token)
	for _, args := range [][]string{{"scan"}, {"scan", "--json"}, {"scan", "--all", "-"}} {
		r := command(t)
		r.deps.In = strings.NewReader(`{"t":"` + strings.ReplaceAll(token, "/", `\/`) + `"}`)
		r.exec(args...).succeeds()
		for _, part := range []string{token[:16], token[40:56], token[len(token)-16:], `"salt"`, `"signature"`} {
			if strings.Contains(r.out, part) {
				t.Errorf("%q shows %q: %s", args, part, r.out)
			}
		}
		r.deps.In = strings.NewReader(`{"t":"` + token + `"}`)
		r.exec(append(args, "--show-tokens")...).succeeds()
		if !strings.Contains(r.out, token) {
			t.Errorf("%q --show-tokens: %s", args, r.out)
		}
	}
	if decoded.Salt != 7 {
		t.Errorf("salt %d", decoded.Salt)
	}
}

func TestScanReportsWhatTheFlagsAskFor(t *testing.T) {
	t.Parallel()
	soon := rtcToken(t, 30*time.Minute, tokens.Values{"channel": "soon", "uid": "1", "lifetime": "1h"})
	late := rtcToken(t, 0, tokens.Values{"channel": "late", "uid": "1", "lifetime": "20h"})
	ended := rtcToken(t, 2*time.Hour, tokens.Values{"channel": "ended", "uid": "1", "lifetime": "1h"})
	r, _ := stored(t, acme(), other())
	r.files["all"] = strings.Join([]string{soon, late, ended, tokenOf(t, other()), "AGORA_APP_ID=" + appID, "AGORA_APP_CERTIFICATE=" + certificate}, "\n")
	for _, c := range []struct {
		args string
		want int // reported
		last string
	}{
		{"", 5, ", 4 tokens, 1 would be refused, 1 certificate\n"},
		{"--expires-within 1h", 2, ", 4 tokens, 2 reported, 0 would be refused\n"},
		{"--expires-within 30m", 1, ", 4 tokens, 1 reported, 0 would be refused\n"},
		{"--expires-within 5m", 0, ", 4 tokens, 0 reported\n"},
		{"--project acme", 4, ", 4 tokens, 3 reported, 1 would be refused, 1 certificate\n"},
		{"--project other", 2, ", 4 tokens, 1 reported, 0 would be refused, 1 certificate\n"}, // its second one is the same
		{"--project acme --expires-within 1d", 2, ", 4 tokens, 2 reported, 0 would be refused\n"},
	} {
		r.exec(append([]string{"scan", "--json", "all"}, strings.Fields(c.args)...)...).succeeds()
		if n := len(lines(t, r.out)); n != c.want || !strings.Contains(r.err, c.last) {
			t.Errorf("%s: %d reported, %s", c.args, n, r.err)
		}
		for _, l := range lines(t, r.out) {
			if l.Leak == nil && l.Outcome == "cannot_tell" {
				t.Errorf("%s: line %d: not checked with the stored certificates", c.args, l.Line)
			}
		}
	}
	r.exec("scan", "--json", "--for", "rtc-native", "all").succeeds()
	if !slices.ContainsFunc(lines(t, r.out), func(l line) bool {
		return len(l.Findings) > 0 && l.Findings[0].Code == "expired" && l.Findings[0].SDKCode == "109"
	}) {
		t.Errorf("the code of the SDK is missing: %s", r.out)
	}
}

func TestScanExitCodes(t *testing.T) {
	t.Parallel()
	values := tokens.Values{"channel": "lobby", "uid": "1", "lifetime": "1h"}
	files := map[string]string{
		"healthy":     rtcToken(t, 0, values),
		"ended":       rtcToken(t, 2*time.Hour, values),
		"surprise":    rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1", "lifetime": "7d"}),
		"certificate": "AGORA_APP_ID=" + appID + "\nAGORA_APP_CERTIFICATE=" + certificate,
		"nothing":     "",
	}
	for args, want := range map[string]int{
		"healthy": 0, "ended": 0, "surprise": 0, "certificate": 0, "nothing": 0, "healthy ended nothing": 0,
		"healthy --fail-on refused": 0, "ended --fail-on refused": 1, "surprise --fail-on refused": 0, "certificate --fail-on refused": 1, "nothing --fail-on refused": 0,
		"healthy --fail-on surprise": 0, "ended --fail-on surprise": 1, "surprise --fail-on surprise": 1, "certificate --fail-on surprise": 1,
		"ended --fail-on refused --expires-within 1h": 0,
		"missing": cli.ExitStorage, "ended missing healthy --fail-on refused": cli.ExitStorage,
		"healthy --fail-on hint": cli.ExitUsage, "healthy --expires-within x": cli.ExitUsage, "healthy --expires-within 0": cli.ExitUsage, "healthy --for x": cli.ExitUsage,
		"- -": cli.ExitUsage, "- --certificate-file -": cli.ExitUsage, "healthy --project nobody": cli.ExitUsage,
	} {
		r := command(t)
		r.deps.Home = keystore.Home{Dir: t.TempDir(), Ring: &ring{items: map[string]secret.Value{}}, WorkFactor: 10}
		r.files = files
		r.exec(append([]string{"scan"}, strings.Fields(args)...)...)
		if r.code != want {
			t.Errorf("scan %s: exit code %d, want %d: %s", args, r.code, want, r.err)
		}
		if want == cli.ExitUsage && (r.out != "" || strings.Count(r.err, "\n") != 1) {
			t.Errorf("scan %s: %q, %q", args, r.out, r.err)
		}
		if strings.Contains(args, "ended missing") && strings.Count(r.out, "\n") != 3 {
			t.Errorf("scan %s stops at the file that is missing: %s", args, r.out)
		}
	}
}

func TestScanGoesThroughFolders(t *testing.T) {
	t.Parallel()
	token := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1"})
	file := func(mode fs.FileMode) *fstest.MapFile { return &fstest.MapFile{Data: []byte(token), Mode: mode} }
	tree := fstest.MapFS{
		"src/b.go": file(0), "src/a/z.bin": file(0), "src/.env": file(0), "src/a/.git/config": file(0),
		"src/.git/objects": file(0), "src/link": file(fs.ModeSymlink), "src/pipe": file(fs.ModeNamedPipe), "src/empty": {Mode: fs.ModeDir},
	}
	for args, want := range map[string][]string{
		"src":                {"src/.env", "src/a/z.bin", "src/b.go"},
		"src/a src/b.go src": {"src/a/z.bin", "src/b.go", "src/.env", "src/a/z.bin", "src/b.go"},
		"src/.git":           {"src/.git/objects"},
		"src/empty":          nil,
	} {
		r := command(t)
		r.deps.Open = func(name string) (io.ReadCloser, error) { return tree.Open(name) }
		r.exec(append([]string{"scan", "--json"}, strings.Fields(args)...)...).succeeds()
		var files []string
		for _, l := range lines(t, r.out) {
			files = append(files, l.File)
		}
		if !slices.Equal(files, want) {
			t.Errorf("scan %s: %q, want %q", args, files, want)
		}
	}
}

func TestScanGoesOnAfterAFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	token := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1"})
	r := command(t)
	r.deps.Open = func(name string) (io.ReadCloser, error) {
		switch name {
		case "broken":
			return io.NopCloser(io.MultiReader(strings.NewReader(token+"\n"), reader(func([]byte) (int, error) { return 0, syscall.EIO }))), nil
		case "forbidden":
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
		}
		return io.NopCloser(strings.NewReader(token)), nil
	}
	r.exec("scan", "--json", "forbidden", "broken", "good")
	if r.code != cli.ExitStorage || len(lines(t, r.out)) != 2 || !strings.Contains(r.err, "cannot read \"broken\": input/output error\n") ||
		!strings.Contains(r.err, "cannot read \"forbidden\": permission denied\n") || !strings.Contains(r.err, "atc: scan: 2 files or folders could not be read\n") {
		t.Errorf("exit code %d, %s, %s", r.code, r.out, r.err)
	}
}

func TestScanRowsFitTheirWidth(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("channel", 9)
	r := command(t)
	r.files["l"] = strings.Repeat(rtcToken(t, 0, tokens.Values{"channel": long, "uid": "4294967295", "lifetime": "40d"})+"\n", 3)
	r.exec("scan", "--all", "l").succeeds()
	for row := range strings.Lines(r.out) {
		if n := utf8.RuneCountInString(row) - 1; n > 120 {
			t.Errorf("%d columns: %s", n, row)
		}
	}
}
