package bulk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

// read returns the list of a text that has users to register.
func read(t *testing.T, text string) *bulk.List {
	t.Helper()
	list, err := bulk.Read(strings.NewReader(text))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return list
}

// shown returns the users of a list, each with its line and what else is
// known, as line:name/nickname/password.
func shown(list *bulk.List) (users []string) {
	for i, u := range list.Users {
		text := fmt.Sprintf("%d:%s", list.Lines[i], u.Username)
		if u.Nickname != "" || !u.Password.IsZero() {
			text += "/" + u.Nickname + "/" + u.Password.Reveal()
		}
		users = append(users, text)
	}
	return users
}

func TestTheFirstLineSaysWhatAListIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"names", "alice\nbob\n", []string{"1:alice", "2:bob"}},
		{"names without a last line break", "alice\nbob", []string{"1:alice", "2:bob"}},
		{"names of Windows, blanks, comments", "\ufeff# staff\r\n\r\n  alice \t\r\nbob\r\n#carol\r\n", []string{"3:alice", "4:bob"}},
		{"a name that could be another column", "nickname\npassword\n", []string{"1:nickname", "2:password"}},
		{"a name that may be a column beside others", "user\nuser2\n", []string{"1:user", "2:user2"}},
		{"one column", "username\nalice\n", []string{"2:alice"}},
		{"all columns", "username,nickname,password\nalice,Alice,pw\n", []string{"2:alice/Alice/pw"}},
		{"any order and case, other columns", "Password,E-Mail,USER NAME,nick_name\npw,a@b.c,alice,Alice\n", []string{"2:alice/Alice/pw"}},
		{"user for username", "user;password\nalice;pw\n", []string{"2:alice//pw"}},
		{"semicolons, with commas in fields", "username;nickname\nalice;Liddell, Alice\n", []string{"2:alice/Liddell, Alice/"}},
		{"tabs, with empty fields", "id\tnickname\tusername\n1\t\talice\n\tBob\tbob\n", []string{"2:alice", "3:bob/Bob/"}},
		{"a column without a name at the start", "\tusername\n1\talice\n", []string{"2:alice"}},
		{"a byte order mark, quotes, Windows", "\ufeff\"username\",\"nickname\"\r\n\"alice\",\"say \"\"hi\"\"\"\r\n", []string{`2:alice/say "hi"/`}},
		{"a comment before the header", "# staff\n\nusername,nickname\nalice,#1\n#2,bob\n", []string{"4:alice/#1/"}},
		{"a field of two lines", "username,address,nickname\nalice,\"1 Road\nTown\",Alice\nbob,,Bob\n", []string{"2:alice/Alice/", "4:bob/Bob/"}},
		{"empty rows and columns of a spreadsheet", "username,nickname,,\nalice,Alice,,\n,,,\n,,,,,\nbob,,,,,\n", []string{"2:alice/Alice/", "5:bob"}},
		{"fields that are left out at the end", "username,nickname,password\nalice\nbob,Bob\n", []string{"2:alice", "3:bob/Bob/"}},
		{"blanks around names, and in a password", "username, nickname, password\n alice , Alice , \" p w \"\n", []string{"2:alice/Alice/ p w "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := shown(read(t, c.text)); !slices.Equal(got, c.want) {
				t.Errorf("Read(%q) has the users %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestALineNobodyCanBeRegisteredForIsAProblem(t *testing.T) {
	t.Parallel()
	const long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" // 65
	for _, c := range []struct {
		name, text string
		line       int
		username   string
		words      string
	}{
		{"a letter that is not allowed", "ok\nzoë\n", 2, "zoë", `'ë'`},
		{"a name that is too long", "ok\n" + long + "\n", 2, long, "65 bytes"},
		{"a name that is there twice", "ok\nbob\nok\n", 3, "ok", "on line 1 already"},
		{"a name that is there twice but for case", "ok\nOK\n", 2, "OK", "on line 1 already"},
		{"no UTF-8", "ok\nzo\xeb\n", 2, "zo\xeb", "not valid UTF-8"},
		{"a NUL byte", "ok\nb\x00o\n", 2, "b\x00o", "NUL"},
		{"a line without an end", "ok\n" + strings.Repeat("x", 200_000) + "\nbob", 2, strings.Repeat("x", 128) + "…", "65536 bytes"},
		{"CSV without a header", "ok\nalice,Alice,hunter2\n", 2, "alice", "username,nickname,password"},
		{"a password behind a colon", "ok\nalice:hunter2\n", 2, "alice", "':'"},
		{"line ends of an old Macintosh", "ok\nalice\rbob\n", 2, "alice", "LF or CRLF"},
		{"a CSV line without a username", "username,nickname\nok,\n,Alice\n", 3, "", "missing"},
		{"a nickname that is too long", "username,nickname\nok,\nalice," + strings.Repeat("ü", 101) + "\n", 3, "alice", "101 characters"},
		{"a password that is too long", "username,password\nok,\nalice," + long + "\n", 3, "alice", "65 bytes"},
		{"a nickname that is no UTF-8", "username,nickname\nok,\nalice,\xff\n", 3, "alice", "nickname is not valid UTF-8"},
		{"more fields than columns", "password,username\npw,ok\nhunter2,hunter3,alice\n", 3, "", "3 fields"},
		{"a quote within a field", "username,nickname\nok,\nalice,a\"b\nbob,\n", 3, "", "quotes"},
		{"a quote at the end that is not closed", "username,nickname\nok,\nalice,\"hunter2", 3, "", "quotes"},
		{"a quote that holds two lines together", "username,nickname\nok,\n\"alice\nbob\",x\n", 3, "", "lines 3 to 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			list := read(t, c.text)
			if len(list.Problems) != 1 {
				t.Fatalf("Read has the problems %v, want one", list.Problems)
			}
			p := list.Problems[0]
			if p.Line != c.line || p.Username != c.username || !strings.Contains(p.Err.Error(), c.words) {
				t.Errorf("Read has the problem %d %q %q, want %d %q with %q", p.Line, p.Username, p.Err, c.line, c.username, c.words)
			}
			if text := fmt.Sprintf("%+v %v", list.Problems, list.Refused()); strings.Contains(text, "hunter") {
				t.Errorf("a problem tells a password: %s", text)
			}
			if list.Users[0].Username != "ok" {
				t.Errorf("the first user is %q, want ok", list.Users[0].Username)
			}
		})
	}
}

func TestAListAsAWholeCanBeWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text, words string
	}{
		{"empty", "", "one username on each line"},
		{"only comments", "# a\n\n", "one username on each line"},
		{"only a header", "username,password\n", "one username on each line"},
		{"only problems", "a b\nc d\n", "line 1 is the first"},
		{"CSV without a header", "alice,Alice,hunter2\n", "username,nickname,password"},
		{"UTF-16, little endian", "\xff\xfea\x00\n\x00", "UTF-16"},
		{"UTF-16, big endian", "\xfe\xff\x00a\x00\n", "UTF-16"},
		{"a column that is there twice", "username,password,Pass-Word\na,b,c\n", "column password is there twice"},
		{"both names of a column", "username,user\na,b\n", "column user is there twice"},
		{"a quote that is never closed", "username,nickname\nalice,\"hunter2\nbob,x\ncarol,y\n", "record of line 2 is never closed"},
		{"a quote that swallows a long list", "username,nickname\nalice,\"hunter2\n" + strings.Repeat("bob,x\n", 100_000), "behind line 1 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := bulk.Read(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("Read = %v, want an error with %q", err, c.words)
			}
			if err != nil && strings.Contains(err.Error(), "hunter") {
				t.Errorf("the error tells a password: %v", err)
			}
		})
	}
}

func TestAListWithNobodyComesWithItsProblems(t *testing.T) {
	t.Parallel()
	list, err := bulk.Read(strings.NewReader("a b\nc d\n"))
	if !errors.Is(err, bulk.ErrNothing) || list == nil || len(list.Problems) != 2 {
		t.Errorf("Read = %+v, %v; want ErrNothing and two problems", list, err)
	}
}

func TestUpperCaseIsLoweredAndCounted(t *testing.T) {
	t.Parallel()
	list := read(t, "Alice\nbob\nCAROL\nalice\n")
	if got, want := shown(list), []string{"1:alice", "2:bob", "3:carol"}; !slices.Equal(got, want) || list.Lowered != 2 {
		t.Errorf("Read has %q and has lowered %d, want %q and 2", got, list.Lowered, want)
	}
}

func TestColumnsThatAreNotReadAreTold(t *testing.T) {
	t.Parallel()
	list := read(t, "id,username,Passwort,\n1,alice,x,\n")
	if want := []string{"id", "Passwort"}; !slices.Equal(list.Ignored, want) {
		t.Errorf("Read ignores %q, want %q", list.Ignored, want)
	}
}

func TestTheHashIsOfTheBytes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"alice\n", "\ufeffusername\r\nalice\r\n", "username;password\nalice;pw", strings.Repeat("# long comment\n", 50_000) + "alice"} {
		sum := sha256.Sum256([]byte(text))
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text))} {
			list, err := bulk.Read(r)
			if err != nil || list.Hash != hex.EncodeToString(sum[:]) {
				t.Errorf("Read of %.20q, %s: %v, want the SHA-256 of its bytes", text, name, err)
			}
		}
	}
}

func TestAnErrorOfTheFileIsTold(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	for _, start := range []string{"", "alice\n", "username,nickname\n", "username\nalice\n\"bo"} {
		_, err := bulk.Read(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("Read of %q and then an error = %v, want that error", start, err)
		}
	}
}

func TestPasswordsAreSecrets(t *testing.T) {
	t.Parallel()
	list := read(t, "username,password\nalice,hunter2\n")
	if text := fmt.Sprintf("%v %+v %#v", list, *list, list.Users); strings.Contains(text, "hunter2") {
		t.Errorf("a list shows a password: %s", text)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"alice\nBob\n\n# x\nalice", "username,nickname,password\r\nalice,\"a\n\"\"b\",pw\r\n,,\n", "user;x\n\"a;b",
		"\ufeffusername\tpassword\nalice\t\x00\n", "\xff\xfea\x00", "a,b,c\n", "username\n\"a\"b\"\n", "Password,username\np,q,r\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := bulk.Read(strings.NewReader(text))
		if err != nil {
			if list != nil && (len(list.Users) > 0 || !errors.Is(err, bulk.ErrNothing)) {
				t.Fatalf("Read = %v with %d users", err, len(list.Users))
			}
			return
		}
		if len(list.Users) != len(list.Lines) || len(list.Users) == 0 {
			t.Fatalf("%d users on %d lines", len(list.Users), len(list.Lines))
		}
		lines, seen := strings.Count(text, "\n")+1, map[string]bool{}
		for i, u := range list.Users {
			name, err := chatapi.Username(u.Username)
			if err != nil || name != u.Username || seen[name] || chatapi.CheckNickname(u.Nickname) != nil || chatapi.CheckPassword(u.Password) != nil {
				t.Fatalf("the user %+v cannot be registered", u)
			}
			seen[name] = true
			if n := list.Lines[i]; n < 1 || n > lines || i > 0 && n <= list.Lines[i-1] {
				t.Fatalf("the lines %v of a text with %d", list.Lines, lines)
			}
		}
		for i, p := range list.Problems {
			if p.Err == nil || p.Line < 1 || p.Line > lines || i > 0 && p.Line < list.Problems[i-1].Line {
				t.Fatalf("the problem %+v of a text with %d lines", p, lines)
			}
		}
	})
}
