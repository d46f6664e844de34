package chatapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

var alice = chatapi.NewUser{Username: "Alice"}

func TestANewUserIsRegisteredOnceWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	eachPlan(func(plan []string) {
		synctest.Test(t, func(t *testing.T) {
			for name, register := range map[string]func(*chatapi.Client) (chatapi.Registered, error){
				"RegisterOrGet": func(c *chatapi.Client) (chatapi.Registered, error) { return c.RegisterOrGet(t.Context(), alice) },
				"Register":      func(c *chatapi.Client) (chatapi.Registered, error) { return c.Register(t.Context(), alice) },
			} {
				s := newService().follow(plan)
				got, err := register(s.client(t))
				if err != nil || got.Existed || got.User.UUID != "uuid-alice" || s.creations["alice"] != 1 || !got.Password.IsZero() {
					t.Errorf("%s, %q: %+v, %v, registered %d times", name, plan, got, err, s.creations["alice"])
				}
			}
		})
	})
}

func TestAUserWhoWasThereBeforeIsNotClaimed(t *testing.T) {
	t.Parallel()
	eachPlan(func(plan []string) {
		synctest.Test(t, func(t *testing.T) {
			s := newService().existing("alice").follow(plan)
			got, err := s.client(t).RegisterOrGet(t.Context(), alice)
			if err != nil || !got.Existed || got.User.UUID != "uuid-alice" || s.posts > 0 {
				t.Errorf("%q: %+v, %v, after %d registrations", plan, got, err, s.posts)
			}
			_, err = s.client(t).Register(t.Context(), alice)
			if e := mustBe(t, err, chatapi.KindUserExists); e.Unsure || len(s.creations) != 0 {
				t.Errorf("%q: unsure %v, %v", plan, e.Unsure, s.creations)
			}
		})
	})
}

func TestWhoeverIsQuickerHasRegisteredTheUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// Between the look-up and the registration, another client registers alice.
		s := newService()
		s.fate = func(int) string {
			s.users["alice"] = s.now.UnixMilli()
			return ""
		}
		got, err := s.client(t).RegisterOrGet(t.Context(), alice)
		if err != nil || !got.Existed || got.User.UUID != "uuid-alice" {
			t.Errorf("%+v, %v, want a user who existed", got, err)
		}
	})
}

func TestAUserOfAnotherTimeIsNotOursAfterALostAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The service says that there is no alice, and has known her for an hour:
		// a copy of it lags behind.
		s := newService()
		s.fate = func(n int) string {
			if n > 0 {
				s.existing("alice")
				return ""
			}
			return "dropped before"
		}
		got, err := s.client(t).RegisterOrGet(t.Context(), alice)
		if err != nil || !got.Existed {
			t.Errorf("%+v, %v, want a user who existed", got, err)
		}
	})
}

func TestAServiceThatTellsNoTimeIsBelievedThatThereWasNoUser(t *testing.T) {
	t.Parallel()
	c := talkingTo(t, inTurn(
		answering(http.StatusNotFound, `{"error":"service_resource_not_found"}`), failing(errReset),
		answering(http.StatusBadRequest, `{"error":"duplicate_unique_property_exists"}`), answering(http.StatusOK, `{"entities":{"username":"alice"}}`),
	))
	got, err := c.RegisterOrGet(t.Context(), alice)
	if err != nil || got.Existed {
		t.Errorf("%+v, %v, want a user whom we have registered", got, err)
	}
}

func TestAUserOfAServerWhoseClockIsBehindIsOurs(t *testing.T) {
	t.Parallel()
	// One machine of the service has said that there is no alice, and another
	// one registers her, by a clock that is half a second behind.
	answer := func(created time.Time) (chatapi.Registered, error) {
		return talkingTo(t, inTurn(
			answering(http.StatusNotFound, unknownUser), failing(errReset), answering(http.StatusBadRequest, duplicate),
			answering(http.StatusOK, fmt.Sprintf(`{"entities":[%s],"timestamp":1700000000900}`, entity("alice", created.UnixMilli()))),
		)).RegisterOrGet(t.Context(), alice)
	}
	for behind, existed := range map[time.Duration]bool{500 * time.Millisecond: false, time.Minute: true} {
		if got, err := answer(serverTime.Add(-behind)); err != nil || got.Existed != existed {
			t.Errorf("created %s before: %+v, %v, want existed %v", behind, got, err, existed)
		}
	}
}

func TestAUserWhoExistsAndDoesNotIsNeitherOursNorMissing(t *testing.T) {
	t.Parallel()
	c := talkingTo(t, inTurn(
		answering(http.StatusNotFound, unknownUser), failing(errReset), answering(http.StatusBadRequest, duplicate),
		answering(http.StatusNotFound, unknownUser),
	))
	_, err := c.RegisterOrGet(t.Context(), alice)
	if e := mustBe(t, err, chatapi.KindAnswerDamaged); !e.Unsure || !e.Retryable() || !strings.HasPrefix(e.Error(), "registering alice: ") {
		t.Errorf("error = %v, want that it can be repeated", e)
	}
}

func TestAMissingAppIsNoMissingUser(t *testing.T) {
	t.Parallel()
	var j journal
	c := talkingTo(t, j.before(answering(http.StatusNotFound, `{"error":"organization_application_not_found","error_description":"Could not find application"}`)))
	_, err := c.RegisterOrGet(t.Context(), alice)
	mustBe(t, err, chatapi.KindAppUnknown)
	if got, want := j.lines(), []string{"GET /users/alice"}; !reflect.DeepEqual(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestAPasswordIsMadeUpWhereTheAppDemandsOne(t *testing.T) {
	t.Parallel()
	eachPlan(func(plan []string) {
		synctest.Test(t, func(t *testing.T) {
			s := newService().follow(plan)
			s.needPassword = true
			c := config(transport(s.answer))
			c.Rand = bytes.NewReader(bytes.Repeat([]byte{7}, 16))
			got, err := client(t, c).RegisterOrGet(t.Context(), alice)
			if err != nil || got.Existed || got.Password.Reveal() != "BwcHBwcHBwcHBwcHBwcHBw" || s.creations["alice"] != 1 {
				t.Errorf("%q: %+v, %q, %v, %v", plan, got, got.Password.Reveal(), err, s.creations)
			}
		})
	})
}

func TestAPasswordThatWasGivenIsNotReplaced(t *testing.T) {
	t.Parallel()
	var j journal
	c := talkingTo(t, j.before(answering(http.StatusBadRequest, `{"error":"illegal_argument","error_description":"password or pin must provided"}`)))
	_, err := c.Register(t.Context(), chatapi.NewUser{Username: "alice", Password: secret.New("hunter2")})
	mustBe(t, err, chatapi.KindPasswordNeeded)
	if len(j.list) != 1 {
		t.Errorf("sent %v, want one request", j.list)
	}
}

func TestNoPasswordIsMadeUpOfNothing(t *testing.T) {
	t.Parallel()
	c := config(answering(http.StatusBadRequest, `{"error":"illegal_argument","error_description":"password or pin must provided"}`))
	c.Rand = bytes.NewReader([]byte("too short"))
	if _, err := client(t, c).Register(t.Context(), alice); err == nil || !strings.Contains(err.Error(), "none can be made up") {
		t.Errorf("error = %v", err)
	}
	if _, err := client(t, c).RegisterBatch(t.Context(), []chatapi.NewUser{alice, {Username: "bob"}}, serverTime, false); err == nil {
		t.Error("a batch has passwords of nothing")
	}
}

func TestWhatTheServiceWouldRefuseIsNotSent(t *testing.T) {
	t.Parallel()
	var j journal
	c := talkingTo(t, j.before(answering(http.StatusOK, everything)))
	for _, tt := range []struct {
		user chatapi.NewUser
		kind chatapi.Kind
		want string
	}{
		{chatapi.NewUser{}, chatapi.KindUsernameMissing, "the username is missing"},
		{chatapi.NewUser{Username: strings.Repeat("x", 65)}, chatapi.KindUsernameTooLong, "has 65 bytes, at most 64"},
		{chatapi.NewUser{Username: "a b"}, chatapi.KindUsernameIllegal, "has ' ': only a-z"},
		{chatapi.NewUser{Username: "K\u212A"}, chatapi.KindUsernameIllegal, "has '\u212a'"}, // a Kelvin sign, whose lower case is k
		{chatapi.NewUser{Username: ".."}, chatapi.KindUsernameIllegal, "no request can name"},
		{chatapi.NewUser{Username: "a\x1b[2J"}, chatapi.KindUsernameIllegal, `registering "a\x1b[2J": the username has '\x1b'`},
		{chatapi.NewUser{Username: "alice", Password: secret.New(strings.Repeat("x", 65))}, chatapi.KindPasswordTooLong, "the password has 65 bytes, at most 64"},
		{chatapi.NewUser{Username: "alice", Nickname: strings.Repeat("é", 101)}, chatapi.KindNicknameTooLong, "the nickname has 101 characters, at most 100"},
		{chatapi.NewUser{Username: "alice", Nickname: "\xff"}, chatapi.KindNicknameTooLong, "not valid UTF-8"},
	} {
		_, one := c.Register(t.Context(), tt.user)
		_, get := c.RegisterOrGet(t.Context(), tt.user)
		batch, err := c.RegisterBatch(t.Context(), []chatapi.NewUser{tt.user}, time.Time{}, false)
		if err != nil || len(batch) != 1 || batch[0].Result != chatapi.ResultFailed || batch[0].Username != tt.user.Username {
			t.Fatalf("%+v: %+v, %v", tt.user, batch, err)
		}
		for _, err := range []error{one, get, batch[0].Err} {
			e := mustBe(t, err, tt.kind)
			if !strings.Contains(err.Error(), tt.want) || e.Advice() == "" || e.Status != 0 {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
		}
	}
	mustBe(t, c.ChangePassword(t.Context(), "alice", secret.Value{}), chatapi.KindNewPasswordNeeded)
	mustBe(t, c.ChangePassword(t.Context(), "alice", secret.New(strings.Repeat("x", 65))), chatapi.KindPasswordTooLong)
	mustBe(t, c.SetNickname(t.Context(), "alice", strings.Repeat("x", 101)), chatapi.KindNicknameTooLong)
	_, err := c.TryToken(t.Context(), secret.Value{}, "alice")
	mustBe(t, err, chatapi.KindNoToken)
	_, err = c.RegisterBatch(t.Context(), make([]chatapi.NewUser, 61), time.Time{}, false)
	mustBe(t, err, chatapi.KindBatchTooLarge)
	if len(j.list) > 0 {
		t.Errorf("sent %v, want nothing", j.list)
	}
}

func TestAllThatIsKnownOfALostRegistrationIsTold(t *testing.T) {
	t.Parallel()
	for _, fate := range fates[1:] {
		synctest.Test(t, func(t *testing.T) {
			s := newService()
			s.fate = func(int) string { return fate }
			_, err := s.client(t).RegisterOrGet(t.Context(), alice)
			if e, ok := errors.AsType[*chatapi.Error](err); !ok || !e.Unsure || s.posts != 4 {
				t.Errorf("%s: %v after %d registrations, want that it is unsure", fate, err, s.posts)
			}
		})
	}
}

func TestRegisterRequestShowsWhatRegisterSends(t *testing.T) {
	t.Parallel()
	for _, address := range []chatapi.Address{byID, byKey} {
		var j journal
		c := config(j.before(answering(http.StatusOK, everything)))
		c.Address = address
		users := []chatapi.NewUser{{Username: "Alice", Nickname: "A"}, {Username: "bob"}}
		for _, n := range []int{1, 2} {
			shown := client(t, c).RegisterRequest(users[:n]...)
			if _, err := client(t, c).RegisterBatch(t.Context(), users[:n], serverTime, false); err != nil {
				t.Fatal(err)
			}
			got := j.list[0]
			j.list = nil
			if shown.Method != got.method || shown.URL != got.url || shown.Body != got.body {
				t.Errorf("shown %+v, sent %+v", shown, got)
			}
			for _, h := range shown.Header {
				if want := strings.Replace(got.header.Get(h.Name), bearer, "$AGORA_CHAT_TOKEN", 1); h.Value != want {
					t.Errorf("shown %s: %s, sent %s", h.Name, h.Value, want)
				}
			}
			if len(shown.Header) != len(got.header) {
				t.Errorf("%d lines of header are shown, %d sent", len(shown.Header), len(got.header))
			}
		}
	}
	many := make([]chatapi.NewUser, 100)
	if n := strings.Count(talkingTo(t, nil).RegisterRequest(many...).Body, "username"); n != chatapi.MaxBatch {
		t.Errorf("a request of %d users is shown", n)
	}
	if text := fmt.Sprint(talkingTo(t, nil).RegisterRequest()); !strings.Contains(text, "[]") {
		t.Errorf("nobody is registered by %s", text)
	}
}
