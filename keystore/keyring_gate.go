package keystore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"atc/keystore/secret"
)

// A gate is the only way to a [Ring]. It lets one call through at a time, so
// that a keyring that hangs costs one goroutine and not one for each attempt.
type gate struct {
	ring Ring
	turn chan struct{} // holds one while a call is under way
}

func newGate(ring Ring) *gate { return &gate{ring, make(chan struct{}, 1)} }

// An answer is what a call of a ring returns; the value is for Get alone.
type answer struct {
	value secret.Value
	err   error
}

// do makes a call and returns its answer. When ctx ends first it returns an
// [*UnavailableError]; the call goes on in the background, as none can be
// stopped, and at its end late is called, if not nil, to undo what nobody is
// waiting for any more.
func (g *gate) do(ctx context.Context, call func(Ring) (secret.Value, error), late func(Ring)) (secret.Value, error) {
	if ctx.Err() != nil {
		return secret.Value{}, unanswered(ctx)
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return secret.Value{}, unanswered(ctx)
	}
	var settled atomic.Bool // by the answer or by the end of ctx, whichever comes first
	answers := make(chan answer, 1)
	go func() {
		defer func() { <-g.turn }()
		a := guarded(g.ring, call)
		switch {
		case settled.CompareAndSwap(false, true):
			answers <- a
		case late != nil:
			guarded(g.ring, func(r Ring) (secret.Value, error) { late(r); return secret.Value{}, nil })
		}
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		if settled.CompareAndSwap(false, true) {
			return secret.Value{}, unanswered(ctx)
		}
		a := <-answers
		return a.value, a.err
	}
}

// guarded makes a call and turns a panic into an error: the library that asks
// the Secret Service panics when the bus goes away under an open prompt.
func guarded(ring Ring, call func(Ring) (secret.Value, error)) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{err: &UnavailableError{
				InKeyring, "the connection to it broke off", "try again, " + orVault, panicked(r),
			}}
		}
	}()
	value, err := call(ring)
	return answer{value, explainRing(err)}
}

// panicked returns the error of a panic. What is no error of the run time may
// hold anything, so only its type is told.
func panicked(r any) error {
	var failed runtime.Error
	if err, ok := r.(error); ok && errors.As(err, &failed) {
		return failed
	}
	return fmt.Errorf("a panic with a %T", r)
}

// orVault ends every advice on a keyring that cannot be used.
const orVault = "or keep projects in an encrypted vault file: --keystore vault"

func unanswered(ctx context.Context) error {
	problem := "it did not answer in time; it may be waiting for its own prompt, or hang"
	if errors.Is(ctx.Err(), context.Canceled) {
		problem = "it had not answered yet when it was given up; it may be waiting for its own prompt, or hang"
	}
	return &UnavailableError{InKeyring, problem, "look for its prompt and answer it, or start the keyring anew, " + orVault, ctx.Err()}
}

// explainRing makes an [*UnavailableError] of what a ring returns, where the
// ring has not done so itself.
func explainRing(err error) error {
	var unavailable *UnavailableError
	if err == nil || errors.Is(err, ErrNoItem) || errors.As(err, &unavailable) {
		return err
	}
	return &UnavailableError{InKeyring, "it answered: " + err.Error(), "try again, " + orVault, err}
}
