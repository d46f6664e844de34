package httpd

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// openAPI returns the OpenAPI 3.1 document of a server that is reached at urls.
// All of it is read off the table of endpoints.
func openAPI(cfg *Config, rows []endpoint, urls []string) reply {
	paths := map[string]map[string]any{}
	for i := range rows {
		row := &rows[i]
		if paths[row.Path] == nil {
			paths[row.Path] = map[string]any{}
		}
		paths[row.Path][strings.ToLower(row.Method)] = operation(cfg, row)
	}
	servers := make([]any, len(urls))
	for i, u := range urls {
		servers[i] = map[string]any{"url": u}
	}
	document := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title":       "atc token server",
			"version":     "1",
			"description": "Tokens of one Agora project, for the app that is being developed. For development only: whoever can reach it gets tokens.",
		},
		"servers": servers,
		"paths":   paths,
	}
	if !cfg.Key.IsZero() {
		document["components"] = map[string]any{"securitySchemes": map[string]any{"key": map[string]any{
			"type": "http", "scheme": "bearer",
			"description": "The key that is shown where the server is started. It may also stand in the path: /" + keyPart + "/KEY before any other.",
		}}}
		document["security"] = []any{map[string]any{"key": []string{}}}
	}
	return jsonReply(document)
}

// operation describes one endpoint.
func operation(cfg *Config, row *endpoint) map[string]any {
	failures := row.errors
	if failures.write == nil {
		failures = plainShape()
	}
	responses := map[string]any{"200": response(row.answer)}
	for status, doc := range statuses(cfg, row) {
		responses[strconv.Itoa(status)] = failureResponse(failures, doc)
	}
	o := map[string]any{"operationId": operationID(row), "summary": row.Doc, "responses": responses}
	if row.Kind != "" {
		o["x-kind"] = row.Kind
	}
	if row.AppToken && !cfg.AppTokens {
		o["description"] = "Answered with 403: it administers the whole app, and this server was started without app tokens."
	}
	if p := parameters(row); len(p) > 0 {
		o["parameters"] = p
	}
	if body, ok := requestBody(row); ok {
		o["requestBody"] = body
	}
	return o
}

// statuses returns with which statuses an endpoint may fail, and why.
func statuses(cfg *Config, row *endpoint) map[int]string {
	all := map[int]string{
		http.StatusForbidden:           "a page of another origin asks",
		http.StatusMisdirectedRequest:  "the Host is not one of this server",
		http.StatusInternalServerError: "atc has failed inside",
	}
	if row.reads() {
		all[http.StatusBadRequest] = "what was given is wrong, or no token can be built from it"
		all[http.StatusRequestTimeout] = "the body did not arrive in time"
		all[http.StatusRequestEntityTooLarge] = fmt.Sprintf("the body has more than %d bytes", MaxBody)
		all[http.StatusUnsupportedMediaType] = "the body is compressed"
		if !cfg.AppTokens {
			all[http.StatusForbidden] += ", or the token would administer the whole app"
		}
	}
	if !cfg.Key.IsZero() {
		all[http.StatusUnauthorized] = "the key is missing or wrong"
		all[http.StatusTooManyRequests] = "too many wrong keys"
	}
	maps.Copy(all, row.fails)
	return all
}

// operationID returns a name for an endpoint that is one of its own: its method
// and the letters of its path.
func operationID(row *endpoint) string {
	return strings.Trim(strings.ToLower(row.Method)+"_"+strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			return r
		case r == '{' || r == '}':
			return -1
		}
		return '_'
	}, strings.Trim(row.Path, "/")), "_")
}

func response(f form) map[string]any {
	return map[string]any{"description": f.doc, "content": map[string]any{f.contentType: map[string]any{"schema": f.schema}}}
}

func failureResponse(s shape, doc string) map[string]any {
	f := s.form
	f.doc = doc
	return response(f)
}

// parameters describes those in the path and in the query.
func parameters(row *endpoint) []any {
	var all []any
	for _, p := range row.parameters {
		if p.in == inBody {
			continue
		}
		described := map[string]any{"name": p.name, "in": string(p.in), "required": p.required || p.in == inPath, "schema": p.schema}
		if doc, ok := p.schema["description"]; ok {
			described["description"] = doc
		}
		all = append(all, described)
	}
	return all
}

// requestBody describes the body, if the endpoint reads one.
func requestBody(row *endpoint) (map[string]any, bool) {
	var members []property
	for _, p := range row.parameters {
		if p.in == inBody {
			members = append(members, property{p.name, p.schema, p.required})
		}
	}
	if row.Method == http.MethodGet || len(members) == 0 {
		return nil, false
	}
	content := map[string]any{"schema": objectSchema(members...)}
	if json.Valid([]byte(row.Body)) {
		content["example"] = json.RawMessage(row.Body)
	}
	return map[string]any{
		"required": slices.ContainsFunc(members, func(p property) bool { return p.required }),
		"content":  map[string]any{jsonAnswer: content},
	}, true
}
