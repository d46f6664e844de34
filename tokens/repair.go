package tokens

// A Repair is one thing that was done to a text that was pasted, so that the
// token in it can be read. Nothing of the token is lost by it.
type Repair struct {
	Code   Code
	Values []any // for the text of the rule with this code
}

// A Reading is what [Catalog.Read] makes of a text that was pasted.
type Reading struct {
	// Text is the token, or where none could be made out the text without what
	// certainly does not belong to one, such as blanks and quotation marks.
	Text string
	// Repairs are in the order in which they were made. There are none where
	// there is nothing of a token.
	Repairs []Repair
	// Tokens is how many different tokens stand in the text, of which Text is
	// the first that can be read whole. No more than [MostTokens] are counted.
	Tokens int
	Token  *Token // of [Catalog.Decode] of Text, with its error
	Err    error
}

// MostTokens is up to how many the tokens in a text that was pasted are counted.
const MostTokens = 1000

// maxMended is how long a text is in which broken lines and lost + are looked
// for, in bytes. In a longer one, tokens are found where they stand in one piece.
const maxMended = 128 << 10

// Read finds the token in a text that was pasted, and decodes it: with quotation
// marks, a log line or JSON around it, broken into lines, percent-encoded, or
// with another damage that can be undone without loss. A text that decodes as it
// is stays as it is.
//
// What could be a guess (a blank that was a +, lines that belong together, lost
// padding) is only done where the token decodes with it. Where the format has no
// checksum, as all but 007, its parts must then be such as libraries write, too.
//
// Where nothing decodes, Text is what can be read furthest. Texts of any length
// are taken: of 10 MiB, it takes some hundredths of a second.
func (c Catalog) Read(text string) Reading {
	t, err := c.Decode(text)
	if err == nil {
		return Reading{Text: text, Tokens: 1, Token: t}
	}
	m := mender{catalog: c, peeled: peel(text)}
	as := form{text: []byte(m.core)}
	if r, ok := m.whole(as); ok {
		return r
	}
	if len(text) > maxMended {
		if r, ok := m.found(as); ok {
			return r
		}
		return m.furthest(nil)
	}
	visible, n := withoutInvisible(text)
	seen := mender{catalog: c, peeled: peel(visible)}
	seen.invisible += n
	forms := seen.forms()
	if r, ok := seen.whole(forms[0]); ok && n > 0 {
		return r
	}
	if r, ok := m.found(as); ok {
		return r
	}
	seen.damaged = m.damaged
	for _, f := range forms {
		if r, ok := seen.mended(f); ok {
			return r
		}
	}
	r := seen.furthest(forms)
	if r.Token != nil && len(r.Repairs) == 0 && r.Text != text {
		// Only blanks of other sorts became plain ones, which helped nothing.
		r.Text = text
		if r.Token, r.Err = c.Decode(text); r.Token == nil {
			r.Tokens = 0
		}
	}
	return r
}
