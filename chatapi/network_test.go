package chatapi_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atc/chatapi"
)

// at returns a client of what listens on this machine.
func at(t *testing.T, host string) *chatapi.Client {
	t.Helper()
	own := &http.Transport{MaxResponseHeaderBytes: 64 << 10}
	t.Cleanup(own.CloseIdleConnections)
	c := config(own)
	c.Address = chatapi.Address{Host: host, AppID: appID}
	return client(t, c)
}

// serving starts a server on this machine.
func serving(t *testing.T, h http.HandlerFunc) (host string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// raw starts a server that says the same to everybody, and hangs up.
func raw(t *testing.T, says string) (host string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				fmt.Fprint(conn, says)
			}
			conn.Close()
		}
	}()
	return l.Addr().String()
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Int64
	elsewhere := serving(t, func(http.ResponseWriter, *http.Request) { followed.Add(1) })
	for location, host := range map[string]string{
		"http://" + elsewhere + "/users": elsewhere, "/elsewhere": "", "": "", "http://user:pw@evil.example/?t=1": "evil.example", "::not a URL": "",
	} {
		for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
			here := serving(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", location)
				w.WriteHeader(status)
			})
			err := at(t, here).Ban(t.Context(), "alice")
			e := mustBe(t, err, chatapi.KindRedirected)
			if e.Description != host || e.Status != status || host != "" && !strings.Contains(err.Error(), fmt.Sprintf("%q", host)) {
				t.Errorf("%d to %q: %v, %q", status, location, err, e.Description)
			}
		}
	}
	if followed.Load() > 0 {
		t.Error("a redirect was followed")
	}
}

func TestTheClientThatIsHandedOverIsNotChangedAndItsCookiesAreNotUsed(t *testing.T) {
	t.Parallel()
	var cookies atomic.Int64
	host := serving(t, func(w http.ResponseWriter, r *http.Request) {
		cookies.Add(int64(len(r.Cookies())))
		http.SetCookie(w, &http.Cookie{Name: "rememberMe", Value: "deleteMe"})
		fmt.Fprint(w, everything)
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	given := &http.Client{Transport: own, Jar: jar}
	c := config(nil)
	c.Address.Host, c.HTTP = host, given
	cl := client(t, c)
	for range 3 {
		if _, err := cl.User(t.Context(), "alice"); err != nil {
			t.Fatal(err)
		}
	}
	if given.Transport != own || given.Jar != jar || given.CheckRedirect != nil || given.Timeout != 0 || own.DisableKeepAlives {
		t.Errorf("the client was changed: %+v", given)
	}
	if cookies.Load() > 0 {
		t.Error("cookies were sent")
	}
}

func TestAnAnswerWithoutEndIsNotRead(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	endless := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			for part := []byte(strings.Repeat(`{"entities":[`, 1000)); ; {
				n, err := w.Write(part)
				if sent.Add(int64(n)); err != nil {
					return
				}
			}
		}
	}
	err := at(t, serving(t, endless(http.StatusOK))).Ban(t.Context(), "alice")
	if e := mustBe(t, err, chatapi.KindAnswerTooLarge); !e.Unsure || e.Retryable() {
		t.Errorf("unsure %v, retryable %v", e.Unsure, e.Retryable())
	}
	err = at(t, serving(t, endless(http.StatusInternalServerError))).Ban(t.Context(), "alice")
	mustBe(t, err, chatapi.KindBadGateway)
	if sent.Load() > 64<<20 {
		t.Errorf("%d MiB were sent", sent.Load()>>20)
	}
}

func TestWhatHappensToConnectionsIsToldApart(t *testing.T) {
	t.Parallel()
	for host, kind := range map[string]chatapi.Kind{
		nobody:     chatapi.KindNoConnection,
		raw(t, ""): chatapi.KindCutOff,
		raw(t, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"+everything[:50]):              chatapi.KindCutOff,
		raw(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"entities\":[{}"): chatapi.KindCutOff,
		raw(t, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"+everything[:50]):                 chatapi.KindAnswerDamaged,
		raw(t, "HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\n{\"error\":"):          chatapi.KindCutOff,
		raw(t, "HTTP/1.1 503 Unavailable\r\nContent-Length: 1000\r\n\r\n<html>"):               chatapi.KindUnavailable,
		raw(t, "SSH-2.0-OpenSSH_9.6\r\n"):                                                      chatapi.KindCutOff,
		raw(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<20)+"\r\n\r\n"):                 chatapi.KindCutOff,
		raw(t, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"):    chatapi.KindCutOff,
	} {
		err := at(t, host).Ban(t.Context(), "alice")
		e := mustBe(t, err, kind)
		if e.Unsure != (kind != chatapi.KindNoConnection) {
			t.Errorf("unsure %v: %v", e.Unsure, err)
		}
	}
}

func TestAHostThatProvesNothingIsNotTrusted(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	plain := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("a token was sent in the clear") })
	for where, text := range map[string]string{s.Listener.Addr().String(): "certificate", plain: "TLS handshake"} {
		own := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, where)
		}}
		_, err := client(t, config(own)).User(t.Context(), "alice")
		if mustBe(t, err, chatapi.KindTLS); !strings.Contains(err.Error(), text) {
			t.Errorf("error = %v, want something of %s", err, text)
		}
	}
}

func TestAProxyThatLetsNobodyThroughIsNoConnection(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }))
	t.Cleanup(proxy.Close)
	own := &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) { return r.URL.Parse(proxy.URL) }}
	err := client(t, config(own)).Ban(t.Context(), "alice")
	if e := mustBe(t, err, chatapi.KindNoConnection); e.Unsure || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("unsure %v: %v", e.Unsure, err)
	}
}

func TestAnAttemptTakesNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	host := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"entities":[`)
		w.(http.Flusher).Flush()
		<-release
	})
	t.Cleanup(func() { close(release) })
	c := config(&http.Transport{DisableKeepAlives: true})
	c.Address.Host, c.Timeout = host, 20*time.Millisecond
	err := client(t, c).Ban(t.Context(), "alice")
	if e := mustBe(t, err, chatapi.KindTimeout); !e.Unsure || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, unsure %v", err, e.Unsure)
	}
}

func TestWithoutAClientOneIsMade(t *testing.T) {
	t.Parallel()
	c := config(nil)
	c.HTTP, c.Address.Host = nil, serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, everything) })
	if u, err := client(t, c).User(t.Context(), "alice"); err != nil || u.UUID != "0ffe" {
		t.Errorf("%+v, %v", u, err)
	}
}
