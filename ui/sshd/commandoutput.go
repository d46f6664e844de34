package sshd

import (
	"bufio"
	"io"
	"sync"
)

// commandOutput gathers what a command writes a few bytes at a time: each write
// to a client is a message, with all the work of one. What was gathered goes out
// before the command waits for input, before it writes to the other output, and
// at its end.
type commandOutput struct {
	mu        sync.Mutex
	out, errs *bufio.Writer
}

func newCommandOutput(out, errs io.Writer) *commandOutput {
	return &commandOutput{out: bufio.NewWriterSize(out, piece), errs: bufio.NewWriterSize(errs, piece)}
}

// flush sends what was gathered. What it cannot send is lost with its client.
func (c *commandOutput) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.out.Flush()
	_ = c.errs.Flush()
}

// write adds p to one output, once the other one is sent.
func (c *commandOutput) write(to, other *bufio.Writer, p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := other.Flush(); err != nil {
		return 0, err
	}
	return to.Write(p)
}

// results is the first output, problems the second.
type (
	results  struct{ *commandOutput }
	problems struct{ *commandOutput }
)

// Write adds p to the results.
func (r results) Write(p []byte) (int, error) { return r.write(r.out, r.errs, p) }

// Write adds p to the problems.
func (p problems) Write(b []byte) (int, error) { return p.write(p.errs, p.out, b) }

// beforeReading is an input that sends what was gathered before it waits.
type beforeReading struct {
	io.Reader
	output *commandOutput
}

// Read reads what the client has sent.
func (b beforeReading) Read(p []byte) (int, error) {
	b.output.flush()
	return b.Reader.Read(p)
}
