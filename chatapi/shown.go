package chatapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// userAgent names this program to the service. It has no version, so that a
// log of requests looks the same everywhere.
const userAgent = "atc"

// maskedToken stands for the bearer token wherever a request is shown.
const maskedToken = "Bearer $" + TokenVariable

// maskedPassword is how a body that is shown has a password. No other value can
// hold this, as its quotes would be escaped.
const maskedPassword = `password":"` + hidden + `"`

// headers returns the header of a request, without the bearer token.
func headers(body bool) []Header {
	h := []Header{{"Accept", "application/json"}, {"User-Agent", userAgent}}
	if body {
		h = append(h, Header{"Content-Type", "application/json"})
	}
	return h
}

// shown returns the request of a call as it can be shown.
func (c *Client) shown(call call) Request {
	body, err := call.content.encode(masked)
	if err != nil { // the request itself fails for the same reason
		body = nil
	}
	return Request{
		Method: call.method,
		URL:    c.config.Address.Base() + call.path,
		Header: append([]Header{{"Authorization", maskedToken}}, headers(body != nil)...),
		Body:   string(body),
	}
}

// PasswordVariable is the variable of a shell that stands for a password in a
// curl command.
const PasswordVariable = "AGORA_CHAT_PASSWORD"

// Curl returns the request as one command for a POSIX shell in which
// AGORA_CHAT_TOKEN is the bearer token. Where a user has a password, it is
// AGORA_CHAT_PASSWORD, without which the shell runs nothing: the mask itself
// would become the password. What it holds must not need escapes in JSON.
func (r Request) Curl() string {
	var b strings.Builder
	b.WriteString("curl ")
	if strings.ContainsAny(r.URL, "[]{}") { // which curl takes for a pattern
		b.WriteString("-g ")
	}
	if r.Method != http.MethodGet {
		b.WriteString("-X " + shellWord(r.Method) + " ")
	}
	b.WriteString(shellWord(r.URL))
	for _, h := range r.Header {
		if h.Name == "Authorization" && h.Value == maskedToken {
			// In double quotes the shell puts the token in.
			b.WriteString(" \\\n  -H \"" + h.Name + ": " + h.Value + "\"")
			continue
		}
		b.WriteString(" \\\n  -H " + shellWord(h.Name+": "+h.Value))
	}
	if r.Body != "" {
		word := strings.ReplaceAll(shellWord(r.Body), maskedPassword, `password":"'"${`+PasswordVariable+`:?}"'"`)
		b.WriteString(" \\\n  --data-raw " + word)
	}
	return b.String()
}

// shellWord returns s as one word of a POSIX shell, in which nothing has a
// meaning of its own.
func shellWord(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Text returns the request as HTTP shows it, with the body indented. It is for
// people, and ends without a line break.
func (r Request) Text() string {
	var b strings.Builder
	b.WriteString(r.Method + " " + r.Path() + "\nHost: " + r.host() + "\n")
	for _, h := range r.Header {
		b.WriteString(h.Name + ": " + h.Value + "\n")
	}
	if r.Body == "" {
		return strings.TrimSuffix(b.String(), "\n")
	}
	var body bytes.Buffer
	if json.Indent(&body, []byte(r.Body), "", "  ") != nil {
		body.Reset()
		body.WriteString(r.Body)
	}
	return b.String() + "\n" + body.String()
}

// host returns the host that the request goes to.
func (r Request) host() string {
	_, rest, _ := strings.Cut(r.URL, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}
