package envfile_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"atc/keystore/envfile"
	"atc/keystore/secret"
)

// stagingPair is what there is to remove in most tests.
func stagingPair() envfile.Pair {
	return envfile.Pair{Source: ".env", AppID: staging, Certificate: secret.New(stagingCert)}
}

// removed returns the file without the certificate of staging.
func removed(t *testing.T, name, data string) envfile.Change {
	t.Helper()
	c, err := envfile.Remove(name, []byte(data), stagingPair())
	if err != nil {
		t.Fatalf("Remove(%q): %v", data, err)
	}
	if string(c.Before) != data {
		t.Errorf("before is %q, want the file as it was", c.Before)
	}
	return c
}

func TestCertificateIsTakenOutAndNothingElseChanges(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, before, after string }{
		"plain":                  {".env", "A=1\nAGORA_APP_CERTIFICATE=%s\nB=2", "A=1\nAGORA_APP_CERTIFICATE=\nB=2"},
		"Windows line ends":      {".env", "A=1\r\nAGORA_APP_CERTIFICATE=%s\r\nB=2\r\n", "A=1\r\nAGORA_APP_CERTIFICATE=\r\nB=2\r\n"},
		"byte order mark":        {".env", "\ufeffAGORA_APP_CERTIFICATE=%s", "\ufeffAGORA_APP_CERTIFICATE="},
		"double quotes":          {".env", "export AGORA_APP_CERTIFICATE = \"%s\" # c\n", "export AGORA_APP_CERTIFICATE = \"\" # c\n"},
		"single quotes":          {".env", "AGORA_APP_CERTIFICATE='%s'", "AGORA_APP_CERTIFICATE=''"},
		"backticks":              {".env", "AGORA_APP_CERTIFICATE=`%s`", "AGORA_APP_CERTIFICATE=``"},
		"blanks":                 {".env", " AGORA_APP_CERTIFICATE =\t%s  \nX = y ", " AGORA_APP_CERTIFICATE =\t  \nX = y "},
		"colon":                  {".env", "AGORA_APP_CERTIFICATE: %s\n", "AGORA_APP_CERTIFICATE: \n"},
		"bare before a comment":  {".env", "AGORA_APP_CERTIFICATE=%s # a # b\n", "AGORA_APP_CERTIFICATE=\"\" # a # b\n"},
		"every recognised name":  {".env", "APP_CERTIFICATE=%[1]s\nAGORA_CERTIFICATE=%[1]s\n", "APP_CERTIFICATE=\nAGORA_CERTIFICATE=\n"},
		"twice the same name":    {".env", "AGORA_APP_CERTIFICATE=%[1]s\nAGORA_APP_CERTIFICATE=%[1]s\n", "AGORA_APP_CERTIFICATE=\nAGORA_APP_CERTIFICATE=\n"},
		"overridden":             {".env", "AGORA_APP_CERTIFICATE=%s\nAGORA_APP_CERTIFICATE=\n", "AGORA_APP_CERTIFICATE=\nAGORA_APP_CERTIFICATE=\n"},
		"what refers to it":      {".env", "AGORA_APP_CERTIFICATE=%s\nX=a${AGORA_APP_CERTIFICATE}b\n", "AGORA_APP_CERTIFICATE=\nX=a${AGORA_APP_CERTIFICATE}b\n"},
		"lines in a value":       {".env", "KEY=\"-\nAPP_ID=x\n-\"\nAGORA_APP_CERTIFICATE=%s\n", "KEY=\"-\nAPP_ID=x\n-\"\nAGORA_APP_CERTIFICATE=\n"},
		"broken lines":           {".env", "<<<\nX=\"\nAGORA_APP_CERTIFICATE=%s\n>>>", "<<<\nX=\"\nAGORA_APP_CERTIFICATE=\n>>>"},
		"invalid UTF-8":          {".env", "X=\xff\xfe\nAGORA_APP_CERTIFICATE=%s", "X=\xff\xfe\nAGORA_APP_CERTIFICATE="},
		"other case of letters":  {".env", "APP_CERT=5cfD2FD1755D40ECB72977518BE15D3B\nAGORA_APP_CERTIFICATE=%s", "APP_CERT=\nAGORA_APP_CERTIFICATE="},
		"another certificate":    {".env", "APP_CERTIFICATE=" + prodCert + "\nAGORA_APP_CERTIFICATE=%s", "APP_CERTIFICATE=" + prodCert + "\nAGORA_APP_CERTIFICATE="},
		"JSON":                   {"config.json", "{\r\n  \"appId\": 1,\r\n  \"appCertificate\" : \"%s\" ,\r\n  \"x\": [1e2, \"é\"]\r\n}", "{\r\n  \"appId\": 1,\r\n  \"appCertificate\" : \"\" ,\r\n  \"x\": [1e2, \"é\"]\r\n}"},
		"JSON, byte order mark":  {"config.json", "\ufeff{\"appCertificate\":\"%s\"}", "\ufeff{\"appCertificate\":\"\"}"},
		"JSON, blanks in quotes": {"config.json", `{"appCertificate":" %s "}`, `{"appCertificate":""}`},
		"JSON, two objects":      {"config.json", `[{"appCertificate":"%[1]s"},{"a":{"AGORA_APP_CERTIFICATE":"%[1]s"}}]`, `[{"appCertificate":""},{"a":{"AGORA_APP_CERTIFICATE":""}}]`},
		"JSON, key and value":    {"config.json", "{\"appCertificate\":\n\n\"%s\"}", "{\"appCertificate\":\n\n\"\"}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := removed(t, test.file, fmt.Sprintf(strings.ReplaceAll(test.before, "%s", "%[1]s"), stagingCert))
			if string(c.After) != test.after {
				t.Errorf("after is %q, want %q", c.After, test.after)
			}
			if len(c.Left) > 0 {
				t.Errorf("left on lines %v, want none", c.Left)
			}
		})
	}
}

func TestEscapedCertificateInJSONIsTakenOut(t *testing.T) {
	t.Parallel()
	c := removed(t, "config.json", `{"app\u0043ertificate":"\u0035`+stagingCert[1:]+`"}`)
	if string(c.After) != `{"app\u0043ertificate":""}` || len(c.Left) > 0 {
		t.Errorf("after is %s, left %v", c.After, c.Left)
	}
}

func TestChangedLinesAreShownWithEverySecretMasked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, data string
		want       []envfile.ChangedLine
	}{
		"plain": {".env", "A=1\r\nAGORA_APP_CERTIFICATE=%s\r\n", []envfile.ChangedLine{{2, "AGORA_APP_CERTIFICATE=••••5d3b", "AGORA_APP_CERTIFICATE="}}},
		"comment with another certificate": {
			".env", "\ufeffexport AGORA_APP_CERTIFICATE='%s' # was " + otherCert + ", of " + staging,
			[]envfile.ChangedLine{{1, "export AGORA_APP_CERTIFICATE='••••5d3b' # was ••••d3b1, of " + staging, "export AGORA_APP_CERTIFICATE='' # was ••••d3b1, of " + staging}},
		},
		"two lines": {
			".env", "APP_CERTIFICATE=%s\n\nAGORA_APP_CERTIFICATE=%s # c",
			[]envfile.ChangedLine{{1, "APP_CERTIFICATE=••••5d3b", "APP_CERTIFICATE="}, {3, "AGORA_APP_CERTIFICATE=••••5d3b # c", `AGORA_APP_CERTIFICATE="" # c`}},
		},
		"others on the line": {
			".env", "PASSWORD='hunter2' AGORA_APP_CERTIFICATE='%s' PIN='1234'",
			[]envfile.ChangedLine{{1, "…AGORA_APP_CERTIFICATE='••••5d3b'…", "…AGORA_APP_CERTIFICATE=''…"}},
		},
		"long comment": {
			".env", "AGORA_APP_CERTIFICATE='%s' #" + strings.Repeat("é", 100),
			[]envfile.ChangedLine{{1, "AGORA_APP_CERTIFICATE='••••5d3b' #" + strings.Repeat("é", 58) + "…", "AGORA_APP_CERTIFICATE='' #" + strings.Repeat("é", 58) + "…"}},
		},
		"JSON": {"config.json", "{\n  \"appCertificate\": \"%s\",\n\"x\":1}", []envfile.ChangedLine{{2, `  "appCertificate": "••••5d3b",`, `  "appCertificate": "",`}}},
		"compact JSON": {
			"config.json", `{"password":"hunter2","appCertificate":"%s","a":[{"certificate":"%s"}],"pin":1}`,
			[]envfile.ChangedLine{{1, `…"appCertificate":"••••5d3b"…"certificate":"••••5d3b"…`, `…"appCertificate":""…"certificate":""…`}},
		},
		"key and value on two lines": {"config.json", "{\"appCertificate\":\n \"%s\"}", []envfile.ChangedLine{{2, ` "••••5d3b"}`, ` ""}`}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := removed(t, test.file, strings.ReplaceAll(test.data, "%s", stagingCert))
			if !slices.Equal(c.Lines, test.want) {
				t.Errorf("lines\n%+v\nwant\n%+v", c.Lines, test.want)
			}
		})
	}
}

func TestWhereverTheCertificateIsLeftIsTold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file, data string
		want       []int
	}{
		"comment":                 {".env", "# AGORA_APP_CERTIFICATE=%s\nAGORA_APP_CERTIFICATE=%s # %s", []int{1, 2}},
		"other name":              {".env", "AGORA_APP_CERTIFICATE=%s\nTOKEN_KEY=x%sx\n", []int{2}},
		"App ID in its place":     {".env", "AGORA_APP_CERTIFICATE=%s\nAGORA_APP_ID=%s\n", []int{2}},
		"what another refers to":  {".env", "C=%s\nAPP_CERTIFICATE=${C}\nAGORA_APP_CERTIFICATE=%s\n", []int{1, 2}},
		"lines in a value":        {".env", "AGORA_APP_CERTIFICATE=%s\nAPP_CERTIFICATE=\"\n%s\"\n", []int{2, 3}},
		"other case of letters":   {".env", "AGORA_APP_CERTIFICATE=%s\n#5CFD2FD1755D40ECB72977518BE15D3B\n", []int{2}},
		"needless backslash":      {".env", "AGORA_APP_CERTIFICATE=%s\nX=\"5CFd\\2fd1755d40ecb72977518be15d3b\"", []int{2}},
		"JSON, other name":        {"config.json", "{\"appCertificate\":\"%s\",\n\"x\":[\"%s\"]}", []int{2}},
		"JSON, a key":             {"config.json", "{\"appCertificate\":\"%s\",\n\n\"%s\":0}", []int{3}},
		"JSON, other name, escap": {"config.json", "{\"appCertificate\":\"%s\",\n\"x\":\"5\\u0043Fd2fd1755d40ecb72977518be15d3b\"}", []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := removed(t, test.file, strings.ReplaceAll(test.data, "%s", stagingCert))
			if !slices.Equal(c.Left, test.want) {
				t.Errorf("left on %v, want %v, in\n%s", c.Left, test.want, c.After)
			}
		})
	}
}

func TestCertificateThatCannotBeTakenOutSafelyIsLeftToTheDeveloper(t *testing.T) {
	t.Parallel()
	elsewhere := stagingPair()
	elsewhere.Source = envfile.Environment
	for name, test := range map[string]struct {
		file, data string
		pair       envfile.Pair
		want       string
	}{
		"only in a comment":    {".env", "# " + stagingCert, stagingPair(), "it stands only where it cannot be removed safely: do it by hand on line 1"},
		"only by reference":    {".env", "C=" + stagingCert + "\nAGORA_APP_CERTIFICATE=$C", stagingPair(), "do it by hand on lines 1, 2"},
		"old Macintosh lines":  {".env", "X=1\nAGORA_APP_CERTIFICATE=" + stagingCert + "\rB=2", stagingPair(), "the file would change its meaning elsewhere, too: do it by hand on line 2"},
		"gone already":         {".env", "AGORA_APP_CERTIFICATE=", stagingPair(), "it is not there any more: import the file again"},
		"no certificate":       {".env", "A=1", envfile.Pair{}, "there is no App Certificate to remove"},
		"a short text":         {".env", "A=1", envfile.Pair{Certificate: secret.New("1")}, "there is no App Certificate to remove"},
		"from the environment": {".env", "A=1", elsewhere, "unset it there"},
		"the environment":      {envfile.Environment, "A=1", stagingPair(), "unset it there"},
		"no JSON":              {"config.json", "{,", stagingPair(), "not valid JSON on line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := envfile.Remove(test.file, []byte(test.data), test.pair)
			if err == nil || c.After != nil || strings.Contains(err.Error(), test.file) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("Remove: %v, %v, want an error with %q", c, err, test.want)
			}
			if strings.Contains(err.Error(), stagingCert) {
				t.Errorf("the error shows the certificate: %v", errors.Unwrap(err))
			}
		})
	}
}

// What has been taken out may be stored: whoever reads the file again can look
// there before saying that the certificate is missing.
func TestCertificateThatIsEmptyIsToldApartFromOtherProblems(t *testing.T) {
	t.Parallel()
	const id = "AGORA_APP_ID=" + staging + "\n"
	for name, test := range map[string]struct {
		file, data string
		want       bool
	}{
		"taken out":           {".env", string(removed(t, ".env", id+"AGORA_APP_CERTIFICATE="+stagingCert+" # x\n").After), true},
		"taken out of JSON":   {"config.json", string(removed(t, "config.json", `{"appId":"`+staging+`","appCertificate":"`+stagingCert+`"}`).After), true},
		"null":                {"config.json", `{"appId":"` + staging + `","appCertificate":null}`, true},
		"there":               {".env", id + "AGORA_APP_CERTIFICATE=" + stagingCert, false},
		"a placeholder":       {".env", id + "AGORA_APP_CERTIFICATE=your-certificate", false},
		"another variable":    {".env", id + "AGORA_APP_CERTIFICATE=$CERTIFICATE", false},
		"an open quote":       {".env", id + "AGORA_APP_CERTIFICATE='", false},
		"no name for it":      {".env", id, false},
		"no App ID":           {".env", "AGORA_APP_ID=\nAGORA_APP_CERTIFICATE=", false},
		"of which App ID?":    {".env", id + "AGORA_APPID=" + production + "\nAGORA_APP_CERTIFICATE=", false},
		"a number for a text": {"config.json", `{"appId":"` + staging + `","appCertificate":0}`, false},
	} {
		pairs, err := envfile.Read(test.file, []byte(test.data))
		if err != nil || len(pairs) == 0 {
			t.Errorf("%s: %v, %v", name, pairs, err)
			continue
		}
		if pairs[0].CertificateEmpty != test.want {
			t.Errorf("%s: empty is %t, want %t: %v", name, pairs[0].CertificateEmpty, test.want, pairs[0].Problem)
		}
	}
}

func TestFileWithoutTheCertificateIsReadAsHalfAPair(t *testing.T) {
	t.Parallel()
	c := removed(t, ".env", "AGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert+" # primary\n")
	wantPairs(t, read(t, ".env", string(c.After)),
		"AGORA_APP_ID:1 staging, AGORA_APP_CERTIFICATE:2 none: AGORA_APP_CERTIFICATE on line 2 is empty: put the App Certificate from the Agora Console there")
}
