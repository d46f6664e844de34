package sshd

import (
	"errors"
	"fmt"
	"io"
	"path"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
)

// longestStack is how many bytes of a stack are logged.
const longestStack = 8 << 10

// serve is a session from its start to its end, whatever happens in it.
func (s *Server) serve(session ssh.Session) {
	ch, ok := session.Context().Value(channelKey{}).(*channel)
	if !ok {
		_ = session.Exit(1)
		return
	}
	ch.timer.Stop()
	defer ch.expectClose()
	ch.out.terminal, ch.errs.terminal = ch.hasTerminal, ch.hasTerminal
	v, why := s.admit(session, ch)
	if v == nil {
		ch.say(why)
		s.refused(Visitor{User: short(session.User()), From: session.RemoteAddr().String()}, why)
		_ = session.Exit(1)
		return
	}
	s.log(Event{Kind: Arrived, Visitor: v.now()})
	s.change()
	code := s.visit(session, v)
	last := v.now()
	s.leave(v)
	_ = session.Exit(code)
	v.finish()
	s.log(Event{Kind: Left, Visitor: last, Why: v.epitaph(code)})
}

// expectClose gives the client time to let go of a session that is over. One
// that took nothing has had it.
func (ch *channel) expectClose() {
	limit := ch.server.config.Limits.start()
	if ch.stall.dead.Load() {
		limit = quitTime
	}
	ch.timer.Reset(limit)
	select {
	case <-ch.gone: // it was quicker, and must not be kept until then
		ch.timer.Stop()
	default:
	}
}

// visit runs what the visitor came for, and returns its exit code.
func (s *Server) visit(session ssh.Session, v *visit) (code int) {
	defer s.mend("running a session", func() {
		v.channel.out.restore()
		v.channel.say(faultLine)
		code = 1
	})
	switch ch := v.channel; {
	case ch.command != "":
		return s.command(session, v)
	case !ch.hasTerminal:
		ch.say("this needs a terminal: connect with ssh -t")
		return 1
	default:
		return s.console(session, v)
	}
}

// faultLine is what a visitor reads after a fault.
const faultLine = "a fault in this program has ended the session: connect again, and tell whoever serves it"

// say prints a line for people.
func (ch *channel) say(line string) {
	to := ch.errs
	if ch.hasTerminal {
		to = ch.out
	}
	_, _ = io.WriteString(to, line+"\n")
}

// epitaph says in a log how a session ended.
func (v *visit) epitaph(code int) string {
	switch why := cause(v.channel.life); {
	case v.reason() != "":
		return v.reason()
	case errors.Is(why, errDropped), errors.Is(why, errFault):
		return why.Error()
	case v.channel.command != "":
		return fmt.Sprintf("exit code %d", code)
	case !v.channel.hasTerminal:
		return "came without a terminal"
	}
	return errLeft.Error()
}

// mend keeps a panic from going further than here, if it is deferred. It logs
// where it was, and runs then, if there is something to do.
func (s *Server) mend(during string, then func()) {
	if fault := recover(); fault != nil {
		s.fault(Visitor{}, during, fault)
		if then != nil {
			then()
		}
	}
}

// fault logs a panic. What it was about is told only where the runtime itself
// says it: other panics may hold anything.
func (s *Server) fault(v Visitor, during string, fault any) {
	what := reflect.TypeOf(fault).String()
	if err, ok := fault.(runtime.Error); ok {
		what = err.Error()
	}
	stack := debug.Stack()
	s.log(Event{Kind: Failed, Visitor: v, Why: during + ": panic: " + what + placeOfPanic(), Stack: string(stack[:min(len(stack), longestStack)])})
}

// placeOfPanic says where the panic was that is being recovered from, "" if that
// cannot be told: a log of one line each has no room for a stack.
func placeOfPanic() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	panicked := false
	for {
		frame, more := frames.Next()
		switch inside := strings.HasPrefix(frame.Function, "runtime."); {
		case inside:
			panicked = panicked || frame.Function == "runtime.gopanic"
		case panicked:
			return fmt.Sprintf(" in %s, %s:%d", path.Base(frame.Function), path.Base(frame.File), frame.Line)
		}
		if !more {
			return ""
		}
	}
}

// middleware lets a session through to serve, and nothing else.
func (s *Server) middleware() wish.Middleware {
	return func(next ssh.Handler) ssh.Handler {
		return func(session ssh.Session) {
			s.group.join()
			defer s.group.leave()
			defer s.mend("ending a session", nil)
			s.serve(session)
			next(session)
		}
	}
}

// forPeople returns d in the words of a clock: 15 minutes, 4 hours.
func forPeople(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		if n := d / unit.size; n > 0 && d%unit.size == 0 {
			if n == 1 {
				return "1 " + unit.name
			}
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.Round(time.Millisecond).String()
}
