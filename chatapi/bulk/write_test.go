package bulk_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

func TestOutcomesAreWrittenAsCSV(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := bulk.WriteCSV(&b, []chatapi.Outcome{
		{Username: "alice", UUID: "1-2", Result: chatapi.ResultRegistered},
		{Username: "-bob.", UUID: "3-4", Result: chatapi.ResultExisted},
		{Username: "carol", Err: errors.New("no, \"never\"")},
		{Username: "=cmd|' /C calc'!A0", Err: errors.New("@SUM(1)\x1b[31m\u202e\n\xff\ufffd")},
	})
	const want = "username,uuid,outcome,error\n" +
		"alice,1-2,registered,\n" +
		"-bob.,3-4,existed,\n" +
		"carol,,failed,\"no, \"\"never\"\"\"\n" +
		"'=cmd|' /C calc'!A0,,failed,'@SUM(1)\\x1b[31m\\u202e\\n\\xff\ufffd\n"
	if err != nil || b.String() != want {
		t.Errorf("WriteCSV = %v, %q; want %q", err, b.String(), want)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnOutcomeThatCannotBeWrittenIsAnError(t *testing.T) {
	t.Parallel()
	many := make([]chatapi.Outcome, 10_000)
	if err := bulk.WriteCSV(full{}, many); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("WriteCSV to a full disk = %v", err)
	}
}

func TestRefusedLinesAreOutcomesThatFailed(t *testing.T) {
	t.Parallel()
	list := read(t, "alice\nb b\n")
	var b strings.Builder
	if err := bulk.WriteCSV(&b, list.Refused()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "b" || rows[1][2] != "failed" || !strings.HasPrefix(rows[1][3], "line 2: the username has ' '") {
		t.Errorf("the refused lines are %q, %v", rows, err)
	}
}
