package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/chatapi/emulator"
)

// FuzzRequest sends anything: the service answers JSON, with an error exactly
// if it is not a success, and keeps nobody whose name is not one.
func FuzzRequest(f *testing.F) {
	app := appToken(f)
	for _, tt := range shapes {
		f.Add(tt.method, "/app-id/"+appID+tt.path, app, "application/json", tt.body)
	}
	for _, tt := range refusals {
		if len(tt.body) < 4096 {
			f.Add(tt.method, "/411000001/demo"+tt.path, app, "application/json", tt.body)
		}
	}
	f.Add("POST", "/app-id/"+appID+"/token", userToken(f, "alice"), "application/json", `{"grant_type":"agora"}`)
	f.Add("GET", "/app-id/"+appID+"/users/%61lice%", userToken(f, "alice"), "", "")
	f.Add("GET", "//", "YWMtx", "", "\x00")
	f.Fuzz(func(t *testing.T, method, target, token, kind, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		c := config()
		c.Users, c.Options.AllowDeleteMany = people(), true
		service, err := emulator.New(c)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader(body))
		r.Method, r.URL = method, u
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		service.ServeHTTP(w, r)
		var got struct {
			Code *string `json:"error"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%d %q: %v", w.Code, w.Body, err)
		}
		if (w.Code == http.StatusOK) != (got.Code == nil) || got.Code != nil && *got.Code == "" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		for _, user := range service.Users() {
			if name, err := chatapi.Username(user.Username); err != nil || name != user.Username || chatapi.CheckNickname(user.Nickname) != nil || chatapi.CheckPassword(user.Password) != nil {
				t.Errorf("%q, called %q, is a user", user.Username, user.Nickname)
			}
		}
	})
}
