package httpd

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"atc/tokens"
)

// content says in one line what a 007 token holds: its lifetime, and of each
// service the fields and the privileges.
func content(token *tokens.Token) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%ds", token.Expire)
	for i := range token.Services {
		s := &token.Services[i]
		fmt.Fprintf(&b, "; %s", s.Service.Name)
		for j, v := range s.Values {
			text := v.Text
			if s.Service.Fields[j].Type == tokens.Int16 {
				text = strconv.Itoa(int(v.Number))
			}
			fmt.Fprintf(&b, " %q", text)
		}
		for _, p := range s.Privileges {
			fmt.Fprintf(&b, " %d:%d", p.ID, p.Value)
		}
	}
	return b.String()
}

// bare returns the token of an answer that is nothing else.
func (a told) bare(tb testing.TB) *tokens.Token {
	tb.Helper()
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain") {
		tb.Fatalf("answered %d %s %q, want a bare token", a.status, a.header.Get("Content-Type"), a.body)
	}
	return signed(tb, a.body, tokens.Subject{})
}

// in returns the token that an answer holds under a name.
func (a told) in(tb testing.TB, name string) *tokens.Token {
	tb.Helper()
	if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		tb.Fatalf("answered %d %s %q, want JSON", a.status, a.header.Get("Content-Type"), a.body)
	}
	return signed(tb, a.member(tb, name), tokens.Subject{})
}

const everything = `"lobby" "12345" 1:%[1]d 2:%[1]d 3:%[1]d 4:%[1]d`

func publishes(expire int) string { return fmt.Sprintf("%[1]ds; RTC "+everything, expire) }

func TestGETEndpointsOfTheGuidesAnswerATokenForWhatIsAsked(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	end := testNow.Unix() + 600
	for target, want := range map[string]string{
		"/access_token?channel=lobby&uid=12345":                                     publishes(86400),
		"/access_token?channel=lobby&uid=12345&expiredTs=0":                         publishes(86400),
		fmt.Sprintf("/access_token?channel=lobby&uid=12345&expiredTs=%d", end):      publishes(600),
		"/access_token?channel=lobby":                                               `86400s; RTC "lobby" "" 1:86400 2:86400 3:86400 4:86400`,
		"/access_token?channel=lobby&uid=0":                                         `86400s; RTC "lobby" "" 1:86400 2:86400 3:86400 4:86400`,
		"/access_token?channel=lobby&uid=alice":                                     `86400s; RTC "lobby" "alice" 1:86400 2:86400 3:86400 4:86400`,
		"/access_token?channel=lobby&uid=007&role=2":                                `86400s; RTC "lobby" "007" 1:86400`,
		"/access_token?channel=a%20b%2Bc&uid=1&role=audience":                       `86400s; RTC "a b+c" "1" 1:86400`,
		"/fetch_rtc_token?channelName=lobby&uid=12345":                              publishes(3600),
		"/fetch_rtc_token?ChannelName=lobby&uid=12345&role=1":                       publishes(3600),
		"/fetch_rtc_token?channelName=lobby&uid=12345&role=subscriber&expire=60":    `60s; RTC "lobby" "12345" 1:60`,
		"/rtc/lobby/publisher/uid/12345":                                            publishes(3600),
		"/rtc/lobby/publisher/uid/12345/":                                           publishes(3600),
		"/rtc/lobby/publisher/uid/12345/?expiry=600":                                publishes(600),
		"/rtc/lobby/publisher/uid/12345/?600":                                       publishes(600),
		"/rtc/lobby/publisher/uid/12345/?expireTime=600":                            publishes(600),
		"/rtc/lobby/subscriber/userAccount/alice%2Fb/":                              `3600s; RTC "lobby" "alice/b" 1:3600`,
		"/rtc/lobby/1/uid/0":                                                        `3600s; RTC "lobby" "" 1:3600 2:3600 3:3600 4:3600`,
		"/rtm/alice":                                                                `3600s; RTM "alice" 1:3600`,
		"/rtm/alice/?expiry=86400":                                                  `86400s; RTM "alice" 1:86400`,
		"/chat/account/Alice/?expiry=60":                                            `60s; Chat "alice" 1:60`,
		"/chat/userAccount/6c9a2d70-0000-11ef-8000-00000000000b":                    `3600s; Chat "6c9a2d70-0000-11ef-8000-00000000000b" 1:3600`,
		"/token/generate?userId=alice&expireSeconds=120&tokenType=user":             `120s; Chat "alice" 1:120`,
		"/token/generate?userId=6c9a2d70-0000-11ef-8000-00000000000b&tokenType=":    `3600s; Chat "6c9a2d70-0000-11ef-8000-00000000000b" 1:3600`,
		"/rtc/lobby/publisher/uid/12345?expiry=600&made_up_by_a_library=1700000000": publishes(600),
	} {
		a := s.get(target)
		var token *tokens.Token
		switch {
		case strings.HasPrefix(target, "/rtc/"):
			token = a.in(t, "rtcToken")
		case strings.HasPrefix(target, "/rtm/"):
			token = a.in(t, "rtmToken")
		case strings.HasPrefix(target, "/token/generate"):
			token = a.bare(t)
		default:
			token = a.in(t, "token")
		}
		if got := content(token); got != want {
			t.Errorf("%s answers a token with %s, want %s", target, got, want)
		}
	}
}

func TestPOSTEndpointsOfTheGuidesAnswerATokenForWhatIsAsked(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, tt := range []struct{ target, body, want string }{
		{"/fetch_rtc_token", `{"uid":12345,"channelName":"lobby","role":1}`, publishes(3600)},
		{"/fetch_rtc_token", `{"uid":"12345","channelName":"lobby"}`, publishes(3600)},
		{"/fetch_rtc_token", `{"uid":12345,"ChannelName":"lobby","role":2}`, `3600s; RTC "lobby" "12345" 1:3600`},
		{"/generate-user-token", `{"user_uuid":"test_user","expire":60}`, `60s; Chat "test_user" 1:60`},
		{"/generate-user-token", `{"user_uuid":"6c9a2d70-0000-11ef-8000-00000000000b"}`, `3600s; Chat "6c9a2d70-0000-11ef-8000-00000000000b" 1:3600`},
		{"/getToken", `{"tokenType":"rtc","channel":"lobby","role":"publisher","uid":"12345","expire":600}`, publishes(600)},
		{"/getToken", `{"tokenType":"rtc","channel":"lobby","uid":12345}`, `3600s; RTC "lobby" "12345" 1:3600`},
		{"/getToken", `{"tokenType":"rtc","channel":"lobby","role":"audience","uid":"alice","expire":0}`, `3600s; RTC "lobby" "alice" 1:3600`},
		{"/getToken", `{"tokenType":"rtm","uid":"alice"}`, `3600s; RTM "alice" 1:3600`},
		{"/getToken", `{"tokenType":"rtm","uid":"alice","channel":"lobby","expire":60}`, `60s; RTC "lobby" "alice" 1:60 2:60 3:60 4:60; RTM "alice" 1:60`},
		{"/getToken", `{"tokenType":"rtm","uid":"alice","channel":"*","role":"subscriber"}`, `3600s; RTC "*" "alice" 1:3600; RTM "alice" 1:3600`},
		{"/getToken", `{"tokenType":"chat","uid":"alice"}`, `3600s; Chat "alice" 1:3600`},
	} {
		if got := content(s.post(tt.target, tt.body).in(t, "token")); got != tt.want {
			t.Errorf("%s %s answers a token with %s, want %s", tt.target, tt.body, got, tt.want)
		}
	}
}

func TestTheServerOfTheRTCGuideSaysItsCodeAsAText(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	if code := s.post("/fetch_rtc_token", `{"uid":1,"channelName":"lobby"}`).member(t, "code"); code != "200" {
		t.Errorf("the code is %q, want the text 200", code)
	}
	a := s.post("/fetch_rtc_token", `{"uid":1}`)
	a.refused(t, http.StatusBadRequest, "channelName: is missing")
	if a.member(t, "code") != "400" || a.member(t, "token") != "" {
		t.Errorf("answered %s", a.body)
	}
}

func TestTwoTokensInOneAnswerAreForTheSameUserUnlessThePathSaysOtherwise(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for target, want := range map[string][2]string{
		"/rte/lobby/publisher/uid/12345/?expiry=600":        {publishes(600), `600s; RTM "12345" 1:600`},
		"/rte/lobby/subscriber/userAccount/alice":           {`3600s; RTC "lobby" "alice" 1:3600`, `3600s; RTM "alice" 1:3600`},
		"/rte/lobby/subscriber/uid/0/alice/":                {`3600s; RTC "lobby" "" 1:3600`, `3600s; RTM "alice" 1:3600`},
		"/rte/lobby/publisher/uid/12345/bob?expiry=60":      {publishes(60), `60s; RTM "bob" 1:60`},
		"//rte//lobby/publisher/uid/12345//alice//?expiry=": {publishes(3600), `3600s; RTM "alice" 1:3600`},
	} {
		a := s.get(target)
		if got := [2]string{content(a.in(t, "rtcToken")), content(a.in(t, "rtmToken"))}; got != want {
			t.Errorf("%s answers %q, want %q", target, got, want)
		}
	}
	s.get("/rte/lobby/publisher/uid/0").refused(t, http.StatusBadRequest, "rtmuid: ", "Signaling")
	served := s.log(6)[0]
	if !strings.HasSuffix(served.Kind, " and rtm") || served.Channel != "lobby" || served.User == "" || served.Token.IsZero() || served.Ends.IsZero() {
		t.Errorf("logged as %+v", served)
	}
}

func TestTheContainersTokenHoldsEachServiceThatIsEnabled(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.AppTokens = true })
	for body, want := range map[string]string{
		`"channelName":"lobby","uid":"12345","tokenExpireTs":3600,"privilegeExpireTs":3600,"serviceRtc":{"enable":true,"role":1},"serviceRtm":{"enable":true}`: publishes(3600) + `; RTM "12345" 1:3600`,
		`"channelName":"lobby","uid":12345,"tokenExpireTs":600,"privilegeExpireTs":60,"serviceRtc":{"enable":true}`:                                            `600s; RTC "lobby" "12345" 1:60`,
		`"channelName":"lobby","tokenExpireTs":600,"privilegeExpireTs":0,"serviceRtc":{"enable":true,"role":"publisher"},"serviceRtm":{"enable":false}`:        `600s; RTC "lobby" "" 1:0 2:0 3:0 4:0`,
		`"uid":"alice","serviceRtm":{"enable":true},"serviceFpa":{"enable":true}`:                                                                              `3600s; RTM "alice" 1:3600; FPA 1:0`,
		`"tokenExpireTs":60,"serviceFpa":{"enable":true}`:                                                                                                      `60s; FPA 1:0`,
		`"tokenExpireTs":60,"serviceChat":{"enableUser":true,"userUuid":"alice"},"serviceApaas":{"enableUser":true,"userUuid":"bob"}`:                          `60s; Chat "alice" 1:60; APaaS "" "bob" "-1" 2:60`,
		`"tokenExpireTs":60,"serviceChat":{"enableApp":true},"serviceApaas":{"enableApp":true}`:                                                                `60s; Chat "" 2:60; APaaS "" "" "-1" 3:60`,
		`"tokenExpireTs":60,"serviceEducation":{"enableUser":true,"userUuid":"bob"}`:                                                                           `60s; APaaS "" "bob" "-1" 2:60`,
	} {
		a := s.post("/token/generate", "{"+body+"}")
		got := content(signed(t, containerToken(t, a), tokens.Subject{}))
		if got != want {
			t.Errorf("{%s} answers a token with %s, want %s", body, got, want)
		}
	}
	s.post("/token/generate", `{"channelName":"lobby","uid":"12345","serviceRtc":{"enable":true},"serviceRtm":{"enable":true},"serviceFpa":{"enable":true}}`)
	if served := s.log(9)[8]; served.Kind != "RTC, RTM and FPA" || served.Channel != "lobby" || served.User != "12345" || served.Token.IsZero() {
		t.Errorf("logged as %+v", served)
	}
}
