// Package cli is the console's jobs as commands, for scripts and for people
// who know what they want.
//
// What is data about tokens is read off the catalog: a kind of token is a
// subcommand of "atc build", and each of its inputs is a flag. Nothing here
// knows a kind by name but the chat commands, which build the two of Chat.
//
// The rules of the house, for every command:
//
//   - stdout carries results only; everything else goes to stderr;
//   - an error is one line, "atc: …", and never followed by help;
//   - whatever came from a token, a file or the command line passes
//     [safe.Text] before it is printed;
//   - a certificate comes from a store, the environment, a file or a masked
//     prompt, never from a flag, and is never printed;
//   - questions go to the terminal itself, and are asked only where stdin or
//     stderr is one;
//   - the exit codes are those of [ExitCode].
package cli

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/safe"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
)

// The variables that Agora's own samples read.
const (
	EnvAppID       = "AGORA_APP_ID"
	EnvCertificate = "AGORA_APP_CERTIFICATE"
)

// The variables that say of the project of the environment where its Chat is,
// and what it is called there.
const (
	EnvChatHost = "AGORA_CHAT_HOST"
	EnvAppKey   = "AGORA_APP_KEY"
)

// The variables that say for one shell what --project and --keystore say for
// one run.
const (
	EnvProject  = "ATC_PROJECT"
	EnvKeystore = "ATC_KEYSTORE"
)

// Deps is what the commands need from outside.
type Deps struct {
	Catalog tokens.Catalog
	Now     func() time.Time
	Rand    io.Reader // for the salts of tokens
	Getenv  func(name string) string
	Open    func(name string) (io.ReadCloser, error)
	// In, Out and Err are stdin, stdout and stderr. Where In or Out is no
	// file on a terminal, the console does not start.
	In       io.Reader
	Out, Err io.Writer
	Version  string
	// Workers is how many lines are decoded at a time; 0 is one for each
	// processor.
	Workers int
	// Home is where projects are stored. Where its Dir is "", none can be.
	Home keystore.Home
	// Folder is the name of the current folder, "" if that has none.
	Folder string
	// OpenTerminal opens the terminal that the person sits at, where stdin and
	// stdout may be something else. nil is for none.
	OpenTerminal func() (Terminal, error)
	// ReplaceFile writes after into a file that holds before, with its
	// permissions and in one step. It fails if the file holds anything else, or
	// is protected from writing.
	ReplaceFile func(name string, before, after []byte) error
	// HTTP makes the requests to the Chat REST API. nil is for a client with
	// the settings of Go's own.
	HTTP *http.Client
	// State is the folder of what atc has to remember between two runs, such as
	// how far a registration got. Where it is "", nothing is remembered.
	State string
	// Console runs the console until the person leaves it.
	Console func(ctx context.Context, o ConsoleOptions) error
	// Servers are what "atc serve" serves. Where they are nil, nothing is.
	Servers ui.Servers
	// Addresses returns the addresses of this machine, for people who are told
	// where to connect. nil is for those of its interfaces.
	Addresses func() ([]net.Addr, error)
}

// ConsoleOptions is what the command line and the environment say about the
// console.
type ConsoleOptions struct {
	Demo    bool             // the demo project, whatever is configured
	Backend keystore.Backend // of Store
	// Store has been opened. A vault may be locked, or may not exist yet.
	Store keystore.Store
	// Project is the stored project that --project or ATC_PROJECT names, or
	// whose App ID stands alone in the environment; "" for the current one.
	Project string
	// Unnamed is the project that the environment holds whole, for this run
	// only. nil if there is none, or if Project is given.
	Unnamed *keystore.Project
}

// Run runs the command line args, which do not hold the name of the program.
// It prints the error that it returns; [ExitCode] says what to exit with. The
// end of ctx interrupts the command.
func Run(ctx context.Context, d Deps, args []string) error {
	p := &program{Deps: d, made: map[*cobra.Command]int{}}
	defer p.hangUp()
	root := p.newRoot()
	root.SetArgs(append([]string{}, numbersAsText(root, args)...)) // cobra takes nil for os.Args
	err := fang.Execute(ctx, root, fangOptions()...)
	if err == nil {
		err = p.failure
	}
	switch {
	case err == nil || isClosedPipe(err):
		return nil
	case ExitCode(err) == ExitInterrupted:
		return err // who interrupts a program needs no message
	}
	p.say(err.Error())
	return err
}

// program is one run of the program.
type program struct {
	Deps
	failure error // what the command returned, see adapter.go
	help    helpFlag
	global  globalFlags
	made    map[*cobra.Command]int // when each command was made
	person  *dialogue              // nil until something is asked
	opened  store                  // empty until it is needed
	visit   *visit                 // nil where nobody visits

	saying sync.Mutex    // stderr has several writers
	line   *progressLine // that of the job under way, if any; guarded by saying
}

// say prints one line to stderr.
func (p *program) say(text string) {
	p.saying.Lock()
	defer p.saying.Unlock()
	if p.line != nil {
		p.line.wipe()
	}
	_, _ = io.WriteString(p.Err, "atc: "+safe.Text(text)+"\n")
}

// warn prints a warning to stderr.
func (p *program) warn(text string) { p.say("warning: " + text) }

// print writes a result to stdout, which may be the terminal that the line of a
// job stands on.
func (p *program) print(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	defer p.makeRoom()()
	if _, err := p.Out.Write(text); err != nil {
		return writeError(err)
	}
	return nil
}

// makeRoom takes the line of a job away, and keeps it away until the function
// that it returns is called.
func (p *program) makeRoom() (done func()) {
	p.saying.Lock()
	if p.line == nil {
		p.saying.Unlock()
		return func() {}
	}
	p.line.wipe()
	return p.saying.Unlock
}
