package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// A Home is where the projects of one person are: the folder of the files, and
// the keyring of the system.
type Home struct {
	// Dir is the folder, such as ~/.config/atc. It is made when something is
	// first written.
	Dir string
	// Ring is the keyring of the system.
	Ring Ring
	// WorkFactor is the scrypt work factor of a new vault: a power of two, 18
	// outside of tests, which takes about a second.
	WorkFactor int
}

// Open returns the store of a back end. It reads nothing yet. A back end that
// it does not know is the keyring, which says what is wrong with it: nothing
// ends up in memory that was meant to last.
func (h Home) Open(b Backend) Store {
	switch b {
	case InVault:
		return NewVault(filepath.Join(h.Dir, "vault.age.json"), h.WorkFactor)
	case InMemory:
		return NewMemory()
	case InKeyring:
	}
	return NewKeyring(h.Ring, filepath.Join(h.Dir, "projects.json"))
}

// settings is what atc remembers of a person's choices, in settings.json. A
// newer atc may remember more there.
type settings struct {
	Keystore Backend `json:"keystore,omitempty"`
}

const keystoreKey = "keystore" // of settings

const maxSettings = 64 << 10 // bytes

func (h Home) settingsFile() string { return filepath.Join(h.Dir, "settings.json") }

// Preferred returns the back end that the person chose for good, and
// [InKeyring] where they chose none. It returns a [*DamagedError] for a file
// that cannot be read.
func (h Home) Preferred() (Backend, error) {
	data, err := readFile(h.settingsFile(), maxSettings)
	if errors.Is(err, fs.ErrNotExist) {
		return InKeyring, nil
	}
	if errors.Is(err, errTooLarge) {
		return "", &DamagedError{h.settingsFile(), fmt.Sprintf("it has more than %d bytes", maxSettings), "delete it, or choose with --keystore"}
	}
	if err != nil {
		return "", fmt.Errorf("read the settings: %w", err)
	}
	var s settings
	if err := json.Unmarshal(data, &s); err != nil {
		return "", &DamagedError{h.settingsFile(), "it is not JSON", "delete it, or choose with --keystore"}
	}
	if s.Keystore == "" {
		return InKeyring, nil
	}
	b, err := ParseBackend(string(s.Keystore))
	if err != nil {
		return "", &DamagedError{h.settingsFile(), err.Error(), "delete it, or choose with --keystore"}
	}
	return b, nil
}

// Prefer remembers a back end for the next time, and leaves what else the
// settings hold. Settings that are damaged are written anew. Memory is nothing
// to come back to, and is not remembered.
func (h Home) Prefer(b Backend) error {
	if b == InMemory {
		return nil
	}
	if err := makeFolder(h.settingsFile()); err != nil {
		return err
	}
	all := map[string]any{keystoreKey: b}
	data, err := readFile(h.settingsFile(), maxSettings)
	switch {
	case err == nil:
		for key, value := range parseSettings(data) {
			// Reading takes any case for the key.
			if !strings.EqualFold(key, keystoreKey) {
				all[key] = value
			}
		}
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errTooLarge):
		return fmt.Errorf("remember the keystore: %w", err)
	}
	data, err = json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(h.settingsFile(), append(data, '\n'), privateFile)
}

// parseSettings returns the values of all settings as they stand there, none if
// the text is damaged.
func parseSettings(data []byte) map[string]json.RawMessage {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil
	}
	return all
}
