package tokens_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

func TestPublicVectorsDecodeToTheirContent(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			token, err := tokens.Default.Decode(v.Token)
			if err != nil {
				t.Fatal(err)
			}
			requireContent(t, token, v.Decoded)
		})
	}
}

// requireContent holds the JSON of a token against the content that a vector
// expects.
func requireContent(t *testing.T, token *tokens.Token, want map[string]any) {
	t.Helper()
	line := tokens.Report{Token: token}.AppendJSON(nil)
	var got map[string]any
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, line)
	}
	expect := contract(want)
	for key, w := range expect {
		if !reflect.DeepEqual(got[key], w) {
			t.Errorf("%s is %v, want %v\n%s", key, got[key], w, line)
		}
	}
	for key := range got {
		if _, ok := expect[key]; !ok && !slices.Contains([]string{"findings", "effective_expires_at", "signature_hex", "trailing_hex"}, key) {
			t.Errorf("%s is there and not expected\n%s", key, line)
		}
	}
}

// contract translates the content of a vector into the JSON that the program
// promises for it.
func contract(want map[string]any) map[string]any {
	out := map[string]any{}
	at := func(v any) string { return time.Unix(int64(v.(float64)), 0).UTC().Format(time.RFC3339) }
	for key, v := range want {
		switch key {
		case "issue_ts", "unix_ts":
			out["issued_at"] = at(v)
		case "expire":
			out["lifetime_seconds"] = v
		case "ts", "expired_ts":
			if v.(float64) != 0 {
				out["expires_at"] = at(v)
			}
		case "expires_at":
			out["expires_at"] = at(v)
		case "signature_hex":
			out["signature"] = v
		case "crc_channel":
			out["channel_crc32"] = v
		case "crc_uid":
			out["uid_crc32"] = v
		case "services":
			out["services"] = contractServices(want)
		case "privileges":
			out["privileges"] = contractPrivileges(want, want)
		case "service_count":
			if int(v.(float64)) != len(contractServices(want)) {
				out[key] = v
			}
		case "unknown_service_type", "undecoded_hex", "privilege_order":
		default:
			out[key] = v
		}
	}
	return out
}

func contractServices(want map[string]any) []any {
	services := []any{}
	for _, s := range want["services"].([]any) {
		s := s.(map[string]any)
		services = append(services, map[string]any{
			"type": s["type"], "name": s["name"], "fields": s["fields"], "privileges": contractPrivileges(want, s),
		})
	}
	if typ, ok := want["unknown_service_type"]; ok {
		services = append(services, map[string]any{"type": typ, "unknown": true, "undecoded_hex": want["undecoded_hex"]})
	}
	return services
}

// contractPrivileges lists the privileges of a service or message in the order
// of the token, with the ends that follow from their values.
func contractPrivileges(token, holder map[string]any) []any {
	values := holder["privileges"].(map[string]any)
	var ids []float64
	if order, ok := holder["privilege_order"].([]any); ok {
		for _, id := range order {
			ids = append(ids, id.(float64))
		}
	} else {
		for id := range values {
			var n float64
			_ = json.Unmarshal([]byte(id), &n)
			ids = append(ids, n)
		}
		slices.Sort(ids)
	}
	issue, is007 := token["issue_ts"].(float64)
	end := issue + min(86400, number(token["expire"]))
	if !is007 {
		end = number(token["ts"])
	}
	list := []any{}
	for _, id := range ids {
		value := number(values[itoa(id)])
		p := map[string]any{"id": id}
		own := value
		if is007 {
			p["seconds"] = value
			own = issue + value
		}
		if value != 0 {
			p["expires_at"] = time.Unix(int64(own), 0).UTC().Format(time.RFC3339)
			p["effective_expires_at"] = time.Unix(int64(min(own, end)), 0).UTC().Format(time.RFC3339)
		} else {
			p["effective_expires_at"] = time.Unix(int64(end), 0).UTC().Format(time.RFC3339)
		}
		if name := privilegeName(holder, id); name != "" {
			p["name"] = name
		}
		list = append(list, p)
	}
	return list
}

func privilegeName(holder map[string]any, id float64) string {
	if typ, ok := holder["type"].(float64); ok {
		return tokens.Default.Service(uint16(typ)).Privilege(uint16(id))
	}
	for _, p := range tokens.Default.MessagePrivileges {
		if p.ID == uint16(id) {
			return p.Name
		}
	}
	return ""
}

func number(v any) float64 { n, _ := v.(float64); return n }

func itoa(n float64) string { b, _ := json.Marshal(n); return string(b) }

func TestMalformedTokensAreRefusedWithWhatCouldBeRead(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "bad.json") {
		if v.Expect != "error" {
			continue
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			token, err := tokens.Default.Decode(v.text(t))
			var refused *tokens.DecodeError
			if !errors.As(err, &refused) {
				t.Fatalf("decoded: %+v", token)
			}
			if string(refused.Code) != v.Code {
				t.Errorf("code %s, want %s: %v", refused.Code, v.Code, err)
			}
			if msg := err.Error(); strings.ContainsAny(msg, "\n\x1b") || msg == "" {
				t.Errorf("message %q is not one clean line", msg)
			}
			if v.Partial != "" && (token == nil || len(token.Services) != 1) {
				t.Errorf("%s is not shown: %+v", v.Partial, token)
			}
			line := tokens.Report{Token: token, Err: err}.AppendJSON(nil)
			if !json.Valid(line) || bytes.ContainsAny(line, "\n\x1b") {
				t.Errorf("no clean JSON: %s", line)
			}
		})
	}
}

func TestSurprisingTokensDecodeWithTheirFinding(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "bad.json") {
		if v.Expect != "warning" || v.RepairsTo != "" {
			continue
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			token, err := tokens.Default.Decode(v.text(t))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(found(token), func(f tokens.Finding) bool {
				return string(f.Code) == v.Code || v.Code == "app_id" && f.Code == tokens.CodeAppIDNotHex
			}) {
				t.Errorf("no finding %s in %v", v.Code, found(token))
			}
			requireVerdict(t, v, token)
			// A vector's decoded content keeps one value of a doubled privilege.
			if v.Code != "duplicate_privilege" {
				requireContent(t, token, v.Decoded)
			}
		})
	}
}

func requireVerdict(t *testing.T, v vector, token *tokens.Token) {
	t.Helper()
	want := tokens.NotSigned
	if string(v.Verify) == "true" {
		want = tokens.Signed
	}
	subject := tokens.Subject{Channels: []string{v.ChannelName}, Users: []string{v.UID}}
	if got := token.SignedBy(certificate(v.AppCertificate), subject); got.Status != want {
		t.Errorf("%+v, want %s", got, want)
	}
}

func TestPublicVectorsVerifyAsTheySay(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			var checks []struct {
				AppCertificate string  `json:"app_certificate"`
				ChannelName    *string `json:"channel_name"`
				Account        *string
				UID            any
				OK             bool
				Service        string
			}
			if err := json.Unmarshal(v.Verify, &checks); err != nil || len(checks) == 0 {
				t.Fatal("no checks:", err)
			}
			token, err := tokens.Default.Decode(v.Token)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range checks {
				var s tokens.Subject
				if c.ChannelName != nil {
					s.Channels = []string{*c.ChannelName}
				}
				switch uid := c.UID.(type) {
				case string:
					s.Users = []string{uid}
				case float64:
					s.Users = []string{itoa(uid)}
				}
				if c.Account != nil {
					s.Users = []string{*c.Account}
				}
				got := token.SignedBy(certificate(c.AppCertificate), s)
				ok := got.Status == tokens.Signed && (c.Service == "" || got.Service == c.Service)
				if ok != c.OK || got.Status == tokens.Unchecked {
					t.Errorf("%+v gives %s (%s)", c, got.Status, got.Reason)
				}
			}
		})
	}
}
