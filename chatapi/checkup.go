package chatapi

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxSkew is how far two clocks may differ before it is worth a warning.
const maxSkew = 60 * time.Second

// A checkup reports the steps of one look at the connection. The hooks of the
// transport call it on goroutines of their own, even after the request is over.
type checkup struct {
	client *Client
	traced bool   // the transport tells how it connects
	proxy  string // the host of the proxy, "" for none

	mu       sync.Mutex
	report   func(Step)
	at       int       // the step that is running, or comes next
	begun    time.Time // when it began, zero if it has not
	closed   bool      // the hooks have nothing to say any more
	sent     time.Time
	answered time.Time
}

func newCheckup(c *Client, report func(Step)) *checkup {
	if report == nil {
		report = func(Step) {}
	}
	return &checkup{client: c, report: report}
}

// begin reports that a step begins, after those before it, which had nothing
// to do.
func (k *checkup) begin(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.enter(name)
}

// enter is begin for who holds the lock. A step that has ended is not begun
// again.
func (k *checkup) enter(name string) {
	names := stepNames()
	i := slices.Index(names, name)
	if i < k.at || i == k.at && !k.begun.IsZero() {
		return
	}
	for k.at < i {
		k.finish(Step{Name: names[k.at], State: StepSkipped, Result: k.idle(names[k.at])})
	}
	k.begun = k.client.config.Now()
	k.report(Step{Name: name, State: StepRunning})
}

// finish reports how the step ended that is running, or comes next.
func (k *checkup) finish(s Step) {
	if !k.begun.IsZero() {
		s.Took = k.client.config.Now().Sub(k.begun)
	}
	k.at, k.begun = k.at+1, time.Time{}
	k.report(s)
}

// idle says why a step of connecting has nothing to do.
func (k *checkup) idle(name string) string {
	switch {
	case !k.traced:
		return "nobody tells"
	case name == stepDNS:
		return "the host is given as an address"
	case name == stepTLS && k.client.config.Address.Loopback():
		return "plain HTTP, as the host is this machine"
	}
	return "there was nothing to do"
}

// end reports how a step ended, which begins if it has not.
func (k *checkup) end(s Step) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.enter(s.Name)
	if stepNames()[min(k.at, len(stepNames())-1)] == s.Name {
		k.finish(s)
	}
}

// fail reports that a step has failed, and that those after it have no chance.
func (k *checkup) fail(name string, e *Error, advice string) {
	result := e.Meaning()
	if quoted := e.quote(); quoted != "" {
		result += " (" + quoted + ")"
	}
	if advice == "" {
		advice = e.Advice()
	}
	k.end(Step{Name: name, State: StepFailed, Result: result, Advice: advice, Err: e})
}

// skip reports those steps as skipped that come next, as far as to the one of
// that name, or all.
func (k *checkup) skip(before string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for names := stepNames(); k.at < len(names) && names[k.at] != before; {
		k.finish(Step{Name: names[k.at], State: StepSkipped})
	}
}

// connected ends the steps that come before an answer.
func (k *checkup) connected() { k.begin(stepApp) }

// broken returns the step at which no answer came.
func (k *checkup) broken(e *Error) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.traced {
		return stepNames()[k.at]
	}
	switch e.Kind {
	case KindNoSuchHost:
		return stepDNS
	case KindNoConnection:
		return stepConnection
	case KindTLS:
		return stepTLS
	}
	return stepApp
}

// close makes the hooks silent.
func (k *checkup) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
}

// hook runs f unless the request is over.
func (k *checkup) hook(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.closed {
		f()
	}
}

// during ends the step of a name if that is the one that runs: another address
// of the host may have been quicker.
func (k *checkup) during(name string, s Step) {
	if k.at < len(stepNames()) && stepNames()[k.at] == name && !k.begun.IsZero() {
		s.Name, s.State = name, StepGood
		k.finish(s)
	}
}

// trace returns the hooks that tell how the transport connects.
func (k *checkup) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { k.hook(func() { k.enter(stepDNS) }) },
		DNSDone: func(info httptrace.DNSDoneInfo) {
			if info.Err == nil {
				k.hook(func() { k.during(stepDNS, Step{Result: k.looked(info.Addrs)}) })
			}
		},
		ConnectStart: func(string, string) { k.hook(func() { k.enter(stepConnection) }) },
		ConnectDone: func(_, address string, err error) {
			if err == nil {
				k.hook(func() { k.during(stepConnection, Step{Result: k.via("connected to " + address)}) })
			}
		},
		TLSHandshakeStart: func() { k.hook(func() { k.enter(stepTLS) }) },
		TLSHandshakeDone: func(state tls.ConnectionState, err error) {
			if err == nil {
				k.hook(func() { k.during(stepTLS, Step{Result: secured(state)}) })
			}
		},
		GotConn:              func(httptrace.GotConnInfo) { k.hook(func() { k.enter(stepApp) }) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { k.hook(func() { k.sent = k.client.config.Now() }) },
		GotFirstResponseByte: func() { k.hook(func() { k.answered = k.client.config.Now() }) },
	}
}

// looked says which addresses a name has.
func (k *checkup) looked(addresses []net.IPAddr) string {
	const most = 3
	var shown []string
	for _, a := range addresses[:min(len(addresses), most)] {
		shown = append(shown, a.String())
	}
	text := strings.Join(shown, ", ")
	if more := len(addresses) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if k.proxy != "" {
		return "the proxy has " + text + ", and looks the host up itself"
	}
	return "the host has " + text
}

// via adds the proxy that a connection goes through.
func (k *checkup) via(text string) string {
	if k.proxy != "" {
		return text + ", the proxy " + oneLine(k.proxy)
	}
	return text
}

// secured says what a handshake came to.
func secured(state tls.ConnectionState) string {
	text := tls.VersionName(state.Version)
	if len(state.PeerCertificates) > 0 {
		text += ", certificate valid until " + state.PeerCertificates[0].NotAfter.UTC().Format("2006-01-02 15:04 UTC")
	}
	return text
}
