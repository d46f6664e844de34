package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
)

// Visitor is what a command has that somebody runs on a machine which is not
// theirs: over SSH, instead of opening the console there.
type Visitor struct {
	Catalog tokens.Catalog
	Now     func() time.Time
	Rand    io.Reader // for the salts of tokens; several visitors read it at a time
	Version string
	// Shared is the project that tokens are built with and checked against, and
	// of which no certificate is ever shown. nil is for the demo project. What its
	// Sharing does not allow is refused; one that is Owned is taken for
	// [keystore.SharedToBuild].
	Shared *keystore.Project
}

// maxCommand is how long the line of a visitor may be, in bytes, and in words.
// A token of any length may stand in it.
const (
	maxCommand = tokens.MaxText + 4<<10
	maxWords   = 1000
)

// RunVisitor runs the line that a visitor has sent, and returns the exit code.
// It reads and writes nothing but c, takes one core, and has no way to the
// files, the environment, the stores, the network and the terminal of this
// machine. What it prints is fit for a terminal, whatever is read. It ends soon
// after ctx; who calls it bounds the time and the input. A panic is told in one
// line, and harms nobody else.
func RunVisitor(ctx context.Context, v Visitor, c ui.Command) (code int) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := v.program(c, cancel)
	defer func() {
		if recover() != nil || p.visit.panicked.Load() {
			p.say(errPanicked.Error())
			code = ExitNegative
		}
	}()
	err := p.runVisitor(ctx, c.Args)
	switch {
	case p.visit.panicked.Load(), err == nil || isClosedPipe(err):
		return 0
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = &ExitError{ExitInterrupted, errTooSlow}
	case ExitCode(err) == ExitInterrupted:
		return ExitInterrupted
	}
	p.say(err.Error())
	return ExitCode(err)
}

var (
	errPanicked = errors.New("something is wrong with atc itself: this command failed, and whoever runs the console here should be told what you gave it")
	errTooSlow  = errors.New("it took longer than a visitor's command may: give it less at a time, or run atc on your own machine")
)

// program returns a program that is cut off from the machine it runs on.
func (v Visitor) program(c ui.Command, cancel context.CancelFunc) *program {
	p := &program{
		Deps: Deps{
			Catalog: v.Catalog, Now: v.Now, Rand: v.Rand, Version: v.Version, Workers: 1,
			Getenv: func(string) string { return "" },
			Open:   func(string) (io.ReadCloser, error) { return nil, fs.ErrPermission },
			// Streams only: that some of them may be files is nobody's business.
			Out: struct{ io.Writer }{c.Out}, Err: struct{ io.Writer }{c.Err},
			HTTP: &http.Client{Transport: noNetwork{}},
		},
		made: map[*cobra.Command]int{}, visit: &visit{cancel: cancel},
	}
	p.In = visitorInput{c.In, p.visit}
	project := keystore.Demo()
	if v.Shared != nil {
		project = *v.Shared
		p.visit.shared = true
		if project.Sharing != keystore.SharedToAdminister {
			project.Sharing = keystore.SharedToBuild
		}
		limits := ui.Limits(&project)
		p.visit.limits = &limits
	}
	p.visit.project = project.Name
	p.opened = store{keystore.NewMemory(project), true}
	return p
}

// A visitorInput is what a visitor sends. It is read by goroutines of which a
// panic would end the whole process.
type visitorInput struct {
	from  io.Reader
	visit *visit
}

// Read implements [io.Reader].
func (in visitorInput) Read(b []byte) (n int, err error) {
	defer in.visit.shield()
	err = io.ErrUnexpectedEOF // unless it returns
	return in.from.Read(b)
}

// noNetwork refuses every request.
type noNetwork struct{}

// RoundTrip implements [http.RoundTripper].
func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) { return nil, fs.ErrPermission }

// runVisitor runs a line of words. The messages and the help have "atc" before
// the command, so that word may stand there.
func (p *program) runVisitor(ctx context.Context, args []string) error {
	size := 0
	for _, arg := range args {
		size += len(arg) + 1
	}
	if size > maxCommand || len(args) > maxWords {
		return usagef("the command is too long: at most %d words and %d bytes are taken: give tokens on standard input", maxWords, maxCommand)
	}
	if len(args) > 0 && args[0] == "atc" {
		args = args[1:]
	}
	root := p.newVisitorRoot()
	if len(args) > 0 && isHiddenCommand(args[0]) {
		return p.unknownCommand(root, args[0])
	}
	root.SetArgs(append([]string{}, numbersAsText(root, args)...)) // cobra takes nil for os.Args
	if err := root.ExecuteContext(ctx); err != nil {
		return usagef("the command cannot be read: %s", visitorsCan)
	}
	return p.failure
}

// isHiddenCommand reports whether cobra would answer the word by itself.
func isHiddenCommand(word string) bool {
	return slices.Contains([]string{"__complete", "__completeNoDesc"}, word)
}

// A visit is what a program knows of the visitor who runs it. Its methods let
// everything pass where it is nil, as nobody visits then.
type visit struct {
	cancel   context.CancelFunc
	panicked atomic.Bool
	limits   *tokens.Limits // of what is built, nil for none
	shared   bool           // the project, by the host; else it is the demo project
	project  string         // its name
}

// refuse says why a visitor does not get a token that was built, or returns nil.
// failure is that of reading it: what cannot be read whole cannot be judged.
func (v *visit) refuse(k tokens.Kind, t *tokens.Token, failure error, now time.Time) error {
	if v == nil || v.limits == nil {
		return nil
	}
	if t == nil || failure != nil {
		return usagef("build %s: the token could not be read whole, and might grant anything: leave out what is not usual in it", k.ID)
	}
	if err := v.limits.Refuse(t, now); err != nil {
		return usagef("build %s: the token %w", k.ID, err)
	}
	return nil
}

// refuseFile refuses the name of a file, which for what is a flag or a command.
func (v *visit) refuseFile(what, name string) error {
	if v == nil || name == stdin {
		return nil
	}
	return usagef("%s: visitors have no files here, standard input alone: use - and send the text there, as in ssh HOST scan - < FILE", what)
}

// nothingToCheckWith is the error for the token of a project that is not at
// hand.
func (v *visit) nothingToCheckWith() error {
	return usagef("verify: the token is of another App ID than the project %q, whose App Certificate alone is at hand: decode shows what it holds, and atc on your own machine can check it", v.project)
}

// shield ends the program where the function that defers it panics. It belongs
// into what other goroutines than the program's own run.
func (v *visit) shield() {
	if v == nil || recover() == nil {
		return
	}
	v.panicked.Store(true)
	v.cancel()
}
