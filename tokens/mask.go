package tokens

import (
	"strings"
	"unicode/utf8"
)

// The limits of what a report repeats.
const (
	maxReported = 64 // characters of a name
	maxCommon   = 15 // characters that a report may share with the token
)

// A mask takes out of a text what must not be published: App Certificates, the
// token itself, and App IDs as a whole.
type mask struct {
	text         string   // the token
	ids          []string // in lower case
	certificates []Certificate
	projects     []string // their names
}

// newMask returns a mask for what a case knows.
func newMask(k *Case) *mask {
	m := &mask{text: k.Text[:min(len(k.Text), MaxText)], certificates: k.Certificates}
	id := func(text string) {
		if len(text) > maxCommon { // one that is damaged is an App ID as well
			m.ids = append(m.ids, lowerASCII(text))
		}
	}
	if k.Token != nil {
		id(k.Token.AppID)
	}
	id(k.Join.AppID)
	for i := range k.Projects {
		id(k.Projects[i].AppID)
		m.projects = append(m.projects, k.Projects[i].Name)
	}
	for i := range k.Certificates {
		id(k.Certificates[i].AppID)
		m.projects = append(m.projects, k.Certificates[i].Project)
	}
	return m
}

// apply returns a text without what must not be published.
func (m *mask) apply(text string) string {
	text = withoutCertificates(text, m.certificates)
	for _, id := range m.ids {
		text = replaceFold(text, id, ends)
	}
	return m.withoutToken(text)
}

// withoutCertificates returns a text without the certificates at hand, which may
// stand in a token in place of a name.
func withoutCertificates(text string, all []Certificate) string {
	if !holdsHexID(text) {
		return text
	}
	for i := range all {
		if c := &all[i].Value; !c.IsZero() {
			text = replaceFold(text, lowerASCII(c.Reveal()), func(string) string { return "(App Certificate)" })
		}
	}
	return text
}

// holdsHexID reports whether so many hexadecimal characters stand in a row that
// they may be an App ID or App Certificate.
func holdsHexID(text string) bool {
	run := 0
	for i := range len(text) {
		if run++; !isHex(text[i]) {
			run = 0
		} else if run == hexIDLength {
			return true
		}
	}
	return false
}

// withoutToken cuts out what the text has in common with the token.
func (m *mask) withoutToken(text string) string {
	const n = maxCommon + 1
	var b strings.Builder
	kept := 0 // what stands before was dealt with
	for i := 0; i+n <= len(text); {
		if !strings.Contains(m.text, text[i:i+n]) {
			i++
			continue
		}
		end := i + n
		for end < len(text) && strings.Contains(m.text, text[i:end+1]) {
			end++
		}
		b.WriteString(text[kept:i] + "(part of the token)")
		kept, i = end, end
	}
	return b.String() + text[kept:]
}

// replaceFold replaces what is old but for the case of its letters, which are
// those of ASCII.
func replaceFold(text, old string, by func(string) string) string {
	lower := lowerASCII(text)
	var b strings.Builder
	kept := 0
	for {
		at := strings.Index(lower[kept:], old)
		if at < 0 {
			return b.String() + text[kept:]
		}
		b.WriteString(text[kept:kept+at] + by(text[kept+at:kept+at+len(old)]))
		kept += at + len(old)
	}
}

// lowerASCII keeps the length of the text, as strings.ToLower does not.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c - 'A' + 'a'
		}
	}
	return string(b)
}

// text returns what the token or the app calls something, as Markdown.
func (r *safeReport) text(text string) string {
	if text == "" {
		return "(empty)"
	}
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	shown := r.mask.apply(text)
	if n := utf8.RuneCountInString(shown); n > maxReported {
		shown = string([]rune(shown)[:maxReported]) + "…"
		return codeSpan(shown) + " (" + plural(len(text), "byte") + ")"
	}
	return codeSpan(shown)
}

// words returns a message as Markdown, without the names that projects have in
// the store of whoever reports.
func (r *safeReport) words(message string) string {
	for _, name := range r.mask.projects {
		message = strings.ReplaceAll(message, owner(name), owner(""))
	}
	return quotesAsCode(r.mask.apply(message))
}

// id returns an App ID by its ends.
func (r *safeReport) id(id string) string {
	if IsHexID(id) {
		return codeSpan(ends(id))
	}
	return r.text(ends(id)) + ", which is no App ID"
}

// ends returns the first and last characters of a longer text.
func ends(text string) string {
	const shown = 4
	if len(text) <= 2*shown {
		return text
	}
	return text[:shown] + "…" + text[len(text)-shown:]
}
