package tokens

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The words of messages. A hostile token may hold names of 64 KiB and tens of
// thousands of privileges, so everything that comes out of one is cut here.

const (
	maxQuoted = 60 // bytes of a name that a message repeats
	maxListed = 4  // names that a message lists
)

// quoted returns a text of the token in quotation marks, escaped, and cut
// where it is long.
func quoted(s string) string {
	if len(s) <= maxQuoted {
		return strconv.Quote(s)
	}
	end := maxQuoted
	for end > maxQuoted-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return strconv.Quote(s[:end]+"…") + " (" + plural(len(s), "byte") + ")"
}

// shortID returns an App ID so that people know which one it is. The whole of
// it is never repeated: it may be a certificate that stands in the wrong place.
func shortID(id string) string {
	const shown = 4
	if len(id) <= 2*shown {
		return strconv.Quote(id)
	}
	short := id[:shown] + "…" + id[len(id)-shown:]
	if IsHexID(id) {
		return short
	}
	return strconv.Quote(short)
}

// moment returns a time with its zone.
func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// span returns a duration in its two largest units: "3 h 20 min".
func span(d time.Duration) string {
	seconds := int64(d.Abs() / time.Second)
	text, parts := "", 0
	for _, u := range []struct {
		name   string
		length int64
	}{{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}} {
		n := seconds / u.length
		if seconds %= u.length; n == 0 && parts == 0 {
			continue
		}
		if parts++; n > 0 {
			text += " " + strconv.FormatInt(n, 10) + " " + u.name
		}
		if parts == 2 {
			break
		}
	}
	if text == "" {
		return "less than 1 s"
	}
	return text[1:]
}

// spanSeconds is span for a number of seconds.
func spanSeconds(n int64) string { return span(time.Duration(n) * time.Second) }

// name returns what a privilege is called.
func (p *DecodedPrivilege) name() string {
	if p.Name == "" {
		return "privilege " + strconv.Itoa(int(p.ID))
	}
	return strconv.Quote(p.Name)
}

// A listing is a list of names that ends early.
type listing struct {
	b strings.Builder
	n int
}

func (l *listing) add(name string) {
	l.n++
	if l.n > maxListed {
		return
	}
	if l.n > 1 {
		l.b.WriteString(", ")
	}
	l.b.WriteString(name)
}

// String returns the list, with how many names it leaves out.
func (l *listing) String() string {
	if l.n > maxListed {
		return l.b.String() + " and " + strconv.Itoa(l.n-maxListed) + " more"
	}
	return l.b.String()
}

// verb returns the verb for as many names: "end", or "ends" for one.
func (l *listing) verb(plural string) string {
	if l.n == 1 {
		return plural + "s"
	}
	return plural
}
