package ui_test

import (
	"errors"
	"testing"
	"time"

	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"
)

// faulty is a keyring that does not fit its index.
func faulty() *fickle {
	f := newFickle(staging())
	f.report = keystore.Report{
		Steps: []keystore.Step{
			{Did: "read the index of projects", Took: 212 * time.Microsecond},
			{Did: "write a probe item", Took: 9900 * time.Microsecond},
			{Did: "read it back", Took: 41 * time.Millisecond},
		},
		Faults: []keystore.Fault{
			{Item: "x", AppID: liveID, Which: keystore.FieldPrimary},
			{Item: "y", AppID: stagingID, Which: keystore.FieldSecondary, Project: "acme-staging"},
		},
	}
	return f
}

func checking(tb testing.TB, f *fickle, width, height int) *uitest.Driver {
	tb.Helper()
	w := &world{now: noon, store: f}
	return with(tb, w, width, height, func(d *ui.Deps) { d.Keystores = &homes{} }).Press("alt+4", "c")
}

func TestACheckTellsEachStepAndHowLongItTook(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Faults = nil
	d := checking(t, f, 80, 24).Shows("Check of the keyring", "✓ read the index of projects", "0.2 ms", "9.9 ms", "41 ms", "All is well")
	f.report.Steps = f.report.Steps[:1]
	d.Press("c").Lacks("41 ms").Shows("checked again").Press("esc").Lacks("Check of the keyring")
}

func TestACheckThatFailsSaysAtWhichStepAndWhatToDo(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Faults = nil
	f.report.Steps[2].Err = noService()
	d := checking(t, f, 80, 24)
	d.Shows("✓ write a probe item", "✗ read it back", "no Secret Service answers on D-Bus", "b goes over to another keystore").Lacks("All is well")
	d.Press("q").Lacks("Check of")
}

func TestACheckOfALockedVaultSaysHowItIsOpened(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: newVault(t, "correct horse battery")}
	d := with(t, w, 80, 24, nil).Press("esc", "alt+4", "c")
	d.Shows("Check of the vault", "✗ read and decrypt the vault", "it needs its passphrase", "f asks for its passphrase")
}

func TestAVaultIsCheckedForReal(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase, staging())}
	d := with(t, w, 80, 24, nil).Type(phrase).Press("enter", "alt+4", "c")
	d.Shows("✓ read and decrypt the vault", "✓ write, read and delete a probe file", "All is well")
}

func TestStrayCertificatesBecomeProjectsAgain(t *testing.T) {
	t.Parallel()
	f := faulty()
	d := checking(t, f, 80, 24)
	d.Shows("a primary App Certificate of App ID", "belongs to no project", `lacks the secondary App Certificate of "acme-staging"`, "r makes a project of it", "x forgets it")
	d.Press("r").Shows("1 project restored", "All is well")
	if len(f.mended) != 1 || f.mended[0] != "restore" {
		t.Errorf("mended by %s", f.mended)
	}
}

func TestWhatIsOfAnotherListIsNoFaultAndCanBeCopied(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Faults = nil
	f.report.Foreign = []keystore.Foreign{
		{Item: "x", AppID: liveID, Which: keystore.FieldPrimary},
		{Item: "y", AppID: stagingID, Which: keystore.FieldPrimary, Project: "acme-staging"},
	}
	d := checking(t, f, 80, 24)
	d.Shows("All is well", "also holds the primary App Certificate of App ID", "if that list is lost, r copies it here", "acme-staging has the same here")
	d.Lacks("clean up…").Press("x")
	if len(f.mended) > 0 {
		t.Errorf("mended by %s", f.mended)
	}
	d.Press("r").Shows("1 project restored")
	f.report.Foreign = []keystore.Foreign{{Item: "y", AppID: stagingID, Which: keystore.FieldPrimary, Project: "acme-staging"}}
	d.Press("c").Shows("All is well", "acme-staging has the same").Lacks("restore as projects", "clean up…")
}

func TestCleaningUpSaysThatItLeavesOtherLists(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Foreign = []keystore.Foreign{{Item: "x", AppID: liveID, Which: keystore.FieldPrimary}}
	checking(t, f, 80, 24).Press("x").Shows("Clean up?", "What is of another list of", "projects stays")
}

func TestCleaningUpAsksFirst(t *testing.T) {
	t.Parallel()
	f := faulty()
	d := checking(t, f, 80, 24).Press("x").Shows("Clean up?", "1 certificate").Press("esc")
	if len(f.mended) > 0 {
		t.Fatalf("mended by %s", f.mended)
	}
	d.Press("x", "enter").Shows("2 certificates cleaned up", "All is well")
	if len(f.mended) != 1 || f.mended[0] != "discard" {
		t.Errorf("mended by %s", f.mended)
	}
}

func TestMendingThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.fails["restore"] = errors.New("write projects.json: permission denied: make its folder yours to write")
	checking(t, f, 80, 24).Press("r").Shows("make its folder yours to write").Lacks("restored")
}

func TestWhatFitsTogetherOffersNoMending(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Faults = f.report.Faults[1:]
	d := checking(t, f, 80, 24).Lacks("restore as projects").Shows("clean up…").Press("r", "x").Shows("that the keyring lacks: taken").Lacks("for good")
	d.Press("enter")
	if f.mended[0] != "discard" {
		t.Errorf("mended by %s", f.mended)
	}
}

func TestALongReportIsScrolled(t *testing.T) {
	t.Parallel()
	f := faulty()
	for range 20 {
		f.report.Faults = append(f.report.Faults, f.report.Faults[0])
	}
	d := checking(t, f, 80, 24).Shows("✓ read the index", "more lines ↓")
	for range 100 {
		d.Press("down")
	}
	d.Lacks("✓ read the index").Shows("end ↑").Press("home").Shows("✓ read the index")
	d.Press("pgdown").Lacks("✓ read the index")
}

func TestAReportSaysWhichKeystoreItIsOf(t *testing.T) {
	t.Parallel()
	f := newFickle(staging())
	f.report = keystore.Report{
		Steps:  []keystore.Step{{Did: "write a probe item"}},
		Faults: []keystore.Fault{{Item: "x", AppID: liveID, Which: keystore.FieldPrimary}},
	}
	f.fails["restore"] = noService()
	h := &homes{stores: map[keystore.Backend]keystore.Store{keystore.InMemory: keystore.NewMemory(live())}}
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = h }).Press("alt+4")
	d.Press("c", "r").Shows("Where are the projects?").Press("down", "down", "enter")
	d.Shows("Check of the keyring", "write a probe item").Press("c").Shows("Check of the memory")
}
