package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// renewalSection draws the tokens of each client over time.
type renewalSection struct {
	dialog
	server *tokenSection
	list   steadyList
	filter textField
	asking bool
	fits   []*renewal
	zoom   int // scales away from the one that fits the chosen client
}

func newRenewalSection(e *env, server *tokenSection) *renewalSection {
	return &renewalSection{dialog: dialog{env: e}, server: server, filter: newTextField("")}
}

func (s *renewalSection) title() string { return "Renewals" }
func (s *renewalSection) typing() bool  { return s.asking }

// init finds what has come since the section was in front.
func (s *renewalSection) init() tea.Cmd {
	s.refresh()
	return nil
}

func (s *renewalSection) live() bool {
	now := s.env.Now()
	return slices.ContainsFunc(s.fits, func(l *renewal) bool { return l.ticks(now) })
}

func (s *renewalSection) hints() []command {
	switch {
	case s.asking:
		return []command{hint("done", "enter"), hint("all clients", "esc")}
	case s.chosen() != nil:
		return []command{hint("inspect the token", "enter")}
	}
	return nil
}

func (s *renewalSection) commands() []command {
	some := s.chosen() != nil
	return []command{
		{letter("zoom in", "+", "="), some, s.zoomBy(-1)},
		{letter("zoom out", "-"), some, s.zoomBy(+1)},
		{letter("as much as fits", "0"), some && s.zoom != 0, func() (action, tea.Cmd) { s.zoom = 0; return nil, nil }},
		{letter("copy the token", "y", "ctrl+y"), some, s.copy},
		{letter("filter", "/"), some, s.search},
	}
}

func (s *renewalSection) zoomBy(steps int) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		if l := s.chosen(); l != nil {
			auto := autoScale(l, s.env.Now(), s.laneWidth())
			s.zoom = max(0, min(auto+s.zoom+steps, len(scaleSteps)-1)) - auto
		}
		return nil, nil
	}
}

func (s *renewalSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		s.edit(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil, nil
}

func (s *renewalSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Paste) && s.asking:
		return nil, s.env.Paste
	case key.Matches(k, keys.Leave):
		s.asking = false
		s.filter.setValue("")
		s.refresh()
	case key.Matches(k, keys.Enter) && s.asking:
		s.asking = false
	case key.Matches(k, keys.Enter):
		return s.withToken(func(text string) action { return inspectToken{text} }), nil
	case s.list.press(keys, k, len(s.fits), s.blocks()):
		s.settle()
	default:
		s.edit(k)
	}
	return nil, nil
}

func (s *renewalSection) edit(msg tea.Msg) {
	if s.asking && s.filter.update(msg) {
		s.refresh()
	}
}

func (s *renewalSection) search() (action, tea.Cmd) {
	s.asking = true
	s.filter.focus(true)
	s.settle() // there is room for fewer
	return nil, nil
}

func (s *renewalSection) copy() (action, tea.Cmd) {
	return s.withToken(func(text string) action { return copyText{text, "token"} }), nil
}

// withToken does something with the token that the chosen client has got last.
func (s *renewalSection) withToken(do func(string) action) action {
	l := s.chosen()
	if l == nil {
		return notify{"no client has got a token yet"}
	}
	return do(tokenText(l.last().token))
}

// refresh finds the clients that the filter leaves.
func (s *renewalSection) refresh() {
	words := strings.Fields(strings.ToLower(s.filter.value()))
	s.fits = nil
	for _, l := range s.server.lives.all {
		if l.has(words) {
			s.fits = append(s.fits, l)
		}
	}
	s.settle()
}

func (s *renewalSection) settle() {
	s.list.settle(len(s.fits), s.blocks(), func(i int) uint64 { return s.fits[i].id })
}

func (s *renewalSection) chosen() *renewal {
	if s.list.row >= len(s.fits) {
		return nil
	}
	return s.fits[s.list.row]
}

func (s *renewalSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	s.settle()
}

const (
	renewalIndent = 2
	renewalLines  = 3 // a client: whose tokens, and two lanes
	renewalWords  = 3 // lines at least for what became of the chosen client's
)

// blocks is how many clients are to be seen at once, beside the words about the
// chosen one.
func (s *renewalSection) blocks() int {
	return max(1, (s.room()-renewalWords)/renewalLines)
}

// room is the lines for clients: all but the times above and the legend below.
func (s *renewalSection) room() int {
	room := s.height - paneHeight - 2
	if s.filtering() {
		room -= 2
	}
	return max(renewalLines, room)
}

func (s *renewalSection) filtering() bool { return s.asking || s.filter.value() != "" }
func (s *renewalSection) laneWidth() int  { return max(20, s.width-paneWidth-renewalIndent) }

func (s *renewalSection) view() frame {
	th, width := s.env.theme, s.width-paneWidth
	p := pane{title: "Renewals", focused: true}
	var lines []string
	var cursor *tea.Cursor
	if s.filtering() {
		lines, cursor = drawFilter(th, &s.filter, "a part of the client, kind, user or channel", s.asking, width)
	}
	l, now := s.chosen(), s.env.Now()
	if l == nil {
		return frame{lines: p.draw(th, append(lines, s.nothing(min(width, 76))...), s.width, s.height), cursor: inPane(cursor)}
	}
	p.right = strconv.Itoa(s.list.row+1) + " of " + plural(len(s.fits), "client")
	k := inksOf(th)
	auto := autoScale(l, now, s.laneWidth())
	scale := timeScale{scaleSteps[max(0, min(auto+s.zoom, len(scaleSteps)-1))], now, s.laneWidth()}
	lines = append(lines, blank(renewalIndent)+scale.labels(k))
	lines = append(lines, s.drawClients(k, &scale, width)...)
	lines = append(block(lines, width, s.height-paneHeight-1), k.dim.draw(cut(renewalLegend, width)))
	return frame{lines: p.draw(th, lines, s.width, s.height), cursor: inPane(cursor)}
}

const renewalLegend = "● issued  ━ in use  ○ the SDK's notice  ─ replaced  ┤ its end  · too late"

// drawClients draws the clients in sight. Below the chosen one it says what
// became of its tokens, in as many lines as are left.
func (s *renewalSection) drawClients(k *inks, scale *timeScale, width int) []string {
	var lines []string
	shown := s.fits[s.list.top:min(len(s.fits), s.list.top+s.blocks())]
	words := s.room() - renewalLines*len(shown)
	for i, l := range shown {
		chosen := s.list.top+i == s.list.row
		lines = append(lines, s.heading(l, chosen, width, scale.now))
		for _, one := range scale.lanes(k, l) {
			lines = append(lines, blank(renewalIndent)+one)
		}
		if chosen {
			lines = append(lines, renewalHistory(s.env.theme, l, scale.now, width, words)...)
		}
	}
	return lines
}

// heading says whose tokens they are, and how their renewals went.
func (s *renewalSection) heading(l *renewal, chosen bool, width int, now time.Time) string {
	th := s.env.theme
	k, at, mark := newRowInks(th), 0, "  "
	if chosen {
		at, mark = 1, "› "
	}
	verdict, meant := l.verdict(now)
	name := strings.Join(filled(visitorText(l.user, 64), visitorText(l.channel, 64), visitorText(l.kind, 40), visitorText(l.client, 45)), separator)
	room := max(0, width-cells(mark)-cells(verdict)-columnGap)
	return k.text[at].draw(mark+fit(name, room)+blank(columnGap)) + k.of(meant)[at].draw(verdict)
}

// renewalHistory says in words what became of the tokens of a client, the
// latest first.
func renewalHistory(th *theme, l *renewal, now time.Time, width, most int) []string {
	k := newRowInks(th)
	var lines []string
	for i := len(l.tokens) - 1; i >= 0 && len(lines) < most; i-- {
		said, meant := l.outcome(i, now)
		at := l.tokens[i].at.UTC().Format(time.TimeOnly)
		lines = append(lines, blank(renewalIndent)+th.dim.Render(at+"  ")+k.of(meant)[0].draw(cut(said, width-renewalIndent-len(at)-columnGap)))
	}
	return lines
}

// nothing says why there is nothing to see, and what to do.
func (s *renewalSection) nothing(width int) []string {
	th := s.env.theme
	switch {
	case s.filter.value() != "":
		return paragraph(th.dim, "nothing fits: esc clears the filter", width)
	case !s.server.run.on():
		return append(paragraph(th.text, "The token server is not running: T, then enter starts it.", width), append([]string{""}, s.about(width)...)...)
	}
	return append(paragraph(th.text, "No client has got a token yet.", width), append([]string{""}, s.about(width)...)...)
}

// about says what the section is for.
func (s *renewalSection) about(width int) []string {
	return paragraph(s.env.theme.dim, "The tokens of each client are drawn here over time: when each was issued, when the SDK gives notice of its end, "+
		"and whether the app has asked for the next one before. Ask for tokens that live for a minute or two to see an app renew. "+
		"Devices that ask from one address for the same user and channel are drawn as one client.", width)
}
