package tokens_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// inputs are what the official implementation of a vector was given.
type inputs struct {
	Op             string
	AppID          string `json:"app_id"`
	AppCertificate string `json:"app_certificate"`
	Args           args

	// Low-level: 007
	IssueTime uint32 `json:"issue_ts"`
	Expire    uint32
	Salt      uint32
	Services  []map[string]any
	// Low-level: 006
	ChannelName string `json:"channel_name"`
	UID         any
	TS          uint32
	Privileges  [][2]uint32
}

// args are the arguments of a builder function, by name.
type args map[string]any

// text returns an argument as text; a number as its digits.
func (a args) text(name string) string {
	switch v := a[name].(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return v
	}
	return ""
}

func (a args) number(name string) uint32 { n, _ := a[name].(float64); return uint32(n) }

func (v *vector) inputs(tb testing.TB) inputs {
	tb.Helper()
	var in inputs
	if err := json.Unmarshal(v.Inputs, &in); err != nil {
		tb.Fatal(err)
	}
	return in
}

// kindOf names the kind that makes the tokens of an official function.
var kindOf = map[string]string{
	"rtc2.uid": "rtc", "rtc2.account": "rtc-account", "rtc2.uid_priv": "rtc-privileges",
	"rtc2.account_priv": "rtc-account-privileges", "rtc2.rtm": "rtc-rtm", "rtc2.rtm2": "rtc-rtm-split",
	"rtm2": "rtm", "rtm2.perms": "rtm2", "chat.user": "chat-user", "chat.app": "chat-app",
	"apaas.room": "class-room", "apaas.user": "class-user", "apaas.app": "class-app",
	"edu.room": "class-room", "edu.user": "class-user", "edu.app": "class-app",
	"fpa": "fpa", "convoai": "convoai", "stt": "stt", "c.rtc.uid": "rtc", "c.rtm": "rtm",
}

// inputOf names the input that stands for an argument of those functions.
var inputOf = map[string]string{
	"channel": "channel", "uid": "uid", "account": "account", "room_uuid": "room", "user_uuid": "user", "user_id": "user",
	"rtm_user_id": "user", "token_expire": "lifetime", "expire": "lifetime", "privilege_expire": "privilege-lifetime",
	"join": "join", "audio": "audio", "video": "video", "data": "data", "rtm_expire": "rtm-lifetime",
}

// rebuilt makes the token of a 007 vector again: with a kind if a builder made
// it, else from a spec.
func (v *vector) rebuilt(tb testing.TB) string {
	tb.Helper()
	in := v.inputs(tb)
	c := secret.New(in.AppCertificate)
	stamp := tokens.Stamp{IssueTime: uint32(number(v.Decoded["issue_ts"])), Salt: uint32(number(v.Decoded["salt"]))}
	var text string
	var err error
	if id, ok := kindOf[in.Op]; ok && in.Args.text("stream") == "" {
		r := request(tb, id, in.values(tb))
		r.AppID, r.Certificate, r.Stamp = in.AppID, c, stamp
		text, err = tokens.Default.Build(r)
	} else {
		var spec tokens.Spec
		if spec, err = tokens.ParseSpec(in.spec(tb)); err != nil {
			tb.Fatal(err)
		}
		text, err = tokens.Default.Compose(spec, in.AppID, c, stamp)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// values translates the arguments of a builder into the inputs of its kind.
func (in *inputs) values(tb testing.TB) tokens.Values {
	tb.Helper()
	values := tokens.Values{}
	for name := range in.Args {
		switch name {
		case "role":
			values["role"] = in.Args.text("role")
			if _, isRoom := in.Args["room_uuid"]; !isRoom {
				values["role"] = map[string]string{"1": "publisher", "2": "subscriber"}[in.Args.text("role")]
			}
		case "permissions":
			for _, p := range in.Args["permissions"].([]any) {
				key, list := permission(p.(map[string]any))
				values[key] = list
			}
		case "stream": // rebuilt by kinds without one only
		default:
			key, ok := inputOf[name]
			if !ok {
				tb.Fatalf("no input stands for the argument %s", name)
			}
			values[key] = in.Args.text(name)
		}
	}
	return values
}

func permission(p map[string]any) (key, list string) {
	resource := tokens.Default.ResourceTypes[int(p["resource_type"].(float64))]
	kind := tokens.Default.PermissionTypes[int(p["permission_type"].(float64))]
	for i, name := range p["resources"].([]any) {
		if i > 0 {
			list += ","
		}
		list += name.(string)
	}
	return tokens.PermissionKey(resource, kind), list
}

// spec writes the services that were put together by hand as JSON. The numeric
// user 0 is written empty, and privileges are sorted, as the library did.
func (in *inputs) spec(tb testing.TB) []byte {
	tb.Helper()
	if in.Op == "c.rtm" { // the community library adds RTC for the stream
		e := in.Args.number("expire")
		in.Expire = e
		in.Services = []map[string]any{
			{"type": 1, "channel_name": in.Args["stream"], "uid": in.Args["user_id"], "privileges": map[string]uint32{"1": e, "4": e}},
			{"type": 2, "user_id": in.Args["user_id"], "privileges": map[string]uint32{"1": e}},
		}
	} else if in.Op != "at2" {
		tb.Fatalf("no way to rebuild %s", in.Op)
	}
	var services []map[string]any
	for _, s := range in.Services {
		fields := map[string]any{}
		for key, value := range s {
			if key != "type" && key != "privileges" {
				fields[key] = value
			}
			if (key == "uid" || key == "account") && value == 0.0 {
				fields[key] = ""
			}
		}
		services = append(services, map[string]any{"type": s["type"], "fields": fields, "privileges": byID(s["privileges"])})
	}
	data, err := json.Marshal(map[string]any{"expire": in.Expire, "services": services})
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func byID(pairs any) any {
	list, ok := pairs.([]any)
	if !ok {
		return pairs
	}
	privileges := map[string]any{}
	for _, p := range list {
		privileges[fmt.Sprint(p.([]any)[0])] = p.([]any)[1]
	}
	return privileges
}

func TestTokensOfTheGoLibraryAreRebuiltByteForByte(t *testing.T) {
	t.Parallel()
	n := 0
	for _, v := range vectors(t, "public.json") {
		if v.Impl != "go-tools" || v.Version != "007" {
			continue
		}
		n++
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			if got := v.rebuilt(t); got != v.Token {
				t.Errorf("payload %x,\n   want %x", signedPart(got), signedPart(v.Token))
			}
		})
	}
	if n != 43 {
		t.Errorf("%d vectors of the Go library, want all 43", n)
	}
}

// deviations are what other libraries write differently from the Go library
// when given the same.
var deviations = map[string]string{
	"p066-b-apaas-room-node206": "forgets the privilege of the room user",
	"p078-b-apaas-room-java":    "puts the Chat privilege on RTM",
	"p079-b-rtc-uid0-php":       `writes user 0 as "0"`,
	"p105-e-role0-node206":      "turns role 0 into -1",
	"p111-e-unsorted-go2020":    "packs services in random order",
}

func TestTokensOfOtherLibrariesHoldTheSamePayload(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if v.Impl == "go-tools" || v.Version != "007" {
			continue
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			got, want := signedPart(v.rebuilt(t)), signedPart(v.Token)
			if _, deviates := deviations[v.ID]; (got == want) == deviates {
				t.Errorf("payload %x,\n   want %x, deviates %v", got, want, deviates)
			}
		})
	}
}

func TestDecodedTokensComposeToTheSameContent(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if v.Version != "007" {
			continue
		}
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			token, err := tokens.Default.Decode(v.Token)
			if err != nil {
				t.Fatal(err)
			}
			again := composed(t, tokens.Report{Token: token}.AppendJSON(nil))
			second, err := tokens.Default.Decode(again)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(v.Flags, "services_unsorted") {
				slices.SortStableFunc(token.Services, func(a, b tokens.DecodedService) int { return int(a.Type) - int(b.Type) })
			} else if got, want := signedPart(again), signedPart(v.Token); got != want {
				t.Errorf("payload %x,\n   want %x", got, want)
			}
			if got, want := content(second), content(token); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}
