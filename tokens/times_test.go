package tokens_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

// madeOf composes a token and decodes it.
func madeOf(t *testing.T, spec string) *tokens.Token {
	t.Helper()
	token, err := tokens.Default.Decode(composed(t, []byte(spec)))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// clock writes a time as its distance to the issue time of these tests.
func clock(at time.Time, ok bool) string {
	if !ok {
		return "none"
	}
	return at.Sub(time.Unix(1700000000, 0)).String()
}

func TestTokenEndsAtTheEarliestOfItsLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                             string
		expire, privilege                uint32
		stated, effective, own, honoured string
	}{
		{"an hour", 3600, 1800, "1h0m0s", "1h0m0s", "30m0s", "30m0s"},
		{"privilege that follows the token", 3600, 0, "1h0m0s", "1h0m0s", "none", "1h0m0s"},
		{"privilege that outlives the token", 3600, 7200, "1h0m0s", "1h0m0s", "2h0m0s", "1h0m0s"},
		{"exactly the cap", 86400, 86400, "24h0m0s", "24h0m0s", "24h0m0s", "24h0m0s"},
		{"a second over the cap", 86401, 86401, "24h0m1s", "24h0m0s", "24h0m1s", "24h0m0s"},
		{"ends when it begins", 0, 0, "0s", "0s", "none", "0s"},
		{"ends when it begins, privilege later", 0, 60, "0s", "0s", "1m0s", "0s"},
		{"end beyond 32 bits", 4294967295, 4294967295, "1193046h28m15s", "24h0m0s", "1193046h28m15s", "24h0m0s"},
	} {
		token := madeOf(t, fmt.Sprintf(`{"issued_at":1700000000,"expire":%d,"services":[{"type":1,"privileges":{"1":%d}}]}`, tt.expire, tt.privilege))
		p := token.Services[0].Privileges[0]
		got := [...]string{
			clock(token.ExpiresAt()), clock(token.EffectiveExpiresAt()),
			clock(token.PrivilegeExpiresAt(p)), clock(token.PrivilegeEffectiveExpiresAt(p)),
		}
		if want := [...]string{tt.stated, tt.effective, tt.own, tt.honoured}; got != want {
			t.Errorf("%s: stated, effective, privilege, its effective end are %v, want %v", tt.name, got, want)
		}
	}
}

func TestTokenIsInForceUntilItsEffectiveEnd(t *testing.T) {
	t.Parallel()
	issued := time.Unix(1700000000, 0)
	for _, tt := range []struct {
		expire int
		after  time.Duration
		want   bool
	}{
		{3600, 0, true},
		{3600, 3600*time.Second - 1, true},
		{3600, 3600 * time.Second, false},
		{604800, 24*time.Hour - 1, true},
		{604800, 24 * time.Hour, false},
		{0, 0, false},
	} {
		token := madeOf(t, fmt.Sprintf(`{"issued_at":1700000000,"expire":%d,"services":[{"type":4}]}`, tt.expire))
		if got := token.InForce(issued.Add(tt.after)); got != tt.want {
			t.Errorf("lifetime %d s, after %v: in force %v", tt.expire, tt.after, got)
		}
	}
}

func TestTokenIsInForceWhileOneOfItsPrivilegesIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, services, want string }{
		{"all end before the token", `{"type":1,"privileges":{"1":600,"2":1200}}`, "20m0s"},
		{"one goes with the token", `{"type":1,"privileges":{"1":600,"2":0}}`, "1h0m0s"},
		{"one outlives the token", `{"type":1,"privileges":{"1":600}},{"type":2,"privileges":{"1":7200}}`, "1h0m0s"},
		{"a service has none", `{"type":1,"privileges":{"1":600}},{"type":9}`, "10m0s"},
		{"none at all", `{"type":9}`, "1h0m0s"},
		{"an unknown service", `{"type":1,"privileges":{"1":600}},{"type":99,"privileges":{"1":600}}`, "1h0m0s"},
	} {
		token := madeOf(t, `{"issued_at":1700000000,"expire":3600,"services":[`+tt.services+`]}`)
		end, ok := token.InForceUntil()
		if got := clock(end, ok); got != tt.want {
			t.Errorf("%s: in force for %s, want %s", tt.name, got, tt.want)
		}
		if token.InForce(end) || !token.InForce(end.Add(-1)) {
			t.Errorf("%s: not in force until %v", tt.name, end)
		}
	}
}

func TestOlderTokensAreInForceUntilTheirEndIfTheyHaveOne(t *testing.T) {
	t.Parallel()
	issued := time.Unix(1700000000, 0)
	for _, tt := range []struct {
		kind, lifetime string
		end, inForce   string
	}{
		{"rtc-006", "1h", "24h0m0s", "1h0m0s"}, // of the message, of the privileges
		{"rtc-006", "0", "24h0m0s", "24h0m0s"},
		{"key-003", "1h", "1h0m0s", "1h0m0s"},
		{"key-003", "0", "none", "none"},
		{"key-001", "", "none", "none"},
		{"signaling-1", "7d", "168h0m0s", "168h0m0s"}, // no cap is documented
	} {
		r := filledIn(t, tt.kind, "lifetime", tt.lifetime)
		text, err := tokens.Default.Build(r)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Default.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		end, ok := token.EffectiveExpiresAt()
		if got := clock(end, ok); got != tt.end {
			t.Errorf("%s of %s ends after %s, want %s", tt.kind, tt.lifetime, got, tt.end)
		}
		end, ok = token.InForceUntil()
		if got := clock(end, ok); got != tt.inForce {
			t.Errorf("%s of %s is in force for %s, want %s", tt.kind, tt.lifetime, got, tt.inForce)
		}
		if !token.InForce(issued) || ok && token.InForce(end) || !ok && !token.InForce(issued.AddDate(50, 0, 0)) {
			t.Errorf("%s of %s is not in force from %v to %v", tt.kind, tt.lifetime, issued, end)
		}
	}
}

func TestTokenCutBeforeItsEndIsNotInForce(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := payloadOf(text)
	for _, cut := range []int{0, 40, 68, 72, 74} {
		token, err := tokens.Default.Decode(wrapped([]byte(payload[:cut])))
		if err == nil || token.InForce(time.Unix(1700000000, 0)) {
			t.Errorf("cut after byte %d: %v, in force", cut, err)
		}
		if at, ok := token.ExpiresAt(); ok {
			t.Errorf("cut after byte %d it ends at %v", cut, at)
		}
	}
}

func TestAUserIsOutWhenTheFirstServiceEnds(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		`"expire":3600,"services":[{"type":1,"privileges":{"1":1800,"2":600}}]`:                                       "30m0s",
		`"expire":3600,"services":[{"type":1,"privileges":{"1":1800}},{"type":5,"privileges":{"1":1200}}]`:            "20m0s",
		`"expire":600,"services":[{"type":1,"privileges":[{"id":2,"seconds":60},{"id":1,"seconds":0}]},{"type":9}]`:   "10m0s",
		`"expire":172800,"services":[{"type":2,"privileges":{"1":172800}}]`:                                           "24h0m0s",
		`"expire":600,"services":[{"type":99,"privileges":{"1":30}},{"type":1,"privileges":{"1":300,"2":20,"3":20}}]`: "5m0s",
	} {
		if got := clock(madeOf(t, `{"issued_at":1700000000,`+spec+`}`).JoinEnds()); got != want {
			t.Errorf("%s: after %s, want %s", spec, got, want)
		}
	}
	for kind, want := range map[string]string{"rtc-006": "1h0m0s", "key-005-media": "1h0m0s", "key-001": "none"} {
		text, err := tokens.Default.Build(request(t, kind, tokens.Values{"channel": "lobby", "uid": "7", "lifetime": "1h"}))
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Default.Decode(text)
		if got := clock(token.JoinEnds()); err != nil || got != want {
			t.Errorf("%s: after %s, want %s, %v", kind, got, want, err)
		}
	}
}

func TestTimelineShowsWhatHappensToAToken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, spec, want string }{
		{
			"RTC and Chat",
			`"expire":3600,"services":[{"type":1,"privileges":{"1":1800,"2":600}},{"type":5,"privileges":{"1":3000}}]`,
			"[0s issued] [10m0s end of RTC publish audio] [25m0s notice of Chat] [29m30s notice of RTC] [30m0s end of RTC join channel] [50m0s end of Chat act as user] [1h0m0s end]",
		},
		{
			"Signaling beyond the cap", `"expire":172800,"services":[{"type":2,"privileges":{"1":0}}]`,
			"[0s issued] [23h59m30s notice of RTM] [24h0m0s cap] [48h0m0s end]",
		},
		{
			"Chat beyond the cap", `"expire":172800,"services":[{"type":5,"privileges":{"2":0}}]`,
			"[0s issued] [12h0m0s notice of Chat] [24h0m0s cap] [48h0m0s end]",
		},
		{
			"too short for a notice", `"expire":30,"services":[{"type":1,"privileges":{"1":30}}]`,
			"[0s issued] [30s end of RTC join channel] [30s end]",
		},
		{
			"a notice goes by the privilege to join", `"expire":3600,"services":[{"type":1,"privileges":[{"id":4,"seconds":60},{"id":1,"seconds":120}]}]`,
			"[0s issued] [1m0s end of RTC publish data] [1m30s notice of RTC] [2m0s end of RTC join channel] [1h0m0s end]",
		},
		{
			"no privilege", `"expire":60,"services":[{"type":1,"privileges":{}},{"type":9}]`,
			"[0s issued] [30s notice of RTC] [1m0s end]",
		},
		{"an unknown service", `"expire":60,"services":[{"type":99,"privileges":{"1":30}}]`, "[0s issued] [1m0s end]"},
	} {
		token := madeOf(t, `{"issued_at":1700000000,`+tt.spec+`}`)
		if got := fmt.Sprint(momentsOf(token)); got != "["+tt.want+"]" {
			t.Errorf("%s: %s, want [%s]", tt.name, got, tt.want)
		}
	}
}

func momentsOf(token *tokens.Token) []string {
	var all []string
	for _, m := range token.Timeline() {
		what := map[tokens.MomentKind]string{
			tokens.MomentIssued: "issued", tokens.MomentNotice: "notice of " + m.Service,
			tokens.MomentPrivilegeEnd: "end of " + m.Service + " " + m.Name, tokens.MomentCap: "cap", tokens.MomentEnd: "end",
		}[m.Kind]
		all = append(all, "["+clock(m.At, true)+" "+what+"]")
	}
	return all
}

func TestTimelineOf006CountsFromItsMessageTime(t *testing.T) {
	t.Parallel()
	text, err := tokens.Default.Build(filledIn(t, "rtc-006", "lifetime", "1h"))
	if err != nil {
		t.Fatal(err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	moments := momentsOf(token)
	if got := strings.Join(moments, " "); !strings.HasPrefix(got, "[59m30s notice of ] [1h0m0s end of  join channel] ") || !strings.HasSuffix(got, " [24h0m0s end]") {
		t.Errorf("%v", moments)
	}
}
