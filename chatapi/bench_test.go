package chatapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"atc/chatapi"
)

// What a call costs besides the network, with a client of its own, whose limit
// of requests takes no time yet.
func BenchmarkLookingUp(b *testing.B) {
	benchmark(b, answering(http.StatusOK, everything), func(c *chatapi.Client) error {
		_, err := c.User(b.Context(), "alice")
		return err
	})
}

func BenchmarkRegisteringSixty(b *testing.B) {
	users := crowd(chatapi.MaxBatch)
	entities := make([]string, len(users))
	for i, u := range users {
		entities[i] = entity(u.Username, 1700000000000)
	}
	body := fmt.Sprintf(`{"entities":[%s],"data":[],"timestamp":1700000000000}`, strings.Join(entities, ","))
	benchmark(b, answering(http.StatusOK, body), func(c *chatapi.Client) error {
		_, err := c.RegisterBatch(b.Context(), users, serverTime, false)
		return err
	})
}

func benchmark(b *testing.B, t transport, call func(*chatapi.Client) error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		// A new client has a burst of its own.
		if err := call(talkingTo(b, t)); err != nil {
			b.Fatal(err)
		}
	}
}
