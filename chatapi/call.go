package chatapi

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"atc/keystore/secret"
)

// A call is one request to the service, which may take several attempts.
type call struct {
	doing   string // "looking up alice"
	method  string
	path    string // after the prefix of the app, escaped, with its query
	content content
	// secrets must not come back in an error, besides the bearer token.
	secrets []secret.Value
	// needs is the field without which a success is of no use, "" for none.
	needs string
	// bearer is sent in place of the client's own token, if it is not zero.
	bearer secret.Value
	// changes says that the call has an effect.
	changes bool
	// user says that the path names one user, whom a 404 is about.
	user bool
	// batch says that the call asks for the status of many users, of which
	// there is a limit of its own.
	batch bool
}

// Tries says how the attempts of a call went.
type tries struct {
	count  int
	unsure bool // one that failed may have had its effect
}

// How a call is repeated. The service documents no Retry-After, and asks to
// pause briefly after a 429 or a 503.
const (
	maxTries = 4
	// maxRetryAfter is the longest pause that the service may ask for. Who has
	// to wait longer is told so instead.
	maxRetryAfter = 30 * time.Second
)

// pauses are those between attempts: at most the Pause of the Config, then
// twice that and so on, each between half of it and the whole, and no less than
// the service has asked for.
type pauses struct {
	*backoff.ExponentialBackOff
	asked *time.Duration
}

// NextBackOff implements [backoff.BackOff].
func (p pauses) NextBackOff() time.Duration {
	return max(p.ExponentialBackOff.NextBackOff(), *p.asked)
}

func newPauses(longestFirst time.Duration, asked *time.Duration) pauses {
	// Between half and the whole is a third around three quarters.
	return pauses{&backoff.ExponentialBackOff{
		InitialInterval: longestFirst * 3 / 4, RandomizationFactor: 1. / 3, Multiplier: 2, MaxInterval: longestFirst << maxTries,
	}, asked}
}

// do makes a call, and repeats what failed for a passing reason. All calls of
// this package can be repeated: they ask for something, or set something to
// what it may be already, or look at what an earlier attempt has done. The
// error is an [*Error].
func (c *Client) do(ctx context.Context, call call) (*answer, tries, error) {
	var t tries
	var asked time.Duration
	attempt := func() (*answer, error) {
		t.count++
		a, failed := c.attempt(ctx, call, t.count)
		if failed == nil {
			return a, nil
		}
		t.unsure = t.unsure || failed.Unsure
		asked = failed.RetryAfter
		if !failed.Retryable() || asked > maxRetryAfter {
			return nil, backoff.Permanent(failed)
		}
		return nil, failed
	}
	a, err := backoff.Retry(ctx, attempt,
		backoff.WithBackOff(newPauses(c.config.Pause, &asked)),
		backoff.WithMaxTries(maxTries),
		backoff.WithMaxElapsedTime(0))
	if err == nil {
		return a, t, nil
	}
	var failed *Error
	if !errors.As(err, &failed) || ctx.Err() != nil && failed.Kind != KindCancelled {
		failed = c.failure(call, KindCancelled)
		failed.Err = ctx.Err()
	}
	// What counts for the caller is whether any of the attempts may have had
	// its effect, not only the last. That one is in a record already.
	final := *failed
	final.Unsure = t.unsure
	return nil, t, &final
}

// failure returns an error of a call.
func (c *Client) failure(call call, kind Kind) *Error {
	return &Error{Kind: kind, Doing: call.doing, Method: call.method, Path: c.config.Address.Prefix() + call.path}
}
