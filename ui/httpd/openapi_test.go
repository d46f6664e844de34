package httpd

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/tokens"
)

// described returns the operations of the OpenAPI document of a server, by
// method and path.
func described(t *testing.T, s *testServer, key string) (document map[string]any, operations map[string]map[string]any) {
	t.Helper()
	a := s.get(key + "/openapi.json")
	if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("answered %d %s", a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), &document); err != nil {
		t.Fatal(err)
	}
	operations = map[string]map[string]any{}
	for path, of := range document["paths"].(map[string]any) {
		for method, o := range of.(map[string]any) {
			operations[strings.ToUpper(method)+" "+path] = o.(map[string]any)
		}
	}
	return document, operations
}

func TestOpenAPIDescribesEachEndpoint(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	document, operations := described(t, s, "")
	if document["openapi"] != "3.1.0" || document["servers"].([]any)[0].(map[string]any)["url"] != s.URL() || document["security"] != nil {
		t.Errorf("begins with %v, %v", document["openapi"], document["servers"])
	}
	var ids []string
	for _, e := range s.service.endpoints {
		o := operations[e.Method+" "+e.Path]
		if o == nil {
			t.Errorf("%s %s is missing", e.Method, e.Path)
			continue
		}
		id := o["operationId"].(string)
		if slices.Contains(ids, id) {
			t.Errorf("two are called %s", id)
		}
		ids = append(ids, id)
		if !describesPath(e.Path, o) {
			t.Errorf("%s %s: its path has other names than its parameters", e.Method, e.Path)
		}
		if o["summary"] == "" || strings.HasSuffix(o["summary"].(string), ".") {
			t.Errorf("%s %s: %q", e.Method, e.Path, o["summary"])
		}
	}
	if len(operations) != len(s.Endpoints()) {
		t.Errorf("%d operations for %d endpoints", len(operations), len(s.Endpoints()))
	}
}

// describesPath reports whether the names in a path are its path parameters.
func describesPath(path string, operation map[string]any) bool {
	var names, inOperation []string
	for _, p := range segments(path) {
		if isName(p) {
			names = append(names, strings.Trim(p, "{}"))
		}
	}
	all, _ := operation["parameters"].([]any)
	for _, p := range all {
		if m := p.(map[string]any); m["in"] == "path" && m["required"] == true {
			inOperation = append(inOperation, m["name"].(string))
		}
	}
	return slices.Equal(names, inOperation)
}

func TestOpenAPIHasEachInputOfEachKind(t *testing.T) {
	t.Parallel()
	_, operations := described(t, serve(t, nil), "")
	for _, k := range tokens.Default.Kinds {
		o := operations["POST /tokens/"+k.ID]
		if o == nil || o["x-kind"] != k.ID {
			t.Errorf("%s is missing", k.ID)
			continue
		}
		body := o["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
		required, _ := body["required"].([]any)
		for _, in := range k.Inputs {
			p, _ := body["properties"].(map[string]any)[in.Key].(map[string]any)
			enum, _ := p["enum"].([]any)
			if p == nil || !strings.Contains(p["description"].(string), in.Doc) || len(enum) != len(in.Choices) || slices.Contains(required, any(in.Key)) != needed(&in) {
				t.Errorf("%s, %s: %v", k.ID, in.Key, p)
			}
			if in.Default != "" && in.Type != tokens.Document && p["default"] != in.Default {
				t.Errorf("%s, %s: the default is %v, want %q", k.ID, in.Key, p["default"], in.Default)
			}
		}
	}
}

func TestAKindThatIsAddedIsServed(t *testing.T) {
	t.Parallel()
	added, _ := tokens.Default.Kind("rtc")
	added.ID, added.Doc = "party", "lets everybody in"
	s := serve(t, func(cfg *Config) { cfg.Catalog.Kinds = append(slices.Clip(cfg.Catalog.Kinds), added) })
	if _, operations := described(t, s, ""); operations["POST /tokens/party"] == nil {
		t.Error("the OpenAPI document does not have it")
	}
	s.post("/tokens/party", `{"channel":"lobby"}`).decoded(t)
	if a := s.get("/tokens"); !strings.Contains(a.body, "lets everybody in") {
		t.Error("the list does not have it")
	}
	if a := s.get("/"); !strings.Contains(a.body, "/tokens/party") {
		t.Error("the page does not have it")
	}
}

func TestExamplesOfEachEndpointSucceed(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.AppTokens, cfg.Users = true, &countedUsers{} })
	for _, e := range s.Endpoints() {
		a := s.ask(ask{method: e.Method, target: e.Target, body: e.Body})
		if k, ok := tokens.Default.Kind(e.Kind); ok && endless(k.Version) != "" {
			continue
		}
		if a.status != 200 {
			t.Errorf("%s %s %s was answered %d %s", e.Method, e.Target, e.Body, a.status, a.body)
		}
		if e.Doc == "" || e.Target == "" || (e.Body == "") != (e.Method == http.MethodGet) {
			t.Errorf("%s %s is not described whole", e.Method, e.Path)
		}
	}
}

// TestOpenAPIListsTheStatusesThatCome provokes each failure at each endpoint.
func TestOpenAPIListsTheStatusesThatCome(t *testing.T) {
	t.Parallel()
	bounds := defaultBounds()
	bounds.request = 100 * time.Millisecond
	s := serveOn(t, "127.0.0.1:0", bounds, func(cfg *Config) {
		withKey(cfg)
		cfg.Users = fakeUsers(func(context.Context, string) (chatapi.Registered, error) {
			return chatapi.Registered{}, &chatapi.Error{}
		})
	})
	_, operations := described(t, s, "/k/"+testKey)
	bearer := "\r\nAuthorization: Bearer " + testKey
	for status, head := range map[int]string{
		http.StatusUnauthorized:          "",
		http.StatusForbidden:             bearer + "\r\nOrigin: http://evil.example",
		http.StatusRequestTimeout:        bearer + "\r\nContent-Length: 5",
		http.StatusRequestEntityTooLarge: bearer + "\r\nContent-Length: 100000",
		http.StatusUnsupportedMediaType:  bearer + "\r\nContent-Length: 1\r\nContent-Encoding: gzip",
		http.StatusBadGateway:            bearer,
	} {
		var asked []net.Conn // all wait together
		for _, e := range s.Endpoints() {
			conn := dial(t, s)
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.WriteString(conn, e.Method+" "+e.Target+" HTTP/1.1\r\nHost: localhost\r\nConnection: close"+head+"\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			asked = append(asked, conn)
		}
		for i, e := range s.Endpoints() {
			a := readAnswer(t, asked[i], e.Method)
			if _, listed := operations[e.Method+" "+e.Path]["responses"].(map[string]any)[itoa(status)]; listed != (a.status == status) {
				t.Errorf("%s %s was answered %d, and %d is listed: %v", e.Method, e.Path, a.status, status, listed)
			}
		}
	}
	for name, o := range operations {
		responses := o["responses"].(map[string]any)
		looksUp := strings.HasPrefix(name, "GET /chat/user/")
		if responses["200"] == nil || responses["421"] == nil || responses["429"] == nil || responses["500"] == nil ||
			(responses["503"] != nil) != looksUp || (responses["504"] != nil) != looksUp {
			t.Errorf("%s lists %v", name, responses)
		}
	}
	_, operations = described(t, serve(t, nil), "")
	for name, o := range operations {
		if responses := o["responses"].(map[string]any); responses["401"] != nil || responses["429"] != nil {
			t.Errorf("without a key, %s lists %v", name, responses)
		}
	}
}

func TestOpenAPITellsTheRoleOfEachTypeOfToken(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	_, operations := described(t, s, "")
	body := operations["POST /getToken"]["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
	role := body["properties"].(map[string]any)["role"].(map[string]any)
	if doc := role["description"].(string); role["default"] != nil || !strings.Contains(doc, "subscriber of rtc and publisher of rtm with a channel") {
		t.Errorf("the role is described as %v", role)
	}
	for body, publishes := range map[string]bool{
		`{"tokenType":"rtc","channel":"lobby","uid":"1"}`:     false,
		`{"tokenType":"rtm","channel":"lobby","uid":"alice"}`: true,
	} {
		token := s.post("/getToken", body).decoded(t)
		i := slices.IndexFunc(token.Services, func(d tokens.DecodedService) bool { return d.Service.Name == "RTC" })
		if i < 0 || (len(token.Services[i].Privileges) > 1) != publishes {
			t.Errorf("%s has %s", body, content(token))
		}
	}
}

func TestOpenAPITellsThatTheKeyIsNeededAndNotWhichItIs(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	document, operations := described(t, s, "/k/"+testKey)
	if document["security"] == nil || operations["POST /tokens/rtc"]["responses"].(map[string]any)["401"] == nil {
		t.Error("nothing tells of the key")
	}
	if a := s.get("/k/" + testKey + "/openapi.json"); strings.Contains(a.body, testKey) {
		t.Error("the document has the key")
	}
}
