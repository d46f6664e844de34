package cli

import (
	"fmt"

	"atc/keystore"
	"atc/ui"
	"atc/ui/safe"
)

// An sshJSON is what "atc serve ssh --json" prints once it listens.
type sshJSON struct {
	Address     string   `json:"address"`
	Port        int      `json:"port"`
	Connect     []string `json:"connect"`
	Fingerprint string   `json:"fingerprint"`
	Keys        int      `json:"keys"`
	Shared      string   `json:"shared,omitempty"`
	ShareAdmin  bool     `json:"share_admin"`
}

// tellSSH says where the console is, and what visitors find there.
func (p *program) tellSSH(server ui.SSHServer, o ui.SSHOptions, asJSON bool) error {
	hosts, port := p.reachable(server.Address())
	connect := make([]string, len(hosts))
	for i, host := range hosts {
		connect[i] = sshLine(host, port)
	}
	if asJSON {
		told := sshJSON{Address: server.Address(), Port: port, Connect: connect, Fingerprint: server.Fingerprint(), Keys: server.Keys()}
		if o.Share != nil {
			told.Shared, told.ShareAdmin = o.Share.Name, o.Share.Sharing == keystore.SharedToAdminister
		}
		if err := p.print(appendJSONLine(nil, told)); err != nil {
			return err
		}
	}
	p.sayEach("the console is served over SSH: visitors type ", "or ", connect)
	p.say("the fingerprint of the host key, which ssh shows at the first visit: " + server.Fingerprint())
	p.say(several(server.Keys(), "key", "keys") + " may log in, from " + o.AuthorizedKeys)
	p.say(sharedWords(o.Share))
	p.say("ctrl+c ends it")
	return nil
}

// sshLine returns what visitors type.
func sshLine(host string, port int) string {
	const usual = 22
	if port == usual {
		return "ssh " + host
	}
	return fmt.Sprintf("ssh -p %d %s", port, host)
}

// sharedWords says what visitors find.
func sharedWords(shared *keystore.Project) string {
	switch {
	case shared == nil:
		return "nothing of this machine is shared: each visitor has the demo project, whose tokens open nothing"
	case shared.Sharing == keystore.SharedToAdminister:
		return fmt.Sprintf("visitors can build any token with the project %q, app tokens included, and use its Chat; its certificates are never shown", shared.Name)
	}
	return fmt.Sprintf("visitors can build tokens for users with the project %q, for %s at most; its certificates are never shown", shared.Name, ui.Lasting(keystore.SharedLifetime))
}

// visitWords returns the line of a log about somebody who came or went.
func visitWords(e ui.VisitorEvent) string {
	const longest = 200
	v, line := &e.Visitor, clock(e.Time)
	why := shortened(safe.Text(e.Why), longest)
	if e.What == "" {
		return line + " " + why
	}
	line += " " + visitorName(v) + " " + e.What
	switch e.What {
	case "came":
		line += " from " + shorten(v.From)
		if v.Command != "" {
			line += ", to run " + shorten(v.Command)
		}
	case "left":
		if d := e.Time.Sub(v.Since); !v.Since.IsZero() && d > 0 {
			line += " after " + ui.Countdown(d)
		}
	}
	if why != "" {
		line += ": " + why
	}
	return line
}

// visitorName returns how a visitor is told from others: by the key, and by the
// address where there is none.
func visitorName(v *ui.Visitor) string {
	switch {
	case v.Key == "" && v.From == "":
		return "somebody"
	case v.Key == "":
		return shorten(v.From)
	case v.Label == "":
		return v.Key
	}
	return shorten(v.Label) + " (" + v.Key + ")"
}
