package uitest

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A Vector is a token of the test vectors of package tokens, good or bad.
type Vector struct {
	ID, Kind string
	Token    string // may be no UTF-8, and 10 MiB long
}

// Vectors returns the vectors of the files, which are named without their
// ending: "public", "bad". It is called from a folder below the root's.
func Vectors(tb testing.TB, files ...string) []Vector {
	tb.Helper()
	var all []Vector
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join("..", "tokens", "testdata", file+".json"))
		if err != nil {
			tb.Fatal(err)
		}
		var entries []vectorEntry
		if err := json.Unmarshal(data, &entries); err != nil {
			tb.Fatal(err)
		}
		if len(entries) == 0 {
			tb.Fatalf("%s.json holds no vectors", file)
		}
		for _, e := range entries {
			all = append(all, Vector{e.ID, e.Kind, e.text(tb)})
		}
	}
	return all
}

// vectorEntry is a vector as it stands in its file: in the clear, in base64,
// or as what makes it.
type vectorEntry struct {
	ID, Kind, Token string
	TokenB64        string `json:"token_b64"`
	TokenGen        *struct {
		Prefix, Repeat, Suffix string
		Count                  int
	} `json:"token_gen"`
}

func (e *vectorEntry) text(tb testing.TB) string {
	tb.Helper()
	switch {
	case e.TokenB64 != "":
		raw, err := base64.StdEncoding.DecodeString(e.TokenB64)
		if err != nil {
			tb.Fatal(err)
		}
		return string(raw)
	case e.TokenGen != nil:
		return e.TokenGen.Prefix + strings.Repeat(e.TokenGen.Repeat, e.TokenGen.Count) + e.TokenGen.Suffix
	}
	return e.Token
}
