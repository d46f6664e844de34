package httpd

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
)

// The content types of answers, as the table has them and as they are sent.
const (
	jsonAnswer = "application/json"
	textAnswer = "text/plain"
	jsonType   = jsonAnswer + "; charset=utf-8"
	textType   = textAnswer + "; charset=utf-8"
)

// A reply is the body of an answer.
type reply struct {
	contentType string
	body        []byte
}

// textReply answers a text as it is.
func textReply(s string) reply { return reply{textType, []byte(s)} }

// jsonReply answers v as JSON in one line. v is of plain types, which can
// always be written.
func jsonReply(v any) reply {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // no answer is taken for HTML: see nosniff
	if err := e.Encode(v); err != nil {
		return reply{jsonType, []byte("{}\n")}
	}
	return reply{jsonType, b.Bytes()}
}

// A failure is why a request gets no token. Its text is what the client reads
// and what is logged: one clear sentence, without a full stop, that begins with
// the name of the parameter that is wrong.
type failure struct {
	status int
	// name is that of the parameter, "" if it is about none. It may be one that
	// the client has made up: see [service.present].
	name    string
	problem string
	// quoted is what the client has sent that problem has a %s for.
	quoted string
	header http.Header // that the answer has besides, such as Allow
	// unbuilt says that the parameters were read, and no token could be built
	// from them.
	unbuilt bool
}

// Error implements error.
func (f *failure) Error() string {
	if f.name == "" {
		return f.problem
	}
	return f.name + ": " + f.problem
}

// failed returns a failure that is about no parameter.
func failed(status int, format string, args ...any) *failure {
	return &failure{status: status, problem: fmt.Sprintf(format, args...)}
}

// quoting returns a failure that repeats what the client has sent, where problem
// has its one %s. It is no format otherwise.
func quoting(status int, text, problem string) *failure {
	return &failure{status: status, quoted: cmp.Or(text, `""`), problem: problem}
}

// about makes the failure one of a parameter.
func (f *failure) about(name string) *failure {
	f.name = name
	return f
}

// bad returns the failure of status 400 for a parameter.
func bad(name, format string, args ...any) *failure {
	return &failure{status: http.StatusBadRequest, name: name, problem: fmt.Sprintf(format, args...)}
}

// A shape is how an endpoint writes its failures.
type shape struct {
	form  form
	write func(*failure) reply
}

// A form is what an answer looks like, for the OpenAPI document.
type form struct {
	contentType string // without its parameters
	schema      schema
	doc         string
}

// plainShape is {"error":"…"}.
func plainShape() shape {
	return shape{
		form:  form{jsonAnswer, objectSchema(property{"error", textSchema("what is wrong, and what to do"), true}), "why there is no answer"},
		write: func(f *failure) reply { return jsonReply(map[string]string{"error": f.Error()}) },
	}
}
