package tokens

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxSpec is the longest JSON that [ParseSpec] takes, in bytes.
const MaxSpec = 1 << 20

// A Spec is a 007 token as JSON says it, for tokens that no kind builds:
// several services of one type, unknown types, any values. What is nil comes
// from the project or the stamp.
//
//	{"expire": 3600, "issued_at": 1700000000, "salt": 1, "services": [
//	  {"type": 1, "fields": {"channel_name": "lobby", "uid": "12345"}, "privileges": {"1": 3600}}]}
//
// The JSON that a decoded token is written as is a spec as well. A string that
// is not UTF-8 is {"hex": "…"}.
type Spec struct {
	AppID     *string
	IssueTime *uint32 // Unix seconds
	Salt      *uint32
	Expire    uint32 // seconds after the issue
	Services  []SpecService
	Trailing  string // bytes after the last service
}

// A SpecService is one service of a [Spec]. Fields that are missing are
// written empty.
type SpecService struct {
	Type       uint16
	Privileges []DecodedPrivilege // in the order in which they are written
	Fields     map[string]SpecValue
	// Undecoded is written after the privileges of a type that the catalog
	// does not know, and alone if Raw: it is then all that follows the type.
	Undecoded string
	Raw       bool
}

// A SpecValue is the value of a field of a [SpecService].
type SpecValue struct {
	Text        string
	Permissions []Permission // not nil if the JSON is a list
}

// ParseSpec reads the JSON of a [Spec]. Its errors name the place that is
// wrong, in words for the person who wrote it. What only a catalog can tell,
// such as the fields of a service, is checked by [Catalog.Compose].
func ParseSpec(data []byte) (Spec, error) {
	if len(data) > MaxSpec {
		return Spec{}, fmt.Errorf("the JSON has %d bytes, at most %d are read", len(data), MaxSpec)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Spec{}, errRequired
	}
	var doc specDocument
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		return Spec{}, specError(data, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Spec{}, errors.New("something follows the JSON object: remove it")
	}
	return doc.spec()
}

// specDocument is a spec as it stands in JSON. What decoding adds and building
// does not need is taken and left.
type specDocument struct {
	Version         string            `json:"version"`
	AppID           *specText         `json:"app_id"`
	IssuedAt        *specTime         `json:"issued_at"`
	Expire          *uint32           `json:"expire"`
	LifetimeSeconds *uint32           `json:"lifetime_seconds"`
	Salt            *uint32           `json:"salt"`
	Services        []specServiceJSON `json:"services"`
	TrailingHex     specHex           `json:"trailing_hex"`

	Token, Signature, Verification, Findings, Error json.RawMessage
	ExpiresAt                                       json.RawMessage `json:"expires_at"`
	EffectiveExpiresAt                              json.RawMessage `json:"effective_expires_at"`
	ServiceCount                                    json.RawMessage `json:"service_count"`
	TrailingBytes                                   json.RawMessage `json:"trailing_bytes"`
	ZlibTrailingBytes                               json.RawMessage `json:"zlib_trailing_bytes"`
	InForce                                         json.RawMessage `json:"in_force"`
}

type specServiceJSON struct {
	Type         *uint16              `json:"type"`
	Fields       map[string]SpecValue `json:"fields"`
	Privileges   *specPrivileges      `json:"privileges"`
	UndecodedHex specHex              `json:"undecoded_hex"`

	Name, Unknown json.RawMessage
}

func (d *specDocument) spec() (Spec, error) {
	if d.Version != "" && d.Version != string(AccessToken2) {
		return Spec{}, fmt.Errorf("version is %q: only 007 tokens can be composed", d.Version)
	}
	s := Spec{Expire: 3600, Salt: d.Salt, IssueTime: (*uint32)(d.IssuedAt), AppID: (*string)(d.AppID), Trailing: string(d.TrailingHex)}
	if d.LifetimeSeconds != nil {
		s.Expire = *d.LifetimeSeconds
	}
	if d.Expire != nil {
		s.Expire = *d.Expire
	}
	for i, j := range d.Services {
		if j.Type == nil {
			return Spec{}, fmt.Errorf("services[%d] has no type: give the number of the service", i)
		}
		service := SpecService{Type: *j.Type, Fields: j.Fields, Undecoded: string(j.UndecodedHex)}
		if j.Privileges != nil {
			service.Privileges = *j.Privileges
		} else {
			service.Raw = service.Undecoded != ""
		}
		s.Services = append(s.Services, service)
	}
	return s, nil
}

// specError says in plain words what encoding/json found, and where.
func specError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		before := data[:min(int(syntax.Offset), len(data))]
		line := bytes.Count(before, []byte{'\n'}) + 1
		return fmt.Errorf("no valid JSON at line %d, character %d: %s", line, len(before)-bytes.LastIndexByte(before, '\n')-1, syntax)
	case errors.As(err, &typ):
		return fmt.Errorf("%s does not take a %s", typ.Field, typ.Value)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends too early: a bracket or quote is not closed")
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
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
	if err != nil || at.Unix() < 0 || at.Unix() > maxUint32 {
		return errors.New("issued_at is no time such as 2023-11-14T22:13:20Z from 1970 to 2106")
	}
	*t = specTime(at.Unix())
	return nil
}

// specText is a string, a number taken as its digits, or {"hex": "…"}.
type specText string

func (t *specText) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var h struct {
			Hex *specHex `json:"hex"`
		}
		if err := json.Unmarshal(b, &h); err != nil {
			return err
		}
		if h.Hex == nil {
			return errors.New(`bytes that are not text are {"hex": "…"}`)
		}
		*t = specText(*h.Hex)
		return nil
	}
	if n := json.Number(b); len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') {
		if _, err := n.Int64(); err != nil {
			return fmt.Errorf("%s is no whole number", b)
		}
		*t = specText(b)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("%.20s is neither text nor a number", b)
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

// UnmarshalJSON reads text, a number, {"hex": "…"} or a list of permissions.
func (v *SpecValue) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		var list []struct {
			ResourceType   uint16     `json:"resource_type"`
			PermissionType uint16     `json:"permission_type"`
			Resources      []specText `json:"resources"`
		}
		if err := json.Unmarshal(b, &list); err != nil {
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
	return json.Unmarshal(b, (*specText)(&v.Text))
}

// specPrivileges are {"1": 3600} or [{"id": 1, "seconds": 3600}]. An object is
// written in ascending order, a list in its own.
type specPrivileges []DecodedPrivilege

func (p *specPrivileges) UnmarshalJSON(b []byte) error {
	*p = specPrivileges{}
	if len(b) > 0 && b[0] == '[' {
		var list []struct {
			ID      *uint16 `json:"id"`
			Seconds uint32  `json:"seconds"`
		}
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
		for _, e := range list {
			if e.ID == nil {
				return errors.New("a privilege has no id")
			}
			*p = append(*p, DecodedPrivilege{ID: *e.ID, Value: e.Seconds})
		}
		return nil
	}
	var byID map[uint16]uint32
	if err := json.Unmarshal(b, &byID); err != nil {
		return fmt.Errorf("privileges are {\"id\": seconds}, both numbers up to 65535 and %s", strconv.FormatUint(maxUint32, 10))
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		*p = append(*p, DecodedPrivilege{ID: id, Value: byID[id]})
	}
	return nil
}
