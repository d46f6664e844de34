package httpd

import (
	"fmt"
	"net/http"
	"strings"
)

// Documents are the answers about the server itself, which never change.
type documents struct {
	page, kinds, openAPI reply
}

func newDocuments(cfg *Config, rows []endpoint, urls []string) documents {
	return documents{page: textReply(page(rows)), kinds: kindList(cfg.Catalog), openAPI: openAPI(cfg, rows, urls)}
}

// aboutEndpoints returns the endpoints that tell what can be asked.
func aboutEndpoints() []endpoint {
	row := func(path, doc, contentType string, s schema, of func(*documents) *reply) endpoint {
		return endpoint{
			Endpoint: Endpoint{Method: http.MethodGet, Path: path, Doc: doc, Target: path},
			answer:   form{contentType, s, doc},
			handle:   func(c *call) (reply, error) { return *of(&c.documents), nil },
		}
	}
	return []endpoint{
		row(kindPath, "lists the kinds of tokens with their inputs", jsonAnswer, kindListSchema(), func(d *documents) *reply { return &d.kinds }),
		row("/openapi.json", "describes everything that can be asked, as OpenAPI 3.1", jsonAnswer, schema{"type": "object"}, func(d *documents) *reply { return &d.openAPI }),
		row("/", "says what this is and what can be asked", textAnswer, schema{"type": "string"}, func(d *documents) *reply { return &d.page }),
	}
}

// page returns what is read by a person who opens the server in a browser.
func page(rows []endpoint) string {
	var b strings.Builder
	b.WriteString("This is the token server of atc, the Agora Token Console. It is for development\n" +
		"only: whoever can reach it gets tokens of the project.\n\nWhat can be asked:\n\n")
	for i := range rows {
		fmt.Fprintf(&b, "  %-4s %s\n         %s\n", rows[i].Method, rows[i].Path, rows[i].Doc)
	}
	b.WriteString("\nEverything about each: GET /openapi.json\n")
	return b.String()
}

// list returns the endpoints as others see them.
func (s *service) list() []Endpoint {
	all := make([]Endpoint, len(s.endpoints))
	for i := range s.endpoints {
		all[i] = s.endpoints[i].Endpoint
	}
	return all
}
