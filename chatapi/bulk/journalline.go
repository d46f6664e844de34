package bulk

import (
	"encoding/json"
	"errors"
	"time"

	"atc/chatapi"
)

// version is that of the form of journals. One that is higher has lines that
// this program cannot make sense of.
const version = 1

// maxJournalLine is how long a line of a journal may be, in bytes: twice what
// [chatapi.MaxBatch] of the longest outcomes need.
const maxJournalLine = 1 << 20

// An entry is a line of a journal: the first one, which has a version, or one
// of Try, Done and End.
type entry struct {
	Version int       `json:"version,omitempty"`
	AppID   string    `json:"app_id,omitempty"`
	List    string    `json:"list,omitempty"`  // its hash
	Users   int       `json:"users,omitempty"` // how many are to be registered
	Since   time.Time `json:"since,omitzero"`  // of the service's clock, before the first was tried

	Try  []string      `json:"try,omitempty"`  // who is about to be tried
	Done []outcomeLine `json:"done,omitempty"` // what became of them
	End  *Summary      `json:"end,omitempty"`  // nothing is left to do
}

// line returns the entry as a line, with its end.
func (e entry) line() ([]byte, error) {
	text, err := json.Marshal(e)
	if err == nil && len(text) >= maxJournalLine {
		err = errors.New("the line would be too long")
	}
	return append(text, '\n'), err
}

// outcomeLine is a [chatapi.Outcome] as a journal has it.
type outcomeLine struct {
	Username string     `json:"username"`
	UUID     string     `json:"uuid,omitempty"`
	Result   string     `json:"result"`
	Error    *errorLine `json:"error,omitempty"`
}

// errorLine is a [chatapi.Error] as a journal has it, so that it says the same
// when it is told again, or the text of another error.
type errorLine struct {
	Text        string       `json:"text,omitempty"` // of an error that is none of the service, or of what lies under one
	Kind        chatapi.Kind `json:"kind,omitempty"`
	Doing       string       `json:"doing,omitempty"`
	Status      int          `json:"status,omitempty"`
	Code        string       `json:"code,omitempty"`
	Description string       `json:"description,omitempty"`
	Method      string       `json:"method,omitempty"`
	Path        string       `json:"path,omitempty"`
	RequestID   string       `json:"request_id,omitempty"`
	Unsure      bool         `json:"unsure,omitempty"`
	Because     *errorLine   `json:"because,omitempty"`
}

func toLines(outcomes []chatapi.Outcome) []outcomeLine {
	lines := make([]outcomeLine, len(outcomes))
	for i, o := range outcomes {
		lines[i] = outcomeLine{Username: o.Username, Result: o.Result.String(), Error: toErrorLine(o.Err)}
		if len(o.UUID) <= maxShown { // a longer one is none
			lines[i].UUID = o.UUID
		}
	}
	return lines
}

func toErrorLine(err error) *errorLine {
	var e *chatapi.Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return &errorLine{Text: shorten(err.Error())}
	}
	line := &errorLine{
		Kind: e.Kind, Doing: shorten(e.Doing), Status: e.Status, Code: shorten(e.Code), Description: shorten(e.Description),
		Method: e.Method, Path: shorten(e.Path), RequestID: shorten(e.RequestID), Unsure: e.Unsure,
	}
	if e.Err != nil {
		line.Text = shorten(e.Err.Error())
	}
	if e.Because != nil && e.Because != e {
		because := *e.Because
		because.Because = nil // one step is what an error tells of
		line.Because = toErrorLine(&because)
	}
	return line
}

// outcome returns what the line says. It fails if no line of ours says so.
func (l outcomeLine) outcome() (chatapi.Outcome, bool) {
	o := chatapi.Outcome{Username: l.Username, UUID: l.UUID, Err: l.Error.err()}
	for _, r := range []chatapi.Result{chatapi.ResultFailed, chatapi.ResultRegistered, chatapi.ResultExisted} {
		if l.Result == r.String() {
			o.Result = r
			return o, (o.Err != nil) == (r == chatapi.ResultFailed)
		}
	}
	return o, false
}

// err returns the error that the line tells of.
func (l *errorLine) err() error {
	switch {
	case l == nil:
		return nil
	case l.Kind == "":
		return errors.New(l.Text)
	}
	return l.apiError()
}

func (l *errorLine) apiError() *chatapi.Error {
	e := &chatapi.Error{
		Kind: l.Kind, Doing: l.Doing, Status: l.Status, Code: l.Code, Description: l.Description,
		Method: l.Method, Path: l.Path, RequestID: l.RequestID, Unsure: l.Unsure,
	}
	if l.Text != "" {
		e.Err = errors.New(l.Text)
	}
	if l.Because != nil {
		e.Because = l.Because.apiError()
	}
	return e
}
