package sshd

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"

	gossh "golang.org/x/crypto/ssh"

	"atc/ui/safe"
)

// smallestRSA is the least that an RSA key may have, in bits.
const smallestRSA = 2048

// keyTypes are the keys that may log in.
var keyTypes = []string{
	gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
	gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoRSA,
}

// signatures are how those keys may sign: never with SHA-1.
var signatures = []string{
	gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
	gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
	gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
}

// harmless are the options before a key that take away what nobody gets here,
// or give back what others take away. Every other option would mean more than
// is done about it.
var harmless = []string{
	"restrict", "pty", "no-touch-required",
	"no-agent-forwarding", "no-port-forwarding", "no-x11-forwarding", "no-user-rc",
	"agent-forwarding", "port-forwarding", "x11-forwarding", "user-rc",
	"permitopen", "permitlisten", "tunnel",
}

// A keyring is the keys that may log in, by their wire form, with their labels.
type keyring map[string]string

// label returns the comment beside a key, and whether the key is listed.
// A certificate never is: its wire form is another.
func (k keyring) label(key gossh.PublicKey) (string, bool) {
	if key == nil {
		return "", false
	}
	label, ok := k[string(key.Marshal())]
	return label, ok
}

// parseKeys reads a file of authorized keys. Its errors name the line, and hold
// nothing of it.
func parseKeys(text []byte) (keyring, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if err := notPublic(text); err != nil {
		return nil, err
	}
	keys, number := keyring{}, 0
	for line := range bytes.Lines(text) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, label, err := parseKey(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if _, twice := keys.label(key); !twice {
			keys[string(key.Marshal())] = label
		}
	}
	if len(keys) == 0 {
		return nil, errNoKey
	}
	return keys, nil
}

// errNoKey is what is wrong with a file in which nothing is wrong.
var errNoKey = errors.New("there is no key in it: " + keysAdvice)

// notPublic recognises files that people give by mistake.
func notPublic(text []byte) error {
	switch {
	case bytes.Contains(text, []byte("PRIVATE KEY-----")), bytes.Contains(text, []byte("PuTTY-User-Key-File")):
		return errors.New("this is a private key, which nobody else may see: name the public one beside it, which ends in .pub")
	case bytes.Contains(text, []byte("BEGIN SSH2 PUBLIC KEY")):
		return errors.New("this is a public key in another format: ssh-keygen -i -f FILE prints it as OpenSSH writes it")
	case bytes.IndexByte(text, 0) >= 0:
		return errors.New("this is not a text: public keys stand in it one a line, as in ~/.ssh/id_ed25519.pub")
	}
	return nil
}

func parseKey(line []byte) (gossh.PublicKey, string, error) {
	key, comment, options, rest, err := gossh.ParseAuthorizedKey(line)
	if err != nil || len(rest) > 0 {
		return nil, "", errors.New("this is not a public key: it has the form ssh-ed25519 AAAA… comment")
	}
	for _, option := range options {
		name, _, _ := strings.Cut(strings.ToLower(option), "=")
		if slices.Contains(harmless, name) {
			continue
		}
		// The name may be anything, a mistyped secret included.
		if !slices.Contains([]string{"from", "command", "expiry-time", "cert-authority", "principals", "environment", "no-pty", "verify-required"}, name) {
			return nil, "", errors.New("there is an option before the key that is not known here: take it away")
		}
		return nil, "", fmt.Errorf("the option %s is not supported here, and the key would get more than it allows: take the key away, or the option", name)
	}
	if err := checkKey(key); err != nil {
		return nil, "", err
	}
	return key, safe.Text(short(comment)), nil
}

// checkKey refuses keys that are too weak, and certificates.
func checkKey(key gossh.PublicKey) error {
	if _, ok := key.(*gossh.Certificate); ok {
		return errors.New("certificates are not accepted: list the public key itself")
	}
	if !slices.Contains(keyTypes, key.Type()) {
		return fmt.Errorf("keys of type %s are not accepted: make another with ssh-keygen -t ed25519", safe.Text(short(key.Type())))
	}
	if c, ok := key.(gossh.CryptoPublicKey); ok {
		if k, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < smallestRSA {
			return fmt.Errorf("an RSA key of %d bits is too weak, it needs %d: make another with ssh-keygen -t ed25519", k.N.BitLen(), smallestRSA)
		}
	}
	return nil
}
