package chatapi

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// fields are those of a JSON object. Any may be absent or of another type than
// documented, which is no error: it counts as absent. Names are not documented
// to be in any order or case but their own.
type fields map[string]json.RawMessage

// text returns a field that is a string, or a number as it is written.
func (f fields) text(name string) string { return asText(f[name]) }

func asText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// number returns a field that is a whole number, as such or in a string.
func (f fields) number(name string) (int64, bool) { return asNumber(f[name]) }

func asNumber(raw json.RawMessage) (int64, bool) {
	text := strings.TrimSpace(asText(raw))
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	// 1.7e12 is a number of milliseconds, too.
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x != math.Trunc(x) || math.Abs(x) > 1<<53 {
		return 0, false
	}
	return int64(x), true
}

// truth returns a field that is true or false, as such or in a string.
func (f fields) truth(name string) (value, known bool) {
	var b bool
	if raw := f[name]; raw != nil && !isNull(raw) && json.Unmarshal(raw, &b) == nil {
		return b, true
	}
	b, err := strconv.ParseBool(f.text(name))
	return b, err == nil && f.text(name) != ""
}

// lastMilli is the last moment that a time may be, in milliseconds: the end of
// the year 9999, the last that time.Time writes as JSON.
const lastMilli = 253402300799999

// millis returns a field that is a time in milliseconds since 1970.
func (f fields) millis(name string) time.Time {
	n, ok := f.number(name)
	if !ok || n <= 0 || n > lastMilli {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

// list returns a field that is a list, or the field itself as the only element
// of one: the service gives the same data as an object or as a list of objects.
func (f fields) list(name string) []json.RawMessage {
	raw := f[name]
	if len(raw) == 0 || isNull(raw) {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	return []json.RawMessage{raw}
}

// objects returns the objects of a field that is a list of them, or one.
func (f fields) objects(name string) (found []fields) {
	for _, raw := range f.list(name) {
		if o := parseObject(raw); o != nil {
			found = append(found, o)
		}
	}
	return found
}

// byName returns the fields of all objects of a field, by their names in lower
// case.
func (f fields) byName(name string) map[string]json.RawMessage {
	found := map[string]json.RawMessage{}
	for _, o := range f.objects(name) {
		for key, raw := range o {
			found[strings.Map(lower, key)] = raw
		}
	}
	return found
}

func isNull(raw json.RawMessage) bool { return bytes.Equal(bytes.TrimSpace(raw), []byte("null")) }

// users returns the users that an answer tells of.
func (f fields) users() (found []User) {
	for _, o := range f.objects("entities") {
		u := User{
			Username: strings.Map(lower, o.text("username")), UUID: o.text("uuid"), Nickname: o.text("nickname"),
			Created: o.millis("created"), Modified: o.millis("modified"),
		}
		if active, known := o.truth("activated"); known {
			u.State = StateBanned
			if active {
				u.State = StateActive
			}
		}
		if u.Username != "" || u.UUID != "" {
			found = append(found, u)
		}
	}
	return found
}

// user returns the user of a name, or of a UUID, which the service takes in its
// place.
func (f fields) user(name string) (User, bool) {
	all := f.users()
	for _, u := range all {
		if u.Username == name || strings.Map(lower, u.UUID) == name {
			return u, true
		}
	}
	if len(all) == 1 && all[0].Username == "" {
		all[0].Username = name
		return all[0], true
	}
	return User{}, false
}
