package httpd

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkGuides measures what the endpoints of the guides cost without the
// network.
func BenchmarkGuides(b *testing.B) {
	cfg := testConfig()
	cfg.Log = func(Served) {}
	s := newService(cfg, []string{"http://127.0.0.1:8090"})
	for name, target := range map[string]string{
		"access_token": "/access_token?channel=lobby&uid=12345", "rtc": "/rtc/lobby/publisher/uid/12345/",
		"access_token_006": "/access_token?channel=lobby&uid=12345&version=006",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, target, nil)
				r.Host = "localhost"
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
