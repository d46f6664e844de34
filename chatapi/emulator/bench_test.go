package emulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/chatapi/emulator"
)

// batches returns the bodies that register n users.
func batches(n int) (bodies []string) {
	for first := 0; first < n; first += chatapi.MaxBatch {
		names := make([]string, min(chatapi.MaxBatch, n-first))
		for i := range names {
			names[i] = fmt.Sprintf("user%06d", first+i)
		}
		bodies = append(bodies, batch(names...))
	}
	return bodies
}

// BenchmarkRegister10000 registers 10,000 users in batches, without a network
// and over loopback.
func BenchmarkRegister10000(b *testing.B) {
	bodies, token := batches(10_000), appToken(b)
	check := func(b *testing.B, s *emulator.Service) {
		b.Helper()
		if got := s.Counters().Registered; got != 10_000 {
			b.Fatalf("%d users were registered", got)
		}
	}
	b.Run("service", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := newService(b, config())
			for _, body := range bodies {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/app-id/"+appID+"/users", strings.NewReader(body))
				r.Header.Set("Authorization", "Bearer "+token)
				r.Header.Set("Content-Type", "application/json")
				s.ServeHTTP(httptest.NewRecorder(), r)
			}
			check(b, s)
		}
	})
	b.Run("loopback", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p := serve(b, config())
			for _, body := range bodies {
				p.must("POST", "/users", body)
			}
			check(b, p.service)
			_ = p.server.Close()
		}
	})
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		c := config()
		c.Users = emulator.DemoUsers()
		server, err := emulator.Start(b.Context(), "127.0.0.1:0", newService(b, c))
		if err != nil {
			b.Fatal(err)
		}
		if err := server.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
