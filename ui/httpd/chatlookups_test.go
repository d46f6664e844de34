package httpd

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
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
