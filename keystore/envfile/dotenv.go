package envfile

import (
	"bytes"
	"strings"

	"github.com/joho/godotenv"
)

// blanks are what may stand around a name and a value on their line.
const blanks = " \t\v\f"

// A statement is one assignment of a dotenv file.
type statement struct {
	key     string
	place   place
	quote   byte // around the value; 0 if none
	open    bool // the value begins with a quote that nothing closes
	comment bool // one follows on the line, after a value without quotes
}

// statements finds the assignments of a dotenv file. What is none is passed over
// to the end of its line.
func statements(data []byte) (found []statement) {
	for at := afterMark(data); at < len(data); {
		switch b := data[at]; {
		case strings.IndexByte(blanks+"\r\n", b) >= 0:
			at++
		case b == '#':
			at = lineEnd(data, at)
		default:
			s, ok := readStatement(data, at)
			if !ok {
				at = lineEnd(data, at)
				continue
			}
			found = append(found, s)
			at = s.place.end
			if s.comment {
				at = lineEnd(data, at)
			}
		}
	}
	return found
}

// readStatement reads the assignment that starts at an offset.
func readStatement(data []byte, start int) (statement, bool) {
	at := start
	if rest, ok := bytes.CutPrefix(data[at:], []byte("export")); ok && len(rest) > 0 && strings.IndexByte(blanks, rest[0]) >= 0 {
		at = skip(data, at+len("export"), blanks)
	}
	name := at
	for at < len(data) && isKeyByte(data[at]) {
		at++
	}
	s := statement{key: string(data[name:at])}
	at = skip(data, at, blanks)
	if s.key == "" || at == len(data) || data[at] != '=' && data[at] != ':' {
		return statement{}, false
	}
	at = skip(data, at+1, blanks)
	if at < len(data) && strings.IndexByte("'\"`", data[at]) >= 0 {
		if closing, ok := closingQuote(data, at); ok {
			s.quote, s.place = data[at], place{start, at + 1, closing, closing + 1}
			return s, true
		}
		s.open = true
	}
	end := at
	for end < len(data) && data[end] != '\n' && data[end] != '\r' {
		if data[end] == '#' && (end == at || strings.IndexByte(blanks, data[end-1]) >= 0) {
			s.comment = true
			break
		}
		end++
	}
	end = at + len(bytes.TrimRight(data[at:end], blanks))
	s.place = place{start, at, end, end}
	return s, true
}

// closingQuote returns where the quote that opens at an offset is closed. A
// value may have several lines, but then nothing except a comment follows it:
// else the quote is a stray one, and what follows it are other statements.
func closingQuote(data []byte, opening int) (int, bool) {
	quote := data[opening]
	for i := opening + 1; i < len(data); i++ {
		if data[i] != quote || data[i-1] == '\\' {
			continue
		}
		if bytes.IndexByte(data[opening:i], '\n') < 0 {
			return i, true
		}
		tail := bytes.Trim(data[i+1:lineEnd(data, i)], blanks+"\r")
		return i, len(tail) == 0 || tail[0] == '#'
	}
	return 0, false
}

func isKeyByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_' || b == '.' || b == '-'
}

func skip(data []byte, at int, over string) int {
	for at < len(data) && strings.IndexByte(over, data[at]) >= 0 {
		at++
	}
	return at
}

// lineEnd returns the offset of the line feed at or after an offset, or the
// length of the data.
func lineEnd(data []byte, at int) int {
	if n := bytes.IndexByte(data[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(data)
}

// raw returns the value as it is written, with its quotes.
func (s *statement) raw(data []byte) string {
	if s.quote != 0 {
		return string(data[s.place.from-1 : s.place.end])
	}
	return string(data[s.place.from:s.place.to])
}

// refers reports whether the value may name other variables.
func (s *statement) refers(data []byte) bool {
	return s.quote != '\'' && s.quote != '`' && bytes.IndexByte(data[s.place.from:s.place.to], '$') >= 0
}

// scanDotenv finds the entries of a dotenv file. What it cannot read it passes
// over, so that it returns no error.
func scanDotenv(data []byte) (*document, error) {
	doc := &document{parents: []int{noParent}}
	lines := lineCounter{data: data}
	all := statements(data)
	var expanded map[string]string
	for _, s := range all {
		doc.items = append(doc.items, s.key, s.raw(data))
		means, known := lookUp(s.key, false)
		if !known {
			continue
		}
		e := entry{meaning: means, key: s.key, line: lines.of(s.place.start), literal: true, item: len(doc.items) - 1, place: s.place}
		switch {
		case s.open:
			e.flaw = "has a quote that is never closed"
		case s.refers(data):
			if expanded == nil {
				expanded = expand(data, all)
			}
			e.literal = false
			e.value = strings.TrimSpace(expanded[s.key])
		case s.quote == '`': // which other readers know
			e.value = strings.TrimSpace(string(data[s.place.from:s.place.to]))
		default:
			values, err := godotenv.Unmarshal("VALUE=" + s.raw(data))
			if err != nil {
				e.flaw = "cannot be read"
			}
			e.value = strings.TrimSpace(values["VALUE"])
		}
		doc.found = append(doc.found, e)
	}
	return doc, nil
}

// expand returns the values of all variables, with those that they name put
// in: only variables of the same file, never of the environment. It hands on
// nothing but the statements, so that no other line can spoil it. The result is
// empty, and no variable has a value, if the values would not fit in maxExpanded.
func expand(data []byte, all []statement) map[string]string {
	var plain strings.Builder
	sizes, total := map[string]int{}, 0
	for _, s := range all {
		if s.open || s.quote == '`' || strings.Contains(s.key, "-") {
			continue
		}
		raw := s.raw(data)
		size := len(raw)
		for i := strings.IndexByte(raw, '$'); i >= 0 && size <= maxExpanded; i = next(raw, '$', i) {
			size += sizes[variable(raw[i+1:])]
		}
		sizes[s.key] = size
		if total += size; total > maxExpanded {
			return map[string]string{}
		}
		plain.WriteString(s.key + "=" + raw + "\n")
	}
	values, err := godotenv.Unmarshal(plain.String())
	if err != nil {
		return map[string]string{}
	}
	return values
}

// maxExpanded bounds the values of all variables together, in bytes: each line
// may double what the line before it has.
const maxExpanded = 4 * MaxFile

// next returns the index of the byte b after i, or -1.
func next(s string, b byte, i int) int {
	n := strings.IndexByte(s[i+1:], b)
	if n < 0 {
		return n
	}
	return i + 1 + n
}

// variable returns the name that follows a $.
func variable(text string) string {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "("), "{")
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && (r < '0' || '9' < r) && (r < 'A' || 'Z' < r) })
	if end < 0 {
		return text
	}
	return text[:end]
}
