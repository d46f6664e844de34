package ui

import (
	"strconv"
	"strings"

	"atc/keystore"

	tea "charm.land/bubbletea/v2"
)

// serve is the screen of what this console serves to others: itself over SSH,
// and tokens over HTTP. What runs goes on while other tabs are in front.
type serve struct {
	sections
	ssh       *sshSection
	tokens    *tokenSection
	renewals  *renewalSection
	endpoints *endpointSection
}

func newServe(e *env) *serve {
	s := &serve{ssh: newSSHSection(e), tokens: newTokenSection(e)}
	s.renewals, s.endpoints = newRenewalSection(e, s.tokens), newEndpointSection(e, s.tokens)
	s.tokens.told = func() {
		s.renewals.refresh()
		s.endpoints.refresh()
	}
	s.sections = sections{env: e, all: []section{{s.ssh, "S"}, {s.tokens, "T"}, {s.renewals, "R"}, {s.endpoints, "E"}}}
	return s
}

func (s *serve) title() string { return "Serve" }

func (s *serve) update(msg tea.Msg) (action, tea.Cmd) {
	if _, ok := msg.(projectsChanged); ok {
		return s.tell(msg)
	}
	return s.sections.update(msg)
}

func (s *serve) view() frame {
	names := s.names()
	if n := len(s.ssh.visitors); n > 0 {
		names[0] += " " + strconv.Itoa(n)
	}
	if n := s.tokens.served.last; n > 0 && s.tokens.run.on() {
		names[1] += " " + strconv.FormatUint(n, 10)
	}
	right := s.announces(false)
	if s.width >= roomyFrom {
		right = "" // the header has room for it
	}
	return s.under(names, right)
}

// sameProject reports whether p is the project that is served, whatever has been
// changed of it since.
func sameProject(p, served *keystore.Project) bool {
	return p.Name == served.Name && p.AppID == served.AppID
}

// rotated reports whether p, which is the project that is served, signs with
// another certificate by now.
func rotated(p, served *keystore.Project) bool {
	return sameProject(p, served) && !p.Primary.IsZero() && !p.Primary.Equal(served.Primary)
}

// announces says what is served, for every tab to show, or is "". In short it
// only says that something is.
func (s *serve) announces(short bool) string {
	var all []string
	if s.ssh.run.on() {
		all = append(all, strings.TrimSuffix("ssh "+strconv.Itoa(len(s.ssh.visitors)), " 0"))
	}
	if s.tokens.run.on() {
		all = append(all, "tokens")
	}
	switch {
	case len(all) == 0:
		return ""
	case short:
		return "serving"
	}
	return "serving " + strings.Join(all, separator)
}

// ending says what ends with the console, or is "".
func (s *serve) ending() string { return strings.Join(filled(s.ssh.ending(), s.tokens.ending()), " ") }
