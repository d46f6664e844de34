package tokens_test

import (
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

func TestSpecErrorsNameThePlaceAndTheRemedy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ spec, problem string }{
		{"", "required: fill it in"},
		{" \n", "required: fill it in"},
		{"{", "the JSON ends too early: a bracket or quote is not closed"},
		{"{\n  \"salt\": 1,\n  salt: 2}", "no valid JSON at line 3, character 3: invalid character 's'"},
		{"{\x1b}", `no valid JSON at line 1, character 2: invalid character '\x1b'`},
		{"{\"app_id\":\"\xff\"}", `the JSON is not UTF-8: write bytes that are not text as {"hex": "…"}`},
		{"[]", "array stands where it does not fit: give an object in { }"},
		{"{} {}", "something follows the JSON object: remove it"},
		{`{"sevices":[]}`, `"sevices" is not known here: remove it or correct its spelling`},
		{`{"version":"006"}`, `version is "006": only 007 tokens can be composed`},
		{`{"salt":"1"}`, "string does not fit into salt: give a whole number from 0 to 4294967295"},
		{`{"salt":4294967296}`, "number 4294967296 does not fit into salt"},
		{`{"expire":-1}`, "number -1 does not fit into expire"},
		{`{"services":{}}`, "object does not fit into services: give a list in [ ]"},
		{`{"issued_at":"yesterday"}`, "issued_at is no time in whole seconds such as 2023-11-14T22:13:20Z"},
		{`{"issued_at":"2023-11-14T22:13:20.5Z"}`, "issued_at is no time in whole seconds"},
		{`{"issued_at":"2107-01-01T00:00:00Z"}`, "issued_at is no time in whole seconds"},
		{`{"issued_at":[]}`, "issued_at is neither Unix seconds nor a time"},
		{`{"app_id":["x",` + "\n" + `1]}`, "neither text nor a number: put text in quotes"},
		{`{"trailing_hex":"0"}`, "not hexadecimal: bytes are pairs of 0-9 and a-f"},
		{`{"trailing_hex":0}`, "hexadecimal bytes must stand in quotes"},
		{`{"services":[{"type":1},{}]}`, "services[1]: there is no type: give the number of the service"},
		{`{"services":[null]}`, "services[0]: there is no type"},
		{`{"services":[{"type":65536}]}`, "services[0]: number 65536 does not fit into type: give a whole number from 0 to 65535"},
		{`{"services":[{"type":1,"uid":"5"}]}`, `services[0]: "uid" is not known here`},
		{`{"services":[{"type":1,"fields":[]}]}`, `services[0]: fields are an object such as {"user_id": "alice"}`},
		{`{"services":[{"type":1,"fields":{"uid":1.5}}]}`, `services[0]: field "uid": 1.5 is no whole number: put it in quotes`},
		{`{"services":[{"type":1,"fields":{"uid":true}}]}`, `services[0]: field "uid": neither text nor a number`},
		{`{"services":[{"type":1,"fields":{"uid":{}}}]}`, `services[0]: field "uid": bytes that are not text are {"hex": "…"}`},
		{`{"services":[{"type":1,"fields":{"uid":{"hax":"ff"}}}]}`, `services[0]: field "uid": "hax" is not known here`},
		{`{"services":[{"type":8,"fields":{"permissions":[{"resource":[]}]}}]}`, `services[0]: field "permissions": "resource" is not known here`},
		{`{"services":[{"type":1,"privileges":{"join":1}}]}`, `services[0]: privileges are {"id": seconds}, numbers up to 65535 and 4294967295`},
		{`{"services":[{"type":1,"privileges":[{"seconds":1}]}]}`, "services[0]: privileges: one has no id: give its number"},
		{`{"services":[{"type":1,"privileges":[{"id":1,"expire":1}]}]}`, `services[0]: privileges: "expire" is not known here`},
		{`{"services":[{"type":1,"fields":{"\u001b\u202e":[[]]}}]}`, `services[0]: field "\x1b\u202e"`},
	} {
		_, err := tokens.ParseSpec([]byte(tt.spec))
		if err == nil || !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%s: %v, want %s", tt.spec, err, tt.problem)
			continue
		}
		requireCleanLine(t, err.Error())
	}
	if _, err := tokens.ParseSpec([]byte(strings.Repeat(" ", tokens.MaxSpec+1))); err == nil {
		t.Error("more than MaxSpec is read")
	}
}

func TestComposeRefusesOnlyWhatTheWireCannotHold(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 65536)
	for _, tt := range []struct{ spec, problem string }{
		{`{"app_id":"` + long + `"}`, "the App ID has 65536 bytes, a token holds at most 65535"},
		{`{"services":[{"type":2,"fields":{"user_id":"` + long + `"}}]}`, "service of type 2: user_id has 65536 bytes"},
		{`{"services":[{"type":8,"fields":{"permissions":[{"resources":["` + long + `"]}]}}]}`, "service of type 8: a resource has 65536 bytes"},
		{`{"services":[{"type":8,"fields":{"permissions":[{"resources":[` + strings.Repeat("0,", 65535) + `0]}]}}]}`, "65536 resources, a permission holds at most 65535"},
		{`{"services":[{"type":8,"fields":{"permissions":[` + strings.Repeat("{},", 65535) + `{}]}}]}`, "65536 permissions, a service holds at most 65535"},
		{`{"services":[` + strings.Repeat(`{"type":4},`, 65535) + `{"type":4}]}`, "65536 services, a token holds at most 65535"},
		{`{"services":[{"type":4,"privileges":[` + strings.Repeat(`{"id":4},`, 65535) + `{"id":4}]}]}`, "65536 privileges, a service holds at most 65535"},
		{`{"services":[{"type":7,"fields":{"role":32768}}]}`, "service of type 7: role is not a whole number from -32768 to 32767"},
		{`{"services":[{"type":1,"fields":{"uid":[]}}]}`, "uid has the wrong form: permissions are a list, all else is text or a number"},
		{`{"services":[{"type":8,"fields":{"permissions":"all"}}]}`, "permissions has the wrong form"},
		{`{"services":[{"type":4,"fields":{"uid":"1"}}]}`, `service of type 4: FPA has no fields: remove "uid"`},
		{`{"services":[{"type":99,"fields":{"uid":"1"}}]}`, "the fields of an unknown type are not known: give what follows the privileges as undecoded_hex"},
		{`{"services":[{"type":1,"undecoded_hex":"00"}]}`, "undecoded_hex is for types that are not known, RTC is: give privileges and fields instead"},
	} {
		spec, err := tokens.ParseSpec([]byte(tt.spec))
		if err != nil {
			t.Errorf("%.60s: %v", tt.spec, err)
			continue
		}
		_, err = tokens.Default.Compose(spec, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{})
		if err == nil || !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%.60s: %v, want %s", tt.spec, err, tt.problem)
			continue
		}
		requireHouseStyle(t, err)
	}
}

func TestComposeWritesWhatItIsGiven(t *testing.T) {
	t.Parallel()
	token := madeOf(t, `{"app_id":{"hex":"ff00"},"issued_at":"2023-11-14T23:13:20+01:00","salt":0,"expire":0,"services":[
		{"type":99,"undecoded_hex":"c0ffee"},
		{"type":7,"fields":{"role":"-1"},"privileges":{"65535":4294967295,"2":1}},
		{"type":1,"fields":{"uid":0,"channel_name":"\u001b*"},"privileges":[{"id":4,"seconds":1},{"id":1,"seconds":2},{"id":4,"seconds":3}]},
		{"type":1}]}`)
	if token.AppID != "\xff\x00" || token.IssueTime != 1700000000 || token.Salt != 0 || token.Expire != 0 || token.ServiceCount != 4 {
		t.Errorf("head %+v", token)
	}
	s := token.Services
	if s[0].Type != 1 || s[1].Type != 1 || s[2].Type != 7 || s[3].Type != 99 {
		t.Fatalf("services are not sorted by type: %+v", s)
	}
	if s[0].Values[0].Text != "\x1b*" || s[0].Values[1].Text != "0" || s[2].Values[2].Number != -1 || s[3].Undecoded != "\xc0\xff\xee" {
		t.Errorf("fields %+v", s)
	}
	if p := s[0].Privileges; len(p) != 3 || p[0].ID != 4 || p[1].ID != 1 || p[2].Value != 3 {
		t.Errorf("privileges are not in the order given: %v", p)
	}
	if p := s[2].Privileges; len(p) != 2 || p[0].ID != 2 || p[1].Value != 4294967295 {
		t.Errorf("privileges are not in ascending order: %v", p)
	}
}
