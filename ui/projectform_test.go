package ui_test

import (
	"errors"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

func TestAProjectIsTypedAndItsCertificatePasted(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	d.Press("n").Shows("New project").Type("acme staging")
	d.Press("tab").Paste(" " + stagingID + "\n").Shows(stagingID)
	d.Press("tab").Paste(stagingPrimary + "\n")
	concealed(t, d)
	d.Press("tab").Type(stagingSecondary)
	concealed(t, d)
	d.Press("down").Type("a41.chat.agora.io").Press("down").Type("411234#567").Press("down").Type("for iOS")
	d.Press("enter").Shows("acme staging is kept in memory only")
	concealed(t, d)
	d.Shows("● acme staging", "970C…1b33", "a41.chat.agora.io", "addressed by AppKey 411234#567", "for iOS")
	got := stored(t, w.store, "acme staging")
	if got.Primary.Reveal() != stagingPrimary || got.Secondary.Reveal() != stagingSecondary {
		t.Error("the certificates are not those that were entered, or not in their case")
	}
	got.Primary, got.Secondary = secret.Value{}, secret.Value{}
	want := keystore.Project{Name: "acme staging", AppID: stagingID, Notes: "for iOS", Chat: keystore.Chat{Host: "a41.chat.agora.io", AppKey: "411234#567"}}
	if got != want {
		t.Errorf("stored %+v, want %+v", got, want)
	}
}

func TestTheFirstProjectIsInUseAtOnceAndTheNextOneIsAtHand(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 120, 36)
	for _, p := range []keystore.Project{staging(), live()} {
		d.Press("n").Type(p.Name).Press("tab").Paste(p.AppID).Press("tab").Paste(p.Primary.Reveal()).Press("enter")
	}
	d.Shows("acme-live is kept in memory only; enter makes it the active project", "acme-staging · 970C…1b33")
	d.Press("enter").Shows("acme-live is in use now", "acme-live · eCcb…baf3 · memory")
}

func TestEachMistakeIsToldUnderItsField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		downs int // to the field
		typed string
		says  string
	}{
		"no name":                  {0, "", "! is missing: give the project a name"},
		"a long name":              {0, strings.Repeat("x", 65), "! has 65 characters, at most 64 are allowed"},
		"a name that is taken":     {0, "acme-live", "! belongs to another project already"},
		"an ID for a name":         {0, liveID, "! looks like an App ID or a certificate"},
		"a short App ID":           {1, stagingID[:31], "! has 31 characters where there must be 32"},
		"an App ID not in hex":     {1, "g" + stagingID[1:], "! has a character that is not hexadecimal"},
		"a short certificate":      {2, stagingPrimary[:31], "! has 31 characters where there must be 32"},
		"a certificate not in hex": {2, "z" + stagingPrimary[1:], "! has a character that is not hexadecimal"},
		"the primary one twice":    {3, stagingPrimary, "! is the same as the primary one"},
		"a host with a space":      {4, "a41 chat", "! is not a host name"},
		"a host with a port":       {4, "a41.chat.agora.io:70000", "! has a port above 65535"},
		"half an AppKey":           {5, "411234", "! is not of the form OrgName#AppName"},
		"notes without end":        {6, strings.Repeat("n", 4097), "! have 4097 bytes, at most 4096 are allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, w := managing(t, 80, 24, staging(), live())
			d.Press("e").Shows("Edit acme-staging")
			for range c.downs {
				d.Press("down")
			}
			d.Press("ctrl+u").Paste(c.typed).Press("enter").Shows(c.says, "Edit acme-staging")
			if c.downs == 2 || c.downs == 3 {
				d.Lacks(c.typed[:12], c.typed[len(c.typed)-12:])
			}
			concealed(t, d)
			if got := stored(t, w.store, "acme-staging"); got.Entry() != entryOf(staging()) {
				t.Errorf("stored %+v", got)
			}
			// The line under the field, and no other, tells it.
			lines := strings.Split(d.Screen(), "\n")
			at := -1
			for i, l := range lines {
				if strings.Contains(l, "› ") && strings.Contains(l, "│ │") {
					at = i
				}
			}
			if at < 0 || !strings.Contains(lines[at+1], c.says[:20]) {
				t.Errorf("the focus is not on the field, or its line does not say why:\n%s", d.Screen())
			}
			d.Press("alt+u").Lacks(c.says)
		})
	}
}

func entryOf(p keystore.Project) keystore.Entry { return p.Entry() }

func TestAHostIsTakenOutOfAnAddress(t *testing.T) {
	t.Parallel()
	for _, pasted := range []string{"https://a61.chat.agora.io/", "HTTPS://a61.chat.agora.io/411234/567/users?limit=1", " a61.chat.agora.io/x\n"} {
		d, w := managing(t, 80, 24, live())
		d.Press("e", "down", "down", "down", "down").Paste(pasted).Press("enter").Shows("is kept")
		if host := stored(t, w.store, "acme-live").Chat.Host; host != "a61.chat.agora.io" {
			t.Errorf("%q: the host is %q", pasted, host)
		}
	}
}

func TestKeysMoveThroughTheForm(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	w.paste = stagingID
	d.Press("n").Shows("› Name").Press("tab").Shows("› App ID").Press("down").Shows("› Primary").Press("up", "up").Shows("› Name")
	d.Press("shift+tab").Shows("› Notes").Press("tab").Shows("› Name")
	d.Type("ab").Press("left").Type("c").Shows("acb")
	d.Press("tab", "ctrl+v").Shows(stagingID).Press("ctrl+z").Lacks(stagingID)
	w.paste = stagingPrimary
	d.Press("tab", "ctrl+v", "tab", "shift+tab").Shows("Primary   " + strings.Repeat("•", 32))
	d.Press("backspace").Shows("Primary   " + strings.Repeat("•", 31) + " ").Press("alt+u").Shows("Primary   " + strings.Repeat("•", 32))
	d.Press("ctrl+u").Lacks("•").Press("ctrl+z").Shows(strings.Repeat("•", 32))
	concealed(t, d)
}

func TestUndoUncoversNothing(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	d.Press("n", "tab", "tab").Paste(stagingPrimary).Press("ctrl+r").Shows(stagingPrimary)
	d.Paste(livePrimary)
	w.pass(d, aGlimpse)
	concealed(t, d)
	d.Press("ctrl+z").Shows(strings.Repeat("•", 32))
	concealed(t, d)
}

func TestClosingAFormAsksOnlyIfSomethingWouldBeLost(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("n", "esc").Lacks("New project", "Are you sure?")
	d.Press("e", "tab", "tab", "esc").Lacks("Edit acme", "Are you sure?")
	d.Press("e").Type("x").Press("esc").Shows("Close without saving").Press("esc").Shows("Edit acme", "acme-stagingx")
	d.Press("esc", "enter").Lacks("Edit acme", "acme-stagingx")
	d.Press("e", "tab", "tab").Paste(livePrimary).Press("esc").Shows("Close without saving").Press("y").Lacks("Edit acme")
	d.Press("d", "esc").Shows("Close without saving").Press("enter").Lacks("Copy of")
	if got := names(t, w.store); got != "acme-staging" || !stored(t, w.store, got).Primary.Equal(staging().Primary) {
		t.Errorf("something was stored: %s", got)
	}
}

func TestEditingKeepsWhatIsNotTouched(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("e").Shows("used by the iOS team rotate in March").Type("-2").Press("enter").Shows("acme-staging-2 is kept")
	want := staging()
	want.Name = "acme-staging-2"
	same(t, stored(t, w.store, want.Name), want)
	if got := names(t, w.store); got != want.Name {
		t.Errorf("the projects are %s", got)
	}
	d.Press("e", "shift+tab").Type("!").Press("enter")
	want.Notes = "used by the iOS team rotate in March!" // who edits them edits the line that is seen
	same(t, stored(t, w.store, want.Name), want)
}

func same(tb testing.TB, got, want keystore.Project) {
	tb.Helper()
	if got.Entry() != want.Entry() || !got.Primary.Equal(want.Primary) || !got.Secondary.Equal(want.Secondary) {
		tb.Errorf("stored %+v, want %+v, or other certificates", got, want)
	}
}

func TestACertificateIsReplacedOrTakenAway(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("e", "tab", "tab").Type(livePrimary).Press("tab", "backspace", "enter").Shows("is kept").Shows("Secondary none")
	want := staging()
	want.Primary, want.Secondary = secret.New(livePrimary), secret.Value{}
	same(t, stored(t, w.store, want.Name), want)
	d.Press("e", "tab", "tab").Paste(stagingPrimary).Press("enter") // a paste replaces, too
	want.Primary = secret.New(stagingPrimary)
	same(t, stored(t, w.store, want.Name), want)
	d.Press("e", "tab", "tab", "ctrl+u", "enter").Shows("Primary   none")
	if !stored(t, w.store, want.Name).Primary.IsZero() {
		t.Error("the certificate is still there")
	}
}

func TestASecondCertificateWithoutAFirstIsRefused(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("e", "tab", "tab", "delete", "enter").Shows("› Secondary", "! there is no primary one: a single certificate is the primary")
	same(t, stored(t, w.store, "acme-staging"), staging())
}

func TestAnAppIDMustNotBeMissing(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	d.Press("n").Type("acme").Press("enter").Shows("› App ID", "! is missing: copy it from the Agora Console")
	if got := names(t, w.store); got != "" {
		t.Errorf("stored %s", got)
	}
}

func TestAFormThatCannotBeSavedSaysWhyAndKeepsWhatWasEntered(t *testing.T) {
	t.Parallel()
	f := newFickle()
	w := &world{now: noon, store: f}
	d := with(t, w, 80, 24, nil).Press("alt+4")
	f.fails["put"] = errors.New("write projects.json: no space left on device: free some space on its disk")
	d.Press("n").Type("acme").Press("tab").Paste(stagingID).Press("tab").Paste(stagingPrimary)
	d.Press("enter").Shows("New project", "no space left on", "free some space on its", stagingID)
	delete(f.fails, "put")
	d.Press("enter").Lacks("New project").Shows("acme is kept in the keyring")
	if !stored(t, f, "acme").Primary.Equal(secret.New(stagingPrimary)) {
		t.Error("the certificate is lost")
	}
}

func TestANameThatAnotherProcessTookMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	d.Press("n").Type("acme-live").Press("tab").Paste(stagingID)
	if err := w.store.Put(t.Context(), "", live()); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("New project", "there is a project of this name already")
	same(t, stored(t, w.store, "acme-live"), live())
}

func TestWhatWasEnteredOutlivesItsProject(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, live(), staging())
	d.Press("e").Type("-2")
	if err := w.store.Delete(t.Context(), "acme-live"); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("New project", "the project is not there any more: enter stores this", "acme-live-2")
	d.Press("enter").Shows("acme-live-2 is kept")
	want := live()
	want.Name = "acme-live-2"
	same(t, stored(t, w.store, "acme-live-2"), want)
}

func TestEditingKeepsWhatAnotherProcessChangesMeanwhile(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("e").Type("-2").Press("tab", "tab").Paste(livePrimary)
	changed := staging()
	changed.Notes, changed.Secondary, changed.Chat.Host = "meanwhile", secret.Value{}, "a61.chat.agora.io"
	if err := w.store.Put(t.Context(), "acme-staging", changed); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("acme-staging-2 is kept", "a61.chat.agora.io", "meanwhile")
	changed.Name, changed.Primary = "acme-staging-2", secret.New(livePrimary)
	same(t, stored(t, w.store, changed.Name), changed)
}

func TestSwappingSwapsWhatIsStoredByThen(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("w").Shows("Swap the certificates of")
	changed := staging()
	changed.Notes, changed.Secondary = "meanwhile", secret.New(livePrimary)
	if err := w.store.Put(t.Context(), "acme-staging", changed); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("have changed places")
	changed.Primary, changed.Secondary = changed.Secondary, changed.Primary
	same(t, stored(t, w.store, changed.Name), changed)
	d.Press("w").Shows("Swap the certificates of")
	changed.Secondary = secret.Value{}
	if err := w.store.Put(t.Context(), "acme-staging", changed); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("there is nothing to swap")
	same(t, stored(t, w.store, changed.Name), changed)
}
