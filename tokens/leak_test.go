package tokens_test

import (
	"fmt"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

const (
	leakedID    = "970CA35de60c44645bbae8a215061b33"
	leakedCert  = "5CFd2fd1755d40ecb72977518be15d3b"
	anotherID   = "0123456789abcdef0123456789abcdef"
	anotherCert = "fedcba9876543210fedcba9876543210"
)

// textWith puts App IDs and certificates in the place of 1, 2 and A, B behind an @.
func textWith(text string) string {
	return strings.NewReplacer("@1", leakedID, "@2", anotherID, "@A", leakedCert, "@B", anotherCert).Replace(text)
}

func TestACertificateNextToItsAppIDIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text string }{
		{"AGORA_APP_CERTIFICATE", "AGORA_APP_ID=@1\nAGORA_APP_CERTIFICATE=@A\n"},
		{"APP_CERT", "export APP_CERT='@A' # secret\nexport APP_ID='@1'\n"},
		{"NEXT_AGORA_APP_CERTIFICATE", "NEXT_PUBLIC_AGORA_APP_ID = \"@1\"\r\nNEXT_AGORA_APP_CERTIFICATE = \"@A\"\r\n"},
		{"AGORA_APP_CERTIFICATE_STAGING", "AGORA_APP_ID_STAGING=@1\nAGORA_APP_CERTIFICATE_STAGING=@A"},
		{"appCertificate", `{"appId":"@1","appCertificate":"@A"}`},
		{"app_certificate", "{\n  \"app_certificate\" : \"@A\",\n  \"x\": [1, 2],\n  \"app_id\": \"@1\"\n}"},
		{"primaryCertificate", "appId: @1\nprimaryCertificate: @A\n"},
		{"certificate", `{\"appid\":\"@1\",\"certificate\":\"@A\"}`},
		{"Certificate", "X-App-Id: @1\nX: y\nCertificate: @A\n"},
		{"App Certificate", "App ID: @1\nApp Certificate: @A\n"},
		{"primary certificate", "the App ID is @1 and its primary certificate is @A."},
		{"appCertificate", "const appId = '@1';\nconst appCertificate = '@A';"},
		{"appCertificate", "let appId: String = \"@1\"\nlet appCertificate: String = \"@A\""},
		{"AppCertificate", "<key>AppID</key>\n<string>@1</string>\n<key>AppCertificate</key>\n<string>@A</string>"},
		{"agora_app_certificate", `<string name="agora_app_id">@1</string><string name="agora_app_certificate" translatable="false">@A</string>`},
		{"AGORA_APP_CERTIFICATE", `<meta-data android:name="AGORA_APP_CERTIFICATE" android:value="@A"/><meta-data android:name="AGORA_APP_ID" android:value="@1"/>`},
		{"AGORA_APP_CERTIFICATE", "- name: AGORA_APP_ID\n  value: @1\n- name: AGORA_APP_CERTIFICATE\n  value: @A\n"},
		{"process.env.APP_CERTIFICATE", `token(process.env.APP_ID || "@1", process.env.APP_CERTIFICATE || "@A")`},
		{"AGORA_APP_CERTIFICATE", `${AGORA_APP_ID:-@1} ${AGORA_APP_CERTIFICATE:-@A}`},
		{"APP_CERTIFICATE", "#define APP_ID @\"@1\"\n#define APP_CERTIFICATE @\"@A\"\n"},
		{"app-certificate", "agora --app-id @1 --app-certificate @A"},
		{"appCertificate", "GET /token?appId=@1&appCertificate=@A HTTP/1.1"},
		{"AGORA_APP_CERTIFICATE", `{"log":"AGORA_APP_ID=@1\nAGORA_APP_CERTIFICATE=@A"}`},
		{"appCertificate", "q=%7B%22appId%22%3A%22@1%22%2C%22appCertificate%22%3A%22@A%22%7D"},
		{"appCertificate", "next=%2Ftoken%3FappId%3D@1%26appCertificate%3D@A%26x"},
		{"appCertificate", `{"url":"?appId=@1\u0026appCertificate=@A"}`},
		{"certificate", "| App ID | @1 |\n|---|---|\n| certificate | `@A` |"},
		{"AGORA_APP_CERTIFICATE", `os.environ.get("AGORA_APP_ID", "@1"), os.environ.get("AGORA_APP_CERTIFICATE", "@A")`},
		{"setAppCertificate", `builder.setAppId("@1").setAppCertificate("@A")`},
	} {
		text := textWith(c.text)
		found := tokens.LeaksIn([]byte(text))
		if len(found) != 1 {
			t.Errorf("found %d in %q", len(found), text)
			continue
		}
		want := tokens.Leak{AppID: leakedID, Masked: "5C…3b", Name: c.name}
		if got := *found[0].Leak; got != want || text[found[0].Start:found[0].End] != leakedCert {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestWhatOnlyLooksLikeACertificateIsNone(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("x = 1\n", tokens.LeakReach/6)
	for _, text := range []string{
		"trace_id=@A span=@1",
		"appId=@1 traceId=@A",
		"APP_ID=@1\nETag: \"@A\"",
		"APP_ID=@1\nAPP_CERTIFICATE=\n\nMD5=@A",
		`{"appId":"@1","appCertificate":null,"requestId":"@A"}`,
		"APP_CERTIFICATE=@A",
		"APP_CERTIFICATE=@A\nSESSION=@1",
		"APP_CERTIFICATE=@A\nAPP_ID=@A",
		"APP_CERTIFICATE=@A\n" + far + "APP_ID=@1",
		"APP_ID=@1\n" + far + "APP_CERTIFICATE=@A",
		"APP_CERTIFICATE=@Aab\nAPP_ID=@1",
		"APP_CERTIFICATE=@A@B\nAPP_ID=@1",
		"APP_CERTIFICATE=@A\nAPP_ID=@1@2",
		"APP_CERTIFICATE=x@A\nAPP_ID=@1",
		"APP_ID=@1\nCERTIFICATE_MD5=@A",
		"appId: @1\ncertificateFingerprint: @A",
		"appId: @1\nssl_certificate: @A",
		"appId: @1\ntlsCert = @A",
		"appId: @1\ncertificate_id: @A",
		"appIdHash: @1\nappCertificate: @A",
		"appId: @1 certified: @A",
		"@1 @A",
		"",
	} {
		if found := tokens.LeaksIn([]byte(textWith(text))); len(found) > 0 {
			t.Errorf("%q: %+v", textWith(text), *found[0].Leak)
		}
	}
}

func TestACertificateIsOfTheAppIDWithItsName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"APP_ID_A=@1\nAPP_CERTIFICATE_A=@A\nAPP_ID_B=@2\nAPP_CERTIFICATE_B=@B\n":              leakedID + " " + anotherID,
		"APP_CERTIFICATE_A=@A\nAPP_ID_A=@1\nAPP_CERTIFICATE_B=@B\nAPP_ID_B=@2\n":              leakedID + " " + anotherID,
		"APP_ID_A=@1\nAPP_ID_B=@2\nAPP_CERTIFICATE_A=@A\nAPP_CERTIFICATE_B=@B\n":              leakedID + " " + anotherID,
		`[{"appId":"@1","certificate":"@A"},{"appId":"@2","certificate":"@B"}]`:               leakedID + " " + anotherID,
		"STAGING_AGORA_APP_ID=@1\nAGORA_APP_ID=@2\nSTAGING_AGORA_APP_CERTIFICATE=@A":          leakedID,
		"agoraAppId=@1\nagoraPrimaryCertificate=@A\nagoraSecondaryCertificate=@B":             leakedID + " " + leakedID,
		"APP_ID=@1\nAPP_CERTIFICATE=@A\nappid: @2":                                            leakedID,
		"AGORA_APP_ID=@1\nOTHER=1\nAGORA_APP_CERTIFICATE=@A\nX_APP_ID=@2\nX_CERTIFICATE=@B\n": leakedID + " " + anotherID,
	} {
		var of []string
		for _, s := range tokens.LeaksIn([]byte(textWith(text))) {
			of = append(of, s.Leak.AppID)
		}
		if got := strings.Join(of, " "); got != want {
			t.Errorf("%q: of %s, want %s", textWith(text), got, want)
		}
	}
}

func TestACertificateAtHandIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	known := tokens.NewKnownCertificates([]tokens.Certificate{
		{Project: "acme", Name: "primary", AppID: leakedID, Value: secret.New(leakedCert)},
		{Name: "environment", Value: secret.New(anotherCert)},
		{Name: "none", Value: secret.New("no certificate")},
	})
	for text, want := range map[string]string{
		"@A":                                 "acme of " + leakedID + " as  at 0",
		"md5 " + strings.ToUpper(leakedCert): "acme of " + leakedID + " as  at 4",
		"x=@A;":                              "acme of " + leakedID + " as  at 2",
		"APP_CERTIFICATE=@A":                 "acme of " + leakedID + " as APP_CERTIFICATE at 16",
		"key @B appId=@2":                    " of " + anotherID + " as  at 4",
		"@1 @2 @Aa a@A @A@B @Bx " + leakedCert[1:]: "",
		"key%3D@A%26": "acme of " + leakedID + " as  at 6",
		`"\n@A\n"`:    "acme of " + leakedID + " as  at 3",
		"007@A":       "",
	} {
		got := ""
		known.Find([]byte(textWith(text)), 0, len(textWith(text)), func(s tokens.Sighting) bool {
			got += fmt.Sprintf("%s of %s as %s at %d", s.Leak.Project, s.Leak.AppID, s.Leak.Name, s.Start)
			if s.End != s.Start+len(leakedCert) || strings.Contains(strings.ToLower(fmt.Sprintf("%+v", *s.Leak)), strings.ToLower(leakedCert[4:20])) {
				t.Errorf("%q: %+v", text, *s.Leak)
			}
			return true
		})
		if got != want {
			t.Errorf("%q: %q, want %q", textWith(text), got, want)
		}
	}
}

func TestCertificatesAtHandAreFoundOnceWhereverATextIsCut(t *testing.T) {
	t.Parallel()
	known := tokens.NewKnownCertificates([]tokens.Certificate{{Value: secret.New(leakedCert)}})
	text := []byte(textWith("a @A @1 b@A @A\n@A"))
	for cut := range len(text) + 1 {
		found := 0
		count := func(tokens.Sighting) bool { found++; return true }
		known.Find(text, 0, cut, count)
		known.Find(text, cut, len(text), count)
		if found != 3 {
			t.Errorf("cut at %d: found %d times", cut, found)
		}
	}
}

func FuzzLeak(f *testing.F) {
	f.Add(textWith("APP_ID=@1\nAPP_CERTIFICATE=@A\n"))
	f.Add(textWith(`{"appId":"@1","certificate":"@A"} @B @2`))
	known := tokens.NewKnownCertificates([]tokens.Certificate{{Value: secret.New(anotherCert)}})
	f.Fuzz(func(t *testing.T, text string) {
		all := tokens.LeaksIn([]byte(text))
		known.Find([]byte(text), 0, len(text), func(s tokens.Sighting) bool {
			if !strings.EqualFold(text[s.Start:s.End], anotherCert) {
				t.Errorf("%q is no certificate at hand", text[s.Start:s.End])
			}
			all = append(all, s)
			return true
		})
		for _, s := range all {
			if !tokens.IsHexID(text[s.Start:s.End]) || strings.Contains(s.Leak.Name+s.Leak.AppID+s.Leak.Masked, text[s.Start:s.End]) {
				t.Errorf("%q of %q: %+v", text[s.Start:s.End], text, *s.Leak)
			}
		}
	})
}
