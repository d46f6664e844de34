package chatapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"atc/keystore/secret"
)

// defaultPage is how many users the service lists where nobody says.
const defaultPage = 10

// named returns a call for one user, after a look at the name. What is done is
// said with %s for the name.
func named(doing, name, method string, path ...string) (call, error) {
	clean, err := Username(name)
	if err != nil {
		return call{}, unsent(fmt.Sprintf(doing, oneLine(name)), usernameKind(name), err)
	}
	return call{doing: fmt.Sprintf(doing, clean), method: method, path: userPath(clean, path...), user: true}, nil
}

// unsent returns the error of a value that the service would refuse.
func unsent(doing string, kind Kind, err error) error {
	return &Error{Kind: kind, Doing: doing, Err: err}
}

// usernameKind returns why [Username] refuses a name.
func usernameKind(name string) Kind {
	switch {
	case name == "":
		return KindUsernameMissing
	case len(name) > MaxUsername:
		return KindUsernameTooLong
	}
	return KindUsernameIllegal
}

// lacking returns the error of an answer that is well-formed and lacks what
// the call was made for.
func (c *Client) lacking(call call, a *answer, what string) error {
	e := c.failure(call, KindAnswerDamaged)
	e.Status, e.RequestID, e.At, e.Unsure = a.status, a.requestID, a.at(), call.changes
	e.Description = "the answer has no " + what
	return e
}

// User returns a user. One that nobody has registered is an [*Error] of
// [KindUserUnknown]. The service takes a user's UUID in place of the name.
//
// That a user is found, or is not, does not prove that the app token is good:
// in some versions the service looks for the user first.
func (c *Client) User(ctx context.Context, name string) (User, error) {
	u, _, err := c.lookUp(ctx, name, "looking up %s", secret.Value{})
	return u, err
}

// TryToken returns a user like [Client.User], asked for with another bearer
// token, such as the user's own. It shows whether the service takes that token:
// a user token may read its own user, and no other.
func (c *Client) TryToken(ctx context.Context, token secret.Value, name string) (User, error) {
	if token.IsZero() {
		return User{}, unsent("trying a token", KindNoToken, errors.New("there is no token to try: give one"))
	}
	u, _, err := c.lookUp(ctx, name, "trying the token with %s", token)
	return u, err
}

// lookUp returns a user, and when the service said so by its own clock.
func (c *Client) lookUp(ctx context.Context, name, doing string, bearer secret.Value) (User, time.Time, error) {
	call, err := named(doing, name, http.MethodGet)
	if err != nil {
		return User{}, time.Time{}, err
	}
	call.bearer, call.needs = bearer, "entities"
	a, _, err := c.do(ctx, call)
	if err != nil {
		return User{}, time.Time{}, err
	}
	u, ok := a.fields.user(strings.Map(lower, name))
	if !ok {
		return User{}, time.Time{}, c.lacking(call, a, "such user")
	}
	return u, a.at(), nil
}

// Users returns a page of at most limit users, from 1 to [MaxPage], in the
// order of their registration. A limit of 0 or less is for the 10 that the
// service lists by itself. The cursor is that of the page before, "" for the
// first.
func (c *Client) Users(ctx context.Context, limit int, cursor string) (Page, error) {
	if limit <= 0 {
		limit = defaultPage
	}
	call := call{doing: "listing users", method: http.MethodGet, path: listPath(min(limit, MaxPage), cursor), needs: "entities"}
	a, _, err := c.do(ctx, call)
	if err != nil {
		return Page{}, err
	}
	page := Page{Users: a.fields.users(), Cursor: a.fields.text("cursor")}
	if page.Cursor == cursor {
		// Whoever reads on to the last page must come to an end.
		page.Cursor = ""
	}
	return page, nil
}

// ServerTime returns the time of the service's clock, zero if it does not say.
// It asks for a list of one user, which is what every version of the service
// answers only to a token that it accepts.
func (c *Client) ServerTime(ctx context.Context) (time.Time, error) {
	a, _, err := c.do(ctx, probe("asking for the time of the service"))
	if err != nil {
		return time.Time{}, err
	}
	return a.at(), nil
}

// probe returns a call that is harmless, and whose refusal is more telling
// than that of a registration.
func probe(doing string) call {
	return call{doing: doing, method: http.MethodGet, path: listPath(1, "")}
}

// Delete deletes a user, and with the user all groups and chat rooms that are
// the user's. There is no way back.
func (c *Client) Delete(ctx context.Context, name string) error {
	call, err := named("deleting %s", name, http.MethodDelete)
	if err != nil {
		return err
	}
	call.changes = true
	_, tries, err := c.do(ctx, call)
	if tries.unsure && IsKind(err, KindUserUnknown) {
		// An attempt whose answer was lost has deleted the user.
		return nil
	}
	return err
}

// Ban logs a user out everywhere, and keeps the user from logging in until
// [Client.Unban].
func (c *Client) Ban(ctx context.Context, name string) error {
	return c.change(ctx, "banning %s", name, http.MethodPost, nil, nil, "deactivate")
}

// Unban lets a user who was banned log in again.
func (c *Client) Unban(ctx context.Context, name string) error {
	return c.change(ctx, "unbanning %s", name, http.MethodPost, nil, nil, "activate")
}

// ChangePassword gives a user a new password, which must not be empty. The old
// one is not needed, and what the user has obtained with it ends.
func (c *Client) ChangePassword(ctx context.Context, name string, password secret.Value) error {
	const doing = "changing the password of %s"
	if password.IsZero() {
		return unsent(fmt.Sprintf(doing, oneLine(name)), KindNewPasswordNeeded, errors.New("the new password is empty: give one"))
	}
	if err := CheckPassword(password); err != nil {
		return unsent(fmt.Sprintf(doing, oneLine(name)), KindPasswordTooLong, err)
	}
	return c.change(ctx, doing, name, http.MethodPut, passwordContent(password), []secret.Value{password}, "password")
}

// SetNickname gives a user the nickname that push notifications show; "" takes
// it away. It is no part of the user's profile.
func (c *Client) SetNickname(ctx context.Context, name, nickname string) error {
	const doing = "setting the nickname of %s"
	if err := CheckNickname(nickname); err != nil {
		return unsent(fmt.Sprintf(doing, oneLine(name)), KindNicknameTooLong, err)
	}
	return c.change(ctx, doing, name, http.MethodPut, nicknameContent(nickname), nil)
}

// change makes a call that sets something of a user, so that a repeat finds it
// as it should be.
func (c *Client) change(ctx context.Context, doing, name, method string, content content, secrets []secret.Value, path ...string) error {
	call, err := named(doing, name, method, path...)
	if err != nil {
		return err
	}
	call.changes, call.content, call.secrets = true, content, secrets
	a, _, err := c.do(ctx, call)
	if err != nil {
		return err
	}
	return c.refusedResult(call, a)
}

// refusedResult returns an error for an answer that is a success by its status
// and says in its data that it is none.
func (c *Client) refusedResult(call call, a *answer) error {
	if done, known := parseObject(a.fields["data"]).truth("result"); done || !known {
		return nil
	}
	e := c.failure(call, KindNoEffect)
	e.Status, e.RequestID, e.At = a.status, a.requestID, a.at()
	return e
}
