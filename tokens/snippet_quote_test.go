package tokens_test

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"atc/tokens"
)

// hostileTexts are what a careless quoting breaks on.
var hostileTexts = []string{
	`"`, `\`, `\"`, `\\"; evil();//`, "$x", "{$x}", "${x}", "#{x}", "`x`", "%s%d", "'", "??/", "??/\"", "?>", "*/", "</script>",
	"\n", "\r\n", "\t", "\x00", "a\x001", "\x1b[31m", "\x7f", "\x85", "\u2028\u2029", "\u202e", "é1", "éa", "é7", "日本", "🙂", "🙂0",
	`\u0022`, `\\u0022`, `\u000a`, `\uuu0022`, "\xff", "\xc3", "a\xffb", "{value}", "{name}{args}{body}", "\ufeff", "\ufffd",
}

func TestTextsKeepTheirValueInEveryLanguage(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	texts := hostileTexts
	for range 300 {
		texts = append(texts, hostileText(random))
	}
	for _, l := range tokens.Languages() {
		t.Run(l.ID, func(t *testing.T) {
			t.Parallel()
			bytesAllowed := l.ID == "go" || l.ID == "cpp" || l.ID == "php"
			for _, text := range texts {
				r := snippetRequest(t, "rtc-account", tokens.Values{"account": text})
				program, err := tokens.Default.Snippet(r, l.ID)
				var none *tokens.NoBuilderError
				if errors.As(err, &none) && !bytesAllowed && !utf8.ValidString(text) {
					continue
				}
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				requireLiteral(t, l.ID, program, text)
			}
		})
	}
}

// hostileText mixes letters, what is special somewhere, and any bytes.
func hostileText(r *rand.Rand) string {
	const special = `"\$?{}'/*#0123456789abcdefuUxnrt`
	var b strings.Builder
	for range 1 + r.IntN(20) {
		switch r.IntN(4) {
		case 0:
			b.WriteByte(special[r.IntN(len(special))])
		case 1:
			b.WriteRune(rune(r.IntN(0x11000) * (1 + r.IntN(16))))
		case 2:
			b.WriteByte(byte(r.IntN(128)))
		case 3:
			b.WriteString(hostileTexts[r.IntN(len(hostileTexts))])
		}
	}
	text := b.String()
	return text[:min(len(text), tokens.MaxAccount)]
}

var accountLine = regexp.MustCompile(`(?m)account = (.*?);?$`)

// requireLiteral reads the account back from a program.
func requireLiteral(t *testing.T, language, program, want string) {
	t.Helper()
	for i := range len(program) {
		if c := program[i]; c > '~' || c < ' ' && c != '\n' && c != '\t' {
			t.Fatalf("%q leaves the byte %#x in the program", want, c)
		}
	}
	m := accountLine.FindStringSubmatch(program)
	if m == nil {
		t.Fatalf("%q: no account in\n%s", want, program)
	}
	got, err := readLiteral(language, m[1])
	if err != nil || got != want {
		t.Fatalf("%q is %s, which reads as %q (%v)", want, m[1], got, err)
	}
}

var sizedLiteral = regexp.MustCompile(`^std::string\((".*"), (\d+)\)$`)

// readLiteral is a small reader of the literals of all languages, strict in
// what it takes: an unknown escape is an error.
func readLiteral(language, literal string) (string, error) {
	switch language {
	case "go":
		return strconv.Unquote(literal)
	case "java":
		var err error
		if literal, err = translateJava(literal); err != nil {
			return "", err
		}
	case "cpp":
		if strings.Contains(literal, "??") {
			return "", errors.New("a trigraph")
		}
		if m := sizedLiteral.FindStringSubmatch(literal); m != nil {
			text, err := readEscapes(language, m[1])
			if n, _ := strconv.Atoi(m[2]); n != len(text) {
				return "", errors.New("the length is wrong")
			}
			return text, err
		}
	}
	text, err := readEscapes(language, literal)
	if err == nil && language == "cpp" && strings.Contains(text, "\x00") {
		return "", errors.New("ends at the NUL")
	}
	return text, err
}

// translateJava replaces Unicode escapes, as a compiler does before anything
// else. It keeps what is not ASCII apart from what the literal is made of.
func translateJava(s string) (string, error) {
	var units []uint16
	slashes := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && slashes%2 == 0 && i+5 < len(s) && s[i+1] == 'u' {
			n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
			if err != nil || n < utf8.RuneSelf {
				return "", errors.New("a Unicode escape that is none, or of ASCII")
			}
			units = append(units, uint16(n))
			i += 5
			slashes = 0
			continue
		}
		if s[i] == '\\' {
			slashes++
		} else {
			slashes = 0
		}
		units = append(units, uint16(s[i]))
	}
	return string(utf16.Decode(units)), nil
}

// specialCharacters are those that stand for themselves after a backslash.
var specialCharacters = map[string]string{"node": `"\`, "python": `"\`, "java": `"\`, "cpp": `"\?`, "php": `"\$`}

func readEscapes(language, s string) (string, error) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", errors.New("no quotes around it")
	}
	s = s[1 : len(s)-1]
	var out []byte
	var units []uint16 // of UTF-16, which may come in pairs
	for i := 0; i < len(s); {
		if s[i] == '"' || s[i] == '$' && language == "php" {
			return "", errors.New("ends early")
		}
		if s[i] == '\\' && i+5 < len(s) && s[i+1] == 'u' && (language == "node" || language == "python") {
			n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
			if err != nil {
				return "", err
			}
			units = append(units, uint16(n))
			i += 6
			continue
		}
		out, units = append(out, string(utf16.Decode(units))...), units[:0]
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
			continue
		}
		raw, n, err := readEscape(language, s[i+1:])
		if err != nil {
			return "", err
		}
		out = append(out, raw...)
		i += 1 + n
	}
	return string(out) + string(utf16.Decode(units)), nil
}

// readEscape reads what follows a backslash, and says how long it is.
func readEscape(language, s string) (string, int, error) {
	octal := language == "java" || language == "cpp" || language == "php"
	switch {
	case s == "":
		return "", 0, errors.New("escapes its last quote")
	case strings.IndexByte(specialCharacters[language], s[0]) >= 0:
		return s[:1], 1, nil
	case s[0] >= '0' && s[0] <= '7' && octal && len(s) >= 3:
		n, err := strconv.ParseUint(s[:3], 8, 8)
		return string([]byte{byte(n)}), 3, err
	case s[0] == 'U' && language == "python" && len(s) >= 9:
		n, err := strconv.ParseUint(s[1:9], 16, 32)
		return string(rune(n)), 9, err
	}
	return "", 0, errors.New("an escape that it does not have")
}
