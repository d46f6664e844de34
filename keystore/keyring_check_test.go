package keystore_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/keystore"
)

// steps returns what a check did, and which step failed.
func steps(r keystore.Report) (did []string, failed string) {
	for _, s := range r.Steps {
		did = append(did, s.Did)
		if s.Err != nil {
			failed = s.Did
		}
	}
	return did, failed
}

func TestCheckStopsAtTheStepThatFails(t *testing.T) {
	t.Parallel()
	all := []string{"read the list of projects", "write a probe item", "read it back", "delete it", "compare the list with the keyring"}
	for _, c := range []struct {
		call string
		nth  int // of those
		want int // the step that fails
	}{
		{"get probe", 1, 1}, // what unlocks the keyring
		{"set probe", 1, 1},
		{"get probe", 2, 2},
		{"delete probe", 1, 3},
		{"get probe", 3, 3}, // what makes sure of it
		{"get register", 1, 4},
		{"get 970", 1, 4},
	} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		seen := 0
		ring.faulty(func(_ int, call string) error {
			if !strings.HasPrefix(call, c.call) {
				return nil
			}
			if seen++; seen == c.nth {
				return errBroken
			}
			return nil
		})
		report := k.Check(t.Context())
		did, at := steps(report)
		if !slices.Equal(did, all[:c.want+1]) || at != all[c.want] {
			t.Errorf("%s %d fails: the check did %q and failed to %q, want it to fail to %q", c.call, c.nth, did, at, all[c.want])
		}
		wantUnavailable(t, report.Err())
		if _, _, probes := ring.held(); len(probes) > 0 && c.call != "delete probe" {
			t.Errorf("%s %d fails: the check leaves %q behind", c.call, c.nth, probes)
		}
		again := k.Check(t.Context())
		if err := again.Err(); err != nil {
			t.Errorf("the next check: %v", err)
		}
		if _, _, probes := ring.held(); len(probes) > 0 {
			t.Errorf("%s %d fails: the next check leaves %q", c.call, c.nth, probes)
		}
	}
}

func TestCheckLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	report := k.Check(t.Context())
	if did, failed := steps(report); failed != "" || len(did) != 5 {
		t.Errorf("the check did %q and failed to %q", did, failed)
	}
	if len(ring.items) > 0 {
		t.Errorf("the check leaves %d items behind", len(ring.items))
	}
}

func TestCheckFindsAProbeThatComesBackChanged(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	ring.faulty(func(n int, _ string) error {
		if n == 3 { // after the write
			ring.overwrite(t, "another", "probe")
		}
		return nil
	})
	report := k.Check(t.Context())
	if _, failed := steps(report); failed != "read it back" {
		t.Errorf("the check failed to %q, want to read back what it wrote", failed)
	}
}

// TestProbeThatStayedIsDeletedByTheNextCheck has a check killed after it wrote,
// or a keyring store the probe when that process is no more.
func TestProbeThatStayedIsDeletedByTheNextCheck(t *testing.T) {
	t.Parallel()
	for _, index := range []string{"with projects", "without"} {
		var there []keystore.Project
		if index == "with projects" {
			there = []keystore.Project{project("acme", "a", "b")}
		}
		k, ring, path := newKeyring(t, there...)
		left := ""
		ring.faulty(func(_ int, call string) error {
			if name, found := strings.CutPrefix(call, "delete "); found {
				left = name
				return errBroken
			}
			return nil
		})
		if report := k.Check(t.Context()); report.Err() == nil {
			t.Errorf("%s: the check did not fail", index)
		}
		if want := "probe " + indexID(t, path); left != want {
			t.Errorf("%s: the probe is called %q, want %q", index, left, want)
		}
		ring.faulty(nil)
		next := keystore.NewKeyring(ring, path)
		if report := next.Check(t.Context()); report.Err() != nil {
			t.Errorf("%s: the next check: %v", index, report.Err())
		}
		if _, _, probes := ring.held(); len(probes) > 0 {
			t.Errorf("%s: the next check leaves %q", index, probes)
		}
	}
}

func TestProbeThatIsStoredTooLateIsTakenBack(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", ""))
	ctx, giveUp := context.WithCancel(t.Context())
	release := make(chan struct{})
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set probe") {
			giveUp()
			<-release
		}
		return nil
	})
	report := k.Check(ctx)
	if _, failed := steps(report); failed != "write a probe item" || !errors.Is(report.Err(), context.Canceled) {
		t.Errorf("the check failed to %q: %v", failed, report.Err())
	}
	close(release)
	_, err := k.Get(t.Context(), "acme") // its turn comes after the late call
	must(t, err)
	if _, _, probes := ring.held(); len(probes) > 0 {
		t.Errorf("%q stayed of a check that was given up", probes)
	}
}

// TestChecksAtTheSameTimeDoNotDisturbEachOther starts a check while another one
// is about to read back what it wrote.
func TestChecksAtTheSameTimeDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	other := keystore.NewKeyring(ring, index)
	ring.faulty(func(n int, call string) error {
		if n != 3 {
			return nil
		}
		if !strings.HasPrefix(call, "get probe") {
			t.Errorf("the third call is to %s, want what reads the probe back", call)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer cancel()
		if report := other.Check(ctx); report.Err() == nil || !strings.Contains(report.Err().Error(), "another atc") {
			t.Errorf("the other check ended with %v, want it to wait for the first", report.Err())
		}
		return nil
	})
	if report := k.Check(t.Context()); report.Err() != nil {
		t.Errorf("check: %v", report.Err())
	}
	if report := other.Check(t.Context()); report.Err() != nil || len(report.Faults) > 0 {
		t.Errorf("the other check after it: %+v", report)
	}
}
