package httpd

import (
	"context"
	"errors"
	"sync"
	"time"

	"atc/chatapi"
)

// lookups look Chat users up, each once however many clients ask at the same
// time, so that a user who is new is registered once. It ends what nobody waits
// for any more. The zero value is ready.
type lookups struct {
	mu      sync.Mutex
	running map[string]*lookup // by username
}

// lookupTimeout is how long one lookup may take, of whoever asks. It goes on a
// little after the first client has given up, for those that came later, and
// ends for all where each keeps it going for the next.
const lookupTimeout = callTimeout + 5*time.Second

// A lookup is one that is under way, or done.
type lookup struct {
	waiting int // clients; of the mutex
	cancel  context.CancelFunc
	done    chan struct{}
	found   chatapi.Registered // once done
	err     error
}

// errPanicked is why a lookup has no result. What has happened is not told: it
// may hold anything.
var errPanicked = errors.New("atc has failed inside while it looked the user up: please report what was asked for")

// find returns a user who exists now, or an error of users or of ctx.
func (l *lookups) find(ctx context.Context, users Users, name string) (chatapi.Registered, error) {
	one := l.join(ctx, users, name)
	select {
	case <-one.done:
		l.leave(name, one)
		return one.found, one.err
	case <-ctx.Done():
		l.leave(name, one)
		return chatapi.Registered{}, ctx.Err()
	}
}

// join returns the lookup of a user that is under way, or begins one, which
// does not end with ctx, as others may wait for it, too, but in time.
func (l *lookups) join(ctx context.Context, users Users, name string) *lookup {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one := l.running[name]; one != nil {
		one.waiting++
		return one
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTimeout)
	one := &lookup{waiting: 1, cancel: cancel, done: make(chan struct{})}
	if l.running == nil {
		l.running = map[string]*lookup{}
	}
	l.running[name] = one
	go func() {
		defer l.finish(name, one)
		one.err = errPanicked
		one.found, one.err = users.RegisterOrGet(ctx, chatapi.NewUser{Username: name})
	}()
	return one
}

// finish hands the result to those who wait. A panic ends with the goroutine,
// and is an error to them.
func (l *lookups) finish(name string, one *lookup) {
	_ = recover()
	l.mu.Lock()
	l.forget(name, one)
	l.mu.Unlock()
	close(one.done)
}

// leave is for a client that waits no longer.
func (l *lookups) leave(name string, one *lookup) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one.waiting--; one.waiting == 0 {
		one.cancel()
		l.forget(name, one)
	}
}

// forget lets the next client begin a lookup of its own. The caller holds mu.
func (l *lookups) forget(name string, one *lookup) {
	if l.running[name] == one {
		delete(l.running, name)
	}
}
