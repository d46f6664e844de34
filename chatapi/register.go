package chatapi

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"atc/keystore/secret"
)

// RegisterRequest returns the request that registers users, of more than
// [MaxBatch] the first of several. It makes none.
func (c *Client) RegisterRequest(users ...NewUser) Request {
	return c.shown(registration(users[:min(len(users), MaxBatch)]))
}

// registration returns the call that registers users.
func registration(users []NewUser) call {
	doing := "registering " + count(len(users), "user", "users")
	if len(users) == 1 {
		doing = "registering " + oneLine(users[0].Username)
	}
	call := call{doing: doing, method: http.MethodPost, path: "/users", content: usersContent(users), changes: true}
	for _, u := range users {
		if !u.Password.IsZero() {
			call.secrets = append(call.secrets, u.Password)
		}
	}
	return call
}

// checked returns a user as it can be sent, or what the service would refuse
// about it.
func checked(u NewUser) (NewUser, error) {
	doing := "registering " + oneLine(u.Username)
	name, err := Username(u.Username)
	if err != nil {
		return u, unsent(doing, usernameKind(u.Username), err)
	}
	if err := CheckPassword(u.Password); err != nil {
		return u, unsent(doing, KindPasswordTooLong, err)
	}
	if err := CheckNickname(u.Nickname); err != nil {
		return u, unsent(doing, KindNicknameTooLong, err)
	}
	u.Username = name
	return u, nil
}

// A history is what is known from before a user is tried to be registered, by
// which one whom we have registered is told from one who was there before. It
// goes by the clock of the service: ours gives durations only.
type history struct {
	since  time.Time // the service's time from before the first attempt; zero where nobody knows
	began  time.Time // the first attempt of this call, by our clock
	unsure bool      // an earlier attempt may have had its effect
	// elsewhere says that such an attempt was made before this call, so that
	// its beginning says nothing.
	elsewhere bool
	// free says that the service has told that there is no such user.
	free bool
}

// clockSlack is how far two times of the service may be off: they are cut to
// milliseconds, one may be derived from a duration of ours, and each of its
// machines has a clock.
const clockSlack = time.Second

// ours reports whether a user who exists was registered since. The time of the
// answer is at by the clock of the service, and now by ours.
func (h history) ours(u User, at, now time.Time) bool {
	since := h.since
	if h.free && !since.IsZero() {
		// Nobody was there then, so this cannot take another one's for ours.
		since = since.Add(-clockSlack)
	}
	if since.IsZero() && !h.elsewhere && !at.IsZero() {
		since = at.Add(-now.Sub(h.began) - clockSlack)
	}
	if since.IsZero() || u.Created.IsZero() {
		return h.free
	}
	return !u.Created.Before(since)
}

// Register registers a user. One who exists already is an [*Error] of
// [KindUserExists]; where the answer to an attempt was lost and the next says
// so, it is found out whether that attempt has registered the user.
func (c *Client) Register(ctx context.Context, u NewUser) (Registered, error) {
	u, err := checked(u)
	if err != nil {
		return Registered{}, err
	}
	return c.register(ctx, u, history{began: c.config.Now()})
}

// RegisterOrGet returns a user, whom it registers if nobody has. It can be
// repeated: the user is registered once.
//
// A user whose registration has been answered by nothing, and who exists when
// it is repeated, was registered by us if the service has created the user after
// it has said that there is none, by its own clock. If the app demands a
// password and there is none, one is made up, see [Registered].
func (c *Client) RegisterOrGet(ctx context.Context, u NewUser) (Registered, error) {
	u, err := checked(u)
	if err != nil {
		return Registered{}, err
	}
	h := history{began: c.config.Now(), free: true}
	found, _, err := c.lookUp(ctx, u.Username, "looking up %s", secret.Value{})
	if err == nil {
		return Registered{User: found, Existed: true}, nil
	}
	var unknown *Error
	if !errors.As(err, &unknown) || unknown.Kind != KindUserUnknown {
		return Registered{}, err
	}
	h.since = unknown.At
	r, err := c.register(ctx, u, h)
	if IsKind(err, KindUserExists) {
		// Somebody else has registered the user in between.
		found, err := c.User(ctx, u.Username)
		return Registered{User: found, Existed: err == nil}, err
	}
	return r, err
}

// register registers a user who has been checked. One who was there before is
// an error of [KindUserExists].
func (c *Client) register(ctx context.Context, u NewUser, h history) (Registered, error) {
	var made secret.Value
	for {
		call := registration([]NewUser{u})
		a, tries, err := c.do(ctx, call)
		// Including an attempt that was the last, and unsure itself.
		h.unsure = h.unsure || tries.unsure
		if err == nil {
			found, err := c.registered(ctx, u, a)
			return Registered{User: found, Password: made}, err
		}
		switch {
		case IsKind(err, KindPasswordNeeded) && u.Password.IsZero():
			if made, err = c.password(call.doing); err != nil {
				return Registered{}, err
			}
			u.Password = made
			continue
		case IsKind(err, KindUserExists) && h.unsure:
			found, ours, lost := c.whose(ctx, u.Username, h)
			if lost != nil {
				return Registered{}, lost
			}
			if ours {
				return Registered{User: found, Password: made}, nil
			}
		}
		return Registered{}, c.explained(ctx, err, h.unsure)
	}
}

// registered returns the user of an answer to a registration, asking for it if
// the answer leaves it out.
func (c *Client) registered(ctx context.Context, u NewUser, a *answer) (User, error) {
	if found, ok := a.fields.user(u.Username); ok {
		return found, nil
	}
	return c.User(ctx, u.Username)
}

// whose returns a user who exists, and whether we have registered the user.
func (c *Client) whose(ctx context.Context, name string, h history) (u User, ours bool, err error) {
	u, at, err := c.lookUp(ctx, name, "finding out who has registered %s", secret.Value{})
	switch e, ok := errors.AsType[*Error](err); {
	case err == nil:
		return u, h.ours(u, at, c.config.Now()), nil
	case IsKind(err, KindUserUnknown):
		// Deleted since, or this part of the service has yet to hear of the
		// user. Either way the registration can be repeated.
		unclear := c.failure(registration([]NewUser{{Username: name}}), KindAnswerDamaged)
		unclear.Description, unclear.Unsure, err = "the service has not said what became of the user", true, unclear
	case ok:
		e.Unsure = true
	}
	return User{}, false, err
}

// explained returns the error of a registration, with the reason that another
// request brings to light where a registration does not tell it.
func (c *Client) explained(ctx context.Context, err error, unsure bool) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	// Of a user who was there before, nothing is unsure any more.
	e.Unsure = unsure && e.Kind != KindUserExists
	if e.Kind != KindRegistrationClosed {
		return err
	}
	var because *Error
	if _, _, err := c.do(ctx, probe("asking why")); errors.As(err, &because) && because.aboutAccess() {
		e.Because = because
	}
	return err
}

// password makes up a password of 128 random bits.
func (c *Client) password(doing string) (secret.Value, error) {
	var random [16]byte
	if _, err := io.ReadFull(c.config.Rand, random[:]); err != nil {
		return secret.Value{}, fmt.Errorf("%s: the app demands a password, and none can be made up: %w", doing, err)
	}
	return secret.New(base64.RawURLEncoding.EncodeToString(random[:])), nil
}
