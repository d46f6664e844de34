package tokens_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

// found returns what is found of a token by itself.
func found(t *tokens.Token) []tokens.Finding {
	return tokens.Default.Diagnose(tokens.Case{Token: t}).Findings
}

// findingOf returns the finding with a code, or nil.
func findingOf(all []tokens.Finding, code tokens.Code) *tokens.Finding {
	for i := range all {
		if all[i].Code == code {
			return &all[i]
		}
	}
	return nil
}

func codesOf(all []tokens.Finding) []tokens.Code {
	codes := make([]tokens.Code, len(all))
	for i := range all {
		codes[i] = all[i].Code
	}
	return codes
}

// inside returns a time within the life of a token and of all its privileges:
// when half of the shortest of them has passed.
func inside(token *tokens.Token) time.Time {
	end, ok := token.EffectiveExpiresAt()
	if !ok {
		return time.Unix(1700000000, 0)
	}
	privileges := slices.Clone(token.Privileges)
	for _, s := range token.Services {
		privileges = append(privileges, s.Privileges...)
	}
	for _, p := range privileges {
		if at, ok := token.PrivilegeEffectiveExpiresAt(p); ok && at.Before(end) {
			end = at
		}
	}
	if issued, known := token.IssuedAt(); known {
		return issued.Add(end.Sub(issued) / 2)
	}
	return end.Add(-time.Hour)
}

// caseOf makes a case of a vector that is in its life, checked with the right
// certificate and what it was made for.
func (v *vector) caseOf(t *testing.T) tokens.Case {
	t.Helper()
	text := v.text(t)
	token, err := tokens.Default.Decode(text)
	k := tokens.Case{Text: text, Token: token, Err: err}
	if token != nil {
		k.Now = inside(token)
	}
	var checks []struct {
		AppCertificate string `json:"app_certificate"`
		ChannelName    string `json:"channel_name"`
		UID            any
		Account        string
		OK             bool
	}
	if json.Unmarshal(v.Verify, &checks) != nil {
		return k
	}
	for _, c := range checks {
		if !c.OK {
			continue
		}
		k.Certificates = certificate(c.AppCertificate)
		k.Certificates[0].AppID = token.AppID
		k.Join.Channel, k.Join.User = c.ChannelName, c.Account
		switch uid := c.UID.(type) {
		case string:
			k.Join.User = uid
		case float64:
			k.Join.User = json.Number(mustJSON(t, uid)).String()
		}
		if token.Version == tokens.AccessToken && token.Privileges[0].ID == 1000 && k.Join.User == "" {
			k.Join.Channel, k.Join.User = "", k.Join.Channel // as the format has it
		}
		break
	}
	return k
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// aboutHealthy are the notes that a healthy token may have: about what its
// format hides, its age, its role, and what ends first.
var aboutHealthy = []tokens.Code{
	tokens.CodeCRCOnly, tokens.CodeOldVersion, tokens.CodeSubscriberOnly, tokens.CodePrivilegeEndsFirst,
	tokens.CodeJoinBeforePublish, tokens.CodeChatRenew, tokens.CodeIssuedBefore2021, tokens.CodeEndsSoon,
}

func TestHealthyTokensAreNotFoundFault(t *testing.T) {
	t.Parallel()
	healthy := 0
	for _, v := range vectors(t, "public.json") {
		if len(v.Flags) > 0 {
			continue
		}
		healthy++
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			k := v.caseOf(t)
			d := tokens.Default.Diagnose(k)
			for _, f := range d.Findings {
				if f.Severity != tokens.Note || !slices.Contains(aboutHealthy, f.Code) {
					t.Errorf("%s %s: %s", f.Severity, f.Code, f.Message)
				}
			}
			if d.Outcome != tokens.NothingFound || d.Verification.Status != tokens.Signed {
				t.Errorf("%s: %+v", d.Verdict(), d.Verification)
			}
		})
	}
	if healthy != 84 {
		t.Errorf("%d vectors have no flag, want 84", healthy)
	}
}

// isFlag reports whether a code is one of the flags of the vectors.
func isFlag(all []vector, code tokens.Code) bool {
	return slices.ContainsFunc(all, func(v vector) bool { return slices.Contains(v.Flags, string(code)) })
}

// A flag is set where its fact is so. What is found of a vector and is a flag,
// the vector has, too, but where the flag is narrower than the finding.
func TestEveryFlagOfTheVectorsIsFound(t *testing.T) {
	t.Parallel()
	all := vectors(t, "public.json")
	for _, v := range all {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			codes := codesOf(tokens.Default.Diagnose(v.caseOf(t)).Findings)
			for _, flag := range v.Flags {
				if !slices.Contains(codes, tokens.Code(flag)) {
					t.Errorf("%s is not among %v", flag, codes)
				}
			}
			for _, code := range codes {
				if isFlag(all, code) && !slices.Contains(v.Flags, string(code)) {
					t.Errorf("%s is found, and the vector has %v", code, v.Flags)
				}
			}
		})
	}
}

func TestBadTokensAreFoundToBe(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "bad.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			text := v.text(t)
			r := tokens.Default.Read(text)
			d := tokens.Default.Diagnose(tokens.Case{Text: r.Text, Repairs: r.Repairs, Token: r.Token, Err: r.Err, Now: time.Unix(1699999000, 0)})
			switch {
			case len(d.Findings) == 0:
				t.Error("nothing is found")
			case v.Expect == "error" && (d.Findings[0].Severity != tokens.Refused || d.Outcome != tokens.WouldBeRefused):
				t.Errorf("%s: %+v", d.Verdict(), d.Findings[0])
			case v.Expect == "error" && len(d.Findings) > 1 && d.Findings[1].Severity == tokens.Refused:
				t.Errorf("one cause gives %v", codesOf(d.Findings))
			}
			for _, flag := range v.Flags {
				if findingOf(d.Findings, tokens.Code(flag)) == nil {
					t.Errorf("%s is not among %v", flag, codesOf(d.Findings))
				}
			}
		})
	}
}

func TestEmptyTextHasOneFinding(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "  \n"} {
		_, err := tokens.Default.Decode(text)
		d := tokens.Default.Diagnose(tokens.Case{Text: text, Err: err, Now: time.Unix(1700000000, 0), Certificates: certificate(sampleCertificate)})
		if codes := codesOf(d.Findings); !slices.Equal(codes, []tokens.Code{tokens.CodeEmpty}) {
			t.Errorf("%q: %v", text, codes)
		}
		if d.Verdict() != "would be refused: there is no token" {
			t.Errorf("%q: %s", text, d.Verdict())
		}
	}
}

// The gravest stand first, and among those of one severity the order is that of
// the table.
func TestMostTellingFindingStandsFirst(t *testing.T) {
	t.Parallel()
	k := caseOfVector(t, "p098-e-expire-unix-go")
	k.Now = time.Unix(1700000000, 0).AddDate(0, 1, 0)
	k.Join = tokens.Join{Product: tokens.ProductRTCNative, AppID: strings.Repeat("0", 32), Channel: "Lobby", User: "0"}
	d := tokens.Default.Diagnose(k)
	at := -1
	for i, f := range d.Findings {
		if i > 0 && !d.Findings[i-1].Severity.AtLeast(f.Severity) {
			t.Errorf("%s %s stands after %s %s", f.Severity, f.Code, d.Findings[i-1].Severity, d.Findings[i-1].Code)
		}
		if i > 0 && d.Findings[i-1].Severity != f.Severity {
			at = -1
		}
		next := slices.IndexFunc(tokens.Default.Rules, func(r tokens.Rule) bool { return r.Code == f.Code && r.Title == f.Title })
		if next < at {
			t.Errorf("%s stands before what tells more", f.Code)
		}
		at = next
	}
	if len(d.Findings) < 6 || d.Findings[0].Code != tokens.CodeAppIDMismatch || d.Gravest() != tokens.Refused {
		t.Errorf("%v", codesOf(d.Findings))
	}
}

func caseOfVector(t *testing.T, id string) tokens.Case {
	t.Helper()
	v := vectorOf(t, "public.json", id)
	return v.caseOf(t)
}
