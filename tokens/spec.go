package tokens

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
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
	AppID        *string
	IssueTime    *uint32 // Unix seconds
	Salt         *uint32
	Expire       uint32 // seconds after the issue; 3600 if the JSON does not say
	Services     []SpecService
	ServiceCount *uint16 // written instead of the number of Services
	Trailing     string  // bytes after the last service
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
		return Spec{}, fmt.Errorf("the JSON has %d bytes, at most %d are read: shorten it", len(data), MaxSpec)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return Spec{}, errRequired
	}
	if !utf8.Valid(data) {
		return Spec{}, errors.New(`the JSON is not UTF-8: write bytes that are not text as {"hex": "…"}`)
	}
	var doc specDocument
	if err := strictly(data, &doc); err != nil {
		return Spec{}, err
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
	ServiceCount    *uint16           `json:"service_count"`
	Services        []json.RawMessage `json:"services"`
	TrailingHex     specHex           `json:"trailing_hex"`

	Token, Signature, Verification, Error json.RawMessage
	Outcome, Verdict, Findings            json.RawMessage
	ExpiresAt                             json.RawMessage `json:"expires_at"`
	EffectiveExpiresAt                    json.RawMessage `json:"effective_expires_at"`
	TrailingBytes                         json.RawMessage `json:"trailing_bytes"`
	ZlibTrailingBytes                     json.RawMessage `json:"zlib_trailing_bytes"`
	InForce                               json.RawMessage `json:"in_force"`
}

type specServiceJSON struct {
	Type         *uint16         `json:"type"`
	Fields       specFields      `json:"fields"`
	Privileges   *specPrivileges `json:"privileges"`
	UndecodedHex *specHex        `json:"undecoded_hex"`

	Name, Unknown json.RawMessage
}

func (d *specDocument) spec() (Spec, error) {
	if d.Version != "" && d.Version != string(AccessToken2) {
		return Spec{}, fmt.Errorf("version is %q: only 007 tokens can be composed", d.Version)
	}
	s := Spec{
		AppID: (*string)(d.AppID), IssueTime: (*uint32)(d.IssuedAt), Salt: d.Salt, Expire: 3600,
		ServiceCount: d.ServiceCount, Trailing: string(d.TrailingHex),
	}
	if d.LifetimeSeconds != nil {
		s.Expire = *d.LifetimeSeconds
	}
	if d.Expire != nil {
		s.Expire = *d.Expire
	}
	for i, raw := range d.Services {
		service, err := parseSpecService(raw)
		if err != nil {
			return Spec{}, fmt.Errorf("services[%d]: %w", i, err)
		}
		s.Services = append(s.Services, service)
	}
	return s, nil
}

func parseSpecService(raw []byte) (SpecService, error) {
	var j specServiceJSON
	if err := strictly(raw, &j); err != nil {
		return SpecService{}, err
	}
	if j.Type == nil {
		return SpecService{}, errors.New("there is no type: give the number of the service")
	}
	s := SpecService{Type: *j.Type, Fields: j.Fields}
	if j.UndecodedHex != nil {
		s.Undecoded, s.Raw = string(*j.UndecodedHex), j.Privileges == nil
	}
	if j.Privileges != nil {
		s.Privileges = *j.Privileges
	}
	return s, nil
}

// strictly decodes one JSON value and refuses what v has no place for.
func strictly(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return specError(data, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object: remove it")
	}
	return nil
}
