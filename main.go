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
	"strings"
	"syscall"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/cli"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
)

func main() { os.Exit(run()) }

// run names the real world to the commands, and returns the exit code.
func run() int {
	ctx, release := signal.NotifyContext(context.Background(), os.Interrupt)
	defer release()
	// Without this, a closed pipe kills the program. It ends by itself when
	// nobody reads on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
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
		Console: func(ctx context.Context, demo bool) error {
			release()                                        // the console has keys of its own
			return console(context.WithoutCancel(ctx), demo) // releasing cancels
		},
	}, os.Args[1:])
	return cli.ExitCode(err)
}

// console runs the console in this terminal until it is left.
func console(ctx context.Context, demo bool) error {
	d := ui.Deps{
		Catalog: tokens.Default, Projects: []keystore.Project{keystore.Demo()}, Backend: "memory", Demo: true,
		Now: time.Now, Rand: rand.Reader, Tick: tea.Tick, Copy: copyText, Paste: pasteText,
	}
	appID, certificate := strings.TrimSpace(os.Getenv("AGORA_APP_ID")), strings.TrimSpace(os.Getenv("AGORA_APP_CERTIFICATE"))
	if !demo && (appID != "" || certificate != "") {
		d.Projects = []keystore.Project{{Name: "environment", AppID: appID, Primary: secret.New(certificate)}}
		d.Backend, d.Demo = "environment", false
	}
	// The renderer draws at most so often: a key waits half as long for its
	// frame as at the usual 60.
	_, err := tea.NewProgram(ui.New(d), tea.WithContext(ctx), tea.WithFPS(120)).Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return context.Canceled // a signal from outside; ctrl+c is a key here
	}
	return err
}

// copyText puts text on the clipboard through the terminal, and through the
// system where the terminal is on this machine: not every terminal takes it.
func copyText(text string) tea.Cmd {
	viaTerminal := tea.SetClipboard(text)
	if overSSH() {
		return viaTerminal
	}
	return tea.Batch(viaTerminal, func() tea.Msg {
		_ = clipboard.WriteAll(text) // fails without a desktop; nobody can confirm either way
		return nil
	})
}

// pasteText asks the system for its clipboard, and else the terminal, which
// may never answer.
func pasteText() tea.Msg {
	if !overSSH() {
		if text, err := clipboard.ReadAll(); err == nil {
			return tea.ClipboardMsg{Content: text, Selection: 'c'}
		}
	}
	return tea.ReadClipboard()
}

func overSSH() bool { return os.Getenv("SSH_CONNECTION") != "" }

// version returns what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
