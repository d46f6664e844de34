package chatapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/keystore/secret"
)

// page is what a gateway answers.
const page = `<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>nginx</center></body></html>`

// A refusal is an answer that is no success, and what must be made of it.
type refusal struct {
	status            int
	code, description string
	kind              chatapi.Kind
	retry             bool
}

// refusals are all that the service is documented or known to give.
var refusals = []refusal{
	{400, "duplicate_unique_property_exists", "Application null Entity user requires that property named username be unique, value of alice exists", chatapi.KindUserExists, false},
	{400, "duplicate_unique_property_exists", "Application 8be0 Entity user requires that property named username be unique, value of alice exists", chatapi.KindUserExists, false},
	{400, "duplicate_unique_property_exists", "the same user alice has a different password, the passwords are a1, b2", chatapi.KindPasswordsDiffer, false},
	{400, "illegal_argument", "username [a b] is not legal", chatapi.KindUsernameIllegal, false},
	{400, "illegal_argument", "USERNAME_TOO_LONG", chatapi.KindUsernameTooLong, false},
	{400, "illegal_argument", "NICKNAME_TOO_LONG", chatapi.KindNicknameTooLong, false},
	{400, "illegal_argument", "password or pin must provided", chatapi.KindPasswordNeeded, false},
	{400, "illegal_argument", "newpassword is required", chatapi.KindNewPasswordNeeded, false},
	{400, "illegal_argument", "Entity user requires a property named username", chatapi.KindUsernameMissing, false},
	{400, "illegal_argument", "this is an invalid request.", chatapi.KindRequestInvalid, false},
	{400, "illegal_argument", "Request body array size[61] had almost reached or been greater than the upper range value[60]", chatapi.KindBatchTooLarge, false},
	{400, "illegal_argument", "request body exceeds maximum limit, maximum limit is 100", chatapi.KindStatusesTooMany, false},
	{400, "json_parse", "Unexpected character ('}' (code 125))", chatapi.KindJSONMalformed, false},
	{400, "management", "User with id null does not exist in app 8be0", chatapi.KindUserUnknown, false},
	{400, "required_property_not_found", "User null not found", chatapi.KindUserUnknown, false},
	{404, "entity_not_found", "User null not found", chatapi.KindUserUnknown, false},
	{404, "service_resource_not_found", "Service resource not found", chatapi.KindUserUnknown, false},
	{404, "organization_application_not_found", "Could not find application for ORG/APP from URI: ORG/APP/token", chatapi.KindAppUnknown, false},
	{401, "unauthorized", "registration is not open, please contact the app admin", chatapi.KindRegistrationClosed, false},
	{401, "unauthorized", "Open registration doesn't allow, so register user need token,", chatapi.KindRegistrationClosed, false},
	{401, "unauthorized", "Unable to authenticate due to expired access token", chatapi.KindTokenExpired, false},
	{401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token", chatapi.KindTokenCorrupt, false},
	{401, "auth_bad_access_token", "Unable to authenticate", chatapi.KindTokenForeign, false},
	{401, "unauthorized", "Unable to authenticate (OAuth)", chatapi.KindTokenRefused, false},
	{401, "unauthorized", "token is illegal.", chatapi.KindTokenIllegal, false},
	{401, "unauthorized", "Subject does not have permission [applications:post:8be0:/users/0ffe]", chatapi.KindTokenNotPermitted, false},
	{401, "something_new", "nobody knows", chatapi.KindUnauthorized, false},
	{403, "forbidden_op", "message recall service is unopened", chatapi.KindFeatureClosed, false},
	{403, "forbidden_service_operation", "the app is banned", chatapi.KindServiceForbidden, false},
	{403, "something_new", "nobody knows", chatapi.KindForbidden, false},
	{404, "something_new", "nobody knows", chatapi.KindPathUnknown, false},
	{405, "web_application", "Method Not Allowed", chatapi.KindMethodNotAllowed, false},
	{408, "web_application", "Request Timeout", chatapi.KindRequestTimeout, true},
	{413, "web_application", "Request Entity Too Large", chatapi.KindBodyTooLarge, false},
	{415, "web_application", "Unsupported Media Type", chatapi.KindMediaType, false},
	{429, "reach_limit", "This request has reached api limit", chatapi.KindRateLimited, true},
	{429, "", "", chatapi.KindRateLimited, true},
	{429, "resource_limited", "You have exceeded the limit of the community edition,Please upgrade to the enterprise edition", chatapi.KindQuotaReached, false},
	{400, "invalid_grant", "invalid username or password", chatapi.KindGrantInvalid, false},
	{404, "invalid_grant", "user not found", chatapi.KindGrantUserUnknown, false},
	{409, "concurrent_operation_error", "concurrent operation", chatapi.KindConcurrent, false},
	{500, "no_full_text_index", "Entity user with property named x is not full text indexed", chatapi.KindNoIndex, false},
	{500, "unsupported_service_operation", "Service operation not supported", chatapi.KindUnsupported, false},
	{500, "web_application", "javax.ws.rs.WebApplicationException", chatapi.KindURLWrong, false},
	{500, "something_new", "nobody knows", chatapi.KindServerError, false},
	{501, "", "", chatapi.KindNotImplemented, false},
	{502, "", "", chatapi.KindBadGateway, true},
	{503, "", "", chatapi.KindUnavailable, true},
	{504, "", "", chatapi.KindGatewayTimeout, true},
	{418, "teapot", "short and stout", chatapi.KindRefused, false},
}

func (r refusal) String() string { return fmt.Sprintf("%d %s %s", r.status, r.code, r.description) }

// body returns the answer in the envelope of the service, an empty object for
// a status that is all that is known.
func (r refusal) body() string {
	if r.code == "" {
		return "{}"
	}
	body, err := json.Marshal(map[string]any{"error": r.code, "exception": "x.Y", "timestamp": 1700000000000, "duration": 0, "error_description": r.description})
	if err != nil {
		return err.Error()
	}
	return string(body)
}

func TestEveryRefusalHasItsReasonAndItsNextStep(t *testing.T) {
	t.Parallel()
	for _, r := range refusals {
		t.Run(r.String(), func(t *testing.T) {
			t.Parallel()
			_, err := talkingTo(t, answering(r.status, r.body())).User(t.Context(), "alice")
			e := mustBe(t, err, r.kind)
			if e.Status != r.status || e.Code != r.code || e.Retryable() != r.retry || e.Kind.Retryable() != r.retry {
				t.Errorf("status %d, code %q, retryable %v, want %d, %q, %v", e.Status, e.Code, e.Retryable(), r.status, r.code, r.retry)
			}
			if r.code != "" && !e.At.Equal(serverTime) {
				t.Errorf("at %v, want %v", e.At, serverTime)
			}
			text := err.Error()
			for _, part := range []string{"looking up alice: ", e.Meaning(), e.Advice(), fmt.Sprintf("(%d", r.status), "GET /app-id/" + appID + "/users/alice"} {
				if part == "" || !strings.Contains(text, part) {
					t.Errorf("%q lacks %q", text, part)
				}
			}
			if strings.Contains(text, "\n") {
				t.Errorf("%q has more than one line", text)
			}
		})
	}
}

func TestStatusesWithoutAWordAreToldApart(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]chatapi.Kind{
		400: chatapi.KindRequestInvalid, 401: chatapi.KindUnauthorized, 403: chatapi.KindForbidden, 404: chatapi.KindPathUnknown,
		405: chatapi.KindMethodNotAllowed, 413: chatapi.KindBodyTooLarge, 429: chatapi.KindRateLimited, 451: chatapi.KindRefused,
		500: chatapi.KindBadGateway, // the service itself answers in JSON
		501: chatapi.KindNotImplemented, 502: chatapi.KindBadGateway, 503: chatapi.KindUnavailable, 504: chatapi.KindGatewayTimeout, 507: chatapi.KindRefused,
	} {
		_, err := talkingTo(t, func(*http.Request) (*http.Response, error) { return answerOf(status, "text/html", page), nil }).User(t.Context(), "alice")
		e := mustBe(t, err, kind)
		if want := "503 Service Temporarily Unavailable 503 Service Temporarily Unavailable nginx"; e.Description != want {
			t.Errorf("%d: description = %q, want %q", status, e.Description, want)
		}
	}
}

func TestAMissingPathIsNoMissingUser(t *testing.T) {
	t.Parallel()
	_, err := talkingTo(t, answering(http.StatusNotFound, unknownUser)).Users(t.Context(), 10, "")
	mustBe(t, err, chatapi.KindPathUnknown)
}

func TestEveryKindSaysWhatItMeansAndWhatToDo(t *testing.T) {
	t.Parallel()
	kinds, meanings, advices := map[chatapi.Kind]bool{}, map[string]chatapi.Kind{}, map[string]chatapi.Kind{}
	for _, k := range chatapi.Kinds() {
		m, a := k.Meaning(), k.Advice()
		if m == "" || a == "" || kinds[k] || meanings[m] != "" || advices[a] != "" {
			t.Errorf("%s: %q, %q is missing or there twice", k, m, a)
		}
		kinds[k], meanings[m], advices[a] = true, k, k
		for _, text := range []string{m, a} {
			if strings.ToUpper(text[:1]) == text[:1] || strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "and .") || strings.Contains(text, "\n") {
				t.Errorf("%s: %q is not in the form of a message", k, text)
			}
		}
	}
	for _, r := range refusals {
		if !kinds[r.kind] {
			t.Errorf("%s is not among the kinds", r.kind)
		}
	}
	if k := chatapi.Kind("no such kind"); k.Meaning() != "" || k.Advice() != "" || k.Retryable() {
		t.Errorf("%s means %q", k, k.Meaning())
	}
}

func TestARefusedRegistrationTellsWhyTheTokenIsRefused(t *testing.T) {
	t.Parallel()
	for _, r := range refusals {
		if r.status != http.StatusUnauthorized || r.kind == chatapi.KindRegistrationClosed {
			continue
		}
		t.Run(r.String(), func(t *testing.T) {
			t.Parallel()
			var j journal
			c := talkingTo(t, j.before(func(q *http.Request) (*http.Response, error) {
				switch {
				case q.Method == http.MethodPost:
					return answerJSON(http.StatusUnauthorized, registrationClosed), nil
				case strings.HasSuffix(q.URL.Path, "/alice"):
					// Some versions look for the user before they look at the token.
					return answerJSON(http.StatusNotFound, unknownUser), nil
				}
				return answerJSON(r.status, r.body()), nil
			}))
			for _, register := range []func(context.Context) error{
				func(ctx context.Context) error {
					_, err := c.RegisterOrGet(ctx, chatapi.NewUser{Username: "alice"})
					return err
				},
				func(ctx context.Context) error {
					_, err := c.Register(ctx, chatapi.NewUser{Username: "alice"})
					return err
				},
				func(ctx context.Context) error {
					_, err := c.RegisterBatch(ctx, []chatapi.NewUser{{Username: "alice"}, {Username: "bob"}}, serverTime, false)
					return err
				},
			} {
				err := register(t.Context())
				e := mustBe(t, err, chatapi.KindRegistrationClosed)
				if e.Because == nil || e.Because.Kind != r.kind || !strings.HasSuffix(e.Meaning(), r.kind.Meaning()) || e.Advice() != r.kind.Advice() {
					t.Errorf("because of %v: %q, %q", e.Because, e.Meaning(), e.Advice())
				}
				if !strings.Contains(err.Error(), r.kind.Meaning()) || !strings.Contains(err.Error(), r.kind.Advice()) {
					t.Errorf("%q does not say why", err)
				}
			}
		})
	}
}

func TestARefusedRegistrationBlamesNoTokenThatIsAccepted(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]transport{
		"accepted": answering(http.StatusOK, everything), "down": answering(http.StatusServiceUnavailable, "{}"), "cut": failing(errReset),
	} {
		c := talkingTo(t, func(q *http.Request) (*http.Response, error) {
			if q.Method == http.MethodPost {
				return answerJSON(http.StatusUnauthorized, registrationClosed), nil
			}
			return list(q)
		})
		_, err := c.Register(t.Context(), chatapi.NewUser{Username: "alice", Password: secret.New("x")})
		if e := mustBe(t, err, chatapi.KindRegistrationClosed); e.Because != nil {
			t.Errorf("%s: because of %v, want nothing", name, e.Because)
		}
	}
}
