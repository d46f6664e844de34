package chatapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"atc/keystore/secret"
)

// hidden stands for what is masked. It is how a [secret.Value] shows itself.
const hidden = "[secret]"

const (
	// longToken is the shortest token of which the beginning is enough to know
	// it by, in bytes. Somebody who quotes one may cut it.
	longToken = 40
	// tokenStart is how much of such a token is enough to know it by.
	tokenStart = 20
)

var (
	// echoedPasswords is where an answer begins to repeat passwords. Nothing
	// says how it separates them, so all that follows goes.
	echoedPasswords = regexp.MustCompile(`(?is)(passwords? are\b).*`)
	// namedSecrets are values of fields that hold secrets, in JSON or in the
	// form of a log. The value may lack its end.
	namedSecrets = regexp.MustCompile(`(?i)((?:device_?token|(?:new)?passwords?|access_?token|client_?secret)\\?["']?\s*[:=]\s*)(\\?"(?:[^"\\]|\\[^"])*\\?"?|'[^']*'?|[^\s,;&})\]]+)`)
	// bearers are tokens in a header that is quoted.
	bearers = regexp.MustCompile(`(?i)(\bbearer\s+)[^\s"',;<]+`)
)

// A mask hides the secrets of a request in what comes back. It is made with
// each request and needed by few of them, so its parts wait for the first use.
// It is for one goroutine.
type mask struct {
	token     secret.Value
	passwords []secret.Value
	ready     bool
	known     *strings.Replacer // of the token, nil for none
	cut       *regexp.Regexp    // the token by its beginning, nil for none
	hide      []string          // the passwords, in every form
}

// newMask returns the mask of the bearer token and the passwords that a
// request was made with.
func newMask(token secret.Value, passwords ...secret.Value) *mask {
	return &mask{token: token, passwords: passwords}
}

// prepare makes the parts of the mask.
func (m *mask) prepare() {
	if m.ready {
		return
	}
	m.ready = true
	for _, p := range m.passwords {
		if !p.IsZero() {
			m.hide = append(m.hide, formsOf(p.Reveal())...)
		}
	}
	token := m.token.Reveal()
	if token == "" {
		return
	}
	if len(token) >= longToken {
		m.cut = regexp.MustCompile(regexp.QuoteMeta(token[:tokenStart]) + `[\w+/=.-]*`)
	}
	// The longest first, as one may be a part of another.
	forms := formsOf(token)
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, f := range slices.Compact(forms) {
		pairs = append(pairs, f, hidden)
	}
	m.known = strings.NewReplacer(pairs...)
}

// formsOf returns the forms in which an answer may quote a secret.
func formsOf(text string) []string {
	forms := []string{text, url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text)}
	if quoted, err := json.Marshal(text); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	same := content(func(func(secret.Value) any) any { return text }) // as it was sent
	if quoted, err := same.encode(masked); err == nil {
		forms = append(forms, string(quoted[1:len(quoted)-1]))
	}
	return forms
}

// text returns s without secrets: those that were sent, and what is one by the
// look of it. Nothing is left of a text that holds a password which it may hold
// by chance: what stands around a gap would tell that.
func (m *mask) text(s string) string {
	if s == "" {
		return ""
	}
	m.prepare()
	s = echoedPasswords.ReplaceAllString(s, "${1} "+hidden)
	s = namedSecrets.ReplaceAllString(s, "${1}"+hidden)
	s = bearers.ReplaceAllString(s, "${1}"+hidden)
	if m.known != nil {
		s = m.known.Replace(s)
	}
	if m.cut != nil {
		s = m.cut.ReplaceAllString(s, hidden)
	}
	if slices.ContainsFunc(m.hide, func(p string) bool { return strings.Contains(s, p) }) {
		return hidden
	}
	return s
}

// line returns s without secrets, of valid UTF-8 and with at most so many
// characters.
func (m *mask) line(s string, most int) string {
	return shorten(strings.ToValidUTF8(m.text(s), "\uFFFD"), most)
}

// error returns err, or if its text holds a secret another one without.
func (m *mask) error(err error) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); m.text(text) != text {
		return errors.New(m.text(text))
	}
	return err
}

// shorten returns the first characters of a text, with an ellipsis if there
// are more.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
