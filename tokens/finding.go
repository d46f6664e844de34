package tokens

// A Severity says how much a finding matters.
type Severity string

// The severities, gravest first.
const (
	Refused  Severity = "refused"  // a service or SDK refuses the token, or does not let it do what it is for
	Surprise Severity = "surprise" // it works otherwise than people expect
	Hint     Severity = "hint"     // worth knowing, and perhaps the cause
	Note     Severity = "note"     // a fact without consequence
)

// Severities returns all severities, gravest first.
func Severities() []Severity { return []Severity{Refused, Surprise, Hint, Note} }

// AtLeast reports whether s is as grave as t, or graver.
func (s Severity) AtLeast(t Severity) bool { return s.rank() <= t.rank() }

// rank orders severities, gravest first.
func (s Severity) rank() int {
	switch s {
	case Refused:
		return 0
	case Surprise:
		return 1
	case Hint:
		return 2
	}
	return 3
}

// A Finding is something about a token that its reader should know. Its texts
// hold what stands in the token, escaped but not fit for a terminal.
type Finding struct {
	Severity Severity
	Code     Code
	// Title says in a few words what is found, without values: "the token has
	// ended".
	Title string
	// Message is one sentence that names the values, lower case, no full stop.
	Message string
	// Advice says what to do, or "". Lower case, no full stop.
	Advice string
	// Answer is what the SDK of the product says, the zero value where the
	// product is not known, or does not answer to this.
	Answer Answer
	// Unverified says that the finding rests on something that no source of
	// Agora's settles. The message says so, too.
	Unverified bool
}

// An Answer is the code and the name with which an SDK refuses. Either may be
// empty, where the SDK has only the other.
type Answer struct {
	Code, Name string
	// Also is what other releases or platforms of the product say instead, with
	// words that tell which: "in 4.x: reason 9". It is "" where there are none.
	Also string
}
