package ui_test

import (
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
)

func TestTheSwitcherWorksFromEverywhere(t *testing.T) {
	t.Parallel()
	for _, tab := range []string{"alt+1", "alt+2", "alt+4"} {
		for _, key := range []string{"ctrl+o", "alt+o"} {
			d, _ := managing(t, 80, 24, staging(), live())
			d.Press(tab, key).Shows("/ type a part of a name or App ID", "● acme-staging").Press("up", "enter")
			d.Shows("acme-live is in use now", "acme-live · eCcb…baf3 · memory")
			d.Press("esc", "o", "down", "enter").Shows("acme-staging · 970C…1b33 · memory")
			d.Press(key, key).Lacks("type a part of a name or App ID").Shows("acme-staging · 970C…1b33")
		}
	}
}

func TestTheSwitcherFiltersByNameAndAppID(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, staging(), live(), bare())
	d.Press("1", "ctrl+o").Type("live").Lacks("● acme-staging", "chat only").Press("esc").Shows("chat only").Press("esc")
	d.Press("ctrl+o").Paste(liveID).Press("enter").Shows("acme-live is in use now")
	d.Press("ctrl+o").Type("no cert").Press("enter").Shows("chat only 🙂 · e4da…18d5")
	d.Press("ctrl+o").Type("zzz").Shows("nothing fits").Press("enter").Shows("nothing fits").Press("esc", "esc").Lacks("nothing fits")
	d.Press("ctrl+o", "alt+m").Shows("3 projects", "use")
}

func TestATokenIsSignedByTheProjectThatWasSwitchedTo(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 120, 36, staging(), live(), bare())
	d.Press("1").Type("lobby").Shows("signed by acme-staging, primary")
	d.Press("ctrl+o", "up", "enter").Shows("signed by acme-live, primary", "lobby").Press("enter")
	token, err := tokens.Default.Decode(w.copied[0])
	if err != nil {
		t.Fatal(err)
	}
	if v := token.SignedBy(ui.Certificates([]keystore.Project{live()}), tokens.Subject{}); v.Status != tokens.Signed {
		t.Errorf("%+v", v)
	}
	d.Press("ctrl+o").Type("chat only").Press("enter").Lacks("signed by")
}

func TestAProjectWithoutACertificateSaysWhereItIsEntered(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, bare())
	d.Press("1").Type("lobby").Shows("the project has no App Certificate", "Projects with e").Press("enter")
	if len(w.copied) > 0 {
		t.Error("a token was copied")
	}
	d.Press("alt+4").Shows("it has no certificate").Press("e", "tab", "tab").Paste(livePrimary).Press("enter", "1")
	d.Shows("signed by chat only 🙂, primary")
}

func TestInspectNamesTheProjectAndCertificateThatSigned(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(live(), staging())}
	k, _ := tokens.Default.Kind("rtc")
	text, err := tokens.Default.Build(tokens.Request{
		Kind: k, AppID: stagingID, Certificate: staging().Secondary, Values: tokens.Values{"channel": "lobby"},
		Stamp: tokens.Stamp{IssueTime: uint32(noon.Unix()), Salt: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := with(t, w, 120, 36, nil)
	d.Press("alt+2").Paste(text).Shows("signed by acme-staging, secondary", "acme-live · eCcb")
	d.Press("esc", "4", "down", "x").Type("acme-staging").Press("enter", "2").Lacks("signed by acme-staging")
}

func TestWithoutProjectsTheSwitcherLeadsToWhereTheyAreAdded(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24)
	d.Press("1", "ctrl+o").Shows("No project is stored yet").Press("enter").Type("x").Press("alt+m").Shows("n  add a project")
}

func TestTheProjectUsedLastOpensNextTime(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24, live(), staging())
	d.Press("ctrl+o").Type("staging").Press("enter")
	with(t, w, 80, 24, nil).Shows("acme-staging · 970C")
	d.Press("r").Type("2").Press("enter", "up", "x").Type("acme-live").Press("enter")
	with(t, w, 80, 24, nil).Shows("acme-staging2 · 970C")
}

func TestTheFirstProjectOpensNextTime(t *testing.T) {
	t.Parallel()
	d, w := managing(t, 80, 24)
	for _, p := range []keystore.Project{staging(), live()} {
		d.Press("n").Type(p.Name).Press("tab").Paste(p.AppID).Press("enter")
	}
	d.Shows("acme-staging · 970C")
	with(t, w, 80, 24, nil).Shows("acme-staging · 970C")
}

func TestWhichProjectOpens(t *testing.T) {
	t.Parallel()
	unnamed := live()
	unnamed.Name = "environment"
	for name, c := range map[string]struct {
		change func(*ui.Deps)
		shows  string
	}{
		"the one used last":             {nil, "acme-staging · 970C…1b33 · memory"},
		"the one that was asked for":    {func(d *ui.Deps) { d.Project = "acme-live" }, "acme-live · eCcb…baf3 · memory"},
		"that of the run":               {func(d *ui.Deps) { d.Unnamed = &unnamed }, "environment · eCcb…baf3 · this run only"},
		"the named one before the runs": {func(d *ui.Deps) { d.Unnamed, d.Project = &unnamed, "acme-staging" }, "acme-staging · 970C…1b33 · memory"},
		"none of that name":             {func(d *ui.Deps) { d.Project = "acme" }, `there is no project called "acme": o shows those there are`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{now: noon, store: keystore.NewMemory(staging(), live())}
			with(t, w, 80, 24, c.change).Shows(c.shows)
		})
	}
}

func TestTheProjectOfTheRunIsFoundAgainInTheSwitcher(t *testing.T) {
	t.Parallel()
	unnamed := live()
	unnamed.Name = "acme-staging" // as a stored one is called, too
	w := &world{now: noon, store: keystore.NewMemory(staging())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Unnamed = &unnamed })
	d.Press("ctrl+o").Shows("for this run only").Press("down", "enter").Shows("acme-staging · 970C…1b33 · memory")
	d.Press("ctrl+o", "up", "enter").Shows("acme-staging · eCcb…baf3 · this run only")
}

func TestTheHeaderSaysWhereTheSecretsAreWhateverTheNameIs(t *testing.T) {
	t.Parallel()
	p := staging()
	p.Name = "a name that goes on and on, up to what is allowed for it, or so"
	for _, width := range []int{80, 120} {
		d, _ := managing(t, width, 24, p)
		d.Shows("a name that ", " · memory")
	}
}

func TestTheSwitcherStaysOnWhatIsChosenWhileProjectsAreRead(t *testing.T) {
	t.Parallel()
	aqua, blue, quay := live(), staging(), bare()
	aqua.Name, blue.Name, quay.Name = "aqua", "blue", "a quay"
	f := newFickle(blue, aqua, quay)
	d, _ := hanging(t, f, "get a quay")
	d.Press("f", "ctrl+o").Type("qua").Shows("›   a quay").Press("down").Shows("›   aqua")
	f.answer <- nil
	d.Late().Shows("›   aqua", "blue · 970C…1b33 · keyring").Press("esc", "esc")
	d.Press("f", "ctrl+o").Shows("› ● blue").Press("up").Shows("›   aqua")
	if err := f.Memory.Delete(t.Context(), "a quay"); err != nil {
		t.Fatal(err)
	}
	f.answer <- nil
	d.Late().Lacks("a quay").Press("enter").Shows("aqua · eCcb…baf3 · keyring")
}
