package httpd

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/keystore/secret"
)

func TestNothingIsServedToOthersWithoutAKey(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "[::ffff:0.0.0.0]:0"} {
		if s, err := Start(context.Background(), listen, testConfig()); !errors.Is(err, ErrKeyNeeded) {
			t.Errorf("%s: %v", listen, err)
			if s != nil {
				s.Close()
			}
		}
	}
	for _, listen := range []string{"127.0.0.1:0", "localhost:0", "127.1.2.3:0"} {
		serveOn(t, listen, defaultBounds(), nil)
	}
}

func TestWhatKeepsAServerFromStartingSaysWhatToDo(t *testing.T) {
	t.Parallel()
	used := serve(t, nil).Addr().String()
	for name, c := range map[string]struct {
		listen string
		change func(*Config)
		want   string
	}{
		"a port in use":              {used, nil, "is in use by another program: stop it, or listen on another port"},
		"an address of others":       {"192.0.2.1:0", withKey, "this machine has no address 192.0.2.1: listen on 127.0.0.1"},
		"no port":                    {"127.0.0.1", nil, "is not an address to listen on: give one with a port"},
		"a port with a name":         {"127.0.0.1:http", nil, "has no port from 0 to 65535"},
		"a port that is none":        {"127.0.0.1:65536", nil, "has no port from 0 to 65535"},
		"every origin":               {"127.0.0.1:0", func(c *Config) { c.Origins = []string{"*"} }, "name the origin of your app"},
		"the origin of files":        {"127.0.0.1:0", func(c *Config) { c.Origins = []string{"null"} }, "serve your app"},
		"an origin with a path":      {"127.0.0.1:0", func(c *Config) { c.Origins = []string{goodApp + "/"} }, "give " + goodApp},
		"an origin in capitals":      {"127.0.0.1:0", func(c *Config) { c.Origins = []string{"http://LocalHost:80"} }, "give http://localhost"},
		"an origin with a star":      {"127.0.0.1:0", func(c *Config) { c.Origins = []string{"https://*.example.com"} }, "is not an origin"},
		"a host as an origin":        {"127.0.0.1:0", func(c *Config) { c.Origins = []string{"localhost:3000"} }, "is not an origin"},
		"every host":                 {"127.0.0.1:0", func(c *Config) { c.Hosts = []string{"*"} }, "is not a name"},
		"a host with a scheme":       {"127.0.0.1:0", func(c *Config) { c.Hosts = []string{"http://dev.example.com"} }, "without http://"},
		"a short key":                {"127.0.0.1:0", func(c *Config) { c.Key = secret.New("hunter2") }, "at least 16"},
		"a key with a slash":         {"127.0.0.1:0", func(c *Config) { c.Key = secret.New("0123456789/abcdef0123") }, "does not stand in a URL"},
		"a project that cannot sign": {"127.0.0.1:0", func(c *Config) { c.Project.Primary = secret.Value{} }, "has no App Certificate"},
		"a certificate as App ID":    {"127.0.0.1:0", func(c *Config) { c.Project.AppID = c.Project.Primary.Reveal() }, "is the same as the App Certificate"},
		"a lent project":             {"127.0.0.1:0", func(c *Config) { c.Project.Sharing = keystore.SharedToBuild }, "is shared"},
		"an old version":             {"127.0.0.1:0", func(c *Config) { c.Version = "005" }, "use 007 or 006"},
		"no clock":                   {"127.0.0.1:0", func(c *Config) { c.Now = nil }, "needs a catalog, a clock and randomness"},
	} {
		cfg := testConfig()
		if c.change != nil {
			c.change(&cfg)
		}
		s, err := Start(context.Background(), c.listen, cfg)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), cfg.Project.Primary.Reveal()) && !cfg.Project.Primary.IsZero() {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestErrorsOfTheSystemAreExplained(t *testing.T) {
	t.Parallel()
	a := netip.MustParseAddrPort("127.0.0.1:80")
	for number, want := range map[syscall.Errno]string{
		syscall.EACCES: "may not be used by this user", syscall.EADDRINUSE: "in use", windowsInUse: "in use", windowsAccess: "may not be used", windowsNotAvailable: "no address", syscall.EMFILE: "listening on 127.0.0.1:80",
	} {
		if err := explainListen(a, &net.OpError{Op: "listen", Err: number}); !strings.Contains(err.Error(), want) || !errors.Is(err, number) {
			t.Errorf("%d: %v", number, err)
		}
	}
}

func TestLocalhostIsListenedOnAsIPv4AndIPv6(t *testing.T) {
	t.Parallel()
	s := serveOn(t, "localhost:0", defaultBounds(), nil)
	for _, text := range s.URLs() {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if a := askAt(t, u.Host, ask{target: okPath}); a.status != 200 {
			t.Errorf("%s was answered %d", text, a.status)
		}
		if a := askAt(t, u.Host, ask{target: okPath, host: "localhost:" + u.Port()}); a.status != 200 {
			t.Errorf("localhost was answered %d at %s", a.status, text)
		}
	}
}

// TestLocalhostIsNotSharedWithAnotherProgram holds one of its two addresses:
// clients that take that one first would get tokens elsewhere, or nowhere.
func TestLocalhostIsNotSharedWithAnotherProgram(t *testing.T) {
	t.Parallel()
	listen := func(address string) (net.Listener, error) {
		return (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
	}
	var port string
	for free := false; !free; { // on the other address
		other, err := listen("[::1]:0")
		if err != nil {
			t.Skip("this machine has no IPv6")
		}
		defer other.Close()
		port = itoa(int(portOf(other.Addr())))
		if l, err := listen("127.0.0.1:" + port); err == nil {
			free = l.Close() == nil
		}
	}
	s, err := Start(t.Context(), "localhost:"+port, testConfig())
	if err == nil {
		s.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "port "+port+" of ::1 is in use by another program") {
		t.Errorf("started with %v", err)
	}
	again, err := listen("127.0.0.1:" + port)
	if err != nil {
		t.Fatalf("what was listened on is not let go: %v", err)
	}
	_ = again.Close()
}

func TestAKeyHas160BitsAndNoLetterThatLooksLikeAnother(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 50 {
		key, err := NewKey(rand.Reader)
		text := key.Reveal()
		if err != nil || len(text) != 32 || strings.Trim(text, keyLetters) != "" || strings.ContainsAny(text, "01lo") || seen[text] || checkKey(key) != nil {
			t.Errorf("made up %q, %v", text, err)
		}
		seen[text] = true
	}
	if _, err := NewKey(strings.NewReader("short")); err == nil {
		t.Error("a key was made up of nothing")
	}
}

func TestALargeBodyIsRefusedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.post("/tokens/rtc", `{"channel":"`+strings.Repeat("a", MaxBody)+`"}`).refused(t, 413, "body: has more than 65536 bytes")
	chunked := "POST /tokens/rtc HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1000\r\n"+strings.Repeat(" ", 4096)+"\r\n", 17)
	if a := exchange(t, s, chunked); a.status != 413 {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	s.post("/tokens/rtc", `{"channel":"lobby"`+strings.Repeat(" ", MaxBody-100)+`}`).decoded(t)
	waiting := "POST /tokens/rtc HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000000000000\r\n\r\n"
	if a := exchange(t, s, waiting); a.status != 413 {
		t.Errorf("a client that asks first was answered %d", a.status)
	}
}

// exchange sends a request as it stands here, and reads the answer.
func exchange(t *testing.T, s *testServer, request string) told {
	t.Helper()
	conn := dial(t, s)
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	return readAnswer(t, conn, http.MethodPost)
}

func dial(t *testing.T, s *testServer) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// quickBounds let a test wait for them.
func quickBounds() bounds {
	b := defaultBounds()
	b.header, b.request, b.idle, b.grace = 50*time.Millisecond, 100*time.Millisecond, 50*time.Millisecond, 300*time.Millisecond
	return b
}

func TestSlowClientsAreLetGo(t *testing.T) {
	t.Parallel()
	s := serveOn(t, "127.0.0.1:0", quickBounds(), nil)
	for name, sent := range map[string]string{
		"silent":       "",
		"half a head":  "GET / HTTP/1.1\r\nHost: loc",
		"half a body":  "POST /tokens/rtc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{\"channel\"",
		"idle":         "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"a large head": "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 32<<10) + "\r\n\r\n",
	} {
		conn := dial(t, s)
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(conn, sent)
		if answer, err := io.ReadAll(conn); err != nil && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("a client with %s keeps its connection: %v after %.40q", name, err, answer)
		}
	}
	if a := s.get(okPath); a.status != 200 {
		t.Errorf("afterwards %d is answered", a.status)
	}
}

func TestABodyThatComesTooLateIsTold(t *testing.T) {
	t.Parallel()
	s := serveOn(t, "127.0.0.1:0", quickBounds(), nil)
	a := exchange(t, s, "POST /tokens/rtc HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{\"channel\"")
	a.refused(t, 408, "body: did not arrive in time")
}

func TestConnectionsAreCounted(t *testing.T) {
	t.Parallel()
	b := defaultBounds()
	b.clientConns = 3
	s := serveOn(t, "127.0.0.1:0", b, nil)
	var open []net.Conn
	for range 3 {
		conn := dial(t, s)
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		_, _ = io.WriteString(conn, "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if a := readAnswer(t, conn, http.MethodHead); a.status != 200 || a.body != "" {
			t.Fatalf("answered %d %q", a.status, a.body)
		}
		open = append(open, conn)
	}
	more := dial(t, s)
	_ = more.SetDeadline(time.Now().Add(20 * time.Second))
	if n, err := more.Read(make([]byte, 1)); n > 0 || err == nil || isTimeout(err) {
		t.Errorf("one more is served: %d bytes, %v", n, err)
	}
	open[0].Close()
	for deadline := time.Now().Add(10 * time.Second); ; { // until the server has seen the end
		s.conns.mu.Lock()
		n := len(s.conns.open)
		s.conns.mu.Unlock()
		if n < 3 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a connection that was closed still counts")
		}
	}
	if a := s.get(okPath); a.status != 200 {
		t.Errorf("answered %d", a.status)
	}
}

func TestAPanicEndsOneRequestAndTellsNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.Users = &countedUsers{panic: true} })
	a := s.get("/chat/user/alice/token")
	if a.status != 500 || strings.Contains(a.body, testKey) {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if l := s.log(1)[0]; l.Status != 500 || strings.Contains(l.Problem, testKey) || !l.Token.IsZero() {
		t.Errorf("logged %v", l)
	}
	if a := s.get(okPath); a.status != 200 {
		t.Errorf("the next request is answered %d", a.status)
	}
}

// slowUsers answer when they are told to, or when nobody waits any more.
type slowUsers struct{ asked, answer chan struct{} }

func (u *slowUsers) User(ctx context.Context, name string) (chatapi.User, error) {
	close(u.asked)
	select {
	case <-u.answer:
		return chatapi.User{Username: name}, nil
	case <-ctx.Done():
		return chatapi.User{}, ctx.Err()
	}
}

func (u *slowUsers) RegisterOrGet(ctx context.Context, n chatapi.NewUser) (chatapi.Registered, error) {
	found, err := u.User(ctx, n.Username)
	return chatapi.Registered{User: found}, err
}

func TestRequestsUnderWayAreAnsweredWhenTheServerIsClosed(t *testing.T) {
	t.Parallel()
	users := &slowUsers{make(chan struct{}), make(chan struct{})}
	s := serve(t, func(cfg *Config) { cfg.Users = users })
	silent, answers := dial(t, s), make(chan told, 1)
	go func() { answers <- s.get("/chat/user/alice/token") }()
	<-users.asked
	closed := make(chan struct{})
	go func() { s.Close(); close(closed) }()
	_ = silent.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := silent.Read(make([]byte, 1)); err == nil || isTimeout(err) { // by now nobody is let in
		t.Errorf("a connection without a request is kept: %v", err)
	}
	close(users.answer)
	if a := <-answers; a.status != 200 {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	<-closed
	if err := s.Wait(); err != nil {
		t.Errorf("ended by %v", err)
	}
	s.Close() // may be repeated
}

func TestRequestsThatTakeTooLongAreEndedWithTheServer(t *testing.T) {
	t.Parallel()
	users := &slowUsers{make(chan struct{}), make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	cfg := testConfig()
	cfg.Users = users
	s, err := start(ctx, "127.0.0.1:0", cfg, quickBounds())
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := net.Dial("tcp", s.Addr().String())
		if err == nil {
			_, _ = io.WriteString(conn, "GET /chat/user/alice/token HTTP/1.1\r\nHost: localhost\r\n\r\n")
			_, _ = io.Copy(io.Discard, conn)
			conn.Close()
		}
	}()
	<-users.asked
	cancel()
	if err := s.Wait(); err != nil {
		t.Errorf("ended by %v", err)
	}
}

func TestTheNameThatAServerListensByIsItsOwn(t *testing.T) {
	t.Parallel()
	name, err := os.Hostname()
	if found, lookup := net.DefaultResolver.LookupHost(context.Background(), name); err != nil || lookup != nil || len(found) == 0 {
		t.Skip("this machine does not know its own name")
	}
	s, err := Start(context.Background(), net.JoinHostPort(name, "0"), func() Config { cfg := testConfig(); withKey(&cfg); return cfg }())
	if err != nil {
		t.Skip("no address of this machine goes by its name")
	}
	defer s.Close()
	if a := askAt(t, s.Addr().String(), ask{target: "/k/" + testKey + okPath, host: name + ":80"}); a.status != 200 {
		t.Errorf("answered %d %s", a.status, a.body)
	}
}
