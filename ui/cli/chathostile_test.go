package cli_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"atc/chatapi/emulator"
	"atc/ui/cli"
)

// TestNothingRawComesFromTheService has hostile text wherever a service can put
// any; [run.exec] looks at all output.
func TestNothingRawComesFromTheService(t *testing.T) {
	t.Parallel()
	for _, h := range hostile {
		for _, answer := range hostileAnswers(t, h) {
			// Some answers are asked for again, after a while.
			synctest.Test(t, func(t *testing.T) { asksAHostileService(t, h, answer) })
		}
	}
}

func hostileAnswers(t *testing.T, h string) []transport {
	quoted, err := json.Marshal(strings.ToValidUTF8(h, "\ufffd"))
	if err != nil {
		t.Fatal(err)
	}
	q := string(quoted)
	good := `{"entities":[{"uuid":` + q + `,"username":` + q + `,"nickname":` + q + `,"created":9e15,"activated":false}],"cursor":` + q + `,
		"data":[{"res":` + q + `,"device_name":` + q + `,"device_uuid":` + q + `},{"alice":` + q + `}],
		"access_token":` + q + `,"expires_in":5,"expire_timestamp":-9e15,"timestamp":1}`
	bad := `{"error":` + q + `,"error_description":` + q + `,"exception":` + q + `}`
	return []transport{page(200, good), page(400, bad), page(401, bad), page(418, "<html>"+h+"</html>"), page(200, h), page(200, `{"data":`+q+`}`)}
}

func asksAHostileService(t *testing.T, h string, answer transport) {
	for _, args := range []string{
		"chat users list --limit 1", "chat users list --limit 1 --json", "chat users get alice bob", "chat users get alice --json", "chat users status alice",
		"chat users status alice --json", "chat token alice", "chat token alice --uuid --json --verbose", "chat users register alice --verbose", "chat users kick alice",
		"chat exchange", "chat exchange --json", "chat check", "chat check --json", "chat register --file list", "chat register --file list --json --restart",
	} {
		r := command(t)
		r.env[cli.EnvChatHost] = "a41.chat.agora.io"
		r.deps.Rand, r.deps.State = rand.Reader, t.TempDir()
		r.files["list"] = "alice\n" + h + "\n" + h + "\n"
		r.deps.HTTP = &http.Client{Transport: answer}
		r.exec(strings.Fields(args)...)
	}
}

// TestNothingRawIsPrintedOfTheCommandLine does the same for what a person types.
func TestNothingRawIsPrintedOfTheCommandLine(t *testing.T) {
	t.Parallel()
	r, _ := chat(t, emulator.SeedUser{Username: "alice"})
	for _, h := range hostile {
		for _, args := range [][]string{
			{"chat", h},
			{"chat", "users", h},
			{"chat", "token", h},
			{"chat", "users", "nickname", "alice", h},
			{"chat", "users", "nickname", "alice", h, "--json"},
			{"chat", "users", "kick", "alice", "--device", h},
			{"chat", "users", "list", "--cursor", h},
			{"chat", "users", "list", "--limit", h},
			{"chat", "users", "list", "--chat-host", h},
			{"chat", "users", "list", "--app-key", h + "#" + h},
			{"chat", "users", "list", "--timeout", h},
			{"chat", "register", "--file", h},
			{"chat", "emulator", "--listen", h},
			{"chat", "emulator", "--faults", h},
			{"chat", "emulator", "--users", h},
			{"chat", "exchange", "--user", h},
		} {
			r.exec(args...)
		}
	}
}
