//go:build linux

package serve_test

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"syscall"
	"testing"
	"time"

	"atc/tokens"
	"atc/ui"
	"atc/ui/serve"
)

// loadServer names the variable that makes of this program the server of a load
// test: its value is the folder of the host.
const loadServer = "ATC_LOAD_SERVER"

// The lines with which the test asks its server for figures: as they are, or
// once all that is not needed any more was given back.
const askFigures, askSettled = "figures", "settled"

// askStacks asks for what every goroutine is at, as one string.
const askStacks = "stacks"

// figures are what a server takes of its machine.
type figures struct {
	RSS        uint64 // bytes
	Live       uint64 // bytes of the heap, with what was not collected yet
	Stacks     uint64 // bytes
	CPU        time.Duration
	Goroutines int
	Visitors   int
}

// TestLoadServer is no test: it is the server of one, in a process of its own,
// so that its memory and its time are nobody else's.
func TestLoadServer(t *testing.T) {
	dir := os.Getenv(loadServer)
	if dir == "" {
		t.Skip("is started by the load tests")
	}
	h := &host{tb: t, dir: dir}
	servers := serve.New(serve.Config{Catalog: tokens.Default, Now: time.Now, Rand: rand.Reader, Version: "v1", State: h.file("state")})
	o := h.options()
	// Room for the hostile beside the visitors, so that the hostile get as far as
	// they can. All other limits are those of the program.
	o.Limits = ui.SSHLimits{Sessions: 500}
	o.Log = nil
	server, err := servers.StartSSH(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	h.server = server
	fmt.Println(server.Address())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var answer any
		switch lines.Text() {
		case askStacks:
			var all strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&all, 1)
			answer = all.String()
		case askSettled:
			debug.FreeOSMemory()
			answer = h.figures()
		default:
			answer = h.figures()
		}
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(string(text))
	}
	if err := server.Close(); err != nil {
		t.Error(err)
	}
}

// figures reads what this process takes.
func (h *host) figures() figures {
	h.tb.Helper()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		h.tb.Fatal(err)
	}
	var all, resident uint64
	if _, err := fmt.Sscan(string(statm), &all, &resident); err != nil {
		h.tb.Fatal(err)
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		h.tb.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return figures{
		RSS: resident * uint64(os.Getpagesize()), Live: m.HeapAlloc, Stacks: m.StackInuse,
		CPU:        time.Duration(used.Utime.Nano() + used.Stime.Nano()),
		Goroutines: runtime.NumGoroutine(), Visitors: len(h.server.Visitors()),
	}
}

// A served is a server in a process of its own, as its test sees it.
type served struct {
	*host
	address string
	in      io.WriteCloser
	out     *bufio.Scanner
}

// startApart serves the console in a process of its own until the test ends,
// to as many keys, named by keyName.
func startApart(t *testing.T, keys int) *served {
	t.Helper()
	s := &served{host: &host{tb: t, dir: t.TempDir()}}
	var lines strings.Builder
	for i := range keys {
		lines.WriteString(s.newKey(keyName(i)))
	}
	s.write("authorized_keys", lines.String())
	cmd := exec.Command(os.Args[0], "-test.run=^TestLoadServer$", "-test.timeout=20m") // it ends with its input
	cmd.Env = append(os.Environ(), loadServer+"="+s.dir)
	var err error
	if s.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewScanner(out)
	s.out.Buffer(nil, 1<<20)
	t.Cleanup(func() {
		_ = s.in.Close()
		rest, _ := io.ReadAll(out)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ended with %v\n%s", err, rest)
		}
		if said.Len() > 0 {
			t.Errorf("the server printed\n%s", said.String())
		}
	})
	if !s.out.Scan() {
		t.Fatal("the server has not started")
	}
	s.address = s.out.Text()
	return s
}

func keyName(i int) string { return fmt.Sprintf("key-%d", i) }

// figures asks the server for its figures, as askFigures or askSettled.
func (s *served) figures(line string) (f figures) {
	s.tb.Helper()
	s.ask(line, &f)
	return f
}

// stacks asks the server what its goroutines are at.
func (s *served) stacks() (all string) {
	s.tb.Helper()
	s.ask(askStacks, &all)
	return all
}

// ask asks the server something.
func (s *served) ask(line string, answer any) {
	s.tb.Helper()
	if _, err := fmt.Fprintln(s.in, line); err != nil {
		s.tb.Fatal(err)
	}
	if !s.out.Scan() {
		s.tb.Fatal("the server does not answer")
	}
	if err := json.Unmarshal(s.out.Bytes(), answer); err != nil {
		s.tb.Fatalf("the server answers %q", s.out.Text())
	}
}
