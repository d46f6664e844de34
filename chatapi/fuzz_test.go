package chatapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"atc/chatapi"
	"atc/keystore/secret"
)

// mustBeSane fails for an error that is none to show to anybody.
func mustBeSane(t *testing.T, err error) {
	t.Helper()
	var e *chatapi.Error
	switch {
	case err == nil:
		return
	case !errors.As(err, &e):
		t.Fatalf("error %T: %v", err, err)
	case e.Meaning() == "" || e.Advice() == "":
		t.Errorf("%s has no meaning or advice", e.Kind)
	case !utf8.ValidString(e.Description+e.Code+e.RequestID) || len(e.Description) > 4*500:
		t.Errorf("description %q, code %q, request ID %q", e.Description, e.Code, e.RequestID)
	}
	text := err.Error()
	if strings.Contains(text, bearer) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) || !utf8.ValidString(text) {
		t.Errorf("error %q", text)
	}
}

func FuzzAnswer(f *testing.F) {
	for _, r := range refusals {
		f.Add(r.status, "application/json", r.body())
	}
	f.Add(200, "application/json", everything)
	f.Add(200, "application/json", `{"entities":{},"data":[{"alice":{}}],"timestamp":1e400,"cursor":[]}`)
	f.Add(200, "text/html", page)
	f.Add(302, "", "")
	f.Add(200, "application/json", everything[:60])
	f.Fuzz(func(t *testing.T, status int, mediaType, body string) {
		synctest.Test(t, func(t *testing.T) { mustRead(t, status, mediaType, body) })
	})
}

// mustRead makes calls that are all answered the same.
func mustRead(t *testing.T, status int, mediaType, body string) {
	c := config(transport(func(*http.Request) (*http.Response, error) {
		a := answerOf(status%600, mediaType, body)
		a.Header.Set("X-Request-Id", body)
		a.Header.Set("Location", body)
		return a, nil
	}))
	c.Pause = time.Nanosecond
	cl := client(t, c)
	ctx := t.Context()
	u, err := cl.User(ctx, "alice")
	mustBeSane(t, err)
	if err == nil && u.Username != "alice" && u.UUID == "" {
		t.Errorf("%+v", u)
	}
	if _, err := u.Created.MarshalJSON(); err != nil {
		t.Error(err)
	}
	p, err := cl.Users(ctx, 10, "x")
	mustBeSane(t, err)
	if p.Cursor == "x" {
		t.Error("the list has no end")
	}
	outcomes, err := cl.RegisterBatch(ctx, []chatapi.NewUser{{Username: "alice"}, {Username: "bob", Password: secret.New("x")}}, time.Time{}, true)
	mustBeSane(t, err)
	for i, o := range outcomes {
		mustBeSane(t, o.Err)
		if o.Username != []string{"alice", "bob"}[i] || (o.Err == nil) == (o.Result == chatapi.ResultFailed) {
			t.Errorf("%+v", o)
		}
	}
	if err == nil && len(outcomes) != 2 {
		t.Errorf("%d outcomes", len(outcomes))
	}
	_, err = cl.Presences(ctx, []string{"alice"})
	mustBeSane(t, err)
	n, err := cl.OfflineMessages(ctx, "alice")
	if mustBeSane(t, err); n < 0 {
		t.Errorf("%d messages", n)
	}
	_, err = cl.Devices(ctx, "alice")
	mustBeSane(t, err)
	x, err := cl.Exchange(ctx, secret.Value{})
	if mustBeSane(t, err); err == nil && (x.Token.IsZero() || x.Lifetime < 0) {
		t.Errorf("%+v", x)
	}
}

func FuzzError(f *testing.F) {
	for _, r := range refusals {
		f.Add(r.status, r.code, r.description, "hunter2")
	}
	f.Add(400, "duplicate_unique_property_exists", "the same user x has a different password, the passwords are hunter2,b", "hunter2")
	f.Fuzz(func(t *testing.T, status int, code, description, password string) {
		if len(password) < 6 || len(password) > chatapi.MaxPassword || !utf8.ValidString(password) || strings.Contains("[secret]", password) {
			t.Skip("no password that can be looked for")
		}
		body := refusal{status: status, code: code + password, description: description + password}.body()
		c := config(answering(400+(status%200+200)%200, body))
		c.Pause = time.Nanosecond
		var err error
		synctest.Test(t, func(t *testing.T) { err = client(t, c).ChangePassword(t.Context(), "alice", secret.New(password)) })
		mustBeSane(t, err)
		var e *chatapi.Error
		if errors.As(err, &e) && strings.Contains(e.Description+" "+e.Code, password) {
			t.Errorf("%q stands in %q, %q", password, e.Description, e.Code)
		}
		if text := fmt.Sprintf("%+v", err); strings.Contains(text, password) && !strings.Contains(e.Meaning()+e.Advice()+e.Path+e.Doing+"it may have been done all the same", password) {
			t.Errorf("%q stands in %q", password, text)
		}
	})
}
