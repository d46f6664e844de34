package ui

import (
	"fmt"
	"strconv"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

func (n *namesDialog) setSize(width, height int) {
	n.dialog.setSize(min(width, namesWidth), height)
	n.layout()
}

// layout gives the list the room that the words around it leave.
func (n *namesDialog) layout() {
	inner := n.width - paneWidth
	room := n.height - paneHeight - len(n.intro(inner)) - len(n.verdict(inner)) - len(n.summary(inner)) - 4
	n.menu.setSize(inner, max(2, min(room, n.menu.size())))
}

// refresh makes the list show what was found. The chosen name stays chosen.
func (n *namesDialog) refresh() {
	var was tokens.NameMatch
	var of tokens.Slot
	if row := n.chosen(); row != nil {
		was, of = *row.match, row.slot.Slot
	}
	n.rows = n.rows[:0]
	at := -1
	if n.search.found != nil {
		for i := range n.search.found.Slots {
			s := &n.search.found.Slots[i]
			for j := range s.Matches {
				if m := &s.Matches[j]; s.Slot == of && m.Text == was.Text {
					at = len(n.rows)
				}
				n.rows = append(n.rows, nameRow{s, &s.Matches[j]})
			}
			if len(s.Matches) == 0 {
				n.rows = append(n.rows, nameRow{slot: s})
			}
		}
	}
	items := make([]menuItem, len(n.rows))
	for i := range n.rows {
		items[i] = n.item(&n.rows[i])
	}
	n.menu.setItems(items)
	if at < 0 {
		at = n.firstMatch()
	}
	n.menu.choose(at)
	n.layout()
}

// firstMatch returns the first row with something in it.
func (n *namesDialog) firstMatch() int {
	for i := range n.rows {
		if n.rows[i].match != nil {
			return i
		}
	}
	return 0
}

// item draws a row.
func (n *namesDialog) item(r *nameRow) menuItem {
	th := n.env.theme
	i := menuItem{group: slotHeading(r.slot), off: r.match == nil}
	switch {
	case r.match == nil && r.slot.Empty:
		i.title, i.detail = r.slot.Nobody(), "the checksum is that of the empty text"
	case r.match == nil && r.slot.Summed:
		i.title, i.detail = "nothing fits", "type or paste more names to try"
	case r.match == nil:
		i.title, i.detail = "nothing is confirmed", "type or paste more names to try"
	default:
		i.title, i.detail = safe.Text(clip(r.match.Shown())), safe.Text(r.match.Origin())
		switch proof := n.search.found.Proof; {
		case r.match.Confirmed:
			i.right, i.tone = "✓ confirmed", &th.good
		case proof != nil:
			i.right, i.tone = "✗ by chance", &th.dim
		default:
			i.right, i.tone = "? no proof", &th.warn
		}
	}
	return i
}

// slotHeading names a slot, with what the token holds of it.
func slotHeading(s *tokens.NameSlot) string {
	name := "Channel"
	if s.Slot == tokens.UserSlot {
		name = "User"
	}
	if s.Summed {
		return fmt.Sprintf("%s · checksum %08x", name, s.CRC32)
	}
	return name + " · no checksum"
}

func (n *namesDialog) view() frame {
	th := n.env.theme
	inner := n.width - paneWidth
	p := pane{title: n.title(), focused: true}
	if n.hopeless() {
		lines := n.hopelessLines(inner)
		return frame{lines: p.draw(th, lines, n.width, min(n.height, len(lines)+paneHeight))}
	}
	lines := append(n.intro(inner), "")
	list, _ := n.menu.draw()
	lines = append(append(lines, list...), "")
	lines = append(append(lines, n.verdict(inner)...), "")
	cursor := n.drawField(&lines, inner)
	lines = append(lines, n.summary(inner)...)
	if n.search.running() {
		p.right = "trying the names…"
	}
	height := min(n.height, len(lines)+paneHeight)
	p.top, p.total = n.menu.top, len(n.menu.rows())-n.menu.room()+height-paneHeight
	return frame{lines: p.draw(th, lines, n.width, height), cursor: inPane(cursor)}
}

// drawField adds the field for names, and returns where the cursor stands.
func (n *namesDialog) drawField(lines *[]string, width int) *tea.Cursor {
	th := n.env.theme
	const label = "Names to try  "
	room := max(1, width-cells(label))
	st := th.label
	text, x := n.field.draw(th, room)
	var cursor *tea.Cursor
	if n.inside {
		st = th.title
		cursor = tea.NewCursor(cells(label)+x, len(*lines))
	} else if n.field.value() == "" {
		text = th.dim.Render(cut("i types some; a list, CSV or a log can be pasted at any time", room))
	}
	*lines = append(*lines, st.Render(label)+text)
	return cursor
}

// intro says what there is to find.
func (n *namesDialog) intro(width int) []string {
	t := n.token.token
	if t == nil || n.search.found == nil {
		return paragraph(n.env.theme.dim, "Names are tried against the token.", width)
	}
	what := "its channel and its user"
	if slots := n.search.found.Slots; len(slots) == 1 {
		what = "its " + string(slots[0].Slot)
	}
	text := "A " + formatWords(t.Version) + " holds nothing of " + what + ": a name is found only where a certificate at hand confirms it."
	if t.Version == tokens.AccessToken {
		text = "The token holds only a checksum of " + what + ". A name that fits may do so by chance: only a certificate proves it."
	}
	return paragraph(n.env.theme.dim, text, width)
}

// verdict says what is proved, or why nothing is, in two lines at least: the
// dialog does not jump when a proof is found.
func (n *namesDialog) verdict(width int) []string {
	lines := n.verdictLines(width)
	if len(lines) < 2 {
		lines = append(lines, "")
	}
	return lines
}

func (n *namesDialog) verdictLines(width int) []string {
	th, found := n.env.theme, n.search.found
	switch {
	case found == nil:
		return paragraph(th.dim, "nothing is known yet", width)
	case found.Proof != nil:
		c := &found.Proof.Certificate
		who := c.Name
		if c.Project != "" {
			who += " of " + c.Project
		}
		return paragraph(th.good, "✓ confirmed by "+safe.Text(who)+": "+cut(safe.Text(found.Combination()), 3*width), width)
	case !anyMatch(found):
		return paragraph(th.warn, "? "+found.Lacks, width)
	}
	return paragraph(th.warn, "? a match of checksums, no proof: "+found.Lacks, width)
}

func anyMatch(n *tokens.Names) bool {
	for i := range n.Slots {
		if len(n.Slots[i].Matches) > 0 {
			return true
		}
	}
	return false
}

// summary says what was tried.
func (n *namesDialog) summary(width int) []string {
	found := n.search.found
	switch {
	case n.search.running():
		return paragraph(n.env.theme.dim, "the names are being tried…", width)
	case found == nil:
		return nil
	}
	var all []string
	if n.held != "" {
		all = append(all, plural(strings.Count(n.held, "\n")+1, "line")+" of yours")
	}
	all = append(all, "tray", "projects", "well-known names")
	if len(found.Slots) > 0 && found.Slots[0].Summed {
		all = append(all, "every number")
	}
	tried := strconv.Itoa(found.Tried) + " tried: " + strings.Join(all, ", ")
	if found.Capped {
		tried += " · not all could be tried: a shorter list helps"
	}
	return paragraph(n.env.theme.dim, tried, width)
}

// hopelessLines says why there is nothing to look for, and what to do.
func (n *namesDialog) hopelessLines(width int) []string {
	th := n.env.theme
	why := n.search.found.Nothing
	lines := paragraph(th.text, strings.ToUpper(why[:1])+why[1:]+".", width)
	next := "Paste a 006 token or an older one into Inspect, and press n there."
	if t := n.token.token; t != nil && t.Version != tokens.AccessToken2 && t.Version != tokens.AccessToken && t.Has(tokens.PartAppID) {
		next = "Store the project with App ID " + middleID(t.AppID) + " in Projects (n), with its App Certificate, and press n here again."
	} else if t != nil && t.Version == tokens.AccessToken2 {
		next = "Decoded (d) shows them."
	}
	return append(append(lines, ""), paragraph(th.dim, next, width)...)
}
