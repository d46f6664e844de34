package tokens

import (
	"slices"
	"strconv"
)

// formatRules judge how a token is made, whatever it is used for.
var formatRules = []Rule{
	{
		Code: CodeAppIDNotHex, Severity: Refused, Needs: NeedsWhole, Failure: FailAppID,
		Title:  "its App ID is not 32 hexadecimal characters",
		Text:   "the App ID %s %s, where every App ID has 32 hexadecimal ones",
		Advice: "give the builder the App ID as the Agora Console shows it",
		Check: func(k *Case) ([]any, bool) {
			if !k.Token.Has(PartAppID) || IsHexID(k.Token.AppID) {
				return nil, false
			}
			if len(k.Token.AppID) == hexIDLength {
				return []any{shortID(k.Token.AppID), "has characters that are not hexadecimal"}, true
			}
			return []any{shortID(k.Token.AppID), "has " + plural(len(k.Token.AppID), "character")}, true
		},
	},
	{
		Code: CodeNoServices, Severity: Refused, Needs: NeedsWhole, Failure: FailInvalid,
		Title:  "it grants nothing",
		Text:   "the token carries no service, so it grants nothing",
		Advice: "add a service to the token before it is built",
		Check:  func(k *Case) ([]any, bool) { return nil, k.Token.Has(PartServices) && k.Token.ServiceCount == 0 },
	},
	{
		Code: CodeNoPrivileges, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailInvalid, Products: slices.Concat(aboutRTC, aboutSignaling),
		Title:  "its service grants nothing",
		Text:   "%s is in the token without a privilege, and %s lets nobody in without one",
		Advice: "grant privilege 1 (join channel, or log in) before the token is built",
		Check:  checkGrantsNothing,
	},
	{
		Code: CodeNoPrivileges, Severity: Surprise, Needs: NeedsWhole, Failure: FailInvalid,
		Title:  "its classroom grants nothing",
		Text:   "Flexible Classroom is in the token without a privilege: the Node builder for room users forgets it",
		Advice: "build it with another library, or with the builder of this program",
		Check:  noPrivileges(ServiceAPaaS),
	},
	{
		Code: CodeNoPrivileges, Severity: Surprise, Needs: NeedsWhole, Failure: FailInvalid,
		Title:  "its Chat grants nothing",
		Text:   "Chat is in the token without a privilege: the Java builder for classrooms puts it on Signaling",
		Advice: "build it with another library, or with the builder of this program",
		Check:  noPrivileges(ServiceChat),
	},
	{
		Code: CodeNoPrivileges, Severity: Surprise, Needs: NeedsWhole, Failure: FailInvalid, Unless: []Code{CodeNoPrivileges},
		Title:  "it carries a service that grants nothing",
		Text:   "%s is in the token without a privilege, so the token does not say what its holder may do",
		Advice: "add the privileges of the service before the token is built",
		Check: func(k *Case) ([]any, bool) {
			s, found := k.Token.firstPrivileges(func(s *DecodedService, list []DecodedPrivilege) bool {
				return len(list) == 0 && (s == nil || len(s.Service.Privileges) > 0)
			})
			if !found {
				return nil, false
			}
			return []any{ownerName(s)}, true
		},
	},
	{
		Code: CodeNoPrivileges, Severity: Note, Needs: NeedsWhole, Unless: []Code{CodeNoPrivileges},
		Title: "it carries a service that has no privileges",
		Text:  "%s has no privileges, in this token as in every other",
		Check: func(k *Case) ([]any, bool) {
			s, found := k.Token.firstPrivileges(func(s *DecodedService, list []DecodedPrivilege) bool {
				return len(list) == 0 && s != nil && len(s.Service.Privileges) == 0
			})
			if !found {
				return nil, false
			}
			return []any{ownerName(s)}, true
		},
	},
	{
		Code: CodeUnknownService, Severity: Surprise, Needs: NeedsToken,
		Title:  "it carries a service that is unknown",
		Text:   "service type %d is unknown, so it and %s after it cannot be read",
		Advice: "update what reads it: readers of before July 2026 drop all that follows such a service, or fail",
		Check:  checkUnknownService,
	},
	{
		Code: CodeUnknownPrivilege, Severity: Hint, Needs: NeedsWhole,
		Title:  "it grants a privilege that is unknown",
		Text:   "privilege %d of %s is unknown: no library of Agora's writes it",
		Advice: "compare it with the privileges of the service: the number may be one of another service",
		Check: func(k *Case) ([]any, bool) {
			p, owner := k.Token.firstPrivilege(func(p *DecodedPrivilege) bool { return p.Name == "" })
			if p == nil {
				return nil, false
			}
			return []any{p.ID, owner}, true
		},
	},
	{
		Code: CodeDuplicatePrivilege, Severity: Surprise, Needs: NeedsToken,
		Title:  "it carries a privilege twice",
		Text:   "privilege %d of %s stands more than once: readers keep the last value",
		Advice: "write each privilege once",
		Check:  checkDuplicatePrivilege,
	},
	{
		Code: CodeDuplicateExtra, Severity: Surprise, Needs: NeedsToken,
		Title:  "it carries an extra value twice",
		Text:   "extra value %d stands more than once: readers keep the last",
		Advice: "write each extra value once",
		Check:  checkDuplicateExtra,
	},
	{
		Code: CodeTrailingBytes, Severity: Hint, Needs: NeedsWhole, Unverified: true,
		Title:  "it may be of an older form",
		Text:   "%s after the end: Chat had type 4 in spring 2021, which is FPA today",
		Advice: "build the token with a current library",
		Check:  checkOlderForm(ServiceFPA, 1619568000, 1621728000), // 2021-04-28 to two weeks after 2021-05-10
	},
	{
		Code: CodeTrailingBytes, Severity: Hint, Needs: NeedsWhole, Unverified: true,
		Title:  "it may be of an older form",
		Text:   "%s after the end: Flexible Classroom had type 6 in February 2022, which is FCDN today",
		Advice: "build the token with a current library",
		Check:  checkOlderForm(ServiceFCDN, 1644796800, 1647388800), // 2022-02-14 to two weeks after 2022-03-02
	},
	{
		Code: CodeTrailingBytes, Severity: Surprise, Needs: NeedsWhole, Unless: []Code{CodeTrailingBytes},
		Title:  "bytes follow its end",
		Text:   "%s after the last part that is known, which readers ignore",
		Advice: "see whether something was appended to the token, or a newer library made it",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Trailing == "" {
				return nil, false
			}
			return []any{standing(len(k.Token.Trailing))}, true
		},
	},
	{
		Code: CodeTrailingBytes, Severity: Surprise, Needs: NeedsWhole, Unless: []Code{CodeTrailingBytes},
		Title:  "bytes follow its end",
		Text:   "%s after the end of the compressed stream, which the signature does not cover",
		Advice: "see whether something was appended to the token, or a newer library made it",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.ZlibTrailing == 0 {
				return nil, false
			}
			return []any{standing(k.Token.ZlibTrailing)}, true
		},
	},
	{
		Code: CodeDuplicateService, Severity: Hint, Needs: NeedsToken,
		Title:  "it carries a service twice",
		Text:   "%s stands more than once: readers from before July 2026 keep only the last",
		Advice: "give older SDKs one token for each",
		Check:  checkDuplicateService,
	},
	{
		Code: CodeDeprecatedPrivilege, Severity: Note, Needs: NeedsWhole,
		Title: "it grants privileges that are no longer in use",
		Text:  "%s no longer in use: libraries of 2021 and later write no such privilege",
		Check: checkDeprecated,
	},
	{
		Code: CodeServicesUnsorted, Severity: Note, Needs: NeedsWhole,
		Title: "its services are not in order",
		Text:  "%s stands after %s: Go libraries of 2020 and those for Ruby and C# write them so, and readers do not mind",
		Check: checkUnsorted,
	},
}

// standing returns how many bytes stand somewhere.
func standing(n int) string {
	if n == 1 {
		return "1 byte stands"
	}
	return strconv.Itoa(n) + " bytes stand"
}
