package serve

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/keystore/secret"
)

// TestTheCheckOfAVisitorTellsNothingOfTheMachine has a machine that reaches Chat
// through a proxy.
func TestTheCheckOfAVisitorTellsNothingOfTheMachine(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 8)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method
		w.WriteHeader(http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	through := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }}
	t.Cleanup(through.CloseIdleConnections)
	project := keystore.Demo()
	project.Chat.Host = chatapi.DataCentres()[0].Host
	token := func(context.Context) (secret.Value, error) { return secret.New("token"), nil }
	client, err := newVisitorChat(t.Context(), Config{Now: time.Now, Rand: rand.Reader, HTTP: through}).Connect(project, token)
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(proxy.URL, "http://")
	err = client.CheckConnection(t.Context(), func(s chatapi.Step) {
		if text := s.Result + s.Advice; strings.Contains(text, address) || strings.Contains(text, "proxy has") {
			t.Errorf("the step %s tells %q", s.Name, text)
		}
	})
	if err == nil || strings.Contains(err.Error(), address) {
		t.Errorf("the check ends with %v", err)
	}
	if len(asked) == 0 {
		t.Error("the proxy was not asked")
	}
}
