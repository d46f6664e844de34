package tokens

import (
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
)

// A nameFinder is a search under way.
type nameFinder struct {
	token *Token
	names Names
	// Parallel to the slots: what each holds of the text of a match, lest one
	// is kept twice.
	seen [2]map[string]bool
	room []byte // for the ways to write a name
}

// newNameFinder returns the search for a token, with the slots that it hides,
// or with the reason why it hides nothing.
func newNameFinder(t *Token) *nameFinder {
	f := &nameFinder{token: t}
	if t == nil {
		f.names.Nothing = "nothing of a token could be read"
		return f
	}
	channel, user := NameSlot{Slot: ChannelSlot}, NameSlot{Slot: UserSlot}
	switch t.Version {
	case AccessToken2:
		f.names.Nothing = "a 007 token holds its channel and its user in the clear: there is nothing to look for"
		return f
	case AccessToken:
		if !t.Has(PartChannelCRC32 | PartUIDCRC32) {
			f.names.Nothing = "the token ends before the checksums of its channel and its user"
			return f
		}
		channel, user = summedSlot(ChannelSlot, t.ChannelCRC32), summedSlot(UserSlot, t.UIDCRC32)
		if t.onlySignaling() {
			// Its builder puts the user where the channel stands.
			f.names.Slots = []NameSlot{summedSlot(UserSlot, t.ChannelCRC32)}
		} else {
			f.names.Slots = []NameSlot{channel, user}
		}
	case SignalingToken:
		f.names.Slots = []NameSlot{user}
	case DynamicKey, DynamicKey2, DynamicKey3:
		f.names.Slots = []NameSlot{channel} // 001 has no user, the others in the clear
	default:
		f.names.Slots = []NameSlot{channel, user}
	}
	if !f.summed() && !t.signatureComplete() {
		f.names = Names{Nothing: "the token was not read far enough to check its signature, and holds no checksum to compare with"}
	}
	for i := range f.names.Slots {
		f.seen[i] = map[string]bool{}
	}
	return f
}

func summedSlot(s Slot, sum uint32) NameSlot {
	return NameSlot{Slot: s, Summed: true, CRC32: sum, Empty: sum == 0}
}

// summed reports whether there are checksums to compare with.
func (f *nameFinder) summed() bool { return len(f.names.Slots) > 0 && f.names.Slots[0].Summed }

// try tries a name for every slot.
func (f *nameFinder) try(name, source string) {
	if !f.summed() {
		for i := range f.names.Slots {
			f.keep(i, NameMatch{Text: name, Source: source})
		}
		f.names.Tried++
		return
	}
	for i := range nameChanges {
		if written, ok := nameChanges[i].write(f.room[:0], name); ok {
			f.room = written
			f.compare(written, source, nameChanges[i].words)
		}
	}
	if signed := signedUser(name); signed != "" {
		f.compare(append(f.room[:0], signed...), source, signedByJava)
	}
}

// signedByJava is how a number differs that the Java builder of 006 has written.
const signedByJava = "as the Java builder writes it"

// compare keeps a name for the slots with its checksum.
func (f *nameFinder) compare(name []byte, source, change string) {
	f.names.Tried++
	sum := crc32.ChecksumIEEE(name)
	for i := range f.names.Slots {
		s := &f.names.Slots[i]
		if sum == s.CRC32 && !s.Empty && (change != signedByJava || f.numeric(s)) {
			f.keep(i, NameMatch{Text: string(name), Source: source, Change: change})
		}
	}
}

// numeric reports whether builders write numbers into a slot: those of Signaling
// take a text, as all do for the channel.
func (f *nameFinder) numeric(s *NameSlot) bool { return s.Slot == UserSlot && !f.token.onlySignaling() }

// tryNumbers tries every number for every slot with a checksum.
func (f *nameFinder) tryNumbers() {
	for i := range f.names.Slots {
		s := &f.names.Slots[i]
		if !s.Summed || s.Empty {
			continue
		}
		for _, text := range NumericUsers(s.CRC32) {
			m := NameMatch{Text: text, Source: "a number"}
			number := strings.TrimPrefix(text, "-")
			if number != text {
				if !f.numeric(s) {
					continue
				}
				m.Change = signedByJava
			}
			if n, err := strconv.ParseUint(number, 10, 64); err == nil && number == text {
				m.OneIn = (maxUint32 + 1) / (n + 1)
			} else {
				m.OneIn = 1
			}
			f.keep(i, m)
		}
	}
}

// keep adds a match to a slot, unless it is there already.
func (f *nameFinder) keep(slot int, m NameMatch) {
	s, most := &f.names.Slots[slot], MaxMatches
	if !s.Summed {
		most = MaxSignatures // all of them are tried with a certificate
	}
	switch {
	case f.seen[slot][m.Text]:
	case !s.Summed && s.Slot == UserSlot && f.token.Version != SignalingToken && !isNumber(m.Text):
		// The dynamic keys know numeric users only.
	case len(s.Matches) >= most:
		f.names.Capped = true
	default:
		m.Text = strings.Clone(m.Text) // not a part of a list of megabytes
		f.seen[slot][m.Text] = true
		s.Matches = append(s.Matches, m)
	}
}

func isNumber(text string) bool {
	_, err := parseUID(text)
	return err == nil
}

// finish brings the search to its end, what is confirmed first.
func (f *nameFinder) finish() Names {
	for i := range f.names.Slots {
		s := &f.names.Slots[i]
		if !s.Summed { // the rest are names that were tried, and fit nothing
			s.Matches = slices.DeleteFunc(s.Matches, func(m NameMatch) bool { return !m.Confirmed })
		}
		slices.SortStableFunc(s.Matches, func(a, b NameMatch) int {
			switch {
			case a.Confirmed == b.Confirmed:
				return 0
			case a.Confirmed:
				return -1
			}
			return 1
		})
	}
	return f.names
}
