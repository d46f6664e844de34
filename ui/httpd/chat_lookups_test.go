package httpd

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
)

// listening returns the address of a server of the test.
func listening(tb testing.TB, h http.Handler) string {
	tb.Helper()
	server := httptest.NewServer(h)
	tb.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func TestALookupGoesOnForThoseWhoStillWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l lookups
		asked := 0
		users := fakeUsers(func(ctx context.Context, name string) (chatapi.Registered, error) {
			asked++
			select {
			case <-time.After(10 * time.Second):
				return chatapi.Registered{User: chatapi.User{Username: name}}, nil
			case <-ctx.Done():
				return chatapi.Registered{}, ctx.Err()
			}
		})
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		first := make(chan error, 1)
		go func() {
			_, err := l.find(impatient, users, "alice")
			first <- err
		}()
		synctest.Wait()
		found, err := l.find(t.Context(), users, "alice")
		if err != nil || found.User.Username != "alice" || asked != 1 {
			t.Errorf("%+v, %v after %d lookups", found, err, asked)
		}
		if err := <-first; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("who waited for a second got %v", err)
		}
		if len(l.running) != 0 {
			t.Errorf("%d lookups are left", len(l.running))
		}
	})
}

func TestALookupThatNobodyWaitsForEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l lookups
		ended := false
		users := fakeUsers(func(ctx context.Context, _ string) (chatapi.Registered, error) {
			<-ctx.Done()
			ended = true
			return chatapi.Registered{}, ctx.Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := l.find(ctx, users, "alice")
		synctest.Wait()
		if !errors.Is(err, context.DeadlineExceeded) || !ended || len(l.running) != 0 {
			t.Errorf("%v, ended: %v, left: %d", err, ended, len(l.running))
		}
	})
}

// TestALookupThatNeverEndsIsGivenUpThoughOthersKeepComing has one client come
// before the one before it goes, as an app does that asks in a loop.
func TestALookupThatNeverEndsIsGivenUpThoughOthersKeepComing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l lookups
		var begun, ended []time.Duration
		start := time.Now()
		users := fakeUsers(func(ctx context.Context, _ string) (chatapi.Registered, error) {
			begun = append(begun, time.Since(start))
			<-ctx.Done()
			ended = append(ended, time.Since(start))
			return chatapi.Registered{}, ctx.Err()
		})
		const every, clients = callTimeout / 2, 6
		failures := make(chan error, clients)
		for range clients {
			go func() {
				ctx, cancel := context.WithTimeout(t.Context(), callTimeout)
				defer cancel()
				_, err := l.find(ctx, users, "alice")
				failures <- err
			}()
			synctest.Wait()
			time.Sleep(every)
		}
		for range clients {
			if err := <-failures; !errors.Is(err, context.DeadlineExceeded) || chatFailure(err).status != http.StatusGatewayTimeout {
				t.Errorf("a client got %v", err)
			}
		}
		synctest.Wait()
		// The second lookup begins with the first client after the end of the
		// first one, and ends when the last of its clients has gone.
		if !slices.Equal(begun, []time.Duration{0, 3 * every}) || ended[0] != lookupTimeout || len(ended) != 2 || len(l.running) != 0 {
			t.Errorf("lookups began after %v and ended after %v; %d are left", begun, ended, len(l.running))
		}
	})
}

func TestDifferentUsersAreLookedUpAtTheSameTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l lookups
		users := fakeUsers(func(context.Context, string) (chatapi.Registered, error) {
			time.Sleep(time.Second)
			return chatapi.Registered{}, nil
		})
		start, done := time.Now(), make(chan error)
		for _, name := range []string{"alice", "bob", "carol"} {
			go func() {
				_, err := l.find(t.Context(), users, name)
				done <- err
			}()
		}
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("three users took %s", took)
		}
	})
}

func TestAChatThatDoesNotAnswerIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]int{
		context.DeadlineExceeded: http.StatusGatewayTimeout,
		context.Canceled:         http.StatusServiceUnavailable,
	} {
		if f := chatFailure(err); f.status != want || f.problem == "" {
			t.Errorf("%v is answered %d %s, want %d", err, f.status, f.problem, want)
		}
	}
}
