package cli_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"
)

// hostile is text that a terminal would obey, or that reads otherwise than it
// is written.
var hostile = []string{
	"\x1b]52;c;aGk=\x07", "\x1b[2J", "\u009b31m", "\u202e", "a\nb\rc\td", "\x7f", "\xff\xfe", "\x00", "x\u2028y",
}

// TestNothingRawIsPrinted relies on [run.exec], which looks at all output.
func TestNothingRawIsPrinted(t *testing.T) {
	t.Parallel()
	for _, h := range hostile {
		home, _ := stored(t)
		for _, args := range [][]string{
			{h},
			{"build", h},
			{"build", "rtc", h},
			{"build", "rtc", "--channel", h},
			{"build", "rtc", "--" + h},
			{"build", "rtc", "-" + h},
			{"build", "rtc-account", "--channel", "lobby", "--account", h},
			{"build", "rtc-account", "--channel", "lobby", "--account", h, "--json"},
			{"build", "rtc", "--channel", "lobby", "--app-id", h},
			{"build", "rtc", "--channel", "lobby", "--certificate-file", h},
			{"build", "rtc", "--channel", "lobby", "--issued-at", h},
			{"build", "rtc", "--channel", "lobby", "--role", h},
			{"build", "compose", "--spec", h},
			{"build", "compose", "--spec", "hostile.json"},
			{"build", "compose", "--spec", "hostile.txt"},
			{"decode", h},
			{"decode", h, h},
			{"decode", "--" + h},
			{"verify", h},
			{"verify", "--channel", h, "--account", h, "1:" + appID + ":1:" + h},
			{"verify", "--uid", h, "007"},
			{"kinds", h},
			{"help", h},
			{"completion", h},
			{"version", h},
			{"project", h},
			{"project", "show", h},
			{"project", "add", h, "--app-id", appID, "--certificate-file", "c"},
			{"project", "add", "x", "--app-id", h, "--certificate-file", "c"},
			{"project", "add", "x", "--app-id", appID, "--certificate-file", "hostile.txt"},
			{"project", "add", "x", "--app-id", appID, "--certificate-file", "c", "--notes", h},
			{"project", "show", "x"},
			{"project", "show", "x", "--json"},
			{"project", "list", "--json"},
			{"project", "edit", "x", "--chat-host", h, "--app-key", h},
			{"project", "rename", "x", h},
			{"project", "remove", h, "--yes"},
			{"project", "use", h},
			{"project", "import", h},
			{"project", "import", "hostile.txt", "hostile.json", "hostile.env"},
			{"project", "import", "hostile.env", "--json"},
			{"project", "import", "hostile.env", "--name", h},
			{"project", "list", "--keystore", h},
			{"build", "rtc", "--project", h},
			{"decode", "--project", h, "007"},
		} {
			r := command(t)
			r.deps.Home, r.deps.Folder = home.deps.Home, h
			r.files["c"] = otherCertificate
			r.files["hostile.txt"] = h
			r.files["hostile.env"] = "AGORA_APP_ID=" + h + "\nAGORA_APP_CERTIFICATE=" + certificate + h + "\n"
			r.files["hostile.json"] = `{"services":[{"type":1,"fields":{"` + strings.ToValidUTF8(strings.ReplaceAll(h, "\x00", ""), "") + `":"1"}}]}`
			r.exec(args...)
		}
	}
}

func TestHostileTokensStayHarmless(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	for _, h := range hostile {
		all = append(all, vector{"hostile " + h, compose(t, h)})
	}
	for _, v := range all {
		for _, args := range [][]string{{"decode"}, {"decode", "--json"}, {"verify"}, {"verify", "--json"}, {"verify", "--channel", "x", "--uid", "0"}} {
			r := command(t)
			r.exec(append(args, v.text)...)
			if r.out == "" {
				t.Errorf("%s: %q prints nothing", v.id, args)
			}
			if (r.code == 0) != (r.err == "") {
				t.Errorf("%s: %q exits with %d and says %q", v.id, args, r.code, r.err)
			}
		}
		r := command(t)
		r.deps.In = strings.NewReader(v.text)
		r.exec("decode")
		r.deps.In = strings.NewReader(v.text)
		r.exec("decode", "--json")
	}
}

// compose returns a token that holds text wherever a token can.
func compose(t *testing.T, text string) string {
	t.Helper()
	value := tokens.SpecValue{Text: text}
	permissions := tokens.SpecValue{Permissions: []tokens.Permission{{ResourceType: 7, Resources: []string{text, ""}}}}
	token, err := tokens.Default.Compose(tokens.Spec{Services: []tokens.SpecService{
		{Type: 1, Fields: map[string]tokens.SpecValue{"channel_name": value, "uid": value}},
		{Type: 7, Fields: map[string]tokens.SpecValue{"room_uuid": value, "user_uuid": value}},
		{Type: 8, Fields: map[string]tokens.SpecValue{"user_id": value, "permissions": permissions}},
		{Type: 99, Undecoded: text, Raw: true},
	}, Trailing: text}, text, secret.New(certificate), tokens.Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestWrongUsageIsOneLine(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"", "nothing", "build", "build nothing", "build rtc", "build rtc --channel", "build rtc --nothing", "build rtc -n", "build rtc x",
		"build rtc --channel a --uid x", "build compose", "decode a b", "decode --nothing", "verify --uid x 007",
		"verify --json=maybe 007", "project", "project x", "project add", "project rename a", "project import --pick 0", "project use a b", "kinds x", "version x", "completion", "help nothing",
		"chat", "chat x", "chat users", "chat users x", "chat token", "chat token a b", "chat token a", "chat users list x", "chat users get", "chat users get a/b", "chat users kick a b",
		"chat users nickname a", "chat users password a", "chat users delete a", "chat register", "chat register --file a --check --resume", "chat exchange x", "chat exchange --user=", "chat check x",
		"chat check --timeout=", "chat check --timeout 1h", "chat emulator x", "chat emulator --listen :80", "chat emulator --faults x", "chat emulator --chat-host x", "chat check --demo --app-id x", "--nothing", "build --=x",
	} {
		r := command(t).exec(strings.Fields(args)...)
		if r.code != cli.ExitUsage || strings.Count(r.err, "\n") != 1 || r.out != "" {
			t.Errorf("atc %s: exit code %d, stdout %q, stderr %q", args, r.code, r.out, r.err)
		}
	}
}

func TestInterruptedWhileWaitingForInput(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"decode"}, {"verify", "-"}, {"build", "compose", "--spec", "-"}, {"decode", "007", "--certificate-file", "-"}} {
		r := command(t)
		in, typing := io.Pipe()
		var cancel context.CancelFunc
		r.ctx, cancel = context.WithCancel(t.Context())
		r.deps.In = reader(func(p []byte) (int, error) {
			cancel()
			return in.Read(p)
		})
		r.exec(args...)
		if r.code != cli.ExitInterrupted || r.out != "" || r.err != "" {
			t.Errorf("%q: exit code %d, %q, %q", args, r.code, r.out, r.err)
		}
		_ = typing.Close()
	}
}

type reader func([]byte) (int, error)

func (f reader) Read(p []byte) (int, error) { return f(p) }

func TestExitCodes(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{broken, 1},
		{context.Canceled, 130},
		{&cli.ExitError{Code: cli.ExitRequest, Err: broken}, 3},
		{&cli.ExitError{Code: cli.ExitRequest, Err: context.Canceled}, 130},
	} {
		if got := cli.ExitCode(c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}

func TestReadErrorsAndWriteErrors(t *testing.T) {
	t.Parallel()
	failing := reader(func([]byte) (int, error) { return 0, syscall.EIO })
	for _, args := range [][]string{{"decode"}, {"verify", "-"}, {"build", "compose", "--spec", "-"}} {
		r := command(t)
		r.deps.In = failing
		r.exec(args...)
		if r.code != cli.ExitStorage || !strings.Contains(r.err, "input/output error") {
			t.Errorf("%q: exit code %d, %q", args, r.code, r.err)
		}
	}
	for err, want := range map[error]int{syscall.EPIPE: 0, syscall.ENOSPC: cli.ExitStorage} {
		r := command(t)
		var errs strings.Builder
		r.deps.In, r.deps.Out, r.deps.Err = strings.NewReader("007\n"), writer(func([]byte) (int, error) { return 0, err }), &errs
		for _, args := range [][]string{{"decode"}, {"version"}, {"kinds"}, {"decode", "007"}, {"--help"}, {"completion", "fish"}} {
			if got := cli.ExitCode(cli.Run(t.Context(), r.deps, args)); got != want {
				t.Errorf("%q with %v: exit code %d, want %d", args, err, got, want)
			}
		}
		if want == 0 && errs.Len() > 0 {
			t.Errorf("a closed pipe is told: %s", errs.String())
		}
	}
}

type writer func([]byte) (int, error)

func (f writer) Write(p []byte) (int, error) { return f(p) }
