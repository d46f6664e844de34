package envfile_test

import (
	"bytes"
	"strings"
	"testing"

	"atc/keystore/envfile"
)

func TestHalfAPairSaysWhatIsMissingAndWhereItWasLookedFor(t *testing.T) {
	t.Parallel()
	wantPairs(t, read(t, ".env", "AGORA_APP_ID="+staging),
		"AGORA_APP_ID:1 staging, :0 none: there is no App Certificate to go with AGORA_APP_ID on line 1: "+
			"looked in .env for AGORA_APP_CERTIFICATE and names like it")
	wantPairs(t, read(t, ".env.local", "\nNEXT_AGORA_APP_CERTIFICATE="+stagingCert),
		":0 none, NEXT_AGORA_APP_CERTIFICATE:2 staging: there is no App ID to go with NEXT_AGORA_APP_CERTIFICATE on line 2: "+
			"looked in .env.local for NEXT_PUBLIC_AGORA_APP_ID and names like it")
	wantPairs(t, read(t, "config.json", `{"appId": "`+staging+`"}`),
		"appId:1 staging, :0 none: there is no App Certificate to go with appId on line 1: "+
			"looked in config.json for APP_CERTIFICATE and names like it")
}

func TestValueThatIsNoCertificateIsAProblemAndIsNotRepeated(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":                       "is empty",
		`""`:                     "is empty",
		"# to be done":           "is empty",
		"your-app-certificate":   "still holds a placeholder",
		"<App Certificate>":      "still holds a placeholder",
		"${CERTIFICATE}":         "still holds a placeholder",
		"$CERTIFICATE":           "still holds a placeholder",
		"'${CERTIFICATE}'":       "still holds a placeholder",
		"{{ certificate }}":      "still holds a placeholder",
		"undefined":              "still holds a placeholder",
		strings.Repeat("x", 32):  "still holds a placeholder",
		strings.Repeat("0", 32):  "still holds a placeholder",
		stagingCert[:31]:         "has 31 characters where there must be 32 hexadecimal ones",
		stagingCert + ";":        "has 33 characters",
		stagingCert[:31] + "g":   "has a character that is not hexadecimal",
		stagingCert[:31] + "\a":  "has a character that is not hexadecimal",
		stagingCert[:30] + "é":   "has 31 characters",
		stagingCert[:31] + "é":   "has a character that is not hexadecimal",
		`"` + stagingCert:        "has a quote that is never closed",
		staging:                  "are the same",
		strings.ToUpper(staging): "are the same",
	} {
		pairs, err := envfile.Read(".env", []byte("AGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+value+"\n"))
		if err != nil || len(pairs) != 1 || pairs[0].Problem == nil {
			t.Errorf("%q: %v, %v, want one pair with a problem", value, pairs, err)
			continue
		}
		got := pairs[0].Problem.Error()
		if !strings.HasPrefix(got, "AGORA_APP_") || !strings.Contains(got, "AGORA_APP_CERTIFICATE on line 2 "+want) {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
		if len(value) > 20 && strings.Contains(got, value[:20]) || strings.Contains(got, stagingCert[:20]) {
			t.Errorf("%q is repeated: %s", value, got)
		}
	}
}

func TestMalformedValueIsHandedOutInNoField(t *testing.T) {
	t.Parallel()
	pairs, err := envfile.Read(".env", []byte("AGORA_APP_ID=sk_live_51H8\nAGORA_APP_CERTIFICATE=hunter2-and-more"))
	if err != nil || len(pairs) != 1 {
		t.Fatalf("Read: %v, %v, want one pair", pairs, err)
	}
	if p := pairs[0]; p.AppID != "" || !p.Certificate.IsZero() || strings.Contains(p.Problem.Error(), "sk_live") {
		t.Errorf("pair = %+v, want no values", p)
	}
}

func TestProblemsOfBothHalvesAreTold(t *testing.T) {
	t.Parallel()
	wantPairs(t, read(t, ".env", "AGORA_APP_ID=your_app_id\nAGORA_APP_CERTIFICATE=5cfd"),
		"AGORA_APP_ID:1 none, AGORA_APP_CERTIFICATE:2 none: "+
			"AGORA_APP_ID on line 1 still holds a placeholder: put the App ID from the Agora Console there; "+
			"AGORA_APP_CERTIFICATE on line 2 has 4 characters where there must be 32 hexadecimal ones: copy the App Certificate again from the Agora Console")
}

func TestRealValueWinsOverAPlaceholder(t *testing.T) {
	t.Parallel()
	wantPairs(t, read(t, ".env", "AGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert+
		"\nAGORA_CERTIFICATE=your_certificate\nVITE_AGORA_APP_ID=\nNEXT_PUBLIC_AGORA_APP_ID=<app id>"), good)
}

func TestTwoAppIDsForOneCertificateAreForTheDeveloperToTellApart(t *testing.T) {
	t.Parallel()
	wantPairs(t, read(t, ".env", "NEXT_PUBLIC_AGORA_APP_ID="+staging+"\nVITE_AGORA_APP_ID="+production+"\nAGORA_APP_CERTIFICATE="+stagingCert),
		"NEXT_PUBLIC_AGORA_APP_ID:1 staging, AGORA_APP_CERTIFICATE:3 staging: NEXT_PUBLIC_AGORA_APP_ID on line 1 and VITE_AGORA_APP_ID on line 2 differ, "+
			"so that it is not clear which App ID the certificate belongs to: remove the wrong one")
}

func TestVariableInSingleQuotesIsNotFollowed(t *testing.T) {
	t.Parallel()
	got := read(t, ".env", "C="+stagingCert+"\nAGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE='$C'")
	if len(got) != 1 || !strings.Contains(got[0], "AGORA_APP_CERTIFICATE on line 3 still holds a placeholder") {
		t.Errorf("found %q, want a placeholder", got)
	}
}

func TestNamesOfOtherToolsAreNoHalves(t *testing.T) {
	t.Parallel()
	wantPairs(t, read(t, ".env", "APP_ID=1:2345:web:67\nAPP_CERT=/etc/ssl/cert.pem\n"))
	wantPairs(t, read(t, "config.json", `{"firebase": {"appId": "1:2345:web:67"}, "tls": {"certificate": "/etc/tls/0.crt"}, "certificate": 5}`))
	wantPairs(t, read(t, ".env", "APP_ID=com.example.app2\nNEXT_PUBLIC_AGORA_APP_ID="+staging+"\nAGORA_APP_CERTIFICATE="+stagingCert),
		"NEXT_PUBLIC_AGORA_APP_ID:2 staging, AGORA_APP_CERTIFICATE:3 staging")
}

func TestFileThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65)
	for name, test := range map[string]struct{ file, data, want string }{
		"too large":      {".env", strings.Repeat("#", envfile.MaxFile+1), "it has more than 1 MiB: is it the right file?"},
		"UTF-16":         {".env", "\xff\xfeA\x00", "UTF-16: save it as UTF-8"},
		"binary":         {".env", "A=\x00", "zero byte"},
		"too many":       {".env", strings.Repeat("AGORA_APP_ID=1\n", 257), "more than 256"},
		"no JSON":        {"config.json", "AGORA_APP_ID=" + staging, "not valid JSON on line 1"},
		"comments":       {"config.json", "{\n  // " + stagingCert + "\n}", "not valid JSON on line 2: correct it there, and take out comments"},
		"cut short":      {"config.json", "{\n\"appId\": \"" + staging, "not valid JSON on line 2"},
		"two values":     {"config.json", "{}\n{}", "not valid JSON on line 2"},
		"empty JSON":     {"Config.JSON", " \n", "is empty"},
		"too deep":       {"config.json", deep, "nested more than 64 deep"},
		"a secret there": {"config.json", `{"appCertificate": ` + stagingCert + `}`, "not valid JSON on line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pairs, err := envfile.Read(test.file, []byte(test.data))
			if err == nil || pairs != nil || strings.Contains(err.Error(), test.file) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("Read: %v, %v, want an error with %q", pairs, err, test.want)
			}
			if strings.Contains(err.Error(), stagingCert[:8]) {
				t.Errorf("the error repeats the file: %v", err)
			}
		})
	}
}

func TestLargestFileIsRead(t *testing.T) {
	t.Parallel()
	tail := []byte("\nAGORA_APP_ID=" + staging + "\nAGORA_APP_CERTIFICATE=" + stagingCert)
	data := append(bytes.Repeat([]byte("#"), envfile.MaxFile-len(tail)), tail...)
	if pairs, err := envfile.Read(".env", data); err != nil || len(pairs) != 1 || pairs[0].Problem != nil {
		t.Errorf("Read: %v, %v, want one pair", pairs, err)
	}
}

func TestVariablesThatMultiplyEachOtherAreNotFollowed(t *testing.T) {
	t.Parallel()
	bomb := "A=xxxxxxxxxxxxxxxx\n" + strings.Repeat("A=$A${A}$A\n", 60) + "AGORA_APP_ID=" + staging + "\nAGORA_APP_CERTIFICATE=$A\n"
	got := read(t, ".env", bomb)
	if len(got) != 1 || !strings.Contains(got[0], "AGORA_APP_CERTIFICATE on line 63 still holds a placeholder") {
		t.Errorf("found %q, want a placeholder", got)
	}
	if c := removed(t, ".env", bomb+"APP_CERTIFICATE="+stagingCert); len(c.Lines) != 1 || len(c.Left) > 0 {
		t.Errorf("lines %v, left %v, want one line", c.Lines, c.Left)
	}
}
