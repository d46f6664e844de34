package cli

import (
	"context"
	"strings"

	"atc/keystore/secret"
	"atc/tokens"

	"github.com/spf13/pflag"
)

// credentials is the App ID and the certificates of one run, with where they
// come from.
type credentials struct {
	appID, appIDFrom string
	certificateFrom  string // of the first certificate, or where one may be put
	certificates     []tokens.Certificate
}

// first returns the certificate to sign with, which may be the empty secret.
func (c credentials) first() secret.Value {
	if len(c.certificates) == 0 {
		return secret.Value{}
	}
	return c.certificates[0].Value
}

// certificateFlag is the flag --certificate-file.
type certificateFlag struct{ file string }

func (f *certificateFlag) add(fs *pflag.FlagSet, usage string) {
	fs.Var(newText(&f.file, "FILE"), "certificate-file", usage)
}

const checkingUsage = "App Certificates to check with, one a line; - is stdin; " + EnvCertificate + " is tried, too"

// maxCertificateFile is far above what anybody needs, in bytes.
const maxCertificateFile = 64 << 10

// certificates returns those of the file, then the one of the environment. The
// latter is left out if it has not the form of a certificate: malformed says why.
func (p *program) certificates(ctx context.Context, f certificateFlag) (all []tokens.Certificate, malformed error, err error) {
	if f.file != "" {
		data, err := p.readFile(ctx, "certificate-file", f.file, maxCertificateFile)
		if err != nil {
			return nil, nil, err
		}
		if all, err = parseCertificates(string(data)); err != nil {
			return nil, nil, err
		}
	}
	value := strings.TrimSpace(p.Getenv(EnvCertificate))
	if value == "" {
		return all, nil, nil
	}
	if err := tokens.CheckHexID(value); err != nil {
		return all, usagef("%s: %w", EnvCertificate, err), nil
	}
	return append(all, tokens.Certificate{Name: "environment", AppID: p.envAppID(), Value: secret.New(value)}), nil, nil
}

func (p *program) envAppID() string { return strings.TrimSpace(p.Getenv(EnvAppID)) }

// parseCertificates reads one certificate a line; blank lines and those that
// start with # say nothing.
func parseCertificates(text string) ([]tokens.Certificate, error) {
	var all []tokens.Certificate
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := tokens.CheckHexID(line); err != nil {
			return nil, storagef("--certificate-file: line %d: %w", number, err)
		}
		all = append(all, tokens.Certificate{Name: "file", Line: number, Value: secret.New(line)})
	}
	if len(all) == 0 {
		return nil, storagef("--certificate-file: holds no certificate: write one on a line of its own")
	}
	return all, nil
}

// checkingCertificates returns what a token can be checked against. A
// malformed certificate in the environment is told, and does without.
func (p *program) checkingCertificates(ctx context.Context, f certificateFlag) ([]tokens.Certificate, error) {
	all, malformed, err := p.certificates(ctx, f)
	if malformed != nil {
		p.warn(malformed.Error() + "; it is not used")
	}
	return all, err
}

// signingCredentials returns what to build a token with.
func (p *program) signingCredentials(ctx context.Context, appID string, f certificateFlag) (credentials, error) {
	c := credentials{appID: appID, appIDFrom: "--app-id", certificateFrom: "--certificate-file"}
	if appID == "" {
		c.appID, c.appIDFrom = p.envAppID(), EnvAppID
	}
	var malformed, err error
	if c.certificates, malformed, err = p.certificates(ctx, f); err != nil {
		return c, err
	}
	if len(c.certificates) > 0 {
		return c, nil
	}
	if malformed != nil {
		return c, malformed
	}
	return c, usagef("there is no App Certificate to sign with: set %s or use --certificate-file FILE", EnvCertificate)
}
