package httpd

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"atc/tokens"
)

// kindPath is where each kind of the catalog has its endpoint, by its ID.
const kindPath = "/tokens"

// versionName is the parameter that asks for a kind in another version.
const versionName = "version"

// kindEndpoints returns an endpoint for each kind of a catalog.
func kindEndpoints(catalog tokens.Catalog) []endpoint {
	all := make([]endpoint, len(catalog.Kinds))
	for i, k := range catalog.Kinds {
		all[i] = endpoint{
			Endpoint: Endpoint{
				Method: http.MethodPost, Path: kindPath + "/" + k.ID, Doc: k.Group + ", " + k.Title + ": " + k.Doc, Kind: k.ID,
				Target: kindPath + "/" + k.ID, Body: exampleBody(&k), AppToken: administers(catalog, &k),
			},
			parameters: kindParameters(&k),
			answer:     form{jsonAnswer, madeSchema(), "the token"},
			handle:     func(c *call) (reply, error) { return c.makeKind(k) },
		}
		all[i].Doc += endless(k.Version)
	}
	return all
}

// endless returns what to say of a version whose keys [tokens.Limits] refuse,
// whatever is given, because nothing sure ends them, and "" of others.
func endless(v tokens.Version) string {
	switch v {
	case tokens.DynamicKey:
		return "; refused here, as it never ends"
	case tokens.DynamicKey2, tokens.DynamicKey3:
		return "; refused here, as its signature fits a key that never ends"
	}
	return ""
}

// administers reports whether a kind grants a right over the whole app.
func administers(catalog tokens.Catalog, k *tokens.Kind) bool {
	if k.Version != tokens.AccessToken2 {
		return false
	}
	return slices.ContainsFunc(k.Grants, func(g tokens.Grant) bool {
		service := catalog.Service(g.Service)
		return service != nil && slices.ContainsFunc(g.Privileges, func(granted tokens.Granted) bool {
			return slices.ContainsFunc(service.Privileges, func(p tokens.Privilege) bool { return p.ID == granted.ID && p.Administers })
		})
	})
}

// kindParameters returns what the endpoint of a kind reads: its inputs, and the
// version.
func kindParameters(k *tokens.Kind) []parameter {
	all := make([]parameter, 0, len(k.Inputs)+1)
	for i := range k.Inputs {
		in := &k.Inputs[i]
		all = append(all, parameter{inBody, in.Key, needed(in), inputSchema(in)})
	}
	if k.Input(versionName) == nil {
		doc := "006 builds the kind of that version which does the same, if there is one"
		all = append(all, parameter{inBody, versionName, false, choiceSchema(doc, string(tokens.AccessToken2), string(tokens.AccessToken)).with("default", string(k.Version))})
		if !slices.Contains([]tokens.Version{tokens.AccessToken2, tokens.AccessToken}, k.Version) {
			all = all[:len(all)-1]
		}
	}
	return all
}

// needed reports whether an input must be given. The default of a document is a
// sample to begin with in a form, and of no use here.
func needed(in *tokens.Input) bool {
	return !in.Optional && (in.Default == "" || in.Type == tokens.Document)
}

// inputSchema returns what a request may give for an input.
func inputSchema(in *tokens.Input) schema {
	s := eitherSchema(in.Doc)
	switch in.Type {
	case tokens.Choice:
		s = choiceSchema(in.Doc, in.Choices...)
	case tokens.Lifetime:
		s.with("examples", []any{"1h30m", 3600})
	case tokens.List:
		s = schema{"type": []string{"array", "string"}, "items": schema{"type": "string"}, "description": "names, or " + in.Doc}
	case tokens.Document:
		s = schema{"type": []string{"object", "string"}, "description": in.Doc}
		if json.Valid([]byte(in.Default)) {
			s.with("examples", []any{json.RawMessage(in.Default)})
		}
		return s.with("title", in.Title)
	}
	if in.Default != "" {
		s.with("default", in.Default)
	}
	return s.with("title", in.Title)
}

// A made token is what the endpoint of a kind answers.
type made struct {
	Token     string `json:"token"`
	Kind      string `json:"kind"`
	Version   string `json:"version"`
	AppID     string `json:"app_id"`
	IssuedAt  string `json:"issued_at"`
	ExpiresAt string `json:"expires_at"`
	ExpiresIn int64  `json:"expires_in"`
}

func madeSchema() schema {
	at := func(doc string) schema { return textSchema(doc).with("format", "date-time") }
	return objectSchema(
		property{"token", textSchema("the token"), true},
		property{"kind", textSchema("the kind that was built"), true},
		property{"version", textSchema("007 for an AccessToken2, 006 for an AccessToken"), true},
		property{"app_id", textSchema("the App ID that the token is for"), true},
		property{"issued_at", at("when it was issued, in UTC"), true},
		property{"expires_at", at("when it grants nothing any more, in UTC"), true},
		property{"expires_in", wholeSchema("seconds from now to then"), true},
	)
}

// makeKind answers with a token of a kind.
func (c *call) makeKind(k tokens.Kind) (reply, error) {
	p, err := c.params()
	if err != nil {
		return reply{}, err
	}
	o := order{kind: k.ID}
	if o.values, err = p.inputs(&k); err != nil {
		return reply{}, err
	}
	if k.Input(versionName) == nil {
		version, err := p.text(versionName)
		if err != nil {
			return reply{}, err
		}
		o.version = tokens.Version(version)
		if version != "" && o.version != tokens.AccessToken2 && o.version != tokens.AccessToken && o.version != k.Version {
			return reply{}, bad(versionName, "is neither %s nor %s", tokens.AccessToken2, tokens.AccessToken)
		}
	}
	t, err := c.issue(o)
	if err != nil {
		return reply{}, err
	}
	appID := t.token.AppID
	if appID == "" { // the older formats hold a part of it, or none
		appID = c.cfg.Project.AppID
	}
	return jsonReply(made{
		t.text, t.kind, string(t.token.Version), appID,
		t.issuedAt.UTC().Format(time.RFC3339), t.ends.UTC().Format(time.RFC3339), t.lasts,
	}), nil
}

// inputs returns what is given for the inputs of a kind. A name that the kind
// does not have is refused: what it was meant for would be missing.
func (p *params) inputs(k *tokens.Kind) (tokens.Values, error) {
	values := make(tokens.Values, len(p.members))
	for i := range p.members {
		m := &p.members[i]
		in := k.Input(m.name)
		if in == nil {
			if m.name == versionName {
				continue
			}
			return nil, unknownInput(k, m.name)
		}
		if m.value.sort == aNull {
			continue
		}
		text, ok := inputText(in, &m.value)
		if !ok {
			return nil, bad(m.name, "is %s, which it cannot be", m.value.sort)
		}
		values[m.name] = text
	}
	for i := range k.Inputs {
		if in := &k.Inputs[i]; needed(in) && values[in.Key] == "" {
			return nil, bad(in.Key, "required: give it, %s", in.Doc)
		}
	}
	return values, nil
}

// inputText returns a value as the text of an input.
func inputText(in *tokens.Input, v *value) (string, bool) {
	switch {
	case in.Type == tokens.Document && v.sort == anObject:
		return v.raw, true
	case in.Type == tokens.List && v.sort == aList:
		escape := strings.NewReplacer(`\`, `\\`, `,`, `\,`)
		names := make([]string, len(v.list))
		for i := range v.list {
			name, ok := v.list[i].scalar()
			if !ok {
				return "", false
			}
			names[i] = escape.Replace(name)
		}
		return strings.Join(names, ","), true
	}
	return v.scalar()
}

// unknownInput returns the failure for a name that a kind has no input of, with
// the nearest that it has.
func unknownInput(k *tokens.Kind, name string) *failure {
	nearest, least := "", 3
	keys := make([]string, len(k.Inputs))
	for i := range k.Inputs {
		keys[i] = k.Inputs[i].Key
		if d := tokens.EditDistance(strings.ToLower(name), keys[i]); d < least {
			nearest, least = keys[i], d
		}
	}
	switch {
	case nearest != "":
		return bad(name, "%s has no such input: did you mean %s?", k.ID, nearest)
	case len(keys) == 0:
		return bad(name, "%s has no inputs: leave it out", k.ID)
	}
	return bad(name, "%s has no such input: it has %s", k.ID, strings.Join(keys, ", "))
}
