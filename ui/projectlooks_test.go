package ui_test

import (
	"testing"

	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// TestProjectsLook draws the Projects screen and its dialogs.
func TestProjectsLook(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{
		".env": stagingEnv + "OTHER=" + stagingPrimary + "\n", ".env.local": "AGORA_APP_ID=" + liveID + "\nAGORA_APP_CERTIFICATE=changeme\n", "config.json": liveConfig,
	}, errs: map[string]error{}, env: map[string]string{"AGORA_APP_ID": stagingID, "AGORA_APP_CERTIFICATE": stagingSecondary}}
	for name, c := range map[string]struct {
		projects []keystore.Project
		keys     []string
		typed    string
	}{
		"full":            {[]keystore.Project{staging(), live(), bare()}, nil, ""},
		"empty":           {nil, nil, ""},
		"revealed":        {[]keystore.Project{staging(), live()}, []string{"v"}, ""},
		"filtered":        {[]keystore.Project{staging(), live(), bare()}, []string{"/"}, "live"},
		"new":             {[]keystore.Project{live()}, []string{"n"}, ""},
		"edit":            {[]keystore.Project{staging()}, []string{"e", "tab", "tab"}, ""},
		"edit with error": {[]keystore.Project{staging()}, []string{"e", "tab", "tab"}, stagingID[:9]},
		"delete":          {[]keystore.Project{staging(), live()}, []string{"x"}, "acme"},
		"swap":            {[]keystore.Project{staging()}, []string{"w"}, ""},
		"switcher":        {[]keystore.Project{staging(), live(), bare()}, []string{"1", "ctrl+o"}, ""},
		"keystores":       {[]keystore.Project{staging()}, []string{"b"}, ""},
		"import":          {[]keystore.Project{live()}, []string{"i"}, ""},
		"import form":     {nil, []string{"i", "enter"}, ""},
		"change":          {nil, []string{"i", "enter", "enter"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				w := &world{now: noon, store: newFickle(c.projects...)}
				d := with(t, w, width, height, func(deps *ui.Deps) { deps.Keystores, deps.Files = &homes{}, files })
				d.Press("alt+4").Press(c.keys...).Type(c.typed)
				if name == "delete" || name == "edit with error" {
					d.Press("enter")
				}
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

// TestKeystoresLook draws what is seen of keystores that do not answer, are
// locked, or do not fit together.
func TestKeystoresLook(t *testing.T) {
	t.Parallel()
	fails := func(call string, err error, keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			f := newFickle(staging(), live())
			f.fails[call] = err
			return with(t, &world{now: noon, store: f}, width, height, func(d *ui.Deps) { d.Keystores = &homes{} }).Press(keys...)
		}
	}
	vault := func(phrase string, keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			return with(t, &world{now: noon, store: newVault(t, phrase)}, width, height, nil).Press(keys...)
		}
	}
	missing := &keystore.MissingError{Project: "acme-staging", Which: keystore.FieldPrimary}
	damaged := &keystore.DamagedError{Path: "/home/ada/.config/atc/projects.json", Problem: "it is not JSON", Advice: "restore it from a backup, or delete it and add the projects again"}
	for name, screen := range map[string]func(*testing.T, int, int) *uitest.Driver{
		"failed at the start": fails("list", noService()),
		"failed":              fails("list", noService(), "esc", "alt+4"),
		"unread":              fails("get acme-live", noService(), "esc", "alt+4"),
		"damaged":             fails("list", damaged),
		"missing certificate": fails("get acme-staging", missing, "alt+4"),
		"locked at the start": vault("correct horse"),
		"locked":              vault("correct horse", "esc", "alt+4"),
		"wrong passphrase":    vault("correct horse", "x", "enter"),
		"new vault":           vault("", "x", "y", "enter"),
		"no vault":            vault("", "esc", "alt+4"),
		"check":               func(t *testing.T, width, height int) *uitest.Driver { return checking(t, faulty(), width, height) },
		"check that fails": func(t *testing.T, width, height int) *uitest.Driver {
			f := faulty()
			f.report.Faults, f.report.Steps[2].Err = nil, noService()
			return checking(t, f, width, height)
		},
		"waiting": func(t *testing.T, width, height int) *uitest.Driver {
			f := newFickle(staging())
			w := &world{now: noon, store: f}
			d := with(t, w, width, height, nil).Press("alt+4")
			d.Blocked, f.hangs = f.blocked, "get acme-staging"
			d.Press("f")
			w.pass(d, slow)
			t.Cleanup(func() { f.answer <- nil; d.Late() })
			return d
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) { golden.RequireEqual(t, screen(t, width, height).Screen()) })
		})
	}
}
