package keystore_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

func TestDemoProjectHasTheFormOfARealOne(t *testing.T) {
	t.Parallel()
	p := keystore.Demo()
	hexID := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for name, id := range map[string]string{"App ID": p.AppID, "primary": p.Primary.Reveal(), "secondary": p.Secondary.Reveal()} {
		if !hexID.MatchString(id) {
			t.Errorf("the %s is %q, not 32 hexadecimal characters", name, id)
		}
	}
	if p.Primary.Equal(p.Secondary) {
		t.Error("both certificates are the same")
	}
}

func TestProjectPrintsNoCertificate(t *testing.T) {
	t.Parallel()
	p := keystore.Demo()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, p); strings.Contains(text, p.Primary.Reveal()) || strings.Contains(text, p.Secondary.Reveal()) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

func TestNameOfAProject(t *testing.T) {
	t.Parallel()
	const ok = ""
	for name, want := range map[string]string{
		"acme-staging":            ok,
		"a":                       ok,
		"acme/staging: EU #2":     ok,
		"../../etc/passwd":        ok, // no path is made of it
		"アクメ 本番":                  ok,
		"🚀 launch":                ok,
		"👩‍💻 by hand":             ok, // two emoji and a joiner
		"é and e\u0301":           ok,
		strings.Repeat("x", 64):   ok,
		strings.Repeat("😀", 64):   ok,
		strings.Repeat("7", 31):   ok,
		"":                        "is missing",
		strings.Repeat("x", 65):   "has 65 characters, at most 64",
		strings.Repeat("é", 65):   "has 65 characters",
		" acme":                   "starts or ends with a blank",
		"acme\u00a0":              "starts or ends with a blank",
		"acme\n":                  "starts or ends with a blank",
		"   ":                     "starts or ends with a blank",
		"two\nlines":              "cannot be seen",
		"a\tb":                    "cannot be seen",
		"esc \x1b[31m":            "cannot be seen",
		"nul\x00":                 "cannot be seen",
		"del\x7f":                 "cannot be seen",
		"csi \u009b31m":           "cannot be seen",
		"acme\u202egnigats":       "cannot be seen", // bidi override
		"\u2066acme\u2069":        "cannot be seen", // bidi isolate
		"ac\u200bme":              "cannot be seen", // zero width space
		"\ufeffacme":              "cannot be seen",
		"line\u2028separator":     "cannot be seen",
		"\u200d":                  "cannot be seen", // a joiner with nothing to join
		"acme\u200d":              "cannot be seen",
		"acme\xff":                "not valid UTF-8",
		keystore.Demo().AppID:     "looks like an App ID or a certificate",
		strings.Repeat("Aa09", 8): "looks like an App ID or a certificate",
	} {
		p := keystore.Demo()
		p.Name = name
		mustFind(t, p, keystore.FieldName, want)
	}
}

// mustFind fails unless Check finds a problem in this field, and none if
// problem is "".
func mustFind(t *testing.T, p keystore.Project, field keystore.Field, problem string) {
	t.Helper()
	err := p.Check()
	if problem == "" {
		if err != nil {
			t.Errorf("%+q: %v, want none", p, err)
		}
		return
	}
	var found *keystore.FieldError
	if !errors.As(err, &found) || found.Field != field || !strings.Contains(found.Problem.Error(), problem) {
		t.Errorf("%+q: %v, want %s: %s", p, err, field, problem)
	}
	for _, text := range []string{p.AppID, p.Primary.Reveal(), p.Secondary.Reveal(), p.Notes} {
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats %q: %v", text, err)
		}
	}
}

func TestAppIDAndCertificatesOfAProject(t *testing.T) {
	t.Parallel()
	one, other := secret.New("4e1b7d20C95F4a3c8d6e02b7f5a91c34"), secret.New("b90d3e5f71a648c2bf8a4d0617ce2395")
	none := secret.Value{}
	short, long, odd := secret.New("4e1b7d20c95f4a3c8d6e02b7f5a91c3"), secret.New(one.Reveal()+"0"), secret.New("4e1b7d20c95f4a3c8d6e02b7f5a91c3g")
	id := keystore.Demo().AppID
	tests := map[string]struct {
		appID              string
		primary, secondary secret.Value
		field              keystore.Field
		want               string
	}{
		"both certificates":             {id, one, other, "", ""},
		"one certificate":               {id, one, none, "", ""},
		"no certificate":                {id, none, none, "", ""},
		"an App ID in capitals":         {strings.ToUpper(id), one, none, "", ""},
		"no App ID":                     {"", one, none, keystore.FieldAppID, "is missing"},
		"an App ID cut short":           {id[:31], one, none, keystore.FieldAppID, "has 31 characters"},
		"an App ID with a line break":   {id + "\n", one, none, keystore.FieldAppID, "has 33 characters"},
		"an App ID that is a UUID":      {id[:8] + "-" + id[9:], one, none, keystore.FieldAppID, "not hexadecimal"},
		"an App ID in wide digits":      {"０１２３４５６７８９ab", one, none, keystore.FieldAppID, "not hexadecimal"},
		"a primary cut short":           {id, short, none, keystore.FieldPrimary, "has 31 characters"},
		"a primary too long":            {id, long, other, keystore.FieldPrimary, "has 33 characters"},
		"a primary with another letter": {id, odd, none, keystore.FieldPrimary, "not hexadecimal"},
		"a secondary cut short":         {id, one, short, keystore.FieldSecondary, "has 31 characters"},
		"a secondary alone":             {id, none, other, keystore.FieldSecondary, "a single certificate is the primary"},
		"the same certificate twice":    {id, one, secret.New(one.Reveal()), keystore.FieldSecondary, "the same as the primary"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustFind(t, keystore.Project{Name: "acme", AppID: tt.appID, Primary: tt.primary, Secondary: tt.secondary}, tt.field, tt.want)
		})
	}
}

func TestNotesOfAProject(t *testing.T) {
	t.Parallel()
	for notes, want := range map[string]string{
		"":                                   "",
		"two\nlines\tand \x1b[31m\u202e\x00": "", // shown escaped
		strings.Repeat("x", 4096):            "",
		strings.Repeat("é", 2048):            "",
		strings.Repeat("x", 4097):            "have 4097 bytes, at most 4096",
		strings.Repeat("é", 2049):            "have 4098 bytes",
		"caf\xe9":                            "not valid UTF-8",
	} {
		p := keystore.Demo()
		p.Notes = notes
		mustFind(t, p, keystore.FieldNotes, want)
	}
}

func TestChatOfAProject(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"":                             "",
		"a41.chat.agora.io":            "",
		"a41.chat.agora.io:8443":       "",
		"127.0.0.1:8080":               "",
		"[::1]:8080":                   "",
		"localhost":                    "",
		"https://a41.chat.agora.io":    "is not a host name",
		"a41.chat.agora.io/":           "is not a host name",
		"a41.chat.agora.io?x":          "is not a host name",
		"a41.chat.agora.io#x":          "is not a host name",
		"user@a41.chat.agora.io":       "is not a host name",
		"a41 chat.agora.io":            "is not a host name",
		"a41.chat.agora.io\n":          "is not a host name",
		"a41.chat.agora.io:":           "is not a host name",
		"a41.chat.agora.io:https":      "is not a host name",
		"a41.chat.agora.io:99999":      "has a port above 65535",
		":8443":                        "is not a host name",
		"a41\u202e.chat.agora.io":      "is not a host name",
		keystore.Demo().AppID:          "looks like an App ID or a certificate",
		strings.Repeat("Aa09", 8):      "looks like an App ID or a certificate",
		strings.Repeat("a", 32) + ":1": "looks like an App ID or a certificate",
		strings.Repeat("a", 32) + ".":  "looks like an App ID or a certificate",
		strings.Repeat("a", 33):        "",
		"a41\xff.chat.agora.io":        "is not a host name",
		strings.Repeat("a", 300):       "is not a host name",
	} {
		p := keystore.Demo()
		p.Chat.Host = host
		mustFind(t, p, keystore.FieldHost, want)
	}
	for key, want := range map[string]string{
		"":                                 "",
		"41117440#383391":                  "",
		"acme#app-1":                       "",
		"acme":                             "is not of the form",
		"#app":                             "is not of the form",
		"acme#":                            "is not of the form",
		"acme#app#2":                       "is not of the form",
		"acme#a/b":                         "is not of the form",
		"acme#a?b":                         "is not of the form",
		"acme# app":                        "is not of the form",
		"acme#app\u202e":                   "is not of the form",
		"acme#app\x1b":                     "is not of the form",
		"acme#app\xff":                     "is not of the form",
		"acme#" + strings.Repeat("a", 252): "is not of the form",
	} {
		p := keystore.Demo()
		p.Chat.AppKey = key
		mustFind(t, p, keystore.FieldAppKey, want)
	}
}

func TestNoPartInTheClearHoldsACertificate(t *testing.T) {
	t.Parallel()
	for _, which := range []keystore.Field{keystore.FieldPrimary, keystore.FieldSecondary} {
		certificate := keystore.Demo().Primary.Reveal()
		if which == keystore.FieldSecondary {
			certificate = keystore.Demo().Secondary.Reveal()
		}
		for _, text := range []string{certificate, strings.ToUpper(certificate)} {
			for field, put := range map[keystore.Field]func(*keystore.Project){
				keystore.FieldName:   func(p *keystore.Project) { p.Name = "acme " + text },
				keystore.FieldAppID:  func(p *keystore.Project) { p.AppID = text },
				keystore.FieldNotes:  func(p *keystore.Project) { p.Notes = "until March:\n" + text + "." },
				keystore.FieldHost:   func(p *keystore.Project) { p.Chat.Host = text + ".chat.agora.io" },
				keystore.FieldAppKey: func(p *keystore.Project) { p.Chat.AppKey = "acme#" + text },
			} {
				p := keystore.Demo()
				put(&p)
				err := p.Check()
				var found *keystore.FieldError
				if !errors.As(err, &found) || found.Field != field || !strings.Contains(err.Error(), string(which)) {
					t.Errorf("%s: %v, want an error that names the %s", field, err, which)
				} else if strings.Contains(strings.ToLower(err.Error()), certificate) {
					t.Errorf("%s: the error repeats the certificate", field)
				}
				// Of another project it may be anything.
				p.Primary, p.Secondary = secret.Value{}, secret.Value{}
				if err := p.Check(); err != nil {
					t.Errorf("%s without certificates: %v", field, err)
				}
			}
		}
	}
}
