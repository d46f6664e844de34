package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/uitest"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

const (
	paneAppID       = "970CA35de60c44645bbae8a215061b33"
	paneCertificate = "5CFd2fd1755d40ecb72977518be15d3b" // that of the vectors
	otherSecret     = "00000000000000000000000000000000"
)

// paneIssued is when most of the vectors were issued, and paneNow a little
// later.
var (
	paneIssued = time.Unix(1700000000, 0)
	paneNow    = paneIssued.Add(100 * time.Second)
)

func paneToken(tb testing.TB, id string) string {
	tb.Helper()
	all := uitest.Vectors(tb, "public", "bad")
	i := slices.IndexFunc(all, func(v uitest.Vector) bool { return v.ID == id })
	if i < 0 {
		tb.Fatalf("there is no vector %s", id)
	}
	return all[i].Token
}

// composed returns a token of the compose kind, issued at paneIssued.
func composed(tb testing.TB, spec string) string {
	tb.Helper()
	s, err := tokens.ParseSpec([]byte(spec))
	if err != nil {
		tb.Fatal(err)
	}
	stamp := tokens.Stamp{IssueTime: uint32(paneIssued.Unix()), Salt: 7}
	text, err := tokens.Default.Compose(s, paneAppID, secret.New(paneCertificate), stamp)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// paneEnv has the given certificates at hand, all of the project acme.
func paneEnv(certificates ...string) *env {
	e := &env{Deps: Deps{Catalog: tokens.Default}, theme: newTheme(true, colorprofile.TrueColor)}
	for i, c := range certificates {
		name := []string{"primary", "secondary"}[i%2]
		e.certificates = append(e.certificates, tokens.Certificate{Project: "acme", Name: name, AppID: paneAppID, Value: secret.New(c)})
	}
	return e
}

// paneText is a pane without its styles.
func paneText(e *env, d decoded, now time.Time, width int) string {
	return ansi.Strip(strings.Join(decoderLines(e.theme, d, now, width), "\n"))
}

func requireLines(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is missing in\n%s", w, got)
		}
	}
}

// requireFit holds lines against the promise that none is wider than the pane
// or has a control that is not of its styles.
func requireFit(t *testing.T, what string, lines []string, width int) {
	t.Helper()
	for _, l := range lines {
		if n := cells(l); n > width {
			t.Errorf("%s: %d columns where there are %d: %q", what, n, width, l)
		}
		if i := strings.IndexFunc(ansi.Strip(l), unicode.IsControl); i >= 0 {
			t.Errorf("%s: a raw control in %q", what, l)
		}
		if rest := withoutStyles(l); strings.IndexFunc(rest, unicode.IsControl) >= 0 {
			t.Errorf("%s: a sequence that is no style in %q", what, l)
		}
	}
}

// withoutStyles takes SGR sequences away, and nothing else.
func withoutStyles(l string) string {
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(l, "\x1b[")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		end := strings.TrimLeft(after, "0123456789;:")
		if !strings.HasPrefix(end, "m") {
			out.WriteString("\x1b")
			end = after
		}
		l = strings.TrimPrefix(end, "m")
	}
}

func TestEveryVectorFitsEveryWidth(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate, otherSecret)
	subject := tokens.Subject{Channels: []string{"lobby\x1b[2J", "room"}, Users: []string{"77", "\x9b用户"}}
	for _, v := range uitest.Vectors(t, "public", "bad") {
		text := v.Token
		text = text[:min(len(text), tokens.MaxText+1)]
		for _, s := range []tokens.Subject{{}, subject} {
			d := decode(e, text, s)
			for _, now := range []time.Time{{}, paneNow, paneNow.Add(time.Hour)} {
				for _, width := range []int{8, 30, 42, 60, 100} {
					what := fmt.Sprintf("%s at width %d", v.ID, width)
					requireFit(t, what, decoderLines(e.theme, d, now, width), width)
					requireFit(t, what+", timeline", timelineLines(e.theme, d.token, now, width), width)
				}
			}
		}
	}
}

func TestPanesLook(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate, otherSecret)
	panes := []struct {
		name, text string
		subject    tokens.Subject
		after      time.Duration
	}{
		{"rtc", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, 100 * time.Second},
		{"all-services", paneToken(t, "p018-xl-all8-go"), tokens.Subject{}, 100 * time.Second},
		{"rtm2-close-to-its-end", paneToken(t, "p026-xl-rtm2-node206"), tokens.Subject{}, 585 * time.Second},
		{"006", paneToken(t, "p114-006-role0-go"), tokens.Subject{Channels: []string{"room"}, Users: []string{"78"}}, 0},
		{"005", paneToken(t, "p037-xl-005-inchannel-go"), tokens.Subject{Channels: []string{"my channel"}, Users: []string{"999"}}, 0},
		{"cut", paneToken(t, "bad-034-cut-099"), tokens.Subject{}, 0},
		{"unlike-any-other", composed(t, unusualSpec), tokens.Subject{Channels: []string{"lobby"}}, 90 * time.Minute},
	}
	for _, p := range panes {
		d := decode(e, p.text, p.subject)
		for _, width := range []int{42, 58} {
			t.Run(fmt.Sprintf("%s-%d", p.name, width), func(t *testing.T) {
				t.Parallel()
				now := paneIssued.Add(p.after)
				pane := paneText(e, d, now, width) + "\n\n" + timelineText(e, d.token, now, width) + "\n"
				golden.RequireEqual(t, pane)
			})
		}
	}
}

// unusualSpec has what real tokens seldom have.
const unusualSpec = `{"expire":259200,"services":[
	{"type":1,"fields":{"channel_name":" lobby","uid":""},"privileges":{"1":0,"2":5400,"3":345600,"77":7200}},
	{"type":9},
	{"type":500,"unknown":true,"undecoded_hex":"` + hundredBytes + `"}]}`

const hundredBytes = `` +
	`00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011` +
	`00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011` +
	`00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff`

func TestASignatureIsInOneOfThreeStates(t *testing.T) {
	t.Parallel()
	rtc := paneToken(t, "p001-xl-rtc-go")
	old := paneToken(t, "p114-006-role0-go")
	room := tokens.Subject{Channels: []string{"room"}, Users: []string{"77"}}
	tests := []struct {
		name, text   string
		certificates []string
		subject      tokens.Subject
		want         string
	}{
		{"signed", rtc, []string{otherSecret, paneCertificate}, tokens.Subject{}, "signed by acme, secondary ✓"},
		{"matches none", rtc, []string{otherSecret, otherSecret}, tokens.Subject{}, "matches none of the 2 certificates ✗"},
		{"does not match", rtc, []string{otherSecret}, tokens.Subject{}, "does not match the 1 certificate ✗"},
		{"nothing to check it with", rtc, nil, tokens.Subject{}, "not checked: there is no certificate to check it with"},
		{"006 without channel and user", old, []string{paneCertificate}, tokens.Subject{}, "cannot be checked without the channel and user"},
		{"006 with them", old, []string{paneCertificate}, room, "signed by acme, primary ✓"},
		{"006 for another", old, []string{paneCertificate}, tokens.Subject{Channels: []string{"hall"}, Users: []string{"77"}}, "for another channel: its checksum differs ✗"},
		{"cut", paneToken(t, "bad-024-cut-068"), []string{paneCertificate}, tokens.Subject{}, "not checked: the token was not read far enough"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := paneEnv(tt.certificates...)
			requireLines(t, paneText(e, decode(e, tt.text, tt.subject), paneNow, 76), tt.want)
		})
	}
}

func TestACertificateWithoutAProjectIsNamed(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate)
	e.certificates[0].Project, e.certificates[0].Name = "", "environment"
	requireLines(t, paneText(e, decode(e, paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}), paneNow, 76), "signed by the environment certificate ✓")
}

func TestAForeignTokenSaysWhoseAppIDItHas(t *testing.T) {
	t.Parallel()
	text := paneToken(t, "p001-xl-rtc-go")
	ours, foreign := paneEnv(otherSecret), paneEnv(otherSecret)
	foreign.certificates[0].AppID = otherSecret
	requireLines(t, paneText(ours, decode(ours, text, tokens.Subject{}), paneNow, 76), "· of project acme")
	requireLines(t, paneText(foreign, decode(foreign, text, tokens.Subject{}), paneNow, 76), "· of no project at hand")
}
