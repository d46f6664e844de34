package ui

import (
	"errors"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// What the Build screen can do besides copying.

// withToken does something with a token that was issued now.
func (b *build) withToken(do func() action) (action, tea.Cmd) {
	if a := b.refused(); a != nil {
		return a, nil
	}
	if !b.renew() {
		return warn{b.err.Error()}, nil
	}
	return do(), nil
}

func (b *build) copyAs() (action, tea.Cmd) {
	return b.withToken(func() action {
		r := b.request
		return openDialog{newCopyAs(b.env, copySource{
			text: b.token.text, token: b.token.token, verification: &b.token.verification, request: &r,
		})}
	})
}

func (b *build) qr() (action, tea.Cmd) {
	return b.withToken(func() action { return openDialog{newQR(b.env, b.token.text)} })
}

func (b *build) bare() (action, tea.Cmd) {
	return b.withToken(func() action { return openDialog{newBare(b.env, b.token.text)} })
}

func (b *build) inspect() (action, tea.Cmd) {
	return b.withToken(func() action { return inspectToken{b.token.text} })
}

func (b *build) keep() (action, tea.Cmd) {
	return b.withToken(func() action {
		return keepToken{trayItem{
			text: b.token.text, token: b.token.token, label: b.label(),
			kind: b.form.kind.ID, values: b.request.Values,
		}}
	})
}

// label says in short what a token is for: its kind and the first things that
// were filled in.
func (b *build) label() string {
	label, n := b.form.kind.ID, 0
	for _, in := range b.form.kind.Inputs {
		v := b.request.Values[in.Key]
		if n < 2 && v != "" && (in.Type == tokens.Text) {
			label += " · " + v
			n++
		}
	}
	return label
}

func (b *build) reroll() (action, tea.Cmd) {
	b.restamp()
	if b.err != nil {
		return nil, nil
	}
	return notify{"new salt, issued now"}, nil
}

func (b *build) chooseKind() (action, tea.Cmd) {
	b.focusKinds()
	return nil, nil
}

func (b *build) takeBack() (action, tea.Cmd) {
	if !b.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	b.rebuild()
	return nil, nil
}

func (b *build) reset() (action, tea.Cmd) {
	b.form.reset()
	b.rebuild()
	return notify{"the form is as it was at first; u takes that back"}, nil
}

// problemText says in one line why a token was not built. What the project
// lacks, no field of the form can mend.
func (b *build) problemText() string {
	var in *tokens.InputError
	if !errors.As(b.err, &in) || in.Key != "app-id" && in.Key != "certificate" || b.form.firstProblem() >= 0 {
		return b.err.Error()
	}
	p := &b.env.projects
	if lack := p.lack(); lack != "" {
		return lack
	}
	if p.origin == fromRun {
		return b.err.Error() + " (" + map[string]string{"app-id": "AGORA_APP_ID", "certificate": "AGORA_APP_CERTIFICATE"}[in.Key] + ")"
	}
	return b.err.Error()
}
