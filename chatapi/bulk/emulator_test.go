package bulk_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/tokens"
)

// testCertificate signs the tokens of these tests. It is made up.
const testCertificate = "5cfd2fd1755d40ecb72977518be15d3b"

// many is how many users are registered over real HTTP.
const many = 10_000

// existing are as many users who are there before.
func existing(n int) (users []emulator.SeedUser) {
	for i := range n {
		users = append(users, emulator.SeedUser{Username: fmt.Sprintf("u%05d", i*97), Age: time.Hour})
	}
	return users
}

// onePercent switches each fault on for one request in a hundred.
func onePercent(seed uint64) emulator.Faults {
	return emulator.Faults{
		Latency: 20 * time.Millisecond, Spread: 20 * time.Millisecond, Skew: 90 * time.Second, Seed: seed,
		DropBefore: 0.01, DropAfter: 0.01, TooMany: 0.01, Gateway: 0.01, Truncated: 0.01,
		// Longer than a client waits in these tests.
		SlowBody: 0.01, SlowFor: 2 * time.Second,
	}
}

// serve starts a service over real HTTP for as long as the test runs.
func serve(tb testing.TB, c emulator.Config) (*emulator.Service, string) {
	tb.Helper()
	c.AppID, c.Certificates = testApp, []secret.Value{secret.New(testCertificate)}
	s, err := emulator.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := emulator.Start(context.Background(), "127.0.0.1:0", s)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s, server.Host()
}

// client returns a client of a service, which loses little time with what
// fails.
func client(tb testing.TB, host string) *chatapi.Client {
	tb.Helper()
	kind, _ := tokens.Default.Kind("chat-app")
	token, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: testApp, Certificate: secret.New(testCertificate), Values: tokens.Values{"lifetime": "3600"},
		Stamp: tokens.Stamp{IssueTime: uint32(time.Now().Unix()), Salt: 1},
	})
	if err != nil {
		tb.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	tb.Cleanup(transport.CloseIdleConnections)
	c, err := chatapi.New(chatapi.Config{
		Address: chatapi.Address{Host: host, AppID: testApp},
		Token:   func(context.Context) (secret.Value, error) { return secret.New(token), nil },
		HTTP:    &http.Client{Transport: transport},
		Timeout: 500 * time.Millisecond, Pause: 20 * time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// everybodyIsThereOnce complains unless each user of the list was created once,
// and each outcome is right: only the first n of existing were there before.
func everybodyIsThereOnce(t *testing.T, s *emulator.Service, l *ledger, n int) {
	t.Helper()
	before := map[string]bool{}
	for _, u := range existing(n) {
		before[u.Username] = true
	}
	uuids := map[string]string{}
	for _, u := range s.Users() {
		uuids[u.Username] = u.UUID
	}
	creations := s.Creations()
	if len(creations) != many || len(l.outcomes) != many {
		t.Errorf("%d users exist and %d are reported, want %d", len(creations), len(l.outcomes), many)
	}
	for name, times := range creations {
		want := chatapi.ResultRegistered
		if before[name] {
			want = chatapi.ResultExisted
		}
		o := l.outcomes[name]
		if times != 1 || o.Result != want || o.UUID != "" && o.UUID != uuids[name] || want == chatapi.ResultRegistered && o.UUID == "" {
			t.Errorf("%s was created %d times and is reported as %+v, want once and %v", name, times, o, want)
		}
	}
	c := s.Counters()
	t.Logf("requests: %d, of which %d met with a fault; at most %d in a second, %d refused for that", c.Requests, c.Injected, c.Peak, c.Limited)
	if c.Injected == 0 {
		t.Error("no request met with a fault")
	}
}

func TestTenThousandUsersThroughEveryFault(t *testing.T) {
	t.Parallel()
	s, host := serve(t, emulator.Config{Users: existing(50), Faults: onePercent(1)})
	list, l := read(t, names(many)), newLedger(t)
	j := open(t, t.TempDir(), list, bulk.Fresh)
	r := bulk.New(client(t, host), list, j)
	r.Wait = 50 * time.Millisecond
	sum, err := r.Go(t.Context(), l.report)
	l.check(list, sum)
	if err != nil || sum != (bulk.Summary{Registered: many - 50, Existed: 50}) {
		t.Errorf("Go = %+v, %v; want %d registered and 50 that existed", sum, err, many-50)
	}
	everybodyIsThereOnce(t, s, l, 50)
	if c := s.Counters(); c.Peak > chatapi.MaxRate || c.Limited > 0 {
		t.Errorf("a second has up to %d requests, and %d were refused for that; want %d at most, and none", c.Peak, c.Limited, chatapi.MaxRate)
	}
}

// BenchmarkRun registers ten thousand users over real HTTP with a journal on
// the disk, and tells what it uses of the rate that the service allows.
func BenchmarkRun(b *testing.B) {
	for _, latency := range []time.Duration{0, 150 * time.Millisecond} {
		b.Run(latency.String(), func(b *testing.B) {
			list, err := bulk.Read(newReader(many))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				s, host := serve(b, emulator.Config{Faults: emulator.Faults{Latency: latency}})
				j, err := bulk.Journals{Dir: b.TempDir()}.Open(list, testApp, bulk.Fresh)
				if err != nil {
					b.Fatal(err)
				}
				c := client(b, host)
				b.StartTimer()
				start := time.Now()
				sum, err := bulk.New(c, list, j).Go(b.Context(), nil)
				perSecond := many / time.Since(start).Seconds()
				b.StopTimer()
				if err != nil || sum.Registered != many || s.Counters().Peak > chatapi.MaxRate {
					b.Fatal(sum, err, s.Counters())
				}
				b.ReportMetric(perSecond, "users/s")
				b.ReportMetric(100*perSecond/(chatapi.MaxRate*chatapi.MaxBatch), "%ofrate")
				if err := j.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}
