package bulk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"atc/chatapi"
	"atc/keystore/secret"
)

// header is the first line of CSV.
type header struct {
	comma                        rune
	columns                      int
	username, nickname, password int    // where they are, -1 for nowhere
	twice                        string // a column that is there twice, or ""
	ignored                      []string
}

// parseHeader returns the header that a line is. It is none unless it names
// the column of the usernames, with one of the separators. Where two would do,
// it is the one that gives more columns.
func parseHeader(line string) (best header, ok bool) {
	for _, comma := range ",;\t" {
		names, err := csvReader(strings.NewReader(line), comma).Read()
		if err != nil {
			continue
		}
		if h := newHeader(names, comma); h.username >= 0 && h.columns > best.columns {
			best, ok = h, true
		}
	}
	return best, ok
}

func newHeader(names []string, comma rune) header {
	h := header{comma: comma, columns: len(names), username: -1, nickname: -1, password: -1}
	for i, name := range names {
		var column *int
		switch plain := plainName(name); {
		case plain == "username", plain == "user" && len(names) > 1:
			column = &h.username
		case plain == "nickname":
			column = &h.nickname
		case plain == "password":
			column = &h.password
		default:
			if name = strings.TrimSpace(name); name != "" {
				h.ignored = append(h.ignored, shorten(name))
			}
			continue
		}
		if *column >= 0 {
			h.twice = plainName(name)
		}
		*column = i
	}
	return h
}

// plainName returns the name of a column without what does not count in it.
func plainName(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// csvReader returns a reader of records of any number of fields.
func csvReader(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.FieldsPerRecord, c.ReuseRecord = comma, -1, true
	// It would take the tabs between empty fields for blanks.
	c.TrimLeadingSpace = comma != '\t'
	return c
}

// readCSV reads what follows the header.
func (rd *reader) readCSV(h header) error {
	if h.twice != "" {
		return fmt.Errorf("read the list: the column %s is there twice: take one of them out", h.twice)
	}
	rd.list.Ignored = h.ignored
	var (
		c      = csvReader(rd.buf, h.comma)
		before = rd.line // the lines that c does not know
		last   = before  // the line where the last record starts
	)
	for {
		record, err := c.Read()
		var wrong *csv.ParseError
		switch {
		case err == nil:
			line, _ := c.FieldPos(0)
			last = before + line
			rd.addRecord(h, last, record)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooLong):
			return fmt.Errorf("read the list: the record behind line %d has more than %d bytes: look there for a quote that is never closed", last, maxLine)
		case errors.As(err, &wrong):
			last = before + wrong.StartLine
			if wrong.Line > wrong.StartLine {
				return fmt.Errorf("read the list: a quote in the record of line %d is never closed, or closed only on line %d: close it, or double it if it belongs to the text", last, before+wrong.Line)
			}
			rd.problem(last, "", errors.New("its quotes are not in pairs: put the field in quotes, and double those that belong to the text"))
		default:
			return fmt.Errorf("read the list: %w", err)
		}
		rd.in.allow(rd.read0 + c.InputOffset())
	}
}

// addRecord adds the user of a record of CSV.
func (rd *reader) addRecord(h header, line int, record []string) {
	breaks, filled := 0, 0
	for i, field := range record {
		breaks += strings.Count(field, "\n")
		if strings.TrimSpace(field) != "" {
			filled = i + 1
		}
	}
	if filled == 0 {
		return // as spreadsheets write an empty row
	}
	if filled > h.columns {
		// No field is sure to be what its place says: none is repeated.
		rd.problem(line, "", fmt.Errorf("it has %d fields, and the first line names %d: put a field that has a %q in quotes", filled, h.columns, h.comma))
		return
	}
	field := func(column int) string {
		if column < 0 || column >= len(record) {
			return ""
		}
		return record[column]
	}
	name := strings.TrimSpace(field(h.username))
	if breaks > 0 && strings.Contains(name, "\n") {
		rd.problem(line, "", fmt.Errorf("a quote holds lines %d to %d together in its username: close it, or take it out", line, line+breaks))
		return
	}
	rd.add(line, name, strings.TrimSpace(field(h.nickname)), field(h.password))
}

// add adds a user, or the problem that it has.
func (rd *reader) add(line int, text, nickname, password string) {
	name, u, err := check(text, nickname, password)
	if err == nil {
		if first, double := rd.lineOf[name]; double {
			err = fmt.Errorf("the same user is on line %d already", first)
		}
	}
	if err != nil {
		rd.problem(line, text, err)
		return
	}
	if name != text {
		rd.list.Lowered++
	}
	rd.lineOf[name] = line
	rd.list.Users = append(rd.list.Users, u)
	rd.list.Lines = append(rd.list.Lines, line)
}

// check returns the user of three fields, and the error says what is wrong
// with one of them. Nothing of it holds on to the line.
func check(text, nickname, password string) (string, chatapi.NewUser, error) {
	for _, field := range []struct{ what, text string }{{"username", text}, {"nickname", nickname}, {"password", password}} {
		switch {
		case !utf8.ValidString(field.text):
			return "", chatapi.NewUser{}, fmt.Errorf("the %s is not valid UTF-8: save the list as UTF-8", field.what)
		case strings.Contains(field.text, "\x00"):
			return "", chatapi.NewUser{}, fmt.Errorf("the %s has a NUL byte: save the list as UTF-8", field.what)
		}
	}
	name, err := chatapi.Username(text)
	if err != nil {
		return "", chatapi.NewUser{}, err
	}
	if err := chatapi.CheckNickname(nickname); err != nil {
		return "", chatapi.NewUser{}, err
	}
	hidden := secret.New(strings.Clone(password))
	if err := chatapi.CheckPassword(hidden); err != nil {
		return "", chatapi.NewUser{}, err
	}
	name = strings.Clone(name)
	return name, chatapi.NewUser{Username: name, Nickname: strings.Clone(nickname), Password: hidden}, nil
}
