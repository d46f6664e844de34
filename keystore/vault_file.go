package keystore

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"filippo.io/age"

	"atc/keystore/secret"
)

const (
	vaultFormat = "atc-vault"
	// vaultVersion goes up with every field added, to the content too: an
	// older atc would drop the field when it writes.
	vaultVersion = 1
	maxVault     = 8 << 20 // bytes
	afterDamage  = "restore it from a backup, or move it away and make a new vault"
)

// An envelope is the vault file. It needs no atc to be opened:
//
//	jq -r .key vault.age.json | age -d >key.txt          # asks for the passphrase
//	jq -r .content vault.age.json | age -d -i key.txt
//	jq -j .key,.content vault.age.json | sha256sum
type envelope struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Key     string `json:"key"`     // an age key, encrypted with the passphrase, armored
	Content string `json:"content"` // vaultContent, encrypted to the key, armored
	// SHA256 tells a damaged file from a wrong passphrase. It proves nothing
	// against somebody who changes the file on purpose; the encryption does.
	SHA256 string `json:"sha256"`
}

// vaultContent is what is encrypted.
type vaultContent struct {
	Projects []vaultProject `json:"projects"`
	Current  string         `json:"current,omitempty"`
}

type vaultProject struct {
	Name      string    `json:"name"`
	AppID     string    `json:"app_id"`
	Primary   plainText `json:"primary,omitzero"`
	Secondary plainText `json:"secondary,omitzero"`
	Notes     string    `json:"notes,omitempty"`
	ChatHost  string    `json:"chat_host,omitempty"`
	AppKey    string    `json:"app_key,omitempty"`
}

// plainText is a secret that stands in JSON as it is, inside the encryption.
type plainText secret.Value

func (p plainText) MarshalJSON() ([]byte, error) { return json.Marshal(secret.Value(p).Reveal()) }

func (p *plainText) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	*p = plainText(secret.New(text))
	return nil
}

// errOtherKey says that the content is encrypted to another key.
var errOtherKey = errors.New("the key does not open the vault")

func (e *envelope) checksum() string {
	sum := sha256.Sum256([]byte(e.Key + e.Content))
	return hex.EncodeToString(sum[:])
}

// readEnvelope reads the vault file. It returns [ErrNoVault] where there is
// none, a [*DamagedError], and an [*UnavailableError] for the file of a newer
// atc.
func readEnvelope(path string) (envelope, error) {
	damaged := func(problem string) (envelope, error) {
		return envelope{}, &DamagedError{path, problem, afterDamage}
	}
	data, err := readFile(path, maxVault)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return envelope{}, ErrNoVault
	case errors.Is(err, errTooLarge):
		return damaged(fmt.Sprintf("it has more than %d bytes", maxVault))
	case err != nil:
		return envelope{}, fmt.Errorf("read the vault: %w", err)
	case len(data) == 0:
		return damaged("it is empty")
	}
	// The rest of a newer file may be anything, so this is read by itself.
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	var file envelope
	switch err := json.Unmarshal(data, &head); {
	case err != nil:
		return damaged("it is cut off, or not JSON")
	case head.Format != vaultFormat || head.Version < 1:
		return damaged("it is JSON, but no vault")
	case head.Version > vaultVersion:
		return envelope{}, &UnavailableError{
			Backend: InVault,
			Problem: fmt.Sprintf("a newer atc has written it (version %d, this one reads %d)", head.Version, vaultVersion),
			Advice:  "update atc",
		}
	}
	if json.Unmarshal(data, &file) != nil || file.Key == "" || file.Content == "" {
		return damaged("a part of it is missing")
	}
	if file.checksum() != file.SHA256 {
		return damaged("its checksum does not match")
	}
	return file, nil
}

// write puts the envelope into the file, with a new checksum.
func (e *envelope) write(path string) error {
	e.Format, e.Version, e.SHA256 = vaultFormat, vaultVersion, e.checksum()
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if len(data) > maxVault {
		return fmt.Errorf("write the vault: it would have %d bytes, at most %d are allowed: shorten notes, or delete projects", len(data), maxVault)
	}
	return WriteFile(path, data, privateFile)
}

// open decrypts the content. It returns errOtherKey for a key that is not the
// one of the envelope, and else a [*DamagedError].
func (e *envelope) open(path string, identity secret.Value) (projectList, error) {
	key, err := parseKey(identity)
	if err != nil {
		return projectList{}, &DamagedError{path, "its key is not one of age", afterDamage}
	}
	plain, err := decrypt(e.Content, key)
	if noMatch := (*age.NoIdentityMatchError)(nil); errors.As(err, &noMatch) {
		return projectList{}, errOtherKey
	}
	if err != nil {
		return projectList{}, &DamagedError{path, "its content cannot be decrypted", afterDamage}
	}
	var content vaultContent
	if json.Unmarshal(plain, &content) != nil {
		// The error would repeat a part of the content.
		return projectList{}, &DamagedError{path, "its content is not a list of projects", afterDamage}
	}
	all := projectList{Current: content.Current, Projects: make([]Project, len(content.Projects))}
	for i, p := range content.Projects {
		all.Projects[i] = Project{
			Name: p.Name, AppID: p.AppID, Primary: secret.Value(p.Primary), Secondary: secret.Value(p.Secondary),
			Notes: p.Notes, Chat: Chat{p.ChatHost, p.AppKey},
		}
	}
	return all, nil
}

// openWhole is open with a key that is known to be the one of the envelope.
func (e *envelope) openWhole(path string, identity secret.Value) (projectList, error) {
	all, err := e.open(path, identity)
	if errors.Is(err, errOtherKey) {
		return projectList{}, &DamagedError{path, "its content belongs to another key", afterDamage}
	}
	return all, err
}

// seal encrypts projects to a key.
func seal(all projectList, identity secret.Value) (string, error) {
	content := vaultContent{Projects: make([]vaultProject, len(all.Projects)), Current: all.Current}
	for i, p := range all.Projects {
		content.Projects[i] = vaultProject{
			Name: p.Name, AppID: p.AppID, Primary: plainText(p.Primary), Secondary: plainText(p.Secondary),
			Notes: p.Notes, ChatHost: p.Chat.Host, AppKey: p.Chat.AppKey,
		}
	}
	plain, err := json.Marshal(content)
	if err != nil {
		return "", fmt.Errorf("write the vault: %w", err)
	}
	key, err := parseKey(identity)
	if err != nil {
		return "", fmt.Errorf("encrypt the vault: %w", err)
	}
	return encrypt(plain, key.Recipient())
}
