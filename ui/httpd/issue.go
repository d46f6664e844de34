package httpd

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
)

// An order says which token to build.
type order struct {
	kind   string // ID of a kind of the catalog, as which the token is logged
	values tokens.Values
	// version is that of the token: [tokens.AccessToken] takes the kind of that
	// version which is like kind. "" is for the version of kind itself.
	version tokens.Version
	// spec is for several services in one token, in place of kind and values.
	// It is logged as title.
	spec  *tokens.Spec
	title string
	// names are what the endpoint calls the inputs of the kind, where that
	// differs: messages name what the client sent.
	names map[string]string
	// now is the time by which a lifetime in values was reckoned, which the
	// token is then issued at; the zero time is for the present one.
	now time.Time
}

// An issued token is one that the server answers with.
type issued struct {
	text     string
	kind     string // its ID, "" if it was composed
	token    *tokens.Token
	issuedAt time.Time
	ends     time.Time // when the last of its rights does
	lasts    int64     // seconds from now to then
}

// issue builds the token of an order and tells the log of it. Every error is a
// [*failure]. What an order may not have is judged by the token itself, so that
// no way to ask for it goes past [tokens.Limits].
func (c *call) issue(o order) (issued, error) {
	now := o.now
	if now.IsZero() {
		now = c.cfg.Now()
	}
	stamp, err := tokens.NewStamp(now, c.cfg.Rand)
	if err != nil {
		return issued{}, failed(http.StatusInternalServerError, "no token can be built: %v", err)
	}
	text, kind, err := c.build(&o, stamp)
	if err != nil {
		return issued{}, c.explain(err, &o)
	}
	token, err := c.cfg.Catalog.Decode(text)
	if err != nil {
		return issued{}, &failure{status: http.StatusBadRequest, problem: "no service could read the token: " + err.Error(), unbuilt: true}
	}
	err = o.overlong(&kind, now)
	if err == nil {
		if err = c.limits.Refuse(token, now); err != nil {
			err = fmt.Errorf("the token %w", err)
		}
	}
	if err != nil {
		return issued{}, c.explain(err, &o)
	}
	ends, _ := token.InForceUntil() // each has an end, see MaxLifetime
	made := issued{text: text, token: token, kind: kind.ID, issuedAt: time.Unix(int64(stamp.IssueTime), 0).UTC(), ends: ends, lasts: ends.Unix() - now.Unix()}
	if at, ok := token.IssuedAt(); ok {
		made.issuedAt = at
	}
	c.note(&made, &kind, &o)
	return made, nil
}

// build builds the token of an order, and returns the kind that it is of.
func (c *call) build(o *order, stamp tokens.Stamp) (string, tokens.Kind, error) {
	project := &c.cfg.Project
	if o.spec != nil {
		text, err := c.cfg.Catalog.Compose(*o.spec, project.AppID, project.Primary, stamp)
		return text, tokens.Kind{}, err
	}
	kind, err := c.kindOf(o)
	if err != nil {
		return "", kind, err
	}
	text, err := c.cfg.Catalog.Build(tokens.Request{Kind: kind, AppID: project.AppID, Certificate: project.Primary, Values: o.values, Stamp: stamp})
	return text, kind, err
}

// kindOf returns the kind of an order. One of another version is called after
// it, "rtc-006" after "rtc" and "rtc-account", grants as many services, and has
// all inputs that are given: it does the same.
func (c *call) kindOf(o *order) (tokens.Kind, error) {
	kind, ok := c.cfg.Catalog.Kind(o.kind)
	if !ok {
		return kind, failed(http.StatusInternalServerError, "this server knows no kind of token called %s", o.kind)
	}
	if o.version == "" || o.version == kind.Version {
		return kind, nil
	}
	family, _, _ := strings.Cut(kind.ID, "-")
	like, ok := c.cfg.Catalog.Kind(family + "-" + string(o.version))
	if !ok || like.Version != o.version || len(like.Grants) != len(kind.Grants) || len(like.Grants[0].Fields) < len(kind.Grants[0].Fields) {
		return kind, bad(versionName, "there is no %s of this kind: leave the version out", o.version.Title())
	}
	for i := range kind.Inputs { // which may be optional there, with another meaning
		if in := &kind.Inputs[i]; in.Default == "" && !in.Optional && o.values[in.Key] == "" {
			return kind, &tokens.InputError{Key: in.Key, Title: in.Title, Problem: in.Refuse("")}
		}
	}
	for key, v := range o.values {
		if v != "" && like.Input(key) == nil {
			return kind, bad(o.parameter(key), "an %s has none: leave it out", o.version.Title())
		}
	}
	return like, nil
}

// overlong refuses an input that asks for more than [MaxLifetime], also where
// the token ends before that: a right that is longer than its token, or one of
// an AccessToken, which never lasts more than a day.
func (o *order) overlong(kind *tokens.Kind, now time.Time) error {
	for i := range kind.Inputs {
		in := &kind.Inputs[i]
		if in.Type != tokens.Lifetime {
			continue
		}
		if n, err := tokens.ParseLifetime(o.values[in.Key]); err == nil && n > MaxLifetime {
			until := now.Add(time.Duration(n) * time.Second).UTC().Format("2006-01-02 at 15:04:05 UTC")
			f := bad(o.parameter(in.Key), "would last until %s, and no service honours more than 24 h: shorten it", until)
			f.unbuilt = true
			return f
		}
	}
	return nil
}

// parameter returns what the endpoint calls an input.
func (o *order) parameter(key string) string { return cmp.Or(o.names[key], key) }

// lifetimeOf returns what the endpoint calls the parameter that decides how long
// a token lasts, "" if there is none.
func (c *call) lifetimeOf(o *order) string {
	kind, _ := c.cfg.Catalog.Kind(o.kind)
	for i := range kind.Inputs {
		if in := &kind.Inputs[i]; in.Key == inputLifetime || in.Type == tokens.Document {
			return o.parameter(in.Key)
		}
	}
	return o.names[inputLifetime]
}

// explain returns the failure of a token that was not built, or may not be
// handed out.
func (c *call) explain(err error, o *order) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	f := &failure{status: http.StatusBadRequest, problem: err.Error(), unbuilt: true}
	input, isInput := errors.AsType[*tokens.InputError](err)
	_, overlong := errors.AsType[*tokens.OverlongError](err)
	switch {
	case isInput && (input.Key == "app-id" || input.Key == "certificate"):
		f.status, f.problem = http.StatusInternalServerError, "the project of this server cannot be used: "+input.Error()
	case isInput:
		f.name, f.problem, f.unbuilt = o.parameter(input.Key), input.Problem.Error(), false
	case overlong:
		f.name = c.lifetimeOf(o)
	case errors.Is(err, tokens.ErrAdministers):
		f.status = http.StatusForbidden
		f.problem = "the token would administer the whole app, which this server does not allow: whoever runs it can start it with --app-tokens"
	}
	return f
}

// note tells the log what was issued. A token of the older formats holds
// neither channel nor user, so that the inputs tell them.
func (c *call) note(made *issued, kind *tokens.Kind, o *order) {
	s := c.served
	s.Kind, s.Token, s.Ends = cmp.Or(o.title, made.kind), secret.New(made.text), made.ends
	if made.token.Version == tokens.AccessToken2 {
		s.Channel, s.User = subjectOfToken(made.token)
		return
	}
	for i := range kind.Inputs {
		in := &kind.Inputs[i]
		v, ok := o.values[in.Key]
		if !ok {
			v = in.Default
		}
		switch in.Key {
		case inputChannel:
			s.Channel = v
		case inputUID, inputAccount, inputUser:
			if v != "" {
				s.User = v
			}
		}
	}
}

// subjectOfToken returns the channel or room, and the user, that a token is
// for: of its first service that says so.
func subjectOfToken(t *tokens.Token) (channel, user string) {
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil {
			continue
		}
		for j := range s.Values {
			switch s.Service.Fields[j].Key {
			case channelField, "room_uuid":
				channel = cmp.Or(channel, s.Values[j].Text)
			case "uid", "user_id", "account", "user_uuid":
				user = cmp.Or(user, s.Values[j].Text)
			}
		}
	}
	return channel, user
}
