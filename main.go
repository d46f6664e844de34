// Atc is the Agora Token Console: it builds, reads and checks the tokens of
// Agora's services, in a terminal and in scripts.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"atc/keystore"
	"atc/keystore/envfile"
	"atc/tokens"
	"atc/ui"
	"atc/ui/cli"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
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
	// Without this, a closed pipe kills the program. It ends by itself when
	// nobody reads on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	home := keystore.Home{Dir: configFolder(), Ring: keystore.SystemRing(), WorkFactor: workFactor}
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
		Folder:  currentFolder(),
		State:   stateFolder(),

		OpenTerminal: openTerminal,
		ReplaceFile:  replaceFile,
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
	defer end()
	d := ui.Deps{
		Catalog: tokens.Default, Store: o.Store, Project: o.Project, Unnamed: o.Unnamed,
		Keystores: home, Files: folder{},
		Chat: cli.NewChats(ctx, nil, time.Now, rand.Reader, stateFolder()),
		Now:  time.Now, Rand: rand.Reader, Tick: tea.Tick, Copy: copyText, Paste: pasteText,
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

// configFolder returns where the files of atc are: the folder of the XDG
// standard if it is named, on every system. It is "" on a machine that has no
// place for them.
func configFolder() string {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "atc")
}

// stateFolder returns where atc keeps what it could lose without harm: the
// folder of the XDG standard if it is named or usual, else the one for
// settings. It is "" on a machine that has no place for it.
func stateFolder() string {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "atc")
	}
	home, err := os.UserHomeDir()
	if err != nil || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return configFolder()
	}
	return filepath.Join(home, ".local", "state", "atc")
}

// currentFolder returns the name of the folder that atc was started in, "" for
// the root of a disk.
func currentFolder() string {
	dir, err := os.Getwd()
	if err != nil || filepath.Dir(dir) == dir {
		return ""
	}
	return filepath.Base(dir)
}

// openTerminal opens the terminal that the person sits at, wherever stdin and
// stdout go.
func openTerminal() (cli.Terminal, error) {
	in, out := "/dev/tty", "/dev/tty"
	if runtime.GOOS == "windows" {
		in, out = "CONIN$", "CONOUT$"
	}
	keys, err := os.OpenFile(in, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	screen, err := os.OpenFile(out, os.O_RDWR, 0)
	if err != nil {
		_ = keys.Close()
		return nil, err
	}
	return terminal{keys, screen}, nil
}

// terminal is one terminal of two files, as Windows has them.
type terminal struct {
	*os.File // what is typed
	screen   *os.File
}

// Write shows text.
func (t terminal) Write(text []byte) (int, error) { return t.screen.Write(text) }

// Close closes both files.
func (t terminal) Close() error { return errors.Join(t.File.Close(), t.screen.Close()) }

// replaceFile writes after into a file that holds before, in one step. A link
// stays one, and the permissions stay as they are. A file that is protected
// from writing is not replaced, although its folder would allow that.
func replaceFile(name string, before, after []byte) error {
	path, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	now, err := readFile(path, int64(len(before))+1)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, before) {
		return errors.New("it has changed meanwhile: look at it, and try again")
	}
	perm, err := writable(path)
	if err != nil {
		return err
	}
	return keystore.WriteFile(path, after, perm)
}

// writable returns the permissions of a file, or an error where they do not
// let its owner, or us, write it.
func writable(path string) (fs.FileMode, error) {
	const byOwner = 0o200
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	var info fs.FileInfo
	if err == nil {
		info, err = f.Stat()
		_ = f.Close() // nothing was written
	}
	// Root may write everything, and would get round the protection unasked.
	if errors.Is(err, fs.ErrPermission) || err == nil && info.Mode()&byOwner == 0 {
		return 0, errors.New("it is protected from writing: make it writable and try again, or edit it by hand")
	}
	if err != nil {
		return 0, err
	}
	return info.Mode().Perm(), nil
}

// readFile reads a regular file, at most limit bytes of it.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := keystore.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(f, limit))
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

// folder is the current folder, as the console sees it.
type folder struct{}

func (folder) Folder() string            { return currentFolder() }
func (folder) Getenv(name string) string { return os.Getenv(name) }

func (folder) Read(name string) ([]byte, error) { return readFile(name, envfile.MaxFile+1) }

func (folder) Replace(name string, before, after []byte) error {
	return replaceFile(name, before, after)
}

func (folder) Open(name string) (io.ReadCloser, error) {
	f, err := keystore.OpenRegular(atHome(name))
	if err != nil {
		return nil, err // and no reader that is a nil file
	}
	return f, nil
}

func (folder) Save(name string, data []byte) error { return createFile(atHome(name), data) }

// atHome puts the home folder in place of the ~ that a shell would replace.
func atHome(name string) string {
	rest, ok := strings.CutPrefix(name, "~"+string(filepath.Separator))
	home, err := os.UserHomeDir()
	if !ok || err != nil {
		return name
	}
	return filepath.Join(home, rest)
}

// createFile writes a new file, readable by its owner alone. It leaves one that
// is there as it is, and nothing behind where it fails.
func createFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(path) // the error says more
	}
	return err
}
