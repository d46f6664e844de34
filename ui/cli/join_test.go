package cli_test

import (
	"strings"
	"testing"

	"atc/tokens"
	"atc/ui/cli"
)

func TestWhatTheAppJoinsWithIsHeldAgainstTheProduct(t *testing.T) {
	t.Parallel()
	token := tokenFor(t, "rtm", 0, tokens.Values{"user": "alice"})
	for args, want := range map[string]string{
		"--for video":                         `--for: there is no product "video": it is one of rtc-native, `,
		"--for " + certificate:                "--for: there is no product",
		"--for rtm2 --channel lobby":          "--channel: Signaling 2.x joins no channel: leave it out",
		"--for chat-rest --account alice":     "--uid, --account: Chat REST has no user: leave it out",
		"--for rtm2 --role publisher":         "--role: Signaling 2.x has no roles: leave it out",
		"--for rtc-web --role king":           `--role: RTC Web has no role "king": it is one of publisher, subscriber`,
		"--role publisher":                    "--role: say with --for what the token is used for",
		"--chat-host a41.chat.agora.io":       "--chat-host: goes with --for chat-rest only",
		"--for chat --chat-host x":            "--chat-host: goes with --for chat-rest only",
		"--for chat-rest --chat-host me:pw@x": "--chat-host: ",
		"--app-id acme":                       "--app-id: 4 characters where there must be 32 hexadecimal ones",
		"--uid alice":                         "--uid: not a whole number",
		"--uid 1 --account alice":             "--uid and --account cannot both be given",
		"--json --report":                     "--json and --report cannot both be given",
		"--for classroom --role 99999 --json": "--role: Flexible Classroom has no role",
	} {
		for _, verb := range []string{"decode", "verify"} {
			r := command(t).exec(append([]string{verb, token}, strings.Fields(args)...)...)
			if r.code != cli.ExitUsage || r.out != "" || !strings.Contains(r.err, want) {
				t.Errorf("%s %s: exit code %d: %s%s", verb, args, r.code, r.out, r.err)
			}
		}
	}
}

func TestEveryProductAndRoleOfTheCatalogIsTaken(t *testing.T) {
	t.Parallel()
	token := tokenFor(t, "rtm", 0, tokens.Values{"user": "alice"})
	for _, p := range tokens.Default.Products {
		args := []string{"decode", token, "--for", p.ID}
		if p.Channel != "" {
			args = append(args, "--channel", "lobby")
		}
		if p.User != "" {
			args = append(args, "--account", "alice")
		}
		for _, role := range append([]string{""}, p.Roles...) {
			all := args
			if role != "" {
				all = append(all, "--role", role)
			}
			command(t).exec(all...).succeeds()
		}
		if p.ID == tokens.ProductClassroom {
			command(t).exec(append(args, "--role", "2")...).succeeds()
		}
	}
}

func TestProductsAndRolesAreCompleted(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"decode --for ":                          {"rtc-native\tRTC native\n", "chat-rest\tChat REST\n"},
		"verify 007eJx --for rtc-native --role ": {"publisher\nsubscriber\n"},
		"verify --for chat-rest --chat-host ":    {"a41.chat.agora.io\n"},
	} {
		if out := command(t).execQuietly(append([]string{"__complete"}, strings.Split(line, " ")...)...); !containsAll(out, want) {
			t.Errorf("%q completes %q", line, out)
		}
	}
}
