package httpd

import (
	"encoding/base32"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"atc/keystore/secret"

	"golang.org/x/time/rate"
)

// keyLetters are those of a key that was made up: none looks like another, and
// all may stand in a URL.
const keyLetters = "23456789abcdefghijkmnpqrstuvwxyz"

// NewKey returns a key of 160 bits that it reads from random: 32 lower-case
// letters and digits, which can be read out, typed and put in a URL as they are.
// It fails if random does.
func NewKey(random io.Reader) (secret.Value, error) {
	var b [20]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return secret.Value{}, fmt.Errorf("making up a key: %w", err)
	}
	return secret.New(base32.NewEncoding(keyLetters).WithPadding(base32.NoPadding).EncodeToString(b[:])), nil
}

// Wrong keys that one client may send: some at once, then one in so long.
const (
	wrongAtOnce = 10
	wrongEvery  = 6 * time.Second
	// mostGuessers is of how many clients it is known. Beyond, all begin anew.
	mostGuessers = 1024
)

// Keys check the key of requests. A client that goes on with wrong ones is told
// to wait, as an app with an old key would else ask in a loop. That keeps nobody
// from guessing, and need not: one of [NewKey] is hopeless to guess at any rate,
// and so the right key passes even from the same address.
type keys struct {
	key   secret.Value
	mu    sync.Mutex
	wrong map[string]*rate.Limiter // by the address of the client
}

// refuse returns why a request is refused, or nil. The key may be the bearer
// token of the Authorization header, or inPath; a client that has it in its base
// URL may send credentials of its own in the header. Every endpoint needs the
// key, /ping included, where one is configured.
func (k *keys) refuse(r *http.Request, inPath secret.Value, client string, now time.Time) *failure {
	if k.key.IsZero() {
		return nil
	}
	bearer := bearerOf(r)
	if inPath.Equal(k.key) || bearer.Equal(k.key) {
		return nil
	}
	if inPath.IsZero() && bearer.IsZero() {
		f := failed(http.StatusUnauthorized, "the key is missing: send it as Authorization: Bearer KEY, or put /%s/KEY before the path", keyPart)
		f.header = http.Header{"Www-Authenticate": {`Bearer realm="atc"`}}
		return f
	}
	if !k.limiter(client).AllowN(now, 1) {
		f := failed(http.StatusTooManyRequests, "too many wrong keys: wait some seconds, and copy the key again from where the server was started")
		f.header = http.Header{"Retry-After": {fmt.Sprint(int(wrongEvery / time.Second))}}
		return f
	}
	f := failed(http.StatusUnauthorized, "the key is wrong: copy it again from where the server was started, which makes up a new one each time")
	f.header = http.Header{"Www-Authenticate": {`Bearer realm="atc", error="invalid_token"`}}
	return f
}

// limiter returns what counts the wrong keys of a client.
func (k *keys) limiter(client string) *rate.Limiter {
	k.mu.Lock()
	defer k.mu.Unlock()
	if l := k.wrong[client]; l != nil {
		return l
	}
	if k.wrong == nil || len(k.wrong) >= mostGuessers {
		k.wrong = map[string]*rate.Limiter{}
	}
	l := rate.NewLimiter(rate.Every(wrongEvery), wrongAtOnce)
	k.wrong[client] = l
	return l
}

// bearerOf returns the bearer token of a request.
func bearerOf(r *http.Request) secret.Value {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return secret.Value{}
	}
	return secret.New(strings.TrimSpace(token))
}
