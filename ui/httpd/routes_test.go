package httpd

import (
	"net/http"
	"strings"
	"testing"

	"atc/tokens"
)

func TestSlashesTooManyCountForNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, target := range []string{"/tokens", "/tokens/", "//tokens", "/tokens//", "///tokens///", "http://localhost/tokens", "/tokens?"} {
		if a := s.get(target); a.status != 200 {
			t.Errorf("%s was answered %d %.80s", target, a.status, a.body)
		}
	}
	for _, target := range []string{"/./tokens", "/x/../tokens", "/tokens/..", "*", "/%2Ftokens", "/Tokens"} {
		if a := s.get(target); a.status != 404 && a.status != 400 {
			t.Errorf("%s was answered %d", target, a.status)
		}
	}
}

func TestHeadIsAnsweredAsGetWithoutTheBody(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	get, head := s.get(okPath), s.ask(ask{method: http.MethodHead, target: okPath})
	if head.status != 200 || head.body != "" || head.header.Get("Content-Length") != itoa(len(get.body)) {
		t.Errorf("answered %d, %d bytes, said %s", head.status, len(head.body), head.header.Get("Content-Length"))
	}
}

func TestAnotherMethodIsToldWhichIsAnswered(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for _, c := range []struct{ method, target, allow, use string }{
		{"GET", "/tokens/rtc", "POST, OPTIONS", "POST"},
		{"DELETE", "/tokens", "GET, HEAD, OPTIONS", "GET"},
		{"PUT", "/fetch_rtc_token", "GET, HEAD, POST, OPTIONS", "GET or POST"},
		{"DELETE", "/token/generate", "POST, GET, HEAD, OPTIONS", "POST or GET"},
		{"BREW", "/", "GET, HEAD, OPTIONS", "GET"},
	} {
		a := s.ask(ask{method: c.method, target: c.target})
		if a.status != 405 || a.header.Get("Allow") != c.allow {
			t.Errorf("%s %s was answered %d, Allow %q", c.method, c.target, a.status, a.header.Get("Allow"))
		}
		if want := c.method + " is not answered here: use " + c.use; a.member(t, "error") != want {
			t.Errorf("%s %s was answered %s, want %q", c.method, c.target, a.body, want)
		}
	}
}

func TestAPathThatIsNearlyRightIsNamed(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for target, want := range map[string]string{
		"/access-token?channel=a": "GET /access_token",
		"/Access_Token":           "GET /access_token",
		"/tokens/rct":             "POST /tokens/rtc",
		"/token/rtc":              "POST /tokens/rtc",
		"/openapi.jsn":            "GET /openapi.json",
		"/token/generat":          "/token/generate",
		"/chat/users/alice/token": "GET /chat/user/{username}/token",
	} {
		s.get(target).refused(t, 404, "there is no /", "did you mean ", want)
	}
	for _, target := range []string{"/favicon.ico", "/a/b/c/d/e/f/g", "/wp-login.php"} {
		if a := s.get(target); a.status != 404 || strings.Contains(a.body, "did you mean") {
			t.Errorf("%s was answered %d %s", target, a.status, a.body)
		}
	}
}

func TestEachEndpointHasAPathOfItsOwn(t *testing.T) {
	t.Parallel()
	rows := endpoints(tokens.Default)
	all := newRoutes(rows)
	for i := range rows {
		found, missed := all.find(rows[i].Method, location{parts: segments(strings.NewReplacer("{", "", "}", "").Replace(rows[i].Path))})
		if missed != nil || found.endpoint != &rows[i] {
			t.Errorf("%s %s leads elsewhere", rows[i].Method, rows[i].Path)
		}
	}
}

func TestASlashMayStandInAPartThatIsEscaped(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	a := s.get("/rtm/a%2Fb%20%C3%A9/")
	if a.status != 200 {
		t.Fatalf("answered %d %s", a.status, a.body)
	}
	if l := s.log(1)[0]; l.User != "a/b é" {
		t.Errorf("logged the user %q", l.User)
	}
	if a := s.get("/rtm/%FF/"); a.status != 400 || !strings.Contains(a.body, `is not percent-encoded UTF-8: encode it","status":400`) {
		t.Errorf("answered %d %s, want the shape of the endpoint", a.status, a.body)
	}
}
