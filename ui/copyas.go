package ui

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// copySource is a token with what is known about it.
type copySource struct {
	text         string
	token        *tokens.Token // nil if nothing could be read
	err          error         // of Decode
	verification *tokens.Verification
	diagnosis    *tokens.Diagnosis // nil: that of the token by itself
	request      *tokens.Request   // of the token, or of one like it; nil if there is none
}

// copyEntry is one form in which a token can be copied.
type copyEntry struct {
	title string // in the list: "curl"
	what  string // in the notice: "curl command"
	group string
	text  string
	note  string // what the person must know of it
	off   string // why it cannot be had, or ""
	lines bool   // it has lines of its own, which the preview cuts rather than breaks
}

// copyAs offers the token in the forms in which people need it, and shows each
// before it is copied.
type copyAs struct {
	dialog
	entries []copyEntry
	menu    *menu
	preview []string
	top     int // first line of the preview that is shown
	listed  int // width of the list
}

const (
	copyWidth   = 116
	copyHeight  = 32
	copyList    = 26 // width of the list with its border
	copyWide    = 30 // the same where there is room
	copyVariant = "As text"
	// previewLines is the most that the preview shows of a text.
	previewLines = 500
	copyProgram  = "As code that builds it"
)

// newCopyAs returns the dialog for a token.
func newCopyAs(e *env, c copySource) screen {
	if c.diagnosis == nil {
		says := e.Catalog.Diagnose(tokens.Case{Text: c.text, Token: c.token, Err: c.err, Now: e.Now(), Verification: c.verification})
		c.diagnosis = &says
	}
	d := &copyAs{dialog: dialog{env: e}, entries: copyEntries(e, c)}
	d.menu = newMenu(e, "type to filter", true)
	rows := make([]menuItem, len(d.entries))
	for i, en := range d.entries {
		rows[i] = menuItem{title: en.title, group: en.group, off: en.off != ""}
		if en.off != "" {
			rows[i].right = "–"
		}
	}
	d.menu.setItems(rows)
	return d
}

// copyEntries returns all forms of a token. None of them has an App
// Certificate in it, whatever was pasted or typed as a token.
func copyEntries(e *env, c copySource) []copyEntry {
	all := append(textEntries(c), codeEntries(e, c)...)
	for i := range all {
		en := &all[i]
		if en.off == "" && holdsCertificate(e, c.request, en.text) {
			en.off = "this holds an App Certificate: it has no place in a token, remove it"
		}
		if en.off != "" {
			en.text = ""
		}
	}
	return all
}

func textEntries(c copySource) []copyEntry {
	const group = copyVariant
	text := strings.TrimSpace(c.text)
	env, off := envLine(text)
	curl := curlCommand(text, c.token)
	curl.group = group
	return []copyEntry{
		{title: "Token", what: "token", group: group, text: text},
		{title: "JSON", what: "JSON", group: group, text: reportJSON(c, text), lines: true},
		{title: ".env line", what: ".env line", group: group, text: env, off: off},
		{title: "URL-encoded", what: "URL-encoded token", group: group, text: url.QueryEscape(text), note: "as the value of a parameter in a URL"},
		curl,
	}
}

// codeEntries returns a program for each language of Agora's builders.
func codeEntries(e *env, c copySource) []copyEntry {
	var all []copyEntry
	for _, l := range tokens.Languages() {
		en := copyEntry{title: l.Title, what: l.Title + " code", group: copyProgram, lines: true}
		if c.request == nil {
			en.off = "code can be had for tokens built here, and for whole 007 tokens"
		} else if text, err := e.Catalog.Snippet(*c.request, l.ID); err != nil {
			en.off = err.Error()
		} else {
			en.text = text
		}
		all = append(all, en)
	}
	return all
}

// reportJSON returns what `atc decode --json` prints, with indents.
func reportJSON(c copySource, text string) string {
	line := tokens.Report{Token: c.token, Text: text, Verification: c.verification, Diagnosis: c.diagnosis, Err: c.err}.AppendJSON(nil)
	var out bytes.Buffer
	if err := json.Indent(&out, line, "", "  "); err != nil {
		return string(line)
	}
	return out.String()
}

// holdsCertificate reports whether a text has an App Certificate in it.
func holdsCertificate(e *env, r *tokens.Request, text string) bool {
	text = strings.ToLower(text)
	holds := func(certificate string) bool {
		return certificate != "" && strings.Contains(text, strings.ToLower(certificate))
	}
	for _, c := range e.certificates {
		if holds(c.Value.Reveal()) {
			return true
		}
	}
	return r != nil && holds(r.Certificate.Reveal())
}

func (c *copyAs) title() string { return "Copy as" }
func (c *copyAs) typing() bool  { return true }

func (c *copyAs) commands() []command {
	return []command{
		{key: chord("copy", "enter"), short: true, do: func() (action, tea.Cmd) { return c.answer(c.menu.enter()), nil }},
		{key: chord("scroll the preview", "pgdown"), short: true, do: func() (action, tea.Cmd) { c.scroll(+1); return nil, nil }},
		{key: chord("scroll back", "pgup"), do: func() (action, tea.Cmd) { c.scroll(-1); return nil, nil }},
		{key: chord("close", "esc"), short: true, do: func() (action, tea.Cmd) { return c.answer(c.menu.leave()), nil }},
	}
}

func (c *copyAs) setSize(width, height int) {
	c.dialog.setSize(min(width, copyWidth), min(height, copyHeight))
	c.listed = min(copyList, c.width)
	if c.width >= 100 {
		c.listed = copyWide
	}
	c.menu.setSize(c.listed-paneWidth, c.height-paneHeight)
	c.refresh()
}

func (c *copyAs) update(msg tea.Msg) (action, tea.Cmd) {
	event, cmd := c.menu.update(msg)
	return c.answer(event), cmd
}

// answer makes an action of what came of a message to the menu.
func (c *copyAs) answer(e menuEvent) action {
	switch e {
	case menuChose:
		en := c.entries[c.menu.chosen()]
		if en.off != "" {
			return warn{en.off}
		}
		return closeDialog{then: copyText{en.text, en.what}}
	case menuLeft:
		return closeDialog{}
	}
	c.refresh()
	return nil
}

// room is the size of what is in the pane of the preview.
func (c *copyAs) room() (width, height int) {
	return max(1, c.width-c.listed-paneWidth), max(1, c.height-paneHeight)
}

func (c *copyAs) scroll(pages int) {
	_, height := c.room()
	c.top = max(0, min(c.top+pages*max(1, height-1), len(c.preview)-height))
}

// refresh lays out the preview of what is chosen. It is done once and not on
// every drawing, for a pasted token may be long.
func (c *copyAs) refresh() {
	c.preview, c.top = nil, 0
	i := c.menu.chosen()
	if i < 0 {
		return
	}
	en, th := &c.entries[i], c.env.theme
	width, _ := c.room()
	if en.off != "" {
		c.preview = paragraph(th.warn, safe.Text(en.off), width)
		return
	}
	if en.note != "" {
		c.preview = append(paragraph(th.dim, safe.Text(en.note), width), "")
	}
	text := safe.Lines(en.text)
	lines, whole := hardWrap(text, width, previewLines)
	if en.lines {
		lines = strings.Split(text, "\n")
		whole = len(lines) <= previewLines
		lines = lines[:min(len(lines), previewLines)]
	}
	for _, l := range lines {
		c.preview = append(c.preview, th.text.Render(cut(l, width)))
	}
	if !whole {
		c.preview = append(c.preview, th.dim.Render(cut("all of it is copied, but the preview ends here", width)))
	}
}

func (c *copyAs) view() frame {
	th := c.env.theme
	list, cursor := c.menu.draw()
	_, height := c.room()
	shown, top := window(c.preview, c.top, height)
	p := pane{top: top, total: len(c.preview)}
	if i := c.menu.chosen(); i >= 0 {
		p.title = c.entries[i].title
		if n := len([]rune(c.entries[i].text)); n > 0 {
			p.right = plural(n, "character")
		}
	}
	return frame{
		lines:  beside(c.menu.pane(c.title()).draw(th, list, c.listed, c.height), p.draw(th, shown, c.width-c.listed, c.height)),
		cursor: inPane(cursor),
	}
}
