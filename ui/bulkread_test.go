package ui_test

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	"charm.land/lipgloss/v2"
)

// slowFiles are files that are read in pieces, the first at once and the rest when the test lets them.
type slowFiles struct {
	*folder
	pieces  []string
	end     error         // after the last piece, nil for the end of the file
	blocked chan struct{} // receives a value when a piece is waited for
	open    chan struct{} // is closed to let all pieces through
}

func newSlowFiles(pieces ...string) *slowFiles {
	return &slowFiles{folder: &folder{name: "shop"}, pieces: pieces, blocked: make(chan struct{}), open: make(chan struct{})}
}

func (f *slowFiles) Open(string) (io.ReadCloser, error) { return &slowFile{files: f}, nil }

type slowFile struct {
	files *slowFiles
	at    int
	rest  string
}

func (f *slowFile) Read(p []byte) (int, error) {
	s := f.files
	if f.rest == "" {
		if f.at > 0 {
			select {
			case s.blocked <- struct{}{}:
				<-s.open
			case <-s.open:
			}
		}
		if f.at == len(s.pieces) {
			if s.end != nil {
				return 0, s.end
			}
			return 0, io.EOF
		}
		f.rest = s.pieces[f.at]
		f.at++
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func (f *slowFile) Close() error { return nil }

// clock is a time that several goroutines may ask for.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// reads begins to read the first piece of a file, after which the next one is
// waited for.
func reads(tb testing.TB, width, height int, files *slowFiles) (*uitest.Driver, *clock) {
	tb.Helper()
	c := &clock{now: noon}
	w := &world{now: noon}
	d := with(tb, w, width, height, func(deps *ui.Deps) { deps.Files, deps.Now = files, c.read }).Press("alt+2", "f")
	d.Blocked = files.blocked
	return d.Type("shop.log").Press("enter"), c
}

func TestWhatIsFoundIsListedWhileTheFileIsRead(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	log := shopLog(t, w)
	half := strings.Index(log, "AGORA_APP_ID")
	files := newSlowFiles(log[:half], log[half:])
	d, c := reads(t, 80, 24, files)
	d.Until("3 tokens", "reading…").Shows("RTC lobby 12345", "esc give up").Press("down").Shows("line 4,")
	c.pass(2 * time.Second)
	close(files.open)
	d.Blocked = nil
	d.Late().Shows("6 tokens, 1 certificate", "read in 2 s", "line 4,").Lacks("reading")
}

func TestReadingIsGivenUpAndWhatWasFoundStays(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	files := newSlowFiles(shopLog(t, w), "and so on\n")
	d, _ := reads(t, 80, 24, files)
	d.Until("6 tokens").Press("esc").Shows("giving up").Until("! incomplete: given up after 1.6 kB", "r reads it again").Shows("6 tokens", "RTC lobby")
	d.Press("enter").Lacks("Tokens of").Press("f").Shows("! incomplete")
	close(files.open)
	d.Blocked = nil
	d.Press("r").Late().Shows("6 tokens", "13 lines read").Lacks("incomplete")
}

func TestReadingGoesOnWhileTheListIsClosed(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	files := newSlowFiles(shopLog(t, w), "last: "+sample(t, w, "rtm", tokens.Values{"user": "zoe"})+"\n")
	d, _ := reads(t, 80, 24, files)
	d.Until("6 tokens").Press("q").Lacks("Tokens of")
	close(files.open)
	d.Blocked = nil
	d.Late().Press("f").Shows("7 tokens", "13 lines read").Press("end").Shows("RTM zoe")
}

func TestAnotherTextEndsReadingTheFileBefore(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	files := newSlowFiles(shopLog(t, w), "last: "+sample(t, w, "rtm", tokens.Values{"user": "zoe"})+"\n")
	d, _ := reads(t, 80, 24, files)
	d.Until("6 tokens")
	d.Blocked = nil
	d.Paste("token "+sample(t, w, "rtc", tokens.Values{"channel": "attic"})).Shows("Tokens of a pasted text", "1 token", "RTC attic")
	close(files.open)
	d.Late().Shows("1 token", "RTC attic").Lacks("zoe", "lobby")
}

func TestAReadingThatFailsSaysSoAndKeepsWhatWasFound(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	files := newSlowFiles(shopLog(t, w))
	files.end = &fs.PathError{Op: "read", Path: "shop.log", Err: errors.New("the disk \x1b[31mfails")}
	d, _ := reads(t, 80, 24, files)
	close(files.open)
	d.Blocked = nil
	d.Late().Shows("6 tokens", "! incomplete after 1.6 kB: the disk ␛[31mfails · r reads it again").Press("down").Shows("line 4,")
}

func TestTheListHasAnEndAndTheCountsGoOn(t *testing.T) {
	t.Parallel()
	const all = 10_040
	w := &world{now: noon}
	good := sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"})
	past := sample(t, &world{now: noon.Add(-time.Hour)}, "rtc", tokens.Values{"channel": "lobby", "lifetime": "10m"})
	files := &folder{files: map[string]string{"many.log": strings.Repeat("t="+good+"\n", all-20) + strings.Repeat("t="+past+"\n", 20)}}
	d, _ := asking(t, 120, 36, files)
	d.Type("many.log").Press("enter").Shows("10,040 tokens", "20 refused", "10,000 rows are listed", "atc scan lists all").Press("end").Shows("10000 007", "line 10000,")
}

// TestNothingOfAHostileFileReachesTheTerminalRaw lists every vector at once,
// between bytes that are no text, and looks at every row.
func TestNothingOfAHostileFileReachesTheTerminalRaw(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, v := range uitest.Vectors(t, "public", "bad") {
		b.WriteString("\x1b]0;title\x07\x00\xff\u202e " + v.Token + " \x9b31m\n")
	}
	b.WriteString(strings.Repeat("x\x1b", 5<<20) + " " + sample(t, &world{now: noon}, "rtc", tokens.Values{"channel": "after ten megabytes"}))
	files := &folder{files: map[string]string{"a\u202eb.bin": b.String()}}
	d, _ := asking(t, 80, 24, files)
	d.Paste("a\u202eb.bin").Press("enter").Shows(`Tokens of a\u202eb.bin`)
	for range len(uitest.Vectors(t, "public", "bad")) {
		screen := d.Press("down").Styled()
		requireClean(t, "a row", screen)
		for i, l := range strings.Split(screen, "\n") {
			if n := lipgloss.Width(l); n != 80 {
				t.Fatalf("line %d is %d cells wide:\n%s", i, n, screen)
			}
		}
	}
	d.Press("end").Shows("after ten")
}
