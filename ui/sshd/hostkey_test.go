package sshd

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestAHostKeyIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "new", "folder", "key")
	prints := make([]string, 20)
	var all sync.WaitGroup
	for i := range prints { // as servers that start at once
		all.Go(func() {
			signer, err := hostKey(file)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = gossh.FingerprintSHA256(signer.PublicKey())
		})
	}
	all.Wait()
	for _, print := range prints {
		if print != prints[0] {
			t.Errorf("two servers have %s and %s", prints[0], print)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(text, []byte("-----BEGIN OPENSSH PRIVATE KEY-----\n")) {
		t.Errorf("the file is not one of OpenSSH: %v", err)
	}
	names, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(names) != 1 {
		t.Errorf("beside the key there is %v, %v", names, err)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAHostKeyThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := gossh.MarshalPrivateKey(elliptical, "")
	if err != nil {
		t.Fatal(err)
	}
	locked, err := gossh.MarshalPrivateKeyWithPassphrase(elliptical, "", []byte("pass"))
	if err != nil {
		t.Fatal(err)
	}
	good, err := newHostKey()
	if err != nil {
		t.Fatal(err)
	}
	for want, text := range map[string]string{
		"not a private key":                     "secret-nonsense\n",
		"of type ecdsa-sha2-nistp256: only":     string(pem.EncodeToMemory(other)),
		"locked by a passphrase":                string(pem.EncodeToMemory(locked)),
		"it has more than":                      strings.Repeat("x", largestHostKey+1),
		"others on this machine can read the p": string(good),
	} {
		file := filepath.Join(t.TempDir(), "key")
		mode := os.FileMode(0o600)
		if strings.HasPrefix(want, "others") {
			if mode = 0o640; runtime.GOOS == "windows" {
				continue
			}
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		_, err := hostKey(file)
		if !errors.Is(err, ErrHostKey) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") || strings.Count(err.Error(), file) != 1 {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	for _, name := range []string{"", "in-the-working-directory", t.TempDir(), filepath.Join(os.DevNull, "below", "a-file")} {
		if _, err := hostKey(name); !errors.Is(err, ErrHostKey) {
			t.Errorf("%q gives %v", name, err)
		}
	}
	if _, err := os.Stat("in-the-working-directory"); err == nil {
		t.Error("a key was written into the working directory")
	}
}
