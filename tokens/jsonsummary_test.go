package tokens_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// summary returns the summary of a report as an object.
func summary(t *testing.T, r tokens.Report) (text string, members map[string]any) {
	t.Helper()
	text = "{" + string(r.AppendSummary(nil)) + "}"
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
	return text, members
}

func TestNoTokenCanBePutTogetherFromItsSummary(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(t, file) {
			token, err := tokens.Default.Decode(v.text(t))
			if token == nil {
				continue
			}
			text, members := summary(t, tokens.Report{Token: token, Err: err})
			for _, key := range []string{"salt", "random_int", "signature", "signature_hex", "trailing_hex", "token"} {
				if _, has := members[key]; has {
					t.Errorf("%s: has %s: %.300s", v.ID, key, text)
				}
			}
			for _, signature := range []string{token.Signature, hex.EncodeToString([]byte(token.Signature))} {
				if len(signature) > 8 && strings.Contains(text, signature) {
					t.Errorf("%s: has the signature: %.300s", v.ID, text)
				}
			}
		}
	}
}

func TestASummaryHasTheMembersOfTheReport(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if v.Kind == "rtm2" || slices.Contains(v.Flags, "unknown_service") {
			continue
		}
		token, err := tokens.Default.Decode(v.Token)
		d := tokens.Default.Diagnose(tokens.Case{Text: v.Token, Token: token, Err: err})
		r := tokens.Report{Token: token, Text: "shortened", Verification: &d.Verification, Diagnosis: &d, Err: err}
		var whole map[string]any
		if err := json.Unmarshal(r.AppendJSON(nil), &whole); err != nil {
			t.Fatal(err)
		}
		_, got := summary(t, r)
		for key, value := range got {
			if s, isList := value.([]any); isList && key == "services" && slices.ContainsFunc(s, hasNoPermissions) {
				continue
			}
			if !reflect.DeepEqual(whole[key], value) {
				t.Errorf("%s: %s is %v, in the report %v", v.ID, key, value, whole[key])
			}
		}
		for key := range maps.Keys(whole) {
			_, has := got[key]
			if left := []string{"salt", "random_int", "signature", "signature_hex", "trailing_bytes", "trailing_hex", "zlib_trailing_bytes", "extra", "service_count"}; !has && !slices.Contains(left, key) {
				t.Errorf("%s: %s is missing", v.ID, key)
			}
		}
	}
}

// hasNoPermissions reports whether a service is RTM2, whose permissions are left
// out of a summary.
func hasNoPermissions(service any) bool {
	s, _ := service.(map[string]any)
	return s["name"] == "RTM2"
}

func TestTheSummaryOfAHugeTokenIsShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\u202e", 20_000)
	value := tokens.SpecValue{Text: long}
	names := tokens.SpecService{Type: 1, Fields: map[string]tokens.SpecValue{"channel_name": value, "uid": value}}
	for name, services := range map[string][]tokens.SpecService{
		"long names":    slices.Repeat([]tokens.SpecService{names}, 8),
		"many services": slices.Repeat([]tokens.SpecService{{Type: 2}}, 20_000),
		"not known":     {{Type: 99, Undecoded: long, Raw: true}},
	} {
		text, err := tokens.Default.Compose(tokens.Spec{Services: services}, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{IssueTime: 1700000000})
		if err != nil {
			t.Fatal(err)
		}
		token, _ := tokens.Default.Decode(text)
		got, members := summary(t, tokens.Report{Token: token})
		const most = 20 << 10
		if len(got) > most {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		listed, _ := members["services"].([]any)
		left, _ := members["services_left_out"].(float64)
		if len(listed) == 0 || len(listed)+int(left) != len(token.Services) {
			t.Errorf("%s: %d services listed, %v left out, of %d", name, len(listed), left, len(token.Services))
		}
	}
}
