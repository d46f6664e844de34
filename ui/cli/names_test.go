package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// built returns a token of a kind, of the test's credentials.
func built(t *testing.T, args ...string) string {
	t.Helper()
	return strings.TrimSpace(command(t).exec(append([]string{"build"}, args...)...).succeeds().out)
}

func TestNamesFindsWhatATokenHides(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "12345")
	r := command(t).exec("names", text, "--try", "hall, LOBBY").succeeds()
	for _, want := range []string{"lobby        --try, in lower case", "12345        a number", "signed by AGORA_APP_CERTIFICATE: channel lobby, user 12345"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("lacks %q:\n%s", want, r.out)
		}
	}
}

func TestNamesWithoutACertificateProvesNothing(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "12345")
	r := command(t)
	r.env = nil
	r.exec("names", text, "--try", "lobby").succeeds()
	if !strings.Contains(r.out, "no proof: no App Certificate is at hand") || strings.Contains(r.out, "confirmed") {
		t.Error(r.out)
	}
}

func TestNamesAreReadFromAFileOrStdin(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "5")
	log := "GET /rtc/lobby/publisher/uid/5/\n"
	r := command(t)
	r.files["access.log"] = log
	r.exec("names", text, "--candidates", "access.log", "--numbers=false").succeeds()
	if !strings.Contains(r.out, "access.log") || !strings.Contains(r.out, "confirmed") {
		t.Error(r.out)
	}
	r.deps.In = strings.NewReader(log)
	if r.exec("names", text, "--candidates", "-").succeeds(); !strings.Contains(r.out, "stdin") {
		t.Error(r.out)
	}
	r.deps.In = strings.NewReader(text + "\n")
	if r.exec("names", "-", "--try", "lobby").succeeds(); !strings.Contains(r.out, "channel lobby, user 5") {
		t.Error(r.out)
	}
}

func TestTheStoredProjectsConfirmNamesAndAreTried(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "acme", "--uid", "5") // the channel is called as the project
	r, _ := stored(t, acme(), other())
	if r.exec("names", text).succeeds(); !strings.Contains(r.out, "signed by primary of acme: channel acme, user 5") || !strings.Contains(r.out, "a project") {
		t.Error(r.out)
	}
	if r.exec("names", text, "--try", "acme", "--project", "other").succeeds(); !strings.Contains(r.out, "signed by secondary of other") {
		t.Error(r.out)
	}
	r, k := stored(t, acme())
	if r.exec("names", built(t, "rtc", "--channel", "lobby")); k.gets > 0 {
		t.Errorf("%d certificates were read for a token that hides nothing", k.gets)
	}
}

func TestNamesAsJSON(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "12345")
	var got struct {
		Version string
		Slots   []struct {
			Slot, CRC32 string
			Matches     []struct {
				Text, From, Change string
				ChanceOneIn        uint64 `json:"chance_one_in"`
				Confirmed          bool
			}
		}
		Confirmed struct{ Channel, User, Certificate string }
		Tried     int
	}
	r := command(t).exec("names", text, "--try", "LOBBY", "--json").succeeds()
	if err := json.Unmarshal([]byte(r.out), &got); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	if got.Version != "006" || len(got.Slots) != 2 || got.Slots[0].CRC32 != "cce455f7" || got.Confirmed.Channel != "lobby" || got.Confirmed.User != "12345" ||
		got.Confirmed.Certificate != "environment" || got.Tried == 0 {
		t.Errorf("%s", r.out)
	}
	if m := got.Slots[0].Matches[0]; m.Text != "lobby" || m.Change != "in lower case" || m.From != "--try" || !m.Confirmed {
		t.Errorf("%+v", m)
	}
	if m := got.Slots[1].Matches[0]; m.Text != "12345" || m.ChanceOneIn != 347883 {
		t.Errorf("%+v", m)
	}
}

func TestTheExitCodesOfNames(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "5")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"nothing fits":        {[]string{text, "--numbers=false"}, 1, "nothing fits: give more names"},
		"007":                 {[]string{built(t, "rtc", "--channel", "lobby")}, 1, "in the clear"},
		"no token":            {[]string{"hello"}, 1, "names: "},
		"a JWT":               {[]string{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"}, 1, "there is nothing to look for: it is a JWT, not an Agora token"},
		"an App ID":           {[]string{appID}, 1, "it is an App ID, not a token"},
		"two tokens":          {[]string{text, text}, 2, "takes one token"},
		"nothing":             {[]string{"--candidates", "-"}, 2, "stdin holds the candidates"},
		"stdin twice":         {[]string{"-", "--candidates", "-"}, 2, "cannot both be read from stdin"},
		"no such file":        {[]string{text, "--candidates", "none"}, 4, "cannot read \"none\""},
		"an unknown flag":     {[]string{text, "--users"}, 2, "unknown flag"},
		"any user and no hit": {[]string{built(t, "rtc-006", "--channel", "lobby", "--uid", "0"), "--numbers=false"}, 1, "nothing fits"},
	} {
		r := command(t).exec(append([]string{"names"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.err, c.says) {
			t.Errorf("%s: exit code %d, want %d: %s", name, r.code, c.code, r.err)
		}
	}
}

func TestNoNamePrintsAnythingRaw(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "5")
	for _, h := range hostile {
		r := command(t)
		r.files[h] = h + "lobby" + h + "\n" + h + ",lobby," + h
		for _, args := range [][]string{{h}, {text, "--try", h}, {text, "--candidates", h}, {text, "--candidates", h, "--json"}, {text, "--try", h + " lobby", "--json"}} {
			r.exec(append([]string{"names"}, args...)...)
		}
	}
	for _, v := range vectors(t) {
		r := command(t).exec("names", v.text, "--try", "lobby")
		if (r.code == 0) != (r.err == "") {
			t.Errorf("%s: exits with %d and says %q", v.id, r.code, r.err)
		}
	}
}

func TestAListOfNamesHasABound(t *testing.T) {
	t.Parallel()
	text := built(t, "rtc-006", "--channel", "lobby", "--uid", "5")
	r := command(t)
	r.files["many"] = strings.Repeat("hall\n", 64<<20/5+1)
	if r.exec("names", text, "--candidates", "many"); r.code != 4 || !strings.Contains(r.err, "more than") {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}
