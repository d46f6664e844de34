//go:build unix

package keystore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"atc/keystore"
)

// A named pipe keeps whoever opens it waiting until somebody writes to it,
// which no context can end.
func TestWhatIsNoFileIsToldAtOnce(t *testing.T) {
	t.Parallel()
	for name, put := range map[string]func(path string) error{
		"a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"a folder":     func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		home := keystore.Home{Dir: t.TempDir(), Ring: newFakeRing(), WorkFactor: vaultFactor}
		for _, file := range []string{"projects.json", "vault.age.json", "settings.json"} {
			must(t, put(filepath.Join(home.Dir, file)))
		}
		_, ofIndex := home.Open(keystore.InKeyring).List(t.Context())
		_, ofVault := home.Open(keystore.InVault).List(t.Context())
		_, ofSettings := home.Preferred()
		for _, got := range []struct {
			file string
			err  error
		}{{"projects.json", ofIndex}, {"vault.age.json", ofVault}, {"settings.json", ofSettings}, {"settings.json", home.Prefer(keystore.InVault)}} {
			want := filepath.Join(home.Dir, got.file) + ": it is no regular file: move away what stands there"
			if got.err == nil || !strings.HasSuffix(got.err.Error(), want) {
				t.Errorf("%s for %s: %v, want %q", name, got.file, got.err, want)
			}
		}
		_, err := keystore.OpenRegular(filepath.Join(home.Dir, "settings.json"))
		if err == nil || !strings.HasSuffix(err.Error(), "settings.json: it is no regular file") {
			t.Errorf("open %s: %v", name, err)
		}
	}
}

func TestLinkThatLeadsNowhereIsToldAndStays(t *testing.T) {
	t.Parallel()
	home := keystore.Home{Dir: t.TempDir(), Ring: newFakeRing(), WorkFactor: vaultFactor}
	away := filepath.Join(t.TempDir(), "unplugged", "file")
	for _, file := range []string{"projects.json", "vault.age.json", "settings.json"} {
		must(t, os.Symlink(away, filepath.Join(home.Dir, file)))
	}
	_, ofIndex := home.Open(keystore.InKeyring).List(t.Context())
	vault := keystore.NewVault(filepath.Join(home.Dir, "vault.age.json"), vaultFactor)
	_, ofVault := vault.List(t.Context())
	_, ofExists := vault.Exists()
	_, ofSettings := home.Preferred()
	for did, err := range map[string]error{
		"list the keyring": ofIndex, "list the vault": ofVault, "look for the vault": ofExists, "read the settings": ofSettings,
		"store in the keyring":  home.Open(keystore.InKeyring).Put(t.Context(), "", fullProject()),
		"make a vault":          create(t, vault),
		"remember the keystore": home.Prefer(keystore.InVault),
	} {
		if err == nil || !strings.Contains(err.Error(), "is a link that leads nowhere") || !strings.Contains(err.Error(), "or remove the link") {
			t.Errorf("%s: %v", did, err)
		}
	}
	for _, file := range []string{"projects.json", "vault.age.json", "settings.json"} {
		if target, err := os.Readlink(filepath.Join(home.Dir, file)); err != nil || target != away {
			t.Errorf("%s leads to %q, %v", file, target, err)
		}
	}
}

func TestWrittenFileKeepsItsOwnerAndGroup(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root may give files away")
	}
	path := filepath.Join(t.TempDir(), ".env")
	must(t, os.WriteFile(path, []byte("old"), 0o640))
	const uid, gid = 1234, 5678
	must(t, os.Chown(path, uid, gid))
	must(t, keystore.WriteFile(path, []byte("new"), 0o640))
	info, err := os.Stat(path)
	must(t, err)
	if is, ok := info.Sys().(*syscall.Stat_t); !ok || is.Uid != uid || is.Gid != gid || info.Mode() != 0o640 {
		t.Errorf("%v, owner and group %+v", info.Mode(), info.Sys())
	}
}

// Two folders of settings may share a vault by links: what counts is the file.
func TestWritersThroughDifferentLinksTakeTurns(t *testing.T) {
	t.Parallel()
	_, path := newVault(t, fullProject())
	link := filepath.Join(t.TempDir(), "vault.age.json")
	must(t, os.Symlink(path, link))
	linked := reopened(t, link, vaultWords)
	lock := flock.New(path + ".lock")
	must(t, lock.Lock())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := linked.Delete(ctx, fullProject().Name); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a change through a link, amid another of the file: %v", err)
	}
	must(t, lock.Unlock())
	must(t, linked.Delete(t.Context(), fullProject().Name))
}
