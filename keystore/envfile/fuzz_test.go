package envfile_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"atc/keystore/envfile"
	"atc/keystore/secret"
)

// seeds are files of both formats, good and bad.
func seeds() []string {
	id, cert := staging, stagingCert
	return []string{
		"", "\ufeff", "{}", "[[{", "=", "'", "\"\n\"", "A='\nB='", "export ", "# " + cert,
		"AGORA_APP_ID=" + id + "\r\nexport AGORA_APP_CERTIFICATE = '" + cert + "' # " + cert + "\r\n",
		"NEXT_PUBLIC_AGORA_APP_ID=\"" + id + "\"\nNEXT_AGORA_APP_CERTIFICATE=\"\\" + cert + "\"\nX=${NEXT_AGORA_APP_CERTIFICATE}",
		"APP_CERTIFICATE=" + cert + "#x\nAPP_ID:" + id + "\rA=`\nAPP_CERTIFICATE=`" + cert + "`\n",
		"C=" + cert + "\nAGORA_APP_CERTIFICATE=\"$C\"\nAPP_CERT=" + cert + " # a # b\n\"",
		"K=\"a\nAPP_CERTIFICATE=" + cert + "\n\"\nAPP_CERTIFICATE=\"\n" + cert + "\"APP_CERTIFICATE=" + cert,
		"AGORA_APP_CERTIFICATE=" + cert + "\xff\nAGORA_APP_CERTIFICATE=" + strings.ToUpper(cert),
		`{"appId":"` + id + `","a":[{"appCertificate":"` + cert + `"},{"certificate":" \u0035` + cert[1:] + `"}],"x":"` + cert + `"}`,
		"\ufeff{\"agora\":{\"app_id\":1,\"app_certificate\" :\r\n\"" + cert + "\"},\"" + cert + "\":null}",
		`{"appCertificate":"` + cert + `","appCertificate":"` + cert + `\n","certificate":12345678901234567890123456789012}`,
	}
}

// addSeeds gives the fuzzer each file in each format.
func addSeeds(f *testing.F) {
	f.Helper()
	for _, seed := range seeds() {
		f.Add(false, []byte(seed))
		f.Add(true, []byte(seed))
	}
}

func fileName(isJSON bool) string {
	if isJSON {
		return "config.json"
	}
	return ".env"
}

// hexIDs finds what must not be in an error.
var hexIDs = regexp.MustCompile(`[0-9A-Fa-f]{32}`)

// wantHarmless fails if an error shows a secret or a control character.
func wantHarmless(t *testing.T, err error) {
	t.Helper()
	if err != nil && (hexIDs.MatchString(err.Error()) || strings.ContainsFunc(err.Error(), isUnfit)) {
		t.Errorf("the error %q is not fit to be shown", err)
	}
}

func isUnfit(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }

func FuzzRead(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, isJSON bool, data []byte) {
		given := bytes.Clone(data)
		pairs, err := envfile.Read(fileName(isJSON), data)
		wantHarmless(t, err)
		if !bytes.Equal(given, data) {
			t.Error("the data was changed")
		}
		last := bytes.Count(data, []byte("\n")) + 1
		for _, p := range pairs {
			wantHarmless(t, p.Problem)
			cert := p.Certificate.Reveal()
			for _, value := range []string{p.AppID, cert} {
				if value != "" && (len(value) != 32 || !hexIDs.MatchString(value)) {
					t.Errorf("%q is handed out as an ID", value)
				}
			}
			if p.Problem == nil && (p.AppID == "" || cert == "" || p.AppIDLine == 0 || p.CertificateLine == 0) {
				t.Errorf("%s has no problem", describe(p))
			}
			if p.AppIDLine > last || p.CertificateLine > last || strings.ContainsFunc(p.AppIDKey+p.CertificateKey, isUnfit) {
				t.Errorf("%s is not of the file", describe(p))
			}
		}
	})
}

func FuzzRemove(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, isJSON bool, data []byte) {
		name := fileName(isJSON)
		pairs, _ := envfile.Read(name, data)
		pairs = append(pairs, stagingPair())
		for _, p := range pairs {
			c, err := envfile.Remove(name, data, p)
			if err != nil {
				wantHarmless(t, err)
				continue
			}
			cert := strings.ToLower(p.Certificate.Reveal())
			wantOnlyReportedLinesDiffer(t, c)
			wantGone(t, c, cert)
			if _, err := envfile.Read(name, c.After); err != nil {
				t.Errorf("the result cannot be read: %v", err)
			}
			again, err := envfile.Remove(name, c.After, envfile.Pair{Certificate: secret.New(cert)})
			if err == nil {
				t.Errorf("there was more to remove: %v", again.Lines)
			}
		}
	})
}

func wantOnlyReportedLinesDiffer(t *testing.T, c envfile.Change) {
	t.Helper()
	before, after := bytes.Split(c.Before, []byte("\n")), bytes.Split(c.After, []byte("\n"))
	if len(before) != len(after) {
		t.Fatalf("%d lines became %d", len(before), len(after))
	}
	for i := range before {
		isReported := slices.ContainsFunc(c.Lines, func(l envfile.ChangedLine) bool { return l.Number == i+1 })
		if isReported == bytes.Equal(before[i], after[i]) {
			t.Errorf("line %d: reported %v: %q became %q", i+1, isReported, before[i], after[i])
		}
	}
}

func wantGone(t *testing.T, c envfile.Change, cert string) {
	t.Helper()
	for i, line := range strings.Split(string(c.After), "\n") {
		if strings.Contains(strings.ToLower(line), cert) && !slices.Contains(c.Left, i+1) {
			t.Errorf("line %d holds the certificate still: %q, left %v", i+1, line, c.Left)
		}
	}
	for _, l := range c.Lines {
		if strings.Contains(strings.ToLower(l.Before+l.After), cert) {
			t.Errorf("line %d shows the certificate: %+v", l.Number, l)
		}
	}
}
