package envfile_test

import (
	"fmt"
	"strings"
	"testing"

	"atc/keystore/envfile"
)

// What the tests find: two projects, made up.
const (
	staging     = "970CA35de60c44645bbae8a215061b33"
	stagingCert = "5CFd2fd1755d40ecb72977518be15d3b"
	production  = "1f6a0c3d5b7e4928a1c3e5f708192a3b"
	prodCert    = "c0ffee1755d40ecb72977518be15d3b0"
	otherCert   = "0ddba11755d40ecb72977518be15d3b1"
)

// describe says what a pair is in one line: keys, lines and whose values.
func describe(p envfile.Pair) string {
	names := map[string]string{
		"": "none", staging: "staging", stagingCert: "staging", production: "production", prodCert: "production", otherCert: "other",
	}
	name := func(value string) string {
		if n, ok := names[value]; ok {
			return n
		}
		return "?" + value
	}
	text := fmt.Sprintf("%s:%d %s", p.AppIDKey, p.AppIDLine, name(p.AppID))
	text += fmt.Sprintf(", %s:%d %s", p.CertificateKey, p.CertificateLine, name(p.Certificate.Reveal()))
	if p.Problem != nil {
		text += ": " + p.Problem.Error()
	}
	return text
}

// read returns the pairs of a file in words.
func read(t *testing.T, name, data string) []string {
	t.Helper()
	pairs, err := envfile.Read(name, []byte(data))
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	var found []string
	for _, p := range pairs {
		if p.Source != name {
			t.Errorf("the source is %q, want %q", p.Source, name)
		}
		found = append(found, describe(p))
	}
	return found
}

// wantPairs compares what was found with one pair on each line of want.
func wantPairs(t *testing.T, got []string, want ...string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("found\n%s\nwant\n%s", g, w)
	}
}
