package ui

import (
	"context"
	"errors"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// exchangeDialog exchanges a token at the service, and shows what is known of
// the other one: its text is a secret.
type exchangeDialog struct {
	dialog
	session *chatSession
	project int          // that the session had when the dialog opened
	what    string       // is exchanged
	token   secret.Value // that is exchanged
	wait    tokenWait
	got     chatapi.Exchanged
	at      time.Time // when it came
	err     error
	reveal  glimpse
}

const exchangeWidth = 72

// newExchange returns the dialog that exchanges a token, as soon as it opens.
func newExchange(e *env, session *chatSession, what string, token secret.Value) screen {
	return &exchangeDialog{dialog: dialog{env: e}, session: session, project: session.project, what: safe.Text(what), token: token}
}

func (d *exchangeDialog) title() string { return "Exchange " + d.what }
func (d *exchangeDialog) conceal()      { d.reveal.conceal() }

func (d *exchangeDialog) live() bool {
	end, ok := d.ends()
	return d.wait.on() || ok && d.env.Now().Sub(end) < recent
}

func (d *exchangeDialog) init() tea.Cmd {
	token := d.token
	d.err = nil
	return d.wait.begin(d.session, d, "exchanging it", d.exchanged, func(ctx context.Context, c ChatClient) (any, error) {
		return c.Exchange(ctx, token)
	})
}

func (d *exchangeDialog) exchanged(a chatAnswer) action {
	if a.err != nil {
		d.err = a.err
		return nil
	}
	d.got, _ = a.value.(chatapi.Exchanged)
	d.at = d.env.Now()
	if d.got.Token.IsZero() {
		d.err = errors.New("the answer has no token in it: try again, and look at the log")
	}
	return nil
}

// ends returns when the exchanged token ends, by our clock where the service
// says how long it lasts.
func (d *exchangeDialog) ends() (time.Time, bool) {
	switch {
	case d.got.Token.IsZero():
	case d.got.Lifetime > 0:
		return d.at.Add(d.got.Lifetime), true
	case !d.got.ExpiresAt.IsZero():
		return d.got.ExpiresAt, true
	}
	return time.Time{}, false
}

func (d *exchangeDialog) commands() []command {
	if d.wait.on() {
		return []command{{key: chord("give up", "esc"), short: true, do: d.giveUp}}
	}
	all := []command{}
	if !d.got.Token.IsZero() {
		all = append(all,
			command{key: letter("copy", "y", "ctrl+y"), short: true, do: d.copy},
			command{key: letter("show for 5 s", "v"), short: true, do: d.show})
	}
	return append(all,
		command{key: letter("exchange again", "r"), short: true, do: func() (action, tea.Cmd) { return d.again() }},
		closing("close", "esc", "q", "enter"))
}

func (d *exchangeDialog) again() (action, tea.Cmd) {
	if d.project != d.session.project {
		return warn{errProjectChanged.Error()}, nil
	}
	return nil, d.init()
}

func (d *exchangeDialog) giveUp() (action, tea.Cmd) {
	d.wait.giveUp(d.session)
	return nil, nil
}

func (d *exchangeDialog) copy() (action, tea.Cmd) {
	return copySecret{d.got.Token.Reveal, "exchanged token"}, nil
}

func (d *exchangeDialog) show() (action, tea.Cmd) { return nil, d.reveal.show(d.env, d) }

var errProjectChanged = errors.New("another project is in use now, or it has changed: close this and begin again")

func (d *exchangeDialog) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case chatAnswer:
		return d.wait.answer(msg), nil
	case revealOver:
		d.reveal.over(msg)
	case projectsChanged:
		if d.project != d.session.project {
			d.wait, d.got, d.token = tokenWait{}, chatapi.Exchanged{}, secret.Value{}
			d.err = errProjectChanged
		}
	}
	return nil, nil
}
