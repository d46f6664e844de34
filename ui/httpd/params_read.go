package httpd

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// params returns what the request gives by name: the members of the JSON object
// in its body, whatever content type it says, then those of its query. The same
// name may stand in both if it has the same value.
func (c *call) params() (*params, error) {
	body, err := c.body()
	if err != nil {
		return nil, err
	}
	p := &params{}
	if p.members, err = parseBody(body); err != nil {
		if formEncoded(c.r.Header) && !beginsAsJSON(body) {
			return nil, bad("body", `is a form: send a JSON object, such as {"channel":"lobby"}, or the parameters in the query`)
		}
		return nil, err
	}
	if err := p.addQuery(c.r.URL.RawQuery); err != nil {
		return nil, err
	}
	return p, nil
}

// body reads the body of the request.
func (c *call) body() ([]byte, error) {
	if c.r.ContentLength == 0 || c.r.Body == nil {
		return nil, nil
	}
	if c.r.ContentLength > MaxBody {
		return nil, tooLarge()
	}
	if e := c.r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, &failure{status: http.StatusUnsupportedMediaType, name: "body", problem: "is compressed: send it as it is, without Content-Encoding"}
	}
	body, err := io.ReadAll(io.LimitReader(c.r.Body, MaxBody+1))
	switch {
	case len(body) > MaxBody:
		return nil, tooLarge()
	case isTimeout(err):
		return nil, &failure{status: http.StatusRequestTimeout, name: "body", problem: "did not arrive in time: send it at once", header: closing()}
	case err != nil:
		return nil, &failure{status: http.StatusBadRequest, name: "body", problem: "did not arrive whole", header: closing()}
	}
	return body, nil
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && t.Timeout()
}

// closing is the header of an answer after which the connection ends, because
// the rest of the request is not read.
func closing() http.Header { return http.Header{"Connection": {"close"}} }

func tooLarge() *failure {
	f := failed(http.StatusRequestEntityTooLarge, "has more than %d bytes: send less", MaxBody)
	f.name, f.header = "body", closing()
	return f
}

func formEncoded(h http.Header) bool {
	t := h.Get("Content-Type")
	return strings.HasPrefix(t, "application/x-www-form-urlencoded") || strings.HasPrefix(t, "multipart/form-data")
}

// beginsAsJSON reports whether a body was meant as JSON, which curl -d calls a
// form, too.
func beginsAsJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// addQuery adds the parameters of a query.
func (p *params) addQuery(query string) error {
	inBody := len(p.members)
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, text, err := parsePair(part)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(p.members[inBody:], func(m member) bool { return m.name == name }) {
			return bad(name, "is given twice in the query: give it once")
		}
		if i := slices.IndexFunc(p.members[:inBody], func(m member) bool { return m.name == name }); i >= 0 {
			if s, ok := p.members[i].value.scalar(); !ok || s != text {
				return bad(name, "is given in the body and in the query, with different values: give it once")
			}
			continue
		}
		p.members = append(p.members, member{name, value{sort: aText, text: text}})
	}
	return nil
}

// parsePair reads one part of a query.
func parsePair(part string) (name, text string, err error) {
	name, text, _ = strings.Cut(part, "=")
	name, err = unescapeQuery(name)
	if err != nil {
		return "", "", bad("query", "has a name that is not percent-encoded UTF-8: encode it")
	}
	text, err = unescapeQuery(text)
	if err != nil {
		return "", "", bad(name, "is not percent-encoded UTF-8: encode it")
	}
	return name, text, nil
}

func unescapeQuery(s string) (string, error) {
	if !strings.ContainsAny(s, "%+") {
		return s, checkUTF8(s)
	}
	s, err := url.QueryUnescape(s)
	if err != nil {
		return "", err
	}
	return s, checkUTF8(s)
}

var errNotUTF8 = errors.New("not UTF-8")

func checkUTF8(s string) error {
	if !utf8.ValidString(s) {
		return errNotUTF8
	}
	return nil
}
