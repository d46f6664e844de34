package ui

import (
	"slices"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

func (s *inspect) setSize(width, height int) {
	s.width, s.height = width, height
	s.wire.setSize(width-paneWidth, s.height-s.fieldLines()-paneHeight)
}

// fieldLines is how many lines the tokens and the verdict take above the view.
func (s *inspect) fieldLines() int {
	if s.views == viewCompare {
		return 3
	}
	return 2
}

func (s *inspect) view() frame {
	var out frame
	out.lines = append(out.lines, s.tokenLine("Token", &s.first, &s.token, &out))
	if s.views == viewCompare {
		out.lines = append(out.lines, s.tokenLine("Second", &s.second, &s.other, &out))
	}
	out.lines = append(out.lines, s.verdictLine())
	sh, th := s.shape(), s.env.theme
	shown, top := window(sh.view.lines, s.scroll, sh.view.room())
	p := pane{tabs: viewTitles, tab: int(s.views), focused: s.focused == nowhere, top: top, total: len(sh.view.lines)}
	view := p.draw(th, shown, sh.view.width, sh.view.height)
	if s.views != viewDecoded {
		out.lines = append(out.lines, view...)
		return out
	}
	joins := s.side.draw(s.env, sh.joins.width, sh.joins.height, func() frame {
		return s.joins.pane(&s.token, sh.joins.width, sh.joins.height)
	})
	side := joins.lines
	if joins.cursor != nil {
		out.cursor = joins.cursor
		out.cursor.X += sh.view.width
		out.cursor.Y += len(out.lines)
	}
	findings := s.drawFindings(&sh)
	if sh.findings.width < s.width { // the side goes on beside the findings
		view = append(view, findings...)
		findings = nil
	}
	if sh.timeline.height > 0 {
		shown, _ := window(sh.timeline.lines, 0, sh.timeline.room())
		side = slices.Concat(side, pane{title: "Timeline"}.draw(th, shown, sh.timeline.width, sh.timeline.height))
	}
	out.lines = append(append(out.lines, beside(view, side)...), findings...)
	return out
}

// drawFindings draws the pane of the findings, if there is one.
func (s *inspect) drawFindings(sh *shape) []string {
	if sh.findings.height == 0 {
		return nil
	}
	shown, top := window(sh.findings.lines, s.found, sh.findings.room())
	p := pane{title: "Findings", right: counted(s.diagnosis.Findings), focused: s.focused == atFindings, top: top, total: len(sh.findings.lines)}
	if s.focused != atFindings && sh.findings.most() > 0 {
		p.right += separator + "i reads all"
	}
	return p.draw(s.env.theme, shown, sh.findings.width, sh.findings.height)
}

const labelColumn = 9

// tokenLine draws the field of a token: its text with the middle left out, and
// its length.
func (s *inspect) tokenLine(label string, f *tokenField, d *decoded, out *frame) string {
	th := s.env.theme
	focused := s.focused == atToken && f == &s.first || s.focused == atSecond && f == &s.second
	line := s.fieldLabel(label, focused)
	size := ""
	if f.text != "" {
		size = "  " + plural(len(f.text)+f.cut, "byte") + " "
	}
	room := s.width - labelColumn - 2 - cells(size)
	shown := middle(safe.Text(clip(f.text)), room)
	text := th.strong.Render(shown)
	switch {
	case f.hidden != nil && f.hidden.sure:
		text = th.warn.Render(cut(certificateHidden, room))
	case f.hidden != nil:
		text = th.warn.Render(cut("32 hexadecimal characters, not shown: they may be an App Certificate", room))
	case d.exposed:
		text = th.warn.Render(cut("a token with an App Certificate in it, not shown", room))
	case f.text == "":
		text = th.dim.Render(cut("paste a token here, with whatever stands around it", room))
	}
	if focused {
		out.cursor = tea.NewCursor(labelColumn+2+min(cells(shown), room), len(out.lines))
	}
	return line + fit(text, room) + th.dim.Render(size)
}

// clip keeps of a long text what can be seen of it, so that drawing a line
// costs the same whatever was pasted.
func clip(text string) string {
	const most = 2 * maxWidth
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most/2], "") + strings.ToValidUTF8(text[len(text)-most/2:], "")
}

func (s *inspect) fieldLabel(label string, focused bool) string {
	th := s.env.theme
	if focused {
		return th.title.Render(fit("› "+label, labelColumn+2))
	}
	return th.label.Render(fit("  "+label, labelColumn+2))
}

// verdictLine says in one line whether the token would be refused, and what the
// SDK answers, or what else there is to know.
func (s *inspect) verdictLine() string {
	th, d := s.env.theme, &s.diagnosis
	room := s.width - labelColumn - 2
	label := s.fieldLabel("Verdict", false)
	if s.first.empty() {
		return label + fit(th.dim.Render(cut("whether it would be refused, and why", room)), room)
	}
	text, st := "✓ "+d.Verdict(), th.good
	switch d.Outcome {
	case tokens.WouldBeRefused:
		text, st = "✗ "+d.Verdict(), th.bad
	case tokens.CannotTell:
		text, st = "? "+d.Verdict(), th.warn
	case tokens.NothingFound:
	}
	if cells(text) > room {
		text = strings.Replace(text, "would be refused", "refused", 1)
	}
	text = cut(safe.Text(text), room)
	for _, more := range s.besides() {
		if more != "" && cells(text+separator+more) <= room {
			return label + fit(st.Render(text)+th.dim.Render(separator+more), room)
		}
	}
	return label + fit(st.Render(text), room)
}

// besides returns what is said beside the verdict, the longest first.
func (s *inspect) besides() []string {
	d := &s.diagnosis
	switch {
	case len(d.Findings) == 0:
		return nil
	case d.Outcome == tokens.WouldBeRefused:
		a, p := d.Findings[0].Answer, s.joins.product()
		return []string{answers(p, a), answers(p, tokens.Answer{Code: a.Code, Name: a.Name}), answers(p, tokens.Answer{Code: a.Code})}
	case d.Gravest() == tokens.Surprise:
		n := 0
		for i := range d.Findings {
			if d.Findings[i].Severity == tokens.Surprise {
				n++
			}
		}
		return []string{plural(n, "surprise")}
	}
	return nil
}

// content returns the lines of the view that is chosen.
func (s *inspect) content(width int) []string {
	th, now := s.env.theme, s.env.Now()
	if s.first.empty() && s.views != viewCompare {
		return s.welcome(width)
	}
	switch s.views {
	case viewTimeline:
		if s.token.token != nil {
			return timelineLines(th, s.token.token, now, width)
		}
	case viewWire:
		if s.token.exposed {
			return paragraph(th.text, "An App Certificate stands in this token in place of the App ID: its bytes are not shown.", min(width, widest))
		}
		return s.wire.lines()
	case viewCompare:
		return s.compare(width)
	case viewDecoded:
	}
	if s.token.text == "" {
		return paragraph(th.text, "What was pasted is no token, and may be a secret: it is neither shown nor kept. x empties the field.", min(width, widest))
	}
	if s.token.token == nil {
		lines := []string{th.title.Render("No token could be read"), ""}
		return append(lines, paragraph(th.dim, "The findings say why. A token may be pasted with the line that it stands in: what is pasted next takes the place of this text.", min(width, widest))...)
	}
	return contentLines(th, s.token, now, width)
}

// welcome is what an empty Inspect says.
func (s *inspect) welcome(width int) []string {
	th := s.env.theme
	lines := []string{th.strong.Render("Paste any Agora token to read it."), ""}
	for _, text := range []string{
		"What it is for, until when, who signed it, and whether an SDK would refuse it. Any version is read: 007, 006, the dynamic keys 005 to 001, and the tokens of Signaling 1.x.",
		"A log line, quotes or line breaks around it do no harm; a token that is damaged shows what can still be read. f lists all tokens of a " + s.env.where("file", "text") + ".",
		s.env.stays("Nothing that you paste leaves this terminal.") + " The tray (t) holds the tokens that you keep.",
	} {
		lines = append(lines, paragraph(th.dim, text, min(width, widest))...)
		lines = append(lines, "")
	}
	return lines
}

// compare draws the two tokens field by field.
func (s *inspect) compare(width int) []string {
	c := comparison{
		catalog: s.env.Catalog,
		first:   s.token.compared(),
		second:  s.other.compared(),
	}
	return compareLines(s.env.theme, c, s.env.Now(), width)
}
