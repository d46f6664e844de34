package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// named returns the project that --project or ATC_PROJECT names, and which of
// them.
func (p *program) named() (name, from string) {
	if p.global.project != "" {
		return p.global.project, "--" + flagProject
	}
	if name = strings.TrimSpace(p.Getenv(EnvProject)); name != "" {
		return name, EnvProject
	}
	return "", ""
}

// signingCredentials returns what to build a token with. What the flags give
// comes first; then, in this order, the project that --project or ATC_PROJECT
// names, the one of the environment, and the current one.
func (p *program) signingCredentials(ctx context.Context, f *buildFlags) (credentials, error) {
	c := credentials{appID: f.appID, appIDFrom: "--app-id", certificateFrom: "--certificate-file"}
	if p.global.project != "" && (f.appID != "" || f.certificate.file != "") {
		return c, usagef("--%s cannot be given with --app-id or --certificate-file: a project has an App ID and certificates of its own", flagProject)
	}
	if f.certificate.file != "" {
		var err error
		if c.certificates, err = p.fileCertificates(ctx, f.certificate); err != nil {
			return c, err
		}
		err = p.completeAppID(ctx, &c)
		return c, err
	}
	if f.appID != "" {
		err := p.completeCertificate(ctx, &c)
		return c, err
	}
	if name, _ := p.named(); name != "" {
		return p.storedCredentials(ctx, name)
	}
	c.appID, c.appIDFrom = p.envAppID(), EnvAppID
	if c.appID != "" {
		err := p.completeCertificate(ctx, &c)
		return c, err
	}
	if p.onlyCertificate() {
		return c, usagef("there is no App ID: set %s or use --app-id ID", EnvAppID)
	}
	return p.currentCredentials(ctx)
}

// completeAppID finds the App ID for a certificate from a file.
func (p *program) completeAppID(ctx context.Context, c *credentials) error {
	if c.appID != "" {
		return nil
	}
	name, from := p.named()
	if name == "" {
		if c.appID, c.appIDFrom = p.envAppID(), EnvAppID; c.appID != "" {
			return nil
		}
	}
	s, err := p.ready(ctx)
	if errors.Is(err, keystore.ErrNoVault) && name == "" {
		return nil // [inputError] says that there is no App ID
	}
	if err != nil {
		return err
	}
	all, err := p.entries(ctx, s)
	if err != nil {
		return err
	}
	for _, e := range all {
		if name != "" && e.Name == name || name == "" && e.Current {
			c.appID, c.appIDFrom = e.AppID, fmt.Sprintf("the App ID of %q", e.Name)
			return nil
		}
	}
	if name != "" {
		return fromError(from, unknownProject(all, s.Backend(), name))
	}
	return nil
}

// completeCertificate finds the certificate for an App ID: that of the
// environment, unless the App ID there is another one, else that of the stored
// project with this App ID.
func (p *program) completeCertificate(ctx context.Context, c *credentials) error {
	all, malformed := p.envCertificate()
	inEnvironment := malformed != nil || len(all) > 0
	isOfAnother := inEnvironment && p.envAppID() != "" && !strings.EqualFold(p.envAppID(), c.appID)
	if inEnvironment && !isOfAnother {
		c.certificates, c.certificateFrom = all, EnvCertificate
		return malformed
	}
	const advice = "use --certificate-file FILE, or store the project with atc project add NAME"
	none := usagef("there is no App Certificate to sign with: set %s, %s", EnvCertificate, advice)
	if isOfAnother {
		none = usagef("there is no App Certificate to sign with: %s belongs to another App ID, that of %s: %s", EnvCertificate, EnvAppID, advice)
	}
	if !tokens.IsHexID(c.appID) {
		return nil // [inputError] says what is wrong with it
	}
	switch e, s, err := p.storedWith(ctx, c.appID, c.appIDFrom); {
	case err != nil:
		return err
	case e.Name == "":
		return none
	default:
		found, err := p.credentialsOf(ctx, s, e.Name)
		*c = found
		return err
	}
}

// storedWith returns the only stored project with the App ID, or of several
// the current one. Its name is "" if there is none.
func (p *program) storedWith(ctx context.Context, appID, from string) (keystore.Entry, store, error) {
	if !p.anythingStored() {
		return keystore.Entry{}, store{}, nil
	}
	s, err := p.ready(ctx)
	if err != nil {
		return keystore.Entry{}, s, err
	}
	all, err := p.entries(ctx, s)
	if err != nil {
		return keystore.Entry{}, s, err
	}
	found := ofAppID(all, appID)
	if e, ok := current(found); ok {
		return e, s, nil
	}
	switch len(found) {
	case 0:
		return keystore.Entry{}, s, nil
	case 1:
		return found[0], s, nil
	}
	names := make([]string, len(found))
	for i, e := range found {
		names[i] = fmt.Sprintf("%q", e.Name)
	}
	return keystore.Entry{}, s, usagef("%s: several projects have this App ID, %s: choose one with --%s NAME", from, strings.Join(names, ", "), flagProject)
}

// anythingStored reports whether there may be a stored project. It is false
// where the store of this run is a vault that nobody has made or asked for.
func (p *program) anythingStored() bool {
	s, err := p.store()
	if err != nil {
		return p.Home.Dir != "" || s.named // ready tells the error
	}
	if v, ok := s.Store.(*keystore.Vault); ok && !s.named {
		exists, err := v.Exists()
		return exists || err != nil
	}
	return true
}

// storedCredentials returns the App ID and certificates of the project that
// --project or ATC_PROJECT names.
func (p *program) storedCredentials(ctx context.Context, name string) (credentials, error) {
	_, from := p.named()
	s, err := p.ready(ctx)
	if err != nil {
		return credentials{}, err
	}
	c, err := p.credentialsOf(ctx, s, name)
	return c, fromError(from, err)
}

// currentCredentials returns those of the project that "atc project use"
// chose.
func (p *program) currentCredentials(ctx context.Context) (credentials, error) {
	const first = "set " + EnvAppID + " and " + EnvCertificate + ", or store a project with atc project add NAME"
	if !p.anythingStored() {
		return credentials{}, usagef("there is no project: %s", first)
	}
	s, err := p.ready(ctx)
	if err != nil {
		return credentials{}, err
	}
	all, err := p.entries(ctx, s)
	if err != nil {
		return credentials{}, err
	}
	e, ok := current(all)
	switch {
	case ok:
		return p.credentialsOf(ctx, s, e.Name)
	case len(all) > 0:
		return credentials{}, usagef("no project is chosen: use --%s NAME, or choose one with atc project use NAME", flagProject)
	}
	return credentials{}, usagef("there is no project: %s", first)
}

// credentialsOf returns the App ID and certificates of a stored project. A
// secondary certificate that the keyring lacks is told, and done without.
func (p *program) credentialsOf(ctx context.Context, s store, name string) (credentials, error) {
	found, err := p.stored(ctx, s, name)
	var missing *keystore.MissingError
	if errors.As(err, &missing) && !found.Primary.IsZero() {
		p.warn(err.Error())
		err = nil
	}
	if err != nil {
		return credentials{}, err
	}
	origin := fmt.Sprintf("the project %q", name)
	if found.Primary.IsZero() {
		return credentials{}, usagef("%s has no App Certificate to sign with: enable it in the Agora Console, then use atc project edit NAME --certificate-file FILE", origin)
	}
	return credentials{found.AppID, origin, origin, certificatesOf(&found), found.Chat}, nil
}

// fromError says where a name was given that belongs to no project.
func fromError(from string, err error) error {
	var e *ExitError
	if from == "" || !errors.As(err, &e) || e.Code != ExitUsage {
		return err
	}
	return usagef("%s: %w", from, e.Err)
}

// onlyCertificate reports whether the environment holds a certificate, but not
// the App ID that it belongs to.
func (p *program) onlyCertificate() bool {
	return p.envAppID() == "" && strings.TrimSpace(p.Getenv(EnvCertificate)) != ""
}

// unnamed returns the project that the environment holds, or nil.
func (p *program) unnamed() (*keystore.Project, error) {
	appID, certificate := p.envAppID(), strings.TrimSpace(p.Getenv(EnvCertificate))
	if appID == "" {
		return nil, nil
	}
	if err := tokens.CheckHexID(appID); err != nil {
		return nil, usagef("%s: %w", EnvAppID, err)
	}
	if certificate != "" {
		if err := tokens.CheckHexID(certificate); err != nil {
			return nil, usagef("%s: %w", EnvCertificate, err)
		}
	}
	return &keystore.Project{Name: "environment", AppID: appID, Primary: secret.New(certificate)}, nil
}
