package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
	"weak"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/cli"
)

// A visit is a line that a visitor sends, and what comes back.
type visit struct {
	t    *testing.T
	v    cli.Visitor
	in   string
	code int

	out, err string
}

// visiting returns a visit to a machine that shares the project acme.
func visiting(t *testing.T) *visit {
	project := acme()
	project.Sharing = keystore.SharedToBuild
	project.Secondary = secret.New(otherCertificate)
	return &visit{t: t, v: cli.Visitor{
		Catalog: tokens.Default, Now: func() time.Time { return now }, Rand: rand.Reader, Version: "v1.2.3", Shared: &project,
	}}
}

// run sends the line, and holds what comes back against what holds for
// everything that visitors see.
func (v *visit) run(args ...string) *visit {
	v.t.Helper()
	var out, errs bytes.Buffer
	v.code = cli.RunVisitor(v.t.Context(), v.v, ui.Command{Args: args, In: strings.NewReader(v.in), Out: &out, Err: &errs})
	v.out, v.err = out.String(), errs.String()
	for name, text := range map[string]string{"stdout": v.out, "stderr": v.err} {
		if i := strings.IndexFunc(text, isControl); i >= 0 {
			r, _ := utf8.DecodeRuneInString(text[i:])
			v.t.Errorf("%.100q: raw %U on %s", args, r, name)
		}
		for _, host := range []string{"AGORA_", "ATC_", "--certificate-file", "--passphrase-file", "--keystore", "--project", "atc project", "FILE|-", "vault", "keyring"} {
			if strings.Contains(text, host) && !strings.Contains(strings.Join(args, " ")+v.in, host) {
				v.t.Errorf("%.100q speaks of %s on %s, which visitors do not have:\n%s", args, host, name, text)
			}
		}
		for _, c := range []string{certificate, otherCertificate} {
			v.lacks(c, name, text)
		}
	}
	for line := range strings.Lines(v.err) {
		if !strings.HasPrefix(line, "atc: ") || !strings.HasSuffix(line, "\n") {
			v.t.Errorf("%.100q: %.200q on stderr", args, line)
		}
	}
	return v
}

// lacks fails the test if a text holds a certificate in any spelling.
func (v *visit) lacks(certificate, where, text string) {
	v.t.Helper()
	reversed := []rune(certificate)
	slices.Reverse(reversed)
	raw, _ := hex.DecodeString(certificate)
	for _, s := range []string{certificate, string(reversed), hex.EncodeToString([]byte(certificate)), base64.StdEncoding.EncodeToString([]byte(certificate)), base64.StdEncoding.EncodeToString(raw)} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(s)) {
			v.t.Errorf("%s holds a certificate", where)
		}
	}
}

func (v *visit) exits(code int, says string) *visit {
	v.t.Helper()
	if v.code != code || !strings.Contains(v.err, says) || code == cli.ExitUsage && v.out != "" {
		v.t.Errorf("exit code %d, stdout %q, stderr %q; want %d and %q", v.code, v.out, v.err, code, says)
	}
	return v
}

// token returns the token that was built.
func (v *visit) token() *tokens.Token {
	v.t.Helper()
	token, err := tokens.Default.Decode(strings.TrimSpace(v.out))
	if err != nil {
		v.t.Fatalf("exit code %d, %q, %q: %v", v.code, v.out, v.err, err)
	}
	return token
}

func TestAVisitorBuildsAndChecksTokensOfTheSharedProject(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	token := v.run("build", "rtc", "--channel", "lobby", "--uid", "12345").exits(0, "").token()
	if token.AppID != appID {
		t.Errorf("the token is of %s", token.AppID)
	}
	text := strings.TrimSpace(v.out)
	if v.run("verify", text).exits(0, ""); !strings.Contains(v.out, "signed by primary of acme") {
		t.Errorf("verify says %q", v.out)
	}
	v.in = text + "\n" + text
	for _, args := range [][]string{{"decode"}, {"decode", "-"}, {"atc", "decode", "-"}} {
		if v.run(args...).exits(0, ""); strings.Count(v.out, "signed (primary of acme)") != 2 {
			t.Errorf("%q says %q", args, v.out)
		}
	}
	v.in = "a log with " + text + " in it"
	for _, args := range [][]string{{"scan"}, {"scan", "-"}} {
		if v.run(args...).exits(0, "1 token"); !strings.Contains(v.out, "stdin:1:12") {
			t.Errorf("%q says %q", args, v.out)
		}
	}
	v.in = `{"expire":600,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"1"},"privileges":{"1":600}}]}`
	v.run("build", "compose", "--spec", "-").exits(0, "").token()
	v.in = ""
	for _, args := range [][]string{{"kinds"}, {"explain", "-10005"}, {"version"}, {"--version"}, {"help", "scan"}, {"--help"}} {
		if v.run(args...).exits(0, ""); v.out == "" {
			t.Errorf("%q prints nothing", args)
		}
	}
}

func TestAVisitorHasTheDemoProjectWhereNoneIsShared(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	v.v.Shared = nil
	demo := keystore.Demo()
	if token := v.run("build", "rtc", "--channel", "lobby").exits(0, "").token(); token.AppID != demo.AppID {
		t.Errorf("the token is of %s", token.AppID)
	}
	v.run("build", "chat-app", "--lifetime", "24h").exits(0, "").token() // it opens nothing
	v.lacks(demo.Primary.Reveal(), "the token", v.out)
	if v.run("--help").exits(0, ""); !strings.Contains(v.out, "demo project") {
		t.Errorf("the help does not say what tokens are built with: %s", v.out)
	}
}

// TestWhatIsLentHasItsLimits builds every kind, and tokens that would get round
// the limits.
func TestWhatIsLentHasItsLimits(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	limits := tokens.Limits{Longest: keystore.SharedLifetime}
	built := 0
	for _, k := range tokens.Default.Kinds {
		args := []string{"build", k.ID}
		for i := range k.Inputs {
			switch in := &k.Inputs[i]; {
			case in.Type == tokens.Document:
				v.in = in.Default
				args = append(args, "--"+in.Key, "-")
			case in.Key == "lifetime", in.Optional || in.Default != "":
			default:
				args = append(args, "--"+in.Key, "1234567890")
			}
		}
		v.run(args...)
		switch {
		case v.code == cli.ExitUsage && v.out == "" && strings.Contains(v.err, "the token would"):
		case v.code == 0:
			built++
			if err := limits.Refuse(v.token(), now); err != nil {
				t.Errorf("%s was built: %v", k.ID, err)
			}
		default:
			t.Errorf("%q: exit code %d, %s", args, v.code, v.err)
		}
	}
	if built < 10 {
		t.Errorf("only %d kinds can be built", built)
	}
	for _, c := range []struct{ args, spec, says string }{
		{"rtc --channel lobby --lifetime 2h", "", "shorten the lifetime"},
		{"rtc --channel lobby --issued-at 1700003600", "", "shorten the lifetime"},
		{"chat-app", "", "would administer the whole app"},
		{"class-app", "", "would administer the whole app"},
		{"rtc006 --channel lobby --lifetime 2h", "", ""},
		{"compose --spec -", `{"expire":3600,"services":[{"type":5,"privileges":{"2":3600}}]}`, "would administer the whole app"},
		{"compose --spec -", `{"expire":3600,"services":[{"type":99}]}`, ""},
		{"compose --spec -", `{"expire":3601,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"1"},"privileges":{"1":60}}]}`, "shorten the lifetime"},
		{"compose --spec -", `{"expire":60,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"1"},"privileges":{"1":86400}}],"issued_at":1700000001}`, ""},
	} {
		v.in = c.spec
		if v.run(append([]string{"build"}, strings.Fields(c.args)...)...); v.code != 0 || c.says != "" {
			v.exits(cli.ExitUsage, c.says)
			continue
		}
		if err := limits.Refuse(v.token(), now); err != nil {
			t.Errorf("%s %s was built: %v", c.args, c.spec, err)
		}
	}
	v.v.Shared.Sharing = keystore.SharedToAdminister
	v.in = ""
	v.run("build", "chat-app", "--lifetime", "24h").exits(0, "").token()
	v.v.Shared.Sharing = keystore.Owned // whoever calls has forgotten it
	v.run("build", "chat-app").exits(cli.ExitUsage, "would administer the whole app")
}

func TestAVisitorHasStandardInputOnly(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	for args, says := range map[string]string{
		"scan app.log":                               "visitors have no files here",
		"scan - /etc/passwd":                         "visitors have no files here",
		"build compose --spec spec.json":             "--spec: visitors have no files here",
		"build rtc --channel a --certificate-file c": "visitors have no such flag",
		"build rtc --channel a --project acme":       "visitors have no such flag",
		"build rtc --channel a --app-id " + appID:    "visitors have no such flag",
		"decode --keystore vault 007":                "visitors have no such flag",
		"verify --passphrase-file - 007":             "visitors have no such flag",
		"scan --certificate c":                       "visitors have no such flag",
		"scan -x":                                    "visitors have no such flag",
		"project list":                               "visitors can run build, decode, verify and scan",
		"chat token alice":                           "visitors can run build, decode, verify and scan",
		"serve ssh":                                  "visitors can run build, decode, verify and scan",
		"completion bash":                            "visitors can run build, decode, verify and scan",
		"names 006":                                  "visitors can run build, decode, verify and scan",
		"man":                                        "did you mean scan?",
		"__complete build rt":                        "visitors can run build, decode, verify and scan",
		"__completeNoDesc build rt":                  "visitors can run build, decode, verify and scan",
		"decod":                                      "did you mean decode?",
		"sh -c id":                                   "visitors can run build, decode, verify and scan",
		"scp -t .":                                   "did you mean scan?",
		"":                                           "visitors can run build, decode, verify and scan",
		"build nothing":                              "see atc build --help",
		"build":                                      "name a kind",
		"help project":                               "visitors can run build",
		"decode a b":                                 "takes one token",
	} {
		v.run(strings.Fields(args)...).exits(cli.ExitUsage, says)
		if strings.Count(v.err, "\n") != 1 {
			t.Errorf("%q says more than one line: %s", args, v.err)
		}
	}
	foreign := tokenOf(t, other())
	v.run("verify", foreign).exits(cli.ExitUsage, "of another App ID than the project \"acme\"")
	v.run("decode", "tokens.log").exits(cli.ExitNegative, "could not be read whole")
	v.in = "\n"
	v.run("decode", "-").exits(cli.ExitNegative, "1 of 1 lines could not be read")
}

// TestHostileWordsOfVisitorsStayHarmless relies on [visit.run], which looks at
// all output.
func TestHostileWordsOfVisitorsStayHarmless(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	commands := [][]string{{}, {"build"}, {"build", "rtc", "--channel"}, {"build", "rtc", "--channel", "a", "--uid"}, {"build", "compose", "--spec"}, {"decode"}, {"verify"}, {"verify", "--channel"}, {"scan"}, {"scan", "--fail-on"}, {"explain"}, {"explain", "--sdk"}, {"help"}, {"kinds"}, {"version"}, {"atc"}}
	for _, h := range hostile {
		for _, c := range commands {
			v.in = h
			v.run(append(slices.Clone(c), h)...)
			v.run(append(slices.Clone(c), "--"+h)...)
			v.run(append(slices.Clone(c), "-")...)
		}
	}
	long := strings.Repeat("x", 1<<20)
	v.in = ""
	for _, args := range [][]string{{long}, {"decode", long}, strings.Split(strings.Repeat("decode ", 1<<17), " "), {"explain", long}} {
		v.run(args...).exits(cli.ExitUsage, "the command is too long")
	}
	fits := strings.Repeat("x", tokens.MaxText)
	for _, c := range commands {
		v.run(append(slices.Clone(c), fits)...)
		v.run(append(slices.Clone(c), "--"+fits)...)
	}
	v.in = long
	v.run("decode")
	v.run("verify")
	v.run("scan").exits(0, "0 tokens")
}

// panics panics where a command reads or writes.
type panics struct{}

func (panics) Read([]byte) (int, error)  { panic("reading " + certificate) }
func (panics) Write([]byte) (int, error) { panic("writing " + certificate) }

func TestAPanicIsOneLine(t *testing.T) {
	t.Parallel()
	const want = "atc: something is wrong with atc itself"
	token := tokenOf(t, acme())
	for _, args := range [][]string{{"decode"}, {"verify", token}, {"scan"}, {"decode", token}} {
		v := visiting(t)
		v.v.Now = func() time.Time { panic("no clock " + certificate) }
		v.in = strings.Repeat(token+"\n", 5000)
		if v.run(args...).exits(cli.ExitNegative, want); strings.Count(v.err, "\n") != 1 {
			t.Errorf("%q says %q", args, v.err)
		}
	}
	for _, args := range [][]string{{"decode"}, {"verify", "-"}, {"scan"}} {
		v := visiting(t)
		var errs strings.Builder
		code := cli.RunVisitor(t.Context(), v.v, ui.Command{Args: args, In: panics{}, Out: io.Discard, Err: &errs})
		if code != cli.ExitNegative || !strings.HasPrefix(errs.String(), want) || strings.Contains(errs.String(), certificate) {
			t.Errorf("%q: exit code %d, %q", args, code, &errs)
		}
	}
	v := visiting(t)
	var errs strings.Builder
	if code := cli.RunVisitor(t.Context(), v.v, ui.Command{Args: []string{"kinds"}, In: strings.NewReader(""), Out: panics{}, Err: &errs}); code != cli.ExitNegative || !strings.HasPrefix(errs.String(), want) {
		t.Errorf("exit code %d, %q", code, &errs)
	}
}

func TestACommandOfAVisitorEndsWithItsContext(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"decode"}, {"verify", "-"}, {"scan"}, {"build", "compose", "--spec", "-"}} {
		for end, want := range map[error]string{context.Canceled: "", context.DeadlineExceeded: "atc: it took longer than a visitor's command may"} {
			in, typing := io.Pipe()
			ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(time.Hour))
			if errors.Is(end, context.DeadlineExceeded) {
				cancel()
				ctx, cancel = context.WithDeadline(t.Context(), time.Now())
			}
			var errs strings.Builder
			stop := cancel
			reads := reader(func(p []byte) (int, error) {
				stop()
				return in.Read(p)
			})
			code := cli.RunVisitor(ctx, visiting(t).v, ui.Command{Args: args, In: reads, Out: io.Discard, Err: &errs})
			if code != cli.ExitInterrupted || !strings.HasPrefix(errs.String(), want) || want == "" && errs.Len() > 0 {
				t.Errorf("%q, %v: exit code %d, %q", args, end, code, &errs)
			}
			cancel()
			_ = typing.Close()
		}
	}
}

// TestNothingIsKeptOfAVisitorsCommand guards against what libraries keep for as
// long as the process runs, such as the completions of flags.
func TestNothingIsKeptOfAVisitorsCommand(t *testing.T) {
	t.Parallel()
	run := func() weak.Pointer[bytes.Buffer] {
		out := &bytes.Buffer{}
		code := cli.RunVisitor(t.Context(), visiting(t).v, ui.Command{Args: []string{"build", "rtc", "--channel", "lobby"}, In: strings.NewReader(""), Out: out, Err: out})
		if code != 0 || out.Len() == 0 {
			t.Errorf("exit code %d, %s", code, out)
		}
		return weak.Make(out)
	}
	kept := run()
	for begun := time.Now(); kept.Value() != nil; runtime.GC() {
		if time.Since(begun) > 10*time.Second {
			t.Fatal("the command is still in memory")
		}
	}
}

// FuzzVisitor sends any line with any input. [visit.run] looks at what comes
// back.
func FuzzVisitor(f *testing.F) {
	for _, line := range []string{"decode -", "verify 007", "scan", "build rtc --channel x", "build compose --spec -", "explain -10005", "help build", "kinds --json", "atc", "__complete build"} {
		f.Add(line, "007")
	}
	f.Add("build rtc --channel \x1b[2J", "\x1b]52;c;aGk=\x07")
	f.Fuzz(func(t *testing.T, line, in string) {
		v := visiting(t)
		v.in = in
		v.run(strings.Split(line, " ")...)
		if !slices.Contains([]int{0, cli.ExitNegative, cli.ExitUsage, cli.ExitStorage}, v.code) || strings.Contains(v.err, "wrong with atc itself") {
			t.Errorf("%q: exit code %d, %s", line, v.code, v.err)
		}
	})
}
