package ui

import (
	"cmp"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/lipgloss/v2"
)

// userLabel is the width of the labels of a user's details.
const userLabel = 10

// chatColumns returns the widths of form and decoder of a section that has
// both. From wideFrom on, a UUID fits beside its label.
func chatColumns(width int) (left, right int) {
	left = max(34, width*40/100)
	if width >= wideFrom {
		left = paneWidth + userLabel + 36
	}
	return left, width - left
}

func (s *userTokenSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	left, _ := chatColumns(width)
	s.form.setSize(left-paneWidth, 0)
	s.form.setSize(left-paneWidth, min(s.form.tallest(), s.page()))
}

// tallest is how many lines the form takes with the longest of its hints: what
// stands below it then stays where it is.
func (f *form) tallest() int {
	most := 0
	for i := range f.fields {
		most = max(most, len(wrap(f.fields[i].input.Doc, f.width-2)))
	}
	return len(f.fields) + most
}

// page is how many lines a pane shows.
func (s *userTokenSection) page() int { return max(1, s.height-paneHeight) }

func (s *userTokenSection) scrollBy(lines int) {
	_, right := chatColumns(s.width)
	s.scroll = scrolledBy(s.scroll, lines, len(s.shown(right-paneWidth)), s.page())
}

func (s *userTokenSection) view() frame {
	th := s.env.theme
	left, right := chatColumns(s.width)
	f := s.formView()
	form := pane{title: "User token", focused: s.typing()}
	lines := s.state(left - paneWidth)
	state := pane{title: cmp.Or(s.name(), "Next"), total: len(lines)}
	upper := min(s.form.height+paneHeight, s.height)
	all := s.shown(right - paneWidth)
	shown, top := window(all, s.scroll, s.page())
	p := pane{title: s.rightTitle(), top: top, total: len(all)}
	if n := len(s.draft.token.text); n > 0 {
		p.right = plural(n, "character")
	}
	return frame{
		lines: beside(
			append(form.draw(th, f.lines, left, upper), state.draw(th, lines, left, s.height-upper)...),
			p.draw(th, shown, right, s.height)),
		cursor: inPane(f.cursor),
	}
}

// formView draws the form, which says under the username what became of its
// upper case.
func (s *userTokenSection) formView() frame {
	f := *s.form
	if s.lowered {
		f.fields = append(f.fields[:0:0], f.fields...)
		f.fields[0].input.Doc = "in lower case: the service has no other"
	}
	return f.view()
}

// state says how far the way to the token has been gone, and what enter does
// next.
func (s *userTokenSection) state(width int) []string {
	th := s.env.theme
	if s.wait.on() {
		return append(s.wait.lines(th, s.env.Now(), width), s.details(width)...)
	}
	var lines []string
	if s.problem != nil {
		lines = paragraph(th.bad, "! "+s.failed, width)
	}
	for _, say := range s.says() {
		lines = append(lines, paragraph(*say.style, say.text, width)...)
	}
	return append(lines, s.details(width)...)
}

// A saying is a sentence in one style.
type saying struct {
	style *lipgloss.Style
	text  string
}

// says is the state in sentences.
func (s *userTokenSection) says() []saying {
	th := s.env.theme
	switch {
	case s.step == userStart && s.session.lack() != "":
		if s.env.project().Primary.IsZero() {
			return nil
		}
		return []saying{{&th.dim, "no request can be made, but b builds a token all the same"}}
	case s.name() == "" && s.form.fields[0].filled():
		return []saying{{&th.dim, "correct the username first"}}
	case s.name() == "":
		return []saying{{&th.dim, "enter looks the username up"}}
	case s.step == userStart && s.problem != nil:
		return []saying{{&th.strong, "enter tries again"}, {&th.dim, "b builds the token without asking"}}
	case s.step == userStart:
		return []saying{{&th.strong, "enter looks it up"}}
	case s.step == userMissing && s.problem != nil:
		return []saying{{&th.strong, "enter tries again"}, {&th.dim, "r looks it up"}}
	case s.step == userMissing:
		return []saying{
			{&th.warn, "! not registered"},
			{&th.strong, "enter sends the request at the right, which registers it"},
			{&th.dim, "c copies that as curl. Where users are registered when they log in, b builds the token at once"},
		}
	case s.needsUUID():
		return []saying{{&th.warn, "! not looked up"}, {&th.strong, "enter looks it up"}}
	case s.step == userNotAsked:
		said := append([]saying{{&th.warn, "! not looked up: only a registered user can log in"}}, s.offer()...)
		if s.session.lack() == "" {
			said = append(said, saying{&th.dim, "r looks it up"})
		}
		return said
	}
	return append([]saying{{&th.good, "✓ " + s.how}}, s.offer()...)
}

// offer says what enter does with the token, if there is one.
func (s *userTokenSection) offer() []saying {
	switch th := s.env.theme; {
	case s.draft.token.text == "":
		return nil
	case s.draft.sent:
		return []saying{{&th.strong, "enter copies the token again"}}
	default:
		return []saying{{&th.strong, "enter copies the user token"}}
	}
}

// details says what the service tells of the user.
func (s *userTokenSection) details(width int) []string {
	if s.step != userFound {
		return nil
	}
	th, u := s.env.theme, &s.user
	var lines []string
	if u.State == chatapi.StateBanned {
		lines = append(lines, paragraph(th.bad, "! banned: no token logs this user in. U shows users, and unbans them", width)...)
	}
	row := func(label, value string, most int) {
		if value == "" {
			return
		}
		for i, l := range wrap(safe.Text(value), max(1, width-userLabel)) {
			if i == most {
				break
			}
			lines = append(lines, th.label.Render(fit(label, userLabel))+th.text.Render(l))
			label = ""
		}
	}
	row("UUID", u.UUID, 2)
	row("nickname", cut(safe.Text(u.Nickname), max(1, width-userLabel)), 1)
	if u.State == chatapi.StateActive {
		row("state", u.State.String(), 1)
	}
	if !u.Created.IsZero() {
		row("created", clockTime(u.Created, s.env.Now()), 2)
	}
	if s.password.IsZero() {
		return lines
	}
	row("password", "made up, as the app demands one", 2)
	if !s.reveal.on {
		return append(lines, th.dim.Render(cut("p shows it, w copies it", width)))
	}
	for _, l := range wrapHard(safe.Text(s.password.Reveal()), width) {
		lines = append(lines, th.mark.Render(l))
	}
	return lines
}

// rightTitle says what the pane at the right holds.
func (s *userTokenSection) rightTitle() string {
	switch {
	case s.draft.token.text != "":
		return "Token"
	case s.step == userMissing:
		return "Request that registers " + s.of
	case s.problem != nil:
		return "What went wrong"
	}
	return "Token"
}

// shown is what the pane at the right holds: the token, the request that is
// about to be made, or what to do first.
func (s *userTokenSection) shown(width int) []string {
	th := s.env.theme
	var lines []string
	if s.draft.token.text != "" {
		lines = s.draft.head(width)
	}
	if s.verdict != "" {
		lines = append(lines, paragraph(th.good, "✓ "+s.verdict, width)...)
	}
	if s.problem != nil {
		lines = append(lines, chatProblem(th, s.problem, width)...)
		lines = append(lines, "")
	}
	switch {
	case s.draft.token.text != "":
		lines = append(lines, s.draft.decoder(width)...)
	case s.step == userMissing:
		lines = append(lines, requestLines(th, s.request, width)...)
		lines = append(append(lines, ""), paragraph(th.dim, "$"+chatapi.TokenVariable+" stands for an app token, which is built for the request", width)...)
	case s.draft.err != nil:
		lines = append(lines, paragraph(th.bad, "! "+safe.Text(s.draft.err.Error()), width)...)
	case s.session.lack() != "":
		lines = append(lines, s.session.notReady(width)...)
		if !s.env.project().Primary.IsZero() {
			lines = append(lines, "")
			lines = append(lines, paragraph(th.dim, "b builds a token without asking the service", width)...)
		}
	case s.problem == nil:
		lines = append(lines, s.guide(width)...)
	}
	return lines
}

// guide says what the way to a token is.
func (s *userTokenSection) guide(width int) []string {
	th := s.env.theme
	lines := append(paragraph(th.strong, "From a username to a token that logs it in:", width), "")
	for _, step := range []string{
		"1  type the username: enter looks it up",
		"2  if nobody has it, enter registers it: you see the request before it is sent",
		"3  enter copies the user token",
	} {
		for i, l := range wrap(step, width-3) {
			if i > 0 {
				l = "   " + l
			}
			lines = append(lines, th.text.Render(strings.TrimRight(l, " ")))
		}
	}
	lines = append(lines, "")
	return append(lines, paragraph(th.dim, "b builds the token without asking the service", width)...)
}
