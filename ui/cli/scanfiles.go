package cli

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"atc/tokens/stream"
	"atc/ui"
	"atc/ui/safe"
)

// unsearched is the folder that is left out where it stands in another one: it
// holds nothing in the clear.
const unsearched = ".git"

// A scanned is the file under way.
type scanned struct {
	shown  string // its name, fit for a terminal
	asJSON []byte // the beginning of a JSON object that names it
	size   int64  // in bytes, 0 if nobody knows
	done   stream.Totals
}

// source searches what an argument names. An error ends everything; a file that
// cannot be read does not.
func (s *scan) source(ctx context.Context, name string) error {
	if name == stdin {
		return s.search(ctx, s.In, name, 0)
	}
	return s.path(ctx, name)
}

// path searches a file, or all that is in a folder.
func (s *scan) path(ctx context.Context, name string) error {
	in, err := s.open(ctx, name)
	if err != nil {
		return s.unread(ctx, name, err)
	}
	size, isFolder := int64(0), false
	if f, ok := in.(fs.File); ok {
		if info, err := f.Stat(); err == nil {
			size, isFolder = info.Size(), info.IsDir()
		}
	}
	if folder, ok := in.(fs.ReadDirFile); ok && isFolder {
		entries, err := folder.ReadDir(-1)
		_ = in.Close() // nothing was written
		if err != nil {
			err = s.unread(ctx, name, err)
		}
		if err != nil {
			return err
		}
		return s.folder(ctx, name, entries)
	}
	defer func() { _ = in.Close() }()
	return s.search(ctx, in, name, size)
}

// folder searches the entries of a folder, by name. What is neither a file nor a
// folder may never end, and a link may lead back.
func (s *scan) folder(ctx context.Context, name string, entries []fs.DirEntry) error {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		if e.IsDir() && e.Name() == unsearched || !e.IsDir() && !e.Type().IsRegular() {
			continue
		}
		if err := s.path(ctx, filepath.Join(name, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// open opens a file, and does not wait for it when ctx ends: a named pipe opens
// when somebody writes to it.
func (s *scan) open(ctx context.Context, name string) (io.ReadCloser, error) {
	type opened struct {
		in  io.ReadCloser
		err error
	}
	done := make(chan opened)
	go func() {
		in, err := s.Open(name)
		select {
		case done <- opened{in, err}:
		case <-ctx.Done():
			if err == nil {
				_ = in.Close()
			}
		}
	}()
	select {
	case o := <-done:
		return o.in, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// unread says that a file could not be read, or not to its end.
func (s *scan) unread(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.totals.unread++
	s.say(fileError("scan", name, err).Error())
	return nil
}

// search searches one input. It ends early when the results cannot be written.
func (s *scan) search(ctx context.Context, in io.Reader, name string, size int64) error {
	s.begin(name, size)
	within, stop := context.WithCancel(ctx)
	defer stop()
	var broken error
	_, err := stream.Scan(within, s.Catalog, ui.FromUTF16(in), s.workers, s.judge(within),
		func(h stream.Hit[scanHit]) error {
			s.tell(h)
			return nil
		},
		stream.WithCertificates(s.known),
		stream.WithProgress(func(t stream.Totals) {
			s.advance(t)
			if broken = s.flush(); broken != nil {
				stop()
			}
		}))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case broken != nil:
		return broken
	case err != nil:
		if inner := errors.Unwrap(err); inner != nil {
			err = inner
		}
		return s.unread(ctx, name, err)
	}
	return nil
}

// begin notes which file is under way.
func (s *scan) begin(name string, size int64) {
	type place struct {
		File string `json:"file"`
	}
	text := appendJSONLine(nil, place{name})
	shown := safe.Text(name)
	if name == stdin {
		shown = "stdin"
	}
	s.saying.Lock()
	defer s.saying.Unlock()
	s.totals.files++
	s.file = scanned{shown: shown, asJSON: text[:len(text)-len("}\n")], size: size}
}

// flush writes what was found so far.
func (s *scan) flush() error {
	text := s.out
	if s.table != nil {
		text = s.table.layOut()
	}
	s.out = s.out[:0]
	return s.print(text)
}
