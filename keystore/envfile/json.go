package envfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// maxDepth is how deep objects and arrays may be nested.
const maxDepth = 64

// A frame is an object or array that the reader is in.
type frame struct {
	object bool
	scope  int    // of the object, or of the one around the array
	key    string // the latest of the object
	keyed  bool   // a value comes next
	start  int    // where the key starts
	line   int    // of the key
}

// A jsonReader goes over the tokens of a JSON text.
type jsonReader struct {
	data   []byte
	doc    *document
	frames []frame
	lines  lineCounter
}

// scanJSON finds the entries of a JSON text.
func scanJSON(data []byte) (*document, error) {
	mark := afterMark(data)
	if err := checkJSON(data, mark); err != nil {
		return nil, err
	}
	r := jsonReader{data: data, doc: &document{}, lines: lineCounter{data: data}}
	decoder := json.NewDecoder(bytes.NewReader(data[mark:]))
	decoder.UseNumber()
	for {
		before := mark + int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil { // the text is valid, so that this is its end
			return r.doc, nil //nolint:nilerr // as above
		}
		r.doc.items = append(r.doc.items, fmt.Sprintf("%T %v", token, token))
		start, end := skip(data, before, " \t\r\n,:"), mark+int(decoder.InputOffset())
		if err := r.take(token, start, end); err != nil {
			return nil, err
		}
	}
}

// checkJSON says on which line a text stops being JSON. The error of the
// decoder is not handed on, as it has a piece of the text.
func checkJSON(data []byte, mark int) error {
	var whole json.RawMessage
	err := json.Unmarshal(data[mark:], &whole)
	if err == nil {
		return nil
	}
	if len(bytes.TrimSpace(data[mark:])) == 0 {
		return errors.New("it is empty, and so no JSON")
	}
	lines := lineCounter{data: data}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at := max(mark, min(mark+int(syntax.Offset)-1, len(data)))
		return fmt.Errorf("it is not valid JSON on line %d: correct it there, and take out comments if it has any", lines.of(at))
	}
	return errors.New("it is not valid JSON")
}

// take handles one token.
func (r *jsonReader) take(token json.Token, start, end int) error {
	if s, ok := token.(string); ok {
		line := r.lines.of(start)
		r.doc.texts = append(r.doc.texts, text{line, s})
		if f := r.frame(); f != nil && f.object && !f.keyed {
			f.key, f.keyed, f.start, f.line = s, true, start, line
			return nil
		}
	}
	switch delim, _ := token.(json.Delim); delim {
	case '{', '[':
		return r.enter(delim == '{')
	case '}', ']':
		r.frames = r.frames[:len(r.frames)-1]
	default:
		r.value(token, start, end)
	}
	if f := r.frame(); f != nil {
		f.keyed = false
	}
	return nil
}

// frame returns the innermost object or array, or nil outside of all.
func (r *jsonReader) frame() *frame {
	if len(r.frames) == 0 {
		return nil
	}
	return &r.frames[len(r.frames)-1]
}

func (r *jsonReader) enter(object bool) error {
	if len(r.frames) == maxDepth {
		return fmt.Errorf("its objects and arrays are nested more than %d deep: is it the right file?", maxDepth)
	}
	scope := noParent
	if f := r.frame(); f != nil {
		scope = f.scope
	}
	if object {
		r.doc.parents = append(r.doc.parents, scope)
		scope = len(r.doc.parents) - 1
	}
	r.frames = append(r.frames, frame{object: object, scope: scope})
	return nil
}

// value takes a value that is no object or array as an entry if its key is
// recognised.
func (r *jsonReader) value(token json.Token, start, end int) {
	f := r.frame()
	if f == nil || !f.object {
		return
	}
	means, known := lookUp(f.key, true)
	if !known {
		return
	}
	e := entry{
		meaning: means, key: f.key, line: f.line, scope: f.scope, literal: true,
		item: len(r.doc.items) - 1, place: place{f.start, start, end, end},
	}
	switch v := token.(type) {
	case string:
		e.value = strings.TrimSpace(v)
		e.place = place{f.start, start + 1, end - 1, end}
	case nil:
	default:
		e.flaw = "is no text in quotes"
	}
	r.doc.found = append(r.doc.found, e)
}
