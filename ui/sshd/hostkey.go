package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	gossh "golang.org/x/crypto/ssh"
)

// largestHostKey is how much of a file with a host key is read. An Ed25519 key
// has about 400 bytes.
const largestHostKey = 64 << 10

// hostKey returns the key in the file, which is made where there is none.
// Its errors wrap [ErrHostKey] and hold nothing of the key.
func hostKey(name string) (gossh.Signer, error) {
	if name == "" {
		return nil, fmt.Errorf("%w: name the file that it is in, or is to be made in", ErrHostKey)
	}
	signer, err := loadHostKey(name)
	if errors.Is(err, fs.ErrNotExist) {
		signer, err = makeHostKey(name)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %q: %w", ErrHostKey, name, reason(err))
	}
	return signer, nil
}

func loadHostKey(name string) (gossh.Signer, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("this is a folder: name a file in it")
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, errors.New("others on this machine can read the private key: chmod 600 the file, and better replace the key")
	}
	text, err := readUpTo(name, largestHostKey)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	signer, err := gossh.ParsePrivateKey(text)
	if missing := (*gossh.PassphraseMissingError)(nil); errors.As(err, &missing) {
		return nil, errors.New("the key is locked by a passphrase, which nobody is there to type: name another file")
	}
	if err != nil {
		// What the parser says of a broken key is of no help.
		return nil, errors.New("this is not a private key of OpenSSH: remove the file, and a new one is made, or name another")
	}
	if signer.PublicKey().Type() != gossh.KeyAlgoED25519 {
		return nil, fmt.Errorf("this is a key of type %s: only Ed25519 keys are used, and one is made where the file is missing", signer.PublicKey().Type())
	}
	return signer, nil
}

// makeHostKey writes a new key. Of several servers that start at once, the
// first one's key stays, and the others load it.
func makeHostKey(name string) (gossh.Signer, error) {
	if !filepath.IsAbs(name) {
		return nil, errors.New("there is no such file, and a key is made only where the name says the whole path")
	}
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	text, err := newHostKey()
	if err != nil {
		return nil, err
	}
	defer clear(text)
	file, err := os.CreateTemp(folder, ".hostkey-*") // readable by its owner alone
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	// Unlike a rename, a link never replaces what another has made meanwhile.
	if err := os.Link(file.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := writeNew(name, text); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return loadHostKey(name)
}

// writeNew is for file systems that have no links.
func writeNew(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

func newHostKey() ([]byte, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a host key: %w", err)
	}
	defer clear(private)
	block, err := gossh.MarshalPrivateKey(private, "atc host key")
	if err != nil {
		return nil, fmt.Errorf("making a host key: %w", err)
	}
	defer clear(block.Bytes)
	return pem.EncodeToMemory(block), nil
}
