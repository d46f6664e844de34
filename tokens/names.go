package tokens

// Tokens older than 007 are signed with names that they do not hold: the
// channel, the user, or both. Of a 006 token the CRC-32 of each can be compared
// with names that somebody supplies. A name that fits may do so by chance; what
// proves it is a certificate whose signature is that of the token.

// A Slot is one of the two names that a token is signed with.
type Slot string

// The slots.
const (
	ChannelSlot Slot = "channel"
	UserSlot    Slot = "user"
)

// A NameSearch is what [Catalog.FindNames] goes by.
type NameSearch struct {
	// Lists are the names to try, the likeliest list first.
	Lists []NameList
	// Numbers says to try every number, too: see [NumericUsers]. It costs
	// nothing, but about one number fits any checksum.
	Numbers bool
	// Certificates are those at hand, of the App ID of the token and others.
	Certificates []Certificate
}

// A NameList is a text with names in it, in any form that [SplitNames] reads.
type NameList struct {
	Source string // what people call it: "tray"
	Text   string
}

// Names is what [Catalog.FindNames] has found.
type Names struct {
	// Slots are the names that the token hides, the channel first. There are
	// none where there is nothing to look for.
	Slots []NameSlot
	// Proof is the one combination that a certificate confirms, nil if none
	// does. Then Lacks says why, in one line without a full stop.
	Proof *NameProof
	Lacks string
	// Nothing says why there is nothing to look for, or is "".
	Nothing string
	// Tried counts the names that were tried, with the ways to write them, but
	// without the numbers.
	Tried int
	// Signatures counts the signatures that were compared.
	Signatures int
	// Capped says that there was more to compare than [MaxSignatures] and
	// [MaxMatches] let through.
	Capped bool
}

// Found reports whether there is something to show for the search: a name that
// fits, or a token that is known to name nobody and nothing.
func (n *Names) Found() bool {
	empty := len(n.Slots) > 0
	for i := range n.Slots {
		if len(n.Slots[i].Matches) > 0 {
			return true
		}
		empty = empty && n.Slots[i].Empty
	}
	return empty
}

// A NameSlot is one name that a token hides.
type NameSlot struct {
	Slot    Slot
	CRC32   uint32 // CRC-32 (IEEE) of the name, if Summed
	Summed  bool   // the token holds a checksum of the name: 006
	Empty   bool   // the checksum is that of no name: any user, or no channel
	Matches []NameMatch
}

// A NameMatch is a name that fits. Without a checksum only the one that a
// certificate confirms does.
type NameMatch struct {
	Text      string // as it was signed
	Source    string // the list it is from
	Change    string // how it differs from what stands there: "in lower case", or ""
	Confirmed bool   // by the certificate of [Names.Proof]
	// OneIn is set for a number that was found among all: about one in so many
	// checksums has a number up to it that fits by chance. 1 means that most have.
	OneIn uint64
}

// Joins returns what an app joins with where Text was signed: for the negative
// number of the Java builder the one that it stands for.
func (m *NameMatch) Joins() string { return unsignedUser(m.Text) }

// A NameProof is the combination of names that a certificate has signed.
type NameProof struct {
	Certificate   Certificate
	Channel, User string // "" where the token has none, or it is empty
	Service       string // that the key was signed for: 004
}

// The bounds of a search, which takes less than half a second within them.
const (
	// MaxSignatures is how many signatures are compared at most.
	MaxSignatures = 100_000
	// MaxMatches is how many names are kept for each slot at most.
	MaxMatches = 1000
)

// A WellKnownName is a name that many tokens are made for: the words that
// programming languages write where a value is missing, and the names in
// examples.
type WellKnownName struct {
	Text string
	Doc  string // what it is, without a full stop
	// Mistaken says that nobody chose the name: it stands where one is missing.
	Mistaken bool
}

// FindNames looks for the channel and the user that a token was made for and
// does not hold: among the lists, the well-known names of the catalog and, if
// asked, all numbers. Each name is tried for both, as it is and in the ways in
// which programs change it by mistake. All names that fit a checksum are
// returned, in the order of the lists, but the ones that a certificate confirms
// first. A token for Signaling has a user only. Keys older than 006 hold no
// checksum: of them, only what a certificate confirms can be found, and names
// are tried as they are. It is a pure function, and takes milliseconds unless
// the lists have megabytes or [MaxSignatures] is reached.
func (c Catalog) FindNames(t *Token, s NameSearch) Names {
	f := newNameFinder(t)
	if f.names.Nothing == "" && !f.summed() && len(s.Certificates) == 0 {
		f.names.Nothing = "the token holds no checksum of what it was made for: only an App Certificate could confirm a name, and there is none at hand"
	}
	if f.names.Nothing != "" {
		return Names{Nothing: f.names.Nothing}
	}
	for _, list := range s.Lists {
		for name := range SplitNames(list.Text) {
			f.try(name, list.Source)
		}
	}
	for i := range c.WellKnown {
		f.try(c.WellKnown[i].Text, "well known: "+c.WellKnown[i].Doc)
	}
	if s.Numbers {
		f.tryNumbers()
	}
	f.prove(s.Certificates)
	return f.finish()
}
