package cli_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
)

// TestReadmeNamesTheKeysOfChat runs each command with --json, and finds its keys
// in its row of the README, and no others there.
func TestReadmeNamesTheKeysOfChat(t *testing.T) {
	t.Parallel()
	_, text := readme(t)
	for _, c := range []struct {
		row  string
		runs []string
	}{
		{"`chat token`", []string{"chat token alice"}},
		{"`chat users list`, `get`", []string{"chat users list --limit 1", "chat users get alice"}},
		{"`chat users register`, `chat register`", []string{"chat users register alice new", "chat register --file list", "chat register --file list --resume"}},
		{"`chat users status`", []string{"chat users status alice"}},
		{"`chat users ban`, `unban`", []string{"chat users ban bob", "chat users unban bob"}},
		{"`chat users kick`", []string{"chat users kick alice --device android_1", "chat users kick alice"}},
		{"`chat users nickname`", []string{"chat users nickname alice A"}},
		{"`chat users password`", []string{"chat users password alice --password-file pw"}},
		{"`chat users delete`", []string{"chat users delete carol --yes"}},
		{"`chat exchange`", []string{"chat exchange", "chat exchange --user alice"}},
		{"`chat check`", []string{"chat check", "chat check --app-key a#b"}},
		{"a failure", []string{"chat users get nobody", "chat users list --app-key a#b"}},
	} {
		t.Run(c.row, func(t *testing.T) {
			t.Parallel()
			r, _ := chat(t,
				emulator.SeedUser{Username: "alice", Nickname: "Alice", Devices: []chatapi.Device{{Resource: "android_1", Name: "Pixel"}}, Age: 2 * time.Hour},
				emulator.SeedUser{Username: "bob", Age: time.Hour}, emulator.SeedUser{Username: "carol"})
			r.files["list"], r.files["pw"] = "dora\nb d\nalice\n", "12345678"
			seen := map[string]bool{}
			for _, args := range c.runs {
				r.exec(append(strings.Fields(args), "--json")...)
				for _, o := range r.objects() {
					if c.row != "a failure" {
						delete(o, "error") // which the README tells of once
					}
					keysOf(o, seen)
				}
			}
			if c.row == "a failure" { // of which it is not known what it has left behind
				r.deps.HTTP = &http.Client{Transport: told(500, "internal_error", "oops")}
				keysOf(r.exec("chat", "users", "ban", "alice", "--json").objects()[0], seen)
				r.deps.HTTP = &http.Client{Transport: transport(registrationRefused)}
				keysOf(r.exec("chat", "users", "register", "new", "--json").objects()[0], seen)
			}
			agree(t, text, c.row, seen)
		})
	}
}

// registrationRefused answers as the service does where it does not accept the
// token: who registers somebody is not told why, who lists users is.
func registrationRefused(q *http.Request) (*http.Response, error) {
	switch {
	case q.Method == http.MethodPost:
		return told(401, "unauthorized", "registration is not open, please contact the app admin")(q)
	case q.URL.RawQuery != "":
		return told(401, "auth_bad_access_token", "Unable to authenticate")(q)
	}
	return told(404, "service_resource_not_found", "Service resource not found")(q)
}

// keysOf collects the keys of JSON. A step has a failure like those of commands.
func keysOf(v any, seen map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if _, isStep := v["milliseconds"]; isStep && key == "error" {
				continue
			}
			seen[key] = true
			keysOf(value, seen)
		}
	case []any:
		for _, one := range v {
			keysOf(one, seen)
		}
	}
}

// agree requires the keys of a row of the README to be those that were seen.
func agree(t *testing.T, text, row string, seen map[string]bool) {
	t.Helper()
	_, rest, found := strings.Cut(text, "\n| "+row+" | ")
	if !found {
		t.Fatalf("the README has no row %s", row)
	}
	line, _, _ := strings.Cut(rest, "\n")
	named := map[string]bool{}
	for _, word := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(line, -1) {
		named[word[1]] = true
	}
	for _, key := range slices.Sorted(maps.Keys(seen)) {
		if !named[key] {
			t.Errorf("the README does not name the key %s", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(named)) {
		if !seen[key] {
			t.Errorf("the README names the key %s, which no command printed", key)
		}
	}
}

// TestTheEmulatorTellsWhereItIs runs it until it is interrupted, which is how
// it ends.
func TestTheEmulatorTellsWhereItIs(t *testing.T) {
	t.Parallel()
	_, text := readme(t)
	r := interruptedOnceItPrints(t, "chat", "emulator", "--listen", "127.0.0.1:0", "--app-key", "org#app", "--json")
	if r.code != 0 {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
	seen := map[string]bool{}
	for _, o := range r.objects() {
		keysOf(o, seen)
	}
	agree(t, text, "`chat emulator`", seen)
	for _, want := range []string{"until ctrl+c", "atc chat users list --chat-host 127.0.0.1:", "$(atc build chat-app)", "it answers to the AppKey org#app, too"} {
		if !strings.Contains(r.err, want) {
			t.Errorf("%q does not say %q", r.err, want)
		}
	}
	// Where nothing is configured it is the demo project.
	r, _ = stored(t)
	r.interruptOnceItPrints("chat", "emulator", "--listen", "127.0.0.1:0", "--users", "none")
	if r.code != 0 || !strings.Contains(r.err, `the Chat of the project "demo", with 0 users`) || !strings.Contains(r.err, "Bearer 007") {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
}

func interruptedOnceItPrints(t *testing.T, args ...string) *run {
	r := command(t)
	r.interruptOnceItPrints(args...)
	return r
}
