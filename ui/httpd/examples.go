package httpd

import (
	"bytes"
	"encoding/json"
	"strings"

	"atc/tokens"
)

// exampleBody returns a body with which the endpoint of a kind answers a token:
// what must be given, and the user where that has a default.
func exampleBody(k *tokens.Kind) string {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range k.Inputs {
		in := &k.Inputs[i]
		if !needed(in) && i > 1 { // the subject of a token stands first
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(in.Key)
		b.Write(name)
		b.WriteByte(':')
		b.Write(exampleValue(in))
	}
	b.WriteByte('}')
	return b.String()
}

// exampleValue returns a value that an input takes, as JSON.
func exampleValue(in *tokens.Input) []byte {
	if in.Type == tokens.Document {
		var packed bytes.Buffer
		if json.Compact(&packed, []byte(in.Default)) == nil {
			return packed.Bytes()
		}
	}
	candidates := []string{"alice", "12345", "lobby", "1", in.Default}
	if strings.Contains(in.Key, "channel") || strings.Contains(in.Key, "room") {
		candidates[0] = "lobby"
	}
	if in.Type == tokens.Choice || in.Type == tokens.Lifetime {
		candidates = []string{in.Default}
	}
	for _, v := range candidates {
		if in.Refuse(v) == nil {
			text, _ := json.Marshal(v)
			return text
		}
	}
	return []byte(`""`)
}
