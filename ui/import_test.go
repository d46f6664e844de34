package ui_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

const (
	stagingEnv = "# the app\nAGORA_APP_ID=" + stagingID + "\nAGORA_APP_CERTIFICATE=" + stagingPrimary + " # do not share\nPORT=8080\n"
	localEnv   = "NEXT_PUBLIC_AGORA_APP_ID=" + liveID + "\nNEXT_AGORA_APP_CERTIFICATE=" + livePrimary + "\n"
	liveConfig = "{\n  \"APP_ID\": \"" + liveID + "\",\n  \"APP_CERTIFICATE\": \"" + livePrimary + "\"\n}\n"
)

// importing opens the import of a folder.
func importing(tb testing.TB, files *folder, width, height int, projects ...keystore.Project) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon, store: keystore.NewMemory(projects...)}
	d := with(tb, w, width, height, func(deps *ui.Deps) { deps.Files = files })
	return d.Press("alt+4", "i"), w
}

func TestWhatFilesAndTheEnvironmentHoldIsListed(t *testing.T) {
	t.Parallel()
	d, _ := importing(t, &folder{
		name: "shop", files: map[string]string{".env": stagingEnv, ".env.local": localEnv, "config.json": liveConfig},
		env: map[string]string{"APP_ID": stagingID, "APP_CERTIFICATE": stagingSecondary},
	}, 80, 24)
	concealed(t, d)
	d.Shows("looked in .env, .env.local, config.json of shop", "970C…1b33", "eCcb…baf3",
		"••••5d3b", "••••122c", "••••862c"[:8], ".env:3", ".env.local:2", "config.json:3", "the environment")
}

func TestAPairIsImportedAndTakenOutOfItsFile(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d, w := importing(t, files, 80, 24)
	d.Press("enter").Shows("Import from .env:3", "shop", stagingID)
	concealed(t, d)
	d.Press("enter").Shows("Take the secret out of .env?", "shop is kept in memory only", "   3 - AGORA_APP_CERTIFICATE=", "+ AGORA_APP_CERTIFICATE=", "# do not share")
	concealed(t, d)
	if len(files.holding(stagingPrimary)) != 1 {
		t.Fatal("the file was changed before anybody agreed")
	}
	d.Press("y").Shows(".env no longer holds the certificate").Lacks("Take the secret", "looked in")
	want := strings.Replace(stagingEnv, stagingPrimary, `""`, 1)
	if got := files.files[".env"]; got != want {
		t.Errorf("the file is %q, want %q", got, want)
	}
	got := stored(t, w.store, "shop")
	if got.AppID != stagingID || !got.Primary.Equal(secret.New(stagingPrimary)) {
		t.Errorf("stored %+v", got)
	}
}

func TestAFileIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"esc", "n", "q"} {
		files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
		d, w := importing(t, files, 80, 24)
		d.Press("enter", "enter", "enter").Shows("Take the secret out of .env?").Press("x", "space", "enter", key).Lacks("Take the secret", "looked in")
		if files.files[".env"] != stagingEnv || names(t, w.store) != "shop" {
			t.Errorf("%s changed the file, or lost the project", key)
		}
	}
}

func TestAFileThatChangedMeanwhileIsLeftAlone(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d, _ := importing(t, files, 80, 24)
	d.Press("enter", "enter")
	files.files[".env"] = "NEW=1\n" + stagingEnv
	d.Press("y").Shows(".env is as it was: it has changed meanwhile: look at it, and try again")
	if files.files[".env"] != "NEW=1\n"+stagingEnv {
		t.Error("the file was written")
	}
	concealed(t, d)
}

func TestAFileThatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}, broken: errors.New("permission denied: make it yours to write")}
	d, w := importing(t, files, 80, 24)
	d.Press("enter", "enter", "y").Shows(".env is as it was: permission denied: make it yours to write")
	if names(t, w.store) != "shop" {
		t.Error("the project is lost")
	}
}

func TestWhatIsStoredAlreadyIsMarkedAndCanStillLeaveItsFile(t *testing.T) {
	t.Parallel()
	files := &folder{
		name: "shop", files: map[string]string{".env": stagingEnv},
		env: map[string]string{"AGORA_APP_ID": stagingID, "AGORA_APP_CERTIFICATE": stagingSecondary},
	}
	d, w := importing(t, files, 80, 24, staging())
	d.Shows("stored as acme-staging").Press("down", "enter").Shows("acme-staging holds it already").Press("up", "enter")
	d.Shows("Take the secret out of .env?", "acme-staging is kept").Press("y").Shows(".env no longer holds the certificate")
	d.Press("i").Shows("stored as acme-staging").Lacks("is empty").Press("home", "enter").Shows("acme-staging holds it already, and .env no longer does")
	if names(t, w.store) != "acme-staging" || len(files.holding(stagingPrimary)) > 0 {
		t.Error("a project was added, or the file holds the certificate still")
	}
}

func TestWhereThereIsNothingToImportItIsSaid(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop"}
	d, _ := importing(t, files, 80, 24)
	d.Shows("No App ID or certificate was found", "Start atc in the folder of your app").Press("enter").Shows("No App ID")
	files.files = map[string]string{".env": stagingEnv}
	d.Press("f").Shows("970C…1b33", ".env:3")
}

func TestAFileThatCannotBeReadIsToldBesideWhatCould(t *testing.T) {
	t.Parallel()
	d, _ := importing(t, &folder{
		name: "shop", files: map[string]string{".env": stagingEnv, "config.json": "{\"APP_ID\": "},
		errs: map[string]error{".env.local": &fs.PathError{Op: "open", Path: "/home/ada/shop/.env.local", Err: fs.ErrPermission}},
	}, 80, 24)
	d.Shows(".env:3", "! .env.local was not read: permission denied", "! config.json was not read: ", "f looks again")
}

func TestAPairThatCannotBeImportedSaysWhy(t *testing.T) {
	t.Parallel()
	d, _ := importing(t, &folder{name: "shop", files: map[string]string{
		".env": "AGORA_APP_ID=" + stagingID + "\nAGORA_APP_CERTIFICATE=your-certificate-here\n",
	}}, 80, 24)
	d.Shows("970C…1b33", "! ", ".env:2").Lacks("your-certificate-here").Press("enter").Lacks("Import from", "your-certificate-here")
	if lines := strings.Split(d.Screen(), "\n"); !strings.Contains(lines[len(lines)-2]+lines[len(lines)-1], ".env:2: ") {
		t.Errorf("the foot does not say why:\n%s", d.Screen())
	}
}

func TestACertificateThatStandsElsewhereInTheFileIsTold(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv + "OTHER=" + stagingPrimary + "\n"}}
	d, _ := importing(t, files, 80, 24)
	d.Press("enter", "enter").Shows("! line 5 holds it still").Press("y").Shows("the certificate is not gone from it: line 5 holds it")
	concealed(t, d)
}

func TestAFolderWhoseNameIsTakenGivesNoName(t *testing.T) {
	t.Parallel()
	d, _ := importing(t, &folder{name: "acme-live", files: map[string]string{".env": stagingEnv}}, 80, 24, live())
	d.Press("enter", "enter").Shows("› Name", "! is missing: give the project a name").Type("acme").Press("enter").Shows("acme is kept")
}

func TestAnImportIsCancelled(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d, w := importing(t, files, 80, 24)
	d.Press("enter", "esc").Shows("Close without saving").Press("enter").Shows("looked in").Press("esc").Lacks("looked in")
	if names(t, w.store) != "" || files.files[".env"] != stagingEnv {
		t.Error("something was stored or written")
	}
}

func TestAnImportIntoAKeystoreThatFailsTouchesNoFile(t *testing.T) {
	t.Parallel()
	f := newFickle()
	f.fails["put"] = noService()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Files = files })
	d.Press("alt+4", "i", "enter", "enter").Shows("Import from .env:3", "no Secret Service").Lacks("Take the secret")
	if files.files[".env"] != stagingEnv {
		t.Error("the file was changed")
	}
}

func TestEveryLineThatWouldChangeCanBeSeen(t *testing.T) {
	t.Parallel()
	var env strings.Builder
	for range 30 {
		env.WriteString("AGORA_APP_ID=" + stagingID + "\nAGORA_APP_CERTIFICATE=" + stagingPrimary + "\n\n")
	}
	env.WriteString("APP_CERTIFICATE=" + stagingPrimary + " # " + strings.Repeat("very ", 30) + "long\n")
	files := &folder{name: "shop", files: map[string]string{".env": env.String()}}
	d, _ := importing(t, files, 80, 24)
	d.Press("enter", "enter").Shows("   2 - ", "more lines ↓", " y  change the file")
	for range 20 {
		d.Press("pgdown")
	}
	d.Shows("  91 - ", `+ APP_CERTIFICATE="" # very`, " y  change the file").Press("down", "up", "pgup").Shows("more lines ↓").Press("y")
	if left := files.holding(stagingPrimary); len(left) > 0 {
		t.Errorf("%s holds the certificate still", left)
	}
}

func TestMemoryIsNoPlaceForAnOnlyCopy(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d, _ := importing(t, files, 80, 24)
	d.Press("enter", "enter").Shows("memory is gone when atc ends")
	w := &world{now: noon, store: newFickle()}
	d = with(t, w, 80, 24, func(deps *ui.Deps) { deps.Files = files })
	d.Press("alt+4", "i", "enter", "enter").Shows("shop is kept in the keyring").Lacks("memory is gone")
}

func TestNoFileIsChangedUnseen(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{".env": stagingEnv}}
	d, _ := importing(t, files, 80, 24)
	d.Press("enter", "enter").Shows("Take the secret out of .env?")
	d.Send(tea.WindowSizeMsg{Width: 60, Height: 20}).Shows("atc needs a terminal of").Press("y", "enter", "esc")
	d.Send(tea.WindowSizeMsg{Width: 80, Height: 24}).Shows("Take the secret out of .env?")
	if files.files[".env"] != stagingEnv {
		t.Error("the file was changed")
	}
}
