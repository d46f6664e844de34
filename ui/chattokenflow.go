package ui

import (
	"context"
	"errors"
	"slices"

	"atc/chatapi"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// The way from a username to its token, one enter for each step.

// next takes the step that the screen names.
func (s *userTokenSection) next() (action, tea.Cmd) {
	switch {
	case s.wait.on():
		return nil, nil
	case s.name() == "":
		s.form.focusOn(0)
		s.form.fields[0].touched = true
		return nil, nil
	case s.step == userStart, s.needsUUID():
		return s.lookUp()
	case s.step == userMissing:
		return s.register()
	}
	return s.draft.copy()
}

// ready says why no request can be made now, or returns nil.
func (s *userTokenSection) ready() action {
	switch lack := s.session.lack(); {
	case lack != "":
		return warn{lack}
	case s.wait.on():
		return notify{s.wait.doing + ": wait for it, or give up with esc"}
	}
	return nil
}

// lookUp asks the service for the user. What is known already stays until it
// answers.
func (s *userTokenSection) lookUp() (action, tea.Cmd) {
	if no := s.ready(); no != nil {
		return no, nil
	}
	name := s.of
	if name == "" {
		return s.next()
	}
	s.failed, s.problem = "", nil
	return nil, s.wait.begin(s.session, s, "looking "+name+" up", s.lookedUp, func(ctx context.Context, c ChatClient) (any, error) {
		return c.User(ctx, name)
	})
}

func (s *userTokenSection) lookedUp(a chatAnswer) action {
	user, _ := a.value.(chatapi.User)
	switch {
	case a.err == nil:
		s.found(user, "registered")
	case chatapi.IsKind(a.err, chatapi.KindUserUnknown):
		s.forget()
		s.step = userMissing
		s.request = s.session.client.RegisterRequest(chatapi.NewUser{Username: s.of})
	default:
		return s.fail("not looked up", a.err)
	}
	return nil
}

// found goes on to the token of a user who exists.
func (s *userTokenSection) found(user chatapi.User, how string) {
	if user.Username != "" && user.Username != s.of {
		// The service finds users by their UUID, too.
		how = "found by the UUID"
		s.form.fields[0].setValue(user.Username)
		s.of = s.name()
	}
	s.step, s.user, s.how, s.request = userFound, user, how, chatapi.Request{}
	s.failed, s.problem, s.scroll = "", nil, 0
	s.rebuild()
}

// register registers the user with the request that is shown.
func (s *userTokenSection) register() (action, tea.Cmd) {
	if no := s.ready(); no != nil {
		return no, nil
	}
	name := s.of
	s.failed, s.problem = "", nil
	return nil, s.wait.begin(s.session, s, "registering "+name, s.registered, func(ctx context.Context, c ChatClient) (any, error) {
		return c.RegisterOrGet(ctx, chatapi.NewUser{Username: name})
	})
}

func (s *userTokenSection) registered(a chatAnswer) action {
	r, _ := a.value.(chatapi.Registered)
	switch {
	case givenUp(a.err):
		// Nobody knows whether it was done: that is looked up.
		s.forget()
		return notify{"given up: enter looks whether " + s.of + " is registered now"}
	case a.err != nil:
		return s.fail("not registered", a.err)
	}
	how := "registered now"
	if r.Existed {
		how = "registered: somebody else was faster"
	}
	s.password = r.Password
	s.found(r.User, how)
	return nil
}

// fail shows why a request has failed. What was known before stays.
func (s *userTokenSection) fail(what string, err error) action {
	if givenUp(err) {
		return notify{"given up"}
	}
	s.failed, s.problem, s.scroll = what, err, 0
	return nil
}

// offline builds the token without asking the service whose it is.
func (s *userTokenSection) offline() (action, tea.Cmd) {
	if s.name() == "" {
		return s.next()
	}
	if s.step != userNotAsked {
		s.forget()
		s.step = userNotAsked
		s.rebuild()
	}
	if s.draft.err != nil {
		return s.refused(), nil
	}
	return notify{"built without asking the service whether " + s.of + " is registered"}, nil
}

// try asks the service for the user with the user's own token.
func (s *userTokenSection) try() (action, tea.Cmd) {
	if no := s.ready(); no != nil {
		return no, nil
	}
	if no := s.draft.fresh(); no != nil {
		return no, nil
	}
	token, name := secret.New(s.draft.token.text), s.login()
	s.verdict, s.failed, s.problem = "", "", nil
	return nil, s.wait.begin(s.session, s, "trying the token", s.tried, func(ctx context.Context, c ChatClient) (any, error) {
		return c.TryToken(ctx, token, name)
	})
}

// refusals are the errors that judge a token.
var refusals = []chatapi.Kind{
	chatapi.KindTokenExpired, chatapi.KindTokenCorrupt, chatapi.KindTokenForeign, chatapi.KindTokenRefused,
	chatapi.KindTokenIllegal, chatapi.KindTokenNotPermitted, chatapi.KindUnauthorized,
}

func (s *userTokenSection) tried(a chatAnswer) action {
	switch {
	case chatapi.IsKind(a.err, refusals...) && s.step == userNotAsked:
		return s.fail("the token was refused: r looks whether anybody has the name", a.err)
	case chatapi.IsKind(a.err, refusals...):
		return s.fail("the token was refused", a.err)
	case a.err != nil:
		return s.fail("the token was not judged", a.err)
	}
	s.verdict, s.scroll = "accepted by the service at "+clockTime(s.env.Now(), s.env.Now()), 0
	return nil
}

// subject returns whom the token is for, and what it does not say of that user
// itself.
func (s *userTokenSection) subject() (user, about string, err error) {
	name := s.login()
	if s.forUUID() {
		switch {
		case s.step == userNotAsked:
			return "", "", errors.New("the UUID of " + safe.Text(name) + " is not known: enter looks it up, or choose the username")
		case s.user.UUID == "":
			return "", "", errors.New("the service does not tell the UUID of " + safe.Text(name) + ": choose the username")
		}
		return s.user.UUID, "made for the UUID of " + safe.Text(name) + ": the SDK logs in as " + safe.Text(name), nil
	}
	return name, "", nil
}

// needsUUID reports whether there is no token because nobody has asked for the
// UUID of the user.
func (s *userTokenSection) needsUUID() bool { return s.step == userNotAsked && s.forUUID() }

// forUUID reports whether the token is to be made for the UUID of the user.
func (s *userTokenSection) forUUID() bool {
	return slices.ContainsFunc(s.form.fields, func(f field) bool { return f.input.Key == inputTokenFor && f.value() == forUUID })
}

// refused answers a wish for the token while there is none.
func (s *userTokenSection) refused() action {
	if lack := s.env.projects.lack(); lack != "" {
		return warn{lack}
	}
	if s.draft.err == nil {
		return warn{"no token yet: " + s.todo()}
	}
	var in *tokens.InputError
	if errors.As(s.draft.err, &in) {
		for i := range s.form.fields {
			if s.form.fields[i].input.Key == in.Key {
				s.form.focusOn(i)
				s.form.fields[i].touched = true
			}
		}
	}
	return warn{"no token: " + s.draft.err.Error()}
}

// todo says what comes next, as the end of a sentence.
func (s *userTokenSection) todo() string {
	switch name := s.name(); {
	case name == "":
		return "type a username first"
	case s.step == userMissing:
		return "enter registers " + name + ", b builds it all the same"
	default:
		return "enter looks " + name + " up, b builds it without asking"
	}
}
