package tokens

import (
	"errors"
	"fmt"
	"time"
)

// ErrAdministers is why [Limits.Refuse] refuses a token that would administer
// the whole app.
var ErrAdministers = errors.New("would administer the whole app, which is not allowed here: build a token for one user")

// ErrEndless is why [Limits.Refuse] refuses keys of version 003 and 002 where
// there is a limit: the user ID and the end stand behind the channel name in
// what they sign, as the rest of the name of another channel might. With that
// name, their signature makes a key of version 001, which has no end.
var ErrEndless = errors.New("would have a signature that also fits a key that never ends: build a key of version 004 or later")

// Limits are what a token may grant at most that is made on behalf of somebody
// else: by a token server, or by a guest who was lent a project. The zero value
// forbids what [Limits.AppTokens] permits, and sets no end.
type Limits struct {
	// Longest is how many seconds after now the token and each of its rights
	// end at the latest. 0 sets no limit.
	Longest uint32
	// AppTokens permits tokens that administer the whole app.
	AppTokens bool
}

// An OverlongError says that a token ends too late for its [Limits].
type OverlongError struct {
	Ends    time.Time // the zero time if it never ends
	Longest uint32    // seconds
}

// Error implements error.
func (e *OverlongError) Error() string {
	longest := time.Duration(e.Longest) * time.Second
	if e.Ends.IsZero() {
		return fmt.Sprintf("would never end, and the longest that is allowed here is %s: give it a lifetime", span(longest))
	}
	return fmt.Sprintf("would end on %s, and the longest that is allowed here is %s: shorten the lifetime",
		e.Ends.UTC().Format("2006-01-02 at 15:04:05 UTC"), span(longest))
}

// Refuse says why a token is beyond the limits at the time now, or returns nil.
// It judges what the token grants, whatever it was built from: [ErrAdministers],
// an [*OverlongError], [ErrEndless], or what of it is unknown and might be
// anything.
func (l Limits) Refuse(t *Token, now time.Time) error {
	if !l.AppTokens {
		if err := t.administers(); err != nil {
			return err
		}
	}
	if l.Longest == 0 {
		return nil
	}
	ends, ok := t.lastRight()
	switch {
	case !ok, ends.After(now.Add(time.Duration(l.Longest) * time.Second)):
		return &OverlongError{ends, l.Longest}
	case t.Version == DynamicKey3, t.Version == DynamicKey2:
		return ErrEndless
	}
	return nil
}

// administers returns an error for a token that has rights over the app, or
// rights that nobody knows. Older formats have none over the app.
func (t *Token) administers() error {
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil {
			return fmt.Errorf("holds the service %d, which atc does not know and which might administer the app: leave it out", s.Type)
		}
		for _, p := range s.Privileges {
			known := s.Service.privilege(p.ID)
			switch {
			case known == nil:
				return fmt.Errorf("holds the privilege %d of %s, which atc does not know and which might administer the app: leave it out", p.ID, s.Service.Name)
			case known.Administers:
				return ErrAdministers
			}
		}
	}
	if n := len(t.Trailing); n > 0 {
		return fmt.Errorf("holds %d bytes after its services, which nobody can judge: leave them out", n)
	}
	return nil
}

// lastRight returns when the last of the token's rights ends. It reports false
// if one of them never does.
func (t *Token) lastRight() (time.Time, bool) {
	if t.Version == AccessToken { // whose message lasts a day, whatever its privileges do
		return t.InForceUntil()
	}
	return t.ExpiresAt()
}
