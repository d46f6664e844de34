package cli_test

import (
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"atc/chatapi"
	"atc/ui/cli"
)

func answer200(q *http.Request, body string) *http.Response { return answerOf(q, http.StatusOK, body) }

func answerOf(q *http.Request, status int, body string) *http.Response {
	kind := "application/json"
	if strings.HasPrefix(body, "<") {
		kind = "text/html"
	}
	return &http.Response{
		StatusCode: status, Request: q, ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
		Header: http.Header{"Content-Type": {kind}, "X-Request-Id": {"req-1"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// told returns an answer with an error of the service.
func told(status int, code, description string) transport {
	return func(q *http.Request) (*http.Response, error) {
		return answerOf(q, status, `{"error":"`+code+`","error_description":"`+description+`"}`), nil
	}
}

func page(status int, body string) transport {
	return func(q *http.Request) (*http.Response, error) { return answerOf(q, status, body), nil }
}

func broken(err error) transport {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// cutOff is a body that ends before its time.
type cutOff struct{ io.Reader }

func (c cutOff) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (cutOff) Close() error { return nil }

// failures has a way in which each kind of failure comes about. Those of no
// request are told on the command line.
var failures = map[chatapi.Kind]transport{
	chatapi.KindUserExists:         told(400, "duplicate_unique_property_exists", "Application null Entity user requires that property named username be unique, value of alice exists"),
	chatapi.KindPasswordsDiffer:    told(400, "duplicate_unique_property_exists", "the same user alice has a different password, the passwords are a and b"),
	chatapi.KindUsernameIllegal:    told(400, "illegal_argument", "username [a b] is not legal"),
	chatapi.KindUsernameTooLong:    told(400, "illegal_argument", "USERNAME_TOO_LONG"),
	chatapi.KindUsernameMissing:    told(400, "illegal_argument", "Entity user requires a property named username"),
	chatapi.KindNicknameTooLong:    told(400, "illegal_argument", "NICKNAME_TOO_LONG"),
	chatapi.KindPasswordNeeded:     told(400, "illegal_argument", "password or pin must provided"),
	chatapi.KindNewPasswordNeeded:  told(400, "illegal_argument", "newpassword is required"),
	chatapi.KindRequestInvalid:     told(400, "illegal_argument", "this is an invalid request."),
	chatapi.KindBatchTooLarge:      told(400, "illegal_argument", "Request body array size[61] had almost reached or been greater than the upper range value[60]"),
	chatapi.KindStatusesTooMany:    told(400, "illegal_argument", "request body exceeds maximum limit, maximum limit is 100"),
	chatapi.KindJSONMalformed:      told(400, "json_parse", "Unexpected character"),
	chatapi.KindUserUnknown:        told(404, "service_resource_not_found", "Service resource not found"),
	chatapi.KindAppUnknown:         told(404, "organization_application_not_found", "Could not find application for ORG/APP from URI: ORG/APP/users"),
	chatapi.KindRegistrationClosed: told(401, "unauthorized", "registration is not open, please contact the app admin"),
	chatapi.KindTokenExpired:       told(401, "unauthorized", "Unable to authenticate due to expired access token"),
	chatapi.KindTokenCorrupt:       told(401, "auth_bad_access_token", "Unable to authenticate due to corrupt access token"),
	chatapi.KindTokenForeign:       told(401, "auth_bad_access_token", "Unable to authenticate"),
	chatapi.KindTokenRefused:       told(401, "unauthorized", "Unable to authenticate (OAuth)"),
	chatapi.KindTokenIllegal:       told(401, "unauthorized", "token is illegal."),
	chatapi.KindTokenNotPermitted:  told(401, "unauthorized", "Subject does not have permission [applications:get:x:/users/y]"),
	chatapi.KindUnauthorized:       told(401, "unauthorized", "no"),
	chatapi.KindFeatureClosed:      told(403, "forbidden_op", "message recall service is unopened"),
	chatapi.KindServiceForbidden:   told(403, "forbidden_service_operation", "closed"),
	chatapi.KindForbidden:          told(403, "forbidden", "no"),
	chatapi.KindPathUnknown:        page(404, "<html>404</html>"),
	chatapi.KindMethodNotAllowed:   told(405, "web_application", ""),
	chatapi.KindRequestTimeout:     told(408, "web_application", ""),
	chatapi.KindBodyTooLarge:       told(413, "web_application", ""),
	chatapi.KindMediaType:          told(415, "web_application", "Unsupported Media Type"),
	chatapi.KindRateLimited:        told(429, "reach_limit", "This request has reached api limit"),
	chatapi.KindQuotaReached:       told(429, "resource_limited", "You have exceeded the limit of the community edition,Please upgrade to the enterprise edition"),
	chatapi.KindGrantUserUnknown:   told(404, "invalid_grant", "user not found"),
	chatapi.KindGrantInvalid:       told(400, "invalid_grant", "invalid"),
	chatapi.KindConcurrent:         told(409, "concurrent_operation_error", "later"),
	chatapi.KindNoIndex:            told(500, "no_full_text_index", "none"),
	chatapi.KindUnsupported:        told(500, "unsupported_service_operation", "none"),
	chatapi.KindURLWrong:           told(500, "web_application", "javax.ws.rs.WebApplicationException"),
	chatapi.KindServerError:        told(500, "internal_error", "oops"),
	chatapi.KindNotImplemented:     page(501, "<html>501</html>"),
	chatapi.KindBadGateway:         page(502, "<html>502</html>"),
	chatapi.KindUnavailable:        page(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>"),
	chatapi.KindGatewayTimeout:     page(504, "<html>504</html>"),
	chatapi.KindRefused:            page(418, "teapot"),

	chatapi.KindNoSuchHost:   broken(&net.DNSError{Err: "no such host", Name: "a41.chat.agora.io", IsNotFound: true}),
	chatapi.KindNoConnection: broken(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
	chatapi.KindTLS:          broken(x509.UnknownAuthorityError{}),
	chatapi.KindTimeout: func(q *http.Request) (*http.Response, error) {
		<-q.Context().Done()
		return nil, q.Context().Err()
	},
	chatapi.KindCutOff: func(q *http.Request) (*http.Response, error) {
		a := answer200(q, "")
		a.Body = cutOff{strings.NewReader(`{"entities":[{"user`)}
		return a, nil
	},
	chatapi.KindRedirected: func(q *http.Request) (*http.Response, error) {
		a := answerOf(q, http.StatusFound, "")
		a.Header.Set("Location", "https://login.example.com/")
		return a, nil
	},
	chatapi.KindAnswerTooLarge: func(q *http.Request) (*http.Response, error) {
		a := answer200(q, "")
		a.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"entities":[],"x":"`), io.LimitReader(endless{}, 8<<20)))
		return a, nil
	},
	chatapi.KindAnswerNotJSON: page(200, "<html>Welcome to the hotel</html>"),
	chatapi.KindAnswerDamaged: page(200, `{"entities":[{"username":"al`),
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// otherwise are the kinds that no answer to a look-up brings about: what is
// wrong is seen before a request, nobody waits for one any more, or it has to do
// with an effect.
var otherwise = []chatapi.Kind{chatapi.KindNoToken, chatapi.KindPasswordTooLong, chatapi.KindNameUnsafe, chatapi.KindCancelled, chatapi.KindNoEffect}

// TestEveryKindOfFailureIsTold asks for a user, and requires of each kind its
// own meaning and next step, on stderr and in JSON.
func TestEveryKindOfFailureIsTold(t *testing.T) {
	t.Parallel()
	for _, kind := range chatapi.Kinds() {
		if slices.Contains(otherwise, kind) {
			continue
		}
		fails, ok := failures[kind]
		if !ok {
			t.Errorf("nothing here brings about %s", kind)
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { failsWith(t, kind, fails) })
		})
	}
}

func failsWith(t *testing.T, kind chatapi.Kind, fails transport) {
	r := command(t)
	r.env[cli.EnvChatHost] = "a41.chat.agora.io"
	r.deps.Rand, r.deps.HTTP = rand.Reader, &http.Client{Transport: fails}
	r.exec("chat", "users", "get", "alice")
	meaning, advice := kind.Meaning(), kind.Advice()
	if kind == chatapi.KindRedirected {
		meaning = `the host sends the request to "login.example.com", where the token would not be safe`
	}
	if r.code != cli.ExitRequest || r.out != "" || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, meaning) || !strings.Contains(r.err, ": "+advice) {
		t.Errorf("exit code %d, %q\nwant: %s: %s", r.code, r.err, meaning, advice)
	}
	r.exec("chat", "users", "get", "alice", "--json")
	all := r.objects()
	if len(all) != 1 || all[0]["username"] != "alice" {
		t.Fatalf("%q", r.out)
	}
	failure, _ := all[0]["error"].(map[string]any)
	if failure["kind"] != string(kind) || failure["message"] != meaning || failure["advice"] != advice || r.code != cli.ExitRequest {
		t.Errorf("exit code %d, %v", r.code, failure)
	}
	// Of no user in particular, the line has the error alone.
	r.exec("chat", "users", "list", "--json")
	if all := r.objects(); len(all) != 1 || len(all[0]) != 1 || all[0]["error"] == nil {
		if kind != chatapi.KindUserUnknown {
			t.Errorf("%q", r.out)
		}
	}
}

func TestARefusedRegistrationSaysWhatIsWrongWithTheToken(t *testing.T) {
	t.Parallel()
	r, _ := chat(t)
	r.env[cli.EnvCertificate] = otherCertificate
	r.exec("chat", "users", "register", "alice")
	if want := chatapi.KindTokenForeign; r.code != cli.ExitRequest || !strings.Contains(r.err, want.Meaning()) || !strings.Contains(r.err, want.Advice()) {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
}
