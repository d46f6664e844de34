package chatapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

// checked returns the steps of a look at the connection, as they ended, a line
// each: name, state, result, advice.
func checked(t *testing.T, c *chatapi.Client) (lines []string, steps map[string]chatapi.Step, err error) {
	t.Helper()
	steps = map[string]chatapi.Step{}
	running := ""
	err = c.CheckConnection(t.Context(), func(s chatapi.Step) {
		switch {
		case s.State == chatapi.StepRunning && running != "":
			t.Errorf("%s begins while %s runs", s.Name, running)
		case s.State == chatapi.StepRunning:
			running = s.Name
			return
		case running != "" && running != s.Name:
			t.Errorf("%s ends while %s runs", s.Name, running)
		}
		running = ""
		if _, twice := steps[s.Name]; twice {
			t.Errorf("%s ends twice", s.Name)
		}
		steps[s.Name] = s
		lines = append(lines, s.Name+" "+s.State.String())
	})
	if running != "" {
		t.Errorf("%s has no end", running)
	}
	if names := []string{"DNS", "Connection", "TLS", "App", "App token", "Clock"}; len(lines) != len(names) {
		t.Errorf("steps %q, want all of %q", lines, names)
	}
	return lines, steps, err
}

// encrypted starts a server that is known as a41.chat.example.
func encrypted(t *testing.T, h http.HandlerFunc) *http.Transport {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	own := s.Client().Transport.(*http.Transport).Clone()
	t.Cleanup(own.CloseIdleConnections)
	own.TLSClientConfig.ServerName = "example.com" // whom the certificate of the test is for
	own.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
	}
	return own
}

// now is an answer of a clock that is ahead of ours.
func now(ahead time.Duration) string {
	return fmt.Sprintf(`{"entities":[],"timestamp":%d}`, time.Now().Add(ahead).UnixMilli())
}

func TestAGoodConnectionIsGoodAtEveryStep(t *testing.T) {
	t.Parallel()
	own := encrypted(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.String() != "/app-id/"+appID+"/users?limit=1" {
			t.Errorf("asked for %s %s", r.Method, r.URL)
		}
		fmt.Fprint(w, now(0))
	})
	lines, steps, err := checked(t, client(t, config(own)))
	if want := []string{"DNS skipped", "Connection good", "TLS good", "App good", "App token good", "Clock good"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%q, %v, want %q", lines, err, want)
	}
	if s := steps["TLS"]; !strings.HasPrefix(s.Result, "TLS 1.3, certificate valid until 2") || s.Took <= 0 {
		t.Errorf("TLS: %+v", s)
	}
	if s := steps["Connection"]; !strings.Contains(s.Result, "127.0.0.1:") {
		t.Errorf("connection: %+v", s)
	}
	if s := steps["App"]; s.Result != "the host knows the App ID "+appID {
		t.Errorf("app: %+v", s)
	}
	if s := steps["Clock"]; !s.HasSkew || s.Skew.Abs() > 5*time.Second {
		t.Errorf("clock: %+v", s)
	}
}

func TestOnThisMachineThereIsNoTLSAndANameIsLookedUp(t *testing.T) {
	t.Parallel()
	host := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, now(0)) })
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		t.Fatal(err)
	}
	lines, steps, err := checked(t, at(t, net.JoinHostPort("localhost", port)))
	if want := []string{"DNS good", "Connection good", "TLS skipped", "App good", "App token good", "Clock good"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%q, %v, want %q", lines, err, want)
	}
	if s := steps["DNS"]; !strings.Contains(s.Result, "127.0.0.1") {
		t.Errorf("DNS: %+v", s)
	}
}

func TestTheStepThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	dial := func(err error) *http.Transport {
		return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err }}
	}
	untrusted := encrypted(t, func(http.ResponseWriter, *http.Request) {})
	untrusted.TLSClientConfig = nil
	to := func(h http.HandlerFunc) http.RoundTripper { return encrypted(t, h) }
	answer := func(status int, body string) http.RoundTripper {
		return to(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
	}
	for name, tt := range map[string]struct {
		transport http.RoundTripper
		kind      chatapi.Kind
		want      string
	}{
		"an unknown host": {dial(&net.DNSError{IsNotFound: true}), chatapi.KindNoSuchHost, "DNS failed, Connection skipped, TLS skipped, App skipped, App token skipped, Clock skipped"},
		"nobody listening": {&http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, nobody)
		}}, chatapi.KindNoConnection, "DNS skipped, Connection failed, TLS skipped, App skipped, App token skipped, Clock skipped"},
		"a certificate of nobody":           {untrusted, chatapi.KindTLS, "DNS skipped, Connection good, TLS failed, App skipped, App token skipped, Clock skipped"},
		"no answer":                         {to(func(w http.ResponseWriter, _ *http.Request) { conn, _, _ := w.(http.Hijacker).Hijack(); conn.Close() }), chatapi.KindCutOff, "DNS skipped, Connection good, TLS good, App failed, App token skipped, Clock skipped"},
		"a login page":                      {answer(http.StatusOK, page), chatapi.KindAnswerNotJSON, "DNS skipped, Connection good, TLS good, App failed, App token skipped, Clock good"},
		"an unknown app":                    {answer(http.StatusNotFound, `{"error":"organization_application_not_found"}`), chatapi.KindAppUnknown, "DNS skipped, Connection good, TLS good, App failed, App token skipped, Clock good"},
		"a token that ended":                {answer(http.StatusUnauthorized, `{"error":"unauthorized","error_description":"Unable to authenticate due to expired access token"}`), chatapi.KindTokenExpired, "DNS skipped, Connection good, TLS good, App good, App token failed, Clock good"},
		"an IP address that is not allowed": {answer(http.StatusForbidden, page), chatapi.KindForbidden, "DNS skipped, Connection good, TLS good, App good, App token failed, Clock good"},
		"a transport that tells nothing":    {answering(http.StatusServiceUnavailable, "{}"), chatapi.KindUnavailable, "DNS skipped, Connection skipped, TLS skipped, App failed, App token skipped, Clock skipped"},
		"no DNS, untold":                    {failing(&net.DNSError{IsNotFound: true}), chatapi.KindNoSuchHost, "DNS failed, Connection skipped, TLS skipped, App skipped, App token skipped, Clock skipped"},
		"no way, untold":                    {failing(refusing()), chatapi.KindNoConnection, "DNS skipped, Connection failed, TLS skipped, App skipped, App token skipped, Clock skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config(tt.transport)
			lines, steps, err := checked(t, client(t, c))
			e := mustBe(t, err, tt.kind)
			if got := strings.Join(lines, ", "); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			for _, s := range steps {
				if (s.State == chatapi.StepFailed) != (s.Err != nil) || s.Err != nil && (!errors.Is(s.Err, e) || s.Advice == "" || !strings.HasPrefix(s.Result, e.Meaning())) {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

func TestWithoutATokenTheCheckEndsThere(t *testing.T) {
	t.Parallel()
	c := config(failing(errReset))
	c.Token = func(context.Context) (secret.Value, error) { return secret.Value{}, errors.New("no certificate") }
	lines, _, err := checked(t, client(t, c))
	mustBe(t, err, chatapi.KindNoToken)
	if got, want := strings.Join(lines, ", "), "DNS skipped, Connection skipped, TLS skipped, App skipped, App token failed, Clock skipped"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestClocksThatDifferAreToldWithWhatItDoesToTokens(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]struct {
		state          chatapi.StepState
		result, advice string
	}{
		0:                 {chatapi.StepGood, "agrees with the service's", ""},
		30 * time.Second:  {chatapi.StepGood, "is 30s behind the service's", ""},
		10 * time.Minute:  {chatapi.StepWarning, "is 10m0s behind the service's", "end 10m0s early"},
		-10 * time.Minute: {chatapi.StepWarning, "is 10m0s ahead of the service's", "issued in the future"},
	} {
		for form, answer := range map[string]func() *http.Response{
			"timestamp": func() *http.Response { return answerJSON(http.StatusOK, now(ahead)) },
			"refused":   func() *http.Response { return answerJSON(http.StatusUnauthorized, now(ahead)) },
		} {
			_, steps, _ := checked(t, talkingTo(t, func(*http.Request) (*http.Response, error) { return answer(), nil }))
			s := steps["Clock"]
			if s.State != want.state || !strings.Contains(s.Result, want.result) || !strings.Contains(s.Advice, want.advice) || (s.Skew-ahead).Abs() > 5*time.Second {
				t.Errorf("%s %v: %+v", form, ahead, s)
			}
		}
	}
}

func TestAnAppThatIsUnknownByOneNameIsTriedByTheOther(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		address chatapi.Address
		known   string // the form that the host knows
		advice  string
	}{
		{"the App ID is known", byKey, "/app-id/", "the host knows the App ID " + appID + ": correct the AppKey"},
		{"neither is known", byKey, "nothing", "neither the AppKey " + appKey + " nor the App ID is known here"},
		{"another host is likely", chatapi.Address{Host: "a61.chat.agora.io", AppID: appID, AppKey: appKey}, "nothing", "mostly kept at a41.chat.agora.io"},
		{"there is no App ID", chatapi.Address{Host: "a61.chat.agora.io", AppKey: appKey}, "/app-id/", "mostly kept at a41.chat.agora.io"},
		{"there is no AppKey", byID, "nothing", "compare the REST host"},
	} {
		var j journal
		c := config(j.before(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.URL.Path, tt.known) {
				return answerJSON(http.StatusOK, everything), nil
			}
			return answerJSON(http.StatusNotFound, `{"error":"organization_application_not_found"}`), nil
		}))
		c.Address = tt.address
		_, steps, err := checked(t, client(t, c))
		mustBe(t, err, chatapi.KindAppUnknown)
		if s := steps["App"]; !strings.Contains(s.Advice, tt.advice) {
			t.Errorf("%s: %+v, want %q", tt.name, s, tt.advice)
		}
	}
}

func TestAForeignTokenHintsAtAnotherHost(t *testing.T) {
	t.Parallel()
	c := config(answering(http.StatusUnauthorized, `{"error":"auth_bad_access_token","error_description":"Unable to authenticate"}`))
	c.Address = chatapi.Address{Host: "a71.chat.agora.io", AppKey: appKey}
	if _, steps, _ := checked(t, client(t, c)); !strings.Contains(steps["App token"].Advice, "a41.chat.agora.io") {
		t.Errorf("%+v", steps["App token"])
	}
}

func TestAProxyIsNamed(t *testing.T) {
	t.Parallel()
	behind := encrypted(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, now(0)) })
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there, err := behind.DialContext(r.Context(), "tcp", "")
		if err != nil || r.Method != http.MethodConnect {
			t.Errorf("%s, %v", r.Method, err)
			return
		}
		defer there.Close()
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer here.Close()
		fmt.Fprint(here, "HTTP/1.1 200 OK\r\n\r\n")
		go io.Copy(there, here)
		io.Copy(here, there)
	}))
	t.Cleanup(proxy.Close)
	own := behind.Clone()
	own.DialContext = nil
	own.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	lines, steps, err := checked(t, client(t, config(own)))
	if want := []string{"DNS skipped", "Connection good", "TLS good", "App good", "App token good", "Clock good"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%q, %v, want %q", lines, err, want)
	}
	if s := steps["Connection"]; !strings.HasSuffix(s.Result, ", the proxy "+strings.TrimPrefix(proxy.URL, "http://")) {
		t.Errorf("%+v", s)
	}
}

func TestACheckCanBeGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := talkingTo(t, func(r *http.Request) (*http.Response, error) {
		cancel()
		return silent(r)
	})
	if err := c.CheckConnection(ctx, nil); !chatapi.IsKind(err, chatapi.KindCancelled) || !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}
