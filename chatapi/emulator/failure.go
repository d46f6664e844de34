package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// A failure is an answer that says why a request was refused.
type failure struct {
	status                       int
	code, exception, description string
	// bare leaves out all fields but the code and the description, as errors
	// of the OAuth part of the service do.
	bare  bool
	allow string // the methods that a path has, of a 405
}

// What the service calls its errors, in Java. Bodies that people have
// published have these; where none is known for an error, its neighbour's
// stands here.
const (
	javaIllegal     = "java.lang.IllegalArgumentException"
	javaWeb         = "javax.ws.rs.WebApplicationException"
	javaJSON        = "com.fasterxml.jackson.core.JsonParseException"
	javaDuplicate   = "org.apache.usergrid.persistence.exceptions.DuplicateUniquePropertyExistsException"
	javaSecurity    = "org.apache.usergrid.rest.exceptions.SecurityException"
	javaNotOpen     = "com.easemob.im.exceptions.EasemobSecurityException"
	javaPermission  = "org.apache.shiro.authz.UnauthorizedException"
	javaForbidden   = "EasemobForbiddenOpException"
	javaNoApp       = "org.apache.usergrid.rest.exceptions.OrganizationApplicationNotFoundException"
	javaNoResource  = "org.apache.usergrid.services.exceptions.ServiceResourceNotFoundException"
	javaNoUser      = "UserNotFoundException"
	javaManagement  = "org.apache.usergrid.management.exceptions.ManagementException"
	javaNoEntity    = "org.apache.usergrid.persistence.exceptions.EntityNotFoundException"
	textNotFound    = "Service resource not found"
	textInvalid     = "this is an invalid request."
	textNotOpen     = "registration is not open, please contact the app admin"
	textNotOpenNew  = "Open registration doesn't allow, so register user need token,"
	textRate        = "This request has reached api limit"
	textQuota       = "You have exceeded the limit of the community edition,Please upgrade to the enterprise edition"
	textNoDeletion  = "delete users by number service is unopened"
	textBannedToken = "the user is banned"
)

func illegal(description string) *failure {
	return &failure{status: http.StatusBadRequest, code: "illegal_argument", exception: javaIllegal, description: description}
}

func invalid() *failure { return illegal(textInvalid) }

func malformed(description string) *failure {
	return &failure{status: http.StatusBadRequest, code: "json_parse", exception: javaJSON, description: description}
}

// web is an error of the framework that the service is built with.
func web(status int) *failure {
	return &failure{status: status, code: "web_application", exception: javaWeb, description: fmt.Sprintf("HTTP %d %s", status, http.StatusText(status))}
}

func unauthorized(code, exception, description string) *failure {
	return &failure{status: http.StatusUnauthorized, code: code, exception: exception, description: description}
}

func forbidden(code, description string) *failure {
	return &failure{status: http.StatusForbidden, code: code, exception: javaForbidden, description: description}
}

// tooMany is a 429, of which no body has been published: code and description
// are those of the reference.
func tooMany(code, description string) *failure {
	return &failure{status: http.StatusTooManyRequests, code: code, description: description}
}

func noSuchPath() *failure {
	return &failure{status: http.StatusNotFound, code: "service_resource_not_found", exception: javaNoResource, description: textNotFound}
}

// noSuchUser is the answer of most calls for a user who does not exist.
func (s *Service) noSuchUser() *failure {
	f := noSuchPath()
	if s.options.NewerWording {
		f.exception = javaNoUser
	}
	return f
}

// noSuchApp is the answer below a name that is not the app's. The name is that
// of the first two segments, as the service reads the path.
func noSuchApp(segments []string) *failure {
	name := strings.Join(segments[:min(2, len(segments))], "/")
	return &failure{
		status: http.StatusNotFound, code: "organization_application_not_found", exception: javaNoApp,
		description: fmt.Sprintf("Could not find application for %s from URI: %s", name, strings.Join(segments, "/")),
	}
}

// taken is the answer for a username that is somebody's already.
func (s *Service) taken(c *call, name string) *failure {
	app := "null"
	if c.byKey {
		app = s.application
	}
	return &failure{
		status: http.StatusBadRequest, code: "duplicate_unique_property_exists", exception: javaDuplicate,
		description: fmt.Sprintf("Application %s Entity user requires that property named username be unique, value of %s exists", app, name),
	}
}

// twoPasswords is the answer for a batch that has a user twice, with different
// passwords. The service repeats them in clear, and so does this: clients must
// see that they do not pass it on.
func twoPasswords(a, b *newcomer) *failure {
	return &failure{
		status: http.StatusBadRequest, code: "duplicate_unique_property_exists", exception: javaDuplicate,
		description: fmt.Sprintf("the same user %s has a different password, the passwords are %s, %s", a.name, a.password.Reveal(), b.password.Reveal()),
	}
}
