package ui

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"

	tea "charm.land/bubbletea/v2"
)

// listSource is where a list of users comes from.
type listSource struct {
	file string // "" for text
	text string
}

// open returns the list as it stands there.
func (s listSource) open(files Files) (io.ReadCloser, error) {
	if s.file != "" {
		return files.Open(s.file)
	}
	return io.NopCloser(strings.NewReader(s.text)), nil
}

// called names the source in a sentence.
func (s listSource) called() string {
	if s.file != "" {
		return filepath.Base(s.file)
	}
	return "the list"
}

// listCheck reads and checks a list. It does so in a command, one at a time,
// and once more where the list has changed meanwhile.
type listCheck struct {
	id     int
	since  time.Time
	stop   context.CancelFunc // nil if nothing is read
	source listSource         // that is read, or was
	next   *listSource        // to be read after it
	list   *bulk.List         // nil if there is none
	err    error              // why not
	top    int                // of the problems, the first that is shown
}

// listRead is what came of reading a list.
type listRead struct {
	id   int
	list *bulk.List
	err  error
}

func (c *listCheck) reading() bool { return c.stop != nil }

// begin reads a source, and then says so to a screen.
func (c *listCheck) begin(e *env, to screen, s listSource) tea.Cmd {
	if c.reading() {
		c.next = &s
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	c.id, c.since, c.stop, c.source = c.id+1, e.Now(), stop, s
	id, files := c.id, e.Files
	return func() tea.Msg {
		read := listRead{id: id}
		in, err := s.open(files)
		if err != nil {
			read.err = err
			return reply{to, read}
		}
		read.list, read.err = bulk.Read(untilCancelled{ctx, in})
		_ = in.Close() // nothing was written
		return reply{to, read}
	}
}

// take ends reading, and goes on with what is to be read next.
func (c *listCheck) take(e *env, to screen, r listRead) tea.Cmd {
	if r.id != c.id || !c.reading() {
		return nil
	}
	c.stop()
	c.stop, c.list, c.err, c.top = nil, r.list, r.err, 0
	if s := c.next; s != nil {
		c.next = nil
		return c.begin(e, to, *s)
	}
	return nil
}

// drop lets go of the list, and of what is being read.
func (c *listCheck) drop() {
	if c.reading() {
		c.stop()
	}
	*c = listCheck{id: c.id}
}

// good reports whether there is a list that can be registered.
func (c *listCheck) good() bool { return c.list != nil && c.err == nil && len(c.list.Users) > 0 }

// untilCancelled reads until nobody wants the rest.
type untilCancelled struct {
	ctx context.Context
	in  io.Reader
}

// Read implements [io.Reader].
func (r untilCancelled) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}

// requests returns how many requests register so many users, and how long they
// take at least, as the service takes no more than so many a second.
func requests(users int) (n int, least time.Duration) {
	n = (users + chatapi.MaxBatch - 1) / chatapi.MaxBatch
	return n, time.Duration((n+chatapi.MaxRate-1)/chatapi.MaxRate) * time.Second
}
