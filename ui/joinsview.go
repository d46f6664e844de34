package ui

import (
	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

const (
	joinsWidth = 32 // of the pane where the screen is narrow
	// joinsHeight is the height of the pane with all fields of a product.
	joinsHeight = 2*joinFields + paneHeight
)

// pane draws the fields in a pane of a size, with how what they hold compares
// to the token, and says where the cursor stands in it. The product's name for
// a value stands over it: some are long.
func (j *joins) pane(d *decoded, width, height int) frame {
	th, inner := j.env.theme, width-paneWidth
	var lines []string
	var cursor *tea.Cursor
	top, end := 0, 0
	for _, p := range j.places() {
		focused := p == j.focused
		if focused {
			top, end = len(lines), len(lines)+2
		}
		lines = append(lines, j.heading(p, d, inner))
		value, x := j.value(p, focused, inner-2)
		if focused && x >= 0 {
			cursor = tea.NewCursor(2+x, len(lines))
		}
		lines = append(lines, "  "+value)
	}
	fields := len(lines)
	if hint := paragraph(th.dim, j.hint(), inner); fields+1+len(hint) <= height-paneHeight {
		lines = append(append(lines, ""), hint...)
	}
	shown, first := window(lines, scrollTo(0, top, end, fields, height-paneHeight), height-paneHeight)
	if cursor != nil {
		cursor.Y -= first
	}
	p := pane{title: "Joins with", focused: j.focused.joins(), top: first, total: len(lines)}
	return frame{lines: p.draw(th, shown, width, height), cursor: inPane(cursor)}
}

// heading names a field, and says at the right how it compares to the token.
func (j *joins) heading(p place, d *decoded, width int) string {
	th := j.env.theme
	m := [...]tokens.Match{atAppID - atProduct: d.appID, atChannel - atProduct: d.channel, atUser - atProduct: d.user, atRole - atProduct: tokens.NotCompared}
	verdict, st := "", th.good
	switch m[p-atProduct] {
	case tokens.Same:
		verdict = "✓ same"
	case tokens.Different:
		verdict, st = "✗ differs", th.bad
	case tokens.NotCompared:
	}
	mark, name := "  ", th.label
	if p == j.focused {
		mark, name = "› ", th.title
	}
	return name.Render(fit(mark+safe.Text(j.label(p)), width-cells(verdict))) + st.Render(verdict)
}

// value draws what a field holds, and says where the cursor stands in it, or
// −1.
func (j *joins) value(p place, focused bool, width int) (string, int) {
	if focused && j.offers() {
		offer := "→ " + middleID(j.env.project().AppID) + " of " + safe.Text(j.env.project().Name)
		return fit(j.env.theme.dim.Render(cut(offer, width)), width), 0
	}
	f := j.at(p)
	if v := f.value(); !focused && f.input.Type == tokens.Text && v != "" {
		return fit(j.env.theme.text.Render(middle(safe.Text(clip(v)), width)), width), -1
	}
	return f.draw(j.env.theme, focused, width)
}

// hint says what the fields are for.
func (j *joins) hint() string {
	switch {
	case j.focused == atProduct:
		return "← → choose what the token is for: a refusal is told in the codes of its SDK"
	case j.focused == atRole:
		return "← → choose the role that the app joins in"
	case j.offers():
		return "→ takes the App ID of the active project"
	case j.focused.joins():
		return "exactly as the app has it, blanks and capital letters included"
	}
	return "Optional: what the app joins with. It is compared with every token, and stays until z empties it."
}
