package chatapi

import (
	"slices"
	"strings"
)

// A reason is what is known of one [Kind].
type reason struct {
	kind  Kind
	signs []sign // by which an answer of the service is known; nil for what is no answer
	// meaning and advice are what [Error.Meaning] and [Error.Advice] say.
	meaning, advice string
	// ofUser says that it lies in the user who is asked about, so that others
	// may fare better.
	ofUser bool
	// passing says that the same request may succeed in a while.
	passing bool
	// quote says that the description tells more than the meaning does.
	quote bool
}

// A sign is how an answer shows its reason. Whatever is left out is not looked
// at.
type sign struct {
	status int
	code   string // error
	words  string // in error_description, in lower case
	user   bool   // the call is for one user
}

func (s sign) fits(status int, code, words string, user bool) bool {
	return (s.status == 0 || s.status == status) &&
		(s.code == "" || s.code == code) &&
		strings.Contains(words, s.words) &&
		(user || !s.user)
}

// recognise returns the kind of an answer that is no success. The first row of
// the table that fits decides, so those that say more stand before others.
func recognise(status int, code, description string, user bool) Kind {
	code, description = strings.ToLower(code), strings.ToLower(description)
	for _, r := range answers {
		for _, s := range r.signs {
			if s.fits(status, code, description, user) {
				return r.kind
			}
		}
	}
	return KindRefused
}

// documented reports whether the service is known to use a code. Such a one is
// not masked where a short password happens to be a part of it.
func documented(code string) bool {
	return slices.ContainsFunc(answers, func(r reason) bool {
		return slices.ContainsFunc(r.signs, func(s sign) bool { return s.code != "" && s.code == code })
	})
}

// Kinds returns every kind of [Error], those that the service gives before
// those that lie before an answer or in its form.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(answers)+len(failures))
	for _, r := range slices.Concat(answers, failures) {
		kinds = append(kinds, r.kind)
	}
	return kinds
}

// reason returns the row of a kind, an empty one if there is none.
func (k Kind) reason() reason {
	for _, table := range [][]reason{answers, failures} {
		for _, r := range table {
			if r.kind == k {
				return r
			}
		}
	}
	return reason{kind: k}
}

// Meaning returns what it means that a request failed for this reason, "" for
// a kind that does not exist.
func (k Kind) Meaning() string { return k.reason().meaning }

// Advice returns what to do next about a request that failed for this reason.
func (k Kind) Advice() string { return k.reason().advice }

// AboutUser reports whether the reason lies in the one user who is asked
// about, so that the same request for others may succeed.
func (k Kind) AboutUser() bool { return k.reason().ofUser }

// Retryable reports whether the same request may succeed in a while.
func (k Kind) Retryable() bool { return k.reason().passing }
