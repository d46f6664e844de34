package tokens_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// A vector is one token of testdata/public.json, which an official
// implementation made, or of testdata/bad.json, which is malformed.
type vector struct {
	ID, Impl, Version, Kind, Function, Group, Note string

	Inputs  json.RawMessage
	Token   string
	Decoded map[string]any
	Flags   []string

	// Verify is a list of checks in public.json, and one outcome in bad.json.
	Verify         json.RawMessage
	AppCertificate string `json:"app_certificate"`
	ChannelName    string `json:"channel_name"`
	UID            string

	TokenB64 string `json:"token_b64"`
	TokenGen *struct {
		Prefix, Repeat, Suffix string
		Count                  int
	} `json:"token_gen"`
	Expect, Code, Partial string
	RepairsTo             string `json:"repairs_to"`
}

func (v *vector) text(tb testing.TB) string {
	tb.Helper()
	switch {
	case v.TokenB64 != "":
		raw, err := base64.StdEncoding.DecodeString(v.TokenB64)
		if err != nil {
			tb.Fatal(err)
		}
		return string(raw)
	case v.TokenGen != nil:
		return v.TokenGen.Prefix + strings.Repeat(v.TokenGen.Repeat, v.TokenGen.Count) + v.TokenGen.Suffix
	}
	return v.Token
}

func vectors(tb testing.TB, file string) []vector {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		tb.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(data, &all); err != nil {
		tb.Fatal(err)
	}
	if len(all) == 0 {
		tb.Fatalf("%s holds no vectors", file)
	}
	return all
}

// vectorOf returns the vector of a file that is called id.
func vectorOf(tb testing.TB, file, id string) vector {
	tb.Helper()
	for _, v := range vectors(tb, file) {
		if v.ID == id {
			return v
		}
	}
	tb.Fatalf("%s holds no vector %s", file, id)
	return vector{}
}

func certificate(s string) []tokens.Certificate {
	return []tokens.Certificate{{Name: "primary", Value: secret.New(s)}}
}
