package ui

import (
	"slices"
	"strings"

	"atc/ui/safe"
)

// registerFormHeight is the room for the fields with their longest hints, so
// that nothing below them moves.
const registerFormHeight = 7

func (o *registerOne) setSize(int, int) {
	left, _ := o.section.twoPanes()
	o.form.setSize(left-paneWidth, registerFormHeight)
}

func (o *registerOne) view() frame {
	th, c := o.env.theme, o.section
	left, right := c.twoPanes()
	f := o.form.view()
	lines := slices.Concat(f.lines, o.state(left-paneWidth))
	form := pane{tabs: registerModes, focused: o.typing()}
	request := pane{title: "The request"}
	return frame{
		lines:  beside(form.draw(th, lines, left, c.height), request.draw(th, o.request(right-paneWidth), right, c.height)),
		cursor: inPane(f.cursor),
	}
}

// state says what enter does, what is being done, or what came of it.
func (o *registerOne) state(width int) []string {
	th := o.env.theme
	switch {
	case o.wait.on():
		return o.wait.lines(th, o.env.Now(), width)
	case o.err != nil && givenUp(o.err):
		return append(paragraph(th.warn, "Given up. The user may have been registered all the same.", width),
			paragraph(th.dim, "enter finds out, and goes on from there", width)...)
	case o.err != nil:
		return append(append(chatProblem(th, o.err, width), ""), paragraph(th.dim, "enter tries again", width)...)
	case o.done != nil:
		return o.result(width)
	}
	said := "enter looks the name up, and registers it if it is new."
	if name := o.user().Username; name != "" && name != strings.TrimSpace(o.field(inputUsername).value()) {
		said = "The service keeps it as " + name + ". " + said
	}
	return paragraph(th.dim, said, width)
}

// result says who is registered, and since when.
func (o *registerOne) result(width int) []string {
	th, r := o.env.theme, o.done
	name := safe.Text(r.User.Username)
	if name == "" {
		name = o.user().Username
	}
	var lines []string
	if r.Existed {
		said := name + " existed already: nothing was changed"
		if o.user().Nickname != "" || !o.user().Password.IsZero() {
			said += ", neither nickname nor password was set"
		}
		lines = paragraph(th.warn, "· "+said, width)
	} else {
		lines = paragraph(th.good, "✓ "+name+" is registered now", width)
	}
	told := func(label, value string) {
		if value == "" {
			return
		}
		if cells(label)+1+cells(value) <= width {
			lines = append(lines, th.label.Render(label)+" "+th.text.Render(value))
			return
		}
		lines = append(lines, th.label.Render(strings.TrimSpace(label)), th.text.Render(cut(value, width)))
	}
	told("UUID    ", safe.Text(r.User.UUID))
	told("Nickname", cut(safe.Text(r.User.Nickname), 2*width))
	if !r.User.Created.IsZero() {
		told("Created ", clockTime(r.User.Created, o.env.Now()))
	}
	told("State   ", r.User.State.String())
	if !r.Password.IsZero() {
		lines = append(lines, paragraph(th.warn, "! this app demands a password, so one was made up: w copies it", width)...)
	}
	return append(append(lines, ""), paragraph(th.dim, "enter makes a user token, x starts over", width)...)
}

// request shows the request that registers the user as it is made, and says
// what goes before it.
func (o *registerOne) request(width int) []string {
	th, user := o.env.theme, o.user()
	switch {
	case user.Username == "":
		return paragraph(th.dim, "It is shown here as it will be sent, once there is a username.", width)
	case o.session.client == nil:
		return paragraph(th.dim, "It is shown here once there is a connection.", width)
	}
	lines := requestLines(th, o.session.client.RegisterRequest(user), width)
	return append(append(lines, ""), paragraph(th.dim, "A look-up of the name goes before it. Passwords and the bearer token are masked; c copies it as curl.", width)...)
}
