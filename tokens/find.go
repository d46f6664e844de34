package tokens

import (
	"math"
)

// A Sighting is a token, or a certificate, that stands in a text.
type Sighting struct {
	Start, End int // in the text, in bytes
	// Text is the token as it decodes: percent-encoding and escapes are undone,
	// and Repairs says what was.
	Text    string
	Repairs []Repair
	Token   *Token
	Err     error // of [Catalog.Decode]; a cut token is one, too
	Leak    *Leak // a certificate, not a token: then the others are zero
}

// A Leak is an App Certificate that stands in a text next to its App ID.
type Leak struct {
	AppID  string
	Masked string // the certificate, all but its first and last two characters masked
	Name   string // as the text calls it: "AGORA_APP_CERTIFICATE", "" for nothing
	// Project is the stored project that it belongs to, "" if none is known.
	Project string
}

// Find calls yield for each token, of any version, that starts in text[from:to],
// and for each App Certificate there that stands next to its App ID, in order,
// until yield returns false. What stands before from and after to is looked at,
// but nothing that starts there is found: that lets a long text be cut anywhere.
// No token is longer than [MaxText], the escapes that stand in it included.
//
// What decides is decoding, not looks: a token is found if it decodes whole, or
// if its App ID could be read from the right place, as of one that a logger cut;
// the oldest keys, which are nothing but digits, only if they stand by
// themselves and have a time in them. A token may be percent-encoded, also
// twice, escaped as in JSON or HTML, written in the letters of base64url, or
// without its padding. Anything may stand right before and behind it. One that
// was cut is found if [ShortestToken] characters of it are left. What inflates to
// a great many times its size is left alone, so that no text takes long.
//
// What is found holds nothing of the array of text, which may be used again.
func (c Catalog) Find(text []byte, from, to int, yield func(Sighting) bool) {
	f := finder{catalog: c, text: text, from: from, to: min(to, len(text))}
	defer f.release()
	at := f.start()
	packed, digits := f.nextPacked(at), f.nextDigits(at)
	for {
		next := &packed
		if digits.Start < packed.Start {
			next = &digits
		}
		if next.Start >= f.to || next.Start >= from && !yield(*next) {
			return
		}
		// What stands inside of a token is none.
		at = next.End
		if packed.Start < at {
			packed = f.nextPacked(at)
		}
		if digits.Start < at {
			digits = f.nextDigits(at)
		}
	}
}

// ShortestToken is how many characters of the text a token has at least, which
// are those of Signaling 1.x.
const ShortestToken = 78

// A finder goes through a text. It has two ways of looking: for what may be the
// head of a token in base64, and for runs of hexadecimal digits.
type finder struct {
	catalog  Catalog
	text     []byte
	from, to int
	dense    int // up to here, heads are looked for at every byte
	chars    []byte
	changed  bool       // chars are not what stands in the text
	unpack   *unpacking // nil until it is needed
}

func (f *finder) release() {
	if f.unpack != nil {
		f.unpack.release()
	}
}

// start returns where to start so that a token is seen that begins before from
// and goes on behind it.
func (f *finder) start() int {
	at := f.from
	for least := max(f.from-MaxText, 0); at > least && signs[f.text[at-1]]&ofToken != 0; {
		at--
	}
	return at
}

// nothing is the sighting behind all others.
var nothing = Sighting{Start: math.MaxInt}
