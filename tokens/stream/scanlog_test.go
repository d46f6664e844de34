package stream_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// A log is an input of a given size that is made while it is read: what
// programs log, and tokens hidden in it.
type log struct {
	random *rand.Rand
	noise  []string
	texts  []string // tokens to hide
	left   int      // bytes still to make, about
	every  int      // bytes between two tokens, about

	buffer       []byte
	offset, line int64
	next         int64 // offset of the next token, about
	hidden       []hidden
	leaks        int64
}

// hidden is what is hidden where. Its text is that of the token itself.
type hidden struct {
	offset, line int64
	text         string
}

const (
	logID          = "970CA35de60c44645bbae8a215061b33"
	logCertificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

func newLog(tb testing.TB, size, every int) *log {
	tb.Helper()
	l := &log{random: rand.New(rand.NewPCG(5, 6)), left: size, every: every, line: 1}
	l.texts = append(built(tb), vectorTexts(tb)...)
	for range 3000 {
		l.noise = append(l.noise, l.noiseLine())
	}
	return l
}

// built returns tokens of every kind of the catalog.
func built(tb testing.TB) (all []string) {
	tb.Helper()
	for _, k := range tokens.Default.Kinds {
		for n := range 20 {
			values := tokens.Values{}
			for _, in := range k.Inputs {
				switch v := fmt.Sprintf("name-%d", n*n*7919); {
				case in.Type == tokens.Text && !in.Optional && in.Refuse(v) == nil:
					values[in.Key] = v
				case in.Type == tokens.Text && !in.Optional && in.Default == "":
					values[in.Key] = fmt.Sprint(n * 104729)
				}
			}
			text, err := tokens.Default.Build(tokens.Request{
				Kind: k, AppID: logID, Certificate: secret.New(logCertificate), Values: values,
				Stamp: tokens.Stamp{IssueTime: 1700000000 + uint32(n), Salt: uint32(n*7 + 1)},
			})
			if err != nil {
				tb.Fatalf("%s: %v", k.ID, err)
			}
			all = append(all, text)
		}
	}
	return all
}

// vectorTexts returns the public test vectors, which have all versions.
func vectorTexts(tb testing.TB) (all []string) {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "public.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var vectors []struct{ Token string }
	if err := json.Unmarshal(data, &vectors); err != nil {
		tb.Fatal(err)
	}
	for _, v := range vectors {
		all = append(all, v.Token)
	}
	return all
}

// noiseLine returns a line as programs write them, without a token.
func (l *log) noiseLine() string {
	r := l.random
	at := fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d.%03dZ", r.IntN(12)+1, r.IntN(28)+1, r.IntN(24), r.IntN(60), r.IntN(60), r.IntN(1000))
	id := fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<16), r.IntN(1<<16), r.Int64N(1<<48))
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf(`{"ts":"%s","level":"info","request_id":"%s","trace":"%s","etag":"\"%s\"","ms":%d}`, at, id, l.hex(32), l.hex(32), r.IntN(5000))
	case 1:
		return fmt.Sprintf("\tat io.agora.rtc.internal.RtcEngineImpl.joinChannel(RtcEngineImpl.java:%d) ~[rtc-%d.%d.jar:?]", r.IntN(9000), r.IntN(5), r.IntN(10))
	case 2:
		return at + " GET https://cdn.example.com/assets/" + l.hex(64) + "/main.js?v=" + fmt.Sprint(r.Uint64()) + " 200 " + fmt.Sprint(r.IntN(1<<20))
	case 3:
		return "data:image/png;base64," + l.base64(r.IntN(6000))
	case 4:
		return l.hex(40) + "  " + l.hex(64) + "  " + l.hex(128) + "  dist/bundle." + l.hex(8) + ".js"
	case 5:
		return at + " \x1b[32mDEBUG\x1b[0m größe=" + fmt.Sprint(r.Float64()) + " 用户 joined, appId=" + logID + " session=" + l.hex(32)
	case 6:
		return "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9." + strings.TrimRight(l.base64(120), "=") + "." + l.base64(43)
	case 7:
		return at + " 007 006eJ 1: 1:2:3 00700600500400 " + strings.Repeat("007eJ", r.IntN(30)) + " version=007eJx"
	case 8:
		return "YWMt" + l.base64(200) + " 1:" + l.hex(32) + ":" + fmt.Sprint(r.Uint32()) + ":not-an-md5"
	case 9:
		return fmt.Sprintf("%s WARN  [worker-%d] cache miss for key %q after %dms; retrying (attempt %d of 5)", at, r.IntN(64), id, r.IntN(900), r.IntN(5))
	case 10:
		return l.base64(60)
	}
	return strings.Repeat("-", r.IntN(120))
}

func (l *log) hex(n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("0123456789abcdef"[l.random.IntN(16)])
	}
	return b.String()
}

func (l *log) base64(n int) string {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = byte(l.random.Uint32())
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// hide writes a line with a token, as it stands in logs, or changed on the way.
func (l *log) hide(text string) {
	escape := url.QueryEscape
	dashed := strings.NewReplacer("+", "-", "/", "_").Replace
	before, written, after := "", text, ""
	switch l.random.IntN(16) {
	case 0:
		before, after = `{"channel":"lobby","token":"`, `","uid":5}`
	case 1:
		before, written, after = "GET /rtc/join?token=", escape(text), "&uid=5&x=%20 HTTP/1.1"
	case 2:
		before, written, after = "Location: /login?next=https%3A%2F%2Fexample.com%2Frtc%3Ftoken%3D", escape(escape(text)), "%26uid%3D5"
	case 3:
		before, written, after = `{"log":"{\"token\":\"`, strings.ReplaceAll(text, "/", `\/`), `\"}"}`
	case 4:
		before, written, after = `{"token":"`, strings.NewReplacer("+", `\u002b`, "=", `\u003d`, "/", `\u002F`).Replace(text), `"}`
	case 5:
		before, after = "Authorization: agora token=", "\r"
	case 6:
		before = "Authorization: Bearer "
	case 7:
		before, after = `{"name":"token","value":"`, `"},{"name":"uid","value":"5"}`
	case 8:
		before = "AGORA_TOKEN="
	case 9:
		before, written, after = "?t=", dashed(text), "&u=1"
	case 10:
		before, written, after = "<token>", strings.TrimRight(text, "="), "</token>"
	case 11:
		before, after = "joined('lobby', '", "', 12345);"
	case 12: // in a line without end, at any place of a block
		before, after = `{"image":"`+l.base64(l.random.IntN(900_000))+`","token":"`, `","more":"`+l.base64(l.random.IntN(200_000))+`"}`
	case 13:
		before, written, after = "wss://example.com/rtc/", url.PathEscape(text), "/uid/5"
	case 14:
		before, after = "token `", "`."
	}
	l.hidden = append(l.hidden, hidden{l.offset + int64(len(before)), l.line, text})
	l.write(before + written + after)
}

func (l *log) write(line string) {
	l.buffer = append(append(l.buffer, line...), '\n')
	l.offset += int64(len(line)) + 1
	l.line += int64(strings.Count(line, "\n")) + 1
}

// Read implements io.Reader.
func (l *log) Read(p []byte) (int, error) {
	for len(l.buffer) == 0 {
		if l.offset >= int64(l.left) {
			return 0, io.EOF
		}
		for len(l.buffer) < 1<<18 {
			switch {
			case l.offset < l.next:
				l.write(l.noise[l.random.IntN(len(l.noise))])
				continue
			case l.random.IntN(50) == 0:
				l.leaks++
				l.write("AGORA_APP_ID=" + logID + "\nAGORA_APP_CERTIFICATE=" + logCertificate)
			default:
				l.hide(l.texts[l.random.IntN(len(l.texts))])
			}
			l.next = l.offset + int64(l.every/2+l.random.IntN(l.every))
		}
	}
	n := copy(p, l.buffer)
	if l.buffer = l.buffer[n:]; len(l.buffer) == 0 {
		l.buffer = nil
	}
	return n, nil
}
