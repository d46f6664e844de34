package chatapi

import (
	"errors"
	"time"
)

// An Error says why a request failed. Neither passwords nor device tokens nor
// the bearer token appear in it.
type Error struct {
	Kind   Kind
	Doing  string // what was asked for: "registering alice"
	Status int    // of HTTP; 0 where no answer came
	// Code and Description are the fields error and error_description of the
	// answer, or what stood in a page of a gateway, or the host that a redirect
	// points to. They are text of strangers, which no terminal may get raw.
	Code, Description string
	Method, Path      string // of the request
	RequestID         string // what the service calls the request, "" if it does not say
	// At is when the service answered, by its own clock; zero where it does
	// not say.
	At time.Time
	// RetryAfter is how long the service asks to wait, 0 where it does not.
	RetryAfter time.Duration
	// Unsure says that the request may have had its effect all the same.
	Unsure bool
	// Because is what another request has brought to light about the reason,
	// or nil.
	Because *Error
	// Err is of the network, of the source of tokens, of what was given up, or
	// of a value that was not sent because the service would refuse it; or nil.
	Err error
}

// A Kind is one reason why a request fails, which has a meaning and a next
// step of its own. It stands in JSON as it is.
type Kind string

// The reasons that the service gives. Where a comment quotes, it is the
// answer's error_description.
const (
	KindUserExists         Kind = "user-exists"           // "…property named username be unique…"
	KindPasswordsDiffer    Kind = "passwords-differ"      // "the same user X has a different password…"
	KindUsernameIllegal    Kind = "username-illegal"      // "username [a b] is not legal"
	KindUsernameTooLong    Kind = "username-too-long"     // "USERNAME_TOO_LONG"
	KindUsernameMissing    Kind = "username-missing"      // "Entity user requires a property named username"
	KindNicknameTooLong    Kind = "nickname-too-long"     // "NICKNAME_TOO_LONG"
	KindPasswordNeeded     Kind = "password-needed"       // "password or pin must provided"
	KindNewPasswordNeeded  Kind = "new-password-needed"   // "newpassword is required"
	KindRequestInvalid     Kind = "request-invalid"       // "this is an invalid request."
	KindBatchTooLarge      Kind = "batch-too-large"       // "Request body array size[N] had almost reached…"
	KindStatusesTooMany    Kind = "statuses-too-many"     // "request body exceeds maximum limit…"
	KindJSONMalformed      Kind = "json-malformed"        // json_parse
	KindUserUnknown        Kind = "user-unknown"          // of a call for one user who is not registered
	KindAppUnknown         Kind = "app-unknown"           // organization_application_not_found
	KindRegistrationClosed Kind = "registration-refused"  // "registration is not open…": the token was not accepted
	KindTokenExpired       Kind = "token-expired"         // "…due to expired access token"
	KindTokenCorrupt       Kind = "token-corrupt"         // "…due to corrupt access token"
	KindTokenForeign       Kind = "token-foreign"         // auth_bad_access_token, "Unable to authenticate"
	KindTokenRefused       Kind = "token-refused"         // "Unable to authenticate (OAuth)": invalid or expired
	KindTokenIllegal       Kind = "token-illegal"         // "token is illegal.": made from other values
	KindTokenNotPermitted  Kind = "token-not-permitted"   // "Subject does not have permission…": a user token
	KindUnauthorized       Kind = "unauthorized"          // any other 401
	KindFeatureClosed      Kind = "feature-closed"        // forbidden_op
	KindServiceForbidden   Kind = "service-forbidden"     // forbidden_service_operation
	KindForbidden          Kind = "forbidden"             // any other 403
	KindPathUnknown        Kind = "path-unknown"          // any other 404
	KindMethodNotAllowed   Kind = "method-not-allowed"    // 405
	KindRequestTimeout     Kind = "request-timeout"       // 408
	KindBodyTooLarge       Kind = "body-too-large"        // 413
	KindMediaType          Kind = "media-type"            // 415
	KindRateLimited        Kind = "rate-limited"          // reach_limit
	KindQuotaReached       Kind = "quota-reached"         // resource_limited
	KindGrantInvalid       Kind = "grant-invalid"         // invalid_grant
	KindGrantUserUnknown   Kind = "grant-user-unknown"    // invalid_grant of a 404
	KindConcurrent         Kind = "concurrent-operation"  // concurrent_operation_error
	KindNoIndex            Kind = "no-index"              // no_full_text_index
	KindUnsupported        Kind = "unsupported-operation" // unsupported_service_operation
	KindURLWrong           Kind = "url-wrong"             // 500 web_application
	KindServerError        Kind = "server-error"          // any other 500
	KindNotImplemented     Kind = "not-implemented"       // 501
	KindBadGateway         Kind = "bad-gateway"           // 502
	KindUnavailable        Kind = "service-unavailable"   // 503
	KindGatewayTimeout     Kind = "gateway-timeout"       // 504
	KindRefused            Kind = "request-refused"       // any other status that is no success
	KindNoEffect           Kind = "no-effect"             // a success whose data says "result": false
)

// The reasons that lie before an answer, or in its form.
const (
	KindNoSuchHost      Kind = "host-unknown"  // DNS
	KindNoConnection    Kind = "no-connection" // nobody listens, or there is no way there
	KindTLS             Kind = "tls-failed"    // the certificate of the host is not good
	KindTimeout         Kind = "timeout"       // no answer in time
	KindCutOff          Kind = "cut-off"       // the connection ended within the answer
	KindRedirected      Kind = "redirected"    // the host sends us elsewhere
	KindAnswerTooLarge  Kind = "answer-too-large"
	KindAnswerNotJSON   Kind = "answer-not-json"   // of a gateway or a proxy
	KindAnswerDamaged   Kind = "answer-damaged"    // JSON that ends early
	KindNoToken         Kind = "no-token"          // there is no bearer token to send
	KindPasswordTooLong Kind = "password-too-long" // nothing was sent
	KindNameUnsafe      Kind = "name-unsafe"       // of a device; nothing was sent
	KindCancelled       Kind = "cancelled"         // who asked has given up
)

// IsKind reports whether an error is an [*Error] of one of the kinds.
func IsKind(err error, kinds ...Kind) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	for _, k := range kinds {
		if e.Kind == k {
			return true
		}
	}
	return false
}

// Unwrap returns the error of the network, if it was one.
func (e *Error) Unwrap() error { return e.Err }
