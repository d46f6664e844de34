package envfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

// A Change is what [Remove] would make of a file. It prints, and is encoded, as
// a summary without the content of the file.
type Change struct {
	// Before and After are the whole file. Before holds the certificate in the
	// clear, and After does where Left says so.
	Before, After []byte
	// Lines are the lines that differ, in their order.
	Lines []ChangedLine
	// Left are the lines of After, counted from 1, that hold the certificate
	// still, in a comment or under a name that is not recognised: the file is
	// clean only if there is none. A line that takes its value from such a one
	// counts, too.
	Left []int
}

// A ChangedLine is one line of a [Change], for showing. The certificate in it,
// and whatever else has the form of one, is masked: •••• and its last 4
// characters. So is, as …, what else stands on the line of a JSON file.
type ChangedLine struct {
	Number        int // counted from 1, the same before and after
	Before, After string
}

// Format prints a summary whatever the verb and flags. It implements
// [fmt.Formatter].
func (c Change) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.summary()) }

// MarshalText returns the summary. It implements [encoding.TextMarshaler], which
// JSON, XML and log/slog go by.
func (c Change) MarshalText() ([]byte, error) { return []byte(c.summary()), nil }

func (c Change) summary() string {
	return fmt.Sprintf("[%d lines changed, %d still hold the certificate]", len(c.Lines), len(c.Left))
}

// Remove returns the file without the certificate of p: the value is blanked
// wherever it stands as a certificate under a recognised name, and everything
// else stays byte for byte. A bare value in front of a comment leaves "" behind,
// since some readers would take the comment for the value.
//
// Remove changes nothing itself. The name decides the format, as for [Read]. It
// returns an error if the certificate does not stand in the file in a way that
// can be removed, if the file cannot be read, and if the file would then mean
// something else in any other place. The error leaves it to the caller to name
// the file.
func Remove(name string, data []byte, p Pair) (Change, error) {
	cert := p.Certificate.Reveal()
	switch {
	case name == Environment || p.Source == Environment:
		return Change{}, errors.New("it is set by the shell or by what started this program: unset it there")
	case !isHexID(cert):
		return Change{}, errors.New("there is no App Certificate to remove")
	}
	before, err := scan(name, data)
	if err != nil {
		return Change{}, err
	}
	edits := before.edits(data, cert, isJSON(name))
	if len(edits) == 0 {
		if lines := before.holding(data, cert); len(lines) > 0 {
			return Change{}, fmt.Errorf("it stands only where it cannot be removed safely: do it by hand on %s", lineNumbers(lines))
		}
		return Change{}, errors.New("it is not there any more: import the file again")
	}
	c := Change{Before: bytes.Clone(data), After: apply(data, edits)}
	after, err := scan(name, c.After)
	if err != nil || !before.sameBut(after, edits) || !isJSON(name) && !sameVariables(data, c.After, cert) {
		lines := before.holding(data, cert)
		return Change{}, fmt.Errorf("the file would change its meaning elsewhere, too: do it by hand on %s", lineNumbers(lines))
	}
	c.Lines = (&shower{data: data, json: isJSON(name), appID: p.AppID, cert: cert}).lines(edits)
	c.Left = after.holding(c.After, cert)
	return c, nil
}

// An edit puts another text in the place of a value.
type edit struct {
	place
	with string
	item int
}

// edits returns what blanks a certificate, in the order of the file.
func (d *document) edits(data []byte, cert string, inJSON bool) (edits []edit) {
	for _, e := range d.found {
		p := e.place
		isOneLine := bytes.IndexByte(data[p.from:p.to], '\n') < 0
		if e.role != certificate || !e.literal || !strings.EqualFold(e.value, cert) || !isOneLine {
			continue
		}
		with := ""
		rest := bytes.Trim(data[p.to:lineEnd(data, p.to)], blanks)
		if isBare := p.to == p.end; !inJSON && isBare && len(rest) > 0 && rest[0] == '#' {
			with = `""`
		}
		edits = append(edits, edit{p, with, e.item})
	}
	return edits
}

func apply(data []byte, edits []edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, data[at:e.from]...), e.with...)
		at = e.to
	}
	return append(out, data[at:]...)
}

// sameBut reports whether another document differs in nothing but the edits,
// whose values it has to have empty.
func (d *document) sameBut(other *document, edits []edit) bool {
	if len(d.items) != len(other.items) || len(d.found) != len(other.found) {
		return false
	}
	edited := map[int]bool{}
	for _, e := range edits {
		edited[e.item] = true
	}
	for i := range d.items {
		if !edited[i] && d.items[i] != other.items[i] {
			return false
		}
	}
	return !slices.ContainsFunc(other.found, func(e entry) bool { return edited[e.item] && e.value != "" })
}

// sameVariables reports whether dotenv gives the same variables before and
// after, those excepted whose value had the certificate in it. What dotenv
// cannot read before has no meaning to it that could be lost.
func sameVariables(before, after []byte, cert string) bool {
	// Without the $ no variable names another: a file of a few lines could make
	// values of any size out of each other.
	variables := func(data []byte) (map[string]string, error) {
		return godotenv.UnmarshalBytes(bytes.ReplaceAll(data[afterMark(data):], []byte("$"), []byte("%")))
	}
	old, err := variables(before)
	if err != nil {
		return true
	}
	now, err := variables(after)
	if err != nil {
		return false
	}
	return maps.EqualFunc(old, now, func(was, is string) bool { return was == is || holds(was, cert) })
}

// holding returns the lines on which the certificate stands or takes effect.
func (d *document) holding(data []byte, cert string) (lines []int) {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		// A dotenv value in double quotes may have needless backslashes in it.
		if holds(string(line), cert) || holds(strings.ReplaceAll(string(line), `\`, ""), cert) {
			lines = append(lines, number)
		}
	}
	for _, t := range d.texts {
		if holds(t.text, cert) {
			lines = append(lines, t.line)
		}
	}
	for _, e := range d.found {
		if holds(e.value, cert) {
			lines = append(lines, e.line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// holds reports whether a text has the certificate in it, in either case: the
// case matters to Agora, but who reads it has the secret all the same.
func holds(text, cert string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(cert))
}

// lineNumbers says lines in words: "line 3" or "lines 3, 5".
func lineNumbers(lines []int) string {
	if len(lines) == 1 {
		return fmt.Sprintf("line %d", lines[0])
	}
	return "lines " + strings.Trim(strings.ReplaceAll(fmt.Sprint(lines), " ", ", "), "[]")
}
