package tokens

// messageRules judge the channel and the user of a 006 token, of which it holds
// checksums only. A word that has a checksum is a name by chance once in four
// thousand million times.
var messageRules = []Rule{
	{
		Code: CodeUserPlaceholder, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser,
		Title:  "a word stands in place of its user",
		Text:   "the checksum of the user is that of %s: %s",
		Advice: "see what the token server is given for the user: a missing value must not become a text",
		Check: func(k *Case) ([]any, bool) {
			sum, known := k.Token.userSum()
			word := k.catalog.wellKnownSum(sum)
			if !known || word == nil || !word.Mistaken || word.Text == "0" {
				return nil, false
			}
			return []any{quoted(word.Text), word.Doc}, true
		},
	},
	{
		Code: CodeChannelPlaceholder, Severity: Surprise, Needs: NeedsWhole, Failure: FailChannel,
		Title:  "a word stands in place of its channel",
		Text:   "the checksum of the channel is that of %s: %s",
		Advice: "see what the token server is given for the channel: a missing value must not become a text",
		Check: func(k *Case) ([]any, bool) {
			sum, known := k.Token.channelSum()
			word := k.catalog.wellKnownSum(sum)
			if !known || word == nil || !word.Mistaken || word.Text == k.Join.Channel {
				return nil, false
			}
			return []any{quoted(word.Text), word.Doc}, true
		},
	},
	{
		Code: CodeAccountZero, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser, Unless: []Code{CodeUserMismatch},
		Title:  "its user is the text 0, which is not any user",
		Text:   "the checksum of the user is that of the text \"0\": most builders write nothing for user ID 0, which lets any user join",
		Advice: "build the token for the user that joins, or with the number 0 for any user; the PHP (007) and Ruby (006) builders write \"0\" for it",
		Check: func(k *Case) ([]any, bool) {
			sum, known := k.Token.userSum()
			return nil, known && sumIs("0", sum) && k.Join.User != "0" && k.Verification.Status != Signed
		},
	},
	{
		Code: CodeChannelEmpty, Severity: Surprise, Needs: NeedsWhole, Failure: FailChannel, Unless: []Code{CodeChannelMismatch},
		Title:  "its channel name is empty",
		Text:   "the checksum of the channel is that of an empty name, and wildcards work in 007 tokens only",
		Advice: "see what the token server is given for the channel",
		Check: func(k *Case) ([]any, bool) {
			sum, known := k.Token.channelSum()
			return nil, known && sum == 0
		},
	},
	{
		Code: CodeUserEmpty, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser, Unless: []Code{CodeUserMismatch},
		Title:  "it names no user",
		Text:   "the token lets somebody log in to Signaling, and its checksum is that of no user",
		Advice: "give the builder the user: only tokens for channels may leave it out",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			return nil, t.Version == AccessToken && t.onlySignaling() && t.Has(PartChannelCRC32) && t.ChannelCRC32 == 0
		},
	},
	{
		Code: CodeUIDWildcard, Severity: Hint, Needs: NeedsWhole,
		Title:  "any user may use it",
		Text:   "the checksum of the user is that of no user, so whoever has the token may join as anyone",
		Advice: "build the token for the user ID that joins, and join with it",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.Token.Version == AccessToken && k.Token.anyUser()
		},
	},
	{
		Code: CodeSampleValues, Severity: Hint, Needs: NeedsWhole, Unless: []Code{CodeChannelMismatch, CodeUserMismatch},
		Title:  "it is made for names of a sample",
		Text:   "the checksum of the %s is that of %s: %s",
		Advice: "see whether the app joins with this name: the token may be the one of an example",
		Check:  checkSampleValues,
	},
	{
		Code: CodeUIDWildcard, Severity: Note, Needs: NeedsWhole,
		Title: "its user stands where the channel does",
		Text:  "the checksum of the user is empty, as in every 006 token for Signaling: that of its user stands in place of the channel's",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			return nil, t.Version == AccessToken && t.onlySignaling()
		},
	},
	{
		Code: CodeCRCOnly, Severity: Note, Needs: NeedsWhole,
		Title: "it holds only checksums of channel and user",
		Text:  "a 006 token holds checksums of channel and user only: they fit channel %s and user %s, which the certificate confirms",
		Check: func(k *Case) ([]any, bool) {
			v := k.Verification
			if k.Token.Version != AccessToken || v.Status != Signed || k.Token.onlySignaling() {
				return nil, false
			}
			return []any{quoted(v.Channel), quoted(v.User)}, true
		},
	},
	{
		Code: CodeCRCOnly, Severity: Note, Needs: NeedsWhole, Unless: []Code{CodeCRCOnly},
		Title:  "it holds only checksums of channel and user",
		Text:   "a 006 token holds checksums of its names only: CRC-32 %08x for the channel, %08x for the user",
		Advice: "say what the app joins with, or have names tried, and they are compared",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken || !t.Has(PartChannelCRC32|PartUIDCRC32) {
				return nil, false
			}
			return []any{t.ChannelCRC32, t.UIDCRC32}, true
		},
	},
}

// userSum returns the checksum of the user, which tokens for Signaling have in
// place of the channel's.
func (t *Token) userSum() (sum uint32, known bool) {
	switch {
	case t.Version != AccessToken || !t.Has(PartChannelCRC32|PartUIDCRC32):
		return 0, false
	case t.onlySignaling():
		return t.ChannelCRC32, true
	}
	return t.UIDCRC32, true
}

func (t *Token) channelSum() (sum uint32, known bool) {
	return t.ChannelCRC32, t.Version == AccessToken && t.Has(PartChannelCRC32|PartPrivileges) && !t.onlySignaling()
}

// wellKnownSum returns the name that has a CRC-32, or nil.
func (c *Catalog) wellKnownSum(sum uint32) *WellKnownName {
	if sum == 0 {
		return nil
	}
	for i := range c.WellKnown {
		if sumIs(c.WellKnown[i].Text, sum) {
			return &c.WellKnown[i]
		}
	}
	return nil
}

// checkSampleValues finds names of examples. With a name that the app is known
// to join with, there is nothing to find.
func checkSampleValues(k *Case) ([]any, bool) {
	if k.Token.Version != AccessToken || k.Verification.Status == Signed {
		return nil, false
	}
	if sum, known := k.Token.channelSum(); known && k.Join.Channel == "" {
		if w := k.catalog.wellKnownSum(sum); w != nil && !w.Mistaken {
			return []any{"channel", quoted(w.Text), w.Doc}, true
		}
	}
	if sum, known := k.Token.userSum(); known && k.Join.User == "" {
		if w := k.catalog.wellKnownSum(sum); w != nil && !w.Mistaken {
			return []any{"user", quoted(w.Text), w.Doc}, true
		}
	}
	return nil, false
}
