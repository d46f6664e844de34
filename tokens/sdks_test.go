package tokens_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"atc/tokens"
)

// TestEachProductAnswersWithItsOwnCode holds the table against the codes that
// Agora documents.
func TestEachProductAnswersWithItsOwnCode(t *testing.T) {
	t.Parallel()
	for product, answers := range map[string]map[tokens.Failure]string{
		tokens.ProductRTCNative: {
			tokens.FailExpired:    "109 ERR_TOKEN_EXPIRED (in 4.x: reason 9)",
			tokens.FailInvalid:    "110 ERR_INVALID_TOKEN (in 4.x: reason 8)",
			tokens.FailSignature:  "110 ERR_INVALID_TOKEN (in 4.x: reason 8)",
			tokens.FailUser:       "110 ERR_INVALID_TOKEN (in 4.x: reason 8)",
			tokens.FailRole:       "119 ERR_SET_CLIENT_ROLE_NOT_AUTHORIZED",
			tokens.FailWillExpire: "onTokenPrivilegeWillExpire",
			tokens.FailHost:       "",
		},
		tokens.ProductRTCWeb: {
			tokens.FailExpired:    "CAN_NOT_GET_GATEWAY_SERVER: dynamic key or token timeout (before 4.0: 109)",
			tokens.FailNoToken:    "CAN_NOT_GET_GATEWAY_SERVER: dynamic use static key (before 4.0: 120)",
			tokens.FailNotDynamic: "CAN_NOT_GET_GATEWAY_SERVER: static use dynamic key (before 4.0: 119)",
			tokens.FailChannel:    "CAN_NOT_GET_GATEWAY_SERVER: invalid token, authorized failed (before 4.0: 110)",
		},
		tokens.ProductRTM1: {
			tokens.FailInvalid: "5 LOGIN_ERR_INVALID_TOKEN",
			tokens.FailExpired: "6 LOGIN_ERR_TOKEN_EXPIRED",
			tokens.FailRenew:   "6 RENEW_TOKEN_ERR_INVALID_TOKEN", // of its further list
			tokens.FailChannel: "",
		},
		tokens.ProductRTM2: {
			tokens.FailInvalid: "-10005 RTM_ERROR_INVALID_TOKEN",
			tokens.FailExpired: "-10009 RTM_ERROR_TOKEN_EXPIRED",
			tokens.FailAppID:   "-10016 RTM_ERROR_INCONSISTENT_APPID",
		},
		tokens.ProductStream: {
			tokens.FailChannel:    "-11007 RTM_ERROR_CHANNEL_JOIN_FAILED",
			tokens.FailInvalid:    "-11007 RTM_ERROR_CHANNEL_JOIN_FAILED",
			tokens.FailWillExpire: "onTokenPrivilegeWillExpire",
		},
		tokens.ProductChatSDK: {
			tokens.FailInvalid:     "104 INVALID_TOKEN (in the Web SDK: 1)",
			tokens.FailNoToken:     "104 INVALID_TOKEN (in the Web SDK: 28)",
			tokens.FailExpired:     "108 TOKEN_EXPIRED (in the Web SDK: onTokenExpired)",
			tokens.FailUser:        "202 USER_AUTHENTICATION_FAILED (in the Web SDK: 40)",
			tokens.FailUnknownUser: "204 USER_NOT_FOUND", // both say the same
		},
		tokens.ProductChatREST: {
			tokens.FailExpired:     "401: Unable to authenticate due to expired access token",
			tokens.FailInvalid:     "401: Unable to authenticate due to corrupt access token",
			tokens.FailAppID:       "401: Unable to authenticate",
			tokens.FailRole:        "401: Subject does not have permission",
			tokens.FailHost:        "404 organization_application_not_found",
			tokens.FailUnknownUser: "404 service_resource_not_found",
		},
		tokens.ProductClassroom: {tokens.FailInvalid: "600001-1", tokens.FailChannel: "600001-1", tokens.FailExpired: ""},
		tokens.ProductRecording: {tokens.FailUser: "110 ERR_INVALID_TOKEN (in 4.x: reason 8)"},
		"":                      {tokens.FailInvalid: ""},
		"no product":            {tokens.FailInvalid: ""},
	} {
		for failure, want := range answers {
			got := tokens.Default.Answer(product, failure)
			if got.String() != want || got.IsZero() != (want == "") {
				t.Errorf("%s answers to %s with %q, want %q", product, failure, got, want)
			}
		}
	}
	if got := tokens.Default.Answer(tokens.ProductRTCNative, ""); !got.IsZero() {
		t.Errorf("what does not fail is answered by %s", got)
	}
}

func TestAFindingHasTheAnswerOfItsProduct(t *testing.T) {
	t.Parallel()
	d := tokens.Default.Diagnose(tokens.Case{Err: &tokens.DecodeError{Code: tokens.CodeEmpty}, Join: tokens.Join{Product: tokens.ProductRTM2}})
	if len(d.Findings) == 0 || d.Findings[0].Answer != (tokens.Answer{Code: "-10005", Name: "RTM_ERROR_INVALID_TOKEN"}) {
		t.Errorf("Signaling answers to no token with %+v", d.Findings)
	}
}

// TestCodesReadWell holds the texts against the rules for messages.
func TestCodesReadWell(t *testing.T) {
	t.Parallel()
	for _, s := range tokens.Default.SDKs {
		for _, c := range s.Codes {
			for what, text := range map[string]string{"meaning": c.Meaning, "advice": c.Advice} {
				if text == "" {
					continue
				}
				if r := []rune(text); strings.HasSuffix(text, ".") || len(r) > 200 || unicode.IsUpper(r[0]) && !strings.HasPrefix(text, "Signaling ") || strings.Contains(text, "  ") {
					t.Errorf("%s %s: the %s %q is no short clause", s.ID, &c, what, text)
				}
			}
			if slices.Contains(c.Aliases, c.Name) {
				t.Errorf("%s %s is its own alias", s.ID, &c)
			}
			if s.Prefix != "" && s.Prefix == c.Name {
				t.Errorf("%s %s is nothing but its prefix", s.ID, &c)
			}
		}
	}
}

// TestEveryProductOfTheTableIsNamed keeps the constants and the table together.
func TestEveryProductOfTheTableIsNamed(t *testing.T) {
	t.Parallel()
	want := []string{
		tokens.ProductRTCNative, tokens.ProductRTCWeb, tokens.ProductRTM1, tokens.ProductRTM2, tokens.ProductStream,
		tokens.ProductChatSDK, tokens.ProductChatREST, tokens.ProductClassroom, tokens.ProductRecording,
	}
	var got []string
	for _, p := range tokens.Default.Products {
		got = append(got, p.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the products are %q", got)
	}
}

func TestRolesOfTheClassroomHaveNumbers(t *testing.T) {
	t.Parallel()
	p := tokens.Default.Product(tokens.ProductClassroom)
	for role, want := range map[string]int16{"teacher": 1, "student": 2, "assistant": 3, "2": 2, "-1": -1} {
		if got, ok := p.RoleNumber(role); got != want || !ok {
			t.Errorf("%s is role %d, %v", role, got, ok)
		}
	}
	for _, role := range []string{"", "principal", "99999"} {
		if got, ok := p.RoleNumber(role); ok {
			t.Errorf("%q is role %d", role, got)
		}
	}
}

func TestUnsoundSDKsAreNamed(t *testing.T) {
	t.Parallel()
	for problem, spoil := range map[string]func(*tokens.Catalog){
		`two SDKs have the ID "rtm2"`:                                           func(c *tokens.Catalog) { c.SDKs[0].ID = "rtm2" },
		`two products have the ID "chat"`:                                       func(c *tokens.Catalog) { c.Products[0].ID = "chat" },
		`product rtc-native: there is no SDK "rtc"`:                             func(c *tokens.Catalog) { c.Products[0].SDK = "rtc" },
		`product rtc-native: there is no SDK "web"`:                             func(c *tokens.Catalog) { c.Products[0].More = []string{"web"} },
		`SDK rtc-native: it lacks an ID, a title, the place of its codes`:       func(c *tokens.Catalog) { c.SDKs[0].Where = "" },
		`SDK rtc-native: two codes are "1 ERR_FAILED"`:                          func(c *tokens.Catalog) { c.SDKs[0].Codes[1] = c.SDKs[0].Codes[0] },
		`SDK rtc-native: code 0 lacks a name or a meaning`:                      func(c *tokens.Catalog) { c.SDKs[0].Codes[0].Meaning = "" },
		`code 1 ERR_FAILED: there is no failure "boredom"`:                      func(c *tokens.Catalog) { c.SDKs[0].Codes[0].Perhaps = []tokens.Failure{"boredom"} },
		`1 ERR_FAILED and 109 ERR_TOKEN_EXPIRED both answer to the failure "ex`: func(c *tokens.Catalog) { c.SDKs[0].Codes[0].Failures = []tokens.Failure{tokens.FailExpired} },
		`code 1 ERR_FAILED: the failure "host" is certain and uncertain`: func(c *tokens.Catalog) {
			c.SDKs[0].Codes[0].Failures = []tokens.Failure{tokens.FailHost}
			c.SDKs[0].Codes[0].Perhaps = []tokens.Failure{tokens.FailHost}
		},
		`rule empty: no SDK answers to the failure "boredom"`: func(c *tokens.Catalog) {
			c.Rules = []tokens.Rule{{Code: tokens.CodeEmpty, Severity: tokens.Refused, Title: "there is none", Text: "there is none", Failure: "boredom"}}
		},
	} {
		c := tokens.Default
		c.Products, c.SDKs = slices.Clone(c.Products), slices.Clone(c.SDKs)
		c.SDKs[0].Codes = slices.Clone(c.SDKs[0].Codes)
		spoil(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%v, want %s", err, problem)
		}
	}
}

func TestTheReferenceOfCodesHasThoseAboutTokens(t *testing.T) {
	t.Parallel()
	reference := tokens.Default.CodesReference()
	for _, s := range tokens.Default.SDKs {
		for _, c := range s.Codes {
			row := "`" + c.Name + "` | " + strings.ReplaceAll(c.Meaning, "|", `\|`)
			if c.Name == "" {
				row = "`" + c.Code + "` | "
			}
			if got := strings.Contains(reference, row); got != c.AboutTokens() && c.Name != "" {
				t.Errorf("%s %s: in the reference %v, about tokens %v", s.ID, &c, got, c.AboutTokens())
			}
		}
	}
	for line := range strings.Lines(reference) {
		if strings.Count(line, "|")-2*strings.Count(line, `\|`) != 5 {
			t.Errorf("a row has not 4 cells: %s", line)
		}
	}
}
