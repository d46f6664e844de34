package tokens

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of what [Catalog.Nearest] looks at and returns.
const (
	nearestOnes = 5
	nearWords   = 16 // of the query
	nearLetters = 64 // of a word
	leastWord   = 3  // letters, of a word in which a slip can be told
)

// Nearest returns the few codes that come closest to a query which names none:
// the same one in other SDKs, numbers that differ in one digit, and names that
// have words which are alike. There may be none.
func (c Catalog) Nearest(sdk, query string) []Explanation {
	if sdk != "" {
		if elsewhere := c.Explain("", query); len(elsewhere) > 0 {
			return elsewhere[:min(len(elsewhere), nearestOnes)]
		}
	}
	words := newCodeQuery(query).words
	words = words[:min(len(words), nearWords)]
	if len(words) == 0 {
		return nil
	}
	far := map[*SDKCode]int{}
	near := c.explanations(sdk, func(_ *SDK, code *SDKCode) bool {
		n, ok := distance(words, code)
		far[code] = n
		return ok
	})
	slices.SortStableFunc(near, func(a, b Explanation) int { return cmp.Compare(far[a.Code], far[b.Code]) })
	if len(near) == 0 && sdk != "" {
		return c.Nearest("", query)
	}
	return bySDK(near[:min(len(near), nearestOnes)])
}

// distance returns how far a code is from the words, the lower the closer, and
// whether it is near at all.
func distance(words []string, code *SDKCode) (int, bool) {
	const bonus = 8 // a word more that is alike counts for more than slips in others
	parts := wordsOf(code.names())
	total, alike := 0, 0
	for _, w := range words {
		if isCodeNumber(w) {
			if d := EditDistance(strings.TrimPrefix(w, "-"), strings.TrimPrefix(code.Code, "-")); isCodeNumber(code.Code) && len(w) > 1 && d <= 1 {
				alike, total = alike+1, total+d
			}
			continue
		}
		for _, part := range wordsOf(w) {
			if d := leastDistance(part, parts); len(part) >= leastWord && !isCodeSign(part) && d <= len(part)/4 {
				alike, total = alike+1, total+d
			}
		}
	}
	return total - bonus*alike, alike > 0
}

func leastDistance(word string, words []string) int {
	least := len(word)
	for _, w := range words {
		least = min(least, EditDistance(word, w))
	}
	return least
}

// wordsOf returns the words of a name, in lower case: those of INVALID_TOKEN
// and of AgoraErrorCodeInvalidToken.
func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToLower(apartAtCapitals(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// apartAtCapitals puts a blank before each capital that follows a small letter,
// so that AgoraErrorCodeTokenExpired is five words.
func apartAtCapitals(name string) string {
	var b strings.Builder
	before := rune(0)
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// EditDistance returns how many characters must be put in, taken out or replaced
// to make b of a. Texts of more than 64 characters are not compared: theirs is
// at least the length of the longer one.
func EditDistance(a, b string) int {
	if longest := max(len(a), len(b)); longest > nearLetters*utf8.UTFMax {
		return longest // a paste may be of any size
	}
	from, to := []rune(a), []rune(b)
	if len(from) > nearLetters || len(to) > nearLetters {
		return max(len(from), len(to))
	}
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j := range to {
			replaced := diagonal
			if from[i] != to[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
