package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"atc/chatapi/emulator"
)

const illegalArgument = "illegal_argument"

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = "n" + strings.Repeat("x", i%50) + string(rune('a'+i/50))
	}
	return names
}

var refusals = []struct {
	name, method, path, body string
	options                  emulator.Options
	status                   int
	code, description        string
}{
	{"user exists", "POST", "/users", `{"username":"alice"}`, emulator.Options{}, 400, "duplicate_unique_property_exists", "Application null Entity user requires that property named username be unique, value of alice exists"},
	{"user exists, strict batch", "POST", "/users", batch("new1", "alice"), emulator.Options{StrictBatch: true}, 400, "duplicate_unique_property_exists", "Application null Entity user requires that property named username be unique, value of alice exists"},
	{"username with a blank", "POST", "/users", `{"username":"a b"}`, emulator.Options{}, 400, illegalArgument, "username [a b] is not legal"},
	{"username of a batch", "POST", "/users", batch("ok", "é"), emulator.Options{}, 400, illegalArgument, "username [é] is not legal"},
	{"username too long", "POST", "/users", batch(strings.Repeat("a", 65)), emulator.Options{}, 400, illegalArgument, "USERNAME_TOO_LONG"},
	{"no username", "POST", "/users", `{"password":"x"}`, emulator.Options{}, 400, illegalArgument, "Entity user requires a property named username"},
	{"empty username", "POST", "/users", `{"username":""}`, emulator.Options{}, 400, illegalArgument, "Entity user requires a property named username"},
	{"username of another case", "POST", "/users", `{"Username":"x"}`, emulator.Options{}, 400, illegalArgument, "Entity user requires a property named username"},
	{"username is a number", "POST", "/users", `{"username":5}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"password is a number", "POST", "/users", `{"username":"x","password":5}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"password too long", "POST", "/users", `{"username":"x","password":"` + strings.Repeat("p", 65) + `"}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"nickname is a list", "POST", "/users", `{"username":"x","nickname":[]}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"nickname too long", "POST", "/users", `{"username":"x","nickname":"` + strings.Repeat("é", 101) + `"}`, emulator.Options{}, 400, illegalArgument, "NICKNAME_TOO_LONG"},
	{"password needed", "POST", "/users", `{"username":"x"}`, emulator.Options{PasswordNeeded: true}, 400, illegalArgument, "password or pin must provided"},
	{"two passwords", "POST", "/users", `[{"username":"x","password":"one"},{"username":"X","password":"two"}]`, emulator.Options{}, 400, "duplicate_unique_property_exists", "the same user x has a different password, the passwords are one, two"},
	{"batch too large", "POST", "/users", batch(numbered(61)...), emulator.Options{}, 400, illegalArgument, "Request body array size[61] had almost reached or been greater than the upper range value[60]"},
	{"empty batch", "POST", "/users", `[]`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"batch of numbers", "POST", "/users", `[1]`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"neither object nor array", "POST", "/users", `"x"`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"no JSON", "POST", "/users", "{\n\"username\": x}", emulator.Options{}, 400, "json_parse", "Unexpected character ('x' (code 120)) at [line: 2, column: 13]"},
	{"JSON cut", "POST", "/users", `{"username":"x`, emulator.Options{}, 400, "json_parse", "Unexpected end-of-input"},
	{"quota", "POST", "/users", batch("x1", "x2"), emulator.Options{Quota: 4}, 429, "resource_limited", "You have exceeded the limit of the community edition,Please upgrade to the enterprise edition"},
	{"look up nobody", "GET", "/users/nobody", "", emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"limit too large", "GET", "/users?limit=101", "", emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"limit is nothing", "GET", "/users?limit=", "", emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"cursor made up", "GET", "/users?cursor=AAAAAAAAAAAAAAAAAAAAAA", "", emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"cursor cut", "GET", "/users?cursor=abc", "", emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"delete nobody", "DELETE", "/users/nobody", "", emulator.Options{}, 400, "management", "User with id null does not exist in app UUID"},
	{"delete by number", "DELETE", "/users?limit=1", "", emulator.Options{}, 403, "forbidden_op", "delete users by number service is unopened"},
	{"password of nobody", "PUT", "/users/nobody/password", `{"newpassword":"x"}`, emulator.Options{}, 404, "entity_not_found", "User null not found"},
	{"no new password", "PUT", "/users/alice/password", `{}`, emulator.Options{}, 400, illegalArgument, "newpassword is required"},
	{"new password too long", "PUT", "/users/alice/password", `{"newpassword":"` + strings.Repeat("p", 65) + `"}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"no nickname", "PUT", "/users/alice", `{}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"new nickname too long", "PUT", "/users/alice", `{"nickname":"` + strings.Repeat("n", 101) + `"}`, emulator.Options{}, 400, illegalArgument, "NICKNAME_TOO_LONG"},
	{"nickname of nobody", "PUT", "/users/nobody", `{"nickname":"n"}`, emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"ban nobody", "POST", "/users/nobody/deactivate", "", emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"status of nobody", "GET", "/users/nobody/status", "", emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"too many statuses", "POST", "/users/batch/status", `{"usernames":["` + strings.Repeat(`a","`, 100) + `a"]}`, emulator.Options{}, 400, illegalArgument, "request body exceeds maximum limit, maximum limit is 100"},
	{"no statuses", "POST", "/users/batch/status", `{}`, emulator.Options{}, 400, illegalArgument, "this is an invalid request."},
	{"unknown path", "GET", "/groups", "", emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"path without a user", "GET", "/users/", "", emulator.Options{}, 404, "service_resource_not_found", "Service resource not found"},
	{"force offline with POST", "POST", "/users/alice/disconnect", "", emulator.Options{}, 405, "web_application", "HTTP 405 Method Not Allowed"},
	{"force one device offline with GET", "GET", "/users/alice/disconnect/web_2", "", emulator.Options{}, 405, "web_application", "HTTP 405 Method Not Allowed"},
	{"password with POST", "POST", "/users/alice/password", `{"newpassword":"x"}`, emulator.Options{}, 405, "web_application", "HTTP 405 Method Not Allowed"},
	{"body too large", "POST", "/users", `{"username":"` + strings.Repeat("x", 1<<20) + `"}`, emulator.Options{}, 413, "web_application", "HTTP 413 Request Entity Too Large"},
	{"another grant", "POST", "/token", `{"grant_type":"password"}`, emulator.Options{}, 400, "invalid_grant", "grant_type must be agora"},
}

func TestEachRefusalIsInTheWordsOfTheService(t *testing.T) {
	t.Parallel()
	for _, tt := range refusals {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := config()
			c.Options, c.Users = tt.options, people()
			p := serve(t, c)
			before := len(p.service.Users())
			r := p.send(tt.method, tt.path, tt.body)
			if r.err != nil {
				t.Fatal(r.err)
			}
			r.body = []byte(r.shape(p))
			if got := r.answer(); r.status != tt.status || got.Code != tt.code || got.Description != tt.description {
				t.Errorf("got  %d %s %q\nwant %d %s %q", r.status, got.Code, got.Description, tt.status, tt.code, tt.description)
			}
			if len(p.service.Users()) != before {
				t.Error("a request that was refused had an effect")
			}
		})
	}
}

func TestTakenUserNamesTheAppWhereTheURLDoes(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c).byKey()
	r := p.send("POST", "/users", `{"username":"alice"}`)
	if got := r.shape(p); !strings.Contains(got, `"error_description":"Application UUID Entity user requires`) {
		t.Error(got)
	}
}

func TestErrorHasTheFieldsOfAPublishedBody(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	const want = `{"error":"service_resource_not_found","exception":"org.apache.usergrid.services.exceptions.ServiceResourceNotFoundException","timestamp":1789387200000,"duration":0,"error_description":"Service resource not found"}`
	if got := string(p.send("GET", "/users/x", "").body); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	const bare = `{"error":"invalid_grant","error_description":"grant_type must be agora"}`
	if got := string(p.send("POST", "/token", `{"grant_type":"x"}`).body); got != bare {
		t.Errorf("got  %s\nwant %s", got, bare)
	}
}

func TestNewerWording(t *testing.T) {
	t.Parallel()
	c := config()
	c.Options.NewerWording = true
	p := serve(t, c)
	if got := p.send("GET", "/users/x", "").answer(); got.Exception != "UserNotFoundException" {
		t.Errorf("the exception is %q", got.Exception)
	}
	if got := p.as("").send("POST", "/users", batch("x")).answer(); got.Description != "Open registration doesn't allow, so register user need token," {
		t.Errorf("the description is %q", got.Description)
	}
}

func TestOtherAppIsNotFound(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	for _, tt := range []struct{ prefix, description string }{
		{"/app-id/" + otherAppID, "Could not find application for app-id/" + otherAppID + " from URI: app-id/" + otherAppID + "/users"},
		{"/411000001/other", "Could not find application for 411000001/other from URI: 411000001/other/users"},
		{"/app-id/" + strings.ToUpper(appID), "Could not find application for app-id/" + strings.ToUpper(appID) + " from URI: app-id/" + strings.ToUpper(appID) + "/users"},
		{"", "Could not find application for users from URI: users"},
	} {
		other := *p
		other.prefix = tt.prefix
		r := other.send("GET", "/users", "")
		if got := r.answer(); r.status != 404 || got.Code != "organization_application_not_found" || got.Description != tt.description {
			t.Errorf("%q: %d %s %q", tt.prefix, r.status, got.Code, got.Description)
		}
	}
}

func TestBodyThatIsNotJSONIsAnotherMediaType(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	for kind, want := range map[string]int{
		"": 415, "text/plain": 415, "application/x-www-form-urlencoded": 415, "nonsense;;": 415,
		"application/json": 200, "application/json; charset=utf-8": 200, "Application/JSON": 200,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.server.Host()+p.prefix+"/users/batch/status", strings.NewReader(`{"usernames":["a"]}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+p.token)
		r.Header.Set("Content-Type", kind)
		if kind == "" {
			r.Header.Del("Content-Type")
		}
		if got := p.do(r); got.status != want {
			t.Errorf("content type %q: %d, want %d", kind, got.status, want)
		}
	}
}

func TestWrongMethodNamesTheRightOnes(t *testing.T) {
	t.Parallel()
	if got := serve(t, config()).send("PATCH", "/users/x", "").header.Get("Allow"); got != "GET, PUT, DELETE" {
		t.Errorf("Allow: %q", got)
	}
}
