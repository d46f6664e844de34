package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"atc/chatapi"
)

// chatFailure gives the error of a chat command its exit code. A request that
// failed is told with --json, too.
func (p *program) chatFailure(f *chatFlags, err error) error {
	var (
		exit   *ExitError
		failed *chatapi.Error
	)
	if err == nil || errors.As(err, &exit) || !errors.As(err, &failed) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		if failed.Unsure { // or whoever has interrupted it knows all
			p.say(err.Error())
		}
		return err
	}
	if notSent(failed) {
		return &ExitError{ExitUsage, err}
	}
	if f.json {
		if err := p.print(appendJSONLine(nil, errorLine{Error: newErrorJSON(err)})); err != nil {
			return err
		}
	}
	return f.requestFailed(err)
}

// requestFailed gives the error of a request its exit code. Of the demo project
// it also says who serves it.
func (f *chatFlags) requestFailed(err error) error {
	if f.demo && chatapi.IsKind(err, chatapi.KindNoConnection) {
		return requestf("%w; the demo project is served by atc chat emulator, in another terminal", err)
	}
	return &ExitError{ExitRequest, err}
}

// notSent reports whether an error is of a value of the command line that the
// service would refuse.
func notSent(e *chatapi.Error) bool { return e.Method == "" && e.Status == 0 }

func requestf(format string, args ...any) error {
	return &ExitError{ExitRequest, fmt.Errorf(format, args...)}
}

// The JSON of a failure, which is the same for every chat command. Where it is
// about one user, the name stands beside it.
type (
	errorLine struct {
		Username string     `json:"username,omitempty"`
		Error    *errorJSON `json:"error"`
	}
	errorJSON struct {
		Kind        chatapi.Kind `json:"kind"`
		Status      int          `json:"status,omitempty"`
		Code        string       `json:"code,omitempty"`
		Description string       `json:"description,omitempty"`
		Message     string       `json:"message"`
		Advice      string       `json:"advice,omitempty"`
		Unsure      bool         `json:"unsure,omitempty"`  // the request may have had its effect all the same
		Because     chatapi.Kind `json:"because,omitempty"` // the reason that another request has brought to light
		RequestID   string       `json:"request_id,omitempty"`
	}
)

// kindOther stands where an error is of no request, such as a line of a list
// that no user can be registered for.
const kindOther chatapi.Kind = "not-sent"

func newErrorJSON(err error) *errorJSON {
	var e *chatapi.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &e) {
		return &errorJSON{Kind: kindOther, Message: err.Error()}
	}
	advice := e.Advice()
	if errors.As(err, new(*unregisteredError)) {
		advice = unregisteredAdvice
	}
	told := &errorJSON{
		Kind: e.Kind, Status: e.Status, Code: e.Code, Description: e.Description,
		Message: e.Meaning(), Advice: advice, Unsure: e.Unsure, RequestID: e.RequestID,
	}
	if e.Because != nil {
		told.Because = e.Because.Kind
	}
	return told
}

// forEach does something for each of the users. A failure is told at once; one
// that is not about that user alone ends it.
func (p *program) forEach(ctx context.Context, f *chatFlags, names []string, do func(ctx context.Context, name string) error) error {
	failed := 0
	for i, name := range names {
		err := do(ctx, name)
		var failure *chatapi.Error
		if err == nil {
			continue
		}
		if !errors.As(err, &failure) || notSent(failure) || errors.Is(err, context.Canceled) {
			return err
		}
		if f.json {
			if err := p.print(appendJSONLine(nil, errorLine{name, newErrorJSON(err)})); err != nil {
				return err
			}
		}
		if failed++; len(names) == 1 {
			return f.requestFailed(err)
		}
		p.say(err.Error())
		if left := len(names) - i - 1; left > 0 && !failure.Kind.AboutUser() {
			return requestf("%s left: it would happen to the others, too", several(left, "user is", "users are"))
		}
	}
	if failed > 0 {
		return requestf("%d of %d users failed", failed, len(names))
	}
	return nil
}

// logRequest tells a request that was made on stderr. A record has no secret.
func (p *program) logRequest(r chatapi.Record) {
	line := fmt.Sprintf("%s %s: ", r.Request.Method, r.Request.Path())
	switch {
	case r.Status > 0:
		line += fmt.Sprint(r.Status)
	case r.Err != nil:
		line += "no answer"
	}
	line += " in " + tookWords(r.Duration.Round(time.Millisecond))
	if r.RequestID != "" {
		line += ", request " + r.RequestID
	}
	if r.Attempt > 1 {
		line += fmt.Sprintf(", attempt %d", r.Attempt)
	}
	var failed *chatapi.Error
	if errors.As(r.Err, &failed) {
		line += ", " + string(failed.Kind)
	}
	p.say(line)
}
