package keystore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"atc/keystore"
	"atc/keystore/secret"
)

// vaultOfChild names, in the environment of a child process, the vault that it
// works on. A child runs the test that has started it, which then plays its
// other part.
const vaultOfChild = "ATC_TEST_VAULT"

// A child is another process with the same vault.
type child struct {
	*exec.Cmd
	in  io.WriteCloser // closed when it may go on
	out *bufio.Scanner // what it says, line by line
}

func startChild(t *testing.T, path string, args ...string) *child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-test.run=^" + t.Name() + "$", "--"}, args...)...)
	cmd.Env = append(os.Environ(), vaultOfChild+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return &child{cmd, in, bufio.NewScanner(out)}
}

// expect waits until the child says a line.
func (c *child) expect(t *testing.T, line string) {
	t.Helper()
	if !c.out.Scan() || c.out.Text() != line {
		t.Fatalf("the other process says %q, want %q", c.out.Text(), line)
	}
}

// waitForParent returns when the parent closes the pipe to the child.
func waitForParent() { _, _ = io.Copy(io.Discard, os.Stdin) }

func TestEightProcessesAddingProjectsLoseNothing(t *testing.T) {
	t.Parallel()
	const processes, each = 8, 5
	if path := os.Getenv(vaultOfChild); path != "" {
		v := reopened(t, path, vaultWords)
		fmt.Println("ready")
		waitForParent()
		for i := range each {
			p := keystore.Demo()
			p.Name = os.Args[len(os.Args)-1] + "-" + strconv.Itoa(i)
			must(t, v.Put(t.Context(), "", p))
		}
		return
	}
	v, path := newVault(t)
	children := make([]*child, processes)
	for i := range children {
		children[i] = startChild(t, path, strconv.Itoa(i))
	}
	for _, c := range children {
		c.expect(t, "ready")
	}
	for _, c := range children {
		must(t, c.in.Close())
	}
	for _, c := range children {
		for c.out.Scan() { // to the end: Wait closes the pipe
		}
		if err := c.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	for i := range processes {
		for j := range each {
			if _, err := v.Get(t.Context(), fmt.Sprintf("%d-%d", i, j)); err != nil {
				t.Errorf("project %d of process %d: %v", j, i, err)
			}
		}
	}
	if entries, err := v.List(t.Context()); err != nil || len(entries) != processes*each {
		t.Errorf("%d projects, %v, want %d", len(entries), err, processes*each)
	}
}

func TestWriterThatDoesNotEndIsTold(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(vaultOfChild); path != "" {
		lock := flock.New(path + ".lock")
		must(t, lock.Lock())
		fmt.Println("held")
		waitForParent()
		return
	}
	v, path := newVault(t, keystore.Demo())
	other := startChild(t, path)
	other.expect(t, "held")

	// Who reads needs no lock.
	if _, err := v.Get(t.Context(), "demo"); err != nil {
		t.Errorf("Get while another process writes: %v", err)
	}
	var wait sync.WaitGroup
	for what, change := range map[string]func(context.Context) error{
		"Put":   func(ctx context.Context) error { return v.Put(ctx, "", fullProject()) },
		"Check": func(ctx context.Context) error { report := v.Check(ctx); return report.Err() },
		"ChangePassphrase": func(ctx context.Context) error {
			return v.ChangePassphrase(ctx, secret.New(vaultWords), secret.New("another one"))
		},
	} {
		wait.Go(func() {
			ctx, end := context.WithTimeout(t.Context(), 2*time.Second)
			defer end()
			err := change(ctx)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "another atc is writing "+path) || !strings.Contains(err.Error(), "close it") {
				t.Errorf("%s while another process writes: %v", what, err)
			}
		})
	}
	wait.Wait()
	must(t, other.Process.Kill())
	_ = other.Wait() // it was killed
	// The lock of a process that is killed is free.
	if err := v.Put(t.Context(), "", fullProject()); err != nil {
		t.Errorf("Put after it was killed: %v", err)
	}
}

// numbered is a project that is different in every field from one write to the
// next, and longer or shorter.
func numbered(i int) keystore.Project {
	p := keystore.Demo()
	p.Name, p.AppID, p.Primary = fmt.Sprintf("write %d", i), fmt.Sprintf("a%031x", i), secret.New(fmt.Sprintf("%032d", i))
	p.Notes = strings.Repeat(strconv.Itoa(i%10), i*997%keystore.MaxNotes)
	return p
}

// numberOf returns the number of the only project in a vault, if it is whole.
func numberOf(t *testing.T, v *keystore.Vault) int {
	t.Helper()
	entries, err := v.List(t.Context())
	if err != nil || len(entries) != 1 {
		t.Fatalf("the vault holds %+v, %v, want the project of one write", entries, err)
	}
	var i int
	_, err = fmt.Sscanf(entries[0].Name, "write %d", &i)
	must(t, err)
	if p, err := v.Get(t.Context(), entries[0].Name); err != nil || !sameProject(p, numbered(i)) {
		t.Fatalf("the project of write %d is %+v, %v", i, p, err)
	}
	return i
}

func TestWriterKilledAtAnyMomentLeavesTheOldOrTheNewProjects(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(vaultOfChild); path != "" {
		v := reopened(t, path, vaultWords)
		for i := numberOf(t, v); ; i++ {
			must(t, v.Put(t.Context(), numbered(i).Name, numbered(i+1)))
			fmt.Println(i + 1)
		}
	}
	v, path := newVault(t, numbered(0))
	writes, kills, torn, unreported := 0, 0, 0, 0
	for ; writes < 200; kills++ {
		last := writeAndKill(t, path, 1+kills%4, float64(kills%16)/16)
		left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp-*"))
		must(t, err)
		torn += len(left)
		switch got := numberOf(t, v); {
		case got == last+1: // renamed, and killed before it could say so
			unreported++
			writes = got
		case got == last:
			writes = got
		default:
			t.Fatalf("killed after write %d, the vault holds write %d", last, got)
		}
	}
	t.Logf("%d writes, %d kills: %d amid the temporary file, %d between the rename and the report", writes, kills, torn, unreported)
	must(t, v.Put(t.Context(), numbered(writes).Name, numbered(writes+1)))
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp-*")); len(left) > 0 {
		t.Errorf("the next writer leaves %q", left)
	}
}

// writeAndKill has another process write the vault over and over, and kills it
// when it has reported some writes and is a part of the way, from 0 to 1,
// through the next one. It returns the number of the last write that was
// reported.
func writeAndKill(t *testing.T, path string, reports int, part float64) int {
	t.Helper()
	writer := startChild(t, path)
	last, took, since := 0, time.Duration(0), time.Now()
	note := func() {
		var err error
		last, err = strconv.Atoi(writer.out.Text())
		must(t, err)
		took, since = time.Since(since), time.Now()
	}
	for range reports {
		if !writer.out.Scan() {
			t.Fatal("the writer ended by itself")
		}
		note()
	}
	for time.Since(since) < time.Duration(part*float64(took)) { // a sleep would be longer than a write
	}
	must(t, writer.Process.Kill())
	for writer.out.Scan() { // what it had said by then
		note()
	}
	_ = writer.Wait() // it was killed
	return last
}
