package tokens

import "bytes"

// LeakReach is how far around a certificate [Catalog.Find] looks, in bytes: for
// its App ID, which stands within a few lines of a file of settings, and for the
// names of both.
const LeakReach = 1 << 10

// appIDReach is how far from a certificate its App ID may be, in bytes.
const appIDReach = LeakReach - nameReach - 2*hexIDLength

// leakAt reports whether text[start:end], 32 hexadecimal characters that stand
// by themselves, is an App Certificate. Trace IDs, hashes and ETags look the
// same, so the names decide: what stands before it must call it a certificate,
// and an App ID that is called so must be near. What is found keeps no more of
// the certificate than four characters.
func leakAt(text []byte, start, end int) (*Leak, bool) {
	name, ok := nameBefore(text, start)
	if !ok || !namesCertificate(name) {
		return nil, false
	}
	appID, ok := appIDNear(text, start, end, name)
	if !ok {
		return nil, false
	}
	return &Leak{AppID: appID, Masked: masked(text[start:end]), Name: string(name)}, true
}

// masked returns a certificate so that its owner knows which one it is, and
// nobody can use it.
func masked(certificate []byte) string {
	const shown = 2
	return string(certificate[:shown]) + "…" + string(certificate[len(certificate)-shown:])
}

// appIDNear returns the App ID that a certificate called name belongs to. Where
// there are several, that is one whose name fits, such as APP_ID_STAGING for
// APP_CERTIFICATE_STAGING, then one that nothing separates from it, then one
// before it, then the nearest.
func appIDNear(text []byte, start, end int, name []byte) (appID string, found bool) {
	const otherName, otherPart, behind = 4 * LeakReach, 2 * LeakReach, LeakReach
	owner, least := nameOwner(name), 0
	consider := func(at, distance int, between []byte) {
		id := text[at : at+hexIDLength]
		idName, ok := nameBefore(text, at)
		if !ok || !namesAppID(idName) || bytes.EqualFold(id, text[start:end]) {
			return
		}
		if nameOwner(idName) != owner {
			distance += otherName
		}
		if separates(between) {
			distance += otherPart
		}
		if !found || distance < least {
			appID, least, found = string(id), distance, true
		}
	}
	for at := range hexIDs(text, max(start-appIDReach, 0), start) {
		consider(at, start-at, text[at:start])
	}
	for at := range hexIDs(text, end, min(end+appIDReach, len(text))) {
		consider(at, at-end+behind, text[end:at])
	}
	return appID, found
}

// separates reports whether a text ends one thing and begins another: an object
// of JSON, or a paragraph.
func separates(text []byte) bool {
	return bytes.ContainsAny(text, "{}") || bytes.Contains(text, []byte("\n\n"))
}
