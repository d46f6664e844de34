package tokens_test

import (
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atc/tokens"
)

func crc(text string) uint32 { return crc32.ChecksumIEEE([]byte(text)) }

func TestEveryNumberUpToAMillionIsFoundByItsChecksum(t *testing.T) {
	t.Parallel()
	const most = 1_000_000
	bySum := make(map[uint32][]string, most)
	for n := range most + 1 {
		text := strconv.Itoa(n)
		bySum[crc(text)] = append(bySum[crc(text)], text)
	}
	step := 97 // a sample of the sums, as many as are tried in a moment
	i := 0
	for sum, want := range bySum {
		if i++; i%step != 0 {
			continue
		}
		var short []string
		for _, text := range tokens.NumericUsers(sum) {
			if len(text) <= 6 && !strings.HasPrefix(text, "-") {
				short = append(short, text)
			}
		}
		want = slices.DeleteFunc(slices.Clone(want), func(s string) bool { return len(s) > 6 })
		if !slices.Equal(short, want) {
			t.Fatalf("sum %08x: %q up to a million, want %q", sum, short, want)
		}
	}
}

// TestNoNumberIsMissed holds ranges of numbers, of all lengths and both signs,
// against what is found for their sums.
func TestNoNumberIsMissed(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	starts := []int64{0, 10, 100, 999_900, 9_999_900, 99_999_900, 999_999_900, 2147483600, 4294967196, -2147483648, -1000}
	for range 300 {
		starts = append(starts, rnd.Int64N(1<<32-100), -1-rnd.Int64N(1<<31-100))
	}
	for _, start := range starts {
		for n := start; n < start+20; n++ {
			if n == 0 && start < 0 {
				break
			}
			text := strconv.FormatInt(n, 10)
			if all := tokens.NumericUsers(crc(text)); !slices.Contains(all, text) {
				t.Fatalf("%s is missed: %q", text, all)
			}
		}
	}
}

func TestWhatIsFoundForAChecksumHasIt(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(3, 4))
	none, several, total := 0, 0, 0
	const sums = 3000
	for range sums {
		sum := rnd.Uint32()
		plain := 0
		for _, text := range tokens.NumericUsers(sum) {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || crc(text) != sum || strconv.FormatInt(n, 10) != text || n < -1<<31 || n > 1<<32-1 {
				t.Fatalf("%q for %08x: %08x, %v", text, sum, crc(text), err)
			}
			if n >= 0 {
				plain++
			}
		}
		total += plain
		switch {
		case plain == 0:
			none++
		case plain > 1:
			several++
		}
	}
	// 2³² numbers over 2³² sums: one each on average.
	if total < sums*9/10 || total > sums*11/10 || none == 0 || several == 0 {
		t.Errorf("%d numbers for %d sums, %d of them without one, %d with several", total, sums, none, several)
	}
}

func TestNumbersComeInOrderAndOnce(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		all := tokens.NumericUsers(rnd.Uint32())
		cut := slices.IndexFunc(all, func(s string) bool { return s[0] == '-' })
		if cut < 0 {
			cut = len(all)
		}
		for _, part := range [][]string{all[:cut], all[cut:]} {
			for i := 1; i < len(part); i++ {
				if len(part[i-1]) > len(part[i]) || len(part[i-1]) == len(part[i]) && part[i-1] >= part[i] {
					t.Fatalf("out of order: %q", all)
				}
			}
		}
	}
}

func TestTheNumbersOfKnownChecksums(t *testing.T) {
	t.Parallel()
	for text, sum := range map[string]uint32{"0": 0xf4dbdf21, "2882341273": 0xe551a057, "-1": crc("-1"), "-2147483648": crc("-2147483648"), "4294967295": crc("4294967295")} {
		if all := tokens.NumericUsers(sum); !slices.Contains(all, text) {
			t.Errorf("%08x: %q, want %s among them", sum, all, text)
		}
	}
	for _, text := range []string{"00", "01", "-0", "4294967296", "9999999999", "-2147483649", "-4294967295", "+1", ""} {
		if all := tokens.NumericUsers(crc(text)); slices.Contains(all, text) {
			t.Errorf("%q is the text of no user: %q", text, all)
		}
	}
}

func BenchmarkNumericUsers(b *testing.B) {
	for b.Loop() {
		tokens.NumericUsers(0xe551a057)
	}
}
