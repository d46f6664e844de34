package tokens

import (
	"fmt"
	"slices"
)

// A Rule is one thing that can be wrong with a token, or surprise people about
// it: one entry of [Catalog.Rules]. Findings, the verdict, the reference in the
// README and the explanation of SDK codes are all read off these entries.
// Several rules may share a code where one cause is told apart by what is known.
type Rule struct {
	Code     Code
	Severity Severity
	// Needs is what must be known for the rule to be asked.
	Needs Need
	// Unless are the codes of findings of which this one would only be a
	// consequence: the rule is not asked where one of them was found. Their
	// rules stand before it in the table.
	Unless []Code
	// Title says in a few words what is found, without values: a clause about
	// the token that completes "would be refused: …".
	Title string
	// Text is the sentence of the finding, with a verb of package fmt for each
	// of the values that Check returns.
	Text string
	// Advice says what to do. It has no values.
	Advice string
	// Failure is the way in which an SDK fails, or "" where it does not.
	Failure Failure
	// Products are the IDs of the products that it is about, nil where it is
	// about all. It is named as a cause of their codes only, and where the
	// product is known and is another, it is not asked.
	Products []string
	// Unverified says that no source of Agora's settles what the rule rests on.
	Unverified bool
	// Check reports whether the rule applies, with the values for Text. It is
	// only asked where all of Needs is known. It takes time in proportion to the
	// token at most, for tokens may be hostile, and next to none where the rule
	// does not apply.
	Check func(*Case) (values []any, found bool)
}

// A Need is a set of what a [Rule] needs to know.
type Need uint16

// What a rule may need.
const (
	NeedsToken       Need = 1 << iota // something could be read of a token
	NeedsWhole                        // it could be read to its end
	NeedsTime                         // the time now
	NeedsCertificate                  // an App Certificate to check with
	NeedsProduct                      // what the token is used for
	NeedsAppID                        // the App ID that the app is initialised with
	NeedsChannel                      // the channel or room that it joins
	NeedsUser                         // the user that it joins as
	NeedsRole                         // the role that it joins in
	NeedsHost                         // the Chat REST host that it calls
)

// needWords are the words of the reference, in the order of the constants.
var needWords = []string{"token", "whole token", "time", "certificate", "product", "App ID", "channel", "user", "role", "host"}

// Words returns what is needed besides the text, for the reference.
func (n Need) Words() []string {
	var words []string
	for i, w := range needWords {
		if n&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return words
}

// asks reports whether the rule applies, with the values of its sentence.
func (r *Rule) asks(k *Case) (values []any, found bool) {
	if r.Needs&^k.known != 0 || r.Products != nil && k.Join.Product != "" && !slices.Contains(r.Products, k.Join.Product) {
		return nil, false
	}
	for _, code := range r.Unless {
		if k.has(code) {
			return nil, false
		}
	}
	return r.Check(k)
}

// finding returns what the rule has to say.
func (r *Rule) finding(values []any) Finding {
	f := Finding{Severity: r.Severity, Code: r.Code, Title: r.Title, Message: r.Text, Advice: r.Advice, Unverified: r.Unverified}
	if len(values) > 0 {
		f.Message = fmt.Sprintf(r.Text, values...)
	}
	if r.Unverified {
		f.Message += " (unverified)"
	}
	return f
}
