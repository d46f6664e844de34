package emulator_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore/secret"
)

// people are the users whom these tests start with.
func people() []emulator.SeedUser {
	return []emulator.SeedUser{
		{Username: "old", Age: time.Hour},
		{
			Username: "alice", Nickname: "Alice <3", Age: time.Minute, Password: secret.New("first"), Offline: []string{"m1", "m2"},
			Devices: []chatapi.Device{{Resource: "android_1", Name: "Pixel"}, {Resource: "web_2", Name: "Firefox"}},
		},
		{Username: "mallory", Banned: true, Age: time.Second},
	}
}

const (
	uuidForm   = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	cursorForm = `"cursor":"[\w-]{22}"`
)

// shape returns the text of an answer with what differs from run to run
// replaced, and # for what names the place and the app.
func (r response) shape(p *peer) string {
	s := string(r.body)
	s = strings.ReplaceAll(s, `"uri":"http://`+p.server.Host()+p.prefix, `"uri":"`)
	s = regexp.MustCompile(uuidForm).ReplaceAllString(s, "UUID")
	s = strings.ReplaceAll(s, `,"organization":"411000001","applicationName":"demo","application":"UUID"`, "#")
	return regexp.MustCompile(cursorForm).ReplaceAllString(s, `"cursor":"CURSOR"`)
}

const (
	// The users of people, as the service tells of them at first.
	oldUser    = `{"uuid":"UUID","type":"user","created":1789383600000,"modified":1789383600000,"username":"old","activated":true}`
	aliceStart = `{"uuid":"UUID","type":"user","created":1789387140000,"modified":`
	aliceRest  = `,"username":"alice","activated":true,"nickname":"Alice <3"}`
	mallory    = `{"uuid":"UUID","type":"user","created":1789387199000,"modified":1789387199000,"username":"mallory","activated":false}`
	alice      = aliceStart + "1789387140000" + aliceRest
	new1       = `{"uuid":"UUID","type":"user","created":1789387200000,"modified":1789387200000,"username":"new1","activated":true`
	end        = `"timestamp":1789387200000,"duration":0}`
)

var shapes = []struct {
	name, method, path, body string
	want                     string
}{
	{
		"register one", "POST", "/users", `{"username":"New1","nickname":"N"}`,
		`{"action":"post","path":"/users","uri":"/users"#,"entities":[` + new1 + `,"nickname":"N"}],` + end,
	},
	{
		"register many, one of whom exists", "POST", "/users", batch("new1", "Alice"),
		`{"action":"post","path":"/users","uri":"/users"#,"entities":[` + new1 + `}],"data":[{"username":"alice","registerUserFailReason":"the alice already exists"}],` + end,
	},
	{
		"register many, all of whom are new", "POST", "/users", batch("new1"),
		`{"action":"post","path":"/users","uri":"/users"#,"entities":[` + new1 + `}],"data":[],` + end,
	},
	{
		"look up", "GET", "/users/alice", "",
		`{"action":"get","path":"/users/alice","uri":"/users/alice"#,"entities":[` + alice + `],"count":1,` + end,
	},
	{
		"look up in upper case", "GET", "/users/ALICE", "",
		`{"action":"get","path":"/users/ALICE","uri":"/users/ALICE"#,"entities":[` + alice + `],"count":1,` + end,
	},
	{
		"list the first", "GET", "/users?limit=2", "",
		`{"action":"get","params":{"limit":["2"]},"path":"/users","uri":"/users"#,"entities":[` + oldUser + "," + alice + `],"cursor":"CURSOR","count":2,` + end,
	},
	{
		"list all", "GET", "/users", "",
		`{"action":"get","params":{},"path":"/users","uri":"/users"#,"entities":[` + oldUser + "," + alice + "," + mallory + `],"count":3,` + end,
	},
	{
		"delete", "DELETE", "/users/alice", "",
		`{"action":"delete","path":"/users/alice","uri":"/users/alice"#,"entities":[` + alice + `],` + end,
	},
	{
		"delete the oldest", "DELETE", "/users?limit=1", "",
		`{"action":"delete","params":{"limit":["1"]},"path":"/users","uri":"/users"#,"entities":[` + oldUser + `],"cursor":"CURSOR","count":1,` + end,
	},
	{
		"change the password", "PUT", "/users/alice/password", `{"newpassword":"second"}`,
		`{"action":"set user password",` + end,
	},
	{
		"ban", "POST", "/users/alice/deactivate", "",
		`{"action":"Deactivate user","entities":[` + strings.Replace(aliceStart+"1789387200000"+aliceRest, "true", "false", 1) + `],` + end,
	},
	{
		"unban", "POST", "/users/mallory/activate", "",
		`{"action":"activate user",` + end,
	},
	{
		"force offline", "GET", "/users/alice/disconnect", "",
		`{"action":"get","path":"/users/alice/disconnect","uri":"/users/alice/disconnect"#,"entities":[],"data":{"result":true},"count":0,` + end,
	},
	{
		"force one device offline", "DELETE", "/users/alice/disconnect/web_2", "",
		`{"action":"delete","path":"/users/alice/disconnect/web_2","uri":"/users/alice/disconnect/web_2"#,"entities":[],"data":{"result":true},"count":0,` + end,
	},
	{
		"force a device offline that is not online", "DELETE", "/users/alice/disconnect/ios_9", "",
		`{"action":"delete","path":"/users/alice/disconnect/ios_9","uri":"/users/alice/disconnect/ios_9"#,"entities":[],"data":{"result":false},"count":0,` + end,
	},
	{
		"devices", "GET", "/users/alice/resources", "",
		`{"action":"get","path":"/users/alice/resources","uri":"/users/alice/resources"#,"entities":[],"data":[{"res":"android_1","device_uuid":"UUID","device_name":"Pixel"},{"res":"web_2","device_uuid":"UUID","device_name":"Firefox"}],` + end,
	},
	{
		"status", "GET", "/users/alice/status", "",
		`{"action":"get","path":"/users/alice/status","uri":"/users/alice/status"#,"entities":[],"data":{"alice":"online"},` + end,
	},
	{
		"status of many", "POST", "/users/batch/status", `{"usernames":["Alice","old","nobody"]}`,
		`{"action":"get batch user status","path":"/users/batch/status","uri":"/users/batch/status"#,"data":[{"Alice":"online"},{"old":"offline"},{"nobody":"offline"}],` + end,
	},
	{
		"messages that wait", "GET", "/users/alice/offline_msg_count", "",
		`{"action":"get","path":"/users/alice/offline_msg_count","uri":"/users/alice/offline_msg_count"#,"entities":[],"data":{"alice":2},` + end,
	},
	{
		"a message that waits", "GET", "/users/alice/offline_msg_status/m2", "",
		`{"action":"get","path":"/users/alice/offline_msg_status/m2","uri":"/users/alice/offline_msg_status/m2"#,"entities":[],"data":{"m2":"undelivered"},` + end,
	},
	{
		"a message that has arrived", "GET", "/users/alice/offline_msg_status/m9", "",
		`{"action":"get","path":"/users/alice/offline_msg_status/m9","uri":"/users/alice/offline_msg_status/m9"#,"entities":[],"data":{"m9":"delivered"},` + end,
	},
	{
		"nickname", "PUT", "/users/old", `{"nickname":"Older"}`,
		`{"action":"put","path":"/users/old","uri":"/users/old"#,"entities":[` + strings.Replace(strings.Replace(oldUser, `"modified":1789383600000`, `"modified":1789387200000`, 1), "}", `,"nickname":"Older"}`, 1) + `],` + end,
	},
}

// TestEachCallAnswersAsDocumented goes through the calls in both forms of
// address. Only the form with the AppKey names the organisation and the app.
func TestEachCallAnswersAsDocumented(t *testing.T) {
	t.Parallel()
	for _, tt := range shapes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, form := range []string{"", "#"} {
				c := config()
				c.Users, c.Options.AllowDeleteMany = people(), true
				p := serve(t, c)
				if form == "#" {
					p = p.byKey()
				}
				got := p.must(tt.method, tt.path, tt.body)
				if want := strings.ReplaceAll(tt.want, "#", form); got.shape(p) != want {
					t.Errorf("got  %s\nwant %s", got.shape(p), want)
				}
				if kind := got.header.Get("Content-Type"); kind != "application/json;charset=UTF-8" {
					t.Errorf("the content type is %q", kind)
				}
				if date := got.header.Get("Date"); date != theTime.Format(http.TimeFormat) {
					t.Errorf("the date is %q", date)
				}
				if got.header.Get("X-Request-Id") != "emulator-1" {
					t.Errorf("the request is called %q", got.header.Get("X-Request-Id"))
				}
			}
		})
	}
}

func TestUserIsFoundByUUID(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c)
	uuid := p.must("GET", "/users/alice", "").answer().Entities[0].UUID
	if got := p.must("GET", "/users/"+uuid, "").names(); got != "alice" {
		t.Errorf("the UUID finds %q, want alice", got)
	}
}

func TestBanAndPasswordAndForceLogOut(t *testing.T) {
	t.Parallel()
	for _, deed := range []struct{ method, path, body string }{
		{"POST", "/users/alice/deactivate", ""},
		{"GET", "/users/alice/disconnect", ""},
		{"PUT", "/users/alice/password", `{"newpassword":"x"}`},
	} {
		c := config()
		c.Users = people()
		p := serve(t, c)
		p.must(deed.method, deed.path, deed.body)
		if got := p.must("GET", "/users/alice/status", "").answer().Data; string(got) != `{"alice":"offline"}` {
			t.Errorf("after %s %s: %s", deed.method, deed.path, got)
		}
	}
}

func TestPushIsToldWithTheUser(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = []emulator.SeedUser{{Username: "eve", Push: []emulator.Push{{DeviceID: "d", DeviceToken: "T", Notifier: "n"}}}}
	got := string(serve(t, c).must("GET", "/users/eve", "").body)
	if want := `"notifier_name":"n","device_token":"T","pushInfo":[{"device_Id":"d","device_token":"T","notifier_name":"n"}]`; !strings.Contains(got, want) {
		t.Errorf("%s lacks %s", got, want)
	}
}
