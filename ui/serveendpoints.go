package ui

import (
	"net/http"
	"slices"
	"strings"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// endpointSection lists what the token server can be asked for, each with the
// curl line that asks.
type endpointSection struct {
	dialog
	server *tokenSection
	menu   *menu
	of     TokenServer // whose endpoints are listed, nil if none are
	listed []Endpoint
}

func newEndpointSection(e *env, server *tokenSection) *endpointSection {
	return &endpointSection{dialog: dialog{env: e}, server: server, menu: newMenu(e, "a part of the path or of what it answers", false)}
}

func (s *endpointSection) title() string { return "Endpoints" }
func (s *endpointSection) typing() bool  { return s.menu.typing }

// init lists the endpoints of the server that runs now.
func (s *endpointSection) init() tea.Cmd {
	s.refresh()
	return nil
}

func (s *endpointSection) refresh() {
	server := s.server.server()
	if server == s.of {
		return
	}
	s.of, s.listed = server, nil
	if server != nil {
		s.listed = server.Endpoints()
	}
	items := make([]menuItem, len(s.listed))
	for i, e := range s.listed {
		items[i] = menuItem{title: fit(safe.Text(e.Method), 5) + safe.Text(e.Path), detail: safe.Text(e.Doc)}
		if e.Off {
			items[i].off, items[i].right = true, "off"
		}
	}
	s.menu.setItems(items)
	s.layout()
}

func (s *endpointSection) hints() []command {
	switch {
	case s.menu.typing:
		return []command{hint("done", "enter"), hint("all endpoints", "esc")}
	case s.chosen() != nil:
		return []command{hint("copy as curl", "enter")}
	}
	return nil
}

func (s *endpointSection) commands() []command {
	some := s.chosen() != nil
	return []command{
		{letter("copy as curl", "y", "ctrl+y"), some, s.copy},
		{letter("copy the base URL", "b"), some, s.server.copyURL},
		{letter("copy the key…", "p"), some && !s.server.key().IsZero(), s.server.copyKey},
		{letter("filter", "/"), some, s.search},
	}
}

func (s *endpointSection) chosen() *Endpoint {
	if i := s.menu.chosen(); i >= 0 && i < len(s.listed) {
		return &s.listed[i]
	}
	return nil
}

func (s *endpointSection) search() (action, tea.Cmd) {
	s.menu.typing = true
	s.layout()
	return nil, nil
}

func (s *endpointSection) update(msg tea.Msg) (action, tea.Cmd) {
	event, cmd := s.menu.update(msg)
	s.layout()
	if event == menuChose {
		act, _ := s.copy()
		return act, cmd
	}
	return nil, cmd
}

// copy copies the line that asks for what is chosen.
func (s *endpointSection) copy() (action, tea.Cmd) {
	e := s.chosen()
	switch {
	case e == nil:
		return warn{"the token server is not running: T, then enter starts it"}, nil
	case e.Off:
		return warn{"this gives app tokens, which are off: stop the server and start it with app tokens on"}, nil
	}
	act := copyText{strings.Join(s.curl(e), " \\\n  "), "curl command"}
	if !s.server.key().IsZero() {
		act.what += ", in which $KEY stands for the key,"
	}
	return act, nil
}

// curl returns the parts of the command that asks for an endpoint. The key is
// not in it: the shell puts it in from a variable.
func (s *endpointSection) curl(e *Endpoint) []string {
	server := s.server.server()
	if server == nil {
		return nil
	}
	first := "curl "
	if e.Method != http.MethodGet && (e.Method != http.MethodPost || e.Body == "") { // which curl does by itself
		first += "-X " + safe.Text(e.Method) + " "
	}
	parts := []string{first + shellQuote(safe.Text(strings.TrimSuffix(server.URL(), "/")+e.Target))}
	if !server.Key().IsZero() {
		parts = append(parts, `-H "Authorization: Bearer $KEY"`)
	}
	if e.Body != "" {
		parts = append(parts, "-H 'Content-Type: application/json'", "-d "+shellQuote(safe.Text(e.Body)))
	}
	return parts
}

const endpointDetails = 8 // lines of the pane at the bottom

func (s *endpointSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	s.layout()
}

func (s *endpointSection) layout() {
	s.menu.setSize(s.width-paneWidth, max(1, s.height-endpointDetails-paneHeight))
}

func (s *endpointSection) view() frame {
	th := s.env.theme
	if len(s.listed) == 0 {
		p := pane{title: s.title(), focused: true}
		lines := paragraph(th.text, "The token server is not running: T, then enter starts it. "+
			"What it can be asked for is listed here then, each with the curl line that asks.", min(s.width-paneWidth, 76))
		return frame{lines: p.draw(th, lines, s.width, s.height)}
	}
	lines, cursor := s.menu.draw()
	list := s.menu.pane("What can be asked for").draw(th, lines, s.width, s.height-endpointDetails)
	return frame{lines: slices.Concat(list, s.details()), cursor: inPane(cursor)}
}

// details draws the curl line of what is chosen.
func (s *endpointSection) details() []string {
	th, e, width := s.env.theme, s.chosen(), s.width-paneWidth
	p := pane{title: "As curl"}
	if e == nil {
		return p.draw(th, paragraph(th.dim, "esc clears the filter", width), s.width, endpointDetails)
	}
	lines := []string{th.dim.Render(cut(safe.Text(e.Doc), width))}
	if e.Off {
		lines = append(lines, paragraph(th.warn, "off: it gives app tokens. Stop the server, and start it with app tokens on.", width)...)
		return p.draw(th, lines, s.width, endpointDetails)
	}
	for i, part := range s.curl(e) {
		indent := ""
		if i > 0 {
			indent = "  "
		}
		for _, l := range wrapHard(indent+part, width) {
			lines = append(lines, th.text.Render(l))
		}
	}
	if !s.server.key().IsZero() {
		lines = append(lines, th.dim.Render(cut("$KEY is the key: p copies it, and read -rs KEY in a shell takes it in", width)))
	}
	p.total = len(lines)
	return p.draw(th, lines, s.width, endpointDetails)
}
