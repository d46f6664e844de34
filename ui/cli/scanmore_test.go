package cli_test

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"
)

func TestScanNeverShowsACertificate(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme())
	r.files["known"] = "nothing says what this is: " + strings.ToUpper(certificate) + "\n"
	r.files["named"] = `{"appId":"` + otherAppID + `","appCertificate":"` + otherCertificate + `"}`
	r.files["neither"] = "etag=" + otherCertificate + " trace=" + otherAppID
	for _, args := range [][]string{{"scan"}, {"scan", "--json"}, {"scan", "--all", "--show-tokens"}} {
		r.exec(append(args, "known", "named", "neither")...).succeeds()
		if strings.Contains(r.out+r.err, otherCertificate) {
			t.Errorf("%q shows a certificate", args)
		}
		if !strings.Contains(r.err, ", 2 certificates\natc: whoever reads an App Certificate can sign tokens: ") {
			t.Errorf("%q: %s", args, r.err)
		}
	}
	r.exec("scan", "--json", "known", "named").succeeds()
	all := lines(t, r.out)
	if len(all) != 2 || all[0].Leak == nil || all[1].Leak == nil {
		t.Fatalf("%s", r.out)
	}
	if l := all[0].Leak; l.Certificate != "5C…3B" || l.Project != "acme" || l.AppID != appID || l.Name != "" {
		t.Errorf("%+v", l)
	}
	masked := otherCertificate[:2] + "…" + otherCertificate[30:]
	if l := all[1].Leak; l.Certificate != masked || l.Project != "" || l.AppID != otherAppID || l.Name != "appCertificate" || all[1].Column != 63 || all[1].Advice == "" {
		t.Errorf("%+v at %d", l, all[1].Column)
	}
	r.exec("scan", "known", "named").succeeds()
	for _, want := range []string{"5C…3B App Certificate", "leaked: of acme", masked + " appCertificate", "leaked: of App ID " + otherAppID[:4] + "…" + otherAppID[28:]} {
		if !strings.Contains(r.out, want) {
			t.Errorf("no %q in %s", want, r.out)
		}
	}
}

func TestScanTellsWhileTheLogIsWritten(t *testing.T) {
	t.Parallel()
	token := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1"})
	for _, args := range [][]string{{"scan"}, {"scan", "--json", "-"}} {
		r := command(t)
		in, writing := io.Pipe()
		rows := make(chan string)
		r.deps.In, r.deps.Err = in, io.Discard
		r.deps.Out = writer(func(p []byte) (int, error) {
			rows <- string(p)
			return len(p), nil
		})
		done := make(chan error)
		go func() { done <- cli.Run(t.Context(), r.deps, args) }()
		for n := range 3 {
			_, _ = io.WriteString(writing, "at last "+token+"\n")
			if row := <-rows; !strings.Contains(row, fmt.Sprintf(":%d:9 ", n+1)) && !strings.Contains(row, fmt.Sprintf(`"line":%d,"column":9,`, n+1)) {
				t.Errorf("%q: %s", args, row)
			}
		}
		_ = writing.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestScanIsInterruptedAtOnce(t *testing.T) {
	t.Parallel()
	for what, args := range map[string][]string{"while it reads": {"scan"}, "while a pipe opens": {"scan", "pipe"}} {
		r := command(t)
		in, writing := io.Pipe()
		var cancel context.CancelFunc
		r.ctx, cancel = context.WithCancel(t.Context())
		r.deps.In = reader(func(p []byte) (int, error) {
			cancel()
			return in.Read(p)
		})
		r.deps.Open = func(string) (io.ReadCloser, error) {
			cancel()
			_, err := in.Read(make([]byte, 1))
			return nil, err
		}
		r.exec(args...)
		if r.code != cli.ExitInterrupted || r.out != "" || r.err != "" {
			t.Errorf("%s: exit code %d, %q, %q", what, r.code, r.out, r.err)
		}
		_ = writing.Close()
	}
}

func TestScanEndsWhenNobodyReadsOn(t *testing.T) {
	t.Parallel()
	text := strings.Repeat(rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1"})+"\n", 100)
	for err, want := range map[error]int{syscall.EPIPE: 0, syscall.ENOSPC: cli.ExitStorage} {
		for _, form := range []string{"--json", "--all"} {
			r := command(t)
			endless := reader(func(p []byte) (int, error) { return copy(p, text), nil })
			r.deps.In, r.deps.Out, r.deps.Err = endless, writer(func([]byte) (int, error) { return 0, err }), io.Discard
			if got := cli.ExitCode(cli.Run(t.Context(), r.deps, []string{"scan", form})); got != want {
				t.Errorf("%v: exit code %d, want %d", err, got, want)
			}
		}
	}
}

// TestScanStaysHarmless relies on [run.exec], which looks at all output.
func TestScanStaysHarmless(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, v := range vectors(t) {
		all.WriteString(v.id + " " + v.text + "\n")
	}
	for _, h := range hostile {
		all.WriteString(compose(t, h) + h + "\n")
	}
	for _, args := range [][]string{{"--all"}, {"--json"}, {"--json", "--show-tokens"}, {"--show-tokens"}} {
		for _, name := range append([]string{"log"}, hostile...) {
			r := command(t)
			r.files[name] = all.String()
			if name != "log" {
				r.files[name] = compose(t, name)
			}
			if r.exec(append([]string{"scan", name}, args...)...).succeeds(); r.out == "" {
				t.Errorf("%q: nothing is found in %q", args, name)
			}
		}
	}
}

// TestARowOfAHostileTokenIsShort scans tokens that hold hundreds of kilobytes.
// What inflates to much more than its size is passed over, so their names vary.
func TestARowOfAHostileTokenIsShort(t *testing.T) {
	t.Parallel()
	long := func(seed int) tokens.SpecValue {
		var b strings.Builder
		for i := range 200 {
			fmt.Fprintf(&b, "%s%04x", strings.Repeat("\u202e", 32), (seed*7919+i*40503)%65536)
		}
		return tokens.SpecValue{Text: b.String()}
	}
	var services []tokens.SpecService
	for i := range 8 {
		services = append(services, tokens.SpecService{Type: 1, Fields: map[string]tokens.SpecValue{"channel_name": long(i), "uid": long(i + 8)}})
	}
	var privileges []tokens.SpecService
	for i := range 5_000 {
		user := tokens.SpecValue{Text: strconv.Itoa(i)}
		privileges = append(privileges, tokens.SpecService{Type: 2, Fields: map[string]tokens.SpecValue{"user_id": user}})
	}
	for name, s := range map[string][]tokens.SpecService{"long names": services, "many services": privileges} {
		token, err := tokens.Default.Compose(tokens.Spec{Services: s}, appID, secret.New(certificate), tokens.Stamp{IssueTime: uint32(now.Unix())})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, form := range []string{"--json", "--all"} {
			r := command(t)
			r.deps.In = strings.NewReader(token)
			r.exec("scan", form).succeeds()
			const most = 32 << 10
			if len(r.out) == 0 || len(r.out) > most {
				t.Errorf("%s, %s: %d bytes", name, form, len(r.out))
			}
			if form == "--json" {
				lines(t, r.out)
			}
		}
	}
}

// TestACertificateThatNamesNoAppIDAccusesNoOtherProject scans a text in which
// tokens of any project may stand.
func TestACertificateThatNamesNoAppIDAccusesNoOtherProject(t *testing.T) {
	t.Parallel()
	mine, foreign := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "1"}), tokenOf(t, other())
	r, _ := stored(t, acme())
	r.files["file"], r.files["foreign"], r.files["mine"] = certificate, foreign, mine
	r.files["another"] = otherCertificate
	for args, want := range map[string]tokens.Outcome{
		"mine --keystore memory --certificate-file file":       tokens.NothingFound,
		"foreign --keystore memory --certificate-file file":    tokens.CannotTell,
		"mine --keystore memory --certificate-file another":    tokens.CannotTell,
		"mine --project acme --certificate-file another":       tokens.NothingFound,
		"mine --certificate-file another":                      tokens.NothingFound,
		"foreign --keystore memory --certificate-file another": tokens.NothingFound,
	} {
		r.exec(append([]string{"scan", "--json", "--fail-on", "surprise"}, strings.Fields(args)...)...).succeeds()
		if all := lines(t, r.out); len(all) != 1 || all[0].Outcome != string(want) {
			t.Errorf("%s: want %s: %s", args, want, r.out)
		}
	}
}
