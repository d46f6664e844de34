package chatapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"

	"atc/keystore/secret"
)

// The most that is read of an answer, in bytes: a page of 100 users takes
// about 100 KiB.
const (
	maxAnswer      = 4 << 20
	maxErrorAnswer = 64 << 10
)

// errNotHeader says why a token cannot be sent. It does not say which
// character is to blame, as that is a part of the token.
var errNotHeader = errors.New("the token has a character that no header may hold, such as a line break: copy it again")

// attempt makes one request of a call.
func (c *Client) attempt(ctx context.Context, call call, number int) (*answer, *Error) {
	bearer, failed := c.bearer(ctx, call)
	if failed != nil {
		return nil, failed
	}
	if err := c.pass(ctx, call); err != nil {
		failed := c.failure(call, KindCancelled)
		failed.Err = err
		return nil, failed
	}
	mask := newMask(bearer, call.secrets...)
	inner, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	// If ctx ends while it waits, the transport finds out by itself.
	reached := newReach(c.transport, func() { _ = c.pass(inner, call) })
	request, err := c.request(httptrace.WithClientTrace(inner, reached.trace()), call, bearer)
	if err != nil {
		failed := c.failure(call, KindRequestInvalid)
		failed.Err = mask.error(err)
		return nil, failed
	}
	started := c.config.Now()
	a, failed := c.exchange(request, call, mask)
	if failed != nil && failed.Err != nil {
		failed.settle(ctx, inner, call.changes, reached.service())
	}
	c.tell(ctx, call, Record{Started: started, Attempt: number}, a, failed)
	return a, failed
}

// bearer returns the token that the call is made with.
func (c *Client) bearer(ctx context.Context, call call) (secret.Value, *Error) {
	bearer, err := call.bearer, error(nil)
	if bearer.IsZero() {
		bearer, err = c.config.Token(ctx)
	}
	switch {
	case err == nil && bearer.IsZero():
		err = errors.New("it is empty")
	case err == nil && !headerText(bearer):
		err = errNotHeader
	case err == nil:
		return bearer, nil
	}
	failed := c.failure(call, KindNoToken)
	if failed.Err = err; ctx.Err() != nil {
		failed.Kind, failed.Err = KindCancelled, ctx.Err()
	}
	return secret.Value{}, failed
}

// headerText reports whether a token can stand in a header as it is: printable
// ASCII without blanks.
func headerText(token secret.Value) bool {
	for _, b := range []byte(token.Reveal()) {
		if b <= ' ' || b > '~' {
			return false
		}
	}
	return true
}

// pass waits until the call may be made.
func (c *Client) pass(ctx context.Context, call call) error {
	if call.batch {
		if err := c.statuses.wait(ctx); err != nil {
			return err
		}
	}
	return c.requests.wait(ctx)
}

// request returns the request of a call as it is sent.
func (c *Client) request(ctx context.Context, call call, bearer secret.Value) (*http.Request, error) {
	body, err := call.content.encode(revealed)
	if err != nil {
		return nil, err
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, call.method, c.config.Address.Base()+call.path, reader)
	if err != nil {
		return nil, err
	}
	for _, h := range headers(body != nil) {
		r.Header.Set(h.Name, h.Value)
	}
	r.Header.Set("Authorization", "Bearer "+bearer.Reveal())
	return r, nil
}

// exchange sends a request and reads the answer.
func (c *Client) exchange(r *http.Request, call call, mask *mask) (*answer, *Error) {
	response, err := c.transport.RoundTrip(r)
	if err != nil {
		failed := c.failure(call, networkKind(err))
		failed.Err = mask.error(err)
		return nil, failed
	}
	defer func() { _ = response.Body.Close() }()
	limit := maxAnswer
	if response.StatusCode >= 300 {
		limit = maxErrorAnswer
	}
	body, readErr := io.ReadAll(io.LimitReader(response.Body, int64(limit)+1))
	a := &answer{
		status: response.StatusCode, header: response.Header, body: body, err: mask.error(readErr), received: c.config.Now(),
		requestID: mask.line(response.Header.Get("X-Request-Id"), maxRequestID),
		none:      response.ContentLength == 0 || response.StatusCode == http.StatusNoContent,
	}
	if kind := a.read(call, limit); kind != "" {
		return a, c.refusal(call, kind, a, mask)
	}
	return a, nil
}

// tell records an attempt, for whoever observes ctx.
func (c *Client) tell(ctx context.Context, call call, record Record, a *answer, failed *Error) {
	observe, ok := ctx.Value(observerKey{}).(func(Record))
	if !ok || observe == nil {
		return
	}
	record.Request, record.Duration = c.shown(call), c.config.Now().Sub(record.Started)
	if a != nil {
		record.Status, record.RequestID = a.status, a.requestID
	}
	if failed != nil {
		record.Err = failed
	}
	observe(record)
}
