package tokens_test

import (
	"slices"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
)

// A ruling is a token of a kind, made by the libraries or as they make it, with
// what must be found of it.
type ruling struct {
	cause    string
	k        tokens.Case
	code     tokens.Code
	severity tokens.Severity
	message  string
}

// rulings are all of them.
func rulings(t *testing.T) []ruling {
	t.Helper()
	return slices.Concat(
		pastedRulings(t), damageRulings(t), repairRulings(), formatRulings(t), productRulings(t), joinRulings(t), userRulings(t),
		nameRulings(t), messageRulings(t), chatRulings(t), signatureRulings(t), timeRulings(t), lifetimeRulings(t), riskRulings(t),
	)
}

const otherCertificate = "0123456789abcdef0123456789ABCDEF"

// at returns the time that lies seconds after the issue of the tokens of these
// tests.
func at(seconds int64) time.Time { return time.Unix(1700000000+seconds, 0) }

// caseOfText makes a case of a text, ten minutes after the issue.
func caseOfText(text string) tokens.Case {
	token, err := tokens.Default.Decode(text)
	return tokens.Case{Text: text, Token: token, Err: err, Now: at(600)}
}

// caseOfKind makes a case of a token that is built.
func caseOfKind(t *testing.T, kind string, v tokens.Values) tokens.Case {
	t.Helper()
	text, err := tokens.Default.Build(request(t, kind, v))
	if err != nil {
		t.Fatal(err)
	}
	return caseOfText(text)
}

// caseOfSpec makes a case of a token that JSON describes, issued at the usual
// time for the sample project.
func caseOfSpec(t *testing.T, spec string) tokens.Case {
	t.Helper()
	s, err := tokens.ParseSpec([]byte(spec))
	if err != nil {
		t.Fatal(err)
	}
	text, err := tokens.Default.Compose(s, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{IssueTime: 1700000000, Salt: 1})
	if err != nil {
		t.Fatal(err)
	}
	return caseOfText(text)
}

// joining returns the case with what an app joins with.
func joining(k tokens.Case, j tokens.Join) tokens.Case {
	k.Join = j
	return k
}

// later returns the case at another time.
func later(k tokens.Case, seconds int64) tokens.Case {
	k.Now = at(seconds)
	return k
}

// having returns the case with certificates at hand.
func having(k tokens.Case, certificates ...tokens.Certificate) tokens.Case {
	k.Certificates = certificates
	return k
}

// ownCertificate is that of the sample project, as somebody has stored it.
func ownCertificate(value string) tokens.Certificate {
	return tokens.Certificate{Project: "staging", Name: "primary", AppID: sampleAppID, Value: secret.New(value)}
}

func TestEveryCauseIsFound(t *testing.T) {
	t.Parallel()
	for _, tt := range rulings(t) {
		t.Run(tt.cause, func(t *testing.T) {
			t.Parallel()
			d := tokens.Default.Diagnose(tt.k)
			f := findingOf(d.Findings, tt.code)
			if f == nil {
				t.Fatalf("%s is not among %v", tt.code, codesOf(d.Findings))
			}
			if f.Severity != tt.severity || f.Message != tt.message {
				t.Errorf("%s: %s\nwant %s: %s", f.Severity, f.Message, tt.severity, tt.message)
			}
			if refused := d.Outcome == tokens.WouldBeRefused; f.Severity == tokens.Refused && !refused {
				t.Errorf("refused, and the verdict is %s", d.Verdict())
			}
			first := d.Findings[0]
			if d.Outcome == tokens.WouldBeRefused && d.Verdict() != "would be refused: "+first.Title {
				t.Errorf("the verdict is %s, and first stands %s", d.Verdict(), first.Title)
			}
		})
	}
}
