package tokens

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// A Stamp is what makes two tokens of the same inputs differ: when they were
// issued, and a salt. Draw one with [NewStamp], and keep it for as long as one
// token is being edited, so that the token changes only with its inputs.
type Stamp struct {
	IssueTime uint32 // Unix seconds
	Salt      uint32
}

// NewStamp returns a stamp of the time now, with a salt from 1 to 99999999
// (the range of Agora's Go, Python and Node builders) made of four bytes that
// it reads from random. It fails if now is outside the 32 bits that tokens
// have for a time (until the year 2106), or random fails.
func NewStamp(now time.Time, random io.Reader) (Stamp, error) {
	var b [4]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return Stamp{}, fmt.Errorf("drawing a salt: %w", err)
	}
	seconds := now.Unix()
	if seconds < 0 || seconds > maxUint32 {
		return Stamp{}, fmt.Errorf("the time %s does not fit into a token: check the clock", now.UTC().Format(time.RFC3339))
	}
	return Stamp{IssueTime: uint32(seconds), Salt: binary.LittleEndian.Uint32(b[:])%99999999 + 1}, nil
}
