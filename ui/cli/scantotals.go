package cli

import (
	"strings"
	"time"

	"atc/tokens"
	"atc/tokens/stream"
	"atc/ui"
)

// scanTotals counts what was found.
type scanTotals struct {
	files, unread       int64
	bytes, tokens       int64
	reported            int64 // of the tokens, those that the flags ask for
	refused, surprising int64 // of those, by the gravest finding
	leaks               int64
}

// advance counts what was searched of the file under way.
func (s *scan) advance(t stream.Totals) {
	s.saying.Lock()
	defer s.saying.Unlock()
	s.totals.bytes += t.Bytes - s.file.done.Bytes
	s.totals.tokens += t.Tokens - s.file.done.Tokens
	s.file.done = t
	s.seen = s.totals
}

// count counts what is reported.
func (s *scan) count(h *scanHit) {
	switch {
	case h.leak:
		s.totals.leaks++
		return
	case h.gravest == tokens.Refused:
		s.totals.refused++
	case h.gravest == tokens.Surprise:
		s.totals.surprising++
	}
	s.totals.reported++
}

// words sums up: "3 files, 1.2 GB, 10,000 tokens, 312 would be refused".
func (t *scanTotals) words() string {
	parts := []string{countWords(t.files, "file", "files"), ui.Size(t.bytes), countWords(t.tokens, "token", "tokens")}
	if t.reported < t.tokens {
		parts = append(parts, ui.Grouped(t.reported)+" reported")
	}
	if t.reported > 0 {
		parts = append(parts, ui.Grouped(t.refused)+" would be refused")
	}
	if t.leaks > 0 {
		parts = append(parts, countWords(t.leaks, "certificate", "certificates"))
	}
	return strings.Join(parts, ", ")
}

// failure says why a script should stop.
func (s *scan) failure() error {
	t, within := &s.totals, tokens.Severity(s.flags.failOn)
	if t.unread > 0 {
		return storagef("scan: %s could not be read", countWords(t.unread, "file or folder", "files or folders"))
	}
	grave, what := t.refused, " would be refused"
	if within == tokens.Surprise {
		grave, what = grave+t.surprising, " would be refused or surprise"
	}
	var reasons []string
	if grave > 0 {
		reasons = append(reasons, countWords(grave, "token", "tokens")+what)
	}
	if t.leaks > 0 {
		reasons = append(reasons, countWords(t.leaks, "certificate stands", "certificates stand")+" in the text")
	}
	if within == "" || len(reasons) == 0 {
		return nil
	}
	return negativef("scan: %s", strings.Join(reasons, ", and "))
}

// progress says how far the search is. The lock of what is said must be held.
func (s *scan) progress(time.Time) string {
	far := ui.Size(s.file.done.Bytes)
	if s.file.size > 0 {
		far += " of " + ui.Size(s.file.size)
	}
	parts := []string{s.file.shown, far, countWords(s.seen.tokens, "token", "tokens")}
	if s.seen.refused > 0 {
		parts = append(parts, ui.Grouped(s.seen.refused)+" would be refused")
	}
	return strings.Join(parts, " · ")
}

// countWords returns a number with what it counts: "1 file", "10,000 tokens".
func countWords(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return ui.Grouped(n) + " " + many
}
