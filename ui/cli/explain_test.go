package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"atc/tokens"
	"atc/ui/cli"
)

func TestACodeIsExplained(t *testing.T) {
	t.Parallel()
	for args, want := range map[string][]string{
		"109":                      {"109 is a code of 3 SDKs", "RTC native (rtc-native)\n  109 ERR_TOKEN_EXPIRED\n", "Chat SDK (chat-native)\n  109 TOKEN_WILL_EXPIRE\n", "→ get a new token", "findings: "},
		"109 --sdk chat-native":    {"Chat SDK (chat-native)\n  109 TOKEN_WILL_EXPIRE\n", "also: AgoraChatErrorTokeWillExpire", "half of the life of the token"},
		"-10005":                   {"-10005 RTM_ERROR_INVALID_TOKEN", "Findings that cause it", "empty ", "there is no token"},
		"--sdk rtm2 -10005":        {"-10005 RTM_ERROR_INVALID_TOKEN"},
		"-- -10005":                {"-10005 RTM_ERROR_INVALID_TOKEN"},
		"-110":                     {"110 ERR_INVALID_TOKEN"},
		"ERR_DYNAMIC_USE_STATIC":   {"120 ERR_DYNAMIC_USE_STATIC_KEY"},
		"dynamic key or token":     {"CAN_NOT_GET_GATEWAY_SERVER: dynamic key or token timeout"},
		"token is illegal":         {"(unverified)"},
		"expired":                  {"Signaling 2.x (rtm2)\n  -10009 RTM_ERROR_TOKEN_EXPIRED\n    the token has ended\n"},
		"--sdk rtc-native-renew":   {"  0 RENEW_TOKEN_SUCCESS\n    the token is renewed\n", "  6 RENEW_TOKEN_CANCELED_BY_NEW_REQUEST\n"},
		"":                         {"The same numbers mean different things", "\n  rtc-native          RTC native: ", "\n  classroom "},
		"--list":                   {"\n  rtc-native "},
		"--help":                   {"atc explain [CODE|TEXT] [flags]", "--sdk ID", "atc explain -10005"},
		"17 --sdk=chat-web --json": {`"code":"17","name":"WEBIM_CONNCTION_AJAX_ERROR"`, `"exact":true,"causes":[]`},
	} {
		r := command(t).exec(append([]string{"explain"}, strings.Fields(args)...)...).succeeds()
		if !containsAll(r.out, want) || r.err != "" {
			t.Errorf("atc explain %s lacks one of %q:\n%s%s", args, want, r.out, r.err)
		}
		for line := range strings.Lines(r.out) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 && !strings.Contains(args, "--json") {
				t.Errorf("atc explain %s: a line of %d columns: %s", args, n, line)
			}
		}
	}
}

func TestWhatIsNoCodeHasCodesNearIt(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"ERR_TOKN_EXPIRD":       "atc: explain: no SDK knows ERR_TOKN_EXPIRD: did you mean 109 ERR_TOKEN_EXPIRED (rtc-native) or ",
		"104 --sdk rtc-native":  "atc: explain: 104 is no code of RTC native: did you mean 104 INVALID_TOKEN (chat-native)?\n",
		"frobnicate":            "atc: explain: no SDK knows frobnicate: try a number, a part of its name, or a word such as expired\n",
		"frobnicate --sdk rtm2": "atc: explain: frobnicate is no code of Signaling 2.x: try a number, a part of its name, or a word such as expired\n",
	} {
		r := command(t).exec(append([]string{"explain"}, strings.Fields(args)...)...)
		if r.code != cli.ExitNegative || r.out != "" || !strings.HasPrefix(r.err, want) {
			t.Errorf("atc explain %s: exit code %d, %q, %q", args, r.code, r.out, r.err)
		}
	}
	for args, want := range map[string]string{
		"110 --sdk rtc": "atc: --sdk: there is no SDK rtc: choose one of rtc-native, ",
		"110 --list":    "atc: explain: --list takes no code\n",
		"110 --sdk":     "atc: --sdk: needs a value\n",
		"110 --nothing": "atc: unknown flag --nothing: see atc explain --help\n",
	} {
		r := command(t).exec(append([]string{"explain"}, strings.Fields(args)...)...)
		if r.code != cli.ExitUsage || r.out != "" || !strings.HasPrefix(r.err, want) {
			t.Errorf("atc explain %s: exit code %d, %q, %q", args, r.code, r.out, r.err)
		}
	}
}

// TestAMinusMakesNoFlagOnlyAfterExplain keeps what other commands are given.
func TestAMinusMakesNoFlagOnlyAfterExplain(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"build", "rtc", "--channel", "explain", "--uid", "-5"}, {"kinds", "-5"}, {"decode", "-5"}} {
		if r := command(t).exec(args...); r.code != cli.ExitUsage {
			t.Errorf("%q: exit code %d, %s", args, r.code, r.err)
		}
	}
	r := command(t)
	r.exec("--project", "explain", "explain", "-5")
	if r.code != cli.ExitNegative && r.code != 0 {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
}

func TestExplanationsAsJSON(t *testing.T) {
	t.Parallel()
	var got struct {
		SDK          string
		Explanations []struct {
			SDK, Code, Name, Meaning, Advice string
			Title                            string `json:"sdk_title"`
			Exact, Unverified                bool
			Causes                           []struct{ Severity, Code, Title, Advice string }
		}
		Near []struct{ SDK, Code, Name string }
		SDKs []struct {
			ID, Title, Where string
			Codes            int
		}
	}
	read := func(args ...string) {
		t.Helper()
		got.Explanations, got.Near, got.SDKs = nil, nil, nil
		r := command(t).exec(append([]string{"explain", "--json"}, args...)...)
		if err := json.Unmarshal([]byte(r.out), &got); err != nil || strings.Count(r.out, "\n") != 1 {
			t.Fatalf("%q prints %s: %v", args, r.out, err)
		}
	}
	read("-10005")
	if e := got.Explanations; len(e) != 1 || e[0].SDK != "rtm2" || e[0].Title != "Signaling 2.x" || !e[0].Exact || e[0].Meaning == "" || e[0].Advice == "" {
		t.Fatalf("-10005 is %+v", got)
	}
	if c := got.Explanations[0].Causes; !slices.ContainsFunc(c, func(c struct{ Severity, Code, Title, Advice string }) bool {
		return c.Severity == "refused" && c.Code == "empty" && c.Title != "" && c.Advice != ""
	}) {
		t.Errorf("the causes are %+v", c)
	}
	read("token", "is", "illegal")
	if e := got.Explanations; len(e) != 1 || !e[0].Unverified {
		t.Errorf("a text is %+v", got)
	}
	read("--sdk", "rtc-native", "104")
	if len(got.Explanations) != 0 || len(got.Near) != 1 || got.Near[0].SDK != "chat-native" || got.SDK != "rtc-native" {
		t.Errorf("what is near is %+v", got)
	}
	read()
	if n := len(tokens.Default.SDKs); len(got.SDKs) != n || got.SDKs[0].ID != "rtc-native" || got.SDKs[0].Codes == 0 || got.SDKs[0].Where == "" {
		t.Errorf("the SDKs are %+v", got.SDKs)
	}
}

func TestSDKsAreCompleted(t *testing.T) {
	t.Parallel()
	if out := command(t).execQuietly("__complete", "explain", "--sdk", "rtm2"); !strings.Contains(out, "\nrtm2\tSignaling 2.x\n") {
		t.Errorf("completed is %q", out)
	}
}

func TestHostileCodesStayHarmless(t *testing.T) {
	t.Parallel()
	for _, h := range append(slices.Clone(hostile), strings.Repeat("110 ", 1<<16), certificate, "code:"+certificate) {
		for _, args := range [][]string{{h}, {h, "110"}, {"--sdk", h}, {"--json", h}, {"--sdk", "rtm2", h}} {
			command(t).exec(append([]string{"explain"}, args...)...)
		}
	}
}
