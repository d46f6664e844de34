package bulk_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi/bulk"
	"atc/chatapi/emulator"
)

// What a child process works on, in its environment. A child runs the test
// that has started it, which then plays its other part.
const (
	dirOfChild  = "ATC_TEST_JOURNALS"
	hostOfChild = "ATC_TEST_HOST"
)

// newReader returns a list with n users.
func newReader(n int) io.Reader { return strings.NewReader(names(n)) }

func childOf(t *testing.T, dir, host string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), dirOfChild+"="+dir, hostOfChild+"="+host)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestAnotherProcessIsToldThatTheListIsBeingRegistered(t *testing.T) {
	t.Parallel()
	list := read(t, "alice")
	if dir := os.Getenv(dirOfChild); dir != "" {
		open(t, dir, list, bulk.Fresh)
		fmt.Println("ready")
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	}
	dir := t.TempDir()
	cmd := childOf(t, dir, "")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	if err := tryOpen(dir, list, bulk.Resume); !errors.Is(err, bulk.ErrRunning) {
		t.Errorf("Open while another process has it = %v, want ErrRunning", err)
	}
	// It dies without a chance to give the lock back.
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	_ = in.Close()
	if err := tryOpen(dir, list, bulk.Resume); err != nil {
		t.Errorf("Open after its death = %v", err)
	}
}

// A killer kills a process at a moment that is told in requests, as the
// service sees them.
type killer struct {
	mu       sync.Mutex
	victim   *os.Process
	requests int // until then
	batches  int // and of these, how many that register
}

func (k *killer) aim(victim *os.Process, batches, requests int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim, k.batches, k.requests = victim, batches, requests
}

// see is told of each request.
func (k *killer) see(e emulator.Entry) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.victim == nil:
	case k.batches > 0:
		if e.Method == http.MethodPost {
			k.batches--
		}
	case k.requests > 0:
		k.requests--
	default:
		_ = k.victim.Kill()
		k.victim = nil
	}
}

func TestKilledTenTimesAndResumedItEndsTheSame(t *testing.T) {
	t.Parallel()
	list := read(t, names(many))
	if dir := os.Getenv(dirOfChild); dir != "" {
		r := bulk.New(client(t, os.Getenv(hostOfChild)), list, open(t, dir, list, bulk.Resume))
		r.Workers, r.Wait = 2, 50*time.Millisecond
		if sum, err := r.Go(t.Context(), nil); err != nil {
			t.Errorf("Go = %+v, %v", sum, err)
		}
		return
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	k := &killer{}
	faults := onePercent(seed)
	faults.Latency, faults.Spread = 2*time.Millisecond, 2*time.Millisecond
	s, host := serve(t, emulator.Config{Users: existing(50), Faults: faults, Log: k.see})
	dir := t.TempDir()
	for n := range 10 {
		cmd := childOf(t, dir, host)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Ten times the most is less than the list takes: none ends by itself.
		k.aim(cmd.Process, draw.IntN(8), draw.IntN(8))
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
			t.Fatalf("process %d was not killed: %v", n, err)
		}
	}
	l := newLedger(t)
	j := open(t, dir, list, bulk.Resume)
	r := bulk.New(client(t, host), list, j)
	r.Wait = 50 * time.Millisecond
	sum, err := r.Go(t.Context(), l.report)
	l.check(list, sum)
	if err != nil || sum != (bulk.Summary{Registered: many - 50, Existed: 50}) || l.earlier == 0 {
		t.Errorf("Go = %+v, %v with %d from before; want %d registered and 50 that existed", sum, err, l.earlier, many-50)
	}
	everybodyIsThereOnce(t, s, l, 50)
}
