package tokens

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what the older formats are signed with
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// signAccessToken2 signs a payload. The number is the key and the secret the
// message in the first two steps; the certificate is used as text.
func signAccessToken2(certificate string, issueTime, salt uint32, message []byte) [sha256.Size]byte {
	var key [4]byte
	binary.LittleEndian.PutUint32(key[:], issueTime)
	k := hmacSum(key[:], []byte(certificate))
	binary.LittleEndian.PutUint32(key[:], salt)
	k = hmacSum(key[:], k[:])
	return hmacSum(k[:], message)
}

func hmacSum(key, message []byte) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	h.Sum(sum[:0])
	return sum
}

// hmacSHA1 signs the parts one after the other.
func hmacSHA1(key []byte, parts ...[]byte) []byte {
	return hmacParts(hmac.New(sha1.New, key), parts)
}

func hmacSHA256(key []byte, parts ...[]byte) []byte {
	return hmacParts(hmac.New(sha256.New, key), parts)
}

func hmacParts(h hash.Hash, parts [][]byte) []byte {
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
