package keystore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
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

// Open returns the store of a back end. It reads nothing yet.
func (h Home) Open(b Backend) Store {
	switch b {
	case InKeyring:
		return NewKeyring(h.Ring, filepath.Join(h.Dir, "projects.json"))
	case InVault:
		return NewVault(filepath.Join(h.Dir, "vault.age.json"), h.WorkFactor)
	}
	return NewMemory()
}

// settings is what atc remembers of a person's choices, in settings.json.
type settings struct {
	Keystore Backend `json:"keystore,omitempty"`
}

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

// Prefer remembers a back end for the next time. Memory is nothing to come
// back to, and is not remembered.
func (h Home) Prefer(b Backend) error {
	if b == InMemory {
		return nil
	}
	data, err := json.MarshalIndent(settings{b}, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(h.settingsFile(), append(data, '\n'), privateFile)
}
