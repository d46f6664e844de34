package envfile_test

import "testing"

func TestJSONIsReadInAnyNesting(t *testing.T) {
	t.Parallel()
	id, cert := `"`+staging+`"`, `"`+stagingCert+`"`
	for name, test := range map[string]struct {
		data string
		want []string
	}{
		"flat":       {`{"appId": ` + id + `, "appCertificate": ` + cert + `}`, []string{"appId:1 staging, appCertificate:1 staging"}},
		"underscore": {"{\n\t\"app_id\": " + id + ",\r\n\t\"app_certificate\": " + cert + "\r\n}\r\n", []string{"app_id:2 staging, app_certificate:3 staging"}},
		"nested": {
			"{\"Agora\": {\n\"AppId\":" + id + ",\n\"Expire\": 3600, \"AppCertificate\"\n:\n" + cert + "}}",
			[]string{"AppId:2 staging, AppCertificate:3 staging"},
		},
		"environment names": {`{"AGORA_APP_ID":` + id + `,"AGORA_APP_CERTIFICATE":` + cert + `}`, []string{"AGORA_APP_ID:1 staging, AGORA_APP_CERTIFICATE:1 staging"}},
		"mixed names":       {`{"agoraAppId":` + id + `,"certificate":` + cert + `}`, []string{"agoraAppId:1 staging, certificate:1 staging"}},
		"hyphens":           {`{"agora-app-id":` + id + `,"primary-certificate":` + cert + `}`, []string{"agora-app-id:1 staging, primary-certificate:1 staging"}},
		"byte order mark":   {"\ufeff{\n\"appID\":" + id + ",\"appCertificate\":" + cert + "}", []string{"appID:2 staging, appCertificate:2 staging"}},
		"escapes":           {`{"app\u0049d":` + id + `,"appCertificate":"\u0035` + stagingCert[1:] + `"}`, []string{"appId:1 staging, appCertificate:1 staging"}},
		"array of projects": {
			"[\n{\"appId\":" + id + ",\"appCertificate\":" + cert + "},\n[{\"appId\":\"" + production + "\",\"appCertificate\":\"" + prodCert + "\"}]\n]",
			[]string{"appId:2 staging, appCertificate:2 staging", "appId:3 production, appCertificate:3 production"},
		},
		"App ID around": {
			"{\"appId\":" + id + ",\n\"servers\":[{\"rtc\":{\n\"appCertificate\":" + cert + "}}]}",
			[]string{"appId:1 staging, appCertificate:3 staging"},
		},
		"nearest App ID around": {
			"{\"appId\":\"" + production + "\",\"a\":{\"agoraAppId\":" + id + ",\n\"b\":{\"c\":{\"appCertificate\":" + cert + "}}},\n\"appCertificate\":\"" + prodCert + "\"}",
			[]string{"appId:1 production, appCertificate:3 production", "agoraAppId:1 staging, appCertificate:2 staging"},
		},
		"App ID around, of the same family": {
			`{"agoraAppId":"` + production + `","appId":` + id + `,"a":{"appCertificate":` + cert + `}}`,
			[]string{
				"agoraAppId:1 production, :0 none: there is no App Certificate to go with agoraAppId on line 1: looked in config.json for AGORA_APP_CERTIFICATE and names like it",
				"appId:1 staging, appCertificate:1 staging",
			},
		},
		"certificate around is not the App ID's": {
			"{\"appCertificate\":" + cert + ",\n\"a\":{\"appId\":" + id + "}}",
			[]string{
				":0 none, appCertificate:1 staging: there is no App ID to go with appCertificate on line 1: looked in config.json for APP_ID and names like it",
				"appId:2 staging, :0 none: there is no App Certificate to go with appId on line 2: looked in config.json for APP_CERTIFICATE and names like it",
			},
		},
		"last of the same name": {
			"{\"appId\":" + id + ",\n\"appCertificate\":\"" + otherCert + "\",\n\"appCertificate\":" + cert + "}",
			[]string{
				"appId:1 staging, appCertificate:3 staging",
				":0 none, appCertificate:2 other: appCertificate on line 2 does not count, because line 3 gives it again",
			},
		},
		"same pair twice": {`{"dev":{"appId":` + id + `,"appCertificate":` + cert + "},\n" + `"test":{"appId":` + id + `,"appCertificate":` + cert + `}}`, []string{"appId:1 staging, appCertificate:1 staging"}},
		"no text": {
			`{"appId":` + id + `,"appCertificate":12345678901234567890123456789012}`,
			[]string{"appId:1 staging, appCertificate:1 none: appCertificate on line 1 is no text in quotes: copy the App Certificate again from the Agora Console"},
		},
		"null": {
			`{"appId":` + id + `,"appCertificate":null}`,
			[]string{"appId:1 staging, appCertificate:1 none: appCertificate on line 1 is empty: put the App Certificate from the Agora Console there"},
		},
		"template": {
			`{"app_id":"${env:AGORA_APP_ID}","app_certificate":"${env:AGORA_APP_CERTIFICATE|}"}`,
			[]string{"app_id:1 none, app_certificate:1 none: app_id on line 1 still holds a placeholder: put the App ID from the Agora Console there; " +
				"app_certificate on line 1 still holds a placeholder: put the App Certificate from the Agora Console there"},
		},
		"as a value, not a key":   {`{"a":["appId",` + id + `,"appCertificate",` + cert + `],"x":"appId"}`, nil},
		"the values in a list":    {`{"appId":[` + id + `],"appCertificate":{"value":` + cert + `}}`, nil},
		"keys of other languages": {`{"приложение":` + id + `,"appId":` + id + `,"称":{"appCertificate":` + cert + `}}`, []string{"appId:1 staging, appCertificate:1 staging"}},
		"nothing":                 {"{}", nil},
		"a bare text":             {`"appId"`, nil},
		"a bare null":             {`null`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantPairs(t, read(t, "config.json", test.data), test.want...)
		})
	}
}
