package chatapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// networkKind returns why no answer came, as far as the error tells.
func networkKind(err error) Kind {
	var (
		dns          *net.DNSError
		dial         *net.OpError
		timeout      net.Error
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
		record       tls.RecordHeaderError
		alert        tls.AlertError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return KindNoSuchHost
	case errors.As(err, &dns):
		return KindNoConnection
	case errors.As(err, &verification), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid),
		errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return KindTLS
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "proxyconnect" || dial.Op == "socks connect"):
		return KindNoConnection
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	}
	return KindCutOff
}

// A reach says whether a request has left this machine.
type reach struct {
	traced    bool // by the transport of the standard library
	connected atomic.Bool
	// again waits until the request may be made once more. The transport
	// repeats by itself what asks for something, if a connection that was kept
	// open has ended, and that is one more request at the service.
	again func()
}

func newReach(t http.RoundTripper, again func()) *reach {
	_, traced := t.(*http.Transport)
	return &reach{traced: traced, again: again}
}

// trace returns the hooks that tell of a connection. The transport goes on when
// they return.
func (r *reach) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if r.connected.Swap(true) {
			r.again()
		}
	}}
}

// service reports whether the service may have heard of the request.
func (r *reach) service() bool { return !r.traced || r.connected.Load() }

// settle decides what a failure of the network was: who asked may have given
// up, or the time of the attempt, inner, is over. Only a request that changes
// something and may have reached the service leaves it unsure what is there
// now.
func (e *Error) settle(ctx, inner context.Context, changes, reached bool) {
	switch {
	case ctx.Err() != nil:
		e.Kind, e.Err = KindCancelled, ctx.Err()
	case inner.Err() != nil:
		e.Kind = KindTimeout
	case e.Kind == KindCutOff && !reached: // a proxy that lets nobody through, say
		e.Kind = KindNoConnection
	}
	switch e.Kind {
	case KindCancelled, KindTimeout, KindCutOff:
		e.Unsure = changes && reached
	}
}
