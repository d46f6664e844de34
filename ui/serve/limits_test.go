package serve_test

import (
	"fmt"
	"testing"
	"time"

	"atc/ui"
	"atc/ui/sshd"
)

// TestTheDefaultsThatPeopleReadAreThoseOfTheServer compares what the form and the
// help say with what holds.
func TestTheDefaultsThatPeopleReadAreThoseOfTheServer(t *testing.T) {
	t.Parallel()
	d := sshd.DefaultLimits()
	for _, c := range []struct{ said, holds string }{
		{ui.DefaultSSHSessions, fmt.Sprint(d.Sessions)},
		{ui.DefaultSSHPerKey, fmt.Sprint(d.PerKey)},
		{ui.DefaultSSHRate, fmt.Sprint(d.Rate)},
		{duration(t, ui.DefaultSSHIdle), d.Idle.String()},
		{duration(t, ui.DefaultSSHTotal), d.Total.String()},
	} {
		if c.said != c.holds {
			t.Errorf("people read %s where %s holds", c.said, c.holds)
		}
	}
}

func duration(t *testing.T, text string) string {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.String()
}
