package ui

import (
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// timelineWidth is the width of the timeline where it stands beside the
// decoder pane.
const timelineWidth = 46

func (s *inspect) setSize(width, height int) {
	s.width, s.height = width, height
	s.wire.setSize(width-paneWidth, s.viewHeight())
}

// fieldLines is how many lines the fields above the view take.
func (s *inspect) fieldLines() int {
	if s.views == viewCompare {
		return 3
	}
	return 2
}

// viewHeight and contentWidth are the size of what the view's pane holds.
func (s *inspect) viewHeight() int { return s.height - s.fieldLines() - paneHeight }

func (s *inspect) contentWidth() int {
	if s.split() {
		return s.width - timelineWidth - paneWidth
	}
	return s.width - paneWidth
}

// split reports whether decoder pane and timeline stand side by side.
func (s *inspect) split() bool {
	return s.views == viewDecoded && s.width >= wideFrom && s.token.token != nil
}

func (s *inspect) view() frame {
	var out frame
	out.lines = append(out.lines, s.tokenLine("Token", s.first, atToken, &out))
	if s.views == viewCompare {
		out.lines = append(out.lines, s.tokenLine("Second", s.second, atSecond, &out))
	}
	out.lines = append(out.lines, s.subjectLine(&out))
	height := s.height - s.fieldLines()
	th := s.env.theme
	lines := s.content(s.contentWidth())
	shown, top := window(lines, s.scroll, s.viewHeight())
	p := pane{tabs: viewTitles, tab: int(s.views), focused: s.focused == nowhere, top: top, total: len(lines)}
	if !s.split() {
		out.lines = append(out.lines, p.draw(th, shown, s.width, height)...)
		return out
	}
	left := p.draw(th, shown, s.width-timelineWidth, height)
	side := timelineLines(th, s.token.token, s.env.Now(), timelineWidth-paneWidth)
	side, _ = window(side, 0, height-paneHeight)
	right := pane{title: "Timeline"}.draw(th, side, timelineWidth, height)
	out.lines = append(out.lines, beside(left, right)...)
	return out
}

const labelColumn = 9

// tokenLine draws the field of a token: its text with the middle left out, and
// its length.
func (s *inspect) tokenLine(label string, f tokenField, p place, out *frame) string {
	th := s.env.theme
	focused := s.focused == p
	line := s.fieldLabel(label, focused)
	size := ""
	if f.text != "" {
		size = "  " + plural(len(f.text)+f.cut, "byte") + " "
	}
	room := s.width - labelColumn - 2 - cells(size)
	text := th.strong.Render(middle(safe.Text(clip(f.text)), room))
	if f.text == "" {
		text = th.dim.Render(cut("paste a token here; a terminal's line breaks do no harm", room))
	}
	if focused {
		x := 0
		if f.text != "" {
			x = min(cells(middle(safe.Text(clip(f.text)), room)), room)
		}
		out.cursor = tea.NewCursor(labelColumn+2+x, len(out.lines))
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

// subjectLine draws what the app joins with, and how it compares to the token.
func (s *inspect) subjectLine(out *frame) string {
	half := s.width / 2
	return s.subjectField("Channel", &s.channel, s.token.channel, atChannel, 0, half, out) +
		s.subjectField("User", &s.user, s.token.user, atUser, half, s.width-half, out)
}

func (s *inspect) subjectField(label string, f *textField, m tokens.Match, p place, x, width int, out *frame) string {
	th := s.env.theme
	focused := s.focused == p
	verdict, st := "", th.good
	switch m {
	case tokens.Same:
		verdict = " ✓ same "
	case tokens.Different:
		verdict, st = " ✗ differs ", th.bad
	}
	room := width - labelColumn - 2 - cells(verdict)
	text, at := f.draw(th, room)
	if f.value() == "" && !focused {
		text = fit(th.dim.Render(cut("optional, to compare", room)), room)
	}
	if focused {
		out.cursor = tea.NewCursor(x+labelColumn+2+at, len(out.lines))
	}
	return s.fieldLabel(label, focused) + text + st.Render(verdict)
}

// content returns the lines of the view that is chosen.
func (s *inspect) content(width int) []string {
	th, now := s.env.theme, s.env.Now()
	if s.first.text == "" && s.views != viewCompare {
		return s.welcome(width)
	}
	switch s.views {
	case viewTimeline:
		if s.token.token == nil {
			return decoderLines(th, s.token, now, width)
		}
		return timelineLines(th, s.token.token, now, width)
	case viewWire:
		return s.wire.lines()
	case viewCompare:
		return s.compare(width)
	}
	return decoderLines(th, s.token, now, width)
}

// welcome is what an empty Inspect says.
func (s *inspect) welcome(width int) []string {
	th := s.env.theme
	lines := []string{th.strong.Render("Paste any Agora token to read it."), ""}
	for _, text := range []string{
		"What it is for, what it allows and until when, who signed it, and what is wrong with it. Any version is read: 007, 006, the dynamic keys 005 to 001, and the tokens of Signaling 1.x.",
		"A token that is cut or damaged shows what can still be read, and where it stops.",
		"Tokens older than 007 hold only checksums of channel and user: fill in both above to check them.",
		"Nothing that you paste leaves this terminal. The tray (t) holds the tokens that you keep.",
	} {
		lines = append(lines, paragraph(th.dim, text, min(width, 90))...)
		lines = append(lines, "")
	}
	return lines
}

// compare draws the two tokens field by field.
func (s *inspect) compare(width int) []string {
	c := comparison{
		catalog: s.env.Catalog,
		first:   compared{s.token.text, s.token.token, s.token.err},
		second:  compared{s.other.text, s.other.token, s.other.err},
	}
	return compareLines(s.env.theme, c, s.env.Now(), width)
}
