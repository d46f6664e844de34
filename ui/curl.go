package ui

import (
	"net/url"
	"slices"
	"strings"

	"atc/tokens"
)

// What a token looks like in a shell and in files that shells read.

// Privileges of the Chat service.
const (
	chatUser uint16 = 1
	chatApp  uint16 = 2
)

// shellQuote returns s as one word of a POSIX shell, in which nothing has a
// meaning of its own.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// plainASCII reports whether a text is of printable ASCII without blanks, as
// every token is that a library made.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// envLine returns the line of a .env file that sets AGORA_TOKEN. The readers
// of such files differ in what they make of quotes and escapes, so what is
// beyond the characters of a token has no line that is right for all.
func envLine(token string) (line, off string) {
	for _, r := range token {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("+/=:_-.", r) {
			return "", "this holds characters that programs read differently from a .env file"
		}
	}
	return "AGORA_TOKEN=" + token, ""
}

// curlCommand returns the command that sends a token to Agora's REST API: to
// that of Chat as a bearer token, and to the others in their own scheme.
func curlCommand(text string, t *tokens.Token) copyEntry {
	en := copyEntry{title: "curl", what: "curl command"}
	if !plainASCII(text) {
		en.off = "this holds characters that a header cannot carry"
		return en
	}
	address, header := "https://api.agora.io/REST_PATH", "agora token="+text
	en.note = "REST_PATH stands for the path of the call"
	if chat := chatService(t); chat != nil {
		address, header = "https://REST_HOST/app-id/"+url.PathEscape(t.AppID)+chatPath(chat), "Bearer "+text
		en.note = "REST_HOST stands for the REST API of your data centre: Agora Console, Chat, Application Information"
		if !hasPrivilege(chat, chatApp) {
			en.note += ". Most calls take an app token; this is a user token"
		}
	}
	en.text = "curl " + shellQuote(address) + " \\\n  -H " + shellQuote("Authorization: "+header) + " \\\n  -H 'Accept: application/json'"
	return en
}

// chatService returns the Chat service of a token that is for Chat: one for a
// classroom carries it beside its own.
func chatService(t *tokens.Token) *tokens.DecodedService {
	if t == nil {
		return nil
	}
	var chat *tokens.DecodedService
	for i := range t.Services {
		switch s := &t.Services[i]; s.Type {
		case tokens.ServiceAPaaS:
			return nil
		case tokens.ServiceChat:
			chat = s
		}
	}
	return chat
}

// chatPath returns the path of a call that reads and changes nothing: the user
// of a user token, or a list of users.
func chatPath(chat *tokens.DecodedService) string {
	if len(chat.Values) > 0 && hasPrivilege(chat, chatUser) && chat.Values[0].Text != "" {
		return "/users/" + url.PathEscape(chat.Values[0].Text)
	}
	return "/users?limit=10"
}

func hasPrivilege(s *tokens.DecodedService, id uint16) bool {
	return slices.ContainsFunc(s.Privileges, func(p tokens.DecodedPrivilege) bool { return p.ID == id })
}
