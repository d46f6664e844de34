package ui_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// everyKey is what a person can press, and what terminals send for it.
func everyKey() []string {
	all := []string{
		"enter", "tab", "shift+tab", "esc", "up", "down", "left", "right", "home", "end", "pgup", "pgdown", "backspace", "delete", "space", "f1",
	}
	for r := '!'; r <= '~'; r++ {
		all = append(all, string(r))
	}
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789?:/[]" {
		all = append(all, "alt+"+string(r))
	}
	for _, r := range "acdefghijklnopqrstuvwxyz" {
		all = append(all, "ctrl+"+string(r))
	}
	return all
}

// tourist walks through the console of a visitor who was lent a project, and
// looks at everything.
type tourist struct {
	*watch
	d    *uitest.Driver
	path []string
}

func newTourist(tb testing.TB, sharing keystore.Sharing, width, height int) *tourist {
	tb.Helper()
	p := lent(sharing)
	p.Name = "lent"
	w := &world{now: noon, store: keystore.NewMemory(p), paste: `{"expire":7200,"services":[{"type":5,"privileges":{"2":7200}}]}`}
	d := with(tb, w, width, height, func(deps *ui.Deps) {
		deps.Visitor, deps.Chat = true, &refusingChat{tb: tb, sharing: sharing}
	})
	return &tourist{watch: newWatch(tb, w, p), d: d}
}

// press presses keys. A console that was left is opened again by nobody.
func (s *tourist) press(keys ...string) {
	s.tb.Helper()
	for _, k := range keys {
		if s.d.Quit {
			return
		}
		s.path = append(s.path, k)
		s.d.Press(k)
		s.look(s.d, strings.Join(s.path[max(0, len(s.path)-12):], " "))
	}
}

// TestEverythingInThePaletteKeepsTheSecretsOfASharedProject does each deed that
// the console has, and then presses each key where that has led.
func TestEverythingInThePaletteKeepsTheSecretsOfASharedProject(t *testing.T) {
	t.Parallel()
	for name, sharing := range map[string]keystore.Sharing{"to build": keystore.SharedToBuild, "to administer": keystore.SharedToAdminister} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counted := newTourist(t, sharing, 120, 36)
			counted.press("l", "o", "alt+:")
			deeds := actions(t, counted.d.Screen())
			if deeds < 80 {
				t.Fatalf("the palette has %d actions:\n%s", deeds, counted.d.Screen())
			}
			every, copied := everyKey(), 0
			for deed := range deeds {
				s := newTourist(t, sharing, 80, 24)
				s.d.Press("l", "o", "alt+k", "alt+i", "alt+:")
				for range deed {
					s.d.Press("down")
				}
				s.press("enter")
				// Not all keys at each place: the others come at other places.
				for i := range 10 {
					s.press(every[(deed*7+i*11)%len(every)])
				}
				copied += s.tokens
			}
			if copied == 0 {
				t.Error("nothing was ever copied")
			}
		})
	}
}

// actions returns how many actions an open palette says that it has.
func actions(tb testing.TB, screen string) int {
	tb.Helper()
	found := regexp.MustCompile(`type what you want to do: (\d+) actions`).FindStringSubmatch(screen)
	if found == nil {
		tb.Fatalf("there is no palette:\n%s", screen)
	}
	n := 0
	for _, r := range found[1] {
		n = 10*n + int(r-'0')
	}
	return n
}

// TestNoKeyGivesAwayTheSecretsOfASharedProject presses keys at random.
func TestNoKeyGivesAwayTheSecretsOfASharedProject(t *testing.T) {
	t.Parallel()
	every := everyKey()
	for seed := range uint64(2) {
		rnd := rand.New(rand.NewPCG(seed, 6))
		s := newTourist(t, keystore.SharedToBuild, 80, 24)
		s.press("l", "o", "b")
		for n := range 500 {
			switch {
			case s.d.Quit:
				s = newTourist(t, keystore.SharedToBuild, 80, 24)
			case n%200 == 199:
				s.d.Send(tea.WindowSizeMsg{Width: 60 + rnd.IntN(100), Height: 20 + rnd.IntN(40)})
			case n%50 == 49:
				s.d.Paste(s.w.paste)
			}
			s.press(every[rnd.IntN(len(every))])
		}
	}
}

// TestEveryKeyOnEveryScreenKeepsTheSecretsOfASharedProject presses each key on
// each screen, once where text is typed and once where it is not.
func TestEveryKeyOnEveryScreenKeepsTheSecretsOfASharedProject(t *testing.T) {
	t.Parallel()
	for _, screen := range []string{
		"alt+1", "alt+1 esc", "alt+1 alt+/", "alt+2", "alt+2 esc", "alt+3", "alt+3 esc", "alt+3 esc U", "alt+3 esc R", "alt+3 esc A", "alt+3 esc C", "alt+3 esc L",
		"alt+4", "alt+4 n", "alt+4 /", "alt+4 c", "alt+t", "ctrl+o", "alt+a", "alt+g", "alt+s", "alt+h", "alt+?",
	} {
		t.Run(screen, func(t *testing.T) {
			t.Parallel()
			s := newTourist(t, keystore.SharedToBuild, 80, 24)
			s.press("l", "o", "alt+k")
			for _, k := range everyKey() {
				s.path = strings.Fields(screen)
				s.d.Press("esc", "esc", "esc").Press(s.path...)
				s.press(k, "enter")
				if s.d.Quit {
					s = newTourist(t, keystore.SharedToBuild, 80, 24)
					s.press("l", "o", "alt+k")
				}
			}
		})
	}
}

// TestOneFunctionSigns makes sure that no token is built past what a project is
// shared for.
func TestOneFunctionSigns(t *testing.T) {
	t.Parallel()
	signs := regexp.MustCompile(`(?i)(catalog|\bc)\.(build|compose)\(`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := len(signs.FindAll(text, -1))
		found += n
		if n > 0 && name != "sharing.go" {
			t.Errorf("%s signs by itself: env.build does, as far as the project is shared", name)
		}
	}
	if found != 1 {
		t.Errorf("%d calls sign, want one", found)
	}
}
