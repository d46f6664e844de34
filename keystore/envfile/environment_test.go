package envfile_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"atc/keystore/envfile"
)

// environ returns the pairs of an environment in words.
func environ(variables map[string]string) (found []string) {
	for _, p := range envfile.FromEnvironment(func(key string) string { return variables[key] }) {
		found = append(found, p.Source+" "+describe(p))
	}
	return found
}

func TestEnvironmentIsReadLikeAFile(t *testing.T) {
	t.Parallel()
	wantPairs(t, environ(map[string]string{"AGORA_APP_ID": staging, "AGORA_APP_CERTIFICATE": stagingCert + "\n", "APP_ID": "42"}),
		"the environment AGORA_APP_ID:0 staging, AGORA_APP_CERTIFICATE:0 staging")
	wantPairs(t, environ(map[string]string{"REACT_APP_AGORA_APPID": staging, "AGORA_CERTIFICATE": stagingCert}),
		"the environment REACT_APP_AGORA_APPID:0 staging, AGORA_CERTIFICATE:0 staging")
	wantPairs(t, environ(map[string]string{"AGORA_APP_ID": staging, "AGORA_APP_CERTIFICATE": ""}),
		"the environment AGORA_APP_ID:0 staging, :0 none: there is no App Certificate to go with AGORA_APP_ID: "+
			"looked in the environment for AGORA_APP_CERTIFICATE and names like it")
	wantPairs(t, environ(map[string]string{"AGORA_APP_ID": staging, "AGORA_APP_CERTIFICATE": "${SECRET}"}),
		"the environment AGORA_APP_ID:0 staging, AGORA_APP_CERTIFICATE:0 none: "+
			"AGORA_APP_CERTIFICATE still holds a placeholder: put the App Certificate from the Agora Console there")
	wantPairs(t, environ(nil))
}

func TestEnvironmentHasNoPartInWhatAFileSays(t *testing.T) {
	t.Setenv("ATC_TEST_CERTIFICATE", stagingCert)
	got := read(t, ".env", "AGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE=${ATC_TEST_CERTIFICATE}")
	if len(got) != 1 || !strings.Contains(got[0], "still holds a placeholder") {
		t.Errorf("found %q, want a placeholder", got)
	}
}

func TestNamesAreThoseOfTheFilesThatAreLookedFor(t *testing.T) {
	t.Parallel()
	if got, want := envfile.Names(), []string{".env", ".env.local", "config.json"}; !slices.Equal(got, want) {
		t.Errorf("Names() = %q, want %q", got, want)
	}
}

func TestKeysThatAreShownAreFreeOfControlCharacters(t *testing.T) {
	t.Parallel()
	hostile := []string{"AGORA_APP_CERTIFICATE\u202e", "\x1b[2JAGORA_APP_CERTIFICATE", "AGORA_APP\x00_CERTIFICATE", "AGORA_APP_CERTIFIC\u0410TE", "appCertificate\r", "app\u212aCert"}
	for _, key := range hostile {
		quoted, _ := json.Marshal(key)
		for name, data := range map[string]string{
			"config.json": `{"AGORA_APP_ID":"` + staging + `",` + string(quoted) + `:"` + stagingCert + `"}`,
			".env":        "AGORA_APP_ID=" + staging + "\n" + strings.ReplaceAll(key, "\x00", "") + "x=" + stagingCert,
		} {
			for _, p := range read(t, name, data) {
				if strings.Contains(p, "CertificateKey") || !strings.HasPrefix(p, "AGORA_APP_ID:1 staging, :0 none") {
					t.Errorf("%q is taken for a name: %q", key, p)
				}
			}
		}
	}
}

func TestNoTypePrintsTheCertificate(t *testing.T) {
	t.Parallel()
	data := "AGORA_APP_ID=" + staging + "\nAGORA_APP_CERTIFICATE=" + stagingCert + "\n# " + stagingCert
	pairs, err := envfile.Read(".env", []byte(data))
	if err != nil || len(pairs) != 1 {
		t.Fatalf("Read: %v, %v", pairs, err)
	}
	change := removed(t, ".env", data)
	decimal := strings.Trim(fmt.Sprint([]byte(stagingCert)), "[]")
	var printed strings.Builder
	for verb := 'A'; verb <= 'z'; verb++ {
		if verb == 'w' { // fmt asks no method for it, and vet takes it for errors only
			continue
		}
		for _, flag := range []string{"", "+", "#"} {
			fmt.Fprintf(&printed, "%"+flag+string(verb)+"\n", []any{pairs, change, &change, change.Lines})
		}
	}
	for _, v := range []any{pairs, change, &change} {
		asJSON, jsonErr := json.Marshal(v)
		asXML, xmlErr := xml.Marshal(v)
		fmt.Fprintln(&printed, string(asJSON), jsonErr, string(asXML), xmlErr)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("changed", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("changed", "v", v)
		printed.Write(log.Bytes())
	}
	lower := strings.ToLower(printed.String())
	for _, spelling := range []string{stagingCert, fmt.Sprintf("%x", stagingCert), fmt.Sprintf("% x", stagingCert), decimal, strings.ReplaceAll(decimal, " ", ",")} {
		if strings.Contains(lower, strings.ToLower(spelling)) {
			t.Errorf("%s is printed", spelling)
		}
	}
	if want := "[1 lines changed, 1 still hold the certificate]"; fmt.Sprint(change) != want {
		t.Errorf("a change prints %v, want %s", change, want)
	}
}
