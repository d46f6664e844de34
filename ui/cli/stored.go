package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"atc/keystore"
	"atc/tokens"
	"atc/ui/safe"
)

// entries lists what is stored.
func (p *program) entries(ctx context.Context, s store) (all []keystore.Entry, err error) {
	err = p.within(ctx, s.Backend(), func(ctx context.Context) (err error) {
		all, err = s.List(ctx)
		return err
	})
	return all, storeError(err)
}

// stored returns a project with its certificates. It fails if one of them is
// missing.
func (p *program) stored(ctx context.Context, s store, name string) (found keystore.Project, err error) {
	err = p.within(ctx, s.Backend(), func(ctx context.Context) (err error) {
		found, err = s.Get(ctx, name)
		return err
	})
	if errors.Is(err, keystore.ErrNotFound) {
		return found, p.noProject(ctx, s, name)
	}
	return found, storeError(err)
}

// entry returns what is not secret of a project.
func (p *program) entry(ctx context.Context, s store, name string) (keystore.Entry, error) {
	all, err := p.entries(ctx, s)
	if err != nil {
		return keystore.Entry{}, err
	}
	for _, e := range all {
		if e.Name == name {
			return e, nil
		}
	}
	return keystore.Entry{}, unknownProject(all, s.Backend(), name)
}

// noProject says that there is no project of the name.
func (p *program) noProject(ctx context.Context, s store, name string) error {
	all, err := p.entries(ctx, s)
	if err != nil {
		return err
	}
	return unknownProject(all, s.Backend(), name)
}

func unknownProject(all []keystore.Entry, b keystore.Backend, name string) error {
	if len(all) == 0 {
		return usagef("no project is stored in the %s yet: store one with atc project add NAME", b)
	}
	what := fmt.Sprintf("there is no project %q in the %s", quietly(name), b)
	if near := nearNames(all, name); len(near) > 0 {
		return usagef("%s: did you mean %s?", what, strings.Join(near, " or "))
	}
	return usagef("%s: see atc project list", what)
}

// nearNames returns the names that somebody may have meant by name, at most
// three.
func nearNames(all []keystore.Entry, name string) (near []string) {
	const most, farthest = 3, 2
	asked := strings.ToLower(name)
	for _, e := range all {
		has := strings.ToLower(e.Name)
		if tokens.EditDistance(asked, has) <= farthest || asked != "" && (strings.HasPrefix(has, asked) || strings.HasPrefix(asked, has)) {
			near = append(near, fmt.Sprintf("%q", e.Name))
		}
	}
	return near[:min(len(near), most)]
}

// current returns the current project among all, if there is one.
func current(all []keystore.Entry) (keystore.Entry, bool) {
	if i := slices.IndexFunc(all, func(e keystore.Entry) bool { return e.Current }); i >= 0 {
		return all[i], true
	}
	return keystore.Entry{}, false
}

// ofAppID returns the projects that have the App ID. Its case does not matter:
// who copies one does not always keep it.
func ofAppID(all []keystore.Entry, appID string) (found []keystore.Entry) {
	for _, e := range all {
		if strings.EqualFold(e.AppID, appID) {
			found = append(found, e)
		}
	}
	return found
}

// completions returns the names that a shell can hand back to us as they are.
func completions(all []keystore.Entry) (names []string) {
	for _, e := range all {
		if safe.Clean(e.Name) {
			names = append(names, e.Name)
		}
	}
	return names
}

// certificatesOf returns the App Certificates of a project, as what a token is
// built and checked with.
func certificatesOf(p *keystore.Project) (all []tokens.Certificate) {
	if !p.Primary.IsZero() {
		all = append(all, tokens.Certificate{Project: p.Name, Name: "primary", AppID: p.AppID, Value: p.Primary})
	}
	if !p.Secondary.IsZero() {
		all = append(all, tokens.Certificate{Project: p.Name, Name: "secondary", AppID: p.AppID, Value: p.Secondary})
	}
	return all
}
