package httpd

import "atc/tokens"

// A listedKind is a kind as GET /tokens tells of it.
type listedKind struct {
	ID       string        `json:"id"`
	Group    string        `json:"group"`
	Title    string        `json:"title"`
	Doc      string        `json:"doc"`
	Version  string        `json:"version"`
	AppToken bool          `json:"app_token"`
	Inputs   []listedInput `json:"inputs"`
}

// A listedInput is one input of a listed kind.
type listedInput struct {
	Key      string   `json:"key"`
	Title    string   `json:"title"`
	Doc      string   `json:"doc"`
	Type     string   `json:"type"`
	Required bool     `json:"required"`
	Default  string   `json:"default,omitempty"`
	Choices  []string `json:"choices,omitempty"`
}

// typeName returns what the list calls a type of input.
func typeName(t tokens.InputType) string {
	switch t {
	case tokens.Choice:
		return "choice"
	case tokens.Lifetime:
		return "lifetime"
	case tokens.List:
		return "list"
	case tokens.Document:
		return "json"
	}
	return "text"
}

// kindList returns the kinds of a catalog with their inputs, as JSON.
func kindList(catalog tokens.Catalog) reply {
	all := make([]listedKind, len(catalog.Kinds))
	for i := range catalog.Kinds {
		k := &catalog.Kinds[i]
		all[i] = listedKind{
			ID: k.ID, Group: k.Group, Title: k.Title, Doc: k.Doc, Version: string(k.Version),
			AppToken: administers(catalog, k), Inputs: make([]listedInput, len(k.Inputs)),
		}
		for j := range k.Inputs {
			in := &k.Inputs[j]
			all[i].Inputs[j] = listedInput{in.Key, in.Title, in.Doc, typeName(in.Type), needed(in), in.Default, in.Choices}
		}
	}
	return jsonReply(map[string]any{"kinds": all})
}

func kindListSchema() schema {
	input := objectSchema(
		property{"key", textSchema("its name in a request"), true},
		property{"title", textSchema("what people call it"), true},
		property{"doc", textSchema("what it takes"), true},
		property{"type", choiceSchema("what sort of value it takes", "text", "choice", "lifetime", "list", "json"), true},
		property{"required", flagSchema("whether it must be given"), true},
		property{"default", textSchema("what it is where it is not given"), false},
		property{"choices", schema{"type": "array", "items": schema{"type": "string"}, "description": "what a choice is between"}, false},
	)
	kind := objectSchema(
		property{"id", textSchema("its name in the path"), true},
		property{"group", textSchema("what it belongs to"), true},
		property{"title", textSchema("what people call it"), true},
		property{"doc", textSchema("what it is for"), true},
		property{"version", textSchema("of the token"), true},
		property{"app_token", flagSchema("whether it administers the whole app, and is off unless the server was told otherwise"), true},
		property{"inputs", schema{"type": "array", "items": input}, true},
	)
	return objectSchema(property{"kinds", schema{"type": "array", "items": kind}, true})
}
