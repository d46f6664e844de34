package bulk

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"atc/chatapi"
)

// WriteCSV writes outcomes as CSV with the columns username, uuid, outcome and
// error, one user a line, in their order. The outcome is registered, existed
// or failed, the error is empty unless it is failed.
//
// What a terminal or a spreadsheet would take for more than text is made
// harmless: characters that cannot be printed are escaped, and a text that
// would be a formula gets an apostrophe before it. No username that the service accepts is
// changed.
func WriteCSV(w io.Writer, outcomes []chatapi.Outcome) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"username", "uuid", "outcome", "error"}) // Flush keeps the error
	for _, o := range outcomes {
		text := ""
		if o.Err != nil {
			text = o.Err.Error()
		}
		name := o.Username
		if _, err := chatapi.Username(name); err != nil {
			name = harmless(name)
		}
		if out.Write([]string{name, harmless(o.UUID), o.Result.String(), harmless(text)}) != nil {
			break
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the outcomes: %w", err)
	}
	return nil
}

// harmless returns a text as it can stand in a field that others open.
func harmless(text string) string {
	var b strings.Builder
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		b.WriteByte('\'')
	}
	for i, r := range text {
		switch {
		case r == utf8Error && !strings.HasPrefix(text[i:], string(utf8Error)):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// utf8Error is what ranging over a string gives for a byte that is no UTF-8.
const utf8Error = '\uFFFD'

// Refused returns the problems of the list as outcomes of users who failed, for
// results that are to have every line.
func (l *List) Refused() []chatapi.Outcome {
	outcomes := make([]chatapi.Outcome, len(l.Problems))
	for i, p := range l.Problems {
		outcomes[i] = chatapi.Outcome{Username: p.Username, Err: fmt.Errorf("line %d: %w", p.Line, p.Err)}
	}
	return outcomes
}
