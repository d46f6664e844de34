package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// TestASharedProjectLooks draws what a visitor sees of a project that was lent.
func TestASharedProjectLooks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sharing keystore.Sharing
		keys    []string
	}{
		"projects":              {keystore.SharedToBuild, []string{"alt+4"}},
		"projects administered": {keystore.SharedToAdminister, []string{"alt+4"}},
		"no project":            {keystore.Owned, []string{"alt+4"}},
		"switcher":              {keystore.SharedToBuild, []string{"ctrl+o"}},
		"too long":              {keystore.SharedToBuild, []string{"l", "tab", "tab", "tab", "2", "h"}},
		"chat":                  {keystore.SharedToBuild, []string{"alt+3"}},
		"app token":             {keystore.SharedToBuild, []string{"alt+3", "esc", "A"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				w := &world{now: noon, store: keystore.NewMemory(lent(c.sharing), live())}
				if c.sharing == keystore.Owned {
					w.store = keystore.NewMemory()
				}
				d := with(t, w, width, height, func(d *ui.Deps) { d.Visitor, d.Chat = true, &refusingChat{t, c.sharing} })
				w.pass(d, heard)
				golden.RequireEqual(t, d.Press(c.keys...).Screen())
			})
		})
	}
}

// refusingChat connects to nothing. It fails the test for a project that has no
// Chat.
type refusingChat struct {
	tb      testing.TB
	sharing keystore.Sharing
}

func (c *refusingChat) Connect(keystore.Project, chatapi.TokenSource) (ui.ChatClient, error) {
	if c.sharing == keystore.SharedToBuild {
		c.tb.Error("a client was made for a project that is shared without Chat REST")
	}
	return nil, errors.New("there is no way to it")
}

func (c *refusingChat) Journal(*bulk.List, keystore.Project, bulk.How) (*bulk.Journal, error) {
	return nil, nil //nolint:nilnil // as where none is kept
}

func TestProjectsSaysWhyASharedProjectStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, sharing := range []keystore.Sharing{keystore.SharedToBuild, keystore.SharedToAdminister} {
		d, w := asVisitor(t, 120, 36, lent(sharing), live())
		l := newWatch(t, w, lent(sharing))
		d.Press("alt+4", "end", "up", "home").Press("down").Shows("Secrets", "stay with the host", "shared by the host")
		for _, key := range []string{"e", "v", "ctrl+r", "x", "delete", "r", "d", "w", "p", "alt+e", "alt+v", "alt+x", "alt+p"} {
			d.Press(key).Shows("shared by whoever runs atc here").Lacks("Edit", "Rename", "Delete", "Copy of", "Swap")
			l.look(d, key)
			d.Press("y")
		}
		d.Press("?").Lacks("edit", "rename", "duplicate", "swap", "certificate", "delete").Press("esc")
		d.Press(":").Lacks("rename…", "show certificates", "copy the primary").Type("certificate").Shows("nothing fits").Press("esc", "esc")
		d.Press("y").Shows("App ID sent")
		w.pass(d, 5*time.Second)
		w.pass(d, 5*time.Second) // there were many
		d.Press("up").Shows("e edit", "v show certificates").Press("e").Shows("Edit acme-live")
		want := lent(sharing)
		if got := stored(t, w.store, "acme-staging"); got.Entry() != want.Entry() || !got.Primary.Equal(want.Primary) {
			t.Errorf("the project is %+v now", got)
		}
	}
}

func TestTheNotesOfWhoeverLendsAProjectAreNotShown(t *testing.T) {
	t.Parallel()
	d, _ := asVisitor(t, 120, 36, lent(keystore.SharedToBuild))
	d.Press("alt+4").Shows("shared by the host").Lacks("rotate in March", "a41.chat", "411234", "••••")
	d, _ = asVisitor(t, 120, 36, lent(keystore.SharedToAdminister))
	d.Press("alt+4").Shows("a41.chat", "411234#567").Lacks("rotate in March", "••••")
}

func TestChatSaysThatASharedProjectHasNone(t *testing.T) {
	t.Parallel()
	chat := newChatWorld(t)
	chat.store = keystore.NewMemory(lent(keystore.SharedToBuild), live())
	d := uitest.New(t, ui.New(chat.deps()), 120, 36)
	l := newWatch(t, chat.world, lent(keystore.SharedToBuild))
	d.Press("alt+3").Type("ada").Press("enter").Shows("shared without Chat REST: press o for another one")
	for _, key := range []string{"v", "r"} {
		d.Press("esc", key).Shows("shared without Chat REST: press o for another one")
	}
	d.Press("e", "c")
	d.Press("b").Shows("signed by acme-staging").Press("y").Shows("token sent")
	for _, key := range []string{"v", "e", "r"} { // the token is there, the service is not
		d.Press(key).Shows("shared without Chat REST: press o for another one").Press("y")
	}
	for _, section := range []string{"U", "R", "C"} {
		d.Press(section).Shows("shared without Chat REST: press o for another one").Press("enter", "r", "l", "m", "y", "b", "n")
		d.Press("alt+1", "alt+3")
	}
	d.Press("A").Shows("shared for building tokens alone").Press("y").Shows("no token: the project is shared")
	d.Press("enter", "e", "a", "g", "s", "k", "i", "r").Lacks("Copy as", "Exchange")
	l.look(d, "the tour of Chat")
	if len(chat.connected) > 0 || l.tokens == 0 {
		t.Errorf("connected to %q, %d tokens copied", chat.connected, l.tokens)
	}
	d.Press("ctrl+o").Type("live").Press("enter", "U").Lacks("without Chat REST")
}

func TestChatOfAProjectThatIsSharedWithIt(t *testing.T) {
	t.Parallel()
	chat := newChatWorld(t, ada())
	p := keystore.Demo()
	p.Sharing = keystore.SharedToAdminister
	chat.store = keystore.NewMemory(p)
	d := uitest.New(t, ui.New(chat.deps()), 120, 36)
	d.Press("alt+3").Type("ada").Press("enter").Shows("registered").Press("enter").Shows("token sent")
	d.Press("esc", "A", "y").Shows("token sent", "administer")
	l := newWatch(t, chat.world, p)
	l.look(d, "the tour of Chat")
	if len(chat.connected) == 0 || l.tokens != 2 {
		t.Errorf("connected to %q, %d tokens copied", chat.connected, l.tokens)
	}
}

func TestALentProjectStaysLentWhateverTheStoreDoes(t *testing.T) {
	t.Parallel()
	f := newFickle(lent(keystore.SharedToBuild), live())
	w := &world{now: noon, store: f}
	d := with(t, w, 120, 36, func(d *ui.Deps) { d.Visitor = true })
	l := newWatch(t, w, lent(keystore.SharedToBuild))
	stays := func(doing string) {
		t.Helper()
		d.Press("alt+1", "alt+/").Type("chat app").Press("enter").Lacks("signed by").Press("alt+y")
		d.Press("esc", "esc", "alt+4", "e", "v", "p").Lacks("Edit")
		l.look(d, doing)
		if len(w.copied) > 0 {
			t.Errorf("%s: copied %q", doing, w.copied)
		}
	}
	choose := func(name string) { d.Press("alt+1", "ctrl+o").Type(name).Press("enter") }
	choose("staging")
	stays("choosing it")
	for _, call := range []string{"get acme-staging", "list", "use"} {
		f.fails[call] = noService()
		d.Press("alt+4", "f")
		stays("reading it in vain: " + call)
		delete(f.fails, call)
		d.Press("alt+4", "f")
		stays("reading it again: " + call)
	}
	f.fails["get acme-staging"] = &keystore.MissingError{Project: "acme-staging", Which: keystore.FieldPrimary}
	d.Press("alt+4", "f")
	stays("missing its certificate")
	delete(f.fails, "get acme-staging")
	choose("live")
	d.Press("alt+4", "f")
	choose("staging")
	stays("choosing it once more")
}

// locking holds up the certificates, so that only the entries are known.
type locking struct{ *keystore.Memory }

func (l locking) Get(context.Context, string) (keystore.Project, error) {
	return keystore.Project{}, noService()
}

func TestALentProjectIsLentBeforeItsCertificatesAreRead(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: locking{keystore.NewMemory(lent(keystore.SharedToBuild))}}
	d := with(t, w, 120, 36, func(d *ui.Deps) { d.Visitor = true }).Press("alt+4")
	d.Shows("970C…1b33 · shared by the host", "stay with the host").Press("e").Shows("shared by whoever runs atc here").Lacks("could not be read")
}

func TestHelpOffersAllThatIsDoneWithOnesOwnProject(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 120, 36, staging())
	d.Press("?")
	for _, word := range []string{"edit", "rename…", "duplicate", "swap primary", "show certificates", "copy the primary", "delete…"} {
		if !slices.ContainsFunc(strings.Split(d.Screen(), "\n"), func(l string) bool { return strings.Contains(l, word) }) {
			t.Errorf("the help lacks %q", word)
		}
	}
}
