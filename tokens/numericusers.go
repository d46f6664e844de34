package tokens

import (
	"hash/crc32"
	"math/bits"
	"slices"
	"strconv"
)

// NumericUsers returns every text of a numeric user whose CRC-32 (IEEE) is sum:
// the plain decimal numbers from 0 to 2³²−1 in ascending order, then the
// negative ones that the Java builder of 006 writes for those above 2³¹−1, from
// -1 on. There is about one plain number for any sum, so that one fits is no
// proof, the less the longer it is. It takes some microseconds.
func NumericUsers(sum uint32) []string {
	return append(numbersOf("", sum, maxUint32), numbersOf("-", sum, 1<<31)...)
}

// maxDigits is how many digits the greatest number of 32 bits has.
const maxDigits = 10

// numbersOf returns sign and number of every number up to most, without zeros in
// front, whose text has the checksum, by ascending number.
func numbersOf(sign string, sum uint32, most uint64) []string {
	var found []string
	for digits := 1; digits <= maxDigits; digits++ {
		var numbers []uint64
		for packed := range newDigitSums(sign, digits).with(sum) {
			n, ok := unpackDigits(packed)
			shortest := packed>>(4*(digits-1)) != 0 || digits == 1 && sign == ""
			if ok && shortest && n <= most {
				numbers = append(numbers, n)
			}
		}
		slices.Sort(numbers)
		for _, n := range numbers {
			found = append(found, sign+strconv.FormatUint(n, 10))
		}
	}
	return found
}

// unpackDigits returns the number that four bits for each digit stand for, and
// false if some of them stand for more than 9.
func unpackDigits(packed uint64) (n uint64, ok bool) {
	for shift := 4 * (maxDigits - 1); shift >= 0; shift -= 4 {
		digit := packed >> shift & 0xf
		if digit > 9 {
			return 0, false
		}
		n = 10*n + digit
	}
	return n, true
}

// digitSums knows the checksums of all texts of a sign and so many digits. CRC-32
// is affine over GF(2): in texts of one length, a bit that changes its value
// changes the same bits of the checksum, whatever the other bits are. The low
// four bits of each digit are the unknowns of a system of 32 linear equations,
// which leaves at most some hundred solutions to look at out of 2⁴⁰.
type digitSums struct {
	zeros uint32 // the checksum where all digits are 0
	// pivots are the system in echelon form, by the highest bit of change; one
	// without bits is none.
	pivots [32]struct {
		change uint32 // of the checksum
		bits   uint64 // of the digits that make it, four for each, the last digit lowest
	}
	free []uint64 // bits of the digits that together change nothing
}

func newDigitSums(sign string, digits int) *digitSums {
	var room [maxDigits + 1]byte
	text := append(room[:0], sign...)
	for range digits {
		text = append(text, '0')
	}
	s := &digitSums{zeros: crc32.ChecksumIEEE(text)}
	for bit := range 4 * digits {
		digit := &text[len(text)-1-bit/4]
		*digit ^= 1 << (bit % 4)
		s.add(crc32.ChecksumIEEE(text)^s.zeros, 1<<bit)
		*digit = '0'
	}
	return s
}

// add takes in what one bit of the digits changes.
func (s *digitSums) add(change uint32, digits uint64) {
	for change != 0 {
		p := &s.pivots[bits.Len32(change)-1]
		if p.bits == 0 {
			p.change, p.bits = change, digits
			return
		}
		change ^= p.change
		digits ^= p.bits
	}
	s.free = append(s.free, digits)
}

// with yields the bits of all digits that give the checksum, those that stand
// for no digit included, each once and in no order.
func (s *digitSums) with(sum uint32) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		var digits uint64
		for change := sum ^ s.zeros; change != 0; {
			p := &s.pivots[bits.Len32(change)-1]
			if p.bits == 0 {
				return
			}
			change ^= p.change
			digits ^= p.bits
		}
		// A Gray code goes through all sums of the free ones, one step each.
		for n := uint(1); yield(digits) && n < 1<<len(s.free); n++ {
			digits ^= s.free[bits.TrailingZeros(n)]
		}
	}
}
