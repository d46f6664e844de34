package ui

// What an app token is for, and what exchanging one gives.
const (
	appTokenIs = "An app token administers the Chat of the whole app over REST: it registers, bans and deletes users. " +
		"Keep it on your server. Requests carry it as it is, as their bearer token."
	exchangingGives = "e exchanges it for an opaque token (YWMt…) of the service, which lives as long as this one has left. " +
		"Only old servers need that."
)

func (s *appTokenSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	left, _ := chatColumns(width)
	s.form.setSize(left-paneWidth, 0)
	s.form.setSize(left-paneWidth, s.form.tallest())
}

func (s *appTokenSection) page() int { return max(1, s.height-paneHeight) }

func (s *appTokenSection) scrollBy(lines int) {
	_, right := chatColumns(s.width)
	s.scroll = scrolledBy(s.scroll, lines, len(s.shown(right-paneWidth)), s.page())
}

func (s *appTokenSection) view() frame {
	th := s.env.theme
	left, right := chatColumns(s.width)
	f := s.form.view()
	lines := paragraph(th.text, appTokenIs, left-paneWidth)
	lines = append(lines, "")
	if f.cursor != nil {
		f.cursor.Y += len(lines)
	}
	lines = append(lines, f.lines...)
	if s.draft.token.text != "" {
		said := "enter copies the app token"
		if s.draft.sent {
			said += " again"
		}
		lines = append(append(lines, ""), paragraph(th.strong, said, left-paneWidth)...)
	}
	lines = append(append(lines, ""), paragraph(th.dim, exchangingGives, left-paneWidth)...)
	form := pane{title: "App token", focused: s.typing(), total: len(lines)}
	all := s.shown(right - paneWidth)
	shown, top := window(all, s.scroll, s.page())
	p := pane{title: "Token", top: top, total: len(all)}
	if n := len(s.draft.token.text); n > 0 {
		p.right = plural(n, "character")
	}
	return frame{
		lines:  beside(form.draw(th, lines, left, s.height), p.draw(th, shown, right, s.height)),
		cursor: inPane(f.cursor),
	}
}

// shown is what the pane at the right holds.
func (s *appTokenSection) shown(width int) []string {
	switch {
	case s.draft.token.text != "":
		return append(s.draft.head(width), s.draft.decoder(width)...)
	case s.draft.err != nil:
		return paragraph(s.env.theme.bad, "! "+s.problemText(), width)
	}
	return nil
}
