package tokens

import (
	"iter"
	"strconv"
	"strings"
	"unicode"
)

// maxName is the longest name that is tried, in bytes: no token of any version
// holds a longer one, and a line without an end is no name.
const maxName = 1<<16 - 1

// SplitNames returns the names that may stand in a text, and asks nobody how it
// is made: a name a line, names with commas or blanks between them, CSV, JSON,
// a log or a URL. It yields each line as it is and without the blanks around
// it, each part between commas, semicolons and tabs, and each word. A name may
// come more than once; none is empty, nor longer than 65,535 bytes. All are
// parts of the text. Together they are at most some times as long as the text.
func SplitNames(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if !splitLine(strings.TrimRight(line, "\r\n"), yield) {
				return
			}
		}
	}
}

// splitLine yields what may be a name in a line. It reports whether to go on.
func splitLine(line string, yield func(string) bool) bool {
	trimmed := strings.TrimSpace(line)
	if !yieldName(line, "", yield) || !yieldName(trimmed, line, yield) {
		return false
	}
	if !strings.ContainsFunc(trimmed, endsWord) {
		return true
	}
	for part := range strings.FieldsFuncSeq(trimmed, endsPart) {
		part = strings.TrimSpace(part)
		if !yieldName(part, trimmed, yield) {
			return false
		}
		for word := range strings.FieldsFuncSeq(part, endsWord) {
			if !yieldName(word, part, yield) {
				return false
			}
		}
	}
	return true
}

// yieldName yields a name, unless it is the one before.
func yieldName(name, before string, yield func(string) bool) bool {
	return name == before || name == "" || len(name) > maxName || yield(name)
}

func endsPart(r rune) bool { return r == ',' || r == ';' || r == '\t' }

// endsWord reports whether a character stands between the words of a text, of
// JSON or of a URL. A name may have most of these characters: it is tried as a
// line or a part, too.
func endsWord(r rune) bool {
	if r < unicode.MaxASCII {
		return r <= ' ' || strings.IndexByte(",;\"'`()[]{}<>=&?|\\:/", byte(r)) >= 0
	}
	return unicode.IsSpace(r)
}

// nameChanges are the ways in which programs change a name by mistake before
// they sign it. Each appends the name as it is then, or reports that nothing
// differs.
var nameChanges = []struct {
	words string
	write func(to []byte, name string) ([]byte, bool)
}{
	{"", func(to []byte, name string) ([]byte, bool) { return append(to, name...), true }},
	{"in lower case", func(to []byte, name string) ([]byte, bool) {
		lower := strings.ToLower(name)
		return append(to, lower...), lower != name
	}},
	{"in upper case", func(to []byte, name string) ([]byte, bool) {
		upper := strings.ToUpper(name)
		return append(to, upper...), upper != name
	}},
	{"with a line break after it", func(to []byte, name string) ([]byte, bool) { return append(append(to, name...), '\n'), true }},
	{"with a blank after it", func(to []byte, name string) ([]byte, bool) { return append(append(to, name...), ' '), true }},
	{"with a blank before it", func(to []byte, name string) ([]byte, bool) { return append(append(to, ' '), name...), true }},
	{"in quotation marks", func(to []byte, name string) ([]byte, bool) {
		return append(append(append(to, '"'), name...), '"'), true
	}},
}

// signedUser returns the negative number that the Java builder of 006 writes
// for a user ID above 2³¹−1, or "" for any other text.
func signedUser(user string) string {
	if len(user) != maxDigits { // all above it have as many
		return ""
	}
	if n, err := parseUID(user); err == nil && n > 1<<31-1 {
		return strconv.FormatInt(int64(int32(n)), 10)
	}
	return ""
}

// unsignedUser is the reverse of signedUser. Any other text stays as it is.
func unsignedUser(text string) string {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n >= 0 || strconv.FormatInt(n, 10) != text {
		return text
	}
	return strconv.FormatUint(uint64(uint32(n)), 10)
}
