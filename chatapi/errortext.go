package chatapi

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Meaning returns what it means that the request failed, in a few words and
// without what was asked for.
func (e *Error) Meaning() string {
	switch {
	case e.unsent():
		return e.Err.Error()
	case e.Because != nil:
		return "the service did not accept the app token: " + e.Because.Meaning()
	case e.Kind == KindRedirected && e.Description != "":
		return fmt.Sprintf("the host sends the request to %q, where the token would not be safe", e.Description)
	}
	return e.Kind.Meaning()
}

// Advice returns what to do next, and how long the service asks to wait before
// it where that is longer than the client waits by itself.
func (e *Error) Advice() string {
	if e.Because != nil {
		return e.Because.Advice()
	}
	if e.RetryAfter > maxRetryAfter {
		return e.Kind.Advice() + "; the service asks to wait for " + e.RetryAfter.String()
	}
	return e.Kind.Advice()
}

// Retryable reports whether the same request may succeed in a while.
func (e *Error) Retryable() bool { return e.Kind.Retryable() }

// aboutAccess reports whether the service has answered that it does not take
// the token, or not here.
func (e *Error) aboutAccess() bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	}
	return false
}

// unsent reports whether the error is of a value that was not sent.
func (e *Error) unsent() bool { return e.Err != nil && e.Method == "" }

// Error implements error: what was asked for, what it means that it failed,
// and what to do next, on one line, and then how HTTP tells it. What comes from
// strangers is quoted.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Doing != "" {
		b.WriteString(e.Doing + ": ")
	}
	b.WriteString(e.Meaning())
	switch {
	case e.unsent():
		return b.String()
	case e.Kind == KindCancelled:
		b.WriteString(e.doubt())
		return b.String()
	}
	if quoted := e.quote(); quoted != "" {
		b.WriteString(" (" + quoted + ")")
	}
	if advice := e.Advice(); advice != "" {
		b.WriteString(": " + advice)
	}
	b.WriteString(e.doubt() + " (" + e.place() + ")")
	return b.String()
}

// doubt says that the request may have had its effect.
func (e *Error) doubt() string {
	if e.Unsure {
		return "; it may have been done all the same"
	}
	return ""
}

// quote returns what was said about the reason, where the meaning leaves open
// what it is.
func (e *Error) quote() string {
	switch told := e.Kind.reason(); {
	case !told.quote:
		return ""
	case e.Description != "":
		return strconv.Quote(shorten(e.Description, maxPage))
	case e.Err != nil:
		return oneLine(shorten(e.Err.Error(), maxPage))
	}
	return ""
}

// place returns the status, the code, the request, and what the service calls
// it.
func (e *Error) place() string {
	var parts []string
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(strconv.Itoa(e.Status)+" "+oneLine(e.Code)))
	}
	parts = append(parts, oneLine(e.Method+" "+e.Path))
	if e.RequestID != "" {
		parts = append(parts, "request ID "+oneLine(e.RequestID))
	}
	return strings.Join(parts, ", ")
}

// oneLine returns a text as it is if it can be printed, and quoted if not.
func oneLine(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
