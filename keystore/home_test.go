package keystore_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atc/keystore"
)

func TestHomeRemembersTheKeystoreThatWasChosen(t *testing.T) {
	t.Parallel()
	home := keystore.Home{Dir: filepath.Join(t.TempDir(), "atc")}
	mustPrefer := func(want keystore.Backend) {
		t.Helper()
		if got, err := home.Preferred(); err != nil || got != want {
			t.Errorf("Preferred = %q, %v, want %q", got, err, want)
		}
	}
	mustPrefer(keystore.InKeyring) // nothing was chosen
	must(t, home.Prefer(keystore.InMemory))
	if _, err := os.Stat(home.Dir); err == nil {
		t.Error("memory was remembered, which is nothing to come back to")
	}
	must(t, home.Prefer(keystore.InVault))
	mustPrefer(keystore.InVault)
	must(t, home.Prefer(keystore.InMemory))
	mustPrefer(keystore.InVault)
	must(t, home.Prefer(keystore.InKeyring))
	mustPrefer(keystore.InKeyring)
	mustHold(t, home.Dir, "settings.json")
}

func TestSettingsThatCannotBeReadAreTold(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"":                                 "it is not JSON",
		"keystore = vault":                 "it is not JSON",
		`["vault"]`:                        "it is not JSON",
		`{"keystore":"cloud"}`:             `"cloud" is no keystore: choose one of keyring, vault, memory`,
		`{"keystore":"\u001b["}`:           `"\x1b[" is no keystore`,
		strings.Repeat(" ", 64<<10) + "{}": "it has more than 65536 bytes",
	} {
		home := keystore.Home{Dir: t.TempDir()}
		must(t, os.WriteFile(filepath.Join(home.Dir, "settings.json"), []byte(content), 0o600))
		var damaged *keystore.DamagedError
		if _, err := home.Preferred(); !errors.As(err, &damaged) || !strings.Contains(err.Error(), want) || !strings.Contains(damaged.Advice, "--keystore") {
			t.Errorf("settings %.40q: %v, want %q", content, err, want)
		}
	}
}

func TestSettingsOfANewerAtcStillName(t *testing.T) {
	t.Parallel()
	home := keystore.Home{Dir: t.TempDir()}
	for content, want := range map[string]keystore.Backend{
		`{}`:                                  keystore.InKeyring,
		`{"theme":"dark"}`:                    keystore.InKeyring,
		`{"theme":"dark","keystore":"vault"}`: keystore.InVault,
	} {
		must(t, os.WriteFile(filepath.Join(home.Dir, "settings.json"), []byte(content), 0o600))
		if got, err := home.Preferred(); err != nil || got != want {
			t.Errorf("settings %s: %q, %v, want %q", content, got, err, want)
		}
	}
}

func TestChoiceLeavesTheSettingsOfANewerAtc(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`{"theme":{"dark":[1,2.50]},"keystore":"keyring","zoom":1e400}`: `{"keystore":"vault","theme":{"dark":[1,2.50]},"zoom":1e400}`,
		`{"Keystore":"keyring","a":"b"}`:                                `{"a":"b","keystore":"vault"}`,
		`{}`:                                                            `{"keystore":"vault"}`,
		// Nobody can read these, and nothing of them can be kept.
		`null`:                             `{"keystore":"vault"}`,
		`["theme"]`:                        `{"keystore":"vault"}`,
		`{"theme":`:                        `{"keystore":"vault"}`,
		strings.Repeat(" ", 64<<10) + `{}`: `{"keystore":"vault"}`,
	} {
		home := keystore.Home{Dir: t.TempDir()}
		path := filepath.Join(home.Dir, "settings.json")
		must(t, os.WriteFile(path, []byte(content), 0o600))
		must(t, home.Prefer(keystore.InVault))
		data, err := os.ReadFile(path)
		must(t, err)
		var got bytes.Buffer
		must(t, json.Compact(&got, data))
		if got.String() != want {
			t.Errorf("%.60s became %s, want %s", content, &got, want)
		}
		if b, err := home.Preferred(); err != nil || b != keystore.InVault {
			t.Errorf("%.60s: Preferred = %q, %v", content, b, err)
		}
	}
}

func TestHomeThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a file")
	must(t, os.WriteFile(file, nil, 0o600))
	home := keystore.Home{Dir: file}
	if err := home.Prefer(keystore.InVault); err == nil || !strings.Contains(err.Error(), "make the folder "+file) {
		t.Errorf("Prefer = %v", err)
	}
}

func TestHomeOpensEveryKeystoreAndReadsNothing(t *testing.T) {
	t.Parallel()
	home := keystore.Home{Dir: filepath.Join(t.TempDir(), "atc"), WorkFactor: vaultFactor}
	for _, b := range keystore.Backends() {
		if got := home.Open(b).Backend(); got != b {
			t.Errorf("Open(%q) opens %q", b, got)
		}
		if parsed, err := keystore.ParseBackend(string(b)); err != nil || parsed != b {
			t.Errorf("ParseBackend(%q) = %q, %v", b, parsed, err)
		}
	}
	if got := home.Open("cellar").Backend(); got != keystore.InKeyring {
		t.Errorf("a keystore that nobody knows is taken for the %s", got)
	}
	if _, err := os.Stat(home.Dir); err == nil {
		t.Error("the folder was made")
	}
	v, ok := home.Open(keystore.InVault).(*keystore.Vault)
	if !ok {
		t.Fatal("the vault is no *Vault, which callers unlock")
	}
	must(t, create(t, v))
	mustHold(t, home.Dir, "vault.age.json", "vault.age.json.lock")
}
