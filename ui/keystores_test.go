package ui_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
)

func TestAKeystoreThatFailsAsksAndGoesOverToNoOther(t *testing.T) {
	t.Parallel()
	f, h := newFickle(), &homes{}
	f.fails["list"] = noService()
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h })
	d.Shows("Where are the projects?", "no Secret Service answers on D-Bus", "What helps: install gnome-keyring", "keyring unavailable")
	d.Press("esc").Lacks("Where are the projects?").Shows("keyring unavailable").Type("lobby").Shows("signed by demo")
	if len(h.preferred) > 0 {
		t.Errorf("%v was chosen without being asked for", h.preferred)
	}
	d.Press("alt+4").Shows("no Secret Service answers", "f  try again", "b  use another keystore", "c  check the keystore step by step")
}

func TestAKeystoreThatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	f.fails["list"] = noService()
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} })
	d.Shows("try again").Press("enter").Shows("Where are the projects?", "no Secret Service")
	delete(f.fails, "list")
	d.Press("enter").Lacks("Where are the projects?").Shows("acme-staging · 970C…1b33 · keyring")
}

func TestAKeyringThatFailsIsLeftForAVault(t *testing.T) {
	t.Parallel()
	f, vault := newFickle(), newVault(t, "")
	f.fails["list"] = noService()
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InVault: vault}}
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h })
	d.Press("down", "enter").Shows("A new vault", "no vault yet").Type("one long phrase").Press("enter").Type("one long phrase").Press("enter")
	d.Shows("the vault is made", "demo project").Press("alt+4").Shows("in the vault", "No project is stored yet")
	if !slices.Equal(h.preferred, []keystore.Backend{keystore.InVault}) {
		t.Errorf("the next start opens %v", h.preferred)
	}
}

func TestAKeyringThatFailsIsLeftForMemory(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	f.fails["get acme-staging"] = noService()
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} })
	d.Shows("Where are the projects?").Press("down", "down", "enter").Lacks("Where are").Shows("demo project", "· memory")
	d.Press("alt+4").Shows("No project is stored yet").Lacks("acme-staging")
}

func TestWithoutTheirCertificatesProjectsAreListedAndSayWhy(t *testing.T) {
	t.Parallel()
	f := newFickle(staging(), live())
	f.fails["get acme-live"] = noService()
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} })
	d.Press("esc").Shows("acme-staging · keyring unavailable").Type("lobby").Shows("the keyring cannot be used", "answers on D-Bus").Lacks("signed by")
	d.Press("alt+4").Shows("could not be read", "Service answers on D-Bus", "f  try again").Lacks("new tokens are signed")
	d.Press("e").Shows("its certificates have not been read: f tries again").Press("w").Shows("have not been read")
	delete(f.fails, "get acme-live")
	d.Press("f").Lacks("could not be read").Shows("● active: new tokens are signed")
}

func TestAKeystoreIsChosenOnTheProjectsScreen(t *testing.T) {
	t.Parallel()
	h := &homes{
		stores: map[keystore.Backend]keystore.Store{keystore.InKeyring: newFickle(live())},
		err:    errors.New("write settings.json: permission denied: make its folder yours to write"),
	}
	w := &world{now: noon, store: keystore.NewMemory(staging())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	d.Press("b").Shows("Where are the projects kept?", "Projects do not move along", "› memory", "in use").Press("esc").Shows("acme-staging · 970C")
	d.Press("b", "up", "up", "enter").Shows("acme-live · eCcb…baf3 · keyring", "the next start will not know of this choice", "make its folder yours")
}

func TestWhereThereIsNoChoiceNoneIsOffered(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24)
	d.Lacks("import", "keystore…", "choose where").Press("?").Lacks("import…", "keystore…").Press("esc", ":").Lacks("import…", "keystore…").Press("esc")
	d.Press("b").Shows("there is no other keystore here").Press("i").Shows("there are no files to import from here")
	f := newFickle()
	f.fails["list"] = noService()
	with(t, &world{now: noon, store: f}, 80, 24, nil).Shows("! the keyring cannot be used: no Secret Service", "--keystore vault").Lacks("Where are")
}

func TestAFormThatFindsTheKeyringGoneAsksAndKeepsWhatWasEntered(t *testing.T) {
	t.Parallel()
	f := newFickle()
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InMemory: &keystore.Memory{}}}
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	f.fails["put"] = noService()
	d.Press("n").Type("acme").Press("tab").Paste(stagingID).Press("tab").Paste(stagingPrimary).Press("enter").Shows("Where are the projects?")
	d.Press("down", "down", "enter").Shows("New project", stagingID, "kept in memory only").Lacks("no Secret Service")
	d.Press("enter").Shows("acme is kept in memory only", "acme · 970C…1b33 · memory")
}

func TestAVaultAsksForItsPassphraseAtTheStart(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase, staging())}
	d := with(t, w, 80, 24, nil).Shows("The vault is locked", "vault locked")
	d.Type("wrong").Press("enter").Shows("! this is not the passphrase of the vault: try again", "vault locked")
	d.Type(phrase).Shows("•••••••••").Press("enter").Shows("the vault is open until atc ends", "acme-staging · 970C…1b33 · vault").Lacks(phrase)
	d.Type("lobby").Shows("signed by acme-staging, primary")
}

func TestAVaultThatIsLeftLockedSaysSo(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase, staging())}
	d := with(t, w, 80, 24, nil).Press("esc").Lacks("The vault is locked").Shows("vault locked").Type("lobby").Shows("signed by demo")
	d.Press("alt+4").Shows("The vault is locked.", "f  enter its passphrase").Lacks("acme-staging")
	d.Press("n").Type("acme").Press("tab").Paste(liveID).Press("enter").Shows("Passphrase").Type(phrase).Press("enter").Shows("New project")
	d.Press("enter").Shows("acme is kept in the vault", "acme-staging")
	if got := names(t, w.store); got != "acme, acme-staging" {
		t.Errorf("the projects are %s", got)
	}
}

func TestNothingIsSignedForAnotherProjectThanTheOneThatWasAskedFor(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase, staging())}
	d := with(t, w, 120, 36, func(deps *ui.Deps) { deps.Project = "acme-staging" }).Press("esc").Type("lobby")
	d.Shows("acme-staging · no App ID · vault locked", "the vault is locked: f in Projects").Lacks("signed by demo")
	d.Press("alt+4", "f").Type(phrase).Press("enter", "1").Shows("signed by acme-staging, primary")
}

func TestAProjectThatTheVaultHasNotIsToldOnceItIsOpen(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase, staging(), live())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Project = "acme-live" })
	d.Type(phrase).Press("enter").Shows("acme-live · eCcb…baf3 · vault")
	w.store = newVault(t, phrase, staging())
	d = with(t, w, 80, 24, func(deps *ui.Deps) { deps.Project = "acme" })
	d.Lacks("there is no project").Type(phrase).Press("enter").Shows(`there is no project called "acme"`, "acme-staging · 970C…1b33 · vault")
}

func TestANewVaultNeedsTheSamePassphraseTwice(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: newVault(t, "")}
	d := with(t, w, 80, 24, nil).Shows("A new vault", "Nobody can recover it", "no vault yet")
	d.Press("enter").Shows("! the passphrase is empty").Type("short").Press("enter").Shows("has 5 characters, at least 8 are needed")
	d.Press("ctrl+u").Type("one long phrase").Press("enter").Type("another phrase").Press("enter").Shows("! the two are not the same")
	d.Press("tab", "ctrl+u").Type("a third phrase").Press("tab").Paste("a third phrase\n").Press("enter").Shows("the vault is made")
	d.Lacks("third").Press("alt+4", "n").Type("acme").Press("tab").Paste(stagingID).Press("enter").Shows("acme is kept in the vault")
	again := with(t, &world{now: noon, store: w.store}, 80, 24, nil)
	again.Shows("acme · 970C…1b33 · vault") // this process holds the key
}

func TestNoVaultIsMadeUnasked(t *testing.T) {
	t.Parallel()
	v := newVault(t, "")
	d := with(t, &world{now: noon, store: v}, 80, 24, nil).Press("esc").Press("alt+4").Shows("There is no vault yet.", "f  make one")
	d.Press("c", "esc", "n").Type("acme").Press("tab").Paste(stagingID).Press("enter").Shows("A new vault").Press("esc")
	if there, err := v.Exists(); there || err != nil {
		t.Errorf("there is a vault: %t, %v", there, err)
	}
}

func TestADamagedVaultSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vault.age.json")
	if err := os.WriteFile(path, []byte(`{"format": "atc-vault", "version": 1, "key": "x", "content": "y", "sha256": "z"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, h := range []ui.Keystores{nil, &homes{}} {
		w := &world{now: noon, store: keystore.NewVault(path, 10)}
		d := with(t, w, 120, 36, func(deps *ui.Deps) { deps.Keystores = h })
		d.Shows("damaged", "checksum does not", "vault unavailable")
		d.Press("esc", "alt+4").Shows("its checksum does not match", "restore it from a backup")
	}
}

func TestAVaultThatIsGoneMeanwhileIsMadeAnew(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	path := filepath.Join(t.TempDir(), "vault.age.json")
	gone := func() {
		t.Helper()
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	v := keystore.NewVault(path, 10)
	if err := v.Create(t.Context(), secret.New(phrase)); err != nil {
		t.Fatal(err)
	}
	d := with(t, &world{now: noon, store: keystore.NewVault(path, 10)}, 80, 24, nil).Shows("The vault is locked")
	gone()
	d.Type(phrase).Press("enter").Shows("A new vault", "! there is no vault yet").Press("tab").Type(phrase).Press("enter").Shows("the vault is made")
	gone()
	d.Press("alt+4", "n").Type("acme").Press("tab").Paste(stagingID).Press("enter").Shows("A new vault").Press("esc").Shows("New project", stagingID)
}

func TestAVaultIsUnlockedThoughTheRunHasAProjectOfItsOwn(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	unnamed := live()
	unnamed.Name = "environment"
	w := &world{now: noon, store: newVault(t, phrase, staging())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Unnamed = &unnamed }).Lacks("Passphrase") // nobody needs it yet
	d.Press("alt+4").Shows("f unlock…").Press("f").Shows("The vault is locked").Type(phrase).Press("enter").Shows("acme-staging", "2 projects")
}

func TestAKeyringThatStillFailsSaysSoThoughTheRunHasAProjectOfItsOwn(t *testing.T) {
	t.Parallel()
	unnamed := live()
	unnamed.Name = "environment"
	f := newFickle(staging())
	f.fails["get acme-staging"] = noService()
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Unnamed, deps.Keystores = &unnamed, &homes{} })
	d.Lacks("Where are").Press("alt+4").Shows("f try again").Press("f").Shows("Where are the projects?", "no Secret Service answers")
}

func TestAKeystoreThatIsComeBackToIsAsItWasLeft(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InVault: newVault(t, phrase, live())}}
	d := with(t, &world{now: noon, store: newFickle(staging())}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	d.Press("b", "down", "enter").Type(phrase).Press("enter").Shows("acme-live · eCcb…baf3 · vault")
	h.stores = nil // what is opened anew is empty
	d.Press("b", "down", "enter", "n").Type("acme").Press("tab").Paste(stagingID).Press("enter").Shows("acme · 970C…1b33 · memory")
	d.Press("b", "up", "enter").Shows("acme-live · eCcb…baf3 · vault").Lacks("Passphrase")
	d.Press("b", "down", "enter").Shows("acme · 970C…1b33 · memory")
}

func TestTheProjectThatWasAskedForIsLookedForInTheOtherKeystore(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	f := newFickle()
	f.fails["list"] = noService()
	for name, shows := range map[string]string{
		"acme-live": "acme-live · eCcb…baf3 · vault", "acme": `there is no project called "acme"`,
	} {
		h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InVault: newVault(t, phrase, staging(), live())}}
		d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores, deps.Project = h, name })
		d.Shows("Where are the projects?").Press("down", "enter").Type(phrase).Press("enter").Shows(shows)
	}
}

func TestAVaultThatIsNotMadeIsNotRemembered(t *testing.T) {
	t.Parallel()
	f, vault := newFickle(), newVault(t, "")
	f.fails["list"] = noService()
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InVault: vault}}
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h })
	d.Press("down", "enter").Shows("A new vault").Press("esc").Shows("no vault yet")
	if len(h.preferred) > 0 {
		t.Errorf("the next start opens %v", h.preferred)
	}
}

func TestAVaultThatIsMadeBecauseTheCommandLineSaysSoIsRemembered(t *testing.T) {
	t.Parallel()
	h := &homes{}
	d := with(t, &world{now: noon, store: newVault(t, "")}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h })
	d.Shows("A new vault").Type("one long phrase").Press("enter").Type("one long phrase").Press("enter").Shows("the vault is made")
	if !slices.Equal(h.preferred, []keystore.Backend{keystore.InVault}) {
		t.Errorf("the next start opens %v", h.preferred)
	}
}

func TestQuittingAsksWhereAFormHoldsWhatIsNotStored(t *testing.T) {
	t.Parallel()
	d := with(t, &world{now: noon, store: newFickle()}, 80, 24, nil).Press("alt+4", "n").Type("acme")
	d.Press("ctrl+c").Shows("Quit? What you have entered is not stored yet.").Press("esc").Shows("New project", "acme")
	if d.Quit {
		t.Error("quit without an answer")
	}
	if d.Press("ctrl+c", "ctrl+c"); !d.Quit {
		t.Error("the second ctrl+c did not quit")
	}
}
