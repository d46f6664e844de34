package ui

import (
	"errors"
	"path/filepath"
	"strconv"

	"atc/keystore"
	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// sshForm asks how the console is to be served over SSH.
type sshForm struct {
	*serveForm
	project string // that the choice of sharing is about
	looked  bool   // for the file of keys
}

// The keys of its fields.
const (
	inputListen   = "listen"
	inputKeys     = "authorized-keys"
	inputShare    = "share"
	inputSessions = "sessions"
	inputPerKey   = "per-key"
	inputRate     = "rate"
	inputIdle     = "idle"
	inputTotal    = "total"
)

// What visitors may do with the active project.
const (
	shareNothing = "no"
	shareBuild   = "to build"
	shareAdmin   = "with admin rights"
)

// The most that the limits can be set to.
const (
	mostSessions = 10_000
	mostRate     = 10_000
)

// keysFound is the file with the keys that may log in, as far as there is one.
type keysFound string

func newSSHForm(e *env) *sshForm {
	f := &sshForm{serveForm: newServeForm(e, []tokens.Input{
		{Key: inputListen, Title: "Listen on", Default: DefaultSSHAddress, Check: checkListen, Doc: "host:port; without a host, every address of this machine"},
		{Key: inputKeys, Title: "Authorized keys", Default: keyFiles()[0], Check: checkFile, Doc: "a file of public keys, one a line; id_ed25519.pub will do"},
		{Key: inputShare, Title: "Share project", Type: tokens.Choice, Default: shareNothing, Choices: []string{shareNothing}},
		{Key: inputSessions, Title: "Sessions", Default: DefaultSSHSessions, Check: checkCount(mostSessions), Doc: "at a time, in all"},
		{Key: inputPerKey, Title: "For one key", Default: DefaultSSHPerKey, Check: checkCount(mostSessions), Doc: "sessions at a time"},
		{Key: inputRate, Title: "New a second", Default: DefaultSSHRate, Check: checkRate, Doc: "connections from one address; three times as many at once"},
		{Key: inputIdle, Title: "Idle at most", Default: DefaultSSHIdle, Check: checkSpan(10, 86400), Doc: "a session ends so long after the last keystroke"},
		{Key: inputTotal, Title: "Lasts at most", Default: DefaultSSHTotal, Check: checkSpan(60, 7*86400), Doc: "a session ends after so long in any case"},
	})}
	f.offerProject()
	return f
}

// keyFiles are the files that hold the keys of people who may log in, in the
// order in which they are looked for.
func keyFiles() [2]string {
	return [...]string{filepath.Join("~", ".ssh", "authorized_keys"), filepath.Join("~", ".ssh", "id_ed25519.pub")}
}

// checkFile says why a text cannot name a file.
func checkFile(text string) error {
	switch {
	case text == "":
		return errors.New("nobody could log in without it: ssh-keygen -t ed25519 makes a key, and the .pub file is what is needed here")
	case len(text) > maxFileName:
		return errors.New("too long for the name of a file")
	}
	return nil
}

func checkRate(text string) error {
	if n, err := strconv.ParseFloat(text, 64); err != nil || !(n >= 0.01 && n <= mostRate) {
		return errors.New("not a number from 0.01 to " + strconv.Itoa(mostRate))
	}
	return nil
}

// findKeys looks for the file of keys, once.
func (f *sshForm) findKeys(to screen) tea.Cmd {
	files := f.env.Files
	if f.looked || files == nil {
		return nil
	}
	f.looked = true
	return func() tea.Msg {
		for _, name := range keyFiles() {
			if in, err := files.Open(name); err == nil {
				_ = in.Close() // nothing was written
				return reply{to, keysFound(name)}
			}
		}
		return nil
	}
}

// found takes the name of the file, unless another has been entered.
func (f *sshForm) found(name keysFound) {
	fl := f.field(inputKeys)
	if fl.value() == fl.input.Default {
		fl.setValue(string(name))
	}
	fl.input.Default = string(name)
}

// offerProject offers to share the active project, if it can be. What was
// chosen for another is not meant for this one.
func (f *sshForm) offerProject() {
	fl, p := f.field(inputShare), f.env.project()
	choices := []string{shareNothing}
	if f.sharable() {
		choices = append(choices, shareBuild, shareAdmin)
	}
	before := fl.value()
	fl.input.Choices, fl.choice = choices, 0
	if p.Name == f.project {
		fl.setValue(before)
	}
	f.project = p.Name
	f.describe()
}

// sharable reports whether the active project is one that visitors do not have
// anyway, and can sign.
func (f *sshForm) sharable() bool {
	p := f.env.project()
	return !p.IsDemo() && !p.Primary.IsZero() && !p.Sharing.Lent()
}

func (f *sshForm) shares() string { return f.field(inputShare).value() }

// describe says what the choice of sharing means.
func (f *sshForm) describe() {
	in, p := &f.field(inputShare).input, f.env.project()
	name := cut(safe.Text(p.Name), longName)
	switch f.shares() {
	case shareBuild:
		in.Doc = name + ": to build tokens of at most " + Lasting(keystore.SharedLifetime) + ", and check tokens"
	case shareAdmin:
		in.Doc = name + ": app tokens, any lifetime and Chat, too"
	default:
		in.Doc = "visitors have the demo project, and what they enter"
	}
	if !f.sharable() {
		in.Doc = "the active project has nothing to share: o chooses another"
	}
}

func (f *sshForm) edit(msg tea.Msg) {
	f.form.update(msg)
	f.describe()
}

func (f *sshForm) press(k tea.KeyPressMsg) tea.Cmd {
	cmd := f.serveForm.press(k)
	f.describe()
	return cmd
}

// options returns what the fields say.
func (f *sshForm) options() SSHOptions {
	o := SSHOptions{Listen: f.value(inputListen), AuthorizedKeys: f.value(inputKeys)}
	if how := f.shares(); how != shareNothing {
		p := *f.env.project()
		p.Sharing = keystore.SharedToBuild
		if how == shareAdmin {
			p.Sharing = keystore.SharedToAdminister
		}
		o.Share = &p
	}
	o.Limits.Sessions, _ = strconv.Atoi(f.value(inputSessions)) // all were checked
	o.Limits.PerKey, _ = strconv.Atoi(f.value(inputPerKey))
	o.Limits.Rate, _ = strconv.ParseFloat(f.value(inputRate), 64)
	o.Limits.Idle, o.Limits.Total = f.span(inputIdle), f.span(inputTotal)
	return o
}
