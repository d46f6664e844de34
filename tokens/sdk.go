package tokens

import "strings"

// An SDK is one list of codes. Several SDKs use the same numbers for different
// things, so a code means nothing without its SDK.
type SDK struct {
	ID    string // in flags and JSON: "rtc-native"
	Title string // "RTC native"
	// Where says where its codes are met, a few words: "onError".
	Where string
	// Aside introduces one of its codes beside that of another list of the same
	// product: "in 4.x: reason". It is "" for lists that are not named so.
	Aside string
	// Prefix is what most of its names begin with, which lists may leave out.
	Prefix string
	// Negated says that methods return the codes as negative numbers.
	Negated bool
	Codes   []SDKCode
}

// An SDKCode is one code with which an SDK refuses, or warns, or one event by
// which it tells of tokens.
type SDKCode struct {
	Code    string // "110", "-10005", "CAN_NOT_GET_GATEWAY_SERVER"; "" for an event
	Name    string // "ERR_INVALID_TOKEN", or the text that comes with the code
	Meaning string // one sentence, lower case, no full stop
	Advice  string // what to do where no finding says it, or ""
	// Failures are the failures that the SDK answers with this code.
	Failures []Failure
	// Perhaps are failures that it sometimes answers with this code: in some
	// releases, or in one of several calls.
	Perhaps []Failure
	// Aliases are what other platforms or releases call it.
	Aliases []string
	// Unverified says that no source of Agora's settles the meaning.
	Unverified bool
}

// SDK returns the list of codes called id, or nil if there is none.
func (c Catalog) SDK(id string) *SDK {
	for i := range c.SDKs {
		if c.SDKs[i].ID == id {
			return &c.SDKs[i]
		}
	}
	return nil
}

// answer returns the code for a failure, or nil.
func (s *SDK) answer(f Failure) *SDKCode {
	if s == nil {
		return nil
	}
	for i := range s.Codes {
		for _, g := range s.Codes[i].Failures {
			if f == g {
				return &s.Codes[i]
			}
		}
	}
	return nil
}

// AboutTokens reports whether a token can be the cause of the code.
func (c *SDKCode) AboutTokens() bool { return len(c.Failures)+len(c.Perhaps) > 0 }

// String returns the code with its name: "110 ERR_INVALID_TOKEN".
func (c *SDKCode) String() string { return codeAndName(c.Code, c.Name) }

// Short returns a code with what tells it apart within its SDK: "-10005
// INVALID_TOKEN".
func (s *SDK) Short(c *SDKCode) string {
	if c.Code == codeGateway {
		return c.Name
	}
	return codeAndName(c.Code, strings.TrimPrefix(c.Name, s.Prefix))
}

// label is what names the code in few letters.
func (c *SDKCode) label() string {
	if c.Code == "" || c.Code == codeGateway {
		return c.Name
	}
	return c.Code
}

// codeAndName joins the two. A name of several words is a text, which follows
// the code as it does in a log.
func codeAndName(code, name string) string {
	switch {
	case code == "" || name == "":
		return code + name
	case strings.Contains(name, " "):
		return code + ": " + name
	}
	return code + " " + name
}
