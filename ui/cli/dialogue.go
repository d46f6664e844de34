package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/charmbracelet/x/term"

	"atc/keystore/secret"
	"atc/ui/safe"
)

// A Terminal is what a person sits at: text that is written is shown, what is
// typed can be read, and Fd is that of the input.
type Terminal interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// A dialogue asks a person questions on the terminal. It keeps what was typed
// ahead, for the next question. From the first secret on, what is typed between
// the questions is not echoed: while a passphrase is being tried, a person may
// be typing the next secret.
type dialogue struct {
	tty    Terminal
	left   []byte      // read, and not used yet
	before *term.State // of the terminal, once a secret was asked for
}

// interactive reports whether there is somebody to ask. A script that is run
// from a terminal, with its input and messages elsewhere, is asked nothing.
func (p *program) interactive() bool {
	return p.OpenTerminal != nil && p.attended()
}

// dialogue returns the dialogue with the person, which is the same one for the
// whole run.
func (p *program) dialogue() (*dialogue, error) {
	if p.person == nil {
		tty, err := p.OpenTerminal()
		if err != nil {
			return nil, storagef("cannot open the terminal to ask on it: %w", bare(err))
		}
		p.person = &dialogue{tty: tty}
	}
	return p.person, nil
}

// hangUp leaves the terminal as it was, if it was opened, and closes it.
func (p *program) hangUp() {
	if p.person != nil {
		p.person.restore()
		_ = p.person.tty.Close()
	}
}

// hush keeps the terminal from echoing between questions. Its own line editing
// and ctrl+c work, and lines that are shown begin at the left.
func (d *dialogue) hush() {
	if d.before != nil {
		_ = term.SetState(d.tty.Fd(), withoutEcho(d.before))
	}
}

// restore leaves the terminal as it was before the first question.
func (d *dialogue) restore() {
	if d.before != nil {
		_ = term.Restore(d.tty.Fd(), d.before)
	}
}

// show writes lines to the terminal, which may not be where stdout goes.
func (d *dialogue) show(text string) { _, _ = io.WriteString(d.tty, safe.Lines(text)) }

// errNoAnswer is what comes of ctrl+d.
var errNoAnswer = errors.New("the question was not answered: run the command again and answer it, or see its --help for a flag that does")

// line asks for a line of text, which is shown.
func (d *dialogue) line(ctx context.Context, question string) (string, error) {
	d.restore()
	defer d.hush()
	_, _ = io.WriteString(d.tty, safe.Text(question)+" ")
	var typed []byte
	for {
		b, err := d.next(ctx)
		if err != nil {
			_, _ = io.WriteString(d.tty, "\n")
			return "", err
		}
		if b == '\n' || b == '\r' {
			return strings.TrimSpace(string(typed)), nil
		}
		const longest = 4 << 10 // as long as a terminal lets a line become
		if len(typed) < longest {
			typed = append(typed, b)
		}
	}
}

// yes asks a question that only "y" and "yes" agree to.
func (d *dialogue) yes(ctx context.Context, question string) (bool, error) {
	answer, err := d.line(ctx, question+" [y/N]")
	answer = strings.ToLower(answer)
	return answer == "y" || answer == "yes", err
}

// secret asks for a secret. What is typed is shown as stars, and after it not at
// all until the next question or [program.hangUp].
func (d *dialogue) secret(ctx context.Context, question string) (secret.Value, error) {
	// Before the question is shown: who answers at once must not be echoed.
	before, err := term.MakeRaw(d.tty.Fd())
	if err != nil {
		return secret.Value{}, storagef("cannot keep the terminal from showing what is typed: %w", bare(err))
	}
	if d.before == nil {
		d.before = before
	}
	defer func() {
		d.hush()
		_, _ = io.WriteString(d.tty, "\n")
	}()
	_, _ = io.WriteString(d.tty, safe.Text(question)+" ")
	var typed masked
	for {
		b, err := d.next(ctx)
		if err != nil {
			return secret.Value{}, err
		}
		shown, done, err := typed.key(b)
		_, _ = io.WriteString(d.tty, shown)
		if done || err != nil {
			return secret.New(string(typed.text)), err
		}
	}
}

// next returns the next byte that is typed. When ctx ends it leaves the Read
// behind: the program is about to end, too.
func (d *dialogue) next(ctx context.Context) (byte, error) {
	if len(d.left) == 0 {
		type result struct {
			data []byte
			err  error
		}
		done := make(chan result, 1)
		go func() {
			data := make([]byte, 4<<10)
			n, err := d.tty.Read(data)
			done <- result{data[:n], err}
		}()
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case r := <-done:
			switch {
			case len(r.data) > 0:
				d.left = r.data
			case r.err == nil, errors.Is(r.err, io.EOF):
				return 0, &ExitError{ExitUsage, errNoAnswer}
			default:
				return 0, storagef("cannot read from the terminal: %w", bare(r.err))
			}
		}
	}
	b := d.left[0]
	d.left = d.left[1:]
	return b, nil
}
