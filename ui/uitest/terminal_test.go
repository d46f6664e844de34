package uitest_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"atc/ui/uitest"
)

// TestMain makes the test binary the program that the tests run.
func TestMain(m *testing.M) {
	if os.Getenv("UITEST_PROGRAM") == "" {
		os.Exit(m.Run())
	}
	if _, err := tea.NewProgram(echo{}).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(exitCode)
}

// exitCode is what the program ends with.
const exitCode = 7

// echo shows its size, the terminal's background and what is typed.
type echo struct {
	width, height int
	dark, typed   string
}

func (e echo) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (e echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.width, e.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		e.dark = fmt.Sprint("dark ", msg.IsDark())
	case tea.PasteMsg:
		e.typed += "<" + msg.Content + ">"
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+y":
			return e, tea.SetClipboard(e.typed)
		case "ctrl+c":
			return e, tea.Quit
		}
		e.typed += msg.String()
	}
	return e, nil
}

func (e echo) View() tea.View {
	v := tea.NewView(fmt.Sprintf("size %d×%d\n%s\ntyped %s.", e.width, e.height, e.dark, e.typed))
	v.AltScreen, v.WindowTitle = true, "echo"
	return v
}

func start(t *testing.T) *uitest.Terminal {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{"UITEST_PROGRAM=1"}
	return uitest.Start(t, cmd, 80, 24)
}

func TestAProgramIsDrivenByKeys(t *testing.T) {
	t.Parallel()
	term := start(t).WaitFor("size 80×24", "dark true")
	term.WaitUntil("the window has a title", func(string) bool { return term.Title() == "echo" })
	if !term.AltScreen() || term.Mode(ansi.ModeTextCursorEnable) || !term.Mode(ansi.ModeBracketedPaste) {
		t.Error("the program did not set up the terminal")
	}
	term.Send("a", "alt+1", "shift+tab").WaitFor("typed aalt+1shift+tab.")
	term.Send("ctrl+y").WaitUntil("the text is copied", func(string) bool { return term.Clipboard() == "aalt+1shift+tab" })
	term.Resize(60, 20).WaitFor("size 60×20")
	term.Paste("b\nc").WaitFor("typed aalt+1shift+tab<b")
	term.Send("ctrl+c")
	if code := term.Exit(); code != exitCode {
		t.Errorf("exit code %d, want %d", code, exitCode)
	}
	if term.AltScreen() || !term.Mode(ansi.ModeTextCursorEnable) || term.Mode(ansi.ModeBracketedPaste) {
		t.Error("the terminal was not left as it was found")
	}
}

func TestAProgramThatEndsIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	term := uitest.Start(t, exec.Command("sh", "-c", "i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; done; exit 3"), 40, 10)
	if code := term.Exit(); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
	if !strings.HasSuffix(strings.TrimSpace(term.Screen()), "line 500") {
		t.Errorf("the screen shows\n%s", term.Screen())
	}
}

// TestQuestionsBlockNobody asks the terminal more than a program's input holds
// and reads no answer.
func TestQuestionsBlockNobody(t *testing.T) {
	t.Parallel()
	term := uitest.Start(t, exec.Command("sh", "-c", `stty raw -echo; i=0; while [ $i -lt 2000 ]; do i=$((i+1)); printf '\033[c'; done; echo asked`), 40, 10)
	term.WaitFor("asked")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// failing notes the message of a failure and ends the goroutine, as a test does.
type failing struct {
	testing.TB
	message string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestWaitingInVainShowsTheScreen(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"echo here; exec sleep 60": "waited in vain until the screen shows gone:\nhere",
		"echo here":                "the program ended before the screen shows gone:\nhere",
	} {
		tb := &failing{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			term := uitest.Start(tb, exec.Command("sh", "-c", script), 40, 10).WaitFor("here")
			term.Patience(200 * time.Millisecond).WaitFor("gone")
		}()
		<-done
		if !strings.HasPrefix(tb.message, want) {
			t.Errorf("%s: the message is %q", script, tb.message)
		}
	}
}

func TestTheEnvironmentOfTheTestDoesNotShow(t *testing.T) {
	t.Setenv("NO_COLOR", "1")
	t.Setenv("AGORA_APP_CERTIFICATE", "5CFd2fd1755d40ecb72977518be15d3b")
	cmd := exec.Command("sh", "-c", `echo "[$NO_COLOR$AGORA_APP_CERTIFICATE] $TERM $MINE"`)
	cmd.Env = []string{"MINE=mine"}
	uitest.Start(t, cmd, 40, 10).WaitFor("[] xterm-256color mine").Exit()
}
