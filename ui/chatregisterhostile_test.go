package ui_test

import (
	"context"
	"testing"

	"atc/chatapi"
)

// TestHostileAnswersAreShownEscaped has the service say of users, steps and
// errors what no terminal should see.
func TestHostileAnswersAreShownEscaped(t *testing.T) {
	t.Parallel()
	s := &staged{chatWorld: newChatWorld(t)}
	bad := &chatapi.Error{Kind: chatapi.KindRefused, Status: 418, Code: hostile, Description: hostile, RequestID: hostile, Path: hostile, Method: hostile}
	s.register = func(context.Context, []chatapi.NewUser, func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
		return []chatapi.Outcome{{Username: "a", UUID: hostile, Result: chatapi.ResultRegistered}, {Username: "b", Err: bad}}, nil
	}
	s.get = func(_ context.Context, u chatapi.NewUser) (chatapi.Registered, error) {
		if u.Username == "bad" {
			return chatapi.Registered{}, bad
		}
		return chatapi.Registered{User: chatapi.User{Username: hostile, UUID: hostile, Nickname: hostile}}, nil
	}
	s.check = func(_ context.Context, report func(chatapi.Step)) error {
		report(chatapi.Step{Name: hostile, State: chatapi.StepFailed, Result: hostile + hostile, Advice: hostile, Err: bad})
		return bad
	}
	files := &folder{files: map[string]string{"x": "username," + hostile[:8] + "\na\n" + hostile + "\n"}}
	d := s.console(t, 80, 24, files)
	for _, name := range []string{"alice", "bad"} {
		d.Type(name).Press("enter")
		harmless(t, d)
		d.Press("alt+x")
		harmless(t, d)
	}
	d.Press("alt+b")
	d.Paste("a\nb\n" + hostile)
	harmless(t, d)
	for _, k := range []string{"alt+enter", "f", "home", "down", "f", "x", "x", "alt+C", "enter", "alt+L"} {
		d.Press(k)
		harmless(t, d)
	}
	d.Press("alt+R", "up", "right", "down").Type("x").Press("enter")
	harmless(t, d)
}
