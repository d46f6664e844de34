package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"atc/keystore"
	"atc/keystore/envfile"
	"atc/keystore/secret"
)

// An importable is an App ID with its certificates, as found in one source: the
// primary one, and the secondary one if it stands there, too.
type importable struct {
	number   int // from 1, as it is picked
	pairs    []envfile.Pair
	file     []byte // in which it stands; nil for the environment
	storedAs string // the project that holds it, "" if none or unknown
}

func (i *importable) source() string { return i.pairs[0].Source }
func (i *importable) appID() string  { return i.pairs[0].AppID }

// isTakenOut reports whether the certificate is no longer in the file, and a
// stored project has one for this App ID.
func (i *importable) isTakenOut() bool { return i.pairs[0].CertificateEmpty && i.storedAs != "" }

// problem says why it cannot be imported. What has been taken out needs no
// import.
func (i *importable) problem() error {
	if i.isTakenOut() {
		return nil
	}
	return i.pairs[0].Problem
}

// certificates returns the primary and the secondary certificate.
func (i *importable) certificates() (primary, secondary secret.Value) {
	primary = i.pairs[0].Certificate
	if len(i.pairs) > 1 {
		secondary = i.pairs[1].Certificate
	}
	return primary, secondary
}

// same reports whether both would make the same project.
func (i *importable) same(other *importable) bool {
	p1, s1 := i.certificates()
	p2, s2 := other.certificates()
	return i.appID() == other.appID() && p1.Equal(p2) && s1.Equal(s2)
}

// isIn reports whether the project holds all of it.
func (i *importable) isIn(project *keystore.Project) bool {
	if project.AppID != i.appID() {
		return false
	}
	for _, pair := range i.pairs {
		if !pair.Certificate.Equal(project.Primary) && !pair.Certificate.Equal(project.Secondary) {
			return false
		}
	}
	return true
}

// find returns what the files hold, and without any named, what the usual
// files of the current folder and the environment do.
func (p *program) find(ctx context.Context, files []string) ([]*importable, error) {
	usual := len(files) == 0
	if usual {
		files = envfile.Names()
	}
	var all []*importable
	for _, name := range files {
		data, err := p.readSource(ctx, name, envfile.MaxFile)
		if usual && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var pairs []envfile.Pair
		if err == nil {
			pairs, err = envfile.Read(name, data)
		}
		switch {
		case errors.Is(err, context.Canceled):
			return nil, err
		case err != nil && usual:
			p.warn(fmt.Sprintf("%s cannot be read: %v", name, bare(err)))
		case err != nil:
			return nil, fileError("project import", name, err)
		}
		all = append(all, together(pairs, data)...)
	}
	if usual {
		all = append(all, together(envfile.FromEnvironment(p.Getenv), nil)...)
	}
	for i := range all {
		all[i].number = i + 1
	}
	return all, nil
}

// together joins the primary and the secondary pair of an App ID, which stand
// next to each other.
func together(pairs []envfile.Pair, file []byte) (all []*importable) {
	for _, pair := range pairs {
		if n := len(all); n > 0 {
			before := all[n-1]
			if pair.Problem == nil && before.problem() == nil && len(before.pairs) == 1 && before.appID() == pair.AppID {
				before.pairs = append(before.pairs, pair)
				continue
			}
		}
		all = append(all, &importable{pairs: []envfile.Pair{pair}, file: file})
	}
	return all
}

// pickOne returns the one to import: the picked one, or the only good one, and
// else one that has been taken out already. nil, without an error, is for a
// choice that is still to be made.
func pickOne(all []*importable, pick int) (*importable, error) {
	if pick != 0 {
		if pick < 0 || pick > len(all) {
			return nil, usagef("--pick: there is no number %d: choose one from 1 to %d", pick, len(all))
		}
		if err := all[pick-1].problem(); err != nil {
			return nil, usagef("--pick: number %d cannot be imported: %w", pick, err)
		}
		return all[pick-1], nil
	}
	var found *importable
	for _, i := range all {
		switch {
		case i.problem() != nil:
		case found == nil, found.isTakenOut() && !i.isTakenOut():
			found = i
		case i.isTakenOut():
		case !found.same(i):
			return nil, nil
		}
	}
	if found == nil {
		return nil, storagef("project import: nothing that was found can be imported: see its problems above")
	}
	return found, nil
}

// tellStored notes which of them are stored already. Nobody is asked for a
// passphrase for this, and a store that cannot answer is told once, and so is a
// locked vault that may hold what has been taken out.
func (p *program) tellStored(ctx context.Context, all []*importable) {
	s, err := p.store()
	if err == nil {
		if v, ok := s.Store.(*keystore.Vault); ok && v.Locked() {
			exists, _ := v.Exists()
			if exists && p.global.passphraseFile == "" && slices.ContainsFunc(all, func(i *importable) bool { return i.pairs[0].CertificateEmpty }) {
				p.warn(fmt.Sprintf("the vault is locked: whether it holds the certificate that is empty here is not known: use --%s FILE", flagPassphraseFile))
			}
			if !exists || p.global.passphraseFile == "" {
				return
			}
		}
		err = p.unlock(ctx, s, false)
	}
	for _, i := range all {
		if err == nil && (i.problem() == nil || i.pairs[0].CertificateEmpty) {
			i.storedAs, err = p.storedAs(ctx, s, i)
		}
	}
	if err != nil && ctx.Err() == nil {
		p.warn(err.Error() + "; what is stored already is not known")
	}
}

// storedAs returns the name of the project that holds it, or "". For what has no
// certificate any more, that is one with the App ID and a certificate.
func (p *program) storedAs(ctx context.Context, s store, i *importable) (string, error) {
	all, err := p.listed(ctx, s)
	if err != nil {
		return "", err
	}
	for _, e := range ofAppID(all, i.appID()) {
		if i.pairs[0].CertificateEmpty {
			if e.Primary || e.Secondary {
				return e.Name, nil
			}
			continue
		}
		found, err := p.stored(ctx, s, e.Name)
		var missing *keystore.MissingError
		if err != nil && !errors.As(err, &missing) {
			return "", err
		}
		if i.isIn(&found) {
			return e.Name, nil
		}
	}
	return "", nil
}
