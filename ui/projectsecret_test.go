package ui_test

import (
	"strings"
	"testing"

	"atc/keystore"
	"atc/ui"

	tea "charm.land/bubbletea/v2"
)

func TestACertificateIsShownForFiveSeconds(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("v").Shows("Primary   "+stagingPrimary, "Secondary "+stagingSecondary)
	w.pass(d, aGlimpse)
	concealed(t, d)
	d.Press("v").Shows(stagingPrimary)
	d.Press("v") // the key that shows also hides
	concealed(t, d)
	d.Press("v").Shows(stagingPrimary)
}

func TestTheEndOfAnEarlierShowingDoesNotCutTheNextOneShort(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, staging())
	d.Press("v")
	first := w.ticks
	d.Press("down", "v").Shows(stagingPrimary)
	for _, tick := range first {
		if tick.after == aGlimpse {
			d.Send(tick.msg())
		}
	}
	d.Shows(stagingPrimary)
	w.pass(d, aGlimpse)
	concealed(t, d)
}

func TestTheNextKeyHidesACertificateAndDoesItsDeed(t *testing.T) {
	t.Parallel()
	for key, then := range map[string]string{
		"e": "Edit acme-staging", "x": "Delete acme-staging", "r": "Rename acme-staging", "w": "Swap the certificates",
		"p": "Copy the primary", "1": "Channel name", "2": "Paste any Agora token", "?": "Everywhere", ":": "Command palette",
		"ctrl+o": "manage projects", "y": "App ID sent", "c": "Check of the memory", "/": "type a part", "f": "acme-staging",
		"alt+t": "The tray is empty", "ctrl+t": "Channel name",
	} {
		d, _ := managing(t, 80, 24, staging())
		d.Press("v").Shows(stagingPrimary).Press(key).Shows(then)
		concealed(t, d)
	}
}

func TestTheFormShowsItsCertificatesForFiveSeconds(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"ctrl+r", "alt+v"} {
		d, w := managing(t, 80, 24, staging())
		d.Press("e", key).Shows(stagingPrimary, stagingSecondary)
		w.pass(d, aGlimpse)
		concealed(t, d)
		d.Press(key).Shows(stagingPrimary).Type("x").Shows("acme-stagingx")
		concealed(t, d)
		d.Press(key, "tab").Shows("› App ID")
		concealed(t, d)
		d.Press(key, "esc").Shows("Close without saving")
		concealed(t, d)
	}
}

func TestAPassphraseIsShownForFiveSeconds(t *testing.T) {
	t.Parallel()
	const phrase = "correct horse battery"
	w := &world{now: noon, store: newVault(t, phrase)}
	d := with(t, w, 80, 24, nil)
	d.Type(phrase).Lacks("correct", "horse").Press("ctrl+r").Shows(phrase)
	w.pass(d, aGlimpse)
	d.Lacks("correct", "horse").Press("ctrl+r").Shows(phrase).Type("x").Lacks("correct", "horse")
}

// TestACertificateIsOnNoScreen goes through what there is, and looks for
// certificates that nobody asked to see.
func TestACertificateIsOnNoScreen(t *testing.T) {
	t.Parallel()
	files := &folder{name: "shop", files: map[string]string{
		".env":        "AGORA_APP_ID=" + stagingID + "\nAGORA_APP_CERTIFICATE=" + stagingPrimary + "\nOTHER=" + stagingPrimary + "\n",
		"config.json": `{"agora": {"appId": "` + liveID + `", "appCertificate": "` + livePrimary + `"}}`,
	}, env: map[string]string{"AGORA_APP_ID": stagingID, "AGORA_APP_CERTIFICATE": stagingSecondary}}
	unnamed := staging()
	unnamed.Name = "environment"
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		w := &world{now: noon, store: keystore.NewMemory(staging(), live())}
		d := with(t, w, size[0], size[1], func(deps *ui.Deps) { deps.Files, deps.Keystores, deps.Unnamed = files, &homes{}, &unnamed })
		d.Type("lobby")
		for _, tab := range []string{"alt+1", "alt+2", "alt+4"} {
			d.Press(tab)
			concealed(t, d)
			for _, key := range []string{"alt+?", "alt+:", "alt+o", "alt+t", "alt+a", "alt+g", "alt+k", "alt+/"} {
				d.Press(key)
				concealed(t, d)
				d.Press("pgdown", "esc", "esc")
				concealed(t, d)
			}
		}
		d.Press("alt+4")
		for _, keys := range []string{"n", "e", "e tab tab", "r", "x", "w", "d", "p", "c", "b", "i", "i enter", "i down enter", "i down down enter"} {
			for _, at := range []string{"", "down"} {
				d.Press(strings.Fields(at + " " + keys)...)
				concealed(t, d)
				for range 3 {
					d.Press("esc", "alt+n")
					concealed(t, d)
				}
				d.Press("esc")
			}
		}
		if strings.Contains(strings.Join(w.copied, " "), stagingPrimary) {
			t.Error("a certificate was copied unasked")
		}
	}
}

func TestWindowTitleAndTokenHoldNoCertificate(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, staging())
	if v := d.Press("v").View(); strings.Contains(v.WindowTitle, stagingPrimary[:8]) {
		t.Errorf("the title of the window is %q", v.WindowTitle)
	}
}

func TestAPasteHidesACertificateToo(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, staging())
	d.Press("v").Shows(stagingPrimary).Paste("x")
	concealed(t, d)
	d.Press("e", "tab", "tab", "ctrl+r").Paste(livePrimary)
	concealed(t, d)
}

func TestAShownCertificateIsNotFollowedByThatOfAnotherProject(t *testing.T) {
	t.Parallel()
	f := newFickle(live(), staging())
	d, _ := hanging(t, f, "get acme-live")
	d.Press("down", "c").Press("esc", "v").Shows(stagingPrimary)
	if err := f.Memory.Delete(t.Context(), "acme-staging"); err != nil {
		t.Fatal(err)
	}
	f.answer <- nil
	d.Late().Shows("1 project ")
	concealed(t, d)
}

func TestAClipboardThatAnswersLateGoesWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	for _, then := range [][]string{{"tab", "tab"}, {"esc"}, {"esc", "enter"}} {
		w := &world{now: noon, store: keystore.NewMemory(live())}
		d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Paste = func() tea.Msg { return nil } }).Press("alt+4")
		d.Press("e").Type("-2").Press("tab", "tab", "ctrl+v").Press(then...).Send(tea.ClipboardMsg{Content: stagingPrimary})
		concealed(t, d)
		if then[0] == "tab" {
			d.Shows("› Primary").Press("enter")
			if !stored(t, w.store, "acme-live-2").Primary.Equal(staging().Primary) {
				t.Error("the certificate did not get where it was pasted")
			}
		}
	}
	w := &world{now: noon, store: newVault(t, "correct horse battery")}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Paste = func() tea.Msg { return nil } })
	d.Press("ctrl+v", "esc").Send(tea.ClipboardMsg{Content: "correct horse battery"}).Lacks("horse")
}
