package httpd

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"atc/tokens"
)

// FuzzBody checks that a body is read as package json reads it, or refused in
// one line, whatever it is.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{``, ` `, `{}`, `{"a":1,"b":["c",{"d":null}],"e":true}`, `{"a":1}x`, `{"a":1,"a":2}`, `{"a":"\ud800"}`, `{"a":"\ud83d\ude00"}`, `{"a":"\ufffd"}`, "{\"a\":\"\xff\"}", `{"a":1e400}`, `[`, `{"a":` + strings.Repeat(`[`, 20) + strings.Repeat(`]`, 20) + `}`} {
		f.Add([]byte(seed), "a=1&b=%20")
	}
	f.Fuzz(func(t *testing.T, body []byte, query string) {
		members, err := parseBody(body)
		p := &params{members: members}
		if err == nil {
			err = p.addQuery(query)
		}
		if err != nil {
			if text := err.Error(); text == "" || len(text) > 400 || strings.Contains(text, "\x1b[") {
				t.Errorf("%q is refused by %q", body, text)
			}
			return
		}
		for _, m := range p.members {
			if !utf8.ValidString(m.name) || !utf8.ValidString(m.value.text) {
				t.Errorf("%q gives %q as %q", body, m.name, m.value.text)
			}
		}
		var all map[string]json.RawMessage
		if len(members) > 0 && (json.Unmarshal(body, &all) != nil || len(all) != len(members)) {
			t.Errorf("%q has %d members, and %d were read", body, len(all), len(members))
		}
		for _, m := range members {
			if m.value.raw != "" && !sameJSON(m.value.raw, string(all[m.name])) {
				t.Errorf("%s of %q is kept as %q", m.name, body, m.value.raw)
			}
		}
		kind, _ := tokens.Default.Kind("rtm2")
		if values, err := p.inputs(&kind); err == nil && values["user"] == "" {
			t.Errorf("%q gives no user, and is not refused", body)
		}
	})
}

func sameJSON(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// FuzzRequest checks that whatever is asked is answered in one of the ways that
// are known, with the headers of each, and that no token goes to another page or
// to a client without the key.
func FuzzRequest(f *testing.F) {
	cfg := testConfig()
	withKey(&cfg)
	var logged Served
	cfg.Log = func(served Served) { logged = served }
	if err := cfg.check(); err != nil {
		f.Fatal(err)
	}
	s := newService(cfg, []string{"http://127.0.0.1"})
	for _, target := range []string{"/", "/tokens/rtc?channel=lobby", "/rtc/lobby/publisher/uid/1/", "/k/" + testKey + "/access_token?channel=lobby", "//k//x//y", "/%2e%2e/%ff", "/k/" + testKey} {
		f.Add("GET", target, "localhost", "", `{"channel":"lobby"}`)
		f.Add("POST", target, "[::1]:80", "http://evil.example", ``)
	}
	f.Fuzz(func(t *testing.T, method, target, host, origin, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Method, r.URL, r.Host = method, u, host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		w := httptest.NewRecorder()
		start := time.Now()
		s.ServeHTTP(w, r)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %s", took)
		}
		if w.Code == http.StatusInternalServerError || w.Code < 200 || w.Code > 503 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %q was answered %d %v %s", method, target, w.Code, w.Header(), w.Body)
		}
		_, key := pathOf(r)
		if w.Code == http.StatusOK && (!key.Equal(cfg.Key) || origin != "" && origin != "http://"+host) {
			t.Errorf("%s %q of %q was answered %s", method, target, origin, w.Body)
		}
		if strings.Contains(logged.String(), testKey) {
			t.Errorf("the key is logged: %s", logged)
		}
	})
}
