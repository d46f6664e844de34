package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/time/rate"
)

// framesPerSecond is how often a screen is drawn at most.
const framesPerSecond = 60

// How many sizes a program is told a second: each draws the whole screen anew.
const resizeRate, resizeBurst = 10, 5

// console runs the model for a visitor, and returns the exit code.
func (s *Server) console(session ssh.Session, v *visit) int {
	ch := v.channel
	model := s.config.Model(session)
	if model == nil {
		ch.say("there is nothing to see here")
		return 1
	}
	ctx, stop := context.WithCancelCause(ch.life)
	defer stop(nil)
	fail := func(during string, fault any) {
		s.fault(v.now(), during, fault)
		stop(errFault)
	}
	environ := append([]string{"TERM=" + ch.terminal}, ch.environ...)
	var program *tea.Program
	resize := &resizer{flow: rate.NewLimiter(resizeRate, resizeBurst)}
	width, height := ch.onResize(func(w, h int) { resize.to(ctx, s, w, h) })
	program = tea.NewProgram(contained{model, fail},
		tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(),
		tea.WithInput(nil), tea.WithOutput(ch.out), tea.WithEnvironment(environ),
		tea.WithColorProfile(colorprofile.Env(environ)), tea.WithWindowSize(width, height),
		tea.WithFPS(framesPerSecond), tea.WithFilter(filter))
	resize.send.Store(program)
	if w, h := ch.size(); w != width || h != height {
		resize.to(ctx, s, w, h)
	}
	ch.out.begin(environ)
	v.run(program.Send, func() { s.group.Go(program.Quit) })
	s.group.Go(func() {
		defer s.mend("reading keys", func() { stop(errFault) })
		s.read(ctx, session, v, program)
	})
	err := s.runProgram(program, fail)
	ch.onResize(nil)
	ch.out.restore()
	return s.farewell(ctx, v, err)
}

// runProgram runs a program, and ends it in order if it panics.
func (s *Server) runProgram(program *tea.Program, fail func(during string, fault any)) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = errFault
			fail("running the console", fault)
			program.Kill() // brings the terminal back
		}
	}()
	_, err = program.Run()
	return err
}

// read hands the keys of a visitor to the program, and quits it after the last.
func (s *Server) read(ctx context.Context, session io.Reader, v *visit, program *tea.Program) {
	in := &input{
		from: session, send: func(msg tea.Msg) { program.Send(msg) }, typed: v.typed,
		cut: func() {
			v.tell(fmt.Sprintf("only the first %d KiB of what was pasted are kept", longestPaste>>10), true)
		},
	}
	if in.run(ctx) == nil && ctx.Err() == nil {
		program.Quit()
	}
}

// farewell says on the normal screen why a session has ended, unless its
// visitor wanted it to, and returns the exit code.
func (s *Server) farewell(ctx context.Context, v *visit, err error) int {
	ch := v.channel
	switch why := v.reason(); {
	case why != "":
		ch.say(why)
	case err == nil, errors.Is(err, tea.ErrInterrupted):
		return 0
	case errors.Is(err, errFault), errors.Is(cause(ctx), errFault):
		ch.cancel(errFault)
		ch.say(faultLine)
	}
	return 1
}

// begin makes an output ready for a program that fills the screen. It asks what
// Bubble Tea asks where it reads the keys itself: whether the terminal draws a
// frame at once, and counts letters with their marks as one. The terminal of
// macOS would print the question.
func (o *output) begin(environ []string) {
	o.mu.Lock()
	o.asking = true
	o.mu.Unlock()
	for _, e := range environ {
		if strings.HasPrefix(e, "TERM_PROGRAM=") && strings.Contains(e, "Apple") {
			return
		}
	}
	_, _ = io.WriteString(o, ansi.RequestModeSynchronizedOutput+ansi.RequestModeUnicodeCore)
}

// A resizer tells a program the last of several sizes that come quickly.
type resizer struct {
	send  atomic.Pointer[tea.Program]
	want  atomic.Uint64
	under atomic.Bool // a size is being told
	flow  *rate.Limiter
}

// to tells the program a size. It never waits: while the program takes one, only
// the last of those that come is kept.
func (r *resizer) to(ctx context.Context, s *Server, width, height int) {
	r.want.Store(uint64(width)<<32 | uint64(height))
	if r.send.Load() == nil || r.under.Swap(true) {
		return
	}
	s.group.Go(func() {
		for r.flow.Wait(ctx) == nil {
			size := r.want.Load()
			r.send.Load().Send(tea.WindowSizeMsg{Width: int(size >> 32), Height: int(size & (1<<32 - 1))})
			r.under.Store(false)
			if r.want.Load() == size || r.under.Swap(true) {
				return
			}
		}
	})
}
