package ui

import (
	"slices"
	"strconv"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// logSection shows the requests of this session, the newest at the bottom.
type logSection struct {
	dialog
	session *chatSession
	list    followList // of the requests that the filter leaves
	oldest  int        // the number of the first request when list was set
	only    bool       // those that failed
	filter  textField
	asking  bool       // the filter has the focus
	emptied requestLog // what was there before it was emptied
}

func newLogSection(e *env, s *chatSession) *logSection {
	c := &logSection{dialog: dialog{env: e}, session: s, filter: newTextField("")}
	return c
}

func (c *logSection) title() string { return "Log" }
func (c *logSection) typing() bool  { return c.asking }

func (c *logSection) hints() []command {
	switch {
	case c.asking:
		return []command{hint("done", "enter"), hint("all requests", "esc")}
	case len(c.session.log.records) > 0:
		return []command{hint("details", "enter")}
	}
	return nil
}

func (c *logSection) commands() []command {
	some := len(c.session.log.records) > 0
	only := "only those that failed"
	if c.only {
		only = "all requests"
	}
	return []command{
		{letter("copy as curl", "c"), some, c.copyCurl},
		{letter("copy the request ID", "y", "ctrl+y"), false, c.copyID},
		{letter(only, "f"), some, c.toggle},
		{letter("filter", "/"), some, c.search},
		{letter("empty the log", "x"), some, c.empty},
		{letter("take back what was emptied", "u", "ctrl+z"), !some && len(c.emptied.records) > 0, c.takeBack},
	}
}

func (c *logSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		c.edit(msg)
	case tea.KeyPressMsg:
		return c.press(msg)
	}
	return nil, nil
}

func (c *logSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &c.env.keys
	switch {
	case key.Matches(k, keys.Paste) && c.asking:
		return nil, c.env.Paste
	case key.Matches(k, keys.Leave):
		c.asking = false
		c.filter.setValue("")
		c.list = followList{}
	case key.Matches(k, keys.Enter) && c.asking:
		c.asking = false
	case key.Matches(k, keys.Enter):
		return c.details()
	default:
		fits := c.fits()
		c.settle(fits)
		if !c.list.press(keys, k, len(fits), c.rows()) && c.asking {
			c.edit(k)
		}
	}
	return nil, nil
}

func (c *logSection) edit(msg tea.Msg) {
	if c.asking && c.filter.update(msg) {
		c.list = followList{}
	}
}

// fits returns the requests that the filter leaves, as indexes of the log.
func (c *logSection) fits() []int {
	words := strings.Fields(strings.ToLower(c.filter.value()))
	all := make([]int, 0, len(c.session.log.records))
	for i := range c.session.log.records {
		r := &c.session.log.records[i]
		if (!c.only || r.Err != nil) && recordHas(r, words) {
			all = append(all, i)
		}
	}
	return all
}

// recordHas reports whether all words occur in a request.
func recordHas(r *chatapi.Record, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(r.Request.Method + " " + r.Request.URL + " " + statusText(r) + " " + r.RequestID)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// first is the number of the oldest request that the log still has.
func (c *logSection) first() int { return c.session.log.total - len(c.session.log.records) }

// settled returns the list with the chosen request where it was, although the
// oldest ones have gone since.
func (c *logSection) settled(fits []int) followList {
	l := c.list
	gone := c.first() - c.oldest
	if gone <= 0 || !l.stays {
		return l
	}
	// Without a filter every request is a row. With one, those that are gone
	// cannot be told any more, but they were at most so many.
	if len(fits) == len(c.session.log.records) {
		l.row, l.top = max(0, l.row-gone), max(0, l.top-gone)
	}
	return l
}

func (c *logSection) settle(fits []int) {
	c.list, c.oldest = c.settled(fits), c.first()
}

// chosen returns the chosen request, or nil if there is none.
func (c *logSection) chosen() *chatapi.Record {
	fits := c.fits()
	l := c.settled(fits)
	row, _ := l.place(len(fits), c.rows())
	if row < 0 {
		return nil
	}
	return &c.session.log.records[fits[row]]
}

func (c *logSection) details() (action, tea.Cmd) {
	r := c.chosen()
	if r == nil {
		return nil, nil
	}
	return openDialog{newRecordDialog(c.env, *r)}, nil
}

func (c *logSection) copyCurl() (action, tea.Cmd) {
	r := c.chosen()
	if r == nil {
		return warn{"there is no request to copy"}, nil
	}
	return copyText{r.Request.Curl(), "curl command"}, nil
}

func (c *logSection) copyID() (action, tea.Cmd) { return copyRequestID(c.chosen()), nil }

func copyRequestID(r *chatapi.Record) action {
	switch {
	case r == nil:
		return warn{"there is no request to copy"}
	case r.RequestID == "":
		return warn{"the service gave this request no ID"}
	}
	return copyText{safe.Text(r.RequestID), "request ID"}
}

func (c *logSection) toggle() (action, tea.Cmd) {
	c.only, c.list = !c.only, followList{}
	return nil, nil
}

func (c *logSection) search() (action, tea.Cmd) {
	c.asking = true
	c.filter.focus(true)
	return nil, nil
}

func (c *logSection) empty() (action, tea.Cmd) {
	n := len(c.session.log.records)
	if n == 0 {
		return notify{"the log is empty"}, nil
	}
	c.emptied, c.session.log = c.session.log, requestLog{}
	c.list, c.oldest = followList{}, 0
	return notify{plural(n, "request") + " taken from the log: u takes them back"}, nil
}

func (c *logSection) takeBack() (action, tea.Cmd) {
	if len(c.emptied.records) == 0 {
		return notify{"nothing was emptied"}, nil
	}
	since := c.session.log
	c.session.log, c.emptied = c.emptied, requestLog{}
	c.session.log.total += since.total - len(since.records)
	c.session.log.add(since.records)
	c.list, c.oldest = followList{}, c.first()
	return notify{"the log has " + strconv.Itoa(len(c.session.log.records)) + " requests again"}, nil
}
