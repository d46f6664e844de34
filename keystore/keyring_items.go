package keystore

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// An itemName is what the item of one certificate is called in the keyring:
//
//	<App ID> primary <8 hexadecimal digits>
//
// It says enough to make a project of the item where nothing else is left, and
// does not change with the name of the project. A new certificate is a new
// item, so that one write of the index goes over from the old to the new.
type itemName string

const (
	rolePrimary   = "primary"
	roleSecondary = "secondary"

	suffixBytes = 4 // of an item's name, before they become hexadecimal
)

func newItem(appID, role string) itemName {
	return itemName(appID + " " + role + " " + randomSuffix())
}

func randomSuffix() string {
	var b [suffixBytes]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// parse returns what the name says, and whether it is that of a certificate.
func (n itemName) parse() (appID, role string, ok bool) {
	parts := strings.Split(string(n), " ")
	if len(parts) != 3 || !isHexID(parts[0]) || parts[1] != rolePrimary && parts[1] != roleSecondary {
		return "", "", false
	}
	suffix, err := hex.DecodeString(parts[2])
	return parts[0], parts[1], err == nil && len(suffix) == suffixBytes
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
