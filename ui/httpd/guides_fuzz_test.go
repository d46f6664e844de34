package httpd

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/tokens"
)

// FuzzGuides sends anything to the endpoints of the guides. Each answer is JSON
// with one line that says what is wrong, or has tokens that the project has
// signed, that end within a day and that administer nothing.
func FuzzGuides(f *testing.F) {
	rows := guideEndpoints()
	for i := range rows {
		f.Add(uint8(i), rows[i].Target, rows[i].Body)
	}
	f.Add(uint8(0), "/access_token?channel=lobby&uid=NaN&expiredTs=1e9&version=006", "")
	f.Add(uint8(6), "/getToken", `{"tokenType":"rtm","channel":"*","uid":"\u202e"}`)
	f.Add(uint8(7), "/token/generate", `{"serviceChat":{"enableUser":true,"userUuid":"a"},"serviceRtc":[1]}`)
	users := fakeUsers(func(_ context.Context, name string) (chatapi.Registered, error) {
		return chatapi.Registered{User: chatapi.User{Username: name}}, nil
	})
	var logged Served
	cfg := testConfig()
	cfg.Users, cfg.Log = users, func(served Served) { logged = served }
	s := newService(cfg, []string{"http://127.0.0.1:8090"})
	f.Fuzz(func(t *testing.T, row uint8, target, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") {
			t.Skip("no client library sends it")
		}
		e := &rows[int(row)%len(rows)]
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), e.Method, "/", strings.NewReader(body))
		r.URL, r.Host, r.RemoteAddr = u, "localhost:8090", "127.0.0.1:40000"
		s.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Fatalf("answered %d %s", w.Code, w.Body)
		}
		if w.Code != http.StatusOK {
			judgeProblem(t, w.Body.Bytes())
			return
		}
		for _, text := range strings.FieldsFunc(w.Body.String(), func(r rune) bool { return strings.ContainsRune("\"{}:, \n", r) }) {
			if strings.HasPrefix(text, "007eJ") || strings.HasPrefix(text, "006"+cfg.Project.AppID) {
				judgeToken(t, text, &logged)
			}
		}
	})
}

func judgeProblem(t *testing.T, body []byte) {
	t.Helper()
	var said struct{ Error, Message string }
	if err := json.Unmarshal(body, &said); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	if line := said.Error + said.Message; line == "" || strings.ContainsAny(line, "\r\n") || strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "..") {
		t.Errorf("said %q", line)
	}
}

func judgeToken(t *testing.T, text string, logged *Served) {
	t.Helper()
	token, err := tokens.Default.Decode(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	project := keystore.Demo()
	subject := tokens.Subject{Channels: []string{logged.Channel, logged.User, ""}, Users: []string{logged.User, "0", ""}}
	v := token.SignedBy([]tokens.Certificate{{AppID: project.AppID, Value: project.Primary}}, subject)
	if v.Status == tokens.NotSigned && token.Version == tokens.AccessToken2 {
		t.Errorf("%q is not signed by the project: %s", text, v.Reason)
	}
	if err := (tokens.Limits{Longest: MaxLifetime}).Refuse(token, testNow); err != nil {
		t.Errorf("%q %v", text, err)
	}
	if ends, ok := token.EffectiveExpiresAt(); !ok || ends.After(testNow.Add(24*time.Hour)) {
		t.Errorf("%q ends at %v", text, ends)
	}
}
