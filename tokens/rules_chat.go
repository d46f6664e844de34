package tokens

import "strings"

// chatRules judge what Chat has to say of a token.
var chatRules = []Rule{
	{
		Code: CodeChatUserCharset, Severity: Surprise, Needs: NeedsWhole, Failure: FailUnknownUser, Products: aboutChat, Unless: []Code{CodeUserPlaceholder, CodeControlChars},
		Title:  "its Chat user cannot be registered",
		Text:   "Chat user %s holds %s: usernames have letters, digits and _.- only, so no such user exists",
		Advice: "build the token for the username that was registered",
		Check: func(k *Case) ([]any, bool) {
			var odd string
			n, found := k.Token.firstText(ServiceChat, slotUser, func(s string) bool {
				for i, r := range s {
					if r > 'z' || !isAlphanumeric(byte(r)) && !strings.ContainsRune("_.-", r) {
						if odd = quoteRune(s, i, r); r == ' ' {
							odd = "a blank"
						}
						return true
					}
				}
				return false
			})
			if !found {
				return nil, false
			}
			return []any{quoted(n.text), odd}, true
		},
	},
	{
		Code: CodeChatUserUppercase, Severity: Hint, Needs: NeedsWhole, Failure: FailUser, Products: aboutChat, Unless: []Code{CodeUserPlaceholder},
		Title:  "its Chat user has capital letters",
		Text:   "Chat user %s has capital letters, and Chat stores usernames in lower case",
		Advice: "write the username in lower case, in the token and in the app",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(ServiceChat, slotUser, func(s string) bool { return strings.IndexFunc(s, isCapital) >= 0 })
			if !found {
				return nil, false
			}
			return []any{quoted(n.text)}, true
		},
	},
	{
		Code: CodeChatUserIsUUID, Severity: Note, Needs: NeedsWhole, Products: aboutChat, Unless: []Code{CodeChatUserMismatch},
		Title:  "its Chat user is a UUID",
		Text:   "the Chat user %s has the form of a UUID, as older guides told to write: the app logs in with the username",
		Advice: "ask Chat with GET /users/{username} which UUID a user has; newer guides write the username",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(ServiceChat, slotUser, isUUID)
			if !found {
				return nil, false
			}
			return []any{n.text}, true
		},
	},
	{
		Code: CodeChatRenew, Severity: Note, Needs: NeedsWhole | NeedsTime, Failure: FailRenew, Products: aboutChat, Unless: append([]Code{CodePrivilegesEnded}, ended...),
		Title:  "Chat renews it only while it lives",
		Text:   "the Chat SDK asks for a new token at half its life, at %s: after its end, %s, it must log in again",
		Advice: "give it a new token when it says that the token will expire",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			s := t.service(ServiceChat)
			if s == nil || privilege(s.Privileges, chatUser) == nil {
				return nil, false
			}
			at, ok := t.noticeAt(s.Service.Notice, s.Privileges)
			end, has := t.PrivilegeEffectiveExpiresAt(*privilege(s.Privileges, chatUser))
			if !ok || !has {
				return nil, false
			}
			return []any{moment(at), moment(end)}, true
		},
	},
	{
		Code: CodeClassroomChat, Severity: Hint, Needs: NeedsWhole, Failure: FailUser, Products: aboutClassroom, Unless: []Code{CodeUserPlaceholder},
		Title:  "its Chat user is not the one of the classroom",
		Text:   "the token is for Chat user %s, where a classroom has the MD5 of its user (%s)",
		Advice: "build the token with the builder for Flexible Classroom, which derives the Chat user",
		Check:  checkClassroomChat,
	},
}

func checkClassroomChat(k *Case) ([]any, bool) {
	t := k.Token
	class, chat := t.service(ServiceAPaaS), t.service(ServiceChat)
	if class == nil || chat == nil {
		return nil, false
	}
	user, _ := class.text(slotRoomUser)
	own, _ := chat.text(slotUser)
	if user == "" || own == "" || own == user || own == md5Hex(user) {
		return nil, false
	}
	return []any{quoted(own), md5Hex(user)}, true
}

func isCapital(r rune) bool { return r >= 'A' && r <= 'Z' }
