package tokens

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The values of a spec that may have more than one form in JSON, and what is
// said about those that have none of them.

// specError says in plain words what encoding/json found, and where.
func specError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		before := data[:min(int(syntax.Offset), len(data))]
		line := bytes.Count(before, []byte{'\n'}) + 1
		return fmt.Errorf("no valid JSON at line %d, character %d: %s", line, len(before)-bytes.LastIndexByte(before, '\n')-1, syntax.Error())
	case errors.As(err, &typ):
		return typeError(typ)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends too early: a bracket or quote is not closed")
	}
	if key, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%s is not known here: remove it or correct its spelling", key)
	}
	return err
}

func typeError(e *json.UnmarshalTypeError) error {
	want := "an object in { }"
	switch e.Type.Kind() {
	case reflect.Uint16, reflect.Uint32:
		want = fmt.Sprintf("a whole number from 0 to %d", uint64(1)<<e.Type.Bits()-1)
	case reflect.String:
		want = "text in quotes"
	case reflect.Slice:
		want = "a list in [ ]"
	}
	if e.Field == "" {
		return fmt.Errorf("%s stands where it does not fit: give %s", e.Value, want)
	}
	return fmt.Errorf("%s does not fit into %s: give %s", e.Value, e.Field, want)
}

// specTime is a time in Unix seconds or RFC 3339.
type specTime uint32

func (t *specTime) UnmarshalJSON(b []byte) error {
	var n uint32
	if json.Unmarshal(b, &n) == nil {
		*t = specTime(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("issued_at is neither Unix seconds nor a time such as 2023-11-14T22:13:20Z")
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.Unix() < 0 || at.Unix() > maxUint32 || at.Nanosecond() != 0 {
		return errors.New("issued_at is no time in whole seconds such as 2023-11-14T22:13:20Z, from 1970 to 2106")
	}
	*t = specTime(at.Unix())
	return nil
}

// specText is a string, a whole number taken as its digits, or {"hex": "…"}.
type specText string

func (t *specText) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '{':
		var h struct {
			Hex *specHex `json:"hex"`
		}
		if err := strictly(b, &h); err != nil {
			return err
		}
		if h.Hex == nil {
			return errors.New(`bytes that are not text are {"hex": "…"}`)
		}
		*t = specText(*h.Hex)
		return nil
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if _, err := json.Number(b).Int64(); err != nil {
			return fmt.Errorf("%.40s is no whole number: put it in quotes", b)
		}
		*t = specText(b)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("neither text nor a number: put text in quotes")
	}
	*t = specText(s)
	return nil
}

type specHex string

func (h *specHex) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("hexadecimal bytes must stand in quotes")
	}
	raw, err := hex.DecodeString(s)
	if err != nil {
		return errors.New("not hexadecimal: bytes are pairs of 0-9 and a-f")
	}
	*h = specHex(raw)
	return nil
}

// specFields names the field of an error in it.
type specFields map[string]SpecValue

func (f *specFields) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return errors.New(`fields are an object such as {"user_id": "alice"}`)
	}
	*f = make(specFields, len(raw))
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		var v SpecValue
		if err := v.UnmarshalJSON(raw[key]); err != nil {
			return fmt.Errorf("field %q: %w", key, err)
		}
		(*f)[key] = v
	}
	return nil
}

// UnmarshalJSON reads text, a number, {"hex": "…"} or a list of permissions.
func (v *SpecValue) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '[' {
		return json.Unmarshal(b, (*specText)(&v.Text))
	}
	var list []struct {
		ResourceType   uint16     `json:"resource_type"`
		PermissionType uint16     `json:"permission_type"`
		Resources      []specText `json:"resources"`
	}
	if err := strictly(b, &list); err != nil {
		return err
	}
	v.Permissions = []Permission{}
	for _, p := range list {
		q := Permission{ResourceType: p.ResourceType, PermissionType: p.PermissionType}
		for _, s := range p.Resources {
			q.Resources = append(q.Resources, string(s))
		}
		v.Permissions = append(v.Permissions, q)
	}
	return nil
}

// specPrivileges are {"1": 3600} or [{"id": 1, "seconds": 3600}]. An object is
// written in ascending order, a list in its own.
type specPrivileges []DecodedPrivilege

func (p *specPrivileges) UnmarshalJSON(b []byte) error {
	*p = specPrivileges{}
	if len(b) > 0 && b[0] == '[' {
		var list []struct {
			ID      *uint16
			Seconds uint32

			Name               json.RawMessage
			ExpiresAt          json.RawMessage `json:"expires_at"`
			EffectiveExpiresAt json.RawMessage `json:"effective_expires_at"`
		}
		if err := strictly(b, &list); err != nil {
			return fmt.Errorf("privileges: %w", err)
		}
		for _, e := range list {
			if e.ID == nil {
				return errors.New("privileges: one has no id: give its number")
			}
			*p = append(*p, DecodedPrivilege{ID: *e.ID, Value: e.Seconds})
		}
		return nil
	}
	var byID map[uint16]uint32
	if err := json.Unmarshal(b, &byID); err != nil {
		return fmt.Errorf(`privileges are {"id": seconds}, numbers up to 65535 and %d`, uint32(maxUint32))
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		*p = append(*p, DecodedPrivilege{ID: id, Value: byID[id]})
	}
	return nil
}
