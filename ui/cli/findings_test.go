package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"

	"github.com/charmbracelet/x/ansi"
)

// judged is what the JSON of decode and verify says of a judgement.
type judged struct {
	Outcome  tokens.Outcome
	Verdict  string
	Findings []finding
}

type finding struct {
	Severity        tokens.Severity
	Code            tokens.Code
	Message, Advice string
	SDKCode         string `json:"sdk_code"`
	SDKName         string `json:"sdk_name"`
}

func (j *judged) has(code tokens.Code) bool {
	return slices.ContainsFunc(j.Findings, func(f finding) bool { return f.Code == code })
}

// judgement runs the command with --json.
func (r *run) judgement(args ...string) judged {
	r.t.Helper()
	var j judged
	if err := json.Unmarshal([]byte(r.exec(append(args, "--json")...).out), &j); err != nil {
		r.t.Fatalf("%q prints %s%s: %v", args, r.out, r.err, err)
	}
	return j
}

// tokenFor builds a token of a kind for the project of the environment, issued
// at now unless the values say otherwise.
func tokenFor(t *testing.T, kind string, age int64, v tokens.Values) string {
	t.Helper()
	k, known := tokens.Default.Kind(kind)
	if !known {
		t.Fatalf("no kind %q", kind)
	}
	token, err := tokens.Default.Build(tokens.Request{
		Kind: k, AppID: appID, Certificate: secret.New(certificate), Values: v,
		Stamp: tokens.Stamp{IssueTime: uint32(now.Unix() - age), Salt: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestFindingsStandInTheJSONOfDecodeAndVerify(t *testing.T) {
	t.Parallel()
	ended := tokenFor(t, "rtm", 7200, tokens.Values{"user": "alice", "lifetime": "1h"})
	answer := tokens.Default.Answer(tokens.ProductRTM2, tokens.FailExpired)
	if answer.Code == "" {
		t.Fatal("no code for an ended token")
	}
	for _, verb := range []string{"decode", "verify"} {
		for product, want := range map[string]tokens.Answer{"": {}, tokens.ProductRTM2: answer} {
			args := []string{verb, ended}
			if product != "" {
				args = append(args, "--for", product)
			}
			j := command(t).judgement(args...)
			if j.Outcome != tokens.WouldBeRefused || len(j.Findings) == 0 || j.Verdict != "would be refused: it has ended" {
				t.Fatalf("%q: %+v", args, j)
			}
			if f := j.Findings[0]; f.Severity != tokens.Refused || f.Code != "expired" || f.Message == "" || f.Advice == "" || f.SDKCode != want.Code || f.SDKName != want.Name {
				t.Errorf("%q: %+v", args, f)
			}
		}
	}
}

func TestVerifyExitsWith1ForWhatWouldBeRefused(t *testing.T) {
	t.Parallel()
	rtc := tokens.Values{"channel": "lobby", "uid": "12345", "lifetime": "1h"}
	healthy := tokenFor(t, "rtc", 0, rtc)
	for _, c := range []struct {
		name, token string
		args        string
		code        int
		finding     tokens.Code
	}{
		{"healthy", healthy, "", 0, ""},
		{"used as it says", healthy, "--for rtc-native --channel lobby --uid 12345 --app-id " + appID, 0, ""},
		{"ended", tokenFor(t, "rtc", 3600, rtc), "", 1, "expired"},
		{"honoured for less than it says", tokenFor(t, "rtc", 0, tokens.Values{"channel": "lobby", "lifetime": "48h"}), "", 0, "expire_over_24h"},
		{"for something else", healthy, "--for rtm2", 1, "wrong_service"},
		{"for another channel", healthy, "--channel Lobby", 1, "channel_mismatch"},
		{"for another user", healthy, "--uid 0", 1, "user_mismatch"},
		{"of another App ID", healthy, "--app-id " + otherAppID, 1, "app_id_mismatch"},
		{"no token", "null", "", 1, "literal_text"},
		{"an App ID", appID, "", 1, "app_id_pasted"},
		{"cut", healthy[:80], "", 1, "base64"},
		{"of 006 and not to be checked", tokenFor(t, "rtc-006", 0, rtc), "", 1, ""},
		{"of 006", tokenFor(t, "rtc-006", 0, rtc), "--channel lobby --uid 12345", 0, ""},
		{"of 006 for another channel", tokenFor(t, "rtc-006", 0, rtc), "--channel lobbY --uid 12345", 1, "channel_mismatch"},
	} {
		r, _ := stored(t)
		r.env[cli.EnvAppID], r.env[cli.EnvCertificate] = appID, certificate
		j := r.judgement(append([]string{"verify", c.token}, strings.Fields(c.args)...)...)
		if r.code != c.code || c.finding != "" && !j.has(c.finding) || (r.code == 1) != (r.err != "") {
			t.Errorf("%s: exit code %d, %q, %+v", c.name, r.code, r.err, j)
		}
		if grave := len(j.Findings) > 0 && j.Findings[0].Severity == tokens.Refused; grave != (j.Outcome == tokens.WouldBeRefused) || grave && r.code != 1 {
			t.Errorf("%s: exit code %d for %+v", c.name, r.code, j)
		}
		if j.Outcome == tokens.WouldBeRefused && r.err != "atc: verify: "+j.Verdict+"\n" {
			t.Errorf("%s: stderr says %q of %q", c.name, r.err, j.Verdict)
		}
	}
}

// TestWithoutACertificateWhatIsRefusedIsSaidAllTheSame leaves the usage error to
// tokens of which nothing else is known.
func TestWithoutACertificateWhatIsRefusedIsSaidAllTheSame(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, other())
	if r.exec("verify", tokenFor(t, "rtm", 0, tokens.Values{"user": "alice"})); r.code != cli.ExitUsage || r.out != "" {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
	if r.exec("verify", tokenFor(t, "rtm", 7200, tokens.Values{"user": "alice"})); r.code != cli.ExitNegative || !strings.HasPrefix(r.out, "would be refused: it has ended\nnot checked: ") {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
}

func TestAPasteIsRepairedByDecodeAndVerify(t *testing.T) {
	t.Parallel()
	token := tokenFor(t, "rtc", 0, tokens.Values{"channel": "lobby", "uid": "12345"})
	broken := token[:60] + "\n" + token[60:120] + "\n" + token[120:] + "\n"
	for name, text := range map[string]string{
		"in JSON": `{"token": "` + token + `"}`, "as a header": "Authorization: agora token=" + token, "percent-encoded": strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(token) + "%20",
		"broken into lines": broken,
	} {
		for _, verb := range []string{"decode", "verify"} {
			r := command(t)
			r.exec(verb, text).succeeds()
			if !strings.HasPrefix(r.out, "nothing found that would refuse it\n") || !strings.Contains(r.out, "[repaired_") {
				t.Errorf("%s %s:\n%s", verb, name, r.out)
			}
			var j struct{ Token string }
			r.exec(verb, "--json", text).succeeds()
			if err := json.Unmarshal([]byte(r.out), &j); err != nil || j.Token != token {
				t.Errorf("%s %s is repaired to %q: %v", verb, name, j.Token, err)
			}
		}
	}
	r := command(t)
	r.deps.In = strings.NewReader(broken)
	if r.exec("verify", "-").succeeds(); !strings.Contains(r.out, "[repaired_line_breaks]") {
		t.Error(r.out)
	}
	r.exec("decode", "--json", "  "+token+"\n").succeeds()
	if strings.Contains(r.out, "repaired") || strings.Contains(r.out, `"token":`) {
		t.Errorf("blanks that a shell leaves are no damage: %s", r.out)
	}
}

func TestOfSeveralTokensTheFirstIsDecodedAndNoneIsVerified(t *testing.T) {
	t.Parallel()
	first, second := tokenFor(t, "rtm", 0, tokens.Values{"user": "alice"}), tokenFor(t, "rtm", 0, tokens.Values{"user": "bob"})
	r := command(t)
	j := r.judgement("decode", first+"\n"+second)
	if r.succeeds(); !j.has("several_tokens") || !strings.Contains(r.out, `"user_id":"alice"`) {
		t.Error(r.out)
	}
	r.deps.In = strings.NewReader(first + "\n" + second + "\n")
	if r.exec("verify"); r.code != cli.ExitUsage || !strings.HasPrefix(r.err, "atc: verify: takes one token, and there are 2: ") || !strings.Contains(r.err, "atc scan -") || r.out != "" {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

func TestAStoredCertificateIsKnownWhereItIsPasted(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"decode", "verify"} {
		r, k := stored(t, acme(), other())
		j := r.judgement(verb, otherAppID)
		if r.code != cli.ExitNegative || !j.has("app_id_pasted") || k.gets != 0 || !strings.Contains(r.out, "other") {
			t.Errorf("%s: exit code %d, %d calls of the keyring: %s", verb, r.code, k.gets, r.out)
		}
		j = r.judgement(verb, otherCertificate)
		if r.code != cli.ExitNegative || !j.has("certificate_pasted") || strings.Contains(r.out+r.err, otherCertificate) {
			t.Errorf("%s: exit code %d: %s%s", verb, r.code, r.out, r.err)
		}
		j = r.judgement(verb, strings.Repeat("d", 32))
		if r.code != cli.ExitNegative || !j.has("hex_id_pasted") {
			t.Errorf("%s: exit code %d: %s", verb, r.code, r.out)
		}
	}
}

func TestACertificateThatWasAlteredIsKnown(t *testing.T) {
	t.Parallel()
	altered := acme()
	altered.Primary = secret.New(strings.ToLower(certificate))
	r, _ := stored(t, acme())
	j := r.judgement("verify", tokenOf(t, altered))
	if r.code != cli.ExitNegative || !j.has("certificate_altered") || strings.Contains(r.out, strings.ToLower(certificate)) {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
}

func TestTheChatHostOfTheProjectIsCompared(t *testing.T) {
	t.Parallel()
	chat := acme()
	chat.Chat = keystore.Chat{Host: "a61.chat.agora.io", AppKey: "411117440#app"}
	token := tokenFor(t, "chat-app", 0, nil)
	r, _ := stored(t, chat)
	for args, want := range map[string]bool{
		"--for chat-rest": true, "--for chat-rest --chat-host a41.chat.agora.io": false, "--for chat": false, "": false,
	} {
		if j := r.judgement(append([]string{"decode", token}, strings.Fields(args)...)...); j.has("chat_host") != want {
			t.Errorf("%q: %+v", args, j.Findings)
		}
	}
	r = command(t)
	r.env[cli.EnvChatHost], r.env[cli.EnvAppKey] = "https://a61.chat.agora.io/", "411117440#app"
	if j := r.judgement("verify", token, "--for", "chat-rest"); !j.has("chat_host") {
		t.Errorf("of the environment: %+v", j.Findings)
	}
}

// TestFindingsFitIntoATerminal looks at the part of the findings: each hangs
// beside its severity, in 80 columns but for words that are longer.
func TestFindingsFitIntoATerminal(t *testing.T) {
	t.Parallel()
	seen := 0
	products := tokens.Default.Products
	for i, v := range vectors(t) {
		if len(v.text) > tokens.MaxText {
			continue
		}
		for _, p := range []tokens.Product{products[i%len(products)], products[(i+4)%len(products)]} {
			r := command(t)
			_, part, found := strings.Cut(r.exec("verify", v.text, "--for", p.ID).out, "\nFindings\n")
			if !found {
				continue
			}
			for line := range strings.Lines(part) {
				line = strings.TrimSuffix(line, "\n")
				if n := ansi.StringWidth(line); n > 80 && strings.Contains(strings.TrimSpace(line[12:]), " ") {
					t.Errorf("%s for %s: %d columns: %s", v.id, p.ID, n, line)
				}
				if severity := strings.TrimSpace(line[:12]); severity != "" && !slices.Contains(tokens.Severities(), tokens.Severity(severity)) {
					t.Errorf("%s for %s: begins with %q: %s", v.id, p.ID, severity, line)
				}
				seen++
			}
		}
	}
	if seen == 0 {
		t.Error("nothing was found")
	}
}

func TestBuildWarnsOfNothingThatIsInOrder(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		args := []string{"build", k.ID}
		for _, in := range k.Inputs {
			if !in.Optional && (in.Default == "" || in.Type == tokens.Document) {
				args = append(args, "--"+in.Key, samples[in.Key])
			}
		}
		r := command(t)
		r.files["spec.json"] = spec
		if r.exec(args...).succeeds(); r.err != "" {
			t.Errorf("%s: %s", k.ID, r.err)
		}
	}
	r := command(t)
	r.exec("build", "rtc", "--channel", "lobby", "--issued-at", "1500000000").succeeds()
	if !strings.Contains(r.err, "atc: warning: the token would be refused: ") {
		t.Errorf("of an ended token: %q", r.err)
	}
}

func TestWhatToGiveStandsAtTheEndOfTheSum(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	r.env[cli.EnvCertificate] = certificate
	r.exec("verify", tokenFor(t, "rtm-006", 7200, tokens.Values{"user": "alice", "lifetime": "1h"}))
	if r.code != cli.ExitNegative || r.err != "atc: verify: the token is not in force and was not checked: give --uid or --account\n" {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}

// TestNoTokenIsBuiltThatShowsItsCertificate has the one certificate in both
// places, as who copies the same line twice.
func TestNoTokenIsBuiltThatShowsItsCertificate(t *testing.T) {
	t.Parallel()
	r := command(t)
	r.env[cli.EnvAppID] = certificate
	if r.exec("build", "rtc", "--channel", "lobby"); r.code != cli.ExitUsage || r.out != "" || !strings.HasPrefix(r.err, "atc: AGORA_APP_ID: is the same as the App Certificate: ") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}
