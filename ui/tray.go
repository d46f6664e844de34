package ui

import (
	"slices"

	"atc/tokens"
)

// The tray holds so many tokens, and so many bytes of them, with what they were
// built from. Beyond that the oldest go, but for the one that was kept last.
const (
	trayLimit = 200
	trayBytes = 8 << 20
)

// tray holds tokens of this session, newest first, no two with the same text.
// It is never written to disk.
type tray struct {
	items   []trayItem
	dropped *trayItem // the last that was dropped, to take back
	place   int       // where it was
}

// trayItem is one kept token.
type trayItem struct {
	text  string
	label string        // "rtc · lobby · 12345"
	token *tokens.Token // nil if nothing of it could be read
	// kind and values are of the form it was built with, if it was.
	kind   string
	values tokens.Values
}

// keep puts an item in front, and reports whether its token is new to the
// tray. One that is there already moves, and does not forget its form.
func (t *tray) keep(item trayItem) bool {
	at := t.find(item.text)
	if at >= 0 {
		if old := t.items[at]; item.kind == "" {
			item.kind, item.values = old.kind, old.values
		}
		t.items = slices.Delete(t.items, at, at+1)
	}
	t.items = slices.Insert(t.items, 0, item)
	t.shorten()
	return at < 0
}

// size returns about how much memory the item takes, in bytes.
func (i *trayItem) size() int {
	n := len(i.text) + len(i.label) + tokenSize(i.token)
	for _, v := range i.values {
		n += len(v)
	}
	return n
}

// shorten lets the oldest tokens go that are too many.
func (t *tray) shorten() {
	n, room := 0, trayBytes
	for n < min(len(t.items), trayLimit) {
		if room -= t.items[n].size(); room < 0 && n > 0 {
			break
		}
		n++
	}
	t.items = slices.Delete(t.items, n, len(t.items))
}

// find returns where the token stands, or −1.
func (t *tray) find(text string) int {
	return slices.IndexFunc(t.items, func(i trayItem) bool { return i.text == text })
}

func (t *tray) drop(i int) {
	item := t.items[i]
	t.dropped, t.place = &item, i
	t.items = slices.Delete(t.items, i, i+1)
}

// undo takes back the last drop, and reports whether there was one.
func (t *tray) undo() bool {
	if t.dropped == nil {
		return false
	}
	item := *t.dropped
	t.dropped = nil
	if t.find(item.text) < 0 {
		t.items = slices.Insert(t.items, min(t.place, len(t.items)), item)
		t.shorten()
	}
	return true
}

// unsaved reports whether quitting would lose something.
func (t *tray) unsaved() bool { return len(t.items) > 0 }
