package ui

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// FromUTF16 returns an input that begins with the byte order mark of UTF-16, as
// what Windows PowerShell redirects into a file does, as UTF-8. Any other comes
// as it is.
func FromUTF16(in io.Reader) io.Reader { return &fromUTF16{in: in} }

// A fromUTF16 looks at the first two bytes when it is read, for that may wait.
type fromUTF16 struct {
	in     io.Reader
	looked bool
}

// Read implements io.Reader.
func (r *fromUTF16) Read(b []byte) (int, error) {
	if !r.looked {
		r.looked = true
		if err := r.look(); err != nil {
			return 0, err
		}
	}
	return r.in.Read(b)
}

func (r *fromUTF16) look() error {
	mark := make([]byte, 2)
	n, err := io.ReadFull(r.in, mark)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	isMarked := n == 2 && (bytes.Equal(mark, []byte{0xff, 0xfe}) || bytes.Equal(mark, []byte{0xfe, 0xff}))
	r.in = io.MultiReader(bytes.NewReader(mark[:n]), r.in)
	if isMarked {
		r.in = transform.NewReader(r.in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return nil
}
