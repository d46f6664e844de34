package cli

import (
	"context"
	"strings"

	"atc/keystore"
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
	chat             keystore.Chat // of a stored project
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

func (f *certificateFlag) claim() stdinClaim { return stdinClaim{"--certificate-file", f.file} }

const checkingUsage = "App Certificates to check with, one a line; - is stdin; " + EnvCertificate + " and the stored projects are tried, too"

// maxCertificateFile is far above what anybody needs, in bytes.
const maxCertificateFile = 64 << 10

// fileCertificates returns those of the file, if there is one.
func (p *program) fileCertificates(ctx context.Context, f certificateFlag) ([]tokens.Certificate, error) {
	if f.file == "" {
		return nil, nil
	}
	return p.readCertificates(ctx, "certificate-file", f.file, "App Certificate:")
}

// readCertificates reads the certificates of a file for the flag; question is
// asked where that is stdin at a terminal.
func (p *program) readCertificates(ctx context.Context, flag, file, question string) ([]tokens.Certificate, error) {
	data, err := p.readSecretFile(ctx, flag, file, maxCertificateFile, question)
	if err != nil {
		return nil, err
	}
	return parseCertificates(flag, string(data))
}

// envCertificate returns that of the environment, if there is one. malformed
// says why it is none.
func (p *program) envCertificate() (all []tokens.Certificate, malformed error) {
	value := strings.TrimSpace(p.Getenv(EnvCertificate))
	if value == "" {
		return nil, nil
	}
	if err := tokens.CheckHexID(value); err != nil {
		return nil, usagef("%s: %w", EnvCertificate, err)
	}
	return []tokens.Certificate{{Name: "environment", AppID: p.envAppID(), Value: secret.New(value)}}, nil
}

func (p *program) envAppID() string { return strings.TrimSpace(p.Getenv(EnvAppID)) }

// parseCertificates reads one certificate a line; blank lines and those that
// start with # say nothing.
func parseCertificates(flag, text string) ([]tokens.Certificate, error) {
	var all []tokens.Certificate
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := tokens.CheckHexID(line); err != nil {
			return nil, storagef("--%s: line %d: %w", flag, number, err)
		}
		all = append(all, tokens.Certificate{Name: "file", Line: number, Value: secret.New(line)})
	}
	if len(all) == 0 {
		return nil, storagef("--%s: holds no certificate: write one on a line of its own", flag)
	}
	return all, nil
}
