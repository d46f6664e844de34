package tokens

import (
	"strconv"
	"strings"
)

// Origin says where a match is from and what speaks against it, in a few words:
// "your list, in lower case". It is not fit for a terminal.
func (m *NameMatch) Origin() string {
	words := m.Source
	if stands := m.Joins(); stands != m.Text {
		words = stands + " as Java writes it"
	} else if m.Change != "" {
		words += ", " + m.Change
	}
	switch {
	case m.OneIn == 0:
		return words
	case m.ByChance():
		return words + ", perhaps by chance"
	}
	return words + ", fits by chance once in " + roughly(m.OneIn)
}

// ByChance reports whether a match says next to nothing: it is a long number,
// and one in a thousand checksums or more has a number up to it that fits.
func (m *NameMatch) ByChance() bool { return m.OneIn > 0 && m.OneIn < 1000 }

// roughly writes a number as it is quickly read: 43 thousand.
func roughly(n uint64) string {
	for _, unit := range []struct {
		size uint64
		name string
	}{{1e9, "billion"}, {1e6, "million"}, {1e3, "thousand"}} {
		if n >= unit.size {
			return strconv.FormatUint(n/unit.size, 10) + " " + unit.name
		}
	}
	return strconv.FormatUint(n, 10)
}

// Shown returns the name, in quotation marks where its ends would not be seen.
// It is not fit for a terminal.
func (m *NameMatch) Shown() string {
	if strings.TrimSpace(m.Text) != m.Text {
		return `"` + m.Text + `"`
	}
	return m.Text
}

// Combination says what the certificate of Proof has signed: "channel lobby,
// any user". It is not fit for a terminal.
func (n *Names) Combination() string {
	var parts []string
	for i := range n.Slots {
		s := &n.Slots[i]
		if words := s.Nobody(); words != "" {
			parts = append(parts, words)
		} else if len(s.Matches) > 0 {
			parts = append(parts, string(s.Slot)+" "+s.Matches[0].Shown())
		}
	}
	return strings.Join(parts, ", ")
}

// Nobody says what an empty slot means, or is "" for one that names somebody.
func (s *NameSlot) Nobody() string {
	switch {
	case !s.Empty:
		return ""
	case s.Slot == UserSlot:
		return "any user"
	}
	return "no channel"
}
