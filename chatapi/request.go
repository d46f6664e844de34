package chatapi

import (
	"context"
	"strings"
	"time"
)

// A Request is a request as it can be shown: the bearer token, passwords and
// device tokens are masked.
type Request struct {
	Method string
	URL    string
	Header []Header
	Body   string // JSON, "" for none
}

// A Header is one line of a request's header.
type Header struct{ Name, Value string }

// TokenVariable is the variable of a shell that stands for the bearer token
// wherever a request is shown.
const TokenVariable = "AGORA_CHAT_TOKEN"

// Path returns the path of the request, with its query.
func (r Request) Path() string {
	if _, rest, ok := strings.Cut(r.URL, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			return rest[i:]
		}
	}
	return r.URL
}

// A Record is one request that was made, for a log. It holds no secret.
type Record struct {
	Request   Request
	Started   time.Time
	Duration  time.Duration
	Status    int    // of HTTP; 0 where no answer came
	RequestID string // what the service calls the request, "" if it does not say
	Attempt   int    // from 1
	Err       error  // why the attempt failed; an [*Error]
}

type observerKey struct{}

// WithObserver returns a context in which every request is told to observe,
// those that are repeated one by one. It is called on the goroutine of the
// call, after the answer has been read.
func WithObserver(ctx context.Context, observe func(Record)) context.Context {
	return context.WithValue(ctx, observerKey{}, observe)
}
