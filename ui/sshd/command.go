package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"github.com/anmitsu/go-shlex"
)

// The exit codes of commands that were not run to their end, beside those of
// the commands themselves.
const (
	exitFailed  = 1
	exitMisuse  = 2
	exitStopped = 130 // as a shell has it for ctrl+c
)

// command runs what the visitor has asked for instead of the console, and
// returns its exit code.
func (s *Server) command(session ssh.Session, v *visit) int {
	ch := v.channel
	words, err := shlex.Split(ch.command, true)
	switch {
	case err != nil:
		ch.say("this command cannot be split into words: a quotation mark is not closed, or it ends with a backslash")
		return exitMisuse
	case s.config.Command == nil:
		ch.say("no commands are served here: connect without one")
		return exitFailed
	}
	ctx, stop := context.WithCancelCause(ch.life)
	defer stop(nil)
	timer := time.AfterFunc(s.config.Limits.Command, func() { stop(errLate) })
	defer timer.Stop()
	v.run(nil, func() { stop(errEnded) })
	in := s.commandInput(ctx, stop, session, v)
	defer in.close(errEnded)
	output := newCommandOutput(ch.out, ch.errs)
	code := make(chan int, 1)
	s.group.Go(func() {
		exit := exitFailed
		defer func() { code <- exit }()
		defer output.flush()
		defer s.mend("running a command", func() { stop(errFault) })
		exit = s.config.Command(ctx, Command{Args: words, In: beforeReading{in, output}, Out: results{output}, Err: problems{output}})
	})
	select {
	case exit := <-code:
		return s.outcome(ctx, v, in, exit)
	case <-ctx.Done():
	}
	// A command that minds its context ends now, and its last words come first.
	select {
	case <-code:
	case <-time.After(quitTime):
	}
	return s.outcome(ctx, v, in, exitFailed)
}

// outcome tells the visitor what the command could not, and returns the exit
// code.
func (s *Server) outcome(ctx context.Context, v *visit, in *commandInput, exit int) int {
	ch := v.channel
	why := cause(ctx)
	switch {
	case in.tooLong.Load():
		ch.say(fmt.Sprintf("the input has more than %d MiB, which is all that a command reads here: run atc yourself for more", MaxInput>>20))
		return exitMisuse
	case errors.Is(why, errLate):
		ch.say(fmt.Sprintf("the command was stopped: it may run for %s here", forPeople(s.config.Limits.Command)))
		return exitFailed
	case errors.Is(why, errInterrupted):
		return exitStopped
	case errors.Is(why, errFault):
		ch.cancel(errFault)
		ch.say(faultLine)
		return exitFailed
	case v.reason() != "":
		ch.say(v.reason())
		return exitFailed
	}
	return exit & 0xff
}

var (
	errTooLong     = errors.New("the input is too long")
	errInterrupted = errors.New("interrupted")
)

// A commandInput is what a command reads. It ends with the command, while the
// client may still be sending.
type commandInput struct {
	from    *io.PipeReader
	to      *io.PipeWriter
	once    sync.Once
	tooLong atomic.Bool
}

// Read reads what the client has sent.
func (in *commandInput) Read(p []byte) (int, error) { return in.from.Read(p) }

func (in *commandInput) close(err error) {
	in.once.Do(func() { _ = in.from.CloseWithError(err) })
}

// commandInput returns the input of a command, from what the client sends. At a
// terminal it is typed in lines, as a program at the host would have it.
func (s *Server) commandInput(ctx context.Context, stop context.CancelCauseFunc, session io.Reader, v *visit) *commandInput {
	in := &commandInput{}
	in.from, in.to = io.Pipe()
	context.AfterFunc(ctx, func() { in.close(cause(ctx)) })
	source := session
	if v.channel.hasTerminal {
		source = &lines{from: session, echo: v.channel.out, typed: v.typed, interrupt: func() { stop(errInterrupted) }}
	}
	s.group.Go(func() {
		defer s.mend("reading the input of a command", nil)
		n, err := io.Copy(in.to, io.LimitReader(source, MaxInput))
		if err == nil && n == MaxInput {
			var more [1]byte
			if m, _ := io.ReadFull(source, more[:]); m > 0 {
				in.tooLong.Store(true)
				err = errTooLong
			}
		}
		_ = in.to.CloseWithError(err)
	})
	return in
}
