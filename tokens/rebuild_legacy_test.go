package tokens_test

import (
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// handPacked are the 006 tokens that no kind builds, and why.
var handPacked = map[string]string{
	"p114-006-role0-go":             pastPrivileges,
	"p115-006-role1-go":             pastPrivileges,
	"p116-006-role2-go":             pastPrivileges,
	"p117-006-role101-go":           pastPrivileges,
	"p118-006-role0-java":           pastPrivileges,
	"p119-006-role2-java":           pastPrivileges,
	"p120-006-role1-php":            "privileges stand in the order 1, 3, 2, 4",
	"p121-006-rtm-go":               pastPrivileges,
	"p124-006-deprecated-nodeat204": "holds deprecated privileges",
	"p125-006-unicode-py3":          "the channel name is not allowed",
}

const pastPrivileges = "privileges end before the token was issued"

func TestOlderTokensAreRebuiltByteForByte(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if v.Version == "007" {
			continue
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			rebuild := v.rebuiltKey
			if _, ok := handPacked[v.ID]; ok {
				rebuild = v.packed
			}
			if got := rebuild(t); got != v.Token {
				t.Errorf("token %s,\n want %s", got, v.Token)
			}
		})
	}
}

func TestHandPackedTokensAreThoseThatKindsRefuseOrWriteOtherwise(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if _, ok := handPacked[v.ID]; !ok {
			continue
		}
		in := v.inputs(t)
		text, err := tokens.Default.Build(v.messageRequest(t, &in))
		if err == nil && text == v.Token {
			t.Errorf("%s is built by a kind", v.ID)
		}
	}
}

// keyKindOf names the kinds of keys that differ by their service.
var keyKindOf = map[string]string{
	"dk5 1": "key-005-media", "dk5 2": "key-005-recording", "dk5 3": "key-005-sharing", "dk5 4": "key-005-inchannel",
	"dk4 ACS": "key-004-media", "dk4 ARS": "key-004-recording", "dk4 APSS": "key-004-sharing",
	"dk3 ": "key-003", "dk2 ": "key-002", "dk1 ": "key-001",
}

// rebuiltKey makes the token of a vector older than 007 with its kind.
func (v *vector) rebuiltKey(tb testing.TB) string {
	tb.Helper()
	in := v.inputs(tb)
	var r tokens.Request
	switch in.Op {
	case "at1", "rtc1.uid", "rtm1":
		r = v.messageRequest(tb, &in)
	case "sig1":
		r = request(tb, "signaling-1", tokens.Values{"account": in.Args.text("account"), "lifetime": "3600"})
		r.Stamp.IssueTime = in.Args.number("expired_ts") - 3600
	default:
		r = keyRequest(tb, &in)
	}
	r.AppID, r.Certificate = in.AppID, secret.New(in.AppCertificate)
	text, err := tokens.Default.Build(r)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func keyRequest(tb testing.TB, in *inputs) tokens.Request {
	tb.Helper()
	values := tokens.Values{"channel": in.Args.text("channel"), "uid": in.Args.text("uid"), "lifetime": "0"}
	issued, ends := in.Args.number("unix_ts"), in.Args.number("expired_ts")
	if ends != 0 {
		values["lifetime"] = strconv.FormatUint(uint64(ends-issued), 10)
	}
	if p := in.Args.text("permission"); p == "0" {
		values["upload"] = "none"
	}
	r := request(tb, keyKindOf[in.Op+" "+in.Args.text("service")], values)
	r.Stamp = tokens.Stamp{IssueTime: issued, Salt: in.Args.number("random_int")}
	return r
}

// messageRequest asks for a 006 token by what it holds: every builder lets its
// message end 24 hours after the issue.
func (v *vector) messageRequest(tb testing.TB, in *inputs) tokens.Request {
	tb.Helper()
	issued := uint32(number(v.Decoded["ts"])) - tokens.MaxLifetime
	ends := v.Decoded["privileges"].(map[string]any)
	values := tokens.Values{"role": "subscriber"}
	for id, end := range ends {
		values["lifetime"] = strconv.FormatInt(int64(number(end))-int64(issued), 10)
		if id == "2" {
			values["role"] = "publisher"
		}
	}
	kind := "rtm-006"
	if in.Op == "rtm1" {
		values["user"] = in.Args.text("account")
	} else {
		kind = "rtc-006"
		values["channel"], values["uid"] = v.signedAlong(tb)
		switch values["uid"] {
		case "": // any user
			values["uid"] = "0"
		case "0": // signed as it is by libraries without a rule for user 0
			values["account"] = "0"
		}
	}
	r := request(tb, kind, values)
	r.AppID, r.Certificate = in.AppID, secret.New(in.AppCertificate)
	r.Stamp = tokens.Stamp{IssueTime: issued, Salt: uint32(number(v.Decoded["salt"]))}
	return r
}

// signedAlong returns the channel name and user with which a vector verifies.
func (v *vector) signedAlong(tb testing.TB) (channel, user string) {
	tb.Helper()
	var checks []struct {
		ChannelName string `json:"channel_name"`
		UID         string
		OK          bool
	}
	if err := json.Unmarshal(v.Verify, &checks); err != nil || !checks[0].OK {
		tb.Fatal("no check that succeeds:", err)
	}
	return checks[0].ChannelName, checks[0].UID
}

// packed makes a 006 token of the content that a vector is to have.
func (v *vector) packed(tb testing.TB) string {
	tb.Helper()
	in := v.inputs(tb)
	privileges := v.Decoded["privileges"].(map[string]any)
	var ids []int
	for id := range privileges {
		n, _ := strconv.Atoi(id)
		ids = append(ids, n)
	}
	slices.Sort(ids)
	if order, ok := v.Decoded["privilege_order"].([]any); ok {
		for i, id := range order {
			ids[i] = int(number(id))
		}
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(number(v.Decoded["salt"])))
	message = binary.LittleEndian.AppendUint32(message, uint32(number(v.Decoded["ts"])))
	message = binary.LittleEndian.AppendUint16(message, uint16(len(ids)))
	for _, id := range ids {
		message = binary.LittleEndian.AppendUint16(message, uint16(id))
		message = binary.LittleEndian.AppendUint32(message, uint32(number(privileges[strconv.Itoa(id)])))
	}
	channel, user := v.signedAlong(tb)
	return tokens.PackAccessToken(in.AppID, in.AppCertificate, channel, user, message)
}

func TestRolesOf006GrantWhatTheGoBuilderGrants(t *testing.T) {
	t.Parallel()
	roles := map[float64]string{0: "attendee", 1: "publisher", 2: "subscriber", 101: "admin"}
	for _, v := range vectors(t, "public.json") {
		in := v.inputs(t)
		if v.Impl != "go-tools" || in.Op != "rtc1.uid" {
			continue
		}
		role := roles[in.Args["role"].(float64)]
		text, err := tokens.Default.Build(request(t, "rtc-006", tokens.Values{"channel": "lobby", "role": role}))
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Default.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(token.Privileges), len(v.Decoded["privileges"].(map[string]any)); got != want {
			t.Errorf("%s has %d privileges, want %d", role, got, want)
		}
		delete(roles, in.Args["role"].(float64))
	}
	if len(roles) > 0 {
		t.Errorf("no vector for the roles %v", roles)
	}
}
