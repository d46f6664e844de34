package serve

import (
	"fmt"
	"path/filepath"

	"atc/ui"
	"atc/ui/sshd"
)

// HostKey returns the name of the file with the host key in the folder for
// state.
func HostKey(state string) string { return filepath.Join(state, "ssh_host_ed25519_key") }

// sshServer is a served console as the Serve screen sees it.
type sshServer struct{ *sshd.Server }

// Visitors implements [ui.SSHServer].
func (s sshServer) Visitors() []ui.Visitor {
	there := s.Server.Visitors()
	all := make([]ui.Visitor, len(there))
	for i, v := range there {
		all[i] = ui.Visitor(v)
	}
	return all
}

// told hands what happens at the door to a log.
func told(log func(ui.VisitorEvent)) func(sshd.Event) {
	if log == nil {
		return nil
	}
	return func(e sshd.Event) {
		told := ui.VisitorEvent{Time: e.Time, Why: e.Why, Visitor: ui.Visitor(e.Visitor)}
		switch e.Kind {
		case sshd.Arrived:
			told.What = "came"
		case sshd.Left:
			told.What = "left"
		case sshd.Refused:
			told.What = "refused"
			if e.Count > 1 {
				told.Why += fmt.Sprintf(" (%d times)", e.Count)
			}
		case sshd.KeysRead, sshd.KeysKept, sshd.Failed:
		}
		log(told)
	}
}
