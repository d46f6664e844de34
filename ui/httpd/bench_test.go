package httpd

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// BenchmarkServer measures requests over loopback, each client on a connection
// that it keeps. Clients and server share the cores: what is measured by a
// program of its own is more.
func BenchmarkServer(b *testing.B) {
	body := `{"channel":"7d72365eb983485397e3e3f9d460bdda","uid":2882341273}`
	for _, bench := range []struct{ name, request string }{
		{"post_tokens_rtc", "POST /tokens/rtc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body},
		{"get_access_token", "GET /access_token?channel=lobby&uid=2882341273 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
		{"get_kinds", "GET /tokens HTTP/1.1\r\nHost: localhost\r\n\r\n"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := serve(b, func(cfg *Config) { cfg.Now, cfg.Log = time.Now, func(Served) {} })
			b.ReportAllocs()
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", s.Addr().String())
				if err != nil {
					b.Error(err)
					return
				}
				defer conn.Close()
				r := bufio.NewReader(conn)
				for pb.Next() {
					if err := askAgain(conn, r, bench.request); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}

// askAgain sends a request and reads the answer, which must be a good one.
func askAgain(conn net.Conn, r *bufio.Reader, request string) error {
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return &failure{status: answer.StatusCode, problem: answer.Status}
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
