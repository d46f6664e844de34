package cli

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"atc/keystore"
	"atc/keystore/secret"
)

// projectFlags are the flags that say what a project is.
type projectFlags struct {
	appID, notes, host, appKey string
	primary                    certificateFlag
	secondary                  string
}

const flagSecondary = "secondary-file"

func (f *projectFlags) add(fs *pflag.FlagSet) {
	fs.Var(newText(&f.appID, "ID"), "app-id", "the App ID")
	f.primary.add(fs, "the file that holds the primary App Certificate, and on a line of its own the secondary one if there is one; - is stdin")
	fs.Var(newText(&f.secondary, "FILE"), flagSecondary, "the file that holds the secondary App Certificate; - is stdin")
	fs.Var(newText(&f.notes, "TEXT"), "notes", "notes for yourself")
	fs.Var(newText(&f.host, "HOST"), "chat-host", "the REST host of Chat, such as a41.chat.agora.io")
	fs.Var(newText(&f.appKey, "ORG#APP"), "app-key", "the AppKey of Chat, for requests that are addressed by it and not by the App ID")
}

func (f *projectFlags) claims() []stdinClaim {
	return []stdinClaim{f.primary.claim(), {"--" + flagSecondary, f.secondary}}
}

// What is asked at masked prompts.
const (
	askPrimary   = "primary App Certificate (enter for none):"
	askSecondary = "secondary App Certificate (enter for none):"
)

// certificates reads those of the files. What no file gives is the zero value.
func (f *projectFlags) certificates(ctx context.Context, p *program) (primary, secondary secret.Value, err error) {
	if f.primary.file != "" {
		found, err := p.readCertificates(ctx, "certificate-file", f.primary.file, askPrimary)
		switch {
		case err != nil:
			return primary, secondary, err
		case len(found) > 2:
			return primary, secondary, storagef("--certificate-file: holds %d certificates, a project has two at most: the primary one, then the secondary one", len(found))
		case len(found) == 2 && f.secondary != "":
			return primary, secondary, usagef("--certificate-file holds a secondary certificate, too: leave out --%s", flagSecondary)
		case len(found) == 2:
			secondary = found[1].Value
		}
		primary = found[0].Value
	}
	if f.secondary != "" {
		found, err := p.readCertificates(ctx, flagSecondary, f.secondary, askSecondary)
		if err != nil {
			return primary, secondary, err
		}
		if len(found) > 1 {
			return primary, secondary, storagef("--%s: holds %d certificates, there is one secondary one", flagSecondary, len(found))
		}
		secondary = found[0].Value
	}
	return primary, secondary, nil
}

// askCertificates asks for both certificates at masked prompts.
func (p *program) askCertificates(ctx context.Context) (primary, secondary secret.Value, err error) {
	d, err := p.dialogue()
	if err != nil {
		return primary, secondary, err
	}
	if primary, err = d.certificate(ctx, askPrimary, secret.Value{}); err != nil {
		return primary, secondary, err
	}
	if primary.IsZero() {
		p.warn("without an App Certificate no token can be signed or checked: enable it in the Agora Console, then use atc project edit")
		return primary, secondary, nil
	}
	secondary, err = d.certificate(ctx, askSecondary, primary)
	return primary, secondary, err
}

// certificate asks for one certificate until it is good or empty. It must not
// be the same as other.
func (d *dialogue) certificate(ctx context.Context, question string, other secret.Value) (secret.Value, error) {
	for {
		typed, err := d.secret(ctx, question)
		if err != nil {
			return typed, err
		}
		typed = secret.New(trim(typed.Reveal()))
		problem := keystore.CheckCertificate(typed)
		if problem == nil && !typed.IsZero() && typed.Equal(other) {
			problem = errors.New("is the same as the primary one")
		}
		if problem == nil {
			return typed, nil
		}
		d.show("the certificate " + problem.Error() + "\n")
	}
}
