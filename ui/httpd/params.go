package httpd

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Params are values by name, in the order in which a request gives them.
type params struct {
	members []member
	within  string // what the names of a nested object begin with in messages: "serviceRtc."
}

// A member is one value with its name.
type member struct {
	name  string
	value value
}

// A value is one that a request gives. All of a query are texts.
type value struct {
	sort    valueSort
	text    string   // of a text, a number, true and false
	raw     string   // of an object or list: the JSON as it stands
	list    []value  // of a list
	members []member // of an object
}

// A valueSort is what a value is.
type valueSort uint8

// The sorts of values, as in JSON.
const (
	aNull valueSort = iota
	aText
	aNumber
	aFlag
	aList
	anObject
)

// String returns the sort as a message calls it.
func (s valueSort) String() string {
	return []string{"null", "a text", "a number", "true or false", "a list", "an object"}[s]
}

// get returns the value called name. One that is null counts as not given.
func (p *params) get(name string) (value, bool) {
	for i := range p.members {
		if p.members[i].name == name {
			return p.members[i].value, p.members[i].value.sort != aNull
		}
	}
	return value{}, false
}

// has reports whether a value that is not null is given.
func (p *params) has(name string) bool {
	_, ok := p.get(name)
	return ok
}

// given returns the first of the names that has a value, or else the first: of
// a parameter that clients call differently.
func (p *params) given(names ...string) string {
	if i := slices.IndexFunc(names, p.has); i >= 0 {
		return names[i]
	}
	return names[0]
}

// bad returns the failure of status 400 for a parameter.
func (p *params) bad(name, format string, args ...any) *failure {
	return bad(p.within+name, format, args...)
}

// text returns a value that is a text or a number, which clients send one for
// the other, and "" if there is none.
func (p *params) text(name string) (string, error) {
	v, ok := p.get(name)
	if !ok {
		return "", nil
	}
	s, ok := v.scalar()
	if !ok {
		return "", p.bad(name, "is %s where a text or a number belongs", v.sort)
	}
	return s, nil
}

// whole returns a value that is a whole number from 0 on, as a number or as a
// text, and whether there is one. An empty text is none.
func (p *params) whole(name string) (n uint64, ok bool, err error) {
	s, err := p.text(name)
	if err != nil || s == "" {
		return 0, false, err
	}
	if n, err = strconv.ParseUint(s, 10, 64); err != nil {
		return 0, false, p.bad(name, "is not a whole number from 0 on")
	}
	return n, true, nil
}

// flag returns a value that is true or false, also as a text, and false if
// there is none.
func (p *params) flag(name string) (bool, error) {
	v, ok := p.get(name)
	switch {
	case !ok:
		return false, nil
	case (v.sort == aFlag || v.sort == aText) && (v.text == "true" || v.text == "false"):
		return v.text == "true", nil
	}
	return false, p.bad(name, "is neither true nor false")
}

// object returns a value that is an object, and an empty one if there is none.
func (p *params) object(name string) (*params, error) {
	v, ok := p.get(name)
	if ok && v.sort != anObject {
		return nil, p.bad(name, "is %s where an object belongs", v.sort)
	}
	return &params{v.members, p.within + name + "."}, nil
}

// scalar returns the text of a text or a number. A whole number is written
// without point or exponent, as 3600.0 and 3.6e3 are 3600 in JSON.
func (v *value) scalar() (string, bool) {
	switch v.sort {
	case aText:
		return v.text, true
	case aNumber:
		return plainNumber(v.text), true
	}
	return "", false
}

func plainNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	const exact = 1 << 53 // up to here, floats hold each whole number
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return s
	}
	return strconv.FormatInt(int64(f), 10)
}
