package httpd

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
)

// The clients of the guides and of the UI kits, byte for byte as their HTTP
// libraries send what those ask for.

// A client is one request as it is sent, with HOST and BASE for where the
// client believes the server to be, and LENGTH for that of the body.
type client struct {
	request []string // lines of the head, then an empty one, then the body
	// read returns the token that the client takes out of the answer, as its
	// code does.
	read func(tb testing.TB, body string) string
	want string // what the token holds
}

// The browsers' part of a request that a page of another origin makes.
func browser(origin, site string) []string {
	return []string{
		"Connection: keep-alive",
		`sec-ch-ua: "Chromium";v="138", "Not)A;Brand";v="8"`,
		"sec-ch-ua-mobile: ?0",
		"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
		"Accept: */*",
		"Origin: " + origin,
		"Sec-Fetch-Site: " + site,
		"Sec-Fetch-Mode: cors",
		"Sec-Fetch-Dest: empty",
		"Referer: " + origin + "/",
		"Accept-Encoding: gzip, deflate, br, zstd",
		"Accept-Language: en-US,en;q=0.9",
	}
}

func lines(all ...[]string) []string {
	var joined []string
	for _, l := range all {
		joined = append(joined, l...)
	}
	return joined
}

// wholeBody is res.text(): the body is the token.
func wholeBody(_ testing.TB, body string) string { return body }

// jsonMember is (await res.json()).name, or deeper.
func jsonMember(path ...string) func(testing.TB, string) string {
	return func(tb testing.TB, body string) string {
		tb.Helper()
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			tb.Fatalf("%q: %v", body, err)
		}
		for _, name := range path {
			o, _ := v.(map[string]any)
			v = o[name]
		}
		s, _ := v.(string)
		return s
	}
}

const (
	guideOrigin = "https://localhost:9000" // webpack serve of the Chat guide
	reactOrigin = "http://localhost:3000"
)

var clients = map[string]client{
	"the Chat guide's web client": {
		lines([]string{"GET BASE/chat/user/alice/token HTTP/1.1", "Host: HOST"}, browser(guideOrigin, "cross-site"), []string{"", ""}),
		wholeBody, `3600s; Chat "alice" 1:3600`,
	},
	"axios in Node, GET with data": {
		[]string{
			"GET BASE/fetch_rtc_token HTTP/1.1", "Accept: application/json, text/plain, */*", "Content-Type: application/json",
			"User-Agent: axios/1.7.9", "Content-Length: LENGTH", "Accept-Encoding: gzip, compress, deflate, br", "Host: HOST", "Connection: keep-alive", "",
			`{"uid":"123456","channelName":"channelA"}`,
		},
		jsonMember("token"), `3600s; RTC "channelA" "123456" 1:3600 2:3600 3:3600 4:3600`,
	},
	"axios in a page, POST": {
		lines([]string{"POST BASE/fetch_rtc_token HTTP/1.1", "Host: HOST", "Content-Length: LENGTH", "Content-Type: application/json; charset=UTF-8"}, browser(reactOrigin, "same-site"), []string{"", `{"uid":1234567,"channelName":"channelA","role":1}`}),
		jsonMember("token"), `3600s; RTC "channelA" "1234567" 1:3600 2:3600 3:3600 4:3600`,
	},
	"OkHttp with Retrofit in the Android emulator": {
		[]string{
			"POST BASE/getToken HTTP/1.1", "Content-Type: application/json; charset=UTF-8", "Content-Length: LENGTH", "Host: 10.0.2.2:8080",
			"Connection: Keep-Alive", "Accept-Encoding: gzip", "User-Agent: okhttp/4.12.0", "",
			`{"channel":"lobby","expire":3600,"role":"publisher","tokenType":"rtc","uid":"123456789"}`,
		},
		jsonMember("token"), `3600s; RTC "lobby" "123456789" 1:3600 2:3600 3:3600 4:3600`,
	},
	"the newer Chat guide's Android client": {
		[]string{
			"GET BASE/token/generate?userId=alice&expireSeconds=3600&tokenType=user HTTP/1.1", "User-Agent: Dalvik/2.1.0 (Linux; U; Android 14; sdk_gphone64 Build/UE1A)",
			"Host: 10.0.2.2:8080", "Connection: Keep-Alive", "Accept-Encoding: gzip", "", "",
		},
		wholeBody, `3600s; Chat "alice" 1:3600`,
	},
	"the newer Chat guide's curl line": {
		[]string{
			"POST BASE/generate-user-token HTTP/1.1", "Host: HOST", "User-Agent: curl/8.7.1", "Accept: */*", "Content-Type: application/json", "Content-Length: LENGTH", "",
			`{"user_uuid": "test_user", "expire": 3600}`,
		},
		jsonMember("token"), `3600s; Chat "test_user" 1:3600`,
	},
	"Agora's container's curl line": {
		[]string{
			"POST BASE/token/generate HTTP/1.1", "Host: HOST", "User-Agent: curl/8.7.1", "Accept: */*", "Content-Type: application/json", "Content-Length: LENGTH", "",
			"{\n    \"channelName\": \"lobby\",\n    \"uid\": \"12345678\",\n    \"tokenExpireTs\": 3600, \"privilegeExpireTs\": 3600,\n \"serviceRtc\": {\"enable\": true, \"role\": 1}, \"serviceRtm\": {\"enable\": true}\n}",
		},
		jsonMember("data", "token"), `3600s; RTC "lobby" "12345678" 1:3600 2:3600 3:3600 4:3600; RTM "12345678" 1:3600`,
	},
	"the UI kit for the web": {
		lines([]string{"GET BASE/rtc/lobby/publisher/uid/0/ HTTP/1.1", "Host: HOST"}, browser(reactOrigin, "same-site"), []string{"", ""}),
		jsonMember("rtcToken"), `3600s; RTC "lobby" "" 1:3600 2:3600 3:3600 4:3600`,
	},
	"the UI kit for Flutter": {
		[]string{"GET BASE/rtc/lobby/publisher/uid/0 HTTP/1.1", "user-agent: Dart/3.5 (dart:io)", "accept-encoding: gzip", "content-length: 0", "host: HOST", "", ""},
		jsonMember("rtcToken"), `3600s; RTC "lobby" "" 1:3600 2:3600 3:3600 4:3600`,
	},
	"the UI kit for iOS": {
		[]string{
			"GET BASE/rtc/my%20room/publisher/uid/42/ HTTP/1.1", "Host: HOST", "Accept: */*", "Accept-Language: en-GB,en;q=0.9", "Connection: keep-alive",
			"Accept-Encoding: gzip, deflate", "User-Agent: Calls/1 CFNetwork/1568.100.1 Darwin/24.0.0", "", "",
		},
		jsonMember("rtcToken"), `3600s; RTC "my room" "42" 1:3600 2:3600 3:3600 4:3600`,
	},
	"the helper of the Unity samples": {
		[]string{
			"GET BASE/rte/testing/publisher/uid/1234/?3600 HTTP/1.1", "Host: HOST", "User-Agent: UnityPlayer/2021.3.16f1 (UnityWebRequest/1.0, libcurl/7.84.0-DEV)",
			"Accept: */*", "Accept-Encoding: deflate, gzip", "X-Unity-Version: 2021.3.16f1", "", "",
		},
		jsonMember("rtmToken"), `3600s; RTM "1234" 1:3600`,
	},
	"axios in a page, of the hosted sample": {
		lines([]string{"GET BASE/access_token?channel=test&uid=1234 HTTP/1.1", "Host: HOST"}, browser(reactOrigin, "same-site"), []string{"", ""}),
		jsonMember("token"), `86400s; RTC "test" "1234" 1:86400 2:86400 3:86400 4:86400`,
	},
	"RestTemplate in Java": {
		[]string{
			"GET BASE/chat/user/alice/token HTTP/1.1", "Accept: text/plain, application/json, application/*+json, */*", "User-Agent: Java/17.0.11", "Host: HOST", "Connection: keep-alive", "", "",
		},
		wholeBody, `3600s; Chat "alice" 1:3600`,
	},
}

// forClients is how a server is started for them all: with --cors and --host.
func forClients(tb testing.TB, cfg *Config) {
	cfg.Users, _ = chatOf(tb, nil)
	cfg.Origins = []string{guideOrigin, reactOrigin}
	cfg.Hosts = []string{"10.0.2.2", "dev.example.com"}
}

// sent sends a request as it is, and returns the answer.
func sent(tb testing.TB, address, text string) told {
	tb.Helper()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		tb.Fatal(err)
	}
	return readAnswer(tb, conn, strings.Fields(text)[0])
}

// bytesOf returns what the client sends to a server that it knows by a host,
// and whose base URL has a path.
func (c *client) bytesOf(tb testing.TB, host, base string) string {
	tb.Helper()
	text := strings.Join(c.request, "\r\n")
	text = strings.Replace(text, " BASE/", " "+base+"/", 1)
	text = strings.Replace(text, "LENGTH", itoa(len(c.request[len(c.request)-1])), 1)
	return strings.Replace(text, "HOST", host, 1)
}

func TestTheGuidesClientsAreAnsweredAsTheyAre(t *testing.T) {
	t.Parallel()
	open := serve(t, func(cfg *Config) { forClients(t, cfg) })
	locked := serve(t, func(cfg *Config) {
		forClients(t, cfg)
		cfg.Key = secret.New(testKey)
	})
	for name, c := range clients {
		for _, at := range []struct {
			server     *testServer
			host, base string
		}{
			{open, open.Addr().String(), ""},
			{open, strings.Replace(open.Addr().String(), "127.0.0.1", "localhost", 1), ""},
			{open, "dev.example.com", ""},
			{locked, locked.Addr().String(), "/k/" + testKey},
			{locked, locked.Addr().String(), "/k/" + testKey + "/"}, // a base URL that ends in a slash
		} {
			a := sent(t, at.server.Addr().String(), c.bytesOf(t, at.host, at.base))
			if a.status != http.StatusOK {
				t.Errorf("%s at %s: answered %d %s", name, at.host, a.status, a.body)
				continue
			}
			if got := content(signed(t, c.read(t, a.body), tokens.Subject{})); got != c.want {
				t.Errorf("%s at %s: the token holds %s, want %s", name, at.host, got, c.want)
			}
			for _, line := range c.request {
				if origin, ok := strings.CutPrefix(line, "Origin: "); ok && a.header.Get("Access-Control-Allow-Origin") != origin {
					t.Errorf("%s: its page may not read the answer: %v", name, a.header)
				}
			}
		}
	}
}

func TestTheGuidesPagesAreRefusedUnlessTheirOriginIsListed(t *testing.T) {
	t.Parallel()
	users, service := chatOf(t, nil)
	s := serve(t, func(cfg *Config) { cfg.Users = users })
	for name, c := range clients {
		text := c.bytesOf(t, s.Addr().String(), "")
		if !strings.Contains(text, "Origin: ") {
			continue
		}
		a := sent(t, s.Addr().String(), text)
		if a.status != http.StatusForbidden || !strings.Contains(a.body, "--cors") {
			t.Errorf("%s: answered %d %s", name, a.status, a.body)
		}
	}
	if n := service.Counters().Requests; n != 0 {
		t.Errorf("pages that may not ask made %d requests to Chat", n)
	}
}

func TestABrowserMayAskWithTheHeadersOfTheGuidesClients(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { forClients(t, cfg) })
	a := s.ask(ask{method: http.MethodOptions, target: "/fetch_rtc_token", header: http.Header{
		"Origin": {reactOrigin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"content-type"}, "Sec-Fetch-Site": {"same-site"},
	}})
	methods, headers := a.header.Get("Access-Control-Allow-Methods"), strings.ToLower(a.header.Get("Access-Control-Allow-Headers"))
	if a.status/100 != 2 || a.header.Get("Access-Control-Allow-Origin") != reactOrigin || !strings.Contains(methods, "POST") || !strings.Contains(headers, "content-type") {
		t.Errorf("answered %d %v", a.status, a.header)
	}
}

// nodeScript asks as the guides' JavaScript does: with fetch for the bare token,
// for JSON from a token URL, and with a body from the RTC guide's server.
const nodeScript = `
const base = process.argv[1];
const bare = await fetch(base + "/chat/user/alice/token").then(res => res.text());
const kit = await fetch(base + "/rtc/lobby/publisher/uid/0/").then(res => res.json());
const guide = await fetch(base + "/fetch_rtc_token", {
	method: "POST",
	headers: {"Content-Type": "application/json; charset=UTF-8"},
	body: JSON.stringify({uid: 12345, channelName: "lobby", role: 1}),
}).then(res => res.json());
const hosted = await fetch(base + "/access_token?channel=lobby&uid=" + 12345).then(res => res.json());
const bad = await fetch(base + "/rtc/lobby/publisher/uid/" + undefined);
console.log(JSON.stringify([bare, kit.rtcToken, guide.token, hosted.token, bad.status + " " + (await bad.json()).error]));
`

func TestJavaScriptGetsItsTokens(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node on this machine")
	}
	s := serve(t, func(cfg *Config) {
		forClients(t, cfg)
		cfg.Key = secret.New(testKey)
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, node, "--input-type=module", "--eval", nodeScript, s.URL()+"/k/"+testKey).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil || len(got) != 5 {
		t.Fatalf("node says %q", out)
	}
	for i, want := range []string{`3600s; Chat "alice" 1:3600`, `3600s; RTC "lobby" "" 1:3600 2:3600 3:3600 4:3600`, publishes(3600), publishes(86400)} {
		if holds := content(signed(t, got[i], tokens.Subject{})); holds != want {
			t.Errorf("token %d holds %s, want %s", i+1, holds, want)
		}
	}
	if !strings.HasPrefix(got[4], `400 rtcuid: is "undefined"`) {
		t.Errorf("a missing user ID is answered %q", got[4])
	}
}
