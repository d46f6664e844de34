package httpd

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"atc/tokens"
)

// in006 returns the 006 token of an answer, which is for a channel (or a
// Signaling user in its place) and a user, and when its first privilege ends.
func in006(tb testing.TB, a told, member, channel, user string) (token *tokens.Token, ends uint32) {
	tb.Helper()
	if a.status != http.StatusOK {
		tb.Fatalf("answered %d %s", a.status, a.body)
	}
	token = signed(tb, a.member(tb, member), tokens.Subject{Channels: []string{channel}, Users: []string{user}})
	if token.Version != tokens.AccessToken || len(token.Privileges) == 0 {
		tb.Fatalf("answered a token of %s", token.Version)
	}
	return token, token.Privileges[0].Value
}

func TestTheVersionThatIsAskedForIsAnswered(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	now := uint32(testNow.Unix())
	for target, want := range map[string]struct {
		member, channel, user string
		ends                  uint32
	}{
		"/access_token?channel=lobby&uid=12345&version=006":                                     {"token", "lobby", "12345", 0},
		fmt.Sprintf("/access_token?channel=lobby&uid=12345&version=006&expiredTs=%d", now+600):  {"token", "lobby", "12345", now + 600},
		"/access_token?channel=lobby&uid=alice&version=006":                                     {"token", "lobby", "alice", 0},
		"/fetch_rtc_token?channelName=lobby&uid=12345&role=2&version=006":                       {"token", "lobby", "12345", now + 3600},
		"/rtc/lobby/publisher/userAccount/alice/?expiry=60&version=006":                         {"rtcToken", "lobby", "alice", now + 60},
		"/rte/lobby/publisher/uid/12345/?expiry=60&version=006":                                 {"rtcToken", "lobby", "12345", now + 60},
		fmt.Sprintf("/access_token?channel=lobby&uid=7&version=006&expiredTs=%d", now+24*60*60): {"token", "lobby", "7", now + 24*60*60},
	} {
		if _, ends := in006(t, s.get(target), want.member, want.channel, want.user); ends != want.ends {
			t.Errorf("the privileges of %s end at %d, want %d", target, ends, want.ends)
		}
	}
	signed(t, s.get("/rtm/alice?version=006").member(t, "rtmToken"), tokens.Subject{Users: []string{"alice"}})
	signed(t, s.post("/getToken", `{"tokenType":"rtm","uid":"alice","version":"006"}`).member(t, "token"), tokens.Subject{Users: []string{"alice"}})
	in006(t, s.post("/getToken", `{"tokenType":"rtc","uid":"12345","channel":"lobby","version":"006"}`), "token", "lobby", "12345")
}

func TestAServerOf006StillAnswers007WhereThereIsNothingElse(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.Version = tokens.AccessToken })
	in006(t, s.get("/access_token?channel=lobby&uid=12345"), "token", "lobby", "12345")
	in006(t, s.get("/rtc/lobby/publisher/uid/12345/"), "rtcToken", "lobby", "12345")
	in006(t, s.post("/fetch_rtc_token", `{"uid":12345,"channelName":"lobby"}`), "token", "lobby", "12345")
	if got := content(s.get("/rtc/lobby/publisher/uid/12345/?version=007").in(t, "rtcToken")); got != publishes(3600) {
		t.Errorf("a token of 007 that was asked for has %s", got)
	}
	s.get("/chat/account/alice").in(t, "token")
	s.get("/token/generate?userId=alice").bare(t)
	s.post("/generate-user-token", `{"user_uuid":"alice"}`).in(t, "token")
	s.post("/getToken", `{"tokenType":"rtm","uid":"alice","channel":"lobby"}`).in(t, "token")
	containerToken(t, s.post("/token/generate", `{"uid":"alice","serviceRtm":{"enable":true}}`))
}

func TestATokenEndsAtTheTimeThatIsAskedForWhateverTheClockDoesMeanwhile(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	s := serve(t, func(cfg *Config) {
		cfg.Now = func() time.Time { return testNow.Add(time.Duration(asked.Add(1)) * 400 * time.Millisecond) }
	})
	for range 10 {
		end := testNow.Unix() + 3600
		token := s.get(fmt.Sprintf("/access_token?channel=lobby&uid=1&expiredTs=%d", end)).in(t, "token")
		if got, _ := token.ExpiresAt(); got.Unix() != end {
			t.Errorf("the token ends at %d, want %d", got.Unix(), end)
		}
	}
}
