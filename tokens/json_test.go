package tokens_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"atc/tokens"
)

func TestReportIsTheJSONThatScriptsRelyOn(t *testing.T) {
	t.Parallel()
	spec := `{"issued_at":1700000000,"salt":1,"expire":90000,"app_id":"` + sampleAppID + `","trailing_hex":"00ff","services":[
		{"type":1,"fields":{"channel_name":"lobby","uid":"12345"},"privileges":{"1":3600,"2":0,"9":100000}},
		{"type":8,"fields":{"user_id":{"hex":"ff"},"permissions":[{"resource_type":1,"permission_type":0,"resources":["a","\u001b"]}]},"privileges":{}}]}`
	token := madeOf(t, spec)
	inForce := true
	verification := token.SignedBy(certificate(sampleCertificate), tokens.Subject{})
	diagnosis := tokens.Diagnosis{Outcome: tokens.WouldBeRefused, Findings: []tokens.Finding{
		{Severity: tokens.Refused, Code: "expired", Title: "it has ended", Message: "the token ended \"5:00\" ago", Advice: "build a new one", Answer: tokens.Answer{Code: "109", Name: "ERR_TOKEN_EXPIRED", Also: "in 4.x: reason 9"}},
		{Severity: tokens.Note, Code: "privilege_zero", Message: "\u202e (unverified)", Answer: tokens.Answer{Name: "invalid token"}, Unverified: true},
	}}
	line := string(tokens.Report{Token: token, Verification: &verification, InForce: &inForce, Diagnosis: &diagnosis}.AppendJSON(nil))
	signature := line[strings.Index(line, `"signature":"`)+13:][:64]
	want := `{"version":"007","app_id":"` + sampleAppID + `","issued_at":"2023-11-14T22:13:20Z","lifetime_seconds":90000,` +
		`"expires_at":"2023-11-15T23:13:20Z","effective_expires_at":"2023-11-15T22:13:20Z","salt":1,"signature":"` + signature + `",` +
		`"services":[{"type":1,"name":"RTC","fields":{"channel_name":"lobby","uid":"12345"},"privileges":[` +
		`{"id":1,"name":"join channel","seconds":3600,"expires_at":"2023-11-14T23:13:20Z","effective_expires_at":"2023-11-14T23:13:20Z"},` +
		`{"id":2,"name":"publish audio","seconds":0,"effective_expires_at":"2023-11-15T22:13:20Z"},` +
		`{"id":9,"seconds":100000,"expires_at":"2023-11-16T02:00:00Z","effective_expires_at":"2023-11-15T22:13:20Z"}]},` +
		`{"type":8,"name":"RTM2","fields":{"user_id":{"hex":"ff"},"permissions":[{"resource_type":1,"permission_type":0,"resources":["a","\u001b"]}]},"privileges":[]}],` +
		`"trailing_bytes":2,"trailing_hex":"00ff","verification":{"status":"signed","certificate":"primary"},"in_force":true,` +
		`"outcome":"refused","verdict":"would be refused: it has ended","findings":[` +
		`{"severity":"refused","code":"expired","message":"the token ended \"5:00\" ago","advice":"build a new one","sdk_code":"109","sdk_name":"ERR_TOKEN_EXPIRED","sdk_also":"in 4.x: reason 9"},` +
		`{"severity":"note","code":"privilege_zero","message":"\u202e (unverified)","sdk_name":"invalid token","unverified":true}]}`
	if line != want {
		t.Errorf("JSON is\n%s\nwant\n%s", line, want)
	}
}

func TestReportOfWhatCannotBeReadIsAnErrorWithFindings(t *testing.T) {
	t.Parallel()
	token, err := tokens.Default.Decode("")
	diagnosis := tokens.Default.Diagnose(tokens.Case{Err: err})
	var got struct {
		Outcome, Verdict string
		Findings         []struct{ Severity, Code string }
		Error            struct {
			Code, Message string
			Offset        *int
		}
	}
	line := tokens.Report{Token: token, Err: err, Diagnosis: &diagnosis}.AppendJSON(nil)
	if err := json.Unmarshal(line, &got); err != nil || got.Outcome != "refused" || len(got.Findings) != 1 || got.Findings[0].Code != "empty" ||
		got.Verdict != "would be refused: "+diagnosis.Findings[0].Title || got.Error.Code != "empty" || got.Error.Offset == nil {
		t.Errorf("%s: %v", line, err)
	}
	if got, want := string(tokens.Report{Err: errors.New("a line is too long")}.AppendJSON(nil)), `{"error":{"message":"a line is too long"}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A writer of its own objects adds the diagnosis to what it has begun.
func TestADiagnosisIsAddedToAnObject(t *testing.T) {
	t.Parallel()
	d := tokens.Diagnosis{Outcome: tokens.CannotTell, Lacks: "the App Certificate"}
	const members = `"outcome":"cannot_tell","verdict":"cannot tell without the App Certificate","findings":[]`
	for begun, want := range map[string]string{"": members, "{": "{" + members, `{"line":1`: `{"line":1,` + members} {
		if got := string(d.AppendJSON([]byte(begun))); got != want {
			t.Errorf("%q becomes %s, want %s", begun, got, want)
		}
	}
}

// A member that was not reached is left out: no zero passes for a value, no
// 1970 for a time.
func TestReportOfACutTokenLeavesOutWhatWasNotReached(t *testing.T) {
	t.Parallel()
	long, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	text006, err := tokens.Default.Build(filledIn(t, "rtc-006", "lifetime", "1h"))
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{"app_id", "channel_crc32", "effective_expires_at", "expires_at", "issued_at", "lifetime_seconds", "privileges", "salt", "services", "signature", "uid_crc32"}
	for _, tt := range []struct {
		text    string
		cut     int
		present string
	}{
		{long, 10, ""},
		{long, 34, "signature"},
		{long, 68, "app_id signature"},
		{long, 72, "app_id issued_at signature"},
		{long, 76, "app_id effective_expires_at expires_at issued_at lifetime_seconds signature"},
		{long, 80, "app_id effective_expires_at expires_at issued_at lifetime_seconds salt signature"},
		{long, 82, "app_id effective_expires_at expires_at issued_at lifetime_seconds salt services signature"},
		{text006, 20, "app_id"},
		{text006, 38, "app_id channel_crc32 signature"},
		{text006, 44, "app_id channel_crc32 signature uid_crc32"},
		{text006, 48, "app_id channel_crc32 salt signature uid_crc32"},
		{text006, 52, "app_id channel_crc32 effective_expires_at expires_at salt signature uid_crc32"},
		{text006, 60, "app_id channel_crc32 effective_expires_at expires_at privileges salt signature uid_crc32"},
	} {
		token, err := tokens.Default.Decode(cutPayload(t, tt.text, tt.cut))
		if err == nil {
			t.Fatalf("%s cut after %d bytes is whole", tt.text[:3], tt.cut)
		}
		line := tokens.Report{Token: token, Err: err}.AppendJSON(nil)
		var object map[string]any
		if err := json.Unmarshal(line, &object); err != nil {
			t.Fatal(err)
		}
		var present []string
		for _, k := range keys {
			if _, ok := object[k]; ok {
				present = append(present, k)
			}
		}
		if got := strings.Join(present, " "); got != tt.present {
			t.Errorf("%s cut after %d bytes shows %s, want %s", tt.text[:3], tt.cut, got, tt.present)
		}
		if failure, _ := object["error"].(map[string]any); failure["code"] != "truncated" || strings.Contains(string(line), "1970") {
			t.Errorf("%s cut after %d bytes: %s", tt.text[:3], tt.cut, line)
		}
	}
}

func TestServiceCountIsShownIfItDiffers(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]bool{
		`{"services":[{"type":4}]}`:                                       false,
		`{"services":[{"type":4},{"type":99}]}`:                           false,
		`{"services":[{"type":99,"undecoded_hex":"00"},{"type":100}]}`:    true,
		`{"services":[]}`:                                                 false,
		`{"services":[{"type":99,"undecoded_hex":""}],"service_count":9}`: true,
	} {
		line := string(tokens.Report{Token: madeOf(t, spec)}.AppendJSON(nil))
		if strings.Contains(line, `"service_count":`) != want {
			t.Errorf("%s gives %s", spec, line)
		}
	}
}

func TestTextOfATokenIsEscapedWithoutLoss(t *testing.T) {
	t.Parallel()
	for _, user := range []string{`"\/`, "\x00\x1b\r\n\x7f", "\u0085\u009b\u202e\u2028\ufeff\u200b", "\U000e0001\U0001f389 用户", "\ufffd", "\xff", "a\xed\xa0\x80"} {
		token := decoded(t, "rtm", tokens.Values{"user": user})
		line := tokens.Report{Token: token, Text: user}.AppendJSON(nil)
		requireCleanLine(t, string(line))
		second, err := tokens.Default.Decode(composed(t, line))
		if err != nil || second.Services[0].Values[0].Text != user {
			t.Errorf("%q comes back as %+v, %v from %s", user, second, err, line)
		}
	}
}
