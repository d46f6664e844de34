package tokens

import (
	"strings"
	"unicode/utf8"
)

// checkChannelCharset finds characters that Agora does not document for channel
// names. The asterisk of wildcard tokens is one by itself: asterisk says
// whether to look for that, or for others.
func checkChannelCharset(asterisk bool) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		var odd string
		n, found := k.Token.firstText(0, slotChannel, func(s string) bool {
			for i, r := range s {
				if isChannelChar(r) || (r == '*') != asterisk {
					continue
				}
				odd = quoteRune(s, i, r)
				return true
			}
			return false
		})
		if !found {
			return nil, false
		}
		return []any{quoted(n.text), odd}, true
	}
}

func isChannelChar(r rune) bool {
	return r < utf8.RuneSelf && (isAlphanumeric(byte(r)) || strings.IndexByte(ChannelChars, byte(r)) >= 0)
}

// firstOfAll is firstText for every text of the token, the resources of
// permissions included.
func (t *Token) firstOfAll(test func(string) bool) (fieldText, bool) {
	if n, found := t.firstText(0, slotTexts, test); found {
		return n, true
	}
	for i := range t.Services {
		s := &t.Services[i]
		for j := range s.Values {
			for _, p := range s.Values[j].Permissions {
				for _, text := range p.Resources {
					if test(text) {
						return fieldText{s, "resource", text}, true
					}
				}
			}
		}
	}
	return fieldText{}, false
}

func checkControlChars(k *Case) ([]any, bool) {
	var odd string
	n, found := k.Token.firstOfAll(func(s string) bool {
		i, r := unseen(s)
		if i >= 0 {
			odd = quoteRune(s, i, r)
		}
		return i >= 0
	})
	if !found {
		return nil, false
	}
	return []any{n.title, n.service.Service.Name, odd, quoted(n.text)}, true
}

// unseen returns where the first character stands that a terminal or editor
// obeys or hides in place of showing it, and -1 if there is none: control
// characters, marks of writing direction, the zero-width space, and line and
// paragraph separators. The joiners of emoji and of some scripts belong there.
func unseen(s string) (int, rune) {
	for i := range len(s) {
		switch b := s[i]; {
		case b < ' ' || b == 0x7f:
			return i, rune(b)
		case b >= utf8.RuneSelf:
			return unseenRune(s, i)
		}
	}
	return -1, 0
}

func unseenRune(s string, from int) (int, rune) {
	for i, r := range s[from:] {
		switch {
		case r < ' ', r >= 0x7f && r < 0xa0,
			r == 0x061c, r == 0x200b, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff:
			return from + i, r
		}
	}
	return -1, 0
}

func checkUTF8(k *Case) ([]any, bool) {
	n, found := k.Token.firstOfAll(func(s string) bool { return !utf8.ValidString(s) })
	if !found {
		return nil, false
	}
	return []any{n.title, n.service.Service.Name, quoted(n.text)}, true
}
