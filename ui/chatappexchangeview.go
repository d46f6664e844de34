package ui

import (
	"unicode/utf8"

	"atc/ui/safe"
)

// exchangeIs says what exchanging is for.
const exchangeIs = "POST /token exchanges a 007 token for an opaque one of the service (YWMt…), which may do the same " +
	"and lives as long as the 007 token has left. Only old servers need it: Chat takes the 007 token as it is."

func (d *exchangeDialog) setSize(width, height int) {
	d.dialog.setSize(min(width, exchangeWidth), height)
}

func (d *exchangeDialog) view() frame {
	th := d.env.theme
	inner := d.width - paneWidth
	lines := append(paragraph(th.dim, exchangeIs, inner), "")
	switch {
	case d.wait.on():
		lines = append(lines, d.wait.lines(th, d.env.Now(), inner)...)
	case d.err != nil:
		lines = append(lines, chatProblem(th, d.err, inner)...)
		lines = append(lines, paragraph(th.dim, "r tries again", inner)...)
		if !d.got.Token.IsZero() { // the one before is as good as it was
			lines = append(append(lines, ""), d.result(inner)...)
		}
	default:
		lines = append(lines, d.result(inner)...)
	}
	p := pane{title: d.title(), focused: true, total: len(lines)}
	return frame{lines: p.draw(th, lines, d.width, min(d.height, len(lines)+paneHeight))}
}

// result says what is known of the exchanged token.
func (d *exchangeDialog) result(width int) []string {
	th, k, now := d.env.theme, inksOf(d.env.theme), d.env.Now()
	label := func(s string) string { return th.label.Render(fit(s, userLabel)) }
	text := d.got.Token.Reveal()
	lines := []string{label("token") + th.text.Render(d.got.Token.Hint()+", "+plural(utf8.RuneCountInString(text), "character"))}
	if d.reveal.on {
		lines = nil
		name := label("token")
		for _, l := range wrapHard(safe.Text(text), width-userLabel) {
			lines, name = append(lines, name+th.mark.Render(l)), blank(userLabel)
		}
	}
	end, ok := d.ends()
	if !ok {
		return append(lines, label("ends")+th.dim.Render("with the 007 token: the service does not say when"))
	}
	left := end.Sub(now)
	said := "ended " + ago(-left)
	if left > 0 {
		said = "in " + Countdown(left) + ", at " + clockTime(end, now)
	}
	style := k.life(left, d.got.Lifetime)
	lines = append(lines, label("ends")+style.draw(said))
	if d.got.Lifetime > 0 {
		lines = append(lines, blank(userLabel)+gauge(style, &k.border, left, d.got.Lifetime, width-userLabel))
	}
	return lines
}
