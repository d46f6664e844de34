package chatapi_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

// cut is an answer that ends early: the connection breaks, or not even that.
func cut(honest bool) transport {
	return func(*http.Request) (*http.Response, error) {
		r := answerJSON(http.StatusOK, everything[:40])
		if honest {
			r.Body = io.NopCloser(io.MultiReader(strings.NewReader(everything[:40]), broken{}))
		}
		return r, nil
	}
}

// broken is a connection that breaks.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// nothing is an answer that ends before it begins.
func nothing(*http.Request) (*http.Response, error) {
	r := answerJSON(http.StatusOK, "")
	r.ContentLength = -1
	return r, nil
}

// silent never answers.
func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func refusing() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
}

// faults are ways to fail, and whether they pass.
var faults = []struct {
	name    string
	fault   transport
	kind    chatapi.Kind
	passing bool
	unsure  bool // of a call that changes something
}{
	{"no such host", failing(&net.DNSError{Name: "x", IsNotFound: true}), chatapi.KindNoSuchHost, false, false},
	{"no DNS", failing(&net.DNSError{Name: "x", IsTemporary: true}), chatapi.KindNoConnection, true, false},
	{"nobody listens", failing(refusing()), chatapi.KindNoConnection, true, false},
	{"no answer", silent, chatapi.KindTimeout, true, true},
	{"reset", failing(errReset), chatapi.KindCutOff, true, true},
	{"cut off", cut(true), chatapi.KindCutOff, true, true},
	{"truncated", cut(false), chatapi.KindAnswerDamaged, true, true},
	{"nothing", nothing, chatapi.KindAnswerDamaged, true, true},
	{"408", answering(http.StatusRequestTimeout, "{}"), chatapi.KindRequestTimeout, true, true},
	{"too many", answering(http.StatusTooManyRequests, `{"error":"reach_limit"}`), chatapi.KindRateLimited, true, false},
	{"quota", answering(http.StatusTooManyRequests, `{"error":"resource_limited"}`), chatapi.KindQuotaReached, false, false},
	{"500", answering(http.StatusInternalServerError, `{"error":"web_application"}`), chatapi.KindURLWrong, false, true},
	{"501", answering(http.StatusNotImplemented, "{}"), chatapi.KindNotImplemented, false, false},
	{"502", answering(http.StatusBadGateway, page), chatapi.KindBadGateway, true, true},
	{"503", answering(http.StatusServiceUnavailable, page), chatapi.KindUnavailable, true, true},
	{"504", answering(http.StatusGatewayTimeout, page), chatapi.KindGatewayTimeout, true, true},
	{"a login page", answering(http.StatusOK, page), chatapi.KindAnswerNotJSON, false, true},
	{"401", answering(http.StatusUnauthorized, "{}"), chatapi.KindUnauthorized, false, false},
}

func TestOnlyWhatPassesIsRepeatedAndNoMoreThanThreeTimes(t *testing.T) {
	t.Parallel()
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var records []chatapi.Record
				ctx := chatapi.WithObserver(t.Context(), func(r chatapi.Record) { records = append(records, r) })
				c := config(tt.fault)
				c.Pause = 0
				started := time.Now()
				err := client(t, c).Ban(ctx, "alice")
				e := mustBe(t, err, tt.kind)
				if e.Unsure != tt.unsure || e.Retryable() != tt.passing {
					t.Errorf("unsure %v, retryable %v, want %v, %v", e.Unsure, e.Retryable(), tt.unsure, tt.passing)
				}
				tries := 1
				if tt.passing {
					tries = 4
				}
				if len(records) != tries {
					t.Fatalf("%d attempts, want %d", len(records), tries)
				}
				waited := time.Since(started)
				for i, r := range records {
					waited -= r.Duration
					if r.Attempt != i+1 || !chatapi.IsKind(r.Err, tt.kind) {
						t.Errorf("attempt %d is recorded as %+v", i+1, r)
					}
				}
				// 0.5 + 1 + 2 seconds, and no less than half of it.
				if want := 3500 * time.Millisecond; tt.passing && (waited < want/2 || waited > want+time.Second/10) {
					t.Errorf("waited for %v, want up to %v", waited, want)
				}
				if !tt.unsure == strings.Contains(err.Error(), "it may have been done all the same") {
					t.Errorf("%q, unsure %v", err, tt.unsure)
				}
			})
		})
	}
}

func TestEveryCallIsRepeatedUntilItSucceeds(t *testing.T) {
	t.Parallel()
	for _, tt := range wireCalls {
		if tt.name == "check" || tt.method == "" {
			continue
		}
		for _, f := range faults {
			if f.passing && f.name != "no answer" {
				synctest.Test(t, func(t *testing.T) {
					c := talkingTo(t, inTurn(f.fault, f.fault, f.fault, answering(http.StatusOK, everything)))
					if err := tt.call(t.Context(), c); err != nil {
						t.Errorf("%s after %s: %v", tt.name, f.name, err)
					}
				})
			}
		}
	}
}

func TestAPauseThatTheServiceAsksForIsKept(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": 0, "-3": 0, "soon": 0, "Tue, 14 Nov 2023 22:13:32 GMT": 12 * time.Second, "Tue, 14 Nov 2023 22:13:00 GMT": 0,
		"31": -1, "99999999999": -1, "99999999999999999999999": 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			c := talkingTo(t, func(*http.Request) (*http.Response, error) {
				if n++; n == 1 {
					r := answerJSON(http.StatusServiceUnavailable, `{"timestamp":1700000000000}`)
					r.Header.Set("Retry-After", asked)
					return r, nil
				}
				return answerJSON(http.StatusOK, everything), nil
			})
			started := time.Now()
			_, err := c.User(t.Context(), "alice")
			if want < 0 {
				if e := mustBe(t, err, chatapi.KindUnavailable); e.RetryAfter <= 30*time.Second || n != 1 || !strings.Contains(err.Error(), "; the service asks to wait for "+e.RetryAfter.String()) {
					t.Errorf("%s: %d requests, asked for %v: %v", asked, n, e.RetryAfter, err)
				}
				return
			}
			if took := time.Since(started); err != nil || took < want || took > want+10*time.Millisecond {
				t.Errorf("%s: %v after %v, want %v", asked, err, took, want)
			}
		})
	}
}

func TestGivingUpEndsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	for name, slow := range map[string]transport{
		"no answer": silent, "a pause": answering(http.StatusServiceUnavailable, "{}"),
		"a slow body": func(r *http.Request) (*http.Response, error) {
			a := answerJSON(http.StatusOK, everything)
			a.Body = &dribble{ctx: r.Context()}
			return a, nil
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := config(slow)
			c.Pause = time.Hour
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				time.Sleep(time.Second)
				cancel()
			}()
			started := time.Now()
			err := client(t, c).Ban(ctx, "alice")
			e := mustBe(t, err, chatapi.KindCancelled)
			if took := time.Since(started); took != time.Second || !errors.Is(err, context.Canceled) || !e.Unsure {
				t.Errorf("%s: %v after %v, unsure %v", name, err, took, e.Unsure)
			}
		})
	}
}

// dribble is a body that comes byte by byte.
type dribble struct {
	ctx context.Context
	at  int
}

func (d *dribble) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second / 10):
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
	if d.at == len(everything) {
		return 0, io.EOF
	}
	d.at++
	return copy(p[:1], everything[d.at-1:]), nil
}

func (*dribble) Close() error { return nil }

func TestABodyThatDribblesEndsWithTheTimeOfTheAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := config(transport(func(r *http.Request) (*http.Response, error) {
			a := answerJSON(http.StatusOK, everything)
			a.Body = &dribble{ctx: r.Context()}
			return a, nil
		}))
		c.Timeout = 2 * time.Second
		started := time.Now()
		_, err := client(t, c).User(t.Context(), "alice")
		mustBe(t, err, chatapi.KindTimeout)
		if took := time.Since(started).Round(time.Second / 10); took != 8*time.Second {
			t.Errorf("four attempts took %v, want 8 s", took)
		}
	})
}

func TestADeadlineOfTheCallerHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		started := time.Now()
		_, err := talkingTo(t, silent).User(ctx, "alice")
		mustBe(t, err, chatapi.KindCancelled)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

func TestADeleteWhoseAnswerWasLostHasWorked(t *testing.T) {
	t.Parallel()
	gone := answering(http.StatusNotFound, unknownUser)
	if err := talkingTo(t, inTurn(cut(true), gone)).Delete(t.Context(), "alice"); err != nil {
		t.Errorf("after a lost answer: %v", err)
	}
	// Nothing was deleted where no attempt may have had its effect.
	for _, first := range []transport{gone, failing(refusing()), answering(http.StatusTooManyRequests, `{"error":"reach_limit"}`)} {
		mustBe(t, talkingTo(t, inTurn(first, gone)).Delete(t.Context(), "alice"), chatapi.KindUserUnknown)
	}
}

func TestATokenIsAskedForWithEachAttempt(t *testing.T) {
	t.Parallel()
	var j journal
	c := config(j.before(inTurn(answering(http.StatusServiceUnavailable, "{}"), answering(http.StatusOK, everything))))
	n := 0
	c.Token = func(context.Context) (secret.Value, error) {
		n++
		return secret.New(strings.Repeat("t", n)), nil
	}
	if _, err := client(t, c).User(t.Context(), "alice"); err != nil {
		t.Fatal(err)
	}
	if first, second := j.list[0].header.Get("Authorization"), j.list[1].header.Get("Authorization"); first != "Bearer t" || second != "Bearer tt" {
		t.Errorf("sent %q and %q", first, second)
	}
}

func TestWithoutATokenNothingIsSent(t *testing.T) {
	t.Parallel()
	missing := errors.New("the project has no certificate")
	for name, tt := range map[string]struct {
		token secret.Value
		err   error
	}{
		"none": {}, "an error": {err: missing}, "a line break": {token: secret.New("007\nHost: x")}, "a blank": {token: secret.New("007 x")}, "not ASCII": {token: secret.New("007é")},
	} {
		var j journal
		c := config(j.before(answering(http.StatusOK, everything)))
		c.Token = func(context.Context) (secret.Value, error) { return tt.token, tt.err }
		_, err := client(t, c).User(t.Context(), "alice")
		mustBe(t, err, chatapi.KindNoToken)
		if len(j.list) > 0 || tt.err != nil && !errors.Is(err, tt.err) || strings.Contains(err.Error(), "007") {
			t.Errorf("%s: sent %v, error %v", name, j.list, err)
		}
	}
}
