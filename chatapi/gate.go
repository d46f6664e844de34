package chatapi

import (
	"context"

	"golang.org/x/time/rate"
)

// The service takes [MaxRate] requests a second of an app, and half as many
// for the status of many users. We stay below that, as what leaves here at even
// distances does not arrive so: any second has at most requestRate+requestBurst
// requests, and one more after this process has stalled.
const (
	requestRate, requestBurst = 92, 2
	statusRate, statusBurst   = 47, 1
)

// A gate lets requests pass at a rate.
type gate struct {
	limiter *rate.Limiter
	// turn is held by whoever waits at the limiter. Callers that had each drawn
	// a time of their own would all start at once after a stall that was longer
	// than their distance.
	turn chan struct{}
}

func newGate(perSecond, burst int) *gate {
	return &gate{rate.NewLimiter(rate.Limit(perSecond), burst), make(chan struct{}, 1)}
}

// wait returns when the next request may be made, or the error of ctx as soon
// as that ends or it is clear that it will end first.
func (g *gate) wait(ctx context.Context) error {
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-g.turn }()
	switch err := g.limiter.Wait(ctx); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	default: // the limiter foresees the deadline, with an error of no type
		return context.DeadlineExceeded
	}
}
