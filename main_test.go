package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/testscript"

	"atc/tokens"
	"atc/ui/uitest"
)

const quickWorkFactor = 10

func TestMain(m *testing.M) {
	// Nobody guesses at the passphrases of tests.
	testscript.Main(m, map[string]func(){"atc": func() { os.Exit(run(quickWorkFactor)) }})
}

// TestScripts runs the program as a shell would. Besides the commands of
// testscript, a script has
//
//	exits CODE COMMAND [ARGS…]
//	env-from NAME FILE
//	emulate start [FLAGS…]
//	emulate stop
//
// and the credentials of the public test vectors in the environment.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("ui", "cli", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// The pair of the public vectors, which Agora published.
			e.Setenv("AGORA_APP_ID", "970CA35de60c44645bbae8a215061b33")
			e.Setenv("AGORA_APP_CERTIFICATE", "5CFd2fd1755d40ecb72977518be15d3b")
			e.Setenv("OTHER_CERTIFICATE", "0123456789abcdef0123456789abcdef")
			// What is stored stays in the script, and out of a real keyring.
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(e.WorkDir, "no-bus"))
			e.Setenv("XDG_RUNTIME_DIR", e.WorkDir)
			// A program with the race detector sleeps for a second at its end.
			e.Setenv("GORACE", "atexit_sleep_ms=0")
			e.Values["emulation"] = &emulation{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "env-from": envFrom, "emulate": emulate},
	})
}

// exits runs a command and requires its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS…]")
	}
	code := 0
	var failed *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &failed):
		code = failed.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// envFrom sets a variable to the one line of a file.
func envFrom(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: env-from NAME FILE")
	}
	text := ts.ReadFile(args[1])
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	ts.Setenv(args[0], text)
}

// An emulation is "atc chat emulator", running beside a script.
type emulation struct {
	command *exec.Cmd
	log     bytes.Buffer
}

// emulate starts the emulator, and names its address to the commands of the
// script, or interrupts it, which must end well and leaves its log in the file
// emulator.log.
func emulate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || args[0] != "start" && args[0] != "stop" {
		ts.Fatalf("usage: emulate start [FLAGS…], or emulate stop")
	}
	e, _ := ts.Value("emulation").(*emulation)
	if args[0] == "stop" {
		ts.Check(e.command.Process.Signal(os.Interrupt))
		ts.Check(e.command.Wait())
		ts.Check(os.WriteFile(ts.MkAbs("emulator.log"), e.log.Bytes(), 0o600))
		return
	}
	e.command = exec.Command(filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], "atc"), append([]string{"chat", "emulator", "--listen", "127.0.0.1:0", "--json"}, args[1:]...)...)
	e.command.Stderr = &e.log
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "AGORA_APP_ID", "AGORA_APP_CERTIFICATE", "AGORA_APP_KEY", "GORACE"} {
		e.command.Env = append(e.command.Env, name+"="+ts.Getenv(name))
	}
	out, err := e.command.StdoutPipe()
	ts.Check(err)
	ts.Check(e.command.Start())
	started := e.command
	ts.Defer(func() {
		_ = started.Process.Kill() // if it was not stopped
		_ = started.Wait()
	})
	var listening struct{ Host string }
	ts.Check(json.NewDecoder(out).Decode(&listening))
	ts.Setenv("AGORA_CHAT_HOST", listening.Host)
}

// TestTheConsoleOpensInATerminal runs the real program in a real terminal.
func TestTheConsoleOpensInATerminal(t *testing.T) {
	t.Parallel()
	term := uitest.Start(t, exec.Command(uitest.Program(t), "--demo"), 80, 24).WaitFor("Build", "Inspect")
	if !term.AltScreen() {
		t.Error("the console does not use the alternate screen")
	}
	for _, mouse := range []ansi.Mode{ansi.ModeMouseNormal, ansi.ModeMouseButtonEvent, ansi.ModeMouseAnyEvent} {
		if term.Mode(mouse) {
			t.Error("the console takes the mouse, and with it the selection of text")
		}
	}
	term.Resize(60, 20).WaitFor("80×24")
	term.Resize(80, 24).WaitFor("Build", "Inspect")
	leave(t, term)
}

// TestATokenGoesFromBuildToInspectThroughTheTerminal builds a token by keys,
// takes it from the terminal's clipboard, and pastes it into Inspect.
func TestATokenGoesFromBuildToInspectThroughTheTerminal(t *testing.T) {
	t.Parallel()
	term := uitest.Start(t, exec.Command(uitest.Program(t), "--demo"), 80, 24).WaitFor("fill in: Channel name")
	term.Type("lobby").WaitFor("publish audio").Send("enter").WaitFor("sent to the clipboard")
	copied := term.Copied()
	token, err := tokens.Default.Decode(copied)
	if err != nil || token.Services[0].Values[0].Text != "lobby" {
		t.Fatalf("copied %q: %v", copied, err)
	}
	term.Send("alt+2").WaitFor("Paste any Agora token").Paste(copied).WaitFor("signed by demo, primary", "lobby")
	leave(t, term)
}

// leave quits the console, and checks that it leaves the terminal as it was.
func leave(t *testing.T, term *uitest.Terminal) {
	t.Helper()
	if code := term.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the console ended with exit code %d:\n%s", code, term.Screen())
	}
	if term.AltScreen() || !term.Mode(ansi.ModeTextCursorEnable) || term.Mode(ansi.ModeBracketedPaste) {
		t.Error("the console did not leave the terminal as it found it")
	}
}

// The commands that the README promises to work in a fresh clone.
const (
	commandDemo = "go run . --demo"
	commandTest = "go test ./..."
)

// TestReadmeCommands finds both commands in the README and, where ATC_CI is
// set, runs them in a clean clone, as on a machine without a C compiler.
func TestReadmeCommands(t *testing.T) {
	lines := strings.Split(readme(t), "\n")
	for _, command := range []string{commandDemo, commandTest} {
		if !slices.Contains(lines, command) {
			t.Errorf("the README does not give the command %q on a line of its own", command)
		}
	}
	if os.Getenv("ATC_CI") == "" {
		return
	}
	clone := filepath.Join(t.TempDir(), "clone")
	if out, err := exec.Command("git", "clone", "--quiet", ".", clone).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v\n%s", err, out)
	}

	words := strings.Fields(commandDemo)
	demo := exec.Command(words[0], words[1:]...)
	demo.Dir, demo.Env = clone, []string{"CGO_ENABLED=0"}
	const coldBuild = 10 * time.Minute
	leave(t, uitest.Start(t, demo, 80, 24).Patience(coldBuild).WaitFor("Build", "Inspect"))

	words = strings.Fields(commandTest)
	tests := exec.Command(words[0], words[1:]...)
	tests.Dir, tests.Env = clone, append(os.Environ(), "CGO_ENABLED=0", "ATC_CI=")
	if out, err := tests.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", commandTest, err, out)
	}
}

// TestAListIsReadFromAFileAndItsResultSavedBesideIt registers the users of a list
// with the emulator of the demo.
func TestAListIsReadFromAFileAndItsResultSavedBesideIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"names.txt": "Anna\nbob\n", "taken.csv": "mine"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	atc := exec.Command(uitest.Program(t), "--demo")
	atc.Dir = dir
	term := uitest.Start(t, atc, 80, 24).WaitFor("Build").Send("alt+3").WaitFor("R Register").Send("alt+R").WaitFor("[One]").Send("alt+b").WaitFor("[Many]")
	term.Send("up", "right", "down").Type("names.txt").Send("enter").WaitFor("2 users to register").Send("enter").WaitFor("2 registered", "v saves the table")
	term.Send("v").WaitFor("Save the result").Send("ctrl+u").Type("taken.csv").Send("enter").WaitFor("There is a file taken.csv already")
	term.Send("ctrl+u").Type("out.csv").Send("enter").WaitFor("2 rows saved in out.csv")
	if out, err := os.ReadFile(filepath.Join(dir, "out.csv")); err != nil || !strings.HasPrefix(string(out), "username,uuid,outcome,error\nanna,") {
		t.Errorf("the file holds %q, %v", out, err)
	}
	info, err := os.Stat(filepath.Join(dir, "out.csv"))
	if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the permissions are %v, %v", info.Mode(), err)
	}
	if taken, err := os.ReadFile(filepath.Join(dir, "taken.csv")); err != nil || string(taken) != "mine" {
		t.Errorf("the file that was there holds %q, %v", taken, err)
	}
	leave(t, term)
}

// TestTheConsoleSaysThatTheAppIDIsMissing opens it with a certificate of an App
// ID that nobody tells.
func TestTheConsoleSaysThatTheAppIDIsMissing(t *testing.T) {
	t.Parallel()
	atc := exec.Command(uitest.Program(t))
	atc.Env = []string{"XDG_CONFIG_HOME=" + t.TempDir(), "AGORA_APP_CERTIFICATE=5CFd2fd1755d40ecb72977518be15d3b"}
	term := uitest.Start(t, atc, 120, 24).WaitFor("atc: AGORA_APP_CERTIFICATE is set without an App ID: set AGORA_APP_ID, too, or name a stored project")
	if code := term.Exit(); code != 2 {
		t.Errorf("exit code %d, want 2:\n%s", code, term.Screen())
	}
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
