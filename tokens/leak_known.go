package tokens

import (
	"strings"

	"atc/keystore/secret"
)

// KnownCertificates are certificates at hand, ready to be looked for in texts.
// Where one of them stands, it is a leak, whatever stands around it. They are
// safe for concurrent use.
type KnownCertificates struct {
	all []Certificate // their values in lower case
	// mayBegin says of each byte whether a certificate begins with it, so that
	// of the many hashes in a log only a few are compared.
	mayBegin [256]bool
}

// NewKnownCertificates makes certificates ready. Those that do not have the form
// of one are left out.
func NewKnownCertificates(certificates []Certificate) *KnownCertificates {
	k := &KnownCertificates{}
	for _, c := range certificates {
		text := strings.ToLower(c.Value.Reveal())
		if !IsHexID(text) {
			continue
		}
		c.Value = secret.New(text)
		k.all = append(k.all, c)
		k.mayBegin[hexByte(text[0], text[1])] = true
	}
	return k
}

// Find calls yield for each of the certificates that starts in text[from:to]
// and stands there by itself, in either case, in order, until yield returns
// false. What stands around is looked at, as in [Catalog.Find].
func (k *KnownCertificates) Find(text []byte, from, to int, yield func(Sighting) bool) {
	if len(k.all) == 0 {
		return
	}
	for start := range hexIDs(text, from, min(to+hexIDLength-1, len(text))) {
		end := start + hexIDLength
		if c := k.holding(text[start:end]); c != nil && !yield(Sighting{Start: start, End: end, Leak: knownLeak(c, text, start, end)}) {
			return
		}
	}
}

// holding returns the certificate with the text, or nil.
func (k *KnownCertificates) holding(text []byte) *Certificate {
	if !k.mayBegin[hexByte(text[0], text[1])] {
		return nil
	}
	v := secret.New(strings.ToLower(string(text)))
	for i := range k.all {
		if k.all[i].Value.Equal(v) {
			return &k.all[i]
		}
	}
	return nil
}

func knownLeak(c *Certificate, text []byte, start, end int) *Leak {
	leak := &Leak{AppID: c.AppID, Masked: masked(text[start:end]), Project: c.Project}
	name, ok := nameBefore(text, start)
	if ok && namesCertificate(name) {
		leak.Name = string(name)
	}
	if leak.AppID == "" {
		leak.AppID, _ = appIDNear(text, start, end, name)
	}
	return leak
}

func hexByte(high, low byte) byte { return hexValue(high)<<4 | hexValue(low) }

// hexValue returns the value of a hexadecimal digit: the letters of both cases
// have the same low bits.
func hexValue(digit byte) byte {
	if digit <= '9' {
		return digit - '0'
	}
	return digit&0xf + 9
}
