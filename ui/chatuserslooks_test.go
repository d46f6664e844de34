package ui_test

import (
	"strings"
	"testing"

	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// hostileUsers is a page as no service should send it.
var hostileUsers = `{"action":"get","timestamp":1795348800000,"entities":[` +
	`{"username":"\u001b[31mred\u0007","uuid":"\u202egnol","nickname":"\u009b2J","created":-1,"activated":true},` +
	`{"uuid":"0ffe6f3a-7c1d-4a52-9f10-3d9f1d4be001","created":99999999999999999,"activated":false},` +
	`{"username":"` + strings.Repeat("long", 2500) + `","nickname":"` + strings.Repeat("n", 10000) + `","uuid":"` + strings.Repeat("u", 10000) + `"},` +
	`{"username":"","nickname":"","uuid":""},` +
	`{"username":"eve","nickname":"a\nb\tc","modified":"never"},` +
	`{"username":"zoe","nickname":"` + strings.Repeat(`e\u0301`, 3) + strings.Repeat(`\u0301`, 400) + `"}]}`

// TestUsersLook draws the section Users and its dialogs.
func TestUsersLook(t *testing.T) {
	t.Parallel()
	at := func(keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := opened(t, width, height, people()...)
			return d.Press(keys...)
		}
	}
	said := func(what string, status int, body string, keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			d, _, line := usersAt(t, width, height, people()...)
			line.say(what, status, body)
			return d.Press("alt+3", "esc", "U").Press(keys...)
		}
	}
	waiting := func(what string, keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			d, _, line := usersAt(t, width, height, people()...)
			d.Blocked = line.blocked
			line.hold(what)
			d.Press("alt+3", "esc", "U").Press(keys...)
			t.Cleanup(func() { close(line.release); d.Late() })
			return d
		}
	}
	for name, screen := range map[string]func(*testing.T, int, int) *uitest.Driver{
		"full":           at(),
		"marked":         at("down", "down", "space", "space"),
		"filtered":       at("/", "a", "d", "a"),
		"nothing fits":   at("/", "z", "o", "e"),
		"not registered": at("/", "z", "o", "e", "enter"),
		"details":        at("enter", "down"),
		"ban":            at("b"),
		"unban":          at("down", "b"),
		"ban or unban":   at("space", "space", "b"),
		"nickname":       at("e"),
		"password":       at("w", "s", "e", "c", "r", "e", "t", "enter", "x", "enter"),
		"force offline":  at("f"),
		"device":         at("enter", "down", "d"),
		"delete":         at("x", "a", "enter"),
		"delete several": at("*", "x"),
		"looked up": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := opened(t, width, height, crowd(120)...)
			return d.Press("l").Type("USER-101").Press("enter", "esc", "end")
		},
		"second page": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := opened(t, width, height, crowd(120)...)
			return d.Press("n")
		},
		"empty": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := opened(t, width, height)
			return d
		},
		"not read":           said("GET /users", 401, tokenExpired),
		"read again in vain": said("GET /ada/resources", 401, tokenExpired, "enter"),
		"status unknown":     said("POST /users/batch/status", 500, `{}`),
		"hostile":            said("GET /users", 200, hostileUsers, "down"),
		"hostile details":    said("GET /users", 200, hostileUsers, "down", "down", "enter"),
		"reading":            waiting("GET limit="),
		"asking for details": waiting("GET /ada", "enter"),
		"banning":            waiting("POST /deactivate", "b", "enter"),
		"deleting several": func(t *testing.T, width, height int) *uitest.Driver {
			ask := waiting("DELETE /dave", "*", "x", "d", "e", "l", "e", "t", "e", "space", "5", "space", "u", "s", "e", "r", "s", "enter")
			return ask(t, width, height).Until("3 of 5 deleted")
		},
		"ban fails":            said("POST /ada/deactivate", 403, `{"error":"forbidden_op","error_description":"the feature is closed"}`, "b", "enter"),
		"several, some fail":   said("DELETE /bob", 404, userUnknown, "*", "x", "d", "e", "l", "e", "t", "e", "space", "5", "space", "u", "s", "e", "r", "s", "enter"),
		"several, all would":   said("DELETE /bob", 401, tokenExpired, "*", "x", "d", "e", "l", "e", "t", "e", "space", "5", "space", "u", "s", "e", "r", "s", "enter"),
		"gone while looked at": said("GET /ada", 404, userUnknown, "enter"),
		"page two cannot be had": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, line := opened(t, width, height, crowd(120)...)
			line.say("GET /users", 401, tokenExpired)
			return d.Press("n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) { golden.RequireEqual(t, screen(t, width, height).Screen()) })
		})
	}
}
