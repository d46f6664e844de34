package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/keystore"
	"atc/ui"
	"atc/ui/cli"
)

// says fails the test unless stderr has each of the texts.
func (r *run) says(texts ...string) *run {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.err, text) {
			r.t.Errorf("stderr does not say %q:\n%s", text, r.err)
		}
	}
	return r
}

func TestServeSaysWhereTheConsoleIs(t *testing.T) {
	t.Parallel()
	r, s := serving(t)
	r.exec("serve", "ssh", "--demo", "--authorized-keys", "keys.pub", "--json").succeeds()
	r.says(
		"visitors type ssh -p 2323 localhost\n", "or ssh -p 2323 192.0.2.7\n", "or ssh -p 2323 2001:db8::5\n",
		"SHA256:abc\n", "3 keys may log in, from keys.pub\n", "each visitor has the demo project", "ctrl+c ends it\n",
	)
	if strings.Contains(r.err, "fe80") || strings.Count(r.err, "192.0.2.7") != 1 {
		t.Errorf("it names what nobody can type, or twice: %s", r.err)
	}
	const want = `{"address":"[::]:2323","port":2323,"connect":["ssh -p 2323 localhost","ssh -p 2323 192.0.2.7","ssh -p 2323 2001:db8::5"],"fingerprint":"SHA256:abc","keys":3,"share_admin":false}` + "\n"
	if r.out != want {
		t.Errorf("it prints %s", r.out)
	}
	if s.ssh.Share != nil || s.ssh.AuthorizedKeys != "keys.pub" || s.ssh.Listen != ":2323" || s.ssh.Limits != (ui.SSHLimits{}) {
		t.Errorf("the options are %+v", s.ssh)
	}
	for address, want := range map[string]string{
		"127.0.0.1:22": "visitors type ssh 127.0.0.1\n", "[::1]:2222": "ssh -p 2222 ::1\n", "box.local:2222": "ssh -p 2222 box.local\n",
	} {
		r, s := serving(t)
		s.address = address
		if r.exec("serve", "ssh", "--authorized-keys", "k"); !strings.Contains(r.err, want) || strings.Contains(r.err, "192.0.2.7") || r.out != "" {
			t.Errorf("%s: %s", address, r.err)
		}
	}
	r, s = serving(t)
	s.address = "0.0.0.0:2323"
	if r.exec("serve", "ssh", "--authorized-keys", "k"); strings.Contains(r.err, "2001:db8") {
		t.Errorf("it does not listen there: %s", r.err)
	}
}

func TestServeHandsOverWhatTheFlagsSay(t *testing.T) {
	t.Parallel()
	r, s := serving(t)
	r.exec(strings.Fields("serve ssh --listen 127.0.0.1:0 --authorized-keys k --host-key h --max-sessions 3 --max-per-key 2 --rate 0.5 --idle 90 --total 1h30m")...).succeeds()
	want := ui.SSHOptions{
		Listen: "127.0.0.1:0", AuthorizedKeys: "k", HostKey: "h",
		Limits: ui.SSHLimits{Sessions: 3, PerKey: 2, Rate: 0.5, Idle: 90 * time.Second, Total: 90 * time.Minute},
	}
	got := *s.ssh
	if got.Log = nil; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSharingHandsOverACopyForVisitors(t *testing.T) {
	t.Parallel()
	project := acme()
	project.Notes = "only for me"
	for _, c := range []struct {
		args    []string
		sharing keystore.Sharing
		says    string
	}{
		{nil, keystore.SharedToBuild, "visitors can build tokens for users with the project \"acme\", for 1 h at most; its certificates are never shown"},
		{[]string{"--share-admin"}, keystore.SharedToAdminister, "app tokens included, and use its Chat"},
	} {
		r, s := serving(t, project, other())
		r.exec(append([]string{"serve", "ssh", "--authorized-keys", "k", "--share", "acme", "--json"}, c.args...)...).succeeds().says(c.says)
		shared := s.ssh.Share
		if shared == nil || shared.Name != "acme" || shared.Sharing != c.sharing || shared.Notes != "" || shared.Primary.Reveal() != certificate {
			t.Errorf("shared is %+v", shared)
		}
		var told struct {
			Shared     string
			ShareAdmin bool `json:"share_admin"`
		}
		if err := json.Unmarshal([]byte(r.out), &told); err != nil || told.Shared != "acme" || told.ShareAdmin != (len(c.args) > 0) {
			t.Errorf("it prints %s, %v", r.out, err)
		}
	}
	bare := keystore.Project{Name: "bare", AppID: appID}
	r, _ := serving(t, acme(), bare)
	r.refuses(`--share: there is no project "acm" in the keyring: did you mean "acme"?`, "serve", "ssh", "--authorized-keys", "k", "--share", "acm")
	r.refuses(`--share: the project "bare" has no App Certificate`, "serve", "ssh", "--authorized-keys", "k", "--share", "bare")
}

func TestServeRefusesWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	r, s := serving(t, acme())
	for args, says := range map[string]string{
		"ssh":                                    "only the public keys in it may log in; use ~/.ssh/id_ed25519.pub for your own, which ssh-keygen -t ed25519 makes",
		"ssh --demo":                             "--authorized-keys FILE is missing",
		"ssh --authorized-keys -":                "take files, not stdin",
		"ssh --authorized-keys k --project acme": "--project shares nothing: use --share NAME",
		"ssh --authorized-keys k --demo --share acme":        "--demo reads none of your projects",
		"ssh --authorized-keys k --demo --keystore vault":    "--demo reads none of your projects",
		"ssh --authorized-keys k --demo --passphrase-file p": "--demo reads none of your projects",
		"ssh --authorized-keys k --passphrase-file p":        "go with --share NAME",
		"ssh --authorized-keys k --share-admin":              "--share-admin goes with --share NAME",
		"ssh --authorized-keys k --listen 2323":              "--listen: is not an address with a port, such as :2323",
		"ssh --authorized-keys k --listen :65536":            "--listen: is not an address with a port",
		"ssh --authorized-keys k --listen :ssh":              "--listen: is not an address with a port",
		"ssh --authorized-keys k --max-sessions 0":           "--max-sessions: is not a whole number from 1 to 10000",
		"ssh --authorized-keys k --max-per-key x":            "--max-per-key: is not",
		"ssh --authorized-keys k --rate NaN":                 "--rate: is not a number above 0",
		"ssh --authorized-keys k --rate 0":                   "--rate: is not a number above 0",
		"ssh --authorized-keys k --idle 1s":                  "--idle: is not a time from 10s to 30d",
		"ssh --authorized-keys k --total never":              "--total: is not a time from 10s to 30d",
		"ssh keys.pub":                                       "takes flags only",
		"tokens acme":                                        "takes flags only",
		"tokens --listen 8090":                               "--listen: is not an address with a port, such as 127.0.0.1:8090",
		"tokens --version 005":                               "--version: is neither 007 nor 006",
		"tokens --host http://box":                           "--host: is not the name of a machine",
		"tokens --cors localhost":                            "--cors: is not an origin",
		"tokens --cors http://a/b":                           "--cors: is not an origin",
		"tokens --demo --project acme":                       "--demo works on a project of its own",
		"tokens --app-key x":                                 "--app-key: is not of the form",
		"tokens --project nothing":                           "there is no project \"nothing\"",
		"nothing":                                            "unknown serve command nothing",
		"":                                                   "serve: name what to do",
	} {
		r.refuses(says, append([]string{"serve"}, strings.Fields(args)...)...)
	}
	if s.ssh != nil || s.tokens != nil {
		t.Error("it served all the same")
	}
	r.deps.Servers = nil
	r.refuses("this build of atc has no servers", "serve", "tokens")
	r.refuses("this build of atc has no servers", "serve", "ssh", "--authorized-keys", "k")
}

func TestAServerThatFailsIsAFailure(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serve", "ssh", "--authorized-keys", "k"}, {"serve", "tokens"}} {
		what := strings.Join(args[:2], " ")
		r, s := serving(t)
		s.refuses = errInUse
		if r.exec(args...); r.code != cli.ExitStorage || r.err != "atc: "+what+": address already in use\n" {
			t.Errorf("%q: exit code %d, %s", args, r.code, r.err)
		}
		r, s = serving(t)
		s.fails = io.ErrUnexpectedEOF
		if r.exec(args...); r.code != cli.ExitStorage {
			t.Errorf("%q: exit code %d, %s", args, r.code, r.err)
		}
		r.says("atc: " + what + ": unexpected EOF\n")
		r, s = serving(t)
		r.deps.Out = writer(func([]byte) (int, error) { return 0, io.ErrShortWrite })
		r.deps.Err = io.Discard
		if code := cli.ExitCode(cli.Run(r.ctx, r.deps, append(args, "--json"))); code != cli.ExitStorage || !s.closed {
			t.Errorf("%q: exit code %d, closed %v", args, code, s.closed)
		}
	}
}

func TestVisitorsAreLogged(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 12, 3, 11, 0, time.UTC)
	r, s := serving(t)
	v := ui.Visitor{ID: 1, User: "root", Key: "SHA256:key", Label: "alice@laptop", From: "192.0.2.9:5022", Since: at.Add(-12 * time.Minute)}
	runs := v
	runs.Label, runs.Command = "", "decode"
	s.visitors = []ui.Visitor{v}
	s.meantime = func() {
		for _, e := range []ui.VisitorEvent{
			{Time: at, What: "came", Visitor: v},
			{Time: at, What: "came", Visitor: runs},
			{Time: at, What: "left", Visitor: v, Why: "no key was pressed for 15 minutes"},
			{Time: at, What: "refused", Visitor: ui.Visitor{From: "192.0.2.9:5023"}, Why: "its key is not among those that may log in"},
			{Time: at, Why: "the authorized keys were read again"},
		} {
			s.ssh.Log(e)
		}
	}
	r.exec("serve", "ssh", "--authorized-keys", "k").succeeds().says(
		"atc: 12:03:11 UTC alice@laptop (SHA256:key) came from 192.0.2.9:5022\n",
		"atc: 12:03:11 UTC SHA256:key came from 192.0.2.9:5022, to run decode\n",
		"atc: 12:03:11 UTC alice@laptop (SHA256:key) left after 12:00: no key was pressed for 15 minutes\n",
		"atc: 12:03:11 UTC 192.0.2.9:5023 refused: its key is not among those that may log in\n",
		"atc: 12:03:11 UTC the authorized keys were read again\n",
		"atc: ending: 1 visitor is told, and sessions end within 5 seconds; ctrl+c again ends it at once\n",
	)
	r, s = serving(t)
	r.exec("serve", "ssh", "--authorized-keys", "k", "--quiet").succeeds()
	if s.ssh.Log != nil || strings.Contains(r.err, "ending") {
		t.Errorf("it is not quiet: %s", r.err)
	}
}

// TestHostileVisitorsAndClientsAreHarmlessInTheLog relies on [run.exec], which
// looks at all output.
func TestHostileVisitorsAndClientsAreHarmlessInTheLog(t *testing.T) {
	t.Parallel()
	for _, h := range append(slices.Clone(hostile), strings.Repeat("x", 1<<16)) {
		r, s := serving(t)
		s.meantime = func() {
			v := ui.Visitor{User: h, Key: "SHA256:k", Label: h, From: h, Command: h}
			for _, what := range []string{"came", "left", "refused", ""} {
				s.ssh.Log(ui.VisitorEvent{What: what, Visitor: v, Why: h})
			}
		}
		r.exec("serve", "ssh", "--authorized-keys", "k").succeeds()
		if len(r.err) > 16<<10 {
			t.Errorf("it logs %d bytes", len(r.err))
		}
		r, s = serving(t)
		s.meantime = func() {
			s.tokens.Log(ui.TokenRequest{Client: h, Agent: h, Method: h, Path: h, Problem: h, Kind: "RTC", User: h, Channel: h})
		}
		r.exec("serve", "tokens").succeeds()
		if len(r.err) > 16<<10 {
			t.Errorf("it logs %d bytes", len(r.err))
		}
	}
}

// TestALogLeavesOutWhatIsTooMuch tells of more than anybody reads, to a terminal
// that takes nothing for a while.
func TestALogLeavesOutWhatIsTooMuch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const told = 10000
		r, s := serving(t)
		s.address = "127.0.0.1:8090"
		taken, out := make(chan struct{}), &strings.Builder{}
		r.deps.Out, r.deps.Err = io.Discard, writer(func(p []byte) (int, error) {
			if strings.Contains(string(p), " GET ") {
				<-taken
			}
			return out.Write(p)
		})
		s.meantime = func() {
			for range told {
				s.tokens.Log(ui.TokenRequest{Method: "GET", Path: "/ping", Status: 200})
			}
			close(taken)
			time.Sleep(time.Second) // virtual: the log has settled
			s.tokens.Log(ui.TokenRequest{Method: "GET", Path: "/last", Status: 200})
		}
		if err := cli.Run(r.ctx, r.deps, []string{"serve", "tokens"}); err != nil {
			t.Fatal(err)
		}
		lines, left := strings.Count(out.String(), "/ping"), 0
		for line := range strings.Lines(out.String()) {
			var n int
			if _, err := fmt.Sscanf(line, "atc: %d more requests are left out of this log", &n); err == nil {
				left += n
			}
		}
		if lines == 0 || lines > 200 || lines+left != told || !strings.Contains(out.String(), "/last") {
			t.Errorf("%d lines and %d left out of %d", lines, left, told)
		}
	})
}

func TestTheHelpOfServeFitsAPage(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"serve --help", "serve ssh --help", "serve tokens --help", "help serve tokens"} {
		fitsPage(t, args, command(t).exec(strings.Fields(args)...).succeeds().out)
	}
	r, _ := serving(t, acme())
	for args, want := range map[string]string{
		"__complete serve ":                    "ssh\t",
		"__complete serve ssh --share ":        "acme",
		"__complete serve tokens --version ":   "006",
		"__complete serve tokens --chat-host ": "a41.chat.agora.io",
	} {
		words := strings.Split(args, " ")
		if got := r.execQuietly(words...); !strings.Contains(got, want) {
			t.Errorf("%q completes %q", args, got)
		}
	}
}
