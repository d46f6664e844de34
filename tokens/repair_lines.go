package tokens

import (
	"strings"
	"unicode/utf8"
)

// joins are the ways in which lines are put together again, the likeliest
// first. Each keeps what the one before it takes away.
var joins = []func(text string) form{
	func(text string) form { return joinAll(linesOf(text)) },
	func(text string) form { return joinAll(trimmedLines(text)) },
	func(text string) form { return joinRuns(trimmedLines(text)) },
	func(text string) form { return joinAll(quotedLines(text)) },
	func(text string) form { return joinRuns(quotedLines(text)) },
	joinColumn,
}

// lineBreaks writes all line breaks alike, those that are written out, too.
var lineBreaks = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", `\r\n`, "\n", `\n`, "\n", "%0D%0A", "\n", "%0d%0a", "\n", "%0A", "\n", "%0a", "\n",
)

func linesOf(text string) []string { return strings.Split(lineBreaks.Replace(text), "\n") }

// joinAll puts all pieces together.
func joinAll(pieces []string) (f form) {
	for _, p := range pieces {
		if n := len(f.text); p != "" && n > 0 && (len(f.breaks) == 0 || f.breaks[len(f.breaks)-1] < n) {
			f.breaks = append(f.breaks, n)
		}
		f.text = append(f.text, p...)
	}
	return f
}

// Signs around the lines of a token: how mail quotes, comments, frames on a
// terminal, and what says that a line goes on.
const (
	lineOpeners = " \t>|│┃║▌*\"'`"
	lineClosers = " \t\\|│┃║▐\"'`"
)

func trimmedLines(text string) []string {
	all := linesOf(text)
	for i, l := range all {
		all[i] = strings.TrimRight(strings.TrimLeft(l, lineOpeners), lineClosers)
	}
	return all
}

// joinRuns puts only pieces together of which the first ends like a token and the
// other is nothing but part of one: those of a token within a log.
func joinRuns(pieces []string) (f form) {
	const least = 16
	ends := false
	for _, l := range pieces {
		if l == "" {
			continue
		}
		switch isRun := pieceEnd(l) == len(l); {
		case len(f.text) == 0:
		case ends && isRun:
			f.breaks = append(f.breaks, len(f.text))
		default:
			f.text = append(f.text, '\n')
		}
		f.text = append(f.text, l...)
		run := 0
		for run < len(l) && signs[l[len(l)-1-run]]&ofToken != 0 {
			run++
		}
		ends = run >= least
	}
	return f
}

// quotedLines returns the strings that stand on a line each, without the signs
// by which most languages put them together.
func quotedLines(text string) []string {
	const quotes = "\"'`"
	all := linesOf(text)
	for i, l := range all {
		if first := strings.IndexAny(l, quotes); first >= 0 && strings.Trim(l[:first], " \t+.&(") == "" {
			l = l[first+1:]
		}
		if last := strings.LastIndexAny(l, quotes); last >= 0 && strings.Trim(l[last+1:], " \t+.&\\,;)") == "" {
			l = l[:last]
		}
		all[i] = l
	}
	return all
}

// joinColumn puts together what stands in one column of a terminal: behind times
// or line numbers, or between frames.
func joinColumn(text string) form {
	all := linesOf(text)
	for i, l := range all {
		at, end := longestPiece(l)
		if !startsLikeToken(l[at:end]) {
			continue
		}
		pieces := []string{l[:at] + l[at:end]}
		column := utf8.RuneCountInString(l[:at])
		for _, l := range all[i+1:] {
			piece := l[columnStart(l, column):]
			if end := pieceEnd(piece); end > 0 {
				pieces = append(pieces, piece[:end])
				continue
			}
			break
		}
		return joinAll(pieces)
	}
	return form{}
}

// longestPiece returns where the longest run of characters of tokens is in a
// line.
func longestPiece(line string) (at, end int) {
	for i := 0; i < len(line); i++ {
		if n := pieceEnd(line[i:]); n > 0 {
			if n > end-at {
				at, end = i, i+n
			}
			i += n
		}
	}
	return at, end
}

// pieceEnd returns the length of the run of characters of tokens at the start of
// a text.
func pieceEnd(text string) int {
	for i := range len(text) {
		if signs[text[i]]&ofToken == 0 {
			return i
		}
	}
	return len(text)
}

// columnStart returns where a column starts in a line, or its length.
func columnStart(line string, column int) int {
	for i := range line {
		if column == 0 {
			return i
		}
		column--
	}
	return len(line)
}

// startsLikeToken reports whether a piece of some length starts with the digits
// of a version, or is hexadecimal as the keys without are.
func startsLikeToken(piece string) bool {
	const least = 16
	if len(piece) < least {
		return false
	}
	return piece[:2] == "00" && piece[2] >= '3' && piece[2] <= '7' || strings.HasPrefix(piece, "1:") || isHexText(piece)
}
