package ui_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
)

const aGlimpse = 5 * time.Second

func TestProjectsAreRenamed(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, live(), staging())
	d.Press("down", "r").Shows("Rename acme-staging").Press("ctrl+u", "enter").Shows("! is missing: give the project a name")
	d.Type("acme-live").Press("enter").Shows("! belongs to another project already")
	d.Press("ctrl+u").Type(stagingID).Press("enter").Shows("! looks like an App ID or a certificate")
	d.Press("ctrl+u").Type("acme-test").Press("enter").Shows("acme-staging is called acme-test now", "›   acme-test")
	want := staging()
	want.Name = "acme-test"
	same(t, stored(t, w.store, "acme-test"), want)
	d.Press("r", "enter").Shows("acme-test").Press("r").Type("x").Press("esc").Lacks("acme-testx")
	if got := names(t, w.store); got != "acme-live, acme-test" {
		t.Errorf("the projects are %s", got)
	}
}

func TestTheActiveProjectStaysActiveUnderItsNewName(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, live(), staging())
	d.Press("down", "enter").Shows("acme-staging · 970C").Press("r").Type("-2").Press("enter").Shows("acme-staging-2 · 970C")
}

func TestDeletingNeedsTheExactName(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, live(), staging())
	d.Press("x").Shows("Delete acme-live", "It cannot be taken back").Press("enter").Shows("! type acme-live to delete it")
	d.Type("acme-liv").Press("enter").Shows("! type acme-live").Press("esc").Shows("2 projects")
	d.Press("x").Type("acme-Live").Press("enter").Shows("! type acme-live").Press("backspace", "backspace", "backspace", "backspace")
	d.Type("live").Press("enter").Shows("acme-live is deleted", "1 project ", "acme-staging · 970C")
	if got := names(t, w.store); got != "acme-staging" {
		t.Errorf("the projects are %s", got)
	}
	d.Press("x").Type("acme-staging").Press("enter").Shows("No project is stored yet", "demo project")
}

func TestADuplicateGetsAFreeName(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("d").Shows("Copy of acme-staging", "acme-staging 2").Press("enter")
	d.Press("up", "d").Shows("acme-staging 3").Press("enter")
	if got := names(t, w.store); got != "acme-staging, acme-staging 2, acme-staging 3" {
		t.Errorf("the projects are %s", got)
	}
	want := staging()
	want.Name = "acme-staging 3"
	same(t, stored(t, w.store, want.Name), want)
}

func TestADuplicateOfALongNameIsNotTooLong(t *testing.T) {
	t.Parallel()
	p := live()
	p.Name = strings.Repeat("ä", keystore.MaxName)
	d, w := managing(t, 80, 24, p)
	d.Press("d", "enter").Shows("is kept")
	if got := names(t, w.store); !strings.Contains(got, strings.Repeat("ä", keystore.MaxName-2)+" 2") {
		t.Errorf("the projects are %s", got)
	}
}

func TestCertificatesChangePlacesAndBack(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	swapped := staging()
	swapped.Primary, swapped.Secondary = swapped.Secondary, swapped.Primary
	d.Press("w").Shows("Swap the certificates of acme-staging?").Press("esc")
	same(t, stored(t, w.store, "acme-staging"), staging())
	d.Press("w", "enter").Shows("w swaps them back")
	same(t, stored(t, w.store, "acme-staging"), swapped)
	d.Press("1").Type("lobby").Shows("signed by acme-staging, primary").Press("enter")
	d.Press("alt+4", "w", "enter", "2").Paste(w.copied[0]).Shows("signed by acme-staging, secondary")
	same(t, stored(t, w.store, "acme-staging"), staging())
}

func TestThereIsNothingToSwapWithOneCertificate(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, live())
	d.Press("w").Shows("the project has no secondary certificate").Lacks("Are you sure?")
}

func TestTheListIsFilteredByNameAndAppID(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, live(), staging())
	d.Press("/").Type("stag").Shows("acme-staging").Lacks("  acme-live  ")
	d.Press("enter", "e").Shows("Edit acme-staging").Press("esc", "esc").Shows("› ● acme-live")
	d.Press("/").Paste(stagingID).Press("enter", "enter").Shows("acme-staging is in use now")
	d.Press("/").Type("nothing like it").Shows("nothing fits", "esc clears the filter").Press("enter")
	d.Press("e", "x", "v", "w", "y", "p", "enter").Lacks("Edit", "Delete")
}

func TestAnEmptyListSwallowsNoKeys(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24)
	d.Press("/").Shows("n adds one").Press("e", "x", "r", "d", "w", "v", "p", "y", "enter").Press("n").Shows("New project")
}

func TestDeletingTheLastProjectEndsTheFilter(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, live())
	d.Press("/").Type("acme")
	if err := w.store.Delete(t.Context(), "acme-live"); err != nil {
		t.Fatal(err)
	}
	d.Press("enter", "f").Shows("No project is stored yet").Press("n").Shows("New project")
}

func TestACertificateIsCopiedOnlyAfterAQuestion(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("y").Shows("App ID sent to the clipboard").Press("p").Shows("Copy the primary App Certificate of acme-staging?").Press("n")
	concealed(t, d)
	if len(w.copied) != 1 || w.copied[0] != stagingID {
		t.Fatalf("copied %q", w.copied)
	}
	d.Press("p", "enter").Shows("App Certificate sent to the clipboard")
	if len(w.copied) != 2 || w.copied[1] != stagingPrimary {
		t.Errorf("copied %d texts", len(w.copied))
	}
}

func TestWhatTheKeyringLacksIsTold(t *testing.T) {
	t.Parallel()
	f := newFickle(staging(), live())
	f.fails["get acme-staging"] = &keystore.MissingError{Project: "acme-staging", Which: keystore.FieldPrimary}
	d := with(t, &world{now: noon, store: f}, 80, 24, nil)
	d.Type("lobby").Shows("the keyring lacks the primary App", "in Projects")
	d.Press("alt+4").Shows("incomplete", "Primary   missing", "something else has deleted").Lacks("new tokens are signed")
	delete(f.fails, "get acme-staging")
	d.Press("e", "tab", "tab").Paste(stagingPrimary).Press("enter").Lacks("incomplete", "missing")
	same(t, stored(t, f, "acme-staging"), staging())
}

func TestOneBadItemOfTheKeyringHidesNoOtherProject(t *testing.T) {
	t.Parallel()
	f := newFickle(staging(), live())
	f.fails["get acme-live"] = fmt.Errorf("the keyring holds something else for a certificate of %q: %w", "acme-live",
		&keystore.FieldError{Field: keystore.FieldPrimary, Problem: errors.New("has 3 characters: copy it again from the Agora Console")})
	d := with(t, &world{now: noon, store: f}, 80, 24, nil)
	d.Type("lobby").Shows("signed by acme-staging, primary")
	d.Press("alt+4").Shows("incomplete").Press("up").Shows("holds something else", "Console, and enter it")
}

func TestALongListOfNotesIsScrolled(t *testing.T) {
	t.Parallel()
	p := staging()
	p.Notes = strings.Repeat("line\n", 40) + "the end"
	d, _ := managing(t, 80, 24, p)
	d.Shows("more lines ↓").Press("pgdown", "pgdown", "pgdown", "pgdown").Shows("the end", "● active").Press("pgup").Shows("more lines ↓")
}

func TestAnotherProcessesProjectsAreReadAgain(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	if err := w.store.Put(t.Context(), "", live()); err != nil {
		t.Fatal(err)
	}
	d.Press("f").Shows("acme-live", "2 projects")
}

func TestTheProjectOfTheRunIsStoredByImportOnly(t *testing.T) {
	t.Parallel()
	unnamed := live()
	unnamed.Name = "environment"
	files := &folder{name: "shop", env: map[string]string{"AGORA_APP_ID": liveID, "AGORA_APP_CERTIFICATE": livePrimary}}
	w := &world{now: noon, store: keystore.NewMemory(staging())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Unnamed, deps.Files = &unnamed, files }).Press("alt+4")
	d.Shows("● environment", "this run only", "environment · eCcb…baf3 · this run only")
	for _, k := range []string{"e", "r", "x", "d", "w"} {
		d.Press(k).Shows("in the environment of this run only: i stores it")
	}
	d.Press("i").Shows("the environment").Press("enter").Shows("Import from the environment", "shop").Press("enter").Shows("shop is kept")
	got := stored(t, w.store, "shop")
	if got.AppID != liveID || !got.Primary.Equal(secret.New(livePrimary)) {
		t.Errorf("stored %+v", got)
	}
	concealed(t, d)
}

func TestANewProjectIsChosenThoughTheFilterHidesIt(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, live(), staging())
	d.Press("/").Type("live").Press("enter", "n").Type("zebra").Press("tab").Paste(stagingID).Press("enter")
	d.Shows("zebra is kept in memory only; enter makes it the active project", "›   zebra").Lacks("/ live").Press("enter").Shows("zebra is in use now")
}

func TestWhatAnotherProcessHasDeletedLeavesTheList(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"x live enter", "r -2 enter", "w enter"} {
		p := staging()
		p.Name = "live"
		d, w := managing(t, 80, 24, p, bare())
		if err := w.store.Delete(t.Context(), "live"); err != nil {
			t.Fatal(err)
		}
		for _, k := range strings.Fields(keys) {
			if k == "live" || k == "-2" {
				d.Type(k)
			} else {
				d.Press(k)
			}
		}
		d.Shows("! there is no project of this name", "1 project ", "chat only 🙂 · e4da").Lacks("live ")
	}
}

func TestAProjectThatIsDeletedWhileItIsReadIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	f := newFickle(live(), staging())
	d, _ := hanging(t, f, "get acme-live")
	d.Press("f")
	if err := f.Memory.Delete(t.Context(), "acme-staging"); err != nil {
		t.Fatal(err)
	}
	f.answer <- nil
	d.Late().Shows("1 project ").Lacks("reading it…", "acme-staging")
}

func TestACertificateThatIsNotReadYetIsNotSaidToBeNone(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"v", "p"} {
		f := newFickle(staging())
		d, _ := hanging(t, f, "get acme-staging")
		d.Press("f", key).Shows("its certificates are being read: try again in a moment")
		f.answer <- noService()
		d.Late().Press("esc", key).Shows("its certificates have not been read: f tries again")
	}
}

func TestTheProjectOfTheRunSaysWhatItIsLackingAndWhereItIs(t *testing.T) {
	t.Parallel()
	unnamed := live()
	unnamed.Name, unnamed.Primary = "environment", secret.Value{}
	d := with(t, &world{now: noon, store: newFickle(staging())}, 80, 24, func(deps *ui.Deps) { deps.Unnamed = &unnamed }).Press("alt+4")
	d.Shows("AGORA_APP_CERTIFICATE is", "start atc again", "in the environment ╮").Lacks("e enters it", "i stores it", "in the keyring")
	d.Press("down").Shows("in the keyring ╮")
}

func TestTheChatOfTheDemoProjectIsTheBuiltInEmulator(t *testing.T) {
	t.Parallel()
	live := staging()
	live.Chat.Host = ""
	for _, c := range []struct {
		project     keystore.Project
		says, lacks string
	}{{keystore.Demo(), "Chat      the built-in emulator", "no host yet"}, {live, "Chat      no host yet", "emulator"}} {
		w := &world{now: noon, store: keystore.NewMemory(c.project)}
		with(t, w, 120, 36, func(*ui.Deps) {}).Press("alt+4").Shows(c.says).Lacks(c.lacks)
	}
}
