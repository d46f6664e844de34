package envfile

import (
	"bytes"
	"strings"
)

const (
	bullets  = "••••"
	ellipsis = "…"
	lastSeen = 4  // characters of a secret that are shown
	maxShown = 60 // characters that are shown around a change
)

// A shower makes the lines of a file fit to be seen by whoever looks over the
// shoulder.
type shower struct {
	data        []byte
	json        bool
	appID, cert string
}

// lines returns the lines of the edits, before and after.
func (s *shower) lines(edits []edit) (shown []ChangedLine) {
	counter := lineCounter{data: s.data}
	for len(edits) > 0 {
		start := bytes.LastIndexByte(s.data[:edits[0].from], '\n') + 1
		end := lineEnd(s.data, start)
		n := 0
		for n < len(edits) && edits[n].from <= end {
			n++
		}
		line := s.line(edits[:n], start, end)
		line.Number = counter.of(start)
		shown, edits = append(shown, line), edits[n:]
	}
	return shown
}

// line returns one line with its edits. Only these are shown with their names:
// on the one line of a compact JSON file there are other people's secrets.
func (s *shower) line(edits []edit, start, end int) (line ChangedLine) {
	at := max(start, min(afterMark(s.data), end))
	for _, e := range edits {
		key := max(e.start, at)
		head := s.between(at, key) + s.hide(string(s.data[key:e.from]))
		tail := string(s.data[e.to:e.end])
		line.Before += head + mask(s.cert) + tail
		line.After += head + e.with + tail
		at = e.end
	}
	rest := s.between(at, end)
	line.Before += rest
	line.After += rest
	return line
}

// between returns what stands beside the edits: blanks, punctuation and a
// comment as they are, and … for everything else.
func (s *shower) between(from, to int) string {
	text := strings.TrimRight(string(s.data[from:to]), "\r")
	plain := blanks
	if s.json {
		plain += "{}[],:"
	}
	rest := strings.Trim(text, plain)
	isComment := !s.json && strings.HasPrefix(rest, "#")
	if rest != "" && !isComment {
		return ellipsis
	}
	shown := []rune(s.hide(text))
	if len(shown) <= maxShown {
		return string(shown)
	}
	return string(shown[:maxShown]) + ellipsis
}

// hide masks what has the form of a certificate, all of it where it is part of
// something longer. The App ID stays, so that one sees whose line it is.
func (s *shower) hide(text string) string {
	var out strings.Builder
	for text != "" {
		run := strings.IndexFunc(text, isNotHex)
		if run < 0 {
			run = len(text)
		}
		if hex := text[:run]; run >= idLength && (hex != s.appID || strings.EqualFold(hex, s.cert)) {
			out.WriteString(mask(hex))
		} else {
			out.WriteString(hex)
		}
		text = text[run:]
		other := strings.IndexFunc(text, func(r rune) bool { return !isNotHex(r) })
		if other < 0 {
			other = len(text)
		}
		out.WriteString(text[:other])
		text = text[other:]
	}
	return out.String()
}

func mask(hex string) string { return bullets + hex[len(hex)-lastSeen:] }
