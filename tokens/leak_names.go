package tokens

import (
	"iter"
	"slices"
	"strings"
)

// The bounds of a search for the name of a value, in bytes and words: it stands
// directly before the value, or a few words of a language's own before it.
const (
	nameReach       = 96
	longestLeakName = 64
	maxFillers      = 4
)

// fillers are the words that stand between a name and its value in programs,
// settings, XML and sentences, in lower case.
var fillers = []string{
	"string", "str", "nsstring", "char", "value", "default", "val", "text", "is", "was", "to", "be", "as", "new", "or",
	"android", "translatable", "true", "false", "const", "secret", "key",
}

// nameBefore returns what a text calls the value that starts at an offset: the
// key, variable or words before it on its line. Where nothing but fillers
// stands there, that is on the line before, as in the lists of variables of
// Kubernetes and in property lists of Apple.
func nameBefore(text []byte, at int) ([]byte, bool) {
	least := max(at-nameReach, 0)
	newlines := 0
	for range maxFillers + 1 {
		for at > least {
			char, before := signBefore(text, at)
			if isWordByte(char) {
				break
			}
			if at = before; char == '\n' {
				newlines++
			}
		}
		if newlines > 1 {
			return nil, false
		}
		start := at
		for start > least && isNameByte(text[start-1]) {
			start--
		}
		start = afterEscapes(text, start, at)
		name := text[start:at]
		if len(name) == 0 || len(name) > longestLeakName {
			return nil, false
		}
		if !isFiller(name) {
			return withWordsBefore(text, start, at, least), true
		}
		at = start
	}
	return nil, false
}

// afterEscapes returns where a name starts of which the first characters may
// belong to an escape, as in %26appId and \nAPP_ID, or be no letters, as in
// --app-id.
func afterEscapes(text []byte, start, end int) int {
	if start > 0 {
		switch s := signAt(text, start-1); {
		case s.width > 1 && start-1+s.width < end:
			start += s.width - 1
		case text[start-1] == '\\' && start+1 < end && strings.IndexByte("nrt", text[start]) >= 0:
			start++
		}
	}
	for start < end && !isWordByte(text[start]) {
		start++
	}
	return start
}

func isFiller(name []byte) bool {
	return slices.ContainsFunc(fillers, func(f string) bool { return len(f) == len(name) && strings.EqualFold(f, string(name)) })
}

// withWordsBefore takes the words in front of a name to it that belong to it:
// "App ID" is two.
func withWordsBefore(text []byte, start, end, least int) []byte {
	const most = 2
	for range most {
		at := start - 1
		if at <= least || text[at] != ' ' {
			break
		}
		word := at
		for word > least && isWordByte(text[word-1]) {
			word--
		}
		if !isNameWord(text[word:at]) {
			break
		}
		start = word
	}
	return text[start:end]
}

func isNameWord(word []byte) bool {
	switch strings.ToLower(string(word)) {
	case "agora", "app", "primary", "secondary":
		return true
	}
	return false
}

func isWordByte(b byte) bool { return isAlphanumeric(b) || b == '_' }

func isNameByte(b byte) bool { return isWordByte(b) || b == '-' || b == '.' }

// otherThanValue are the words after which a name that says certificate, or
// App ID, stands for something about it.
var otherThanValue = []string{
	"id", "hash", "md5", "sha", "sha1", "sha256", "fingerprint", "thumbprint", "serial", "digest", "etag", "checksum", "sum", "name",
	"path", "file", "url", "uri", "arn", "number", "issuer", "subject", "chain", "type", "version", "authority", "request", "trace",
}

// otherCertificates are the words of names of certificates that are not Agora's.
var otherCertificates = []string{"ssl", "tls", "https", "x509", "ca", "root", "intermediate", "apns", "push", "pem", "signing"}

// namesCertificate reports whether a name is one that people give an App
// Certificate: appCertificate, AGORA_APP_CERT, "App Certificate",
// primaryCertificate, APP_CERTIFICATE_STAGING.
func namesCertificate(name []byte) bool {
	if !hasFold(name, "cert") {
		return false
	}
	words := nameWords(name)
	for i, w := range slices.Backward(words) {
		if w == "cert" || w == "appcert" || strings.HasSuffix(w, "certificate") {
			return !holdsAny(words[i+1:], otherThanValue) && !holdsAny(words[:i], otherCertificates)
		}
	}
	return false
}

// namesAppID reports whether a name is one that people give an App ID: appId,
// AGORA_APP_ID, "App ID".
func namesAppID(name []byte) bool {
	if !hasFold(name, "app") {
		return false
	}
	words := nameWords(name)
	for i, w := range slices.Backward(words) {
		if strings.HasSuffix(w, "appid") || w == "id" && i > 0 && strings.HasSuffix(words[i-1], "app") {
			return !holdsAny(words[i+1:], otherThanValue)
		}
	}
	return false
}

func holdsAny(words, of []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(of, w) })
}

// hasFold reports whether name holds the word, which is in lower case.
func hasFold(name []byte, word string) bool {
	for i := 0; i+len(word) <= len(name); i++ {
		if strings.EqualFold(string(name[i:i+len(word)]), word) {
			return true
		}
	}
	return false
}

// nameWords splits a name as programmers write it into its words, in lower case.
func nameWords(name []byte) (words []string) {
	start := 0
	end := func(at int) {
		if at > start {
			words = append(words, strings.ToLower(string(name[start:at])))
		}
		start = at
	}
	for i, b := range name {
		switch {
		case !isAlphanumeric(b):
			end(i)
			start = i + 1
		case i > 0 && isUpper(b) && !isUpper(name[i-1]), // the I of appId
			i > 0 && isUpper(b) && i+1 < len(name) && isLower(name[i+1]): // the C of APPCertificate
			end(i)
		}
	}
	end(len(name))
	return words
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
func isLower(b byte) bool { return b >= 'a' && b <= 'z' }

// nameRoles are the words of names that say which of the two a value is, and
// not whose.
var nameRoles = []string{"app", "id", "certificate", "cert", "primary", "secondary", "public", "key"}

// nameOwner returns what a name says besides which of the two it stands for:
// that of AGORA_APP_ID_STAGING and AGORA_APP_CERTIFICATE_STAGING is the same.
func nameOwner(name []byte) string {
	var rest []string
	for _, w := range nameWords(name) {
		for _, fused := range []string{"appid", "appcertificate", "appcert", "certificate"} {
			w = strings.TrimSuffix(w, fused)
		}
		if w != "" && !slices.Contains(nameRoles, w) {
			rest = append(rest, w)
		}
	}
	return strings.Join(rest, " ")
}

// hexIDs returns where the runs of 32 hexadecimal digits start that stand by
// themselves, and start and end in text[from:to].
func hexIDs(text []byte, from, to int) iter.Seq[int] {
	return func(yield func(int) bool) {
		f := finder{text: text[:min(to+1, len(text))]}
		for at := from; ; {
			first, end := f.hexRun(at)
			if first >= to {
				return
			}
			start := f.afterEscape(first)
			stands := start >= from && end <= to && standsFirst(text, start) && standsLast(text, end)
			if stands && end-start == hexIDLength && !yield(start) {
				return
			}
			at = end
		}
	}
}
