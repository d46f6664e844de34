package chatapi_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

func TestAUserIsReadWhateverIsAroundIt(t *testing.T) {
	t.Parallel()
	created := time.UnixMilli(1700000000123)
	for body, want := range map[string]chatapi.User{
		`{"entities":[{"username":"alice","uuid":"0ffe","nickname":"Al","created":1700000000123,"modified":1700000000123,"activated":true}]}`: {Username: "alice", UUID: "0ffe", Nickname: "Al", State: chatapi.StateActive, Created: created, Modified: created},
		`{"entities":[{"username":"alice","activated":false}],"count":1}`:                                                                     {Username: "alice", State: chatapi.StateBanned},
		`{"entities":[{"username":"alice"}],"action":7,"timestamp":"soon","data":{}}`:                                                         {Username: "alice"},
		`{"entities":{"username":"Alice","created":"1700000000123","activated":"true"}}`:                                                      {Username: "alice", State: chatapi.StateActive, Created: created},
		`{"entities":[{"username":"bob"},{"username":"ALICE","created":1.700000000123e12}]}`:                                                  {Username: "alice", Created: created},
		`{"entities":[null,7,"x",{},{"username":"alice","uuid":false,"nickname":["x"],"created":-1,"modified":1e99,"activated":null}]}`:       {Username: "alice"},
		`{"entities":[{"uuid":"0ffe"}]}`:                                                                                     {Username: "alice", UUID: "0ffe"},
		"\n\t {\"entities\":[{\"username\":\"alice\",\"nickname\":\"\\ud800 \xff\"}]} ":                                      {Username: "alice", Nickname: "\ufffd \ufffd"},
		`{"entities":[{"username":"alice","notification_ignore_123":true,"pushInfo":[{"device_Id":1}],"device_token":"x"}]}`: {Username: "alice"},
	} {
		for _, mediaType := range []string{"application/json", "text/html", "", "text/plain; charset=latin1"} {
			got, err := talkingTo(t, func(*http.Request) (*http.Response, error) { return answerOf(http.StatusOK, mediaType, body), nil }).User(t.Context(), "Alice")
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, %v, want %+v", body, got, err, want)
			}
		}
	}
}

func TestAnAnswerWithoutTheUserIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"entities":[]}`, `{"entities":null}`, `{"entities":"x"}`, `{"entities":[{"username":"bob"}]}`, `{"entities":[{"username":"alice"}`, `[]`, `{`} {
		_, err := talkingTo(t, answering(http.StatusOK, body)).User(t.Context(), "alice")
		if e := mustBe(t, err, chatapi.KindAnswerDamaged); e.Unsure {
			t.Errorf("%s: looking is unsure", body)
		}
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]chatapi.Page{
		`{"entities":[{"username":"a"},{"username":"b"}],"cursor":"next","count":2}`: {Users: []chatapi.User{{Username: "a"}, {Username: "b"}}, Cursor: "next"},
		`{"entities":[{"username":"a"}]}`:                                            {Users: []chatapi.User{{Username: "a"}}},
		`{"entities":[]}`:                                                            {},
		`{"entities":[],"cursor":null}`:                                              {},
		`{"entities":[],"cursor":"the same"}`:                                        {}, // whoever reads on must come to an end
		`{"entities":[{"username":"a"}],"count":"x"}`:                                {Users: []chatapi.User{{Username: "a"}}},
	} {
		got, err := talkingTo(t, answering(http.StatusOK, body)).Users(t.Context(), 10, "the same")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", body, got, err, want)
		}
	}
}

func TestPresenceIsReadFromObjectsAndLists(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]map[string]chatapi.Presence{
		`{"alice":"online"}`:                     {"alice": chatapi.Online},
		`[{"alice":"online"},{"BOB":"Offline"}]`: {"alice": chatapi.Online, "bob": chatapi.Offline},
		`[{"alice":"away","bob":7},null,"x"]`:    {},
		`null`:                                   {},
		`[]`:                                     {},
		`"x"`:                                    {},
	} {
		c := talkingTo(t, answering(http.StatusOK, `{"data":`+data+`}`))
		got, err := c.Presences(t.Context(), []string{"Alice", "bob"})
		one, errOne := c.Presence(t.Context(), "ALICE")
		if err != nil || errOne != nil || !reflect.DeepEqual(got, want) || one != want["alice"] {
			t.Errorf("%s: %v and %q, %v, %v, want %v", data, got, one, err, errOne, want)
		}
	}
	_, err := talkingTo(t, answering(http.StatusOK, `{}`)).Presences(t.Context(), []string{"a b"})
	mustBe(t, err, chatapi.KindUsernameIllegal)
}

func TestDevicesAndMessagesAreRead(t *testing.T) {
	t.Parallel()
	for data, want := range map[string][]chatapi.Device{
		`[{"res":"android_1","device_uuid":"2a54","device_name":"Pixel"},{"res":7},{},null]`: {{Resource: "android_1", UUID: "2a54", Name: "Pixel"}, {Resource: "7"}},
		`{"res":"web_1"}`: {{Resource: "web_1"}}, `[]`: nil, `null`: nil,
	} {
		got, err := talkingTo(t, answering(http.StatusOK, `{"data":`+data+`}`)).Devices(t.Context(), "alice")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", data, got, err, want)
		}
	}
	for data, want := range map[string]int{`{"alice":3}`: 3, `{"ALICE":"12"}`: 12, `[{"bob":1},{"alice":0}]`: 0, `{"bob":1}`: -1, `[]`: -1, `{"alice":-1}`: -1, `{"alice":1.5}`: -1} {
		got, err := talkingTo(t, answering(http.StatusOK, `{"data":`+data+`}`)).OfflineMessages(t.Context(), "alice")
		if want < 0 {
			mustBe(t, err, chatapi.KindAnswerDamaged)
		} else if err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", data, got, err, want)
		}
	}
}

func TestAResultThatIsFalseIsNoSuccess(t *testing.T) {
	t.Parallel()
	for body, fine := range map[string]bool{`{"data":{"result":true}}`: true, `{}`: true, `{"data":[]}`: true, `{"data":{"result":"maybe"}}`: true, `{"data":{"result":false}}`: false} {
		err := talkingTo(t, answering(http.StatusOK, body)).ForceOffline(t.Context(), "alice")
		if fine != (err == nil) {
			t.Errorf("%s: %v", body, err)
		} else if !fine {
			mustBe(t, err, chatapi.KindNoEffect)
		}
	}
}

func TestACallWithoutAResultNeedsNoBody(t *testing.T) {
	t.Parallel()
	if err := talkingTo(t, answering(http.StatusNoContent, "")).Ban(t.Context(), "alice"); err != nil {
		t.Error(err)
	}
}

func TestTheTimeOfTheServiceIsInTheAnswerOrItsHeader(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]time.Time{
		`{"timestamp":1700000000020}`: time.UnixMilli(1700000000020), `{"timestamp":"x"}`: time.Unix(1700000000, 0), `{}`: time.Unix(1700000000, 0), `{"timestamp":0}`: time.Unix(1700000000, 0),
	} {
		c := talkingTo(t, func(*http.Request) (*http.Response, error) {
			a := answerJSON(http.StatusOK, body)
			a.Header.Set("Date", "Tue, 14 Nov 2023 22:13:20 GMT")
			return a, nil
		})
		if got, err := c.ServerTime(t.Context()); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v, want %v", body, got, err, want)
		}
	}
	if got, err := talkingTo(t, answering(http.StatusOK, `{}`)).ServerTime(t.Context()); err != nil || !got.IsZero() {
		t.Errorf("%v, %v, want no time", got, err)
	}
}

func TestAnExchangeWithoutATokenIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"access_token":null}`, `{"access_token":""}`, `{"access_token":{}}`} {
		_, err := talkingTo(t, answering(http.StatusOK, body)).Exchange(t.Context(), secret.Value{})
		mustBe(t, err, chatapi.KindAnswerDamaged)
	}
	got, err := talkingTo(t, answering(http.StatusOK, `{"access_token":"x","expires_in":-1,"expire_timestamp":"soon"}`)).Exchange(t.Context(), secret.Value{})
	if err != nil || got.Lifetime != 0 || !got.ExpiresAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatIsNoAnswerOfTheServiceIsShown(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		page: "503 Service Temporarily Unavailable 503 Service Temporarily Unavailable nginx",
		"<script>var a = '<b>';</script><STYLE>p{}</STYLE><!-- x --><p\nclass='y'>Please&nbsp;log\tin &amp; accept": "Please log in & accept",
		"plain \x1b[31mtext\xff": "plain \x1b[31mtext\ufffd", // raw, as whoever prints it escapes it
		strings.Repeat("é", 300): strings.Repeat("é", 199) + "…",
		"1 < 2 <unclosed":        "1 < 2",
		`"a string"`:             `"a string"`,
	} {
		_, err := talkingTo(t, answering(http.StatusOK, body)).User(t.Context(), "alice")
		e := mustBe(t, err, chatapi.KindAnswerNotJSON)
		if e.Description != want || strings.ContainsAny(e.Error(), "\x1b\n") {
			t.Errorf("%q: description = %q, error %q, want %q", body, e.Description, e, want)
		}
	}
}
