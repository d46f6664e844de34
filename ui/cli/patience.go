package cli

import (
	"context"
	"time"

	"atc/keystore"
)

// How long a store may take. A keyring may show a prompt of its own, for which
// a person needs time, and which nobody answers where there is no person.
const (
	tellAfter   = 2 * time.Second  // that we are waiting
	limitTended = 60 * time.Second // with somebody at a terminal
	limitAlone  = 5 * time.Second  // without
	limitShell  = time.Second      // while a shell waits for completions
)

// within runs do, which uses the store, with the time that this may take. Our
// own questions do not belong in it.
func (p *program) within(ctx context.Context, b keystore.Backend, do func(ctx context.Context) error) error {
	limit := limitAlone
	if p.attended() {
		limit = limitTended
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if !p.attended() {
		return do(ctx)
	}
	told := make(chan struct{})
	telling := time.AfterFunc(tellAfter, func() {
		defer close(told)
		p.say(waitingWords(b))
	})
	err := do(ctx)
	if !telling.Stop() {
		<-told
	}
	return err
}

// attended reports whether somebody sees what we say.
func (p *program) attended() bool { return isTerminal(p.In) || isTerminal(p.Err) }

func waitingWords(b keystore.Backend) string {
	if b == keystore.InKeyring {
		return "waiting for the keyring, which may be showing a prompt of its own: answer it, or give up with ctrl+c"
	}
	return "waiting for the " + string(b) + ", which another program may be using: give up with ctrl+c"
}
