package keystore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

const (
	indexVersion = 1
	maxIndex     = 4 << 20 // bytes
)

// An indexFile is the file that an index is kept in. Reading it takes no lock,
// as it is only ever replaced whole.
type indexFile string

// read returns the index, an empty one if there is no file yet. It returns a
// [*DamagedError] for a file that nobody's atc has written.
func (f indexFile) read() (*index, error) {
	data, err := readFile(string(f), maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return &index{Version: indexVersion}, nil
	}
	if errors.Is(err, errTooLarge) {
		return nil, f.damaged(fmt.Sprintf("it has more than the %d bytes that atc writes at most", maxIndex))
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of projects: %w", err)
	}
	// The version comes first: a newer atc may have changed everything else.
	var written struct{ Version int }
	if err := json.Unmarshal(data, &written); err != nil {
		return nil, f.damaged("it is not the JSON that atc writes")
	}
	if written.Version > indexVersion {
		return nil, fmt.Errorf("read the list of projects: %s was written by a newer atc: update this one", f)
	}
	var ix index
	switch err := json.Unmarshal(data, &ix); {
	case err != nil:
		return nil, f.damaged("it is not the JSON that atc writes")
	case ix.Version != indexVersion:
		return nil, f.damaged("it does not say which version of atc can read it")
	}
	if err := ix.check(); err != nil {
		return nil, f.damaged(err.Error())
	}
	return &ix, nil
}

func (f indexFile) damaged(problem string) error {
	return &DamagedError{string(f), problem, "move it away, and run `atc project check --restore`, which makes it anew from what the keyring holds"}
}

// write replaces the file.
func (f indexFile) write(ix *index) error {
	if ix.ID == "" {
		ix.ID = randomTag()
	}
	if ix.Projects == nil {
		ix.Projects = []indexed{} // [] and not null, for whoever reads it
	}
	data, err := json.MarshalIndent(ix, "", "  ")
	if err != nil {
		return err
	}
	if len(data) >= maxIndex {
		return fmt.Errorf("the list of projects would have %d bytes, at most %d are allowed: remove a project, or shorten notes", len(data), maxIndex)
	}
	return WriteFile(string(f), append(data, '\n'), privateFile)
}

// identify gives an index its ID where it has none yet. It is stored before
// anything in the keyring is called by it: a name that nobody knows any more
// would be that of another index.
func (f indexFile) identify(ix *index) error {
	if ix.ID != "" {
		return nil
	}
	return f.write(ix)
}

// identity returns the ID of the index, which it makes where there is none yet.
func (f indexFile) identity(ctx context.Context) (id string, err error) {
	switch ix, err := f.read(); {
	case err != nil:
		return "", err
	case ix.ID != "":
		return ix.ID, nil
	}
	err = f.locked(ctx, func(ix *index) error {
		err := f.identify(ix)
		id = ix.ID
		return err
	})
	return id, err
}

// locked reads the index for do, with other writers kept out until it returns.
func (f indexFile) locked(ctx context.Context, do func(*index) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	release, err := lockFile(ctx, string(f))
	if err != nil {
		return err
	}
	defer release()
	ix, err := f.read()
	if err != nil {
		return err
	}
	return do(ix)
}

// change reads the index, has it changed and writes it.
func (f indexFile) change(ctx context.Context, change func(*index) error) error {
	return f.locked(ctx, func(ix *index) error {
		if err := change(ix); err != nil {
			return err
		}
		return f.write(ix)
	})
}
