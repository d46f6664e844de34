package keystore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"atc/keystore/secret"
)

// Vault keeps projects in one encrypted file, for machines without a keyring.
//
// A passphrase wraps a key once, and the projects are encrypted to that key.
// So a process pays the second that the passphrase costs only in
// [Vault.Unlock]; after it the Vault holds the key, for as long as the process
// runs, and forgets the passphrase. Every method reads the file anew, so that
// what another process has written is seen.
//
// Where another process has put another vault in place of the file, or has
// changed its passphrase, the key no longer opens it: the vault is locked again
// and its methods return [ErrLocked].
type Vault struct {
	path       string
	workFactor int
	// busy holds one value while a passphrase is worked on, which takes
	// hundreds of megabytes: one at a time.
	busy chan struct{}

	mu       sync.Mutex
	identity secret.Value // the key, as age writes it; the zero value while locked
}

var _ Store = (*Vault)(nil)

// NewVault returns the vault in the file at path, which need not exist. It
// reads nothing yet. The work factor of scrypt is a power of two, from 1 to 20:
// 18 takes about a second and 256 MiB. It matters for a new passphrase only;
// an old one costs what the file says.
func NewVault(path string, workFactor int) *Vault {
	return &Vault{path: path, workFactor: workFactor, busy: make(chan struct{}, 1)}
}

// Backend implements [Store].
func (v *Vault) Backend() Backend { return InVault }

// Exists reports whether there is a vault file. It does not look inside.
func (v *Vault) Exists() (bool, error) {
	path, err := linked(v.path)
	if err != nil {
		return false, fmt.Errorf("look for the vault: %w", err)
	}
	switch _, err := os.Stat(path); {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, fmt.Errorf("look for the vault: %w", cannotRead(path, err))
	}
}

// Locked reports whether [Vault.Unlock] must be called before anything is read.
func (v *Vault) Locked() bool { return v.key().IsZero() }

func (v *Vault) key() secret.Value {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.identity
}

func (v *Vault) setKey(identity secret.Value) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.identity = identity
}

// forget locks the vault, unless it has been unlocked with another key since.
func (v *Vault) forget(identity secret.Value) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.identity.Equal(identity) {
		v.identity = secret.Value{}
	}
}

// List implements [Store].
func (v *Vault) List(ctx context.Context) ([]Entry, error) {
	all, _, _, err := v.load(ctx)
	if err != nil {
		return nil, err
	}
	return entriesOf(all.Projects, all.Current), nil
}

// Get implements [Store].
func (v *Vault) Get(ctx context.Context, name string) (Project, error) {
	all, _, _, err := v.load(ctx)
	if err != nil {
		return Project{}, err
	}
	i := find(all.Projects, name)
	if i < 0 {
		return Project{}, ErrNotFound
	}
	return all.Projects[i], nil
}

// Put implements [Store].
func (v *Vault) Put(ctx context.Context, replaces string, p Project) error {
	return v.change(ctx, func(all *projectList) error { return all.put(replaces, p) })
}

// Update implements [Store].
func (v *Vault) Update(ctx context.Context, name string, change func(*Project) error) error {
	return v.change(ctx, func(all *projectList) error { return all.update(name, change) })
}

// Rename implements [Store].
func (v *Vault) Rename(ctx context.Context, from, to string) error {
	return v.change(ctx, func(all *projectList) error { return all.rename(from, to) })
}

// Delete implements [Store].
func (v *Vault) Delete(ctx context.Context, name string) error {
	return v.change(ctx, func(all *projectList) error { return all.remove(name) })
}

// Use implements [Store].
func (v *Vault) Use(ctx context.Context, name string) error {
	return v.change(ctx, func(all *projectList) error { return all.use(name) })
}

// load reads the projects, and returns with them the file that they are from
// and the key that opened it.
func (v *Vault) load(ctx context.Context) (projectList, envelope, secret.Value, error) {
	fail := func(err error) (projectList, envelope, secret.Value, error) {
		return projectList{}, envelope{}, secret.Value{}, err
	}
	if err := ctx.Err(); err != nil {
		return fail(fmt.Errorf("read the vault: %w", err))
	}
	file, err := readEnvelope(v.path)
	if err != nil {
		return fail(err)
	}
	identity := v.key()
	if identity.IsZero() {
		return fail(ErrLocked)
	}
	all, err := file.open(v.path, identity)
	if errors.Is(err, errOtherKey) {
		v.forget(identity)
		return fail(ErrLocked)
	}
	if err != nil {
		return fail(err)
	}
	return all, file, identity, nil
}

// change reads the projects, changes them and writes them, while no other
// process can.
func (v *Vault) change(ctx context.Context, change func(*projectList) error) error {
	// Asked first, so that no folder is made for a vault that is not there.
	switch there, err := v.Exists(); {
	case err != nil:
		return err
	case !there:
		return ErrNoVault
	case v.Locked():
		return ErrLocked
	}
	release, err := lockFile(ctx, v.path)
	if err != nil {
		return err
	}
	defer release()
	all, file, identity, err := v.load(ctx)
	if err != nil {
		return err
	}
	if err := change(&all); err != nil {
		return err
	}
	if file.Content, err = seal(all, identity); err != nil {
		return err
	}
	return file.write(v.path)
}
