package ui

import (
	"slices"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// explain says what the code of an SDK means. A number means something else in
// each SDK, so what is typed is looked for in all of them, or in the one that
// is chosen.
type explain struct {
	dialog
	sdk    string // ID of the one that is chosen, "" for all
	query  textField
	found  []tokens.Explanation // what is listed: what was found, or what is near
	near   bool                 // nothing was found
	menu   *menu
	detail []string // of what is chosen in the list
	top    int      // first line of it that is shown
	listed int      // width of the list
}

const (
	explainWidth  = 116
	explainHeight = 34
	explainHead   = 2 + paneHeight // the fields, with their pane
	explainList   = 32             // width of the list with its border
	explainWide   = 48             // the same where there is room
)

// newExplain returns the dialog that explains the code of an SDK: the one with
// the ID sdk, or the one chosen there if that is "".
func newExplain(e *env, sdk, query string) screen {
	d := &explain{dialog: dialog{env: e}, query: newTextField(query), menu: newMenu(e, "", false)}
	if e.Catalog.SDK(sdk) != nil {
		d.sdk = sdk
	}
	d.query.focus(true)
	d.query.setValue(query)
	d.refresh()
	return d
}

func (d *explain) title() string { return "Explain a code" }
func (d *explain) typing() bool  { return true }

func (d *explain) commands() []command {
	enter := command{key: chord("copy the explanation", "enter"), short: d.chosen() != nil, do: d.copy}
	if d.listsSDKs() {
		enter = command{key: chord("choose the SDK", "enter"), short: true, do: d.choose}
	}
	return []command{
		enter,
		{key: chord("next SDK", "tab"), short: true, do: d.step(+1)},
		{key: chord("previous SDK", "shift+tab"), do: d.step(-1)},
		{key: chord("scroll", "pgdown"), short: d.scrolls(), do: d.scroll(+1)},
		{key: chord("scroll back", "pgup"), do: d.scroll(-1)},
		{key: chord(d.leaving(), "esc"), short: true, do: d.leave},
	}
}

// leaving says what esc does.
func (d *explain) leaving() string {
	if d.query.value() != "" {
		return "empty the field"
	}
	return "close"
}

// leave empties the field, and closes the dialog if it is empty.
func (d *explain) leave() (action, tea.Cmd) {
	if d.query.value() == "" {
		return closeDialog{}, nil
	}
	d.query.setValue("")
	d.refresh()
	return nil, nil
}

// listsSDKs reports whether the list is that of the SDKs, because nothing is
// asked yet.
func (d *explain) listsSDKs() bool { return d.sdk == "" && strings.TrimSpace(d.query.value()) == "" }

func (d *explain) update(msg tea.Msg) (action, tea.Cmd) {
	keys := &d.env.keys
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, keys.Paste):
			return nil, d.env.Paste
		case key.Matches(msg, keys.Up, keys.Down):
			d.menu.update(msg)
			d.describe()
			return nil, nil
		}
		return d.edit(msg), nil
	case tea.PasteMsg:
		return d.edit(msg), nil
	}
	return nil, nil
}

// edit changes what is asked. An App Certificate, which may stand in the line of
// a log, is not kept.
func (d *explain) edit(msg tea.Msg) action {
	before := d.query.value()
	if !d.query.update(msg) {
		return nil
	}
	secretly := holdsCertificate(d.env, nil, d.query.value())
	if secretly {
		if _, typed := msg.(tea.KeyPressMsg); typed {
			before = "" // which is all of it but a letter
		}
		d.query.setValue(before)
	}
	d.refresh()
	if secretly {
		return warn{"this holds an App Certificate, which is no code: nothing of it is kept"}
	}
	return nil
}

// step goes on to the next SDK, around the ends. While something is found, only
// those that have it are gone through.
func (d *explain) step(by int) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		ids := []string{""}
		for _, s := range d.having() {
			ids = append(ids, s.ID)
		}
		at := max(0, slices.Index(ids, d.sdk))
		d.sdk = ids[(at+by+len(ids))%len(ids)]
		d.refresh()
		return nil, nil
	}
}

// having returns the SDKs that have what is asked for, and all where none has
// or nothing is asked.
func (d *explain) having() []*tokens.SDK {
	var having, all []*tokens.SDK
	found := d.env.Catalog.Explain("", d.query.value())
	for i := range d.env.Catalog.SDKs {
		s := &d.env.Catalog.SDKs[i]
		all = append(all, s)
		if slices.ContainsFunc(found, func(e tokens.Explanation) bool { return e.SDK == s }) {
			having = append(having, s)
		}
	}
	if len(having) == 0 {
		return all
	}
	return having
}

// choose takes the SDK that is chosen in the list.
func (d *explain) choose() (action, tea.Cmd) {
	if i := d.menu.chosen(); i >= 0 && d.listsSDKs() {
		d.sdk = d.env.Catalog.SDKs[i].ID
		d.refresh()
	}
	return nil, nil
}

// copy sends the explanation to the clipboard, as it goes into an issue.
func (d *explain) copy() (action, tea.Cmd) {
	e := d.chosen()
	if e == nil {
		return warn{"there is nothing to copy: type a code or a part of its name"}, nil
	}
	text := e.SDK.Title + ": " + e.Code.String() + "\n" + sentence(e.Code.Meaning) + "\n"
	if e.Code.Advice != "" {
		text += sentence(e.Code.Advice) + "\n"
	}
	return copyText{text, "explanation"}, nil
}

// sentence makes a sentence of a clause, which begins with a letter of ASCII.
func sentence(clause string) string {
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}

// chosen returns what is chosen in the list, or nil if that is no code.
func (d *explain) chosen() *tokens.Explanation {
	if i := d.menu.chosen(); i >= 0 && i < len(d.found) {
		return &d.found[i]
	}
	return nil
}

// refresh looks for what is asked, and lists it from the start.
func (d *explain) refresh() {
	c, query := d.env.Catalog, d.query.value()
	d.found, d.near = nil, false
	var rows []menuItem
	if d.listsSDKs() {
		for i := range c.SDKs {
			rows = append(rows, menuItem{title: c.SDKs[i].Title, group: "Whose code is it?"})
		}
	} else {
		d.found = c.Explain(d.sdk, query)
		if d.near = len(d.found) == 0; d.near {
			d.found = c.Nearest(d.sdk, query)
		}
		for _, e := range d.found {
			rows = append(rows, menuItem{title: e.SDK.Short(e.Code), group: e.SDK.Title})
		}
	}
	d.menu.at, d.menu.top = 0, 0
	d.menu.setItems(rows)
	d.describe()
}

func (d *explain) setSize(width, height int) {
	d.dialog.setSize(min(width, explainWidth), min(height, explainHeight))
	d.listed = min(explainList, d.width)
	if d.width >= 100 {
		d.listed = explainWide
	}
	d.menu.setSize(d.listed-paneWidth, d.height-explainHead-paneHeight)
	top := d.top
	d.describe()
	_, room := d.room()
	d.top = scrolledBy(top, 0, len(d.detail), room)
}

// room is the size of what is in the pane beside the list.
func (d *explain) room() (width, height int) {
	return max(1, d.width-d.listed-paneWidth), max(1, d.height-explainHead-paneHeight)
}

// scrolls reports whether not all that is said can be seen.
func (d *explain) scrolls() bool {
	_, height := d.room()
	return len(d.detail) > height
}

func (d *explain) scroll(pages int) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		_, height := d.room()
		d.top = scrolledBy(d.top, pages*max(1, height-1), len(d.detail), height)
		return nil, nil
	}
}

// asked is what is asked for, fit for a terminal and not too long for a line.
func (d *explain) asked(width int) string {
	return cut(safe.Text(clip(strings.TrimSpace(d.query.value()))), width)
}
