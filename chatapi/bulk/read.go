package bulk

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrNothing says that a list has nobody to register.
var ErrNothing = errors.New("the list has no user to register")

const (
	// maxLine is how long a line of names may be, and a record of CSV, in
	// bytes: far above what a user needs, as CSV may have other columns.
	maxLine = 64 << 10
	// maxShown is how much of a name a [Problem] repeats, in bytes.
	maxShown = 128
)

// Read reads and checks a list of users, in UTF-8, of any length. It is of one
// of two forms, told apart by the first line that is neither blank nor starts
// with #:
//
//   - CSV, if that line names a column username, or user and another one: user
//     alone may be somebody's name. The columns nickname and password may be
//     there as well, in any order, and others, which are not read. Neither case
//     nor blanks, hyphens and underscores count in the name of a column. What
//     is between two names there, a comma, a semicolon or a tab, is between the
//     fields of every line. Quotes are as RFC 4180 has them, blanks before a
//     field and around names are not part of it.
//   - One username a line, if not. Blank lines and lines that start with # are
//     skipped, blanks around a name are not part of it.
//
// A line that nobody can be registered for is no error but one of the
// problems of the list. The error is [ErrNothing] where no other line is left,
// which comes with the list and its problems, an error of r, or one of the list as a
// whole: it is UTF-16, has a column twice, or a quote that is never closed.
//
// A user of the list takes about 100 bytes of memory, and three times as much
// while it is read. A line is read up to 64 KiB.
func Read(r io.Reader) (*List, error) {
	sum := sha256.New()
	in := &bounded{r: io.TeeReader(r, sum)}
	rd := &reader{in: in, buf: bufio.NewReaderSize(in, maxLine), list: &List{}, lineOf: map[string]int{}}
	if err := rd.read(); err != nil {
		return nil, err
	}
	rd.list.Hash = hex.EncodeToString(sum.Sum(nil))
	if len(rd.list.Users) == 0 {
		return rd.list, nothing(rd.list.Problems)
	}
	return rd.list, nil
}

// nothing returns [ErrNothing] with what to do about it.
func nothing(problems []Problem) error {
	if len(problems) == 0 {
		return fmt.Errorf("%w: put one username on each line, or write CSV whose first line names the columns: username,nickname,password", ErrNothing)
	}
	first := problems[0]
	return fmt.Errorf("%w: correct its lines, of which line %d is the first: %w", ErrNothing, first.Line, first.Err)
}

// reader reads one list.
type reader struct {
	in     *bounded
	buf    *bufio.Reader // on in
	list   *List
	lineOf map[string]int // where a name of the list stands
	line   int            // how many lines were read
	read0  int64          // how many bytes were read, before the CSV if it is that
}

// read reads the list to its end.
func (rd *reader) read() error {
	if err := rd.skipMark(); err != nil {
		return err
	}
	first := true
	for {
		text, tooLong, err := rd.nextLine()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the list: %w", err)
		}
		raw := strings.TrimRight(text, "\r\n")
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		if tooLong {
			first = false
			rd.problem(rd.line, text, fmt.Errorf("the line has more than %d bytes", maxLine))
			continue
		}
		if first {
			first = false
			if h, ok := parseHeader(raw); ok {
				return rd.readCSV(h)
			}
		}
		rd.addLine(text)
	}
}

// skipMark skips the byte order mark that some editors write.
func (rd *reader) skipMark() error {
	const mark8, markLittle, markBig = "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"
	start, _ := rd.buf.Peek(len(mark8)) // an error comes again with the next read
	if bytes.HasPrefix(start, []byte(markLittle)) || bytes.HasPrefix(start, []byte(markBig)) {
		return errors.New("read the list: it is UTF-16: save it as UTF-8, and try again")
	}
	if string(start) == mark8 {
		n, err := rd.buf.Discard(len(mark8))
		rd.read0 += int64(n)
		return err
	}
	return nil
}

// nextLine returns the next line. Of one that is longer than [maxLine] it
// returns the start. The error is io.EOF behind the last line.
func (rd *reader) nextLine() (text string, tooLong bool, err error) {
	slice, err := rd.slice()
	text = string(slice)
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		_, err = rd.slice()
	}
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	rd.line++
	return text, tooLong, err
}

// slice returns what the buffer holds of a line.
func (rd *reader) slice() ([]byte, error) {
	slice, err := rd.buf.ReadSlice('\n')
	rd.read0 += int64(len(slice))
	rd.in.allow(rd.read0)
	return slice, err
}

// addLine adds the user of a line that is a username.
func (rd *reader) addLine(text string) {
	switch {
	case strings.ContainsAny(text, ",;\t"):
		// What follows may be a password: it must not be repeated.
		rd.problem(rd.line, text, errors.New("the line has more than a username: CSV needs a first line that names its columns, such as username,nickname,password"))
	case strings.ContainsRune(text, '\r'):
		rd.problem(rd.line, text, errors.New("the line has a carriage return within: save the list with lines that end in LF or CRLF"))
	default:
		rd.add(rd.line, text, "", "")
	}
}

// problem adds a problem. Of the text it keeps what may be a username, and
// nothing behind a separator: a password may follow there.
func (rd *reader) problem(line int, text string, err error) {
	text = strings.TrimSpace(text)
	if i := strings.IndexFunc(text, separates); i >= 0 {
		text = text[:i]
	}
	rd.list.Problems = append(rd.list.Problems, Problem{Line: line, Username: shorten(text), Err: err})
}

// shorten returns the start of a text, and nothing that holds on to the rest.
func shorten(text string) string {
	if len(text) <= maxShown {
		return strings.Clone(text)
	}
	cut := maxShown
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// separates reports whether people write r between a name and a password.
func separates(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(`,;:|/=<>"'`, r)
}

// errTooLong says that a record of CSV does not end.
var errTooLong = errors.New("too long")

// bounded is a reader that is at most some way ahead of who reads from it
// through a buffer of [maxLine].
type bounded struct {
	r              io.Reader
	given, allowed int64 // bytes
}

// Read implements [io.Reader]. The error is [errTooLong] if nobody has made
// use of what it gave.
func (b *bounded) Read(p []byte) (int, error) {
	if b.given > b.allowed+2*maxLine {
		return 0, errTooLong
	}
	n, err := b.r.Read(p)
	b.given += int64(n)
	return n, err
}

// allow says that use was made of what stands before an offset.
func (b *bounded) allow(offset int64) { b.allowed = offset }
