package bulk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

// run registers a list in virtual time, and returns what was reported.
func run(t *testing.T, s *service, list *bulk.List, j *bulk.Journal) (*ledger, bulk.Summary, error) {
	t.Helper()
	l := newLedger(t)
	sum, err := bulk.New(s, list, j).Go(t.Context(), l.report)
	l.check(list, sum)
	return l, sum, err
}

func TestEachUserIsRegisteredOnceAndReportedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{before: func(context.Context, call) error { time.Sleep(150 * time.Millisecond); return nil }}
		s.add("u00007")
		time.Sleep(time.Minute)
		start := time.Now()
		list := read(t, names(1000))
		l, sum, err := run(t, s, list, open(t, t.TempDir(), list, bulk.Fresh))
		if err != nil || sum != (bulk.Summary{Registered: 999, Existed: 1}) {
			t.Errorf("Go = %+v, %v; want 999 registered and 1 that existed", sum, err)
		}
		sizes := map[int]int{}
		for _, c := range s.calls {
			sizes[len(c.names)]++
		}
		if len(s.calls) != 17 || sizes[60] != 16 || sizes[40] != 1 || s.asked != 1 {
			t.Errorf("1000 users took %d requests, and the time was asked for %d times; want 17 and once", len(s.calls), s.asked)
		}
		for _, c := range s.calls {
			if c.repeated || !c.since.Equal(start) {
				t.Errorf("a first request has repeated %v and since %v, want false and %v", c.repeated, c.since, start)
			}
		}
		if o := l.outcomes["u00007"]; o.Result != chatapi.ResultExisted {
			t.Errorf("who existed is %v", o.Result)
		}
		if took := time.Since(start); took > 400*time.Millisecond {
			t.Errorf("17 requests of 150 ms took %v: they are not made at the same time", took)
		}
	})
}

func TestWithOneWorkerUsersAreRegisteredInTheirOrder(t *testing.T) {
	t.Parallel()
	list, l := read(t, "zoe\nadam\nmia\n"+names(200)), newLedger(t)
	r := bulk.New(&service{}, list, nil)
	r.Workers = 1
	if _, err := r.Go(t.Context(), l.report); err != nil {
		t.Fatal(err)
	}
	for i, u := range list.Users {
		if l.order[i] != u.Username {
			t.Fatalf("user %d that is reported is %s, want %s", i, l.order[i], u.Username)
		}
	}
}

func TestARunGoesOnce(t *testing.T) {
	t.Parallel()
	list := read(t, "alice")
	s := &service{}
	r := bulk.New(s, list, nil)
	if sum, err := r.Go(t.Context(), nil); err != nil || sum.Registered != 1 {
		t.Fatalf("Go = %+v, %v", sum, err)
	}
	if sum, err := r.Go(t.Context(), nil); err == nil || sum.Left != 1 || s.count() != 1 {
		t.Errorf("the second Go = %+v, %v after %d requests; want an error and no request", sum, err, s.count())
	}
}

// TestEveryErrorHasAVerdict says for each reason of an error what it means for
// a whole request. A new one must be sorted in here.
func TestEveryErrorHasAVerdict(t *testing.T) {
	t.Parallel()
	verdicts := map[string][]chatapi.Kind{
		"fails the users": {
			chatapi.KindUserExists, chatapi.KindPasswordsDiffer, chatapi.KindUsernameIllegal, chatapi.KindUsernameTooLong,
			chatapi.KindUsernameMissing, chatapi.KindNicknameTooLong, chatapi.KindPasswordNeeded, chatapi.KindNewPasswordNeeded,
			chatapi.KindPasswordTooLong, chatapi.KindRequestInvalid, chatapi.KindBatchTooLarge, chatapi.KindJSONMalformed,
			chatapi.KindBodyTooLarge, chatapi.KindUserUnknown, chatapi.KindNameUnsafe, chatapi.KindNoEffect,
		},
		"passes": {
			chatapi.KindServerError, chatapi.KindBadGateway, chatapi.KindUnavailable, chatapi.KindGatewayTimeout,
			chatapi.KindRateLimited, chatapi.KindRequestTimeout, chatapi.KindConcurrent, chatapi.KindTimeout,
			chatapi.KindNoConnection, chatapi.KindCutOff, chatapi.KindAnswerTooLarge, chatapi.KindAnswerNotJSON,
			chatapi.KindAnswerDamaged, chatapi.KindCancelled, // by somebody else
		},
		"ends the run": {
			chatapi.KindAppUnknown, chatapi.KindRegistrationClosed, chatapi.KindTokenExpired, chatapi.KindTokenCorrupt,
			chatapi.KindTokenForeign, chatapi.KindTokenRefused, chatapi.KindTokenIllegal, chatapi.KindTokenNotPermitted,
			chatapi.KindUnauthorized, chatapi.KindFeatureClosed, chatapi.KindServiceForbidden, chatapi.KindForbidden,
			chatapi.KindPathUnknown, chatapi.KindMethodNotAllowed, chatapi.KindMediaType, chatapi.KindQuotaReached,
			chatapi.KindGrantInvalid, chatapi.KindGrantUserUnknown, chatapi.KindNoIndex, chatapi.KindUnsupported, chatapi.KindURLWrong,
			chatapi.KindNotImplemented, chatapi.KindRefused, chatapi.KindStatusesTooMany, chatapi.KindNoSuchHost,
			chatapi.KindTLS, chatapi.KindRedirected, chatapi.KindNoToken,
		},
	}
	list := read(t, names(600))
	for _, kind := range chatapi.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{before: func(_ context.Context, c call) error {
					if c.n == 2 {
						return failing(kind)
					}
					time.Sleep(time.Second)
					return nil
				}}
				r, l := bulk.New(s, list, nil), newLedger(t)
				r.Workers = 2
				sum, err := r.Go(t.Context(), l.report)
				l.check(list, sum)
				got := "passes"
				switch {
				case err != nil && sum.Left > 0 && sum.Failed == 0 && chatapi.IsKind(err, kind) && s.count() == 2:
					got = "ends the run"
				case err == nil && sum.Failed == 60 && sum.Registered == 540:
					got = "fails the users"
				case err != nil || sum.Registered != 600:
					t.Fatalf("Go = %+v, %v after %d requests", sum, err, s.count())
				}
				if !slices.Contains(verdicts[got], kind) {
					t.Errorf("an error of kind %s %s", kind, got)
				}
			})
		})
	}
}

func TestABatchThatFailsForAPassingReasonIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, effect := range map[string]bool{"without effect": false, "after the effect": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fail := func(_ context.Context, c call) error {
					if c.names[0] == "u00060" && c.n < 12 {
						return failing(chatapi.KindTimeout)
					}
					return nil
				}
				s := &service{}
				if s.before = fail; effect {
					s.before, s.after = nil, fail
				}
				list := read(t, names(600))
				l, sum, err := run(t, s, list, open(t, t.TempDir(), list, bulk.Fresh))
				if err != nil || sum.Registered != 600 {
					t.Errorf("Go = %+v, %v; want 600 registered", sum, err)
				}
				if len(l.repeats) != 2 || !chatapi.IsKind(l.repeats[0], chatapi.KindTimeout) {
					t.Errorf("it told %v as reasons to repeat, want two timeouts", l.repeats)
				}
				last := s.calls[len(s.calls)-1]
				if !last.repeated || last.names[0] != "u00060" || last.at.Sub(s.calls[0].at) < 3*time.Second {
					t.Errorf("the last request is %+v, want a repeated one some seconds after the first", last)
				}
			})
		})
	}
}

func TestABatchThatFailsTimeAndAgainFailsItsUsers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{before: func(_ context.Context, c call) error {
			if slices.Contains(c.names, "u00100") {
				return failing(chatapi.KindServerError)
			}
			return nil
		}}
		dir, list := t.TempDir(), read(t, names(600))
		j := open(t, dir, list, bulk.Fresh)
		l, sum, err := run(t, s, list, j)
		if err != nil || sum.Registered != 540 || sum.Failed != 60 || !chatapi.IsKind(l.outcomes["u00100"].Err, chatapi.KindServerError) {
			t.Errorf("Go = %+v, %v; want 60 to fail with the error of the service", sum, err)
		}
		if n := s.tried()["u00100"]; n != 5 {
			t.Errorf("the batch was tried %d times, want 5", n)
		}
		closed(t, j)

		s.before = nil
		j = open(t, dir, list, bulk.Resume)
		l, sum, err = run(t, s, list, j)
		if err != nil || sum.Registered != 600 || l.earlier != 540 || !s.calls[len(s.calls)-1].repeated {
			t.Errorf("the resumed Go = %+v, %v with %d from before; want all registered, 540 of them before", sum, err, l.earlier)
		}
	})
}

func TestAUserThatFailsAloneDoesNotHoldOthersUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		err         error
		tries       int
		left, fails int
	}{
		{"a name that is refused", failing(chatapi.KindUsernameIllegal), 1, 0, 1},
		{"a refusal without a reason", failing(chatapi.KindRefused), 1, 0, 1},
		{"an error of another kind", errors.New("nobody knows this"), 1, 0, 1},
		{"a look-up without an answer", failing(chatapi.KindTimeout), 5, 0, 1},
		{"the plan is used up", failing(chatapi.KindQuotaReached), 1, 1, 0},
		{"the token ends in between", failing(chatapi.KindTokenExpired), 1, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{each: func(_ call, name string) error {
					if name == "u00005" {
						return c.err
					}
					return nil
				}}
				l, sum, err := run(t, s, read(t, names(60)), nil)
				if sum.Registered != 59 || sum.Failed != c.fails || sum.Left != c.left || (err != nil) != (c.left > 0) {
					t.Errorf("Go = %+v, %v; want 59 registered and %d failed", sum, err, c.fails)
				}
				if o := l.outcomes["u00005"]; c.fails > 0 && !errors.Is(o.Err, c.err) {
					t.Errorf("the user failed with %v, want %v", o.Err, c.err)
				}
				if n := s.tried(); n["u00005"] != c.tries || n["u00006"] != 1 {
					t.Errorf("the user was tried %d times and another %d times, want %d and 1", n["u00005"], n["u00006"], c.tries)
				}
			})
		})
	}
}

// A registrar that breaks its promise must not lose or double a user.
type careless struct{ *service }

func (c careless) RegisterBatch(ctx context.Context, users []chatapi.NewUser, since time.Time, repeated bool) ([]chatapi.Outcome, error) {
	outcomes, err := c.service.RegisterBatch(ctx, users, since, repeated)
	if !repeated {
		outcomes = append(outcomes[1:], outcomes[1], chatapi.Outcome{Username: "stranger", Result: chatapi.ResultRegistered})
	}
	return outcomes, err
}

func TestUsersThatNoOutcomeIsOfAreAskedForAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list, l := read(t, names(60)), newLedger(t)
		sum, err := bulk.New(careless{&service{}}, list, nil).Go(t.Context(), l.report)
		l.check(list, sum)
		if err != nil || sum.Registered != 60 || len(l.outcomes) != 60 {
			t.Errorf("Go = %+v, %v with %d outcomes; want 60 registered", sum, err, len(l.outcomes))
		}
	})
}
