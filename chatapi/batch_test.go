package chatapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

// team is registered by the tests of batches.
var team = []chatapi.NewUser{{Username: "Ann"}, {Username: "bob"}, {Username: "cyd"}, {Username: "dee"}}

// told returns what became of users, a word each.
func told(outcomes []chatapi.Outcome) string {
	words := make([]string, len(outcomes))
	for i, o := range outcomes {
		words[i] = o.Username + " " + o.Result.String()
	}
	return strings.Join(words, ", ")
}

func TestABatchRegistersEveryoneOnceWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	const want = "ann registered, bob existed, cyd registered, dee registered"
	for _, strict := range []bool{false, true} {
		for _, known := range []bool{true, false} {
			eachPlan(func(plan []string) {
				synctest.Test(t, func(t *testing.T) {
					s := newService().existing("bob").follow(plan)
					s.strict = strict
					since := time.Time{}
					if known {
						since = s.now
					}
					time.Sleep(3 * time.Second)
					got, err := s.client(t).RegisterBatch(t.Context(), team, since, false)
					if err != nil || told(got) != want {
						t.Errorf("strict %v, since %v, %q: %s, %v, want %s", strict, known, plan, told(got), err, want)
					}
					for _, o := range got {
						if n := s.creations[o.Username]; n != 1 && o.Username != "bob" || o.Err != nil || o.Result == chatapi.ResultRegistered && o.UUID != "uuid-"+o.Username {
							t.Errorf("strict %v, %q: %+v, registered %d times", strict, plan, o, n)
						}
					}
				})
			})
		}
	}
}

func TestABatchThatWasTriedBeforeIsClaimedByTheTimeOfTheService(t *testing.T) {
	t.Parallel()
	for _, strict := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newService().existing("bob")
			s.strict = strict
			since := s.now
			c := s.client(t)
			// The first run registers some, and is killed before it learns of it.
			if _, err := c.RegisterBatch(t.Context(), team[:1], since, false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			got, err := c.RegisterBatch(t.Context(), team, since, true)
			if want := "ann registered, bob existed, cyd registered, dee registered"; err != nil || told(got) != want {
				t.Errorf("strict %v: %s, %v, want %s", strict, told(got), err, want)
			}
			// Without the time, nobody can be claimed.
			got, err = c.RegisterBatch(t.Context(), team, time.Time{}, true)
			if want := "ann existed, bob existed, cyd existed, dee existed"; err != nil || told(got) != want {
				t.Errorf("strict %v: %s, %v, want %s", strict, told(got), err, want)
			}
			if !reflect.DeepEqual(s.creations, map[string]int{"ann": 1, "cyd": 1, "dee": 1}) {
				t.Errorf("strict %v: registered %v", strict, s.creations)
			}
		})
	}
}

func TestARefusedBatchThatTookEffectIsClaimed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newService().existing("bob")
		s.strict, s.partial = true, true
		got, err := s.client(t).RegisterBatch(t.Context(), team, s.now, false)
		if want := "ann registered, bob existed, cyd registered, dee registered"; err != nil || told(got) != want {
			t.Errorf("%s, %v, want %s", told(got), err, want)
		}
	})
}

func TestAUserOfWhomTheAnswerSaysNothingIsLookedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, name := range []string{"ann", "bob"} {
			s := newService().existing("bob")
			s.silentAbout = name
			got, err := s.client(t).RegisterBatch(t.Context(), team, s.now, false)
			if want := "ann registered, bob existed, cyd registered, dee registered"; err != nil || told(got) != want {
				t.Errorf("silent about %s: %s, %v, want %s", name, told(got), err, want)
			}
		}
	})
}

func TestAUserOfWhomNobodyKnowsAnythingCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	c := talkingTo(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return answerJSON(http.StatusOK, `{"entities":[{"username":"ann"}],"data":{}}`), nil
		}
		return answerJSON(http.StatusNotFound, unknownUser), nil
	})
	got, err := c.RegisterBatch(t.Context(), team[:2], serverTime, false)
	if err != nil || told(got) != "ann registered, bob failed" {
		t.Fatalf("%s, %v", told(got), err)
	}
	if e := mustBe(t, got[1].Err, chatapi.KindAnswerDamaged); !e.Retryable() || !strings.HasPrefix(e.Error(), "registering bob: ") {
		t.Errorf("error = %v", e)
	}
}

func TestOneBadNameDoesNotKeepTheOthersOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The service is stricter than we are, and refuses all for one.
		s := newService()
		c := talkingTo(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				body := readAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(body))
				if strings.Contains(body, "cyd") {
					return answerJSON(http.StatusBadRequest, `{"error":"illegal_argument","error_description":"username [cyd] is not legal"}`), nil
				}
			}
			return s.answer(r)
		})
		got, err := c.RegisterBatch(t.Context(), team, s.now, false)
		if want := "ann registered, bob registered, cyd failed, dee registered"; err != nil || told(got) != want {
			t.Fatalf("%s, %v, want %s", told(got), err, want)
		}
		mustBe(t, got[2].Err, chatapi.KindUsernameIllegal)
	})
}

func TestReasonsOfSingleUsersAreToldApart(t *testing.T) {
	t.Parallel()
	users := []chatapi.NewUser{{Username: "ann", Password: secret.New("hunter2")}, {Username: "bob", Password: secret.New("hunter3")}, {Username: "cyd"}, {Username: "dee"}, {Username: "ann"}}
	c := talkingTo(t, answering(http.StatusOK, `{"entities":null,"data":[
		{"username":"ANN","registerUserFailReason":"the password hunter2 is too weak, not like hunter3"},
		{"username":"bob","failReason":"the bob already exists"},
		{"username":"cyd","registerUserFailReason":"USERNAME_TOO_LONG"},
		{"username":"dee","registerUserFailReason":["what is this"]}, 7, null]}`))
	got, err := c.RegisterBatch(t.Context(), users, serverTime, false)
	if want := "ann failed, bob existed, cyd failed, dee failed, ann failed"; err != nil || told(got) != want {
		t.Fatalf("%s, %v, want %s", told(got), err, want)
	}
	e := mustBe(t, got[0].Err, chatapi.KindRequestInvalid)
	if want := "[secret]"; e.Description != want { // around a gap, the rest would tell something of it
		t.Errorf("description = %q, want %q", e.Description, want)
	}
	mustBe(t, got[2].Err, chatapi.KindUsernameTooLong)
	mustBe(t, got[3].Err, chatapi.KindRequestInvalid)
}

func TestABatchIsGivenPasswordsWhereTheAppDemandsThem(t *testing.T) {
	t.Parallel()
	eachPlan(func(plan []string) {
		synctest.Test(t, func(t *testing.T) {
			s := newService().existing("bob").follow(plan)
			s.needPassword = true
			got, err := s.client(t).RegisterBatch(t.Context(), team, s.now, false)
			if want := "ann registered, bob existed, cyd registered, dee registered"; err != nil || told(got) != want {
				t.Errorf("%q: %s, %v, want %s", plan, told(got), err, want)
			}
		})
	})
	if !team[0].Password.IsZero() {
		t.Error("the caller's list was changed")
	}
}

func TestABatchThatFailsAsAWholeHasNoOutcomes(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		if f.name == "no answer" || f.name == "401" {
			continue
		}
		for _, n := range []int{1, 4} {
			got, err := talkingTo(t, f.fault).RegisterBatch(t.Context(), team[:n], serverTime, false)
			if e := mustBe(t, err, f.kind); got != nil || e.Unsure != f.unsure {
				t.Errorf("%s: %v, unsure %v", f.name, got, e.Unsure)
			}
		}
	}
}

func TestABatchThatIsGivenUpHasNoOutcomes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for requests := range 8 {
			s := newService().existing("bob")
			s.strict = true
			ctx, cancel := context.WithCancel(t.Context())
			n := 0
			c := talkingTo(t, func(r *http.Request) (*http.Response, error) {
				s.mu.Lock()
				if n++; n > requests {
					cancel()
				}
				s.mu.Unlock()
				return s.answer(r)
			})
			got, err := c.RegisterBatch(ctx, team, s.now, false)
			cancel()
			if err == nil {
				if told(got) != "ann registered, bob existed, cyd registered, dee registered" {
					t.Errorf("after %d requests: %s", requests, told(got))
				}
				continue
			}
			if mustBe(t, err, chatapi.KindCancelled); got != nil || !errors.Is(err, context.Canceled) {
				t.Errorf("after %d requests: %v, %v", requests, got, err)
			}
		}
	})
}

func TestANameThatStandsTwiceIsRegisteredOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newService()
		got, err := s.client(t).RegisterBatch(t.Context(), []chatapi.NewUser{{Username: "ann"}, {Username: "a b"}, {Username: "ANN"}}, s.now, false)
		if want := "ann registered, a b failed, ann existed"; err != nil || told(got) != want {
			t.Errorf("%s, %v, want %s", told(got), err, want)
		}
		if got, err := s.client(t).RegisterBatch(t.Context(), nil, s.now, false); err != nil || len(got) != 0 || s.posts != 1 {
			t.Errorf("of nobody: %v, %v", got, err)
		}
	})
}

func TestAnyNumberIsRegisteredInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newService().existing("u77")
		users := make([]chatapi.NewUser, 150)
		want := make([]string, len(users))
		for i := range users {
			users[i].Username = fmt.Sprintf("u%d", i)
			want[i] = users[i].Username + " registered"
		}
		want[77] = "u77 existed"
		got, err := s.client(t).RegisterMany(t.Context(), users)
		if err != nil || told(got) != strings.Join(want, ", ") || s.posts != 3 {
			t.Errorf("%s, %v, with %d requests", told(got), err, s.posts)
		}
		if got, err := s.client(t).RegisterMany(t.Context(), nil); err != nil || got != nil {
			t.Errorf("of nobody: %v, %v", got, err)
		}
		// What came before a failure is told.
		s = newService()
		s.fate = func(n int) string { return fates[min(n, 1)] }
		got, err = s.client(t).RegisterMany(t.Context(), users)
		if mustBe(t, err, chatapi.KindCutOff); len(got) != 60 || slices.ContainsFunc(got, func(o chatapi.Outcome) bool { return o.Result != chatapi.ResultRegistered }) {
			t.Errorf("%s, %v", told(got), err)
		}
	})
}
