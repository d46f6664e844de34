package tokens_test

import (
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// explained returns what a query finds, as "sdk code name", with a mark before
// what it does not name exactly.
func explained(found []tokens.Explanation) []string {
	list := make([]string, 0, len(found))
	for _, e := range found {
		text := e.SDK.ID + " " + e.Code.String()
		if !e.Exact {
			text = "~ " + text
		}
		list = append(list, text)
	}
	return list
}

func TestACodeIsExplainedByWhatPeopleHave(t *testing.T) {
	t.Parallel()
	const gateway = "rtc-web CAN_NOT_GET_GATEWAY_SERVER: "
	for query, want := range map[string][]string{
		"17":       {"rtc-native 17 ERR_JOIN_CHANNEL_REJECTED", "chat-web 17 WEBIM_CONNCTION_AJAX_ERROR"},
		"119":      {"rtc-native 119 ERR_SET_CLIENT_ROLE_NOT_AUTHORIZED", "rtc-web-legacy 119 ERR_STATIC_USE_DYNAMIC_KEY"},
		" -10005 ": {"rtm2 -10005 RTM_ERROR_INVALID_TOKEN"},
		"10005":    {"rtm2 -10005 RTM_ERROR_INVALID_TOKEN"},
		"-17":      {"rtc-native 17 ERR_JOIN_CHANNEL_REJECTED"}, // as a method returns it
		"600001-1": {"classroom 600001-1"},
		"600001":   {"classroom 600001-1"},
		"1100":     nil,
		// Names, in either case and of each platform.
		"err_static_use_dynamic_key":    {"rtc-web-legacy 119 ERR_STATIC_USE_DYNAMIC_KEY"},
		"AgoraChatErrorTokeWillExpire":  {"chat-native 109 TOKEN_WILL_EXPIRE"},
		"AgoraErrorCodeTokenExpired":    {"rtc-native 109 ERR_TOKEN_EXPIRED"},
		"LOGIN_ERR_INVALID_TOKEN":       {"rtm1 5 LOGIN_ERR_INVALID_TOKEN"},
		"ERR_TOKEN_EXPIRED":             {"rtc-native 109 ERR_TOKEN_EXPIRED", "~ rtm1 6 LOGIN_ERR_TOKEN_EXPIRED", "~ rtm1-renew 5 RENEW_TOKEN_ERR_TOKEN_EXPIRED"},
		"auth_bad_access_token":         {"chat-rest 401: Unable to authenticate"},
		"CHANGED_INVALID_TOKEN":         {"~ rtc-native-reasons 8 CONNECTION_CHANGED_INVALID_TOKEN"},
		"use static key":                {"~ " + gateway + "dynamic use static key", "~ " + gateway + "static use dynamic key", "~ rtc-web-legacy 120 ERR_DYNAMIC_USE_STATIC_KEY", "~ rtc-web-legacy 119 ERR_STATIC_USE_DYNAMIC_KEY"},
		"token timeout":                 {"~ " + gateway + "dynamic key or token timeout", "~ rtm2 -10026 RTM_ERROR_RENEW_TOKEN_TIMEOUT", "~ rtc-web-legacy 109 ERR_DYNAMIC_KEY_TIMEOUT"},
		"half of the life":              {"~ chat-native 109 TOKEN_WILL_EXPIRE", "~ chat-web onTokenWillExpire"},
		"signaling 1.x renewing reject": {"~ rtm1-renew 3 RENEW_TOKEN_ERR_REJECTED"},
		// A code with its SDK, or a word that says that it is one.
		"rtm1 5":     {"rtm1 5 LOGIN_ERR_INVALID_TOKEN", "rtm1-renew 5 RENEW_TOKEN_ERR_TOKEN_EXPIRED"},
		"chat 104":   {"chat-native 104 INVALID_TOKEN"},
		"error -17":  {"rtc-native 17 ERR_JOIN_CHANNEL_REJECTED"},
		"no such 17": {"rtc-native 17 ERR_JOIN_CHANNEL_REJECTED", "chat-web 17 WEBIM_CONNCTION_AJAX_ERROR"},
		// Lines of logs.
		"AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: flag: 4096, message: dynamic key or token timeout":                                                                                        {gateway + "dynamic key or token timeout"},
		"Uncaught (in promise) AgoraRTCException: AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: flag: 4096, message: AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: invalid token, authorized failed": {gateway + "invalid token, authorized failed"},
		"AgoraRTCError UNEXPECTED_RESPONSE: ERR_NO_AUTHORIZED: error to verify token permission":                                                                                             {"rtc-web UNEXPECTED_RESPONSE: ERR_NO_AUTHORIZED: error to verify token permission"},
		"2026-11-22 12:00:00.123 [24680] onConnectionStateChanged state 5 CONNECTION_CHANGED_TOKEN_EXPIRED(9)":                                                                               {"rtc-native-reasons 9 CONNECTION_CHANGED_TOKEN_EXPIRED"},
		"E/agora(17421): 2026-11-22 12:00:00 onError err=109 elapsed 104 ms":                                                                                                                 {"rtc-native 109 ERR_TOKEN_EXPIRED", "rtc-web-legacy 109 ERR_DYNAMIC_KEY_TIMEOUT", "chat-native 109 TOKEN_WILL_EXPIRE"},
		`{"operation":"login","errorCode":-10009,"reason":"The token expired","timestamp":1700000000}`:                                                                                       {"rtm2 -10009 RTM_ERROR_TOKEN_EXPIRED"},
		`{"error":"auth_bad_access_token","exception":"SecurityException","error_description":"Unable to authenticate due to corrupt access token"}`: {
			"chat-rest 401: Unable to authenticate due to corrupt access token",
		},
		"the line of a log that names 110 and 5 among many other words": nil,
		"": nil, "  ": nil, "…": nil, "-": nil, "--17": nil,
	} {
		if got := explained(tokens.Default.Explain("", query)); !slices.Equal(got, want) {
			t.Errorf("%q finds\n%s\nwant\n%s", query, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestACodeIsExplainedInTheSDKThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sdk, query string
		want       []string
	}{
		{"rtc-web-legacy", "119", []string{"rtc-web-legacy 119 ERR_STATIC_USE_DYNAMIC_KEY"}},
		{"rtm2", "119", nil},
		{"rtm2", "token expired", []string{"~ rtm2 -10009 RTM_ERROR_TOKEN_EXPIRED"}},
		{"no-sdk", "119", nil},
	} {
		if got := explained(tokens.Default.Explain(c.sdk, c.query)); !slices.Equal(got, c.want) {
			t.Errorf("%s %q finds %q", c.sdk, c.query, got)
		}
	}
	if got, all := tokens.Default.Explain("rtm2", ""), len(tokens.Default.SDK("rtm2").Codes); len(got) != all {
		t.Errorf("without a query, %d of %d codes are listed", len(got), all)
	}
}

// TestEveryCodeIsFoundByItself looks for each code by its number, its name and
// its aliases.
func TestEveryCodeIsFoundByItself(t *testing.T) {
	t.Parallel()
	for i := range tokens.Default.SDKs {
		s := &tokens.Default.SDKs[i]
		for j := range s.Codes {
			c := &s.Codes[j]
			for _, query := range append([]string{c.Code, c.Name, strings.ToUpper(c.Name), c.String()}, c.Aliases...) {
				found := tokens.Default.Explain("", query)
				if query != "" && !slices.ContainsFunc(found, func(e tokens.Explanation) bool { return e.Code == c && e.Exact }) {
					t.Errorf("%s %s is not found by %q", s.ID, c, query)
				}
			}
		}
	}
}

func TestACodeNamesItsCauses(t *testing.T) {
	t.Parallel()
	c := tokens.Default
	c.Rules = []tokens.Rule{
		{Code: "c", Severity: tokens.Hint, Title: "it has ended, perhaps", Failure: tokens.FailExpired},
		{Code: "a", Severity: tokens.Refused, Title: "it has ended", Failure: tokens.FailExpired},
		{Code: "a", Severity: tokens.Refused, Title: "it has ended", Failure: tokens.FailExpired},
		{Code: "a", Severity: tokens.Refused, Title: "all of it has ended", Failure: tokens.FailExpired},
		{Code: "b", Severity: tokens.Refused, Title: "it is another user's", Failure: tokens.FailUser},
		{Code: "d", Severity: tokens.Refused, Title: "it has no way of failing"},
		{Code: tokens.CodeWrongCertificate, Severity: tokens.Refused, Title: "it is signed by another", Failure: tokens.FailSignature},
		{Code: "e", Severity: tokens.Refused, Title: "it is a recorder's", Failure: tokens.FailUser, Products: []string{tokens.ProductRecording}},
		{Code: "f", Severity: tokens.Refused, Title: "it is a chatter's", Failure: tokens.FailUser, Products: []string{tokens.ProductChatSDK}},
	}
	for query, want := range map[string]string{"ERR_TOKEN_EXPIRED": "a it has ended, a all of it has ended, c it has ended, perhaps", "ERR_INVALID_ARGUMENT": "b it is another user's, e it is a recorder's", "ERR_TIMEDOUT": "", "ERR_INVALID_TOKEN": "wrong_certificate it is signed by another, b it is another user's, e it is a recorder's"} {
		var got []string
		for _, r := range c.Explain("rtc-native", query)[0].Causes {
			got = append(got, string(r.Code)+" "+r.Title)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s is caused by %q, want %s", query, got, want)
		}
	}
	web := c.Explain("chat-web", "40")[0].Causes
	if !slices.ContainsFunc(web, func(r *tokens.Rule) bool { return r.Code == "f" }) || slices.ContainsFunc(web, func(r *tokens.Rule) bool { return r.Code == "e" }) {
		t.Errorf("Chat on the Web does not have the causes of Chat and of no recorder")
	}
}

func TestWhatNamesNothingHasCodesNearIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sdk, query, first string }{
		{"", "11O5", ""},
		{"", "115", "rtc-native 110 ERR_INVALID_TOKEN"},
		{"", "1O9", ""},
		{"", "10006", "rtm2 -10006 RTM_ERROR_INVALID_USER_ID"},
		{"", "10007", "rtm2 -10001 RTM_ERROR_NOT_INITIALIZED"},
		{"", "ERR_TOKN_EXPIRD", "rtc-native 109 ERR_TOKEN_EXPIRED"},
		{"", "dynamic kye timeout", "rtc-web CAN_NOT_GET_GATEWAY_SERVER: dynamic key or token timeout"},
		{"", "WEBIM_CONNECTION_OPEN_ERROR", "chat-web 1 WEBIM_CONNCTION_OPEN_ERROR"},
		{"rtm2", "119", "rtc-native 119 ERR_SET_CLIENT_ROLE_NOT_AUTHORIZED"},
		{"rtm2", "LOGIN_REJECTD", "rtm2 -10012 RTM_ERROR_LOGIN_REJECTED"},
		{"classroom", "OPEN_EROR", "chat-web 1 WEBIM_CONNCTION_OPEN_ERROR"},
		{"", "frobnicate", ""},
		{"", "", ""},
		{"", strings.Repeat("expird ", 10000), "rtc-native 109 ERR_TOKEN_EXPIRED"},
		{"", strings.Repeat("x", 100000), ""},
	} {
		near, first := tokens.Default.Nearest(c.sdk, c.query), ""
		if len(near) > 0 {
			first = near[0].SDK.ID + " " + near[0].Code.String()
		}
		if first != c.first || len(near) > 5 {
			t.Errorf("near %.40q in %q are %q, want first %q", c.query, c.sdk, explained(near), c.first)
		}
	}
}

// TestTheNumbersOfSDKsCollide is why whoever asks must say which SDK first.
func TestTheNumbersOfSDKsCollide(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"5", "6", "104", "109", "110", "119", "120"} {
		sdks := map[string]bool{}
		for _, e := range tokens.Default.Explain("", number) {
			sdks[e.SDK.ID] = true
		}
		if number != "104" && len(sdks) < 2 {
			t.Errorf("%s is a code of %v only", number, sdks)
		}
	}
}

func FuzzExplain(f *testing.F) {
	for _, query := range []string{"110", "-10005", "ERR_TOKEN_EXPIRED(109)", "error: \x00\xff 5", "a-_-b", strings.Repeat("110 ", 100)} {
		f.Add("", query)
		f.Add("rtm2", query)
	}
	f.Fuzz(func(t *testing.T, sdk, query string) {
		found := tokens.Default.Explain(sdk, query)
		seen := map[*tokens.SDKCode]bool{}
		exact := true
		for _, e := range found {
			if seen[e.Code] || e.Exact && !exact || sdk != "" && e.SDK.ID != sdk {
				t.Fatalf("%q in %q finds %q", query, sdk, explained(found))
			}
			seen[e.Code], exact = true, e.Exact
		}
		if near := tokens.Default.Nearest(sdk, query); len(near) > 5 {
			t.Fatalf("%d codes are near %q", len(near), query)
		}
	})
}

func BenchmarkExplainALongPaste(b *testing.B) {
	paste := strings.Repeat("2026-11-22 12:00:00.123 I agora: uid 12345 joined channel lobby\n", 1000)
	for b.Loop() {
		tokens.Default.Explain("", paste)
	}
}
