package tokens

import (
	"slices"
	"strings"
	"unicode"
)

// A codeQuery is what somebody asks about codes, taken apart.
type codeQuery struct {
	text    string   // in lower case
	words   []string // of it: names such as err_token_expired, and numbers
	is      map[string]bool
	numbers map[string]bool // the words that are codes, by all that can be told
}

// The bounds of what is looked at.
const (
	maxQuery   = 64 << 10 // bytes
	shortQuery = 4        // words, up to which every number may be a code
	maxPhrase  = 8        // words, beyond which it is the line of a log
)

func newCodeQuery(query string) *codeQuery {
	q := &codeQuery{text: strings.ToLower(query[:min(len(query), maxQuery)]), is: map[string]bool{}, numbers: map[string]bool{}}
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }
	for _, w := range strings.FieldsFunc(q.text, apart) {
		if w = strings.TrimRight(w, "-_"); w == "" {
			continue
		}
		if last := len(q.words) - 1; w == "x" && last >= 0 && isCodeNumber(q.words[last]) {
			q.words[last] += ".x" // a release such as 1.x is no code
			continue
		}
		q.words = append(q.words, w)
	}
	for _, w := range q.words {
		q.is[w] = true
	}
	for i, w := range q.words {
		if isCodeNumber(w) && q.saysCode(i) {
			q.numbers[w] = true
		}
	}
	if len(q.numbers) == 0 && len(q.words) <= shortQuery {
		for _, w := range q.words {
			q.numbers[w] = isCodeNumber(w)
		}
	}
	return q
}

// codeSigns are parts of the words that stand before a code in a log.
var codeSigns = []string{"err", "code", "reason", "flag", "status", "result", "fail", "return"}

// saysCode reports whether what stands before word i says that it is a code.
func (q *codeQuery) saysCode(i int) bool {
	return slices.ContainsFunc(q.words[max(0, i-2):i], isCodeSign)
}

func isCodeSign(word string) bool {
	return slices.ContainsFunc(codeSigns, func(sign string) bool { return strings.Contains(word, sign) })
}

// isCodeNumber reports whether a word is a number as codes are: "110",
// "-10005", "600001-1".
func isCodeNumber(w string) bool {
	digits := strings.TrimPrefix(w, "-")
	return digits != "" && digits[0] != '-' && strings.Trim(digits, "0123456789-") == ""
}

// naming is a way in which a query names a code, the most telling last.
type naming int

const (
	byNothing naming = iota
	byNumber
	byCode // which is a word, and shared by several
	byName
)

func (q *codeQuery) names(s *SDK, code *SDKCode) naming {
	switch {
	case q.hasName(code.Name), slices.ContainsFunc(code.Aliases, q.hasName):
		return byName
	case isCodeNumber(code.Code) && q.hasNumber(s, code.Code), slices.ContainsFunc(code.Aliases, func(a string) bool { return q.numbers[a] }):
		return byNumber
	case !isCodeNumber(code.Code) && q.is[strings.ToLower(code.Code)]:
		return byCode
	}
	return byNothing
}

// hasName reports whether the query has a name: as a word, or in its text if
// the name is one of several words.
func (q *codeQuery) hasName(name string) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, " ") {
		return strings.Contains(q.text, name)
	}
	return q.is[name] && !isCodeNumber(name)
}

// hasNumber reports whether the query has the number of a code. The minus of
// one may be left out, and where methods return codes negated, stand before it.
func (q *codeQuery) hasNumber(s *SDK, code string) bool {
	return q.numbers[code] || q.numbers[strings.TrimPrefix(code, "-")] || s.Negated && q.numbers["-"+code]
}

// inTheirSDK keeps of several codes those whose SDK the query names besides:
// "rtm 5". If it names none of theirs, all are kept.
func (q *codeQuery) inTheirSDK(all []Explanation) []Explanation {
	var words []string
	for _, w := range q.words {
		if !isCodeNumber(w) && !isCodeSign(w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return all
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(e Explanation) bool {
		return !haveAll(strings.ToLower(e.SDK.ID+" "+e.SDK.Title), words)
	})
	if len(kept) == 0 {
		return all
	}
	return kept
}

// occursIn reports whether the texts have all words of the query. A number
// must be that of the code.
func (q *codeQuery) occursIn(code *SDKCode, texts ...string) bool {
	if slices.ContainsFunc(q.words, func(w string) bool {
		return isCodeNumber(w) && strings.TrimPrefix(code.Code, "-") != strings.TrimPrefix(w, "-")
	}) {
		return false
	}
	text := strings.ToLower(strings.Join(texts, " "))
	return haveAll(text, slices.DeleteFunc(slices.Clone(q.words), isCodeNumber))
}

// isPartOf reports whether the words of the query stand side by side in a name,
// whatever is between them: "invalid token" is a part of ERR_INVALID_TOKEN.
func (q *codeQuery) isPartOf(code *SDKCode) bool {
	const end = " "
	phrase := strings.Join(wordsOf(strings.Join(q.words, end)), end)
	return phrase != "" && strings.Contains(end+strings.Join(wordsOf(code.names()), end)+end, end+phrase+end)
}

func haveAll(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// names returns all that the code is called, without its number.
func (c *SDKCode) names() string { return c.Name + " " + strings.Join(c.Aliases, " ") }

// isNumber reports whether the query is nothing but a number.
func (q *codeQuery) isNumber() bool { return len(q.words) == 1 && isCodeNumber(q.words[0]) }
