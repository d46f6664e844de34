package ui

import (
	"net/http"
	"strconv"
	"strings"

	"atc/ui/safe"
)

// detailRoom is how many lines of the details are to be seen.
func (s *tokenSection) detailRoom() int {
	return max(1, s.height-s.headLines()-s.tableRoom()-paneHeight)
}

// drawDetails draws all that is known of the chosen request.
func (s *tokenSection) drawDetails(height int) []string {
	th := s.env.theme
	p := pane{title: "The request", focused: s.reading}
	if height < paneHeight+1 {
		return block(nil, s.width, max(0, height))
	}
	if s.chosen.token.text != "" {
		p.title, p.right = "Its token", plural(len(s.chosen.token.text), "character")
	}
	all := s.details(s.width - paneWidth)
	shown, top := window(all, s.scroll, height-paneHeight)
	p.top, p.total = top, len(all)
	return p.draw(th, shown, s.width, height)
}

// besideToken is the width from which what is known of a request stands beside
// its token.
const besideToken = 112

// details says how the request went, and what its token holds.
func (s *tokenSection) details(width int) []string {
	th, r := s.env.theme, s.chosen.row
	switch {
	case r == nil:
		return paragraph(th.dim, "The token of the chosen request is shown here.", width)
	case s.chosen.token.text == "":
		return s.answer(width)
	case width < besideToken:
		return append(decoderLines(th, s.chosen.token, s.env.Now(), width), append([]string{""}, s.answer(width)...)...)
	}
	right := width - widest - columnGap
	lines, facts := decoderLines(th, s.chosen.token, s.env.Now(), widest), s.answer(right)
	height := max(len(lines), len(facts))
	return beside(block(lines, widest+columnGap, height), block(facts, right, height))
}

// answer says how the request went.
func (s *tokenSection) answer(width int) []string {
	th, r := s.env.theme, s.chosen.row
	const label = 9
	var lines []string
	told := func(name, value string) {
		if value == "" {
			return
		}
		for i, l := range wrapHard(value, max(1, width-label)) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, th.label.Render(fit(name, label))+th.text.Render(l))
		}
	}
	if r.Problem != "" {
		lines = append(paragraph(th.bad, "✗ "+safe.Text(r.Problem), width), "")
	}
	status := strconv.Itoa(r.Status)
	if word := http.StatusText(r.Status); word != "" {
		status += " " + word
	}
	told("Asked", visitorText(r.Method, 16)+" "+visitorText(r.Path, maxServedText))
	lines = append(lines, th.label.Render(fit("Answer", label))+statusStyle(th, r.Status).Render(cut(status+", after "+milliseconds(r.Took), width-label)))
	told("Client", strings.TrimSuffix(visitorText(r.Client, 64)+", "+visitorText(r.Agent, 2*width), ", "))
	told("For", strings.Join(filled(visitorText(r.Kind, 64), visitorText(r.Channel, 128), visitorText(r.User, 256)), separator))
	told("At", exactTime(r.Time))
	return lines
}

// filled returns those of the texts that are not empty.
func filled(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}
