package envfile

import (
	"slices"
	"strings"
)

// A role is what a name stands for.
type role int

const (
	appID role = iota
	certificate
)

// term returns what Agora calls the value.
func (r role) term() string {
	if r == appID {
		return "App ID"
	}
	return "App Certificate"
}

// A family is the names that are used together. Case, underscores and hyphens
// make no difference, so that AGORA_APP_ID stands for AGORA_APPID and
// agoraAppId, too. The first of each is the name to recommend, and a primary
// certificate comes before a secondary one.
type family struct {
	appIDs, certificates []string
	// jsonOnly are certificates where only the App ID beside them says what
	// they are certificates of.
	jsonOnly []string
	// generic says that the names do not mention Agora: other tools use them
	// for something else.
	generic bool
}

// families lists the names that are recognised. Where two families give the
// same value, the earlier one is told.
//
// The first, the second and the last family are what Agora's own tools and
// samples write; the rest is the first one with the prefix that a framework
// wants of variables that reach the browser.
var families = []family{
	{
		appIDs: []string{"AGORA_APP_ID"},
		certificates: []string{
			"AGORA_APP_CERTIFICATE", "AGORA_CERTIFICATE", "AGORA_APP_CERT", "AGORA_PRIMARY_CERTIFICATE",
			"AGORA_APP_PRIMARY_CERTIFICATE", "AGORA_SECONDARY_CERTIFICATE", "AGORA_APP_SECONDARY_CERTIFICATE",
		},
	},
	{
		appIDs: []string{"NEXT_PUBLIC_AGORA_APP_ID"},
		certificates: []string{
			"NEXT_AGORA_APP_CERTIFICATE", "NEXT_PUBLIC_AGORA_APP_CERTIFICATE", "NEXT_PUBLIC_AGORA_PRIMARY_CERTIFICATE",
		},
	},
	{appIDs: []string{"VITE_AGORA_APP_ID"}, certificates: []string{"VITE_AGORA_APP_CERTIFICATE"}},
	{
		appIDs:       []string{"REACT_APP_AGORA_APP_ID"},
		certificates: []string{"REACT_APP_AGORA_APP_CERTIFICATE", "REACT_APP_AGORA_PRIMARY_CERTIFICATE"},
	},
	{
		appIDs:       []string{"EXPO_PUBLIC_AGORA_APP_ID"},
		certificates: []string{"EXPO_PUBLIC_AGORA_APP_CERTIFICATE", "EXPO_PUBLIC_AGORA_CERTIFICATE"},
	},
	{appIDs: []string{"VUE_APP_AGORA_APP_ID"}, certificates: []string{"VUE_APP_AGORA_APP_CERTIFICATE"}},
	{appIDs: []string{"PUBLIC_AGORA_APP_ID"}, certificates: []string{"PUBLIC_AGORA_APP_CERTIFICATE"}}, // SvelteKit
	{
		appIDs:       []string{"APP_ID"},
		certificates: []string{"APP_CERTIFICATE", "APP_CERT"},
		jsonOnly:     []string{"CERTIFICATE", "PRIMARY_CERTIFICATE", "SECONDARY_CERTIFICATE"},
		generic:      true,
	},
}

// A meaning says what a name stands for, and where the name is in the table.
type meaning struct {
	role   role
	family int
	rank   int // among the names of its family with the same role
}

// meanings and meaningsInJSON are the table by its plain names.
var meanings, meaningsInJSON = index(false), index(true)

func index(inJSON bool) map[string]meaning {
	byName := map[string]meaning{}
	for i, f := range families {
		names := [...][]string{appID: f.appIDs, certificate: f.certificates}
		if inJSON {
			names[certificate] = slices.Concat(f.certificates, f.jsonOnly)
		}
		for r, of := range names {
			for rank, name := range of {
				byName[plainName(name)] = meaning{role(r), i, rank}
			}
		}
	}
	return byName
}

// lookUp returns the meaning of a name as spelled in JSON or elsewhere.
func lookUp(key string, inJSON bool) (meaning, bool) {
	table := meanings
	if inJSON {
		table = meaningsInJSON
	}
	means, known := table[plainName(key)]
	return means, known
}

// maxName is longer than every name that is recognised.
const maxName = 64

// plainName returns a name in lower case without underscores and hyphens, or ""
// if it has anything else than ASCII letters besides: what is recognised is
// free of surprises when it is shown.
func plainName(key string) string {
	if len(key) > maxName {
		return ""
	}
	var plain strings.Builder
	for _, b := range []byte(key) {
		switch {
		case 'A' <= b && b <= 'Z':
			plain.WriteByte(b - 'A' + 'a')
		case 'a' <= b && b <= 'z':
			plain.WriteByte(b)
		case b != '_' && b != '-':
			return ""
		}
	}
	return plain.String()
}

// variables returns the names that are looked for in an environment, which is
// asked for each spelling by itself.
func variables() (names []string) {
	for _, f := range families {
		for _, name := range slices.Concat(f.appIDs, f.certificates) {
			names = append(names, name)
			if joined := strings.TrimSuffix(name, "APP_ID") + "APPID"; strings.HasSuffix(name, "APP_ID") {
				names = append(names, joined)
			}
		}
	}
	return names
}
