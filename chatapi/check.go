package chatapi

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// A Step is one step of [Client.CheckConnection].
type Step struct {
	Name    string // what is tried: "DNS", "TLS"
	State   StepState
	Result  string // what came of it, in one line
	Advice  string // what to do about it, "" if nothing
	Took    time.Duration
	Err     error         // an [*Error] if a request failed
	Skew    time.Duration // of the step about clocks: how far the service's is ahead of ours
	HasSkew bool
}

// StepState is how a step went.
type StepState int

// How a step went.
const (
	StepRunning StepState = iota
	StepGood
	StepWarning // it works, and may surprise
	StepFailed
	StepSkipped // an earlier one has failed, or there is nothing to try
)

// String returns the state in one word.
func (s StepState) String() string {
	switch s {
	case StepRunning:
		return "running"
	case StepGood:
		return "good"
	case StepWarning:
		return "warning"
	case StepFailed:
		return "failed"
	}
	return "skipped"
}

// The names of the steps, in their order.
const (
	stepDNS        = "DNS"
	stepConnection = "Connection"
	stepTLS        = "TLS"
	stepApp        = "App"
	stepToken      = "App token"
	stepClock      = "Clock"
)

// stepNames returns the names of all steps in their order.
func stepNames() []string {
	return []string{stepDNS, stepConnection, stepTLS, stepApp, stepToken, stepClock}
}

// CheckConnection tries the connection with one request that changes nothing,
// on a connection of its own, and reports each step of it as it begins and as
// it ends; what lies after a failure is skipped. The clocks are compared even
// so if the service has answered, as that may be why it refuses the token. Only
// if the service does not know the app by its AppKey, and there is an App ID
// too, a second request tries that.
//
// Steps are reported one at a time, on any goroutine. The error is that of the
// step that failed, an [*Error], and nil if none did.
func (c *Client) CheckConnection(ctx context.Context, report func(Step)) error {
	fresh := *c
	call := probe("trying the connection")
	k := newCheckup(&fresh, report)
	if t, ok := c.transport.(*http.Transport); ok {
		own := t.Clone()
		own.DisableKeepAlives = true
		defer own.CloseIdleConnections()
		fresh.transport, k.traced = own, true
		k.proxy = c.proxy(own, call)
	}
	k.begin(stepDNS)
	a, failed := fresh.attempt(httptrace.WithClientTrace(ctx, k.trace()), call, 1)
	k.close()
	switch {
	case failed == nil:
		k.connected()
		k.end(Step{Name: stepApp, State: StepGood, Result: "the host knows the " + c.config.Address.app()})
		k.end(Step{Name: stepToken, State: StepGood, Result: "the service accepts the app token"})
	case failed.Kind == KindNoToken:
		k.skip(stepToken)
		k.fail(stepToken, failed, "")
	case a == nil || failed.Kind == KindCancelled || failed.Kind == KindTimeout || failed.Kind == KindCutOff:
		k.fail(k.broken(failed), failed, "")
	case failed.Status == http.StatusUnauthorized || failed.Status == http.StatusForbidden:
		k.connected()
		k.end(Step{Name: stepApp, State: StepGood, Result: "the service answers"})
		k.fail(stepToken, failed, c.hostHint(failed.Kind == KindTokenForeign))
	default:
		k.connected()
		k.fail(stepApp, failed, fresh.otherForm(ctx, failed))
	}
	k.clocks(a)
	k.skip("")
	if failed != nil {
		return failed
	}
	return nil
}

// app returns what names the app in requests.
func (a Address) app() string {
	if a.ByAppKey() {
		return "AppKey " + a.AppKey
	}
	return "App ID " + a.AppID
}

// proxy returns the host of the proxy that a call goes through, "" for none.
func (c *Client) proxy(t *http.Transport, call call) string {
	if t.Proxy == nil {
		return ""
	}
	to, err := url.Parse(c.config.Address.Base() + call.path)
	if err != nil {
		return ""
	}
	by, err := t.Proxy(&http.Request{Method: call.method, URL: to, Header: http.Header{}})
	if err != nil || by == nil {
		return ""
	}
	return by.Host
}

// hostHint returns advice to try another host, if the AppKey hints at one.
func (c *Client) hostHint(asked bool) string {
	if host := SuggestHost(c.config.Address.AppKey); asked && host != "" && host != c.config.Address.Host {
		return "an AppKey like " + c.config.Address.AppKey + " is mostly kept at " + host + ": try that host"
	}
	return ""
}

// otherForm returns advice about an app that the host does not know by its
// AppKey: whether it knows the App ID.
func (c *Client) otherForm(ctx context.Context, failed *Error) string {
	a := c.config.Address
	if failed.Kind != KindAppUnknown {
		return ""
	}
	if a.ByAppKey() && a.AppID != "" {
		byID := c.at(Address{Host: a.Host, AppID: a.AppID})
		if answer, failed := byID.attempt(ctx, probe("trying the App ID"), 1); answer != nil && (failed == nil || failed.Status == http.StatusUnauthorized) {
			return "the host knows the App ID " + a.AppID + ": correct the AppKey " + a.AppKey + ", or leave it out"
		}
		if hint := c.hostHint(true); hint != "" {
			return "neither the AppKey " + a.AppKey + " nor the App ID is known here; " + hint
		}
		return "neither the AppKey " + a.AppKey + " nor the App ID is known here: " + failed.Advice()
	}
	return c.hostHint(true)
}
