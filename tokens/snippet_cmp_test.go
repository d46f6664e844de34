package tokens_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"atc/tokens"
)

func TestCompareNode(t *testing.T) {
	b, err := os.ReadFile(os.Getenv("SNIPJSON"))
	if err != nil {
		t.Skip()
	}
	var all []struct {
		Kind, Ours, Token string
		N                 int
		Values            map[string]string
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	ok := 0
	for _, x := range all {
		a, err1 := tokens.Default.Decode(x.Ours)
		o, err2 := tokens.Default.Decode(x.Token)
		if err1 != nil || err2 != nil {
			t.Error(x.Kind, x.N, err1, err2, x.Token)
			continue
		}
		s := tokens.Subject{Channels: []string{x.Values["channel"]}, Users: []string{x.Values["uid"]}}
		if x.Values["account"] != "" {
			s.Users = []string{x.Values["account"]}
		}
		if x.Kind == "rtm-006" {
			s = tokens.Subject{Channels: []string{x.Values["user"]}, Users: nil}
		}
		if got := o.SignedBy(certificate("5CFd2fd1755d40ecb72977518be15d3b"), s); got.Status != tokens.Signed {
			t.Error(x.Kind, x.N, "not signed", got)
			continue
		}
		if ka, ko := shape(a), shape(o); ka != ko {
			t.Errorf("%s-%d\n%s\n%s", x.Kind, x.N, ka, ko)
			continue
		}
		ok++
	}
	t.Log(ok, "equal of", len(all))
}

// shape is a token without times and salt.
func shape(t *tokens.Token) string {
	end := int64(0)
	if t.EndTime != 0 {
		base := int64(t.IssueTime)
		if t.IssueTime == 0 && t.Version == tokens.AccessToken {
			base = int64(t.EndTime) - 86400
		}
		end = int64(t.EndTime) - base
		if t.Version == tokens.SignalingToken {
			end = 0
		}
	}
	out := fmt.Sprint(t.Version, t.AppID, t.Expire, end, t.ChannelCRC32, t.UIDCRC32, t.Extras, t.UID)
	for _, p := range t.Privileges {
		v := int64(p.Value)
		if t.Version == tokens.AccessToken && v != 0 {
			v -= int64(t.EndTime) - 86400
		}
		out += fmt.Sprint(p.ID, ":", v, " ")
	}
	line := tokens.Report{Token: t}.AppendJSON(nil)
	var doc struct {
		Services []struct {
			Type       int
			Fields     json.RawMessage
			Privileges []struct{ ID, Seconds int }
			Undecoded  string `json:"undecoded_hex"`
		}
	}
	_ = json.Unmarshal(line, &doc)
	for _, s := range doc.Services {
		out += fmt.Sprint("\n", s.Type, string(s.Fields), s.Privileges, s.Undecoded)
	}
	return out
}
