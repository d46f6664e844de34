package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep objects and lists may be nested in a body. The JSON of a
// composed token has 8 levels.
const maxDepth = 16

// maxNames is how many names one object may have: each is compared with all
// before it.
const maxNames = 1000

// parseBody reads a body that is one JSON object, or nothing but blanks, which
// gives nothing. Unlike package json it refuses what two readers would take
// differently: a name that is given twice, and text that is not Unicode.
func parseBody(body []byte) ([]member, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	if !utf8.Valid(body) {
		return nil, bad("body", "is not UTF-8: send JSON in UTF-8")
	}
	if err := checkSyntax(body); err != nil {
		return nil, err
	}
	r := jsonReader{body: body, decoder: json.NewDecoder(bytes.NewReader(body))}
	r.decoder.UseNumber()
	r.replaced = bytes.ContainsRune(body, utf8.RuneError) || bytes.Contains(bytes.ToLower(body), []byte(`\ufffd`))
	v, err := r.value(1)
	switch {
	case err != nil:
		return nil, err
	case v.sort != anObject:
		return nil, bad("body", `is %s: send one JSON object, such as {"channel":"lobby"}`, v.sort)
	}
	return v.members, nil
}

// checkSyntax says where the body is no JSON, or has more than one value.
func checkSyntax(body []byte) error {
	if json.Valid(body) {
		return nil
	}
	var nothing json.RawMessage
	syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(body, &nothing))
	switch {
	case !ok:
		return bad("body", "is not JSON")
	case strings.Contains(syntax.Error(), "after top-level value"):
		return bad("body", "has something behind the JSON object (byte %d): send one object", syntax.Offset)
	case strings.Contains(syntax.Error(), "unexpected end"):
		return bad("body", "is not JSON: it ends too early (byte %d)", syntax.Offset)
	}
	return bad("body", "is not JSON: %s (byte %d)", strings.TrimPrefix(syntax.Error(), "json: "), syntax.Offset)
}

// A jsonReader reads JSON whose syntax was checked.
type jsonReader struct {
	body    []byte
	decoder *json.Decoder
	// replaced says that the body itself has the character which stands for
	// what is not Unicode.
	replaced bool
}

func (r *jsonReader) value(depth int) (value, error) {
	start := int(r.decoder.InputOffset())
	t, err := r.decoder.Token()
	if err != nil {
		return value{}, bad("body", "is not JSON: %v", err)
	}
	switch t := t.(type) {
	case string:
		return value{sort: aText, text: t}, r.checkText(t)
	case json.Number:
		return value{sort: aNumber, text: t.String()}, nil
	case bool:
		if t {
			return value{sort: aFlag, text: "true"}, nil
		}
		return value{sort: aFlag, text: "false"}, nil
	case json.Delim:
		return r.compound(t, start, depth)
	}
	return value{}, nil // null
}

// compound reads the rest of a list or an object, whose bracket was read, and
// before that the bytes up to start.
func (r *jsonReader) compound(open json.Delim, start, depth int) (value, error) {
	if depth > maxDepth {
		return value{}, bad("body", "is nested more than %d levels deep: flatten it", maxDepth)
	}
	v := value{sort: aList}
	if open == '{' {
		v.sort = anObject
	}
	for r.decoder.More() {
		var err error
		if v.sort == anObject {
			err = r.member(&v, depth)
		} else {
			var item value
			item, err = r.value(depth + 1)
			v.list = append(v.list, item)
		}
		if err != nil {
			return v, err
		}
	}
	_, err := r.decoder.Token() // the closing bracket
	v.raw = strings.TrimLeft(string(r.body[start:r.decoder.InputOffset()]), " \t\r\n:,")
	return v, err
}

func (r *jsonReader) member(v *value, depth int) error {
	t, err := r.decoder.Token()
	if err != nil {
		return bad("body", "is not JSON: %v", err)
	}
	name, _ := t.(string)
	if err := r.checkText(name); err != nil {
		return err
	}
	if slices.ContainsFunc(v.members, func(m member) bool { return m.name == name }) {
		return bad(name, "is given twice: give it once")
	}
	if len(v.members) == maxNames {
		return bad("body", "has an object with more than %d names: send fewer", maxNames)
	}
	item, err := r.value(depth + 1)
	v.members = append(v.members, member{name, item})
	return err
}

// checkText refuses the half of a surrogate pair, which package json reads as a
// character that the client did not send.
func (r *jsonReader) checkText(s string) error {
	if !r.replaced && strings.ContainsRune(s, utf8.RuneError) {
		return bad("body", `has half of a surrogate pair (such as \ud83d), which is no character`)
	}
	return nil
}
