package httpd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

// container is what Agora's container answers.
type container struct {
	Code    *int
	Message string
	Data    json.RawMessage
}

func containerAnswer(tb testing.TB, a told) container {
	tb.Helper()
	var c container
	if err := json.Unmarshal([]byte(a.body), &c); err != nil || c.Code == nil {
		tb.Fatalf("answered %d %q: %v", a.status, a.body, err)
	}
	return c
}

func containerToken(tb testing.TB, a told) string {
	tb.Helper()
	c := containerAnswer(tb, a)
	var data struct{ Token string }
	if err := json.Unmarshal(c.Data, &data); err != nil || a.status != http.StatusOK || *c.Code != 0 || c.Message != "Success" {
		tb.Fatalf("answered %d %s", a.status, a.body)
	}
	return data.Token
}

func TestBadInputIsRefusedWithOneLineThatNamesTheField(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	long := strings.Repeat("a", 64)
	for _, tt := range []struct{ target, body, begins string }{
		{"/access_token?uid=1", "", "channel: is missing"},
		{"/access_token?channel=" + long + "&uid=1", "", "channel: 64 bytes"},
		{"/access_token?channel=caf%C3%A9&uid=1", "", "channel: 'é' at character 4 is not allowed"},
		{"/access_token?channel=lobby&uid=" + strings.Repeat("a", 256), "", "uid: 256 bytes"},
		{"/access_token?channel=lobby&role=boss", "", "role: is no role"},
		{"/access_token?channel=lobby&expiredTs=tomorrow", "", "expiredTs: is not a whole number"},
		{fmt.Sprintf("/access_token?channel=lobby&expiredTs=%d", testNow.Unix()), "", "expiredTs: is over already"},
		{"/access_token?channel=lobby&expiredTs=3600", "", "expiredTs: is over already"},
		{fmt.Sprintf("/access_token?channel=lobby&expiredTs=%d", testNow.Unix()+86401), "", "expiredTs: would last until"},
		{fmt.Sprintf("/access_token?channel=lobby&version=006&expiredTs=%d", testNow.Unix()+86401), "", "expiredTs: would last until"},
		{fmt.Sprintf("/access_token?channel=lobby&expiredTs=%d", testNow.Add(time.Hour).UnixMilli()), "", "expiredTs: is too large for a Unix time in seconds: divide milliseconds by 1000"},
		{"/access_token?channel=lobby&version=005", "", "version: is neither"},
		{"/fetch_rtc_token?channelName=lobby&version=006&expire=90000", "", "expire: would last until"},
		{"/access_token?channel=lobby&channel=hall", "", "channel: is given twice"},
		{"/fetch_rtc_token?channelName=lobby&expire=90000", "", "expire: would last until"},
		{"/fetch_rtc_token?channelName=lobby&expire=99999999999999999999", "", "expire: "},
		{"/rtc/lobby/boss/uid/1", "", "role: is no role"},
		{"/rtc/lobby/publisher/number/1", "", "type: is neither uid nor userAccount"},
		{"/rtc/lobby/publisher/uid/alice", "", "rtcuid: not a whole number"},
		{"/rtc/lobby/publisher/uid/007", "", "rtcuid: has zeros in front"},
		{"/rtc/lobby/publisher/uid/4294967296", "", "rtcuid: not a whole number"},
		{"/rtc/lobby/publisher/uid/-1", "", "rtcuid: not a whole number"},
		{"/rtc/lo%5Cbby/publisher/uid/1", "", `channel: '\\' at character 3`},
		{"/rtc/lobby/publisher/uid/1?expiry=-1", "", "expiry: is not a whole number"},
		{"/rtc/lobby/publisher/uid/1?expireTime=soon", "", "expireTime: is not a whole number"},
		{"/rtc/lobby/publisher/uid/1?expiry=86401", "", "expiry: would last until"},
		{"/rtc/lobby/publisher/uid/1?90000", "", "expiry: would last until"},
		{"/rtm/" + long + "a", "", "uid: 65 bytes"},
		{"/chat/account/al%20ice", "", "id: has ' '"},
		{"/chat/account/..%2Fbob", "", "id: has '/'"},
		{"/chat/account/alice?version=006", "", "version: is 006"},
		{"/token/generate?tokenType=user", "", "userId: is missing"},
		{"/token/generate?userId=alice&tokenType=rtc", "", "tokenType: is neither user nor app"},
		{"/token/generate?userId=alice&expireSeconds=1h", "", "expireSeconds: is not a whole number"},
		{"/chat/user/al%20ice/token", "", "username: has ' '"},
		{"/chat/user/" + long + "a/token", "", "username: has 65 bytes"},
		{"/chat/user/../token", "", "username: "},
		{"/fetch_rtc_token", `{"uid":-5,"channelName":"lobby"}`, "uid: is not a whole number from 0 to 4294967295"},
		{"/getToken", `{"tokenType":"rtc","uid":1.5,"channel":"lobby"}`, "uid: is not a whole number"},
		{"/fetch_rtc_token", `{"uid":[1],"channelName":"lobby"}`, "uid: is a list"},
		{"/fetch_rtc_token", `{"uid":1,"channelName":"lobby"`, "body: is not JSON"},
		{"/generate-user-token", `{"expire":60}`, "user_uuid: is missing"},
		{"/generate-user-token", `{"user_uuid":"alice","expire":"1h"}`, "expire: is not a whole number"},
		{"/generate-user-token", `{"user_uuid":"ali ce"}`, "user_uuid: has ' '"},
		{"/getToken", `{}`, "tokenType: is missing"},
		{"/getToken", `{"tokenType":"rtx"}`, "tokenType: is not one of"},
		{"/getToken", `{"tokenType":"rtc","uid":"1"}`, "channel: is missing"},
		{"/getToken", `{"tokenType":"rtc","channel":"lobby"}`, "uid: is missing"},
		{"/getToken", `{"tokenType":"rtm"}`, "uid: required"},
		{"/getToken", `{"tokenType":"rtm","channel":"lobby"}`, "uid: required"},
		{"/getToken", `{"tokenType":"rtm","uid":"alice","channel":"lobby","version":"006"}`, "version: is 006"},
		{"/getToken", `{"tokenType":"rtc","uid":"*","channel":"*"}`, "channel: '*'"},
	} {
		s.asked(tt.target, tt.body).refused(t, http.StatusBadRequest, tt.begins)
	}
}

// asked sends a body with POST, and asks with GET where there is none.
func (s *testServer) asked(target, body string) told {
	s.tb.Helper()
	if body == "" {
		return s.get(target)
	}
	return s.post(target, body)
}

func TestAPlaceholderThatCameThroughIsNamed(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, tt := range []struct{ target, body, begins string }{
		{"/rtc/lobby/publisher/uid/:uid/", "", "rtcuid: is the placeholder :uid"},
		{"/rtc/:channelName/publisher/uid/1", "", "channel: is the placeholder :channelName"},
		{"/rtc/lobby/:role/uid/1", "", "role: is"},
		{"/rtc/%7Bchannel%7D/publisher/uid/1", "", "channel: is"},
		{"/rtm/%7Buid%7D", "", "uid: is"},
		{"/rtm/$%7BuserId%7D", "", "uid: is the placeholder ${userId}"},
		{"/rtm/undefined", "", `uid: is "undefined"`},
		{"/chat/account/%3Cyour%20user%20name%3E", "", "id: is the placeholder <your user name>"},
		{"/chat/user/:chatUserName/token", "", "username: is the placeholder :chatUserName"},
		{"/access_token?channel=null&uid=1", "", `channel: is "null"`},
		{"/access_token?channel=lobby&uid=NaN", "", `uid: is "NaN"`},
		{"/fetch_rtc_token", `{"uid":"[object Object]","channelName":"lobby"}`, `uid: is "[object Object]"`},
		{"/getToken", `{"tokenType":"rtm","uid":"{{uid}}"}`, "uid: is the placeholder {{uid}}"},
		{"/generate-user-token", `{"user_uuid":"undefined"}`, `user_uuid: is "undefined"`},
	} {
		s.asked(tt.target, tt.body).refused(t, http.StatusBadRequest, tt.begins)
	}
	for _, fine := range []string{"/rtm/a:b", "/rtm/user-1", "/rtc/:/publisher/uid/0", "/rtc/room%3A7/publisher/uid/0", "/rtc/nullpoint/publisher/uid/0"} {
		if a := s.get(fine); a.status != http.StatusOK {
			t.Errorf("%s is refused: %s", fine, a.body)
		}
	}
}

func TestTheContainerSaysWhetherTheParametersAreWrongOrNoTokenCanBeBuilt(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for body, want := range map[string]struct {
		status, code int
		begins       string
	}{
		`{`:                               {400, -1, "body: is not JSON"},
		`{}`:                              {400, -1, "serviceRtc: no service is enabled"},
		`{"serviceRtc":{"enable":false}}`: {400, -1, "serviceRtc: no service"},
		`{"serviceRtc":true}`:             {400, -1, "serviceRtc: is true or false where an object belongs"},
		`{"serviceRtc":{"enable":1}}`:     {400, -1, "serviceRtc.enable: is neither true nor false"},
		`{"serviceRtc":{"enable":true}}`:  {400, -1, "channelName: required"},
		`{"channelName":"lobby","serviceRtc":{"enable":true,"role":3}}`:                     {400, -1, "serviceRtc.role: is no role"},
		`{"serviceRtm":{"enable":true}}`:                                                    {400, -1, "uid: required"},
		`{"serviceChat":{"enableUser":true}}`:                                               {400, -1, "serviceChat.userUuid: is missing"},
		`{"serviceChat":{"enableUser":true,"enableApp":true,"userUuid":"a"}}`:               {400, -1, "serviceChat: enables user and app"},
		`{"serviceApaas":{"enableUser":true}}`:                                              {400, -1, "serviceApaas.userUuid: required"},
		`{"uid":"a","serviceRtm":{"enable":true},"version":"006"}`:                          {400, -1, "version: is 006"},
		`{"uid":"a","serviceRtm":{"enable":true},"tokenExpireTs":-1}`:                       {400, -1, "tokenExpireTs: is not a whole number"},
		`{"channelName":"x","serviceRtc":{"enable":true},"privilegeExpireTs":"soon"}`:       {400, -1, "privilegeExpireTs: is not a whole number"},
		`{"uid":"a","serviceRtm":{"enable":true},"tokenExpireTs":90000}`:                    {400, -2, "tokenExpireTs: would last until"},
		`{"channelName":"x","serviceRtc":{"enable":true},"privilegeExpireTs":90000}`:        {400, -2, "privilegeExpireTs: would last until"},
		`{"serviceChat":{"enableApp":true}}`:                                                {403, -2, "the token would administer the whole app"},
		`{"uid":"a","serviceRtm":{"enable":true},"serviceEducation":{"enableApp":true}}`:    {403, -2, "the token would administer the whole app"},
		`{"uid":"undefined","serviceRtm":{"enable":true},"serviceFpa":{"enable":true}}`:     {400, -1, `uid: is "undefined"`},
		`{"serviceChat":{"enableUser":true,"userUuid":"{userUuid}"},"tokenExpireTs":"600"}`: {400, -1, "serviceChat.userUuid: is the placeholder"},
	} {
		a := s.post("/token/generate", body)
		c := containerAnswer(t, a)
		if a.status != want.status || *c.Code != want.code || !strings.HasPrefix(c.Message, want.begins) || string(c.Data) != `""` {
			t.Errorf("%s answers %d %s, want %d, %d and %q", body, a.status, a.body, want.status, want.code, want.begins)
		}
	}
}

func TestAppTokensAreOffUnlessTheServerWasToldOtherwise(t *testing.T) {
	t.Parallel()
	off, on := serve(t, nil), serve(t, func(cfg *Config) { cfg.AppTokens = true })
	for _, tt := range []struct{ target, body, member string }{
		{"/chat/app", "", "token"},
		{"/chat/app/?expiry=60", "", "chatToken"},
		{"/token/generate?tokenType=app", "", ""},
		{"/generate-app-token", `{"expire":60}`, "token"},
		{"/getToken", `{"tokenType":"chat"}`, "token"},
		{"/getToken", `{"tokenType":"chat","uid":"","expire":60}`, "token"},
	} {
		off.asked(tt.target, tt.body).refused(t, http.StatusForbidden, "the token would administer the whole app", "--app-tokens")
		a := on.asked(tt.target, tt.body)
		var token *tokens.Token
		if tt.member == "" {
			token = a.bare(t)
		} else {
			token = a.in(t, tt.member)
		}
		if got := content(token); !strings.Contains(got, `Chat "" 2:`) {
			t.Errorf("%s %s answers a token with %s", tt.target, tt.body, got)
		}
	}
	for _, served := range off.log(6) {
		if !served.Token.IsZero() || !served.Ends.IsZero() {
			t.Errorf("a refused token is logged: %+v", served)
		}
	}
}
