package keystore_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"atc/keystore"
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
