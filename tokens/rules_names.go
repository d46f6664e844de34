package tokens

import "strings"

// nameRules judge the channels and users that a 007 token holds in clear.
var nameRules = []Rule{
	{
		Code: CodeChannelTooLong, Severity: Refused, Needs: NeedsWhole, Failure: FailChannel, Products: aboutRTC,
		Title:  "its channel name is too long",
		Text:   "channel %s is longer than the 63 bytes that SDKs take",
		Advice: "shorten the name, in the app as well",
		Check:  textIs(slotChannel, func(s string) bool { return len(s) > MaxChannel }),
	},
	{
		Code: CodeChannelCharset, Severity: Refused, Needs: NeedsWhole, Failure: FailChannel, Products: aboutRTC,
		Title:  "its channel name holds characters that no channel may have",
		Text:   "channel %s holds %s, which no channel name may have",
		Advice: "use letters, digits, blanks and " + strings.TrimSpace(ChannelChars),
		Check:  checkChannelCharset(false),
	},
	{
		Code: CodeChannelCharset, Severity: Note, Needs: NeedsWhole, Products: aboutRTC, Unless: []Code{CodeChannelCharset},
		Title: "its channel name is a pattern",
		Text:  "channel %s holds %s, which no channel name may have, but a pattern for many",
		Check: checkChannelCharset(true),
	},
	{
		Code: CodeAccountTooLong, Severity: Refused, Needs: NeedsWhole, Failure: FailUser, Products: aboutRTC,
		Title:  "its user account is too long",
		Text:   "user account %s is longer than the 255 bytes that SDKs take",
		Advice: "shorten the account, in the app as well",
		Check:  textIs(slotUID, func(s string) bool { return len(s) > MaxAccount }),
	},
	{
		Code: CodeUserIDOver64, Severity: Refused, Needs: NeedsWhole, Failure: FailUser, Products: aboutUserID,
		Title:  "its user ID is too long",
		Text:   "user ID %s is longer than the 64 bytes that Signaling and Chat take",
		Advice: "shorten the user ID, in the app as well",
		Check:  textIs(slotUser, func(s string) bool { return len(s) > MaxSignalingUser }),
	},
	{
		Code: CodeUserPlaceholder, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser,
		Title:  "a word stands in place of its user",
		Text:   "the user is %s: %s",
		Advice: "see what the token server is given for the user: a missing value must not become a text",
		Check:  checkPlaceholder(slotUsers),
	},
	{
		Code: CodeChannelPlaceholder, Severity: Surprise, Needs: NeedsWhole, Failure: FailChannel,
		Title:  "a word stands in place of its channel",
		Text:   "the channel is %s: %s",
		Advice: "see what the token server is given for the channel: a missing value must not become a text",
		Check:  checkPlaceholder(slotChannel | slotRoom),
	},
	{
		Code: CodeAccountZero, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser, Products: aboutRTC, Unverified: true,
		Title:  "its user is the text 0, which is not any user",
		Text:   "the user is the text \"0\", where builders write nothing for user ID 0: some SDKs refuse such a token",
		Advice: "build the token for the user that joins, or with the number 0 for any user; the PHP (007) and Ruby (006) builders write \"0\" for it",
		Check: func(k *Case) ([]any, bool) {
			_, found := k.Token.firstText(0, slotUID, func(s string) bool { return s == "0" })
			return nil, found
		},
	},
	{
		Code: CodeUserEmpty, Severity: Surprise, Needs: NeedsWhole, Failure: FailUser,
		Title:  "it names no user",
		Text:   "the token lets somebody in to %s and does not say whom",
		Advice: "give the builder the user: only tokens for channels may leave it out",
		Check:  checkUserEmpty,
	},
	{
		Code: CodeChannelEmpty, Severity: Surprise, Needs: NeedsWhole, Products: aboutRTC, Unverified: true,
		Title:  "its channel name is empty",
		Text:   "the channel name of %s is empty: the guide to wildcard tokens takes that for every channel",
		Advice: "see what the token server is given for the channel",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(0, slotChannel, func(s string) bool { return s == "" })
			if !found {
				return nil, false
			}
			return []any{n.service.Service.Name}, true
		},
	},
	{
		Code: CodeControlChars, Severity: Surprise, Needs: NeedsWhole,
		Title:  "a name in it holds characters that cannot be seen",
		Text:   "the %s of %s holds %s, which cannot be seen: %s",
		Advice: "remove it where the name is made: names count character by character",
		Check:  checkControlChars,
	},
	{
		Code: CodeInvalidUTF8, Severity: Surprise, Needs: NeedsWhole,
		Title:  "a name in it is not UTF-8",
		Text:   "the %s of %s is not UTF-8: %s",
		Advice: "encode names as UTF-8 before the token is built: SDKs join with UTF-8",
		Check:  checkUTF8,
	},
	{
		Code: CodeBlanksAround, Severity: Hint, Needs: NeedsWhole,
		Title:  "blanks stand around a name in it",
		Text:   "the %s of %s begins or ends with a blank or line break: %s",
		Advice: "trim it where the token is built, unless the app joins with the blank, too",
		Check:  checkBlanksAround,
	},
	{
		Code: CodeUIDWildcard, Severity: Hint, Needs: NeedsWhole, Products: aboutRTC,
		Title:  "any user may use it",
		Text:   "the token names no user for %s, so whoever has it may join as anyone",
		Advice: "build the token for the user ID that joins, and join with it",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(0, slotUID, func(s string) bool { return s == "" })
			if !found {
				return nil, false
			}
			return []any{n.service.Service.Name}, true
		},
	},
	{
		Code: CodeUIDWildcard, Severity: Hint, Needs: NeedsWhole, Products: aboutRTC, Unless: []Code{CodeUIDWildcard}, Unverified: true,
		Title:  "any user may use it",
		Text:   "the user for %s is \"*\", which stands for any: whoever has the token may join as anyone",
		Advice: "build the token for the user ID that joins, and join with it",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(0, slotUID, func(s string) bool { return s == "*" })
			if !found {
				return nil, false
			}
			return []any{n.service.Service.Name}, true
		},
	},
	{
		Code: CodeChannelWildcard, Severity: Hint, Needs: NeedsWhole, Products: aboutRTC, Unverified: true,
		Title:  "it is for many channels",
		Text:   "channel %s is a pattern: whoever has the token may join every channel that fits it",
		Advice: "Agora advises to give such tokens to subscribers only, and for a short time",
		Check:  textIs(slotChannel, func(s string) bool { return strings.Contains(s, "*") }),
	},
	{
		Code: CodeAccountString, Severity: Note, Needs: NeedsWhole, Products: aboutRTC, Unless: []Code{CodeUserPlaceholder},
		Title:  "its user is a user account",
		Text:   "the token is for user account %s: an app that joins with a number can never match it",
		Advice: "join with the user account",
		Check:  textIs(slotUID, func(s string) bool { return !isAnyUser(s) && s != "0" && !isUserID(s) }),
	},
}

// textIs finds the first text in some slots for which test holds.
func textIs(slots slot, test func(string) bool) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		n, found := k.Token.firstText(0, slots, test)
		if !found {
			return nil, false
		}
		return []any{quoted(n.text)}, true
	}
}

func checkPlaceholder(slots slot) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		var word *WellKnownName
		_, found := k.Token.firstText(0, slots, func(s string) bool {
			word = k.catalog.mistaken(s)
			return word != nil && (s != "0" || slots&slotUsers == 0)
		})
		if !found {
			return nil, false
		}
		return []any{quoted(word.Text), word.Doc}, true
	}
}

// mistaken returns the word that nobody chose as a name, or nil.
func (c *Catalog) mistaken(text string) *WellKnownName {
	for i := range c.WellKnown {
		if w := &c.WellKnown[i]; w.Mistaken && w.Text == text {
			return w
		}
	}
	return nil
}

// checkUserEmpty finds services that let one user in, and name none.
func checkUserEmpty(k *Case) ([]any, bool) {
	t := k.Token
	for i := range t.Services {
		s := &t.Services[i]
		if user, has := s.text(slotUser | slotRoomUser); !has || user != "" {
			continue
		}
		admin := s.Type == ServiceChat && privilege(s.Privileges, chatUser) == nil ||
			s.Type == ServiceAPaaS && privilege(s.Privileges, 1) == nil && privilege(s.Privileges, 2) == nil
		if !admin {
			return []any{serviceWords(s.Service)}, true
		}
	}
	return nil, false
}

func checkBlanksAround(k *Case) ([]any, bool) {
	n, found := k.Token.firstText(0, slotTexts, func(s string) bool {
		return len(s) > 0 && (s[0] <= ' ' || s[len(s)-1] <= ' ') && strings.TrimSpace(s) != s && s != k.Join.Channel && s != k.Join.User
	})
	if !found {
		return nil, false
	}
	return []any{n.title, n.service.Service.Name, quoted(n.text)}, true
}
