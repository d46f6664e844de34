package ui_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/ui"
	"atc/ui/uitest"
)

// people are the users of these tests, the oldest first.
func people() []emulator.SeedUser {
	day := 24 * time.Hour
	return []emulator.SeedUser{
		{Username: "ada", Nickname: "Ada", Age: 40 * day, Devices: []chatapi.Device{
			{Resource: "android_7f31", Name: "Pixel 9", UUID: "2a54cc1e-0f7e-4c36-9b7a-6a0a5d0f11aa"},
			{Resource: "web_9c02", Name: "Firefox", UUID: "5be0a3c1-71f4-4e0c-8a55-0d3a8a2b22bb"},
		}},
		{Username: "bob", Age: 30 * day, Banned: true},
		{Username: "carol.of.the-long_name.that.goes.on", Nickname: "Carol", Age: 20 * day, Offline: []string{"m1", "m2", "m3"}},
		{Username: "dave", Nickname: "大卫", Age: 10 * day},
		{Username: "eve", Age: time.Hour, Devices: []chatapi.Device{{Resource: "ios_1"}}},
	}
}

// crowd are n users called user-001 and so on, the oldest first.
func crowd(n int) []emulator.SeedUser {
	all := make([]emulator.SeedUser, n)
	for i := range all {
		all[i] = emulator.SeedUser{Username: "user-" + string([]byte{'0' + byte((i+1)/100), '0' + byte((i+1)/10%10), '0' + byte((i+1)%10)}), Age: time.Duration(n-i) * time.Minute}
	}
	return all
}

// userLine stands between the console and its Chat service: it notes the
// requests, answers some itself, and holds some up.
type userLine struct {
	next http.RoundTripper

	mu       sync.Mutex
	requests []string                         // method and path
	answers  map[string]func() *http.Response // by method and end of the path
	holds    string                           // what is held up, "" for nothing
	blocked  chan struct{}                    // receives a value when a request is held up
	release  chan struct{}                    // lets those go on that are held up
}

func (l *userLine) RoundTrip(r *http.Request) (*http.Response, error) {
	what := r.Method + " " + r.URL.RequestURI()
	l.mu.Lock()
	l.requests = append(l.requests, what)
	held := l.holds != "" && strings.HasPrefix(r.Method, strings.Fields(l.holds)[0]) && strings.Contains(what, strings.Fields(l.holds)[1])
	var answer func() *http.Response
	for key, a := range l.answers {
		method, end, _ := strings.Cut(key, " ")
		if r.Method == method && strings.HasSuffix(r.URL.Path, end) {
			answer = a
		}
	}
	l.mu.Unlock()
	if held {
		l.blocked <- struct{}{}
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-l.release:
		}
	}
	if answer != nil {
		return answer(), nil
	}
	return l.next.RoundTrip(r)
}

// say makes the line answer requests itself.
func (l *userLine) say(what string, status int, body string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[what] = func() *http.Response {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}
	}
}

// hear lets the service answer all requests again.
func (l *userLine) hear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.answers)
}

// hold holds up the requests of a method whose path has a part, "" for none.
func (l *userLine) hold(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holds = what
}

// made returns the requests with a method whose path has a part.
func (l *userLine) made(method, part string) (found []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.requests {
		if strings.HasPrefix(r, method+" ") && strings.Contains(r, part) {
			found = append(found, r)
		}
	}
	return found
}

// usersAt opens the section Users over a Chat service that has the users.
func usersAt(tb testing.TB, width, height int, users ...emulator.SeedUser) (*uitest.Driver, *chatWorld, *userLine) {
	tb.Helper()
	w := newChatWorld(tb, users...)
	line := &userLine{next: w.http.Transport, answers: map[string]func() *http.Response{}, blocked: make(chan struct{}), release: make(chan struct{})}
	w.http = &http.Client{Transport: line}
	d := uitest.New(tb, ui.New(w.deps()), width, height)
	w.pass(d, noticeTime) // what the console says of the demo is over
	return d, w, line
}

// noticeTime is how long a notice stands at the foot of the screen.
const noticeTime = 5 * time.Second

// opened is usersAt with the section in front.
func opened(tb testing.TB, width, height int, users ...emulator.SeedUser) (*uitest.Driver, *chatWorld, *userLine) {
	tb.Helper()
	d, w, line := usersAt(tb, width, height, users...)
	return d.Press("alt+3", "esc", "U"), w, line
}

// account returns a user as the service knows one, and whether it does.
func account(w *chatWorld, name string) (emulator.Account, bool) {
	for _, a := range w.service.Users() {
		if a.Username == name {
			return a, true
		}
	}
	return emulator.Account{}, false
}

const (
	tokenExpired = `{"error":"unauthorized","exception":"EasemobSecurityException","timestamp":1795348800000,"duration":0,"error_description":"Unable to authenticate due to expired access token"}`
	userUnknown  = `{"error":"service_resource_not_found","exception":"UserNotFoundException","timestamp":1795348800000,"duration":0,"error_description":"Service resource not found"}`
)
