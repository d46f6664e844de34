package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

func TestPaneSaysWhatATokenMeans(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		subject    tokens.Subject
		after      time.Duration
		want       []string
	}{
		{
			"stated and effective end", composed(t, `{"expire":604800,"services":[{"type":4,"privileges":{"1":604800}}]}`),
			tokens.Subject{},
			0,
			[]string{"ends in 1d 00:00:00", "stated           7 d · until 2023-11-21 22:13:20 UTC", "honoured         24 h · until 2023-11-15 22:13:20 UTC", "states 7 d, token ends first"},
		},
		{"ended", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, time.Hour + 192*time.Second, []string{"ended 3:12 ago", "join channel   ended  ───"}},
		{"long ended", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, 1000 * time.Hour, []string{"ended 41 d ago"}},
		{"issued in the future", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, -time.Minute, []string{"issued 22:13:20 UTC, in 1:00 · ends in 1:01:00"}},
		{"follows the token", paneToken(t, "p061-b-fpa-go"), tokens.Subject{}, 0, []string{"follows the token"}},
		{"any user", paneToken(t, "p085-e-uid0-go"), tokens.Subject{}, 0, []string{"user ID        any user"}},
		{"no channel", paneToken(t, "p093-e-empty-channel-go"), tokens.Subject{}, 0, []string{"channel name   empty"}},
		{"blanks at the ends", composed(t, `{"expire":60,"services":[{"type":1,"fields":{"channel_name":"lobby "}}]}`), tokens.Subject{}, 0, []string{`channel name   "lobby "`, "no privileges"}},
		{"unnamed privilege", paneToken(t, "p109-e-privs-unknown-go"), tokens.Subject{}, 0, []string{"privilege 65535"}},
		{"role", paneToken(t, "p106-e-role-min-py3"), tokens.Subject{}, 0, []string{"role           -32768"}},
		{"SDK warns", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, 0, []string{"SDK warns in 59:30"}},
		{"SDK warned", paneToken(t, "p001-xl-rtc-go"), tokens.Subject{}, 59*time.Minute + 42*time.Second, []string{"SDK warned 0:12 ago"}},
		{"Chat warns at half", paneToken(t, "p053-b-chat-user-go"), tokens.Subject{}, 0, []string{"SDK warns in"}},
		{"RTM2", paneToken(t, "p026-xl-rtm2-node206"), tokens.Subject{}, 0, []string{"permissions       read ", "message channels  message_*", "stream_1 · stream_2", "users             none"}},
		{"006 with a known channel", paneToken(t, "p114-006-role0-go"), tokens.Subject{Channels: []string{"hall", "room"}}, 0, []string{"CRC-32 729f519b · same as room ✓"}},
		{"006 without", paneToken(t, "p114-006-role0-go"), tokens.Subject{}, 0, []string{"CRC-32 729f519b\n", "until 2023-11-14 23:13:20 UTC"}},
		{"006 for Signaling", paneToken(t, "p121-006-rtm-go"), tokens.Subject{Users: []string{"erin"}}, 0, []string{"user             CRC-32 64fcf8a2 · same as erin ✓"}},
		{"006 for any user", paneToken(t, "p123-006-account-perl"), tokens.Subject{Users: []string{"x"}}, 0, []string{"any user"}},
		{"005", paneToken(t, "p037-xl-005-inchannel-go"), tokens.Subject{}, 0, []string{"in-channel permission (4)", "channel          signed, not in the token", "upload in channel · 3"}},
		{"004", paneToken(t, "p130-004-acs-go"), tokens.Subject{Channels: []string{"my channel"}, Users: []string{"999"}}, 0, []string{"media channel (ACS) · signed along ✓", "my channel · signed along ✓", "999 · signed along ✓"}},
		{"003", paneToken(t, "p133-003-go"), tokens.Subject{Users: []string{"1"}}, 0, []string{"user ID          999 · not 1 ✗"}},
		{"001", paneToken(t, "p136-001-go"), tokens.Subject{}, 0, []string{"issued 2023-11-14 22:13:20 UTC, in 1d 00:00:00 · states no end"}},
		{"Signaling 1.x", paneToken(t, "p138-sig-go"), tokens.Subject{Users: []string{"frank"}}, 0, []string{"Signaling 1.x token", "frank · signed along ✓"}},
		{"another channel", paneToken(t, "p110-e-svc99-go"), tokens.Subject{Channels: []string{"lobbi"}}, 0, []string{"lobby · not lobbi ✗"}},
		{"unknown service", paneToken(t, "p110-e-svc99-go"), tokens.Subject{}, 0, []string{"Service 99 · unknown type · 8 bytes", "  01000100 3c000000", "! surprise  service type 99"}},
		{"trailing bytes", paneToken(t, "bad-044-trail"), tokens.Subject{}, 0, []string{"Trailing bytes (8)", "67617262 61676521"}},
		{"refused", paneToken(t, "bad-036-sig-short"), tokens.Subject{}, 0, []string{"✗ refused   the signature has 31 bytes"}},
		{"damaged", paneToken(t, "bad-034-cut-099"), tokens.Subject{}, 0, []string{"✗ truncated at byte 99 of the payload\n  the payload ends before", "lobby", "user ID        was not reached"}},
		{"no token", "eyJhbGciOiJIUzI1NiJ9.e30.x", tokens.Subject{}, 0, []string{"No token could be read\n✗ not_agora at byte 0 of the text\n  this is a JWT"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := paneEnv(paneCertificate)
			now := paneIssued.Add(tt.after)
			if tt.after == 0 && strings.Contains(tt.name, "00") {
				now = now.Add(-24 * time.Hour) // another day, so that dates are there
			}
			requireLines(t, paneText(e, decode(e, tt.text, tt.subject), now, 76), tt.want...)
		})
	}
}

func TestPaneOfNothingIsEmpty(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate)
	if lines := decoderLines(e.theme, decode(e, "", tokens.Subject{}), paneNow, 58); len(lines) != 0 {
		t.Errorf("want no line, got %q", lines)
	}
	d := decoded{text: "x", err: errors.New("something else")}
	requireLines(t, paneText(e, d, paneNow, 58), "No token could be read\n  something else")
}

func TestPaneOfAnEndlessTokenEnds(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate)
	privileges := make([]tokens.DecodedPrivilege, 100_000)
	for i := range privileges {
		privileges[i] = tokens.DecodedPrivilege{ID: uint16(i), Value: uint32(i)}
	}
	names := make([]string, 10_000)
	for i := range names {
		names[i] = strings.Repeat("\x1b[2J\u202e用", 500)
	}
	permissions := make([]tokens.Permission, 1000)
	for i := range permissions {
		permissions[i] = tokens.Permission{ResourceType: uint16(i / 10), PermissionType: uint16(i % 10), Resources: names}
	}
	d := decode(e, paneToken(t, "p001-xl-rtc-go"), tokens.Subject{})
	rtc, rtm2 := d.catalog.Service(tokens.ServiceRTC), d.catalog.Service(tokens.ServiceRTM2)
	long := tokens.Value{Text: strings.Repeat("\xff", 60_000)}
	for i := range 1000 { // a payload of the largest size has room for 200,000 privileges
		some := privileges[:100]
		if i == 0 {
			some = privileges
		}
		d.token.Services = append(d.token.Services,
			tokens.DecodedService{Type: 1, Service: rtc, Privileges: some, Values: []tokens.Value{long, long}},
			tokens.DecodedService{Type: 8, Service: rtm2, Privileges: some, Values: []tokens.Value{long, {Permissions: permissions}}})
	}
	for _, width := range []int{30, 42, 58, 100} {
		lines := decoderLines(e.theme, d, paneNow, width)
		requireFit(t, "endless token", lines, width)
		if len(lines) > 4*maxLines {
			t.Errorf("width %d: %d lines", width, len(lines))
		}
		times := timelineLines(e.theme, d.token, paneNow, width)
		requireFit(t, "endless timeline", times, width)
		if len(times) > 1000 {
			t.Errorf("width %d: %d lines of timeline", width, len(times))
		}
	}
	requireLines(t, paneText(e, d, paneNow, 58), "… 99936 privileges more", " services more", "… 60000 bytes in all")
}

// BenchmarkDecoderPane draws what every keystroke and every second draws.
func BenchmarkDecoderPane(b *testing.B) {
	e := paneEnv(paneCertificate)
	for _, bb := range []struct{ name, id string }{{"rtc", "p001-xl-rtc-go"}, {"all services", "p018-xl-all8-go"}} {
		d := decode(e, paneToken(b, bb.id), tokens.Subject{})
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				decoderLines(e.theme, d, paneNow, 58)
			}
		})
		b.Run(bb.name+" timeline", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				timelineLines(e.theme, d.token, paneNow, 58)
			}
		})
	}
}
