package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

const (
	slow = 2 * time.Second
	late = time.Minute
)

// saving fills in a new project, and saves it into a keyring that hangs.
func saving(t *testing.T) (*uitest.Driver, *world, *fickle) {
	t.Helper()
	f := newFickle(staging())
	d, w := hanging(t, f, "put")
	d.Press("n").Type("acme").Press("tab").Paste(stagingID).Press("tab").Paste(stagingPrimary).Press("enter").Shows("saving…")
	return d, w, f
}

func TestAKeyringThatTakesItsTimeSaysThatItIsWaitedFor(t *testing.T) {
	t.Parallel()
	d, w, f := saving(t)
	d.Lacks("Waiting for the keyring").Type("x") // the form takes nothing meanwhile
	w.pass(d, slow)
	d.Shows("Waiting for the keyring", "Saving acme has not come to an end yet", "in a window of its own", "esc  give up")
	concealed(t, d)
	f.answer <- nil
	d.Late().Lacks("Waiting for", "New project").Shows("acme is kept in the keyring")
	if !stored(t, f, "acme").Primary.Equal(secret.New(stagingPrimary)) {
		t.Error("the certificate is not the one that was entered")
	}
}

func TestWaitingForTheKeyringIsGivenUp(t *testing.T) {
	t.Parallel()
	d, w, f := saving(t)
	w.pass(d, slow)
	d.Press("esc").Shows("giving up…").Late().Lacks("Waiting for", "giving up")
	d.Shows("New project", "you gave up waiting for the keyring", "asks for a password", "try again", stagingID)
	f.hangs = ""
	d.Press("enter").Shows("acme is kept in the keyring")
}

func TestSavingIsGivenUpFromTheFormToo(t *testing.T) {
	t.Parallel()
	d, w, f := saving(t)
	w.pass(d, slow)
	d.Press("enter").Lacks("Waiting for").Shows("saving…", "esc give up").Press("tab", "enter", "ctrl+s").Shows("› Primary", "saving…")
	d.Press("esc").Late().Shows("New project", "you gave up waiting for the keyring", stagingID)
	f.hangs = ""
	d.Press("esc").Shows("Close without saving").Press("esc", "enter").Shows("acme is kept in the keyring")
}

func TestWhatFailsAfterItsDialogIsGoneIsTold(t *testing.T) {
	t.Parallel()
	v := &slowVault{fickle: newFickle(staging())}
	v.backend, v.fails["list"] = keystore.InVault, keystore.ErrLocked
	w := &world{now: noon, store: v}
	d := with(t, w, 80, 24, nil)
	d.Blocked, v.hangs = v.blocked, "unlock"
	d.Type("correct horse").Press("enter", "esc").Shows("giving up…").Press("esc").Lacks("Passphrase")
	d.Late().Shows("unlocking the vault has failed: you gave up waiting for the vault")
}

func TestTheKeyringIsGivenUpAfterAMinute(t *testing.T) {
	t.Parallel()
	d, w, _ := saving(t)
	w.pass(d, slow)
	w.pass(d, late)
	d.Late().Lacks("Waiting for", "you gave up").Shows("the keyring has not answered for a minute", "asks for a password")
}

func TestTheKeyringIsGivenUpAfterAMinuteInTheBackground(t *testing.T) {
	t.Parallel()
	d, w := hanging(t, newFickle(staging()), "get acme-staging")
	d.Press("f")
	w.pass(d, slow)
	d.Press("enter").Lacks("Waiting for").Press("1").Type("lobby").Shows("lobby", "opening the keyring")
	w.pass(d, late)
	d.Late().Shows("Where are the projects?", "has not answered for a minute", "try again").Press("esc").Type("-2").Shows("lobby-2")
}

func TestTheConsoleWorksWhileTheKeyringIsRead(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	d, w := hanging(t, f, "get acme-staging")
	d.Press("f").Shows("reading it…", "opening the keyring", "active, as soon as its certificates are")
	d.Press("e").Shows("its certificates are being read: try again in a moment").Press("1").Type("lobby").Shows("lobby", "opening the keyring").Lacks("signed by")
	d.Press("alt+2", "alt+4", "?", "esc", ":", "esc", "ctrl+o").Shows("● acme-staging").Press("esc")
	w.pass(d, slow)
	d.Shows("Reading the projects has not come to an end yet").Press("enter", "alt+1").Type("-2").Shows("lobby-2")
	f.hangs = ""
	f.answer <- nil
	d.Late().Shows("signed by acme-staging, primary", "acme-staging · 970C…1b33 · keyring")
}

func TestGivingUpTheReadingAsksWhereTheProjectsAre(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	d, w := hanging(t, f, "get acme-staging")
	d.Press("f")
	w.pass(d, slow)
	d.Press("esc").Late().Shows("Where are the projects?", "you gave up waiting for the keyring", "› keyring", "try again")
	f.hangs = ""
	d.Press("enter").Shows("● active: new tokens are signed", "acme-staging · 970C…1b33 · keyring")
}

func TestOneQuestionAboutTheKeystoreIsAskedAtATime(t *testing.T) {
	t.Parallel()
	d, w := hanging(t, newFickle(staging()), "get acme-staging")
	d.Press("f", "b").Shows("Where are the projects kept?")
	w.pass(d, slow)
	d.Press("esc").Late().Shows("Where are the projects?").Press("esc").Lacks("Where are the projects")
}

func TestASecondCallIsRefusedWhileOneIsUnderWay(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	d, _ := hanging(t, f, "get acme-staging")
	d.Press("f", "f").Shows("the keyring is still busy with reading the projects: try again in a moment")
	d.Press("c").Shows("still busy").Lacks("Check of")
	d.Press("n").Type("acme").Press("tab").Paste(stagingID).Press("enter")
	d.Shows("New project", "! the keyring is still busy with reading the projects").Lacks("saving…")
	f.hangs = ""
	f.answer <- nil
	d.Late().Press("enter").Shows("acme is kept in the keyring").Lacks("still busy")
}

func TestAnAnswerThatComesTooLateChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InMemory: keystore.NewMemory(live())}}
	w := &world{now: noon, store: f}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	d.Blocked, f.hangs = f.blocked, "get acme-staging"
	d.Press("f", "b", "down", "down", "enter").Shows("acme-live · eCcb…baf3 · memory")
	d.Late().Shows("acme-live · eCcb…baf3 · memory", "1 project ").Lacks("acme-staging", "Where are", "gave up")
	w.pass(d, slow) // nor do the alarms that were set for it
	w.pass(d, late)
	d.Lacks("Waiting for", "gave up", "minute").Press("1").Type("lobby").Shows("signed by acme-live")
}

func TestAKeystoreIsLeftWhileItHangs(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	f := newFickle(staging())
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InVault: newVault(t, phrase, live())}}
	w := &world{now: noon, store: f}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	d.Blocked, f.hangs = f.blocked, "list"
	d.Press("f")
	w.pass(d, slow)
	d.Press("enter", "b", "down", "enter").Shows("The vault is locked", "vault locked").Type(phrase).Press("enter").Late()
	d.Shows("acme-live · eCcb…baf3 · vault").Lacks("acme-staging")
}

// deaf is a store that does not end when it is told to.
type deaf struct {
	*fickle
	free chan struct{}
}

func (s *deaf) Update(context.Context, string, func(*keystore.Project) error) error {
	s.blocked <- struct{}{}
	<-s.free
	return nil
}

func TestAStoreThatNeverEndsKeepsNobody(t *testing.T) {
	t.Parallel()
	s := &deaf{newFickle(staging()), make(chan struct{})}
	w := &world{now: noon, store: s}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} }).Press("alt+4")
	d.Blocked = s.blocked
	d.Press("e").Type("-2").Press("enter")
	w.pass(d, slow)
	d.Press("esc").Shows("giving up…").Press("esc").Lacks("Waiting for").Press("esc").Shows("giving up…").Press("esc").Press("1").Type("lobby").Shows("signed by acme-staging")
	d.Press("alt+4", "b", "down", "down", "enter").Shows("demo project", "memory")
	close(s.free)
	d.Late().Shows("demo project", "memory").Lacks("is kept")
}

func TestAProjectThatIsSwitchedToMeanwhileOpensNextTime(t *testing.T) {
	t.Parallel()
	f := newFickle(live(), staging())
	d, _ := hanging(t, f, "get acme-live")
	d.Press("f", "ctrl+o").Type("staging").Press("enter").Shows("acme-staging is in use now")
	f.hangs = ""
	f.answer <- nil
	d.Late().Shows("● active: new tokens are signed")
	with(t, &world{now: noon, store: f}, 80, 24, nil).Shows("acme-staging · 970C")
}

func TestAVaultThatIsSlowToOpenSaysWhy(t *testing.T) {
	t.Parallel()
	v := &slowVault{fickle: newFickle(staging())}
	v.backend, v.fails["list"] = keystore.InVault, keystore.ErrLocked
	w := &world{now: noon, store: v}
	d := with(t, w, 80, 24, nil)
	d.Blocked, v.hangs = v.blocked, "unlock"
	d.Type("correct horse").Press("enter").Shows("opening it takes about a second").Type("more").Press("enter")
	w.pass(d, slow)
	d.Shows("Unlocking the vault has not come to an end yet", "nobody can guess").Press("enter").Shows("opening it takes")
	d.Press("esc").Late().Lacks("The vault is locked").Shows("the vault is still locked: f in Projects asks")
	v.hangs = ""
	delete(v.fails, "list")
	d.Press("alt+4", "f").Shows("acme-staging · 970C…1b33 · vault")
}

// slowVault is a vault whose passphrase takes as long as it is told to.
type slowVault struct{ *fickle }

func (v *slowVault) Create(ctx context.Context, _ secret.Value) error { return v.call(ctx, "create") }

func (v *slowVault) Unlock(ctx context.Context, _ secret.Value) error { return v.call(ctx, "unlock") }

func TestAVaultThatIsDamagedInsideIsNotCalledOpen(t *testing.T) {
	t.Parallel()
	v := &slowVault{fickle: newFickle()}
	v.backend, v.fails["list"] = keystore.InVault, keystore.ErrLocked
	d := with(t, &world{now: noon, store: v}, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} })
	v.fails["list"] = &keystore.DamagedError{Path: "vault.age.json", Problem: "its content cannot be decrypted", Advice: "restore it from a backup"}
	d.Type("correct horse").Press("enter").Shows("its content cannot be decrypted", "it from a backup").Lacks("the vault is open")
}

func TestAPassphraseThatIsTriedTakesNoPaste(t *testing.T) {
	t.Parallel()
	v := &slowVault{fickle: newFickle(staging())}
	v.backend, v.fails["list"] = keystore.InVault, keystore.ErrLocked
	d := with(t, &world{now: noon, store: v}, 80, 24, nil)
	d.Blocked, v.hangs = v.blocked, "unlock"
	d.Type("correct").Press("enter").Shows("opening it takes").Paste("correct horse battery").Shows("Passphrase  ••••••• ")
	v.answer <- errors.New("the disk is gone")
	d.Late().Shows("! the disk is gone", "Passphrase  ••••••• ")
}

func TestWaitingForTheKeyringSwallowsNothingThatIsTyped(t *testing.T) {
	t.Parallel()
	d, w := hanging(t, newFickle(staging()), "get acme-staging")
	d.Press("f", "1").Type("lob")
	w.pass(d, slow)
	d.Shows("Waiting for the keyring").Type("by").Lacks("Waiting for").Shows("lobby", "! reading the projects has not come to an end yet: the keyring may be asking", "own: look for that window")
	d.Press("alt+4", "f").Shows("Waiting for the keyring").Paste("x").Lacks("Waiting for").Press("f", "esc").Shows("giving up…")
	d.Late().Shows("Where are the projects?", "you gave up waiting for the keyring")
}
