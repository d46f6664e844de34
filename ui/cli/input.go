package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"atc/tokens"

	"github.com/charmbracelet/x/term"
)

// stdin is the name that stands for stdin wherever a file is named.
const stdin = "-"

// isTerminal reports whether a stream is a file on a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(f.Fd())
}

// readFile reads a file or stdin for the flag, and refuses more than limit
// bytes.
func (p *program) readFile(ctx context.Context, flag, name string, limit int) ([]byte, error) {
	data, err := p.readSource(ctx, name, limit)
	if err != nil {
		return nil, fileError("--"+flag, name, err)
	}
	if len(data) > limit {
		return nil, storagef("--%s: %s has more than %d bytes", flag, fileName(name), limit)
	}
	return data, nil
}

// readSource reads all of a file or stdin, but at most one byte more than
// limit.
func (p *program) readSource(ctx context.Context, name string, limit int) ([]byte, error) {
	if name == stdin {
		return readAll(ctx, p.In, limit)
	}
	return unlessEnded(ctx, func() ([]byte, error) {
		in, err := p.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = in.Close() }() // nothing was written
		return io.ReadAll(io.LimitReader(in, int64(limit)+1))
	})
}

// readAll reads all of in, but at most one byte more than limit.
func readAll(ctx context.Context, in io.Reader, limit int) ([]byte, error) {
	return unlessEnded(ctx, func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, int64(limit)+1)) })
}

// unlessEnded does not wait for read when ctx ends. A named pipe may not even
// open.
func unlessEnded(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// fileError says that a file could not be read; what is a flag or a command.
func fileError(what, name string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return storagef("%s: cannot read %s: %w", what, fileName(name), bare(err))
}

// bare returns an error of the operating system without the path.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// fileName returns the name of a file for an error. A certificate that was
// given instead of a file is not repeated.
func fileName(name string) string {
	switch {
	case name == stdin:
		return "stdin"
	case tokens.IsHexID(strings.TrimSpace(name)):
		return "a file of that name (give a file that holds the certificate, not the certificate)"
	}
	return fmt.Sprintf("%q", quietly(name))
}

// trim drops the blanks around a token that a shell, a terminal or a line of
// a file puts there.
func trim[T string | []byte](text T) T {
	start, end := 0, len(text)
	for start < end && isBlank(text[start]) {
		start++
	}
	for end > start && isBlank(text[end-1]) {
		end--
	}
	return text[start:end]
}

func isBlank(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }

// oneToken returns the text of the command line or of stdin in which one token
// stands. No argument is stdin if that is no terminal.
func (p *program) oneToken(ctx context.Context, cmd string, args []string) (string, error) {
	switch {
	case len(args) > 1:
		return "", usagef("%s: takes one token: use atc decode - for many, one a line", cmd)
	case len(args) == 1 && args[0] != stdin:
		return trim(args[0]), nil
	case len(args) == 0 && isTerminal(p.In):
		return "", usagef("%s: name a token, or - to read it from stdin", cmd)
	}
	const most = 16 << 20
	data, err := readAll(ctx, p.In, most)
	switch {
	case errors.Is(err, context.Canceled):
		return "", err
	case err != nil:
		return "", storagef("%s: cannot read stdin: %w", cmd, bare(err))
	case len(data) > most:
		return "", usagef("%s: stdin has more than %d bytes: use atc scan - to find the tokens in it", cmd, most)
	}
	return string(trim(data)), nil
}
