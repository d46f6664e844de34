// Atc is the Agora Token Console: it builds, reads and checks the tokens of
// Agora's services, in a terminal and in scripts.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/cli"
	"atc/ui/local"
	"atc/ui/serve"

	tea "charm.land/bubbletea/v2"
)

// workFactor makes a guess at the passphrase of a vault cost a second, and
// 256 MiB.
const workFactor = 18

func main() { os.Exit(run(workFactor)) }

// run names the real world to the commands, and returns the exit code. The
// work factor is that of a new vault.
func run(workFactor int) int {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer release()
	context.AfterFunc(ctx, release) // a second signal ends the program at once
	// Without this, a closed pipe kills the program. It ends by itself when
	// nobody reads on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	home := keystore.Home{Dir: local.ConfigFolder(), Ring: keystore.SystemRing(), WorkFactor: workFactor}
	err := cli.Run(ctx, cli.Deps{
		Catalog: tokens.Default,
		Now:     time.Now,
		Rand:    rand.Reader,
		Getenv:  os.Getenv,
		Open:    func(name string) (io.ReadCloser, error) { return os.Open(name) },
		In:      os.Stdin,
		Out:     os.Stdout,
		Err:     os.Stderr,
		Version: version(),
		Home:    home,
		Servers: newServers(cli.NewChats(ctx, nil, time.Now, rand.Reader, "")),
		Folder:  local.CurrentFolder(),
		State:   local.StateFolder(),

		OpenTerminal: openTerminal,
		ReplaceFile:  local.ReplaceFile,
		Console: func(ctx context.Context, o cli.ConsoleOptions) error {
			release()                                           // the console has keys of its own
			return console(context.WithoutCancel(ctx), o, home) // releasing cancels
		},
	}, os.Args[1:])
	return cli.ExitCode(err)
}

// console runs the console in this terminal until it is left.
func console(ctx context.Context, o cli.ConsoleOptions, home keystore.Home) error {
	ctx, end := context.WithCancel(ctx)
	chat := cli.NewChats(ctx, nil, time.Now, rand.Reader, local.StateFolder())
	servers := newServers(chat)
	defer servers.Close() // visitors are told
	defer end()
	d := ui.Deps{
		Catalog: tokens.Default, Store: o.Store, Project: o.Project, Unnamed: o.Unnamed,
		Keystores: home, Files: local.Folder{}, Servers: servers,
		Chat: chat,
		Now:  time.Now, Rand: rand.Reader, Tick: tea.Tick, Copy: local.Copy, Paste: local.Paste,
	}
	if o.Demo {
		d.Demo, d.Keystores = true, nil
	}
	// The renderer draws at most so often: a key waits half as long for its
	// frame as at the usual 60.
	_, err := tea.NewProgram(ui.New(d), tea.WithContext(ctx), tea.WithFPS(120)).Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return context.Canceled // a signal from outside; ctrl+c is a key here
	}
	return err
}

// newServers returns what serves the console and tokens to others. A server of
// tokens finds the Chat of its project by chat.
func newServers(chat ui.Chat) *serve.Servers {
	return serve.New(serve.Config{
		Catalog: tokens.Default, Now: time.Now, Rand: rand.Reader, Version: version(),
		State: local.StateFolder(), Path: local.AtHome, Chat: chat,
	})
}

// version returns what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// openTerminal opens the terminal that the person sits at.
func openTerminal() (cli.Terminal, error) {
	t, err := local.OpenTerminal()
	if err != nil {
		return nil, err // and no terminal that is a nil one
	}
	return t, nil
}
