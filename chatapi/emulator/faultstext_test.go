package emulator_test

import (
	"strings"
	"testing"
	"time"

	"atc/chatapi/emulator"
)

func TestFaultsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]emulator.Faults{
		"":                        {},
		"none":                    {},
		"drop-after=0.01":         {DropAfter: 0.01},
		"drop-before=1":           {DropBefore: 1},
		"gateway=2%, latency=1ms": {Gateway: 0.02, Latency: time.Millisecond},
		"too-many = 0.5":          {TooMany: 0.5},
		"skew=-90s,seed=7":        {Skew: -90 * time.Second, Seed: 7},
		"slow-body=0.1,slow-for=2s,spread=10ms": {
			SlowBody: 0.1, SlowFor: 2 * time.Second, Spread: 10 * time.Millisecond,
		},
		"all=1%": {DropBefore: 0.01, DropAfter: 0.01, TooMany: 0.01, Gateway: 0.01, Truncated: 0.01, SlowBody: 0.01},
		"slow-body=0,all=0.01": {
			DropBefore: 0.01, DropAfter: 0.01, TooMany: 0.01, Gateway: 0.01, Truncated: 0.01,
		},
	} {
		got, err := emulator.ParseFaults(text)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
		if again, err := emulator.ParseFaults(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q, which is read as %+v, %v", text, got, again, err)
		}
	}
}

func TestFaultsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"drop-afer=1":             `no fault is called "drop-afer": there are all, latency, spread, slow-for, skew, drop-before, drop-after, too-many, gateway, truncated, slow-body, seed`,
		"gateway":                 "fault gateway has no value: write gateway=0.01",
		"latency=":                "fault latency has no value: write latency=200ms",
		"gateway=0.1,gateway=0.2": "fault gateway is given twice: remove one of the two",
		"gateway=1.5":             `fault gateway is "1.5": give a probability from 0 to 1, or a percentage such as 1%`,
		"gateway=-1%":             `fault gateway is "-1%": give a probability from 0 to 1, or a percentage such as 1%`,
		"gateway=NaN":             `fault gateway is "NaN": give a probability from 0 to 1, or a percentage such as 1%`,
		"latency=fast":            `fault latency is "fast": give a duration such as 200ms, 90s or 5m`,
		"latency=-1s":             "latency is -1s: give a duration from 0s to 1m0s",
		"slow-for=2m":             "slow-for is 2m0s: give a duration from 0s to 1m0s",
		"seed=-1":                 `the seed of the faults is "-1": give a whole number from 0`,
		"all=0.2":                 "the probabilities of all faults add up to 1.2: a request meets with one at most, so give less",
		"gateway=0.1,":            `no fault is called ""`,
		"gateway=0.1,\x1b[31m=1":  `no fault is called "\x1b[31m"`,
	} {
		if _, err := emulator.ParseFaults(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", text, err, want)
		}
	}
}

func FuzzParseFaults(f *testing.F) {
	for _, text := range []string{"", "none", "all=1%", "drop-after=0.01,gateway=0.02,latency=200ms,skew=90s", "seed=18446744073709551615", "gateway=1e-300", "skew=-876000h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := emulator.ParseFaults(text)
		if err != nil {
			return
		}
		if err := got.Check(); err != nil {
			t.Errorf("%q is read as %+v: %v", text, got, err)
		}
		if again, err := emulator.ParseFaults(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q, which is read as %+v, %v", text, got, again, err)
		}
	})
}
