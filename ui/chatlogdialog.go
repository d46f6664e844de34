package ui

import (
	"errors"
	"strconv"
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// recordDialog shows one request of the log in full.
type recordDialog struct {
	dialog
	record chatapi.Record
	top    int
}

const recordWidth = 96

func newRecordDialog(e *env, r chatapi.Record) screen {
	return &recordDialog{dialog: dialog{env: e}, record: r}
}

func (d *recordDialog) title() string { return "Request" }

func (d *recordDialog) commands() []command {
	return []command{
		{key: letter("copy as curl", "c"), short: true, do: func() (action, tea.Cmd) {
			return copyText{d.record.Request.Curl(), "curl command"}, nil
		}},
		{key: letter("copy the request ID", "y", "ctrl+y"), short: d.record.RequestID != "", do: func() (action, tea.Cmd) {
			return copyRequestID(&d.record), nil
		}},
		closing("close", "esc", "q", "enter"),
	}
}

func (d *recordDialog) update(msg tea.Msg) (action, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		room := d.height - paneHeight
		d.top = d.env.keys.scrolled(k, d.top, room-1, len(d.lines())-room)
	}
	return nil, nil
}

func (d *recordDialog) setSize(width, height int) { d.dialog.setSize(min(width, recordWidth), height) }

func (d *recordDialog) view() frame {
	lines := d.lines()
	shown, top := window(lines, d.top, min(d.height-paneHeight, len(lines)))
	p := pane{title: d.title(), focused: true, top: top, total: len(lines)}
	return frame{lines: p.draw(d.env.theme, shown, d.width, len(shown)+paneHeight)}
}

// lines returns what is known of the request: how it went, what an error
// means, and the request itself.
func (d *recordDialog) lines() []string {
	th, r, width := d.env.theme, &d.record, d.width-paneWidth
	_, st := recordMark(th, r)
	told := func(label, value string) string { return th.label.Render(fit(label, 12)) + value }
	lines := []string{
		told("Status", st.Render(cut(statusText(r), width-12))),
		told("Started", th.text.Render(exactTime(r.Started))),
		told("Ended", th.text.Render(exactTime(r.Started.Add(r.Duration))+", after "+milliseconds(r.Duration))),
		told("Attempt", th.text.Render(strconv.Itoa(max(1, r.Attempt)))),
	}
	if r.RequestID != "" {
		lines = append(lines, told("Request ID", th.text.Render(cut(safe.Text(r.RequestID), width-12))))
	}
	var e *chatapi.Error
	if errors.As(r.Err, &e) {
		if !e.At.IsZero() {
			lines = append(lines, told("Answered", th.text.Render(exactTime(e.At)+", by the service's clock")))
		}
		if e.RetryAfter > 0 {
			lines = append(lines, told("Asked for", th.text.Render("a pause of "+Lasting(int64(e.RetryAfter/time.Second)))))
		}
	}
	if r.Err != nil {
		lines = append(append(lines, ""), chatProblem(th, r.Err, width)...)
	}
	return append(append(lines, ""), requestLines(th, r.Request, width)...)
}

// exactTime writes a time to the millisecond.
func exactTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }
