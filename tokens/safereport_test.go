package tokens_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"atc/keystore/secret"
	"atc/tokens"
)

var reportTime = time.Unix(1700003900, 0)

// reportOf returns the report of a token with the sample certificate at hand.
func reportOf(text string, join tokens.Join) (string, tokens.Case) {
	token, err := tokens.Default.Decode(text)
	k := tokens.Case{
		Text: text, Token: token, Err: err, Now: reportTime, Join: join,
		Certificates: []tokens.Certificate{{Project: "acme", Name: "primary", AppID: sampleAppID, Value: secret.New(sampleCertificate)}},
		Projects:     []tokens.ProjectRef{{Name: "acme", AppID: sampleAppID}},
	}
	return tokens.Default.SafeReport(k), k
}

// TestReportForPeopleToPublish compares with a file, so that a change of what is
// published is seen. With ATC_UPDATE=1 it writes the file instead.
func TestReportForPeopleToPublish(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(request(t, "rtc-rtm", tokens.Values{"channel": "lobby|1", "account": "al`ice", "user": "alice", "role": "publisher", "lifetime": "1h"}))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := reportOf(text, tokens.Join{Product: tokens.ProductRTCNative, AppID: sampleAppID, Channel: "Lobby|1", User: "al`ice", Role: "publisher"})
	file := filepath.Join("testdata", "safereport.md")
	if os.Getenv("ATC_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the report is\n%s\nwant\n%s\nif it should be, run: ATC_UPDATE=1 go test ./tokens -run TestReportForPeopleToPublish", got, want)
	}
}

// TestNoTokenCanBeMadeOfAReport holds the reports of all tokens against all that
// must not stand in one.
func TestNoTokenCanBeMadeOfAReport(t *testing.T) {
	t.Parallel()
	texts := map[string]string{"not a token": "007", "a JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "an App ID": sampleAppID, "a certificate": sampleCertificate}
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(t, file) {
			texts[v.ID] = v.text(t)
		}
	}
	for id, text := range texts {
		for _, join := range []tokens.Join{
			{},
			{Product: tokens.ProductRTCNative, AppID: sampleAppID, Channel: text, User: sampleCertificate},
			{Product: tokens.ProductChatSDK, AppID: sampleCertificate, User: "x" + strings.ToLower(sampleAppID)},
		} {
			report, k := reportOf(text, join)
			requirePublishable(t, id, report, k)
		}
	}
}

func requirePublishable(t *testing.T, id, report string, k tokens.Case) {
	t.Helper()
	lower := strings.ToLower(report)
	secrets := []string{sampleCertificate, sampleAppID}
	if k.Token != nil {
		secrets = append(secrets, hex.EncodeToString([]byte(k.Token.Signature)), k.Token.AppID)
		if k.Token.Salt > 9999 {
			secrets = append(secrets, strconv.FormatUint(uint64(k.Token.Salt), 10))
		}
	}
	for _, s := range secrets {
		if len(s) > 4 && strings.Contains(lower, strings.ToLower(s)) {
			t.Errorf("%s: the report holds %.80q:\n%.3000s", id, s, report)
		}
	}
	const n = 16
	for i := 0; i+n <= len(k.Text) && i < 4096; i++ {
		if strings.Contains(report, k.Text[i:i+n]) {
			t.Errorf("%s: the report holds %q of the text:\n%.3000s", id, k.Text[i:i+n], report)
			return
		}
	}
	if len(report) > 64<<10 {
		t.Errorf("%s: the report has %d bytes", id, len(report))
	}
}

// hostileNames are names that Markdown, or a reader of it, would take for more
// than text.
var hostileNames = []string{
	"a|b", "`", "``", "a`b``c", "` |", "\\|", "\\", " ", "  x  ", "<script>alert(1)</script>", "<!--", "-->", "![x](http://x/y.png)", "[x](javascript:1)",
	"a\nb", "a\r\n\r\n# b", "\n| --- |", "- x", "***", "@everyone", "#123", "&lt;", "\x1b[2J", "\u202eabc", "\u2028x", "\u3164", "\u200b", "\xff\xfe", "\x00", "\"", "\"|`", "$x$", "~~x~~",
	strings.Repeat("`", 300), strings.Repeat("long ", 100), strings.Repeat("\U0001f600", 100),
}

// What a project is called is between its owner and the store.
func TestAReportNamesNoProject(t *testing.T) {
	t.Parallel()
	other := tokens.Certificate{Project: "launch of the moon", Name: "primary", AppID: strings.Repeat("ab", 16), Value: secret.New(sampleCertificate)}
	rtc := caseOfKind(t, "rtc", lobby)
	for name, k := range map[string]tokens.Case{
		"signed by another project": having(rtc, other),
		"a certificate":             having(caseOfText(sampleCertificate), other),
		"an App ID":                 having(caseOfText(other.AppID), other),
	} {
		report := tokens.Default.SafeReport(k)
		if strings.Contains(report, "moon") || !strings.Contains(report, "a project at hand") {
			t.Errorf("%s:\n%s", name, report)
		}
	}
}

// TestHostileNamesLeaveTheMarkdownIntact compares the structure of reports with
// that of one with harmless names: the same lines, the same cells, and outside
// of code spans nothing that the names brought.
func TestHostileNamesLeaveTheMarkdownIntact(t *testing.T) {
	t.Parallel()
	composed := func(name string) string {
		value := tokens.SpecValue{Text: name}
		text, err := tokens.Default.Compose(tokens.Spec{Expire: 3600, Services: []tokens.SpecService{
			{Type: 1, Fields: map[string]tokens.SpecValue{"channel_name": value, "uid": value}, Privileges: []tokens.DecodedPrivilege{{ID: 1, Value: 60}}},
			{Type: 8, Fields: map[string]tokens.SpecValue{"user_id": value, "permissions": {Permissions: []tokens.Permission{{ResourceType: 1, Resources: []string{name, name}}}}}},
		}}, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{IssueTime: 1700000000, Salt: 1})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, name := range hostileNames {
		report, _ := reportOf(composed(name), tokens.Join{Product: tokens.ProductRTCWeb, AppID: sampleAppID, Channel: name + "x", User: "x" + name, Role: name})
		for _, r := range report {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%q: raw %U in\n%s", name, r, report)
			}
		}
		for line := range strings.Lines(report) {
			requireOneBlock(t, name, strings.TrimSuffix(line, "\n"))
		}
	}
}

// requireOneBlock fails unless a line of a report is what its start says, with
// as many cells as the table has, and without markup outside of code spans.
func requireOneBlock(t *testing.T, name, line string) {
	t.Helper()
	outside := withoutSpans(line)
	switch {
	case line == "", strings.HasPrefix(line, "### Agora token: "), strings.HasPrefix(line, "As of "), strings.HasPrefix(line, "|---|"), line == "No findings.":
	case strings.HasPrefix(line, "| "):
		if cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") - 1; cells != 2 && cells != 3 || !strings.HasSuffix(line, " |") {
			t.Errorf("%q: %d cells in %s", name, cells, line)
		}
	case strings.HasPrefix(line, "- **"), strings.HasPrefix(line, "  - "):
		outside = strings.Replace(strings.Replace(outside, "- **", "", 1), "** ", "", 1)
	default:
		t.Errorf("%q: a line of its own: %q", name, line)
	}
	for _, markup := range []string{"<", "![", "](", "@", "#1", "$x", "~~", "javascript"} {
		if at := strings.Index(strings.TrimPrefix(outside, "###"), markup); at >= 0 {
			t.Errorf("%q: %q outside of code: %s", name, markup, line)
		}
	}
}

// withoutSpans returns what of a line stands outside of code spans, by the rules
// of CommonMark: a span ends at the next run of as many back-ticks as it began
// with. Escaped characters are left out.
func withoutSpans(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			i += 2
		case line[i] != '`':
			b.WriteByte(line[i])
			i++
		default:
			fence := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
			i += fence
			i += endOfSpan(line[i:], fence)
		}
	}
	return b.String()
}

func endOfSpan(rest string, fence int) int {
	for i := 0; i < len(rest); {
		run := len(rest[i:]) - len(strings.TrimLeft(rest[i:], "`"))
		if run == fence {
			return i + run
		}
		i += max(run, 1)
	}
	return 0 // no span at all: the back-ticks are text
}

func TestAReportCutsWhatIsLong(t *testing.T) {
	t.Parallel()
	services := strings.Repeat(`{"type":1,"fields":{"channel_name":"lobby"},"privileges":{"1":60}},`, 100)
	spec, err := tokens.ParseSpec([]byte(`{"issued_at":1700000000,"salt":1,"services":[` + strings.TrimSuffix(services, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	text, err := tokens.Default.Compose(spec, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{})
	if err != nil {
		t.Fatal(err)
	}
	report, _ := reportOf(text, tokens.Join{})
	if n := strings.Count(report, "| RTC (1) | channel name | `lobby` |"); n != 12 || !strings.Contains(report, "| and 88 more |") {
		t.Errorf("%d services in\n%s", n, report)
	}
}
