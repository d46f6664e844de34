// Package envfile finds an App ID with its App Certificate where developers
// keep them in the clear: in .env and .env.local, in config.json, and in the
// environment. It also takes the certificate out of such a file, and leaves
// everything else in it byte for byte as it was.
//
// It does no I/O: bytes come in, values go out. What it returns of a file, its
// keys excepted, is untrusted text, to be made safe before a terminal sees it.
package envfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"atc/keystore/secret"
)

// MaxFile is how large a file may be, in bytes: 1 MiB.
const MaxFile = 1 << 20

// Environment is the source of what [FromEnvironment] finds.
const Environment = "the environment"

// maxFound bounds how many App IDs and certificates one file may hold. Real
// ones have a handful.
const maxFound = 256

// Pair is one App ID with its certificate, as found. An App ID that has two
// certificates makes two pairs, with the primary one first.
type Pair struct {
	// Source is the name of the file as [Read] was given it, or [Environment].
	Source string
	// AppID is 32 hexadecimal characters with their case kept, or "" if there
	// is none of that form. AppIDKey is its name as spelled in the source, ""
	// if there is none, and AppIDLine the line of that name, counted from 1; 0
	// in the environment.
	AppID     string
	AppIDKey  string
	AppIDLine int
	// Certificate is of the same form as AppID, and is the zero Value if there
	// is none. Its key and line are as for the App ID.
	Certificate     secret.Value
	CertificateKey  string
	CertificateLine int
	// Problem says why the pair cannot be imported, in words without any of
	// the values: one of the two is missing, is still a placeholder, or is not
	// of the form. It is nil if the pair can be imported.
	Problem error
	// CertificateEmpty says that nothing is wrong but that the value of the
	// certificate is empty, as [Remove] leaves it: it may be stored already.
	CertificateEmpty bool
}

// Names returns the names of the files that are looked for in the folder of a
// project, in the order in which they are offered.
func Names() []string { return []string{".env", ".env.local", "config.json"} }

// Read returns what a file holds of App IDs and certificates, which may be
// nothing. A name that ends in .json makes it JSON, any other name dotenv. Lines
// of a dotenv file that cannot be read are passed over.
//
// It returns an error for a file of more than [MaxFile] bytes, for one that is
// not text in UTF-8, for JSON that is not valid or too deep, and for a file with
// more than 256 App IDs and certificates. The error leaves it to the caller to
// name the file.
func Read(name string, data []byte) ([]Pair, error) {
	doc, err := scan(name, data)
	if err != nil {
		return nil, err
	}
	return doc.pairs(name), nil
}

// FromEnvironment returns what the environment holds of App IDs and
// certificates, as getenv tells it.
func FromEnvironment(getenv func(string) string) []Pair {
	var doc document
	doc.parents = []int{noParent}
	for _, key := range variables() {
		meaning, _ := lookUp(key, false)
		if value := getenv(key); value != "" {
			doc.found = append(doc.found, entry{meaning: meaning, key: key, value: strings.TrimSpace(value), literal: true})
		}
	}
	return doc.pairs(Environment)
}

// A document is what was found in one source.
type document struct {
	found []entry // in the order in which they stand there
	// parents has, for each object of JSON, the object around it, or noParent.
	// Other sources are one object.
	parents []int
	// items are all values and, in JSON, all tokens: what has to be the same
	// after an edit.
	items []string
	// texts are the strings of JSON, which may be written in escapes.
	texts []text
}

// noParent stands for what is around the outermost object.
const noParent = -1

// An entry is a recognised name with its value.
type entry struct {
	meaning
	key   string
	line  int
	scope int    // the object that it is in
	value string // as a program reads it, without blanks around it
	flaw  string // what keeps the value from being read, "" if nothing
	// literal says that the value stands there itself, and is not put together
	// from other variables.
	literal bool
	item    int // its value among the items
	place   place
}

// A place is where a value stands: start is where its key begins, from and to
// are the bounds of the value without quotes, and end is after its quote.
type place struct{ start, from, to, end int }

// A text is a string of JSON without its escapes.
type text struct {
	line int
	text string
}

// scan finds the entries of a file.
func scan(name string, data []byte) (*document, error) {
	switch {
	case len(data) > MaxFile:
		return nil, errors.New("it has more than 1 MiB: is it the right file?")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return nil, errors.New("it is UTF-16: save it as UTF-8")
	case bytes.IndexByte(data, 0) >= 0:
		return nil, errors.New("it has a zero byte and so is no text: is it the right file?")
	}
	read := scanDotenv
	if isJSON(name) {
		read = scanJSON
	}
	doc, err := read(data)
	if err == nil && len(doc.found) > maxFound {
		err = fmt.Errorf("it has more than %d App IDs and certificates: is it the right file?", maxFound)
	}
	return doc, err
}

func isJSON(name string) bool { return strings.HasSuffix(strings.ToLower(name), ".json") }

// afterMark returns where the text begins: after the byte order mark, if there
// is one.
func afterMark(data []byte) int {
	return len(data) - len(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
}

// A lineCounter tells the lines of offsets that are asked for in their order.
type lineCounter struct {
	data     []byte
	at, line int
}

// of returns the line of an offset, counted from 1.
func (c *lineCounter) of(offset int) int {
	c.line += bytes.Count(c.data[c.at:offset], []byte{'\n'})
	c.at = offset
	return c.line + 1
}
