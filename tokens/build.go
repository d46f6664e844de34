package tokens

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"atc/keystore/secret"
)

// A Request asks for one token.
type Request struct {
	Kind        Kind
	AppID       string
	Certificate secret.Value // the App Certificate of AppID, primary or secondary
	Values      Values
	Stamp       Stamp
}

// Check returns the first thing that keeps r from being built, as an
// [*InputError]: what Agora's documents forbid, and what the format cannot
// hold.
func (r *Request) Check() error {
	if r.Kind.Input("spec") == nil { // compose takes any App ID
		if err := CheckHexID(r.AppID); err != nil {
			return &InputError{"app-id", "App ID", err}
		}
	}
	if err := CheckHexID(r.Certificate.Reveal()); err != nil {
		return &InputError{"certificate", "App Certificate", err}
	}
	for i := range r.Kind.Inputs {
		in := &r.Kind.Inputs[i]
		if err := in.Refuse(r.value(in)); err != nil {
			return &InputError{in.Key, in.Title, err}
		}
	}
	return nil
}

// Refuse says why the input does not take the value, or returns nil.
func (in *Input) Refuse(value string) error {
	switch {
	case value == "" && in.Optional:
		return nil
	case in.Type == Choice && !slices.Contains(in.Choices, value):
		return fmt.Errorf("not one of %s: choose one of them", strings.Join(in.Choices, ", "))
	case in.Check != nil:
		return in.Check(value)
	}
	return nil
}

func (r *Request) value(in *Input) string {
	if v, ok := r.Values[in.Key]; ok {
		return v
	}
	return in.Default
}

// input returns the value of the input called key.
func (r *Request) input(key string) string {
	if in := r.Kind.Input(key); in != nil {
		return r.value(in)
	}
	return ""
}

// first returns the first value of the inputs that is not empty.
func (r *Request) first(keys []string) string {
	for _, k := range keys {
		if v := r.input(k); v != "" {
			return v
		}
	}
	return ""
}

func (r *Request) fill(f Fill) string {
	v := f.Const
	if len(f.Inputs) > 0 {
		v = r.first(f.Inputs)
	}
	if f.Map != nil {
		v = f.Map(v)
	}
	if v == "" && f.Or != nil {
		return r.fill(*f.Or)
	}
	return v
}

// seconds returns the lifetime of a privilege.
func (r *Request) seconds(g Granted) (uint32, error) {
	v := r.first(g.From)
	if v == "" {
		return 0, nil
	}
	return ParseLifetime(v)
}

func (r *Request) holds(c Condition) bool {
	return c.Input == "" || slices.Contains(c.Is, r.input(c.Input))
}

// absolute returns the Unix time that lies a lifetime after the issue, and 0
// for a lifetime of 0, which in the older formats means that there is no end.
func (r *Request) absolute(lifetime uint32) (uint32, error) {
	if lifetime == 0 {
		return 0, nil
	}
	end := uint64(r.Stamp.IssueTime) + uint64(lifetime)
	if end > maxUint32 {
		return 0, &InputError{"lifetime", "lifetime", errors.New("ends after the year 2106, which a token cannot hold: shorten it")}
	}
	return uint32(end), nil
}

// Build returns the token that r asks for. The same request gives the same
// bytes, and for AccessToken2 the same bytes as Agora's Go library. It returns
// an [*InputError] for a request that [Request.Check] refuses.
func (c Catalog) Build(r Request) (string, error) {
	if err := r.Check(); err != nil {
		return "", err
	}
	switch r.Kind.Version {
	case AccessToken2:
		if in := r.Kind.Input("spec"); in != nil {
			spec, err := ParseSpec([]byte(r.value(in)))
			if err != nil {
				return "", &InputError{in.Key, in.Title, err}
			}
			text, err := c.Compose(spec, r.AppID, r.Certificate, r.Stamp)
			if err != nil {
				return "", &InputError{in.Key, in.Title, err}
			}
			return text, nil
		}
		return c.buildAccessToken2(&r)
	case AccessToken:
		return c.buildAccessToken(&r)
	case SignalingToken:
		return c.buildSignalingToken(&r)
	default:
		return c.buildDynamicKey(&r)
	}
}
