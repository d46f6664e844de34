package tokens

// A uint16set is a set of numbers of 16 bits. The small ones, which are all
// that real tokens hold, need no memory of their own.
type uint16set struct {
	small uint64
	large *[1 << 16 / 64]uint64 // made for the first number that is not small
}

// add reports whether n is new.
func (s *uint16set) add(n uint16) bool {
	word := &s.small
	if n >= 64 {
		if s.large == nil {
			s.large = new([1 << 16 / 64]uint64)
		}
		word = &s.large[n/64]
	}
	bit := uint64(1) << (n % 64)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}
