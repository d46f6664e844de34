package chatapi

import (
	"context"
	"sync"
	"time"

	"atc/keystore/secret"
)

// renewBefore is how long before its end a token is used no longer: far above
// what a request takes, and what two clocks differ by.
const renewBefore = 5 * time.Minute

// CachedTokens returns a source that builds a token when one is needed, and
// the next one five minutes before that ends; a token that lives for less than
// ten is renewed at half its life. The function build returns a token and the
// time when it ends, by the clock that now is. The source is safe for
// concurrent use, and returns the errors of build as they are.
func CachedTokens(now func() time.Time, build func() (token secret.Value, ends time.Time, err error)) TokenSource {
	var (
		mu    sync.Mutex
		token secret.Value
		renew time.Time
	)
	return func(context.Context) (secret.Value, error) {
		mu.Lock()
		defer mu.Unlock()
		at := now()
		if !token.IsZero() && at.Before(renew) {
			return token, nil
		}
		fresh, ends, err := build()
		if err != nil {
			return secret.Value{}, err
		}
		token, renew = fresh, ends.Add(-min(renewBefore, ends.Sub(at)/2))
		return token, nil
	}
}
