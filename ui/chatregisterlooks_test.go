package ui_test

import (
	"context"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// interruptedChat is a Chat whose journals tell of an earlier run.
type interruptedChat struct{ *staged }

func (interruptedChat) Journal(*bulk.List, keystore.Project, bulk.How) (*bulk.Journal, error) {
	return nil, &bulk.InterruptedError{Done: 120, Count: 600, At: noon.Add(-3 * time.Hour)}
}

// TestRegisterLooks draws the section Register.
func TestRegisterLooks(t *testing.T) {
	t.Parallel()
	files := func() *folder {
		return &folder{files: map[string]string{"names.csv": "Username,Nickname,E-Mail\nAnna,Ann,x\nBob,,y\nc d,,z\nbob,,y\n"}}
	}
	refused := &chatapi.Error{Kind: chatapi.KindTokenForeign, Status: 401, Code: "auth_bad_access_token", Description: "Unable to authenticate", RequestID: "r-1"}
	for name, screen := range map[string]func(d *uitest.Driver, s *staged) *uitest.Driver{
		"empty": func(d *uitest.Driver, _ *staged) *uitest.Driver { return d },
		"typed": func(d *uitest.Driver, _ *staged) *uitest.Driver {
			return d.Type("Alice").Press("tab").Type("Alice A.").Press("tab").Type("secret")
		},
		"registered": func(d *uitest.Driver, _ *staged) *uitest.Driver { return d.Type("alice").Press("enter") },
		"existed":    func(d *uitest.Driver, _ *staged) *uitest.Driver { return d.Type("ada").Press("enter") },
		"refused": func(d *uitest.Driver, s *staged) *uitest.Driver {
			s.get = func(context.Context, chatapi.NewUser) (chatapi.Registered, error) {
				return chatapi.Registered{}, refused
			}
			return d.Type("alice").Press("enter")
		},
		"illegal": func(d *uitest.Driver, _ *staged) *uitest.Driver { return d.Type("al ice").Press("enter") },
		"many":    func(d *uitest.Driver, _ *staged) *uitest.Driver { return d.Press("alt+b") },
		"names": func(d *uitest.Driver, _ *staged) *uitest.Driver {
			return d.Press("alt+b").Paste("anna\nBob\nbob\nc d\n")
		},
		"file": func(d *uitest.Driver, _ *staged) *uitest.Driver {
			return d.Press("alt+b", "up", "right", "down").Type("names.csv").Press("enter")
		},
		"no file": func(d *uitest.Driver, _ *staged) *uitest.Driver {
			return d.Press("alt+b", "up", "right", "down").Type("nomen.csv").Press("enter")
		},
		"held": func(d *uitest.Driver, _ *staged) *uitest.Driver { return d.Press("alt+b").Paste(listOf(1000)) },
		"ended": func(d *uitest.Driver, s *staged) *uitest.Driver {
			s.register = failing
			return d.Press("alt+b").Paste(listOf(60)).Press("alt+enter", "up", "up", "up")
		},
		"failed": func(d *uitest.Driver, s *staged) *uitest.Driver {
			s.register = failing
			return d.Press("alt+b").Paste(listOf(60)).Press("alt+enter", "f", "home")
		},
		"stopped by the service": func(d *uitest.Driver, s *staged) *uitest.Driver {
			s.register = func(context.Context, []chatapi.NewUser, func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
				return nil, refused
			}
			return d.Press("alt+b").Paste(listOf(60)).Press("alt+enter")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, s := stagedChat(t, width, height, files(), ada())
				screen(d, s)
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

// TestARunUnderWayLooks draws a run that is done with some of its batches.
func TestARunUnderWayLooks(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		inBubble(t, func(t *testing.T, s *staged) {
			g := newGate()
			s.register = func(ctx context.Context, list []chatapi.NewUser, real func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
				if list[0].Username == "user-00000" {
					return failing(ctx, list, real)
				}
				return g.register(ctx, list, real)
			}
			d := s.console(t, width, height, nil).Press("alt+b").Paste(listOf(2000))
			d.Blocked = g.blocked
			d.Press("enter")
			s.now = s.now.Add(12 * second)
			golden.RequireEqual(t, d.Screen())
			close(g.open)
			d.Blocked = nil
			d.Late()
		})
	})
}

// TestAnInterruptedRunLooks draws the question about an earlier run.
func TestAnInterruptedRunLooks(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		s := &staged{chatWorld: newChatWorld(t)}
		deps := s.deps()
		deps.Chat = interruptedChat{s}
		d := uitest.New(t, ui.New(deps), width, height).Press("alt+3", "alt+R", "alt+b").Paste(listOf(600)).Press("enter")
		golden.RequireEqual(t, d.Screen())
	})
}

// TestConnectionLooks draws the section Connection.
func TestConnectionLooks(t *testing.T) {
	t.Parallel()
	steps := []chatapi.Step{
		{Name: "DNS", State: chatapi.StepGood, Result: "a41.chat.agora.io is 203.0.113.7", Took: 12 * time.Millisecond},
		{Name: "Connection", State: chatapi.StepGood, Result: "connected to 203.0.113.7:443", Took: 143 * time.Millisecond},
		{Name: "TLS", State: chatapi.StepGood, Result: "TLS 1.3, the certificate is good for 60 days", Took: 201 * time.Millisecond},
	}
	refused := &chatapi.Error{Kind: chatapi.KindTokenForeign, Status: 401, Code: "auth_bad_access_token"}
	check := func(err error, more ...chatapi.Step) func(context.Context, func(chatapi.Step)) error {
		return func(_ context.Context, report func(chatapi.Step)) error {
			for _, s := range append(append([]chatapi.Step{}, steps...), more...) {
				report(chatapi.Step{Name: s.Name, State: chatapi.StepRunning})
				report(s)
			}
			return err
		}
	}
	for name, run := range map[string]func(context.Context, func(chatapi.Step)) error{
		"before": nil,
		"good": check(nil,
			chatapi.Step{Name: "App", State: chatapi.StepGood, Result: "the host knows the App ID", Took: 150 * time.Millisecond},
			chatapi.Step{Name: "App token", State: chatapi.StepGood, Result: "the service accepts the app token"},
			chatapi.Step{Name: "Clock", State: chatapi.StepWarning, Result: "the clock of this machine is 1m30s behind the service's", Advice: "set the clock: tokens that are built here end 1m30s early", HasSkew: true, Skew: 90 * time.Second}),
		"failed": check(refused,
			chatapi.Step{Name: "App", State: chatapi.StepGood, Result: "the service answers"},
			chatapi.Step{Name: "App token", State: chatapi.StepFailed, Result: "the token was signed for another project", Advice: "check App ID and certificate: both must be of the project that Chat is enabled for", Err: refused},
			chatapi.Step{Name: "Clock", State: chatapi.StepSkipped}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				s := &staged{chatWorld: newChatWorld(t), check: run}
				d := s.console(t, width, height, nil).Press("alt+C")
				if run != nil {
					d.Press("enter")
				}
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

// TestLogLooks draws the section Log.
func TestLogLooks(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"full": nil, "detail": {"enter"}, "failed": {"f", "up"}, "filtered": {"/", "4", "0", "4"}, "empty": {"x"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, _ := logged(t, width, height, 12)
				golden.RequireEqual(t, d.Press("up").Press(keys...).Screen())
			})
		})
	}
}
