package secret_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"atc/keystore/secret"
)

const certificate = "5CFd2fd1755d40ecb72977518be15d3b"

func TestRevealGivesBackTheCertificate(t *testing.T) {
	t.Parallel()
	if got := secret.New(certificate).Reveal(); got != certificate {
		t.Errorf("Reveal() = %q, want %q", got, certificate)
	}
}

func TestProjectWithoutCertificateHoldsTheEmptySecret(t *testing.T) {
	t.Parallel()
	var none secret.Value
	if none.Reveal() != "" || !none.IsZero() {
		t.Errorf("zero Value: Reveal() = %q, IsZero() = %v", none.Reveal(), none.IsZero())
	}
	if secret.New("") != none {
		t.Error(`New("") is not the zero Value`)
	}
	if secret.New(certificate).IsZero() {
		t.Error("IsZero() = true for a certificate")
	}
}

func TestHintTellsTwoCertificatesApartAndGivesNoShortSecretAway(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		certificate: "••••5d3b", "": "", "hunter2": "••••", "fifteen letters": "••••", "sixteen lettérs!": "••••érs!",
	} {
		if got := secret.New(text).Hint(); got != want {
			t.Errorf("the hint of %q is %q, want %q", text, got, want)
		}
	}
}

func TestEqualComparesTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		a, b secret.Value
		want bool
	}{
		{"the same certificate read twice", secret.New(certificate), secret.New(strings.Clone(certificate)), true},
		{"another certificate", secret.New(certificate), secret.New(strings.Repeat("0", 32)), false},
		{"a certificate cut short", secret.New(certificate), secret.New(certificate[:31]), false},
		{"a certificate in capitals", secret.New(certificate), secret.New(strings.ToUpper(certificate)), false},
		{"a certificate and none", secret.New(certificate), secret.Value{}, false},
		{"none and none", secret.Value{}, secret.New(""), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.a.Equal(tt.b); got != tt.want {
				t.Errorf("a.Equal(b) = %v, want %v", got, tt.want)
			}
			if got := tt.b.Equal(tt.a); got != tt.want {
				t.Errorf("b.Equal(a) = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOmitzeroLeavesOutAnEmptySecret(t *testing.T) {
	t.Parallel()
	type profile struct {
		Primary   secret.Value `json:"primary,omitzero"`
		Secondary secret.Value `json:"secondary,omitzero"`
	}
	got, err := json.Marshal(profile{Primary: secret.New(certificate)})
	if want := `{"primary":"[secret]"}`; err != nil || string(got) != want {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
}

func TestPlaceholderIsNeverReadBack(t *testing.T) {
	t.Parallel()
	for _, input := range []string{`"[secret]"`, `"` + certificate + `"`, `""`, `null`, `12`, `{}`} {
		profile := struct{ Certificate secret.Value }{secret.New(certificate)}
		err := json.Unmarshal([]byte(`{"Certificate":`+input+`}`), &profile)
		if err == nil || !strings.Contains(err.Error(), "never read") || leaks(err.Error()) {
			t.Errorf("Unmarshal of %s: error = %v, want a refusal", input, err)
		}
		if profile.Certificate.Reveal() != certificate {
			t.Errorf("Unmarshal of %s changed the secret", input)
		}
	}

	var byCertificate map[secret.Value]int
	if err := json.Unmarshal([]byte(`{"[secret]":1}`), &byCertificate); err == nil {
		t.Error("a placeholder was read as the key of a JSON object")
	}
	var profile struct{ Certificate secret.Value }
	if err := xml.Unmarshal([]byte("<p><Certificate>[secret]</Certificate></p>"), &profile); err == nil {
		t.Error("a placeholder was read from XML")
	}
}
