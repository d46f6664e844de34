package keystore_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"atc/keystore"
	"atc/keystore/secret"
)

// byHand is a vault opened as somebody without atc does it.
type byHand struct {
	Format   string `json:"format"`
	Version  int    `json:"version"`
	Key      string `json:"key"`
	Content  string `json:"content"`
	SHA256   string `json:"sha256"`
	identity *age.X25519Identity
	plain    []byte
}

// openByHand opens a vault with the age library and its JSON fields alone.
func openByHand(t testing.TB, path, passphrase string) byHand {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	var file byHand
	must(t, json.Unmarshal(data, &file))
	unlock, err := age.NewScryptIdentity(passphrase)
	must(t, err)
	file.identity, err = age.ParseX25519Identity(strings.TrimSpace(string(ageDecrypt(t, file.Key, unlock))))
	must(t, err)
	file.plain = ageDecrypt(t, file.Content, file.identity)
	return file
}

// save writes the file with the checksum that belongs to it.
func (b *byHand) save(t testing.TB, path string) {
	t.Helper()
	sum := sha256.Sum256([]byte(b.Key + b.Content))
	b.SHA256 = hex.EncodeToString(sum[:])
	data, err := json.Marshal(b)
	must(t, err)
	must(t, os.WriteFile(path, data, 0o600))
}

func ageDecrypt(t testing.TB, armored string, with age.Identity) []byte {
	t.Helper()
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(armored)), with)
	must(t, err)
	plain, err := io.ReadAll(r)
	must(t, err)
	return plain
}

func ageEncrypt(t testing.TB, plain []byte, to age.Recipient) string {
	t.Helper()
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	w, err := age.Encrypt(armored, to)
	must(t, err)
	_, err = w.Write(plain)
	must(t, errors.Join(err, w.Close(), armored.Close()))
	return out.String()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestVaultOpensWithoutAtc(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject())
	must(t, v.Use(t.Context(), fullProject().Name))
	file := openByHand(t, path, vaultWords)
	var got any
	must(t, json.Unmarshal(file.plain, &got))
	want := map[string]any{
		"current": "acme staging 🚀/1",
		"projects": []any{map[string]any{
			"name": "acme staging 🚀/1", "app_id": "970CA35de60c44645bbae8a215061b33",
			"primary": fullProject().Primary.Reveal(), "secondary": fullProject().Secondary.Reveal(),
			"notes": fullProject().Notes, "chat_host": "a41.chat.agora.io:8443", "app_key": "41117440#383391",
		}},
	}
	wantJSON, _ := json.Marshal(want)
	if gotJSON, _ := json.Marshal(got); !bytes.Equal(gotJSON, wantJSON) {
		t.Errorf("content\n%s, want\n%s", gotJSON, wantJSON)
	}
	if sum := sha256.Sum256([]byte(file.Key + file.Content)); file.SHA256 != hex.EncodeToString(sum[:]) || file.Format != "atc-vault" || file.Version != 1 {
		t.Errorf("%s version %d, checksum %s", file.Format, file.Version, file.SHA256)
	}
}

// unlockError returns the error of unlocking what is in the file, and sees that
// it tells no secret.
func unlockError(t *testing.T, path string) error {
	t.Helper()
	v := keystore.NewVault(path, 1)
	err := v.Unlock(t.Context(), secret.New(vaultWords))
	if (err == nil) == v.Locked() {
		t.Errorf("Unlock = %v, locked: %v", err, v.Locked())
	}
	if err != nil && (strings.Contains(err.Error(), vaultWords) || strings.Contains(err.Error(), "AGE-SECRET-KEY")) {
		t.Errorf("the error tells a secret: %v", err)
	}
	return err
}

func TestDamagedVaultIsToldFromAWrongPassphrase(t *testing.T) {
	t.Parallel()
	_, original := newVault(t, fullProject())
	data, err := os.ReadFile(original)
	must(t, err)
	field := func(name, value string) func(*byHand) { // with the checksum of the damage
		return func(b *byHand) {
			switch name {
			case "key":
				b.Key = value
			case "content":
				b.Content = value
			}
		}
	}
	stranger, err := age.GenerateX25519Identity()
	must(t, err)
	words, err := age.NewScryptRecipient(vaultWords)
	must(t, err)
	words.SetWorkFactor(1)
	whole := openByHand(t, original, vaultWords)
	tests := map[string]struct {
		data   []byte
		change func(*byHand)
		want   string
	}{
		"empty":                          {data: []byte{}, want: "it is empty"},
		"cut off":                        {data: data[:len(data)/2], want: "it is cut off, or not JSON"},
		"cut off at the last byte":       {data: data[:len(data)-2], want: "it is cut off, or not JSON"},
		"of zeros, as after a power cut": {data: make([]byte, len(data)), want: "it is cut off, or not JSON"},
		"followed by more":               {data: append(bytes.Clone(data), data...), want: "it is cut off, or not JSON"},
		"other JSON":                     {data: []byte(`{"log":{"level":"info"}}`), want: "it is JSON, but no vault"},
		"a JSON number":                  {data: []byte(`1`), want: "it is cut off, or not JSON"},
		"without parts":                  {data: []byte(`{"format":"atc-vault","version":1}`), want: "a part of it is missing"},
		"too large":                      {data: bytes.Repeat([]byte(" "), 8<<20+1), want: "more than 8388608 bytes"},
		"a flip in the key":              {data: flip(data, `"key": "`, 120), want: "checksum does not match"},
		"a flip in the content":          {data: flip(data, `"content": "`, 200), want: "checksum does not match"},
		"a flip in the checksum":         {data: flip(data, `"sha256": "`, 8), want: "checksum does not match"},
		"a key that is no age file":      {change: field("key", "hello"), want: "its key cannot be decrypted"},
		"a key for no passphrase":        {change: field("key", ageEncrypt(t, []byte("x"), stranger.Recipient())), want: "its key cannot be decrypted"},
		"a key that is none":             {change: field("key", ageEncrypt(t, []byte("AGE-SECRET-KEY-1"), words)), want: "its key is not one of age"},
		"content that is no age file":    {change: field("content", "hello"), want: "its content cannot be decrypted"},
		"content for another key":        {change: field("content", ageEncrypt(t, whole.plain, stranger.Recipient())), want: "its content belongs to another key"},
		"content that is no list":        {change: field("content", ageEncrypt(t, []byte("["+vaultWords), whole.identity.Recipient())), want: "its content is not a list of projects"},
		"a certificate that is a number": {change: field("content", ageEncrypt(t, []byte(`{"projects":[{"primary":12}]}`), whole.identity.Recipient())), want: "its content is not a list of projects"},
		"a work factor that takes hours": {change: func(b *byHand) { b.Key = withWorkFactor(t, b.Key, "30") }, want: "asks for a work factor above 20"},
		"a work factor out of numbers":   {change: func(b *byHand) { b.Key = withWorkFactor(t, b.Key, "99999999999999999999") }, want: "its key cannot be decrypted"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "vault")
			if tt.change != nil {
				file := whole
				tt.change(&file)
				file.save(t, path)
			} else {
				must(t, os.WriteFile(path, tt.data, 0o600))
			}
			var damaged *keystore.DamagedError
			err := unlockError(t, path)
			if !errors.As(err, &damaged) || !strings.Contains(damaged.Problem, tt.want) || damaged.Path != path {
				t.Fatalf("Unlock = %v, want a damage: %s", err, tt.want)
			}
			if !strings.Contains(damaged.Advice, "backup") || !strings.Contains(damaged.Advice, "move it away") {
				t.Errorf("the advice is %q", damaged.Advice)
			}
		})
	}
}

// flip changes one bit of data, some bytes after a text in it.
func flip(data []byte, after string, offset int) []byte {
	data = bytes.Clone(data)
	data[bytes.Index(data, []byte(after))+len(after)+offset] ^= 1
	return data
}

// withWorkFactor writes another work factor into the header of an age file.
func withWorkFactor(t *testing.T, armored, factor string) string {
	t.Helper()
	raw, err := io.ReadAll(armor.NewReader(strings.NewReader(armored)))
	must(t, err)
	lines := strings.SplitN(string(raw), "\n", 3)
	lines[1] = lines[1][:strings.LastIndex(lines[1], " ")+1] + factor
	return armorOf(t, []byte(strings.Join(lines, "\n")))
}

func armorOf(t testing.TB, raw []byte) string {
	t.Helper()
	var out bytes.Buffer
	w := armor.NewWriter(&out)
	_, err := w.Write(raw)
	must(t, errors.Join(err, w.Close()))
	return out.String()
}

func TestNoFlippedBitPassesForAWrongPassphrase(t *testing.T) {
	t.Parallel()
	_, original := newVault(t, fullProject())
	data, err := os.ReadFile(original)
	must(t, err)
	path := filepath.Join(t.TempDir(), "vault")
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1 << (i % 8)
		must(t, os.WriteFile(path, changed, 0o600))
		var damaged *keystore.DamagedError
		var newer *keystore.UnavailableError // of the number of the version
		err := unlockError(t, path)
		if !errors.As(err, &damaged) && !errors.As(err, &newer) && err != nil {
			t.Errorf("bit %d of byte %d, %q: %v", i%8, i, data[i], err)
		}
		if err == nil { // a letter of a field's name in another case, a blank between fields
			if p, err := reopened(t, path, vaultWords).Get(t.Context(), fullProject().Name); err != nil || !sameProject(p, fullProject()) {
				t.Errorf("bit %d of byte %d changed the project: %+v, %v", i%8, i, p, err)
			}
		}
	}
}

func TestVaultOfANewerAtcIsToldAsThat(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vault")
	newer := `{"format":"atc-vault","version":2,"key":{"kdf":"argon2"},"content":[]}`
	must(t, os.WriteFile(path, []byte(newer), 0o600))
	var unavailable *keystore.UnavailableError
	if err := unlockError(t, path); !errors.As(err, &unavailable) || unavailable.Backend != keystore.InVault ||
		!strings.Contains(err.Error(), "a newer atc has written it (version 2, this one reads 1): update atc") {
		t.Errorf("Unlock = %v", err)
	}
}

func TestVaultDamagedWhileOpenIsTold(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, keystore.Demo())
	data, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, flip(data, `"content": "`, 300), 0o600))
	for method, err := range everyMethod(t.Context(), v) {
		if damaged := (*keystore.DamagedError)(nil); !errors.As(err, &damaged) {
			t.Errorf("%s: %v, want a damage", method, err)
		}
	}
	// Restored from a backup, it is open as before.
	must(t, os.WriteFile(path, data, 0o600))
	if _, err := v.Get(t.Context(), "demo"); err != nil || v.Locked() {
		t.Errorf("after it was restored: %v, locked: %v", err, v.Locked())
	}
}

func TestFullVaultSaysSoAndStays(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, keystore.Demo())
	file := openByHand(t, path, vaultWords)
	content := `{"projects":[{"name":"demo","app_id":"7c3f0a9e5b1d4826a0e4d7f19b52c638","notes":"` + strings.Repeat("x", 6_085_000) + `"}]}`
	file.Content = ageEncrypt(t, []byte(content), file.identity.Recipient())
	file.save(t, path)
	before, err := os.ReadFile(path)
	must(t, err)
	more := fullProject()
	more.Notes = strings.Repeat("\x01", keystore.MaxNotes)
	if err := v.Put(t.Context(), "", more); err == nil || !strings.Contains(err.Error(), "shorten notes, or delete projects") {
		t.Fatalf("Put = %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the vault was changed")
	}
}
