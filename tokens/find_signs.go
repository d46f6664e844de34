package tokens

// What a byte may be in a text in which a token stands.
const (
	ofToken = 1 << iota // part of a token, or of an escape that stands for one
	ofHex               // a hexadecimal digit
	ofWord              // a letter or digit
)

// signs says for each byte what it may be.
var signs = func() (of [256]byte) {
	for i := range of {
		b := byte(i)
		if isAlphanumeric(b) {
			of[b] |= ofWord | ofToken
		}
		if isHex(b) {
			of[b] |= ofHex
		}
	}
	for _, b := range []byte(`+/=-_:%\&#;`) {
		of[b] |= ofToken
	}
	return of
}()

// base64Sign gives for each byte the letter of standard base64 that it is, in
// the alphabet of base64url, too, or 0.
var base64Sign = func() (letter [256]byte) {
	for i := range letter {
		if b := byte(i); isAlphanumeric(b) || b == '+' || b == '/' {
			letter[b] = b
		}
	}
	letter['-'], letter['_'] = '+', '/'
	return letter
}()

// A sign is a character of a text as it reads when its escape is undone.
type sign struct {
	char    byte
	width   int // in bytes of the text, at least 1
	percent int // how often it was percent-encoded
	escaped bool
}

// signAt reads the character at an offset. What is no escape stands for itself.
func signAt(text []byte, at int) sign {
	var s sign
	switch text[at] {
	case '%':
		s = percentAt(text, at)
	case '\\':
		s = backslashAt(text, at)
	case '&':
		s = referenceAt(text, at)
	}
	if s.width == 0 {
		return sign{char: text[at], width: 1}
	}
	return s
}

// maxPercent is how often a text is percent-decoded.
const maxPercent = 4

// percentAt reads %2B, or what becomes of it when it is encoded again: %252B.
// Escapes of JSON may be within it: %5C%2F.
func percentAt(text []byte, at int) sign {
	times := 1
	i := at + 1
	for times < maxPercent && i+1 < len(text) && text[i] == '2' && text[i+1] == '5' {
		times++
		i += 2
	}
	char, ok := hexAt(text, i)
	if !ok {
		return sign{}
	}
	s := sign{char: char, width: i + 2 - at, percent: times}
	if next := at + s.width; char == '\\' && next < len(text) && text[next] == '%' {
		if escaped := percentAt(text, next); escaped.char == '/' {
			return sign{char: '/', width: s.width + escaped.width, percent: times, escaped: true}
		}
	}
	return s
}

// maxBackslashes is how many backslashes an escape may have: JSON within JSON
// doubles them.
const maxBackslashes = 8

// backslashAt reads \/ and \u002b, and \x2b as web servers write it in logs.
func backslashAt(text []byte, at int) sign {
	i := at
	for i < len(text) && i < at+maxBackslashes && text[i] == '\\' {
		i++
	}
	if i == len(text) {
		return sign{}
	}
	switch b := text[i]; b {
	case '/', '+', '=', ':':
		return sign{char: b, width: i + 1 - at, escaped: true}
	case 'u':
		if i+2 < len(text) && text[i+1] == '0' && text[i+2] == '0' {
			if char, ok := hexAt(text, i+3); ok {
				return sign{char: char, width: i + 5 - at, escaped: true}
			}
		}
	case 'x':
		if char, ok := hexAt(text, i+1); ok {
			return sign{char: char, width: i + 3 - at, escaped: true}
		}
	}
	return sign{}
}

// referenceAt reads the character references that templates write into HTML:
// &#43; and &#x2B;.
func referenceAt(text []byte, at int) sign {
	i := at + 2
	if i >= len(text) || text[at+1] != '#' {
		return sign{}
	}
	base := 10
	if text[i] == 'x' || text[i] == 'X' {
		base = 16
		i++
	}
	n := 0
	for digits := i; i < len(text) && i < digits+4; i++ {
		switch b := text[i]; {
		case b == ';' && i > digits && n < 0x80:
			return sign{char: byte(n), width: i + 1 - at, escaped: true}
		case signs[b]&ofHex == 0 || base == 10 && b > '9':
			return sign{}
		default:
			n = n*base + int(hexValue(b))
		}
	}
	return sign{}
}

func hexAt(text []byte, at int) (byte, bool) {
	if at+1 >= len(text) || signs[text[at]]&signs[text[at+1]]&ofHex == 0 {
		return 0, false
	}
	return hexByte(text[at], text[at+1]), true
}

// signBefore returns the character that ends before an offset which stands
// between two signs, and where it starts. Blanks that are escaped and the
// colours of a terminal are a blank. Before the text it is 0.
func signBefore(text []byte, at int) (char byte, start int) {
	if at == 0 {
		return 0, 0
	}
	for _, width := range []int{3, 5, 7, 4, 6} { // %3A, %253A, %25253A, \x3A, \u003A
		s := at - width
		if s < 0 || text[s] != '%' && text[s] != '\\' {
			continue
		}
		if r := signAt(text, s); r.width == width {
			return r.char, s
		}
	}
	switch char, start = text[at-1], at-1; char {
	case 'n', 'r', 't':
		if start > 0 && text[start-1] == '\\' {
			return ' ', start - 1
		}
	case 'm':
		s := start
		for s > 0 && (text[s-1] == ';' || text[s-1] >= '0' && text[s-1] <= '9') {
			s--
		}
		if s >= 2 && text[s-1] == '[' && text[s-2] == escape {
			return ' ', s - 2
		}
	}
	return char, start
}

const escape = 0x1b

// standsFirst reports whether a word may start at an offset.
func standsFirst(text []byte, at int) bool {
	char, _ := signBefore(text, at)
	return signs[char]&ofWord == 0
}

// standsLast reports whether a word may end at an offset.
func standsLast(text []byte, at int) bool {
	return at >= len(text) || signs[text[at]]&ofWord == 0
}

// undone counts what was undone of a token.
type undone struct {
	percent int // how often it was decoded
	escapes int
	url     bool // the letters of base64url stood in it
	padding int  // how many = were lost
}

// count takes a character in, and returns its width.
func (u *undone) count(s sign) int {
	u.percent = max(u.percent, s.percent)
	if s.escaped {
		u.escapes++
	}
	if s.char == '-' || s.char == '_' {
		u.url = true
	}
	return s.width
}

// repairs lists what was undone.
func (u *undone) repairs() (all []Repair) {
	if u.percent > 0 {
		all = append(all, Repair{CodeRepairedPercent, []any{u.percent}})
	}
	if u.escapes > 0 {
		all = append(all, Repair{CodeRepairedEscapes, nil})
	}
	if u.url {
		all = append(all, Repair{CodeRepairedBase64URL, nil})
	}
	if u.padding > 0 {
		all = append(all, Repair{CodeRepairedPadding, []any{u.padding}})
	}
	return all
}
