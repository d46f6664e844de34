package tokens

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits that Agora documents for names, in bytes.
const (
	MaxChannel       = 63
	MaxAccount       = 255
	MaxSignalingUser = 64
	MaxChatUser      = 64
	hexIDLength      = 32
)

var errRequired = errors.New("required: fill it in")

// ChannelChars are the characters of a channel name besides letters and
// digits, as Agora documents them, by ASCII code: so the comma is not taken for
// the end of the list.
const ChannelChars = " !#$%&()+,-.:;<=>?@[]^_{}|~"

// IsHexID reports whether s has the form of an App ID or App Certificate: 32
// hexadecimal characters of either case.
func IsHexID(s string) bool {
	if len(s) != hexIDLength {
		return false
	}
	for i := range len(s) {
		if !isHex(s[i]) {
			return false
		}
	}
	return true
}

func isHex(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}

func isAlphanumeric(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// CheckHexID says what is wrong with an App ID or App Certificate, without
// repeating it: it may be a secret.
func CheckHexID(s string) error {
	switch {
	case s == "":
		return errRequired
	case len(s) != hexIDLength:
		return fmt.Errorf("%d characters where there must be %d hexadecimal ones: copy it again from the Agora Console", len(s), hexIDLength)
	case !IsHexID(s):
		return errors.New("a character is not hexadecimal (0-9, a-f): copy it again from the Agora Console")
	}
	return nil
}

func checkChannel(s string) error {
	if s == "" {
		return errRequired
	}
	for i, r := range s {
		if r >= utf8.RuneSelf || !isAlphanumeric(byte(r)) && !strings.ContainsRune(ChannelChars, r) {
			return fmt.Errorf("%s at character %d is not allowed: letters, digits, spaces and %s are", quoteRune(s, i, r), utf8.RuneCountInString(s[:i])+1, ChannelChars[1:])
		}
	}
	return checkBytes(s, MaxChannel)
}

// quoteRune names the character at byte i of s without printing what a
// terminal would obey.
func quoteRune(s string, i int, r rune) string {
	if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
		return fmt.Sprintf("byte 0x%02x", s[i])
	}
	return strconv.QuoteRune(r)
}

func checkBytes(s string, limit int) error {
	if len(s) > limit {
		return fmt.Errorf("%d bytes long, at most %d are allowed: shorten it", len(s), limit)
	}
	return nil
}

func checkText(s string, limit int) error {
	if s == "" {
		return errRequired
	}
	return checkBytes(s, limit)
}

func checkAccount(s string) error       { return checkText(s, MaxAccount) }
func checkSignalingUser(s string) error { return checkText(s, MaxSignalingUser) }
func checkName(s string) error          { return checkText(s, math.MaxUint16) }

// unpacked is a check for what stands in front of the rights in what an
// AccessToken signs. Nothing ends it there, so that a name with zero bytes, which
// no SDK joins with, could hold rights itself: the signature would fit a token
// with those, for whatever time they say.
func unpacked(check func(string) error) func(string) error {
	return func(s string) error {
		if i := strings.IndexByte(s, 0); i >= 0 {
			return fmt.Errorf("the zero byte at character %d is not allowed: leave it out", utf8.RuneCountInString(s[:i])+1)
		}
		return check(s)
	}
}

func checkChatUser(s string) error {
	if s == "" {
		return errRequired
	}
	for i, r := range s {
		if r >= utf8.RuneSelf || !isAlphanumeric(byte(r)) && !strings.ContainsRune("_.-", r) {
			return fmt.Errorf("%s is not allowed: letters, digits and _.- are", quoteRune(s, i, r))
		}
	}
	return checkBytes(s, MaxChatUser)
}

var errZeros = errors.New("has zeros in front, which would make another user ID: remove them")

var errUID = fmt.Errorf("not a whole number from 0 to %d: for text, build a token for a user account", uint32(maxUint32))

func checkUID(s string) error {
	if s == "" {
		return errRequired
	}
	_, err := parseUID(s)
	return err
}

// parseUID reads a user ID as a plain decimal number: no sign, and no zeros in
// front, which would make another text and hence another user.
func parseUID(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	switch {
	case err != nil:
		return 0, errUID
	case len(s) > 1 && s[0] == '0':
		return 0, errZeros
	}
	return uint32(n), nil
}

func checkInt16(s string) error {
	if s == "" {
		return errRequired
	}
	_, err := parseInt16(s)
	return err
}

func parseInt16(s string) (int16, error) {
	n, err := strconv.ParseInt(s, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("not a whole number from %d to %d: correct it", math.MinInt16, math.MaxInt16)
	}
	return int16(n), nil
}

var errLifetime = errors.New("not a lifetime: give one such as 1h30m, 7d or 3600 (seconds)")

// ParseLifetime reads a lifetime: a plain number of seconds, days ("7d"), or a
// duration as Go writes it ("1h30m"). It returns whole seconds, from 0 to
// 2³²−1, and an error for anything else.
func ParseLifetime(s string) (uint32, error) {
	unit := uint64(1)
	number, ok := strings.CutSuffix(s, "d")
	if ok {
		unit = MaxLifetime // one day
	}
	switch n, err := strconv.ParseUint(number, 10, 64); {
	case err == nil:
		return lifetime(min(n, maxUint32+1) * unit)
	case errors.Is(err, strconv.ErrRange):
		return lifetime(n)
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		return 0, errLifetime
	case d < 0:
		return 0, errors.New("is negative: a token cannot end before it begins, use 1 second or more")
	case d%time.Second != 0:
		return 0, errors.New("has parts of a second: tokens count whole seconds, so round it")
	}
	return lifetime(uint64(d / time.Second))
}

func lifetime(seconds uint64) (uint32, error) {
	if seconds > maxUint32 {
		return 0, fmt.Errorf("longer than the %d seconds that a token can hold: shorten it", uint32(maxUint32))
	}
	return uint32(seconds), nil
}

func checkLifetime(s string) error {
	if s == "" {
		return errRequired
	}
	n, err := ParseLifetime(s)
	if err == nil && n == 0 {
		return errors.New("is 0: the token would end when it begins, use 1 second or more")
	}
	return err
}

func checkPrivilegeLifetime(s string) error {
	_, err := ParseLifetime(s)
	return err
}

// ParseList splits a list of names at its commas. A backslash before a comma
// or a backslash makes it part of the name, for a comma may stand in a channel
// name. Blanks around a name are dropped, and an empty text is an empty list;
// an empty name is an error.
func ParseList(s string) ([]string, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var names []string
	var name strings.Builder
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == ',':
			n := strings.TrimSpace(name.String())
			if n == "" {
				return nil, errors.New("a name between two commas is empty: remove one comma")
			}
			if len(n) > math.MaxUint16 {
				return nil, checkBytes(n, math.MaxUint16)
			}
			names = append(names, n)
			name.Reset()
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == ',' || s[i+1] == '\\'):
			i++
			name.WriteByte(s[i])
		default:
			name.WriteByte(s[i])
		}
	}
	if len(names) > math.MaxUint16 {
		return nil, fmt.Errorf("%d names, a permission holds at most %d: remove some", len(names), math.MaxUint16)
	}
	return names, nil
}

func checkList(s string) error {
	_, err := ParseList(s)
	return err
}

func checkSpec(s string) error {
	_, err := ParseSpec([]byte(s))
	return err
}
