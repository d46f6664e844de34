package ui

import (
	"strings"

	"atc/ui/safe"

	"charm.land/lipgloss/v2"
)

// wideFrom is from where on the kinds have a column of their own.
const wideFrom = 108

// columns returns the widths of kinds, form and decoder. A width of 0 leaves
// a column out: on a narrow screen kinds and form take turns.
func (b *build) columns() (kinds, form, decoder int) {
	if b.width >= wideFrom {
		kinds = 27
		form = min(48, (b.width-kinds)*42/100)
		if b.form.hasDocument() {
			form = (b.width - kinds) / 2
		}
		return kinds, form, b.width - kinds - form
	}
	left := max(34, b.width*40/100)
	if b.form.hasDocument() {
		left = b.width - narrowest - paneWidth
	}
	if b.kinds.focused {
		return left, 0, b.width - left
	}
	return 0, left, b.width - left
}

func (b *build) setSize(width, height int) {
	b.width, b.height = width, height
	b.decoder = height - paneHeight
	kinds, form, _ := b.columns()
	if b.width < wideFrom { // they take turns
		kinds, form = max(kinds, form), max(kinds, form)
	}
	b.kinds.setSize(kinds-paneWidth, height-paneHeight)
	b.form.setSize(form-paneWidth, height-paneHeight)
}

// decoderWidth is the width of what the decoder pane holds.
func (b *build) decoderWidth() int {
	_, _, decoder := b.columns()
	return decoder - paneWidth
}

func (b *build) view() frame {
	_, _, decoder := b.columns()
	out := b.left.draw(b.env, b.width, b.height, b.drawLeft)
	out.lines = beside(out.lines, b.drawDecoder(decoder))
	return out
}

// drawLeft draws kinds and form, or the one of them that there is room for.
func (b *build) drawLeft() frame {
	kinds, form, _ := b.columns()
	var blocks [][]string
	var out frame
	if kinds > 0 {
		f := b.kinds.view(kinds, b.height)
		blocks = append(blocks, f.lines)
		out.cursor = f.cursor
	}
	if form > 0 {
		f := b.form.view()
		p := pane{title: b.formTitle(form), focused: b.form.focused >= 0}
		blocks = append(blocks, p.draw(b.env.theme, f.lines, form, b.height))
		if f.cursor != nil {
			out.cursor = inPane(f.cursor)
			out.cursor.X += kinds
		}
	}
	out.lines = beside(blocks...)
	return out
}

// formTitle names the kind, in short where there is little room.
func (b *build) formTitle(width int) string {
	k := &b.form.kind
	if k.Group == "" {
		return "no kind"
	}
	group, short, _ := strings.Cut(strings.TrimSuffix(k.Group, ")"), " (")
	for _, name := range []string{group, short} {
		if title := name + ": " + k.Title; name != "" && cells(title) <= width-6 {
			return title
		}
	}
	return k.Title
}

func (b *build) drawDecoder(width int) []string {
	th := b.env.theme
	inner := width - paneWidth
	p := pane{title: "Token"}
	if b.err != nil {
		return p.draw(th, b.whyNot(inner), width, b.height)
	}
	p.right = plural(len(b.token.text), "character")
	lines := make([]string, 0, 32)
	note, st := "", lipgloss.NewStyle()
	if b.sent {
		note, st = "  sent to clip.", th.good
	}
	lines = append(lines, th.strong.Render(cut(safe.Text(b.token.text), inner-len(note)))+st.Render(note))
	lines = append(lines, decoderLines(th, b.token, b.env.Now(), inner)...)
	shown, top := window(lines, b.scroll, b.decoder)
	p.top, p.total = top, len(lines)
	return p.draw(th, shown, width, b.height)
}

// whyNot says what is still to be filled in.
func (b *build) whyNot(width int) []string {
	th := b.env.theme
	lines := paragraph(th.strong, "the token appears here as you type", width)
	lines = append(lines, "")
	for i := range b.form.fields {
		err := b.form.problem(i)
		if err == nil {
			continue
		}
		f := &b.form.fields[i]
		if f.value() == "" {
			lines = append(lines, th.warn.Render(cut("› fill in: "+f.input.Title, width)))
			continue
		}
		lines = append(lines, paragraph(th.bad, "! "+f.input.Title+": "+err.Error(), width)...)
	}
	switch p := &b.env.projects; {
	case b.form.firstProblem() >= 0:
	case p.state == storeListed && p.lack() != "":
		lines = append(lines, paragraph(th.dim, p.lack(), width)...)
	default: // what no field is to blame for
		lines = append(lines, paragraph(th.bad, "! "+b.problemText(), width)...)
	}
	return lines
}
