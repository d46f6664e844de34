package chatapi_test

import (
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/keystore/secret"
)

// hostile is a nickname that means something to a shell, to curl and to JSON.
const hostile = `it's $(touch /tmp/x) "\ ` + "`id`" + ` @{[1-2]} <é>`

func TestACurlCommandSaysWhatTheRequestSays(t *testing.T) {
	t.Parallel()
	c := talkingTo(t, nil)
	r := c.RegisterRequest(chatapi.NewUser{Username: "Alice", Nickname: hostile, Password: secret.New(password)})
	got := arguments(t, "AGORA_CHAT_TOKEN='a token'; AGORA_CHAT_PASSWORD='a password'\n"+r.Curl())
	want := []string{
		"-X", "POST", byID.Base() + "/users", "-H", "Authorization: Bearer a token", "-H", "Accept: application/json", "-H", "User-Agent: atc",
		"-H", "Content-Type: application/json", "--data-raw",
		`{"username":"alice","password":"a password","nickname":"it's $(touch /tmp/x) \"\\ ` + "`id`" + ` @{[1-2]} <é>"}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("curl gets\n%q\nwant\n%q", got, want)
	}
}

func TestACurlCommandDoesNotSetTheMaskAsAPassword(t *testing.T) {
	t.Parallel()
	r := talkingTo(t, nil).RegisterRequest(chatapi.NewUser{Username: "alice", Password: secret.New(password)})
	if out, err := shell(t, r.Curl()).Output(); err == nil {
		t.Errorf("without a password, curl gets %q", out)
	}
}

// shell returns a run of a script in which curl prints what it is given.
func shell(t *testing.T, script string) *exec.Cmd {
	t.Helper()
	sh := exec.CommandContext(t.Context(), "sh", "-c", "curl() { printf '%s\\0' \"$@\"; }\n"+script)
	sh.Env = []string{}
	return sh
}

func arguments(t *testing.T, script string) []string {
	t.Helper()
	out, err := shell(t, script).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, script)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestACurlCommandTakesNoURLForAPattern(t *testing.T) {
	t.Parallel()
	r := chatapi.Request{Method: "GET", URL: "http://[::1]:8080/app-id/x/users?limit=1&cursor=a'b"}
	if got, want := arguments(t, r.Curl()), []string{"-g", r.URL}; !reflect.DeepEqual(got, want) {
		t.Errorf("curl gets %q, want %q", got, want)
	}
}

func TestARequestIsShownAsHTTPHasIt(t *testing.T) {
	t.Parallel()
	c := config(nil)
	c.Address = byKey
	cl := client(t, c)
	for want, r := range map[string]chatapi.Request{
		`POST /411234567/987654/users
Host: a41.chat.example
Authorization: Bearer $AGORA_CHAT_TOKEN
Accept: application/json
User-Agent: atc
Content-Type: application/json

[
  {
    "username": "alice",
    "password": "[secret]"
  },
  {
    "username": "bob",
    "nickname": "<B>"
  }
]`: cl.RegisterRequest(chatapi.NewUser{Username: "alice", Password: secret.New(password)}, chatapi.NewUser{Username: "bob", Nickname: "<B>"}),
		"GET /users?limit=1\nHost: h:1": {Method: "GET", URL: "http://h:1/users?limit=1"},
		"GET x\nHost: ":                 {Method: "GET", URL: "x"},
		"POST /\nHost: h\n\nno JSON":    {Method: "POST", URL: "https://h/", Body: "no JSON"},
	} {
		if got := r.Text(); got != want {
			t.Errorf("shown\n%s\nwant\n%s", got, want)
		}
	}
}
