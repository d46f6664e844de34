package httpd

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"atc/tokens"
	"atc/ui/safe"
)

// String returns the request as one line of a log. It never holds the token.
// What the client has sent is in it as it is: whoever prints the line makes it
// fit for a terminal first, as package safe does.
func (s Served) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s %s  %d  %s", s.Time.UTC().Format("15:04:05 UTC"), s.Client, s.Method, s.Path, s.Status, s.Took.Round(10*time.Microsecond))
	if s.Problem != "" {
		fmt.Fprintf(&b, "  %s", s.Problem)
		return b.String()
	}
	if s.Kind == "" {
		return b.String()
	}
	fmt.Fprintf(&b, "  %s", s.Kind)
	if s.Channel != "" {
		fmt.Fprintf(&b, ", channel %s", s.Channel)
	}
	if s.User != "" {
		fmt.Fprintf(&b, ", user %s", s.User)
	}
	if !s.Ends.IsZero() {
		fmt.Fprintf(&b, ", until %s", s.Ends.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	return b.String()
}

// How long what a client has sent may be in the log, in bytes: an account, and
// the longest path that has one.
const (
	maxLoggedName = 255
	maxLoggedPath = 512
)

// hide takes out of what is logged what a client may have sent in the wrong
// place: the key, and tokens.
func (s *service) hide(served *Served) {
	served.Path = "/" + strings.Join(segments(s.hidden(served.Path, maxLoggedPath)), "/")
	served.Problem = s.hidden(served.Problem, maxLoggedPath)
	served.Agent = s.hidden(served.Agent, maxLoggedName)
	served.User = s.hidden(served.User, maxLoggedName)
	served.Channel = s.hidden(served.Channel, maxLoggedName)
	served.Method = s.hidden(served.Method, maxLoggedName)
}

// maxQuoted is how many bytes a message repeats of what a client has sent.
const maxQuoted = 64

// present makes fit for people what a failure repeats of the client's: without
// the key and without tokens, and only then cut, so that no part of one is left.
func (s *service) present(f *failure) *failure {
	fit := *f
	fit.name = s.quote(f.name)
	if f.quoted != "" {
		fit.problem, fit.quoted = strings.Replace(f.problem, "%s", s.quote(f.quoted), 1), ""
	}
	return &fit
}

func (s *service) quote(text string) string { return safe.Text(s.hidden(text, maxQuoted)) }

// hidden returns a text without the key and without tokens, cut to so many
// bytes.
func (s *service) hidden(text string, most int) string {
	if key := s.cfg.Key.Reveal(); key != "" && strings.Contains(text, key) {
		text = strings.ReplaceAll(text, key, "[key]")
	}
	if len(text) >= tokens.ShortestToken {
		text = s.withoutTokens(text)
	}
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

func (s *service) withoutTokens(text string) string {
	var b bytes.Buffer
	end := 0
	s.cfg.Catalog.Find([]byte(text), 0, len(text), func(found tokens.Sighting) bool {
		b.WriteString(text[end:found.Start])
		b.WriteString("[token]")
		end = found.End
		return true
	})
	b.WriteString(text[end:])
	return b.String()
}
