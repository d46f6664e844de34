package chatapi_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
)

// A service registers users in memory, as far as the tests of registration
// need it. Its clock is a day ahead of ours. It takes its time, so it is for
// the virtual time of synctest.
type service struct {
	strict       bool // one user who exists makes it refuse a batch
	needPassword bool
	partial      bool // strict, but it registers the others all the same
	silentAbout  string
	// fate says how the n-th registration goes, counted from 0: see fates.
	fate func(n int) string

	mu        sync.Mutex
	now       time.Time        // by its own clock
	users     map[string]int64 // created
	creations map[string]int
	posts     int
}

// fates are what may happen to a registration: "", or a fault before or after
// its effect.
var fates = []string{"", "dropped before", "dropped after", "503 before", "502 after", "truncated after"}

func newService() *service {
	return &service{now: clock(), users: map[string]int64{}, creations: map[string]int{}}
}

// clock is a day ahead of ours, and has whole milliseconds.
func clock() time.Time { return time.Now().Add(24 * time.Hour).Truncate(time.Millisecond) }

// client returns a client of the service.
func (s *service) client(t *testing.T) *chatapi.Client { return talkingTo(t, s.answer) }

// existing registers a user an hour ago.
func (s *service) existing(name string) *service {
	s.users[name] = s.now.Add(-time.Hour).UnixMilli()
	return s
}

func (s *service) answer(r *http.Request) (*http.Response, error) {
	time.Sleep(7 * time.Millisecond) // of a bubble of synctest
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = clock()
	if r.Method != http.MethodPost {
		return s.get(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]), nil
	}
	fate := ""
	if s.fate != nil {
		fate = s.fate(s.posts)
	}
	s.posts++
	switch fate {
	case "dropped before":
		return nil, errReset
	case "503 before":
		return answerOf(http.StatusServiceUnavailable, "text/html", page), nil
	}
	a := s.post(r.Body)
	switch fate {
	case "dropped after":
		return nil, errReset
	case "502 after":
		return answerOf(http.StatusBadGateway, "text/html", page), nil
	case "truncated after":
		body, _ := io.ReadAll(a.Body)
		return answerJSON(a.StatusCode, string(body[:len(body)/2])), nil
	}
	return a, nil
}

func (s *service) get(name string) *http.Response {
	created, ok := s.users[name]
	switch {
	case name == "users":
		return answerJSON(http.StatusOK, fmt.Sprintf(`{"entities":[],"timestamp":%d}`, s.now.UnixMilli()))
	case !ok:
		return answerJSON(http.StatusNotFound, strings.Replace(unknownUser, "1700000000000", strconv.FormatInt(s.now.UnixMilli(), 10), 1))
	}
	return answerJSON(http.StatusOK, fmt.Sprintf(`{"entities":[%s],"timestamp":%d}`, entity(name, created), s.now.UnixMilli()))
}

func entity(name string, created int64) string {
	return fmt.Sprintf(`{"uuid":"uuid-%s","username":%q,"created":%d,"activated":true}`, name, name, created)
}

type newcomer struct{ Username, Password string }

func (s *service) post(body io.Reader) *http.Response {
	text, _ := io.ReadAll(body)
	var list []newcomer
	single := text[0] == '{'
	if single {
		list = make([]newcomer, 1)
		_ = json.Unmarshal(text, &list[0])
	} else {
		_ = json.Unmarshal(text, &list)
	}
	taken := func(u newcomer) bool { _, ok := s.users[u.Username]; return ok }
	switch {
	case s.needPassword && slices.ContainsFunc(list, func(u newcomer) bool { return u.Password == "" }):
		return answerJSON(http.StatusBadRequest, `{"error":"illegal_argument","error_description":"password or pin must provided"}`)
	case (single || s.strict && !s.partial) && slices.ContainsFunc(list, taken):
		return answerJSON(http.StatusBadRequest, strings.Replace(duplicate, "1700000000900", strconv.FormatInt(s.now.UnixMilli(), 10), 1))
	}
	var entities []string
	failed := map[string]bool{}
	for _, u := range list {
		if taken(u) {
			failed[u.Username] = true
			continue
		}
		s.users[u.Username] = s.now.UnixMilli()
		s.creations[u.Username]++
		entities = append(entities, entity(u.Username, s.now.UnixMilli()))
	}
	if s.strict && len(failed) > 0 {
		return answerJSON(http.StatusBadRequest, duplicate)
	}
	var reasons []string
	for _, name := range slices.Sorted(maps.Keys(failed)) {
		if name != s.silentAbout {
			reasons = append(reasons, fmt.Sprintf(`{"username":%q,"registerUserFailReason":"the %s already exists"}`, name, name))
		}
	}
	entities = slices.DeleteFunc(entities, func(e string) bool { return s.silentAbout != "" && strings.Contains(e, `"`+s.silentAbout+`"`) })
	slices.Reverse(entities) // nothing promises their order
	return answerJSON(http.StatusOK, fmt.Sprintf(`{"entities":[%s],"data":[%s],"timestamp":%d}`, strings.Join(entities, ","), strings.Join(reasons, ","), s.now.UnixMilli()))
}

// eachPlan runs a test with every series of up to three faults.
func eachPlan(run func(plan []string)) {
	for _, a := range fates {
		for _, b := range fates {
			for _, c := range fates {
				run([]string{a, b, c})
			}
		}
	}
}

// follow makes the registrations of a service go as planned, and then well.
func (s *service) follow(plan []string) *service {
	s.fate = func(n int) string {
		if n < len(plan) {
			return plan[n]
		}
		return ""
	}
	return s
}
