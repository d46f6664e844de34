package ui_test

import (
	"math"
	"testing"

	"atc/ui"
)

func TestLargeNumbersAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 12_034_111: "12,034,111", -1000: "-1,000", math.MaxInt64: "9,223,372,036,854,775,807"} {
		if got := ui.Grouped(n); got != want {
			t.Errorf("Grouped(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1 kB", 1234: "1.2 kB", 99_940: "99.9 kB", 99_960: "100 kB", 120_400_000: "120 MB",
		999_499: "999 kB", 999_500: "1 MB", 3_400_000_000: "3.4 GB", math.MaxInt64: "9.2 EB",
	} {
		if got := ui.Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}
