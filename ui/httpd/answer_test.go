package httpd

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// readAnswer reads one answer from a connection.
func readAnswer(tb testing.TB, conn net.Conn, method string) told {
	tb.Helper()
	r, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		tb.Fatalf("no answer: %v", err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatalf("half an answer: %v", err)
	}
	return told{r.StatusCode, r.Header, string(body)}
}
