package keystore

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"

	"atc/keystore/secret"
)

// An itemName is what the item of one certificate is called in the keyring:
//
//	<App ID> primary <8 hexadecimal digits of the index>-<8 of its own>
//
// It says enough to make a project of the item where nothing else is left, and
// does not change with the name of the project. A new certificate is a new
// item, so that one write of the index goes over from the old to the new.
//
// As several indexes may share a keyring, the name says whose the item is.
// Early versions made names without an index; such an item belongs to whatever
// index names it.
type itemName string

const (
	rolePrimary   = "primary"
	roleSecondary = "secondary"

	tagBytes = 4 // of an index and of an item, before they become hexadecimal
)

// newItem returns a name for a certificate of an index.
func newItem(index, appID, role string) itemName {
	return itemName(appID + " " + role + " " + index + "-" + randomTag())
}

// probeItem returns the name of the item that an index tries its keyring with.
// It is always the same, so that what a check leaves behind that is killed, or
// that a keyring stores too late, is found and deleted by the next one.
func probeItem(index string) string { return "probe " + index }

func randomTag() string {
	var b [tagBytes]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// isTag reports whether s is what randomTag returns.
func isTag(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == tagBytes && s == strings.ToLower(s)
}

// parse returns what the name says, and whether it is that of a certificate.
func (n itemName) parse() (appID, role string, ok bool) {
	parts := strings.Split(string(n), " ")
	if len(parts) != 3 || !isHexID(parts[0]) || parts[1] != rolePrimary && parts[1] != roleSecondary {
		return "", "", false
	}
	index, own, tagged := strings.Cut(parts[2], "-")
	return parts[0], parts[1], isTag(index) && (!tagged || isTag(own))
}

// index returns the ID of the index that the item was made for, or "" if its
// name does not tell.
func (n itemName) index() string {
	if _, _, ok := n.parse(); !ok {
		return ""
	}
	tail := string(n[strings.LastIndexByte(string(n), ' ')+1:])
	if id, _, tagged := strings.Cut(tail, "-"); tagged {
		return id
	}
	return ""
}

// isOf reports whether this is an item of a certificate that appID has in the
// role.
func (n itemName) isOf(appID, role string) bool {
	a, r, ok := n.parse()
	return ok && a == appID && r == role
}

// which returns the certificate that the item was made for.
func (n itemName) which() Field {
	if _, role, _ := n.parse(); role == roleSecondary {
		return FieldSecondary
	}
	return FieldPrimary
}

// check returns a [*FieldError] if what the item holds is no certificate.
func (n itemName) check(held secret.Value) error {
	if held.IsZero() {
		return &FieldError{n.which(), errors.New("is empty: copy it again from the Agora Console")}
	}
	if err := CheckCertificate(held); err != nil {
		return &FieldError{n.which(), err}
	}
	return nil
}
