package httpd

// A schema is a JSON Schema as OpenAPI 3.1 has it.
type schema map[string]any

// A property is one member of an object's schema.
type property struct {
	name     string
	schema   schema
	required bool
}

// textSchema is the schema of a text.
func textSchema(doc string) schema { return schema{"type": "string", "description": doc} }

// wholeSchema is the schema of a whole number that is not negative.
func wholeSchema(doc string) schema {
	return schema{"type": "integer", "minimum": 0, "description": doc}
}

// eitherSchema is the schema of what may be a text or a whole number.
func eitherSchema(doc string) schema {
	return schema{"type": []string{"string", "integer"}, "description": doc}
}

// flagSchema is the schema of true and false.
func flagSchema(doc string) schema { return schema{"type": "boolean", "description": doc} }

// choiceSchema is the schema of a text that is one of several.
func choiceSchema(doc string, choices ...string) schema {
	return schema{"type": "string", "description": doc, "enum": choices}
}

// with returns the schema with one more keyword, such as default.
func (s schema) with(keyword string, value any) schema {
	s[keyword] = value
	return s
}

// objectSchema is the schema of an object with these members.
func objectSchema(properties ...property) schema {
	members, required := schema{}, []string{}
	for _, p := range properties {
		members[p.name] = p.schema
		if p.required {
			required = append(required, p.name)
		}
	}
	s := schema{"type": "object", "properties": members}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
