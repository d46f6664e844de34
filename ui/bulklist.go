package ui

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// foundList is the rows of a file in the order in which they are seen, as far
// as the filter leaves them, and the place in it. It may grow while it is looked
// at: the chosen row stays, and stays where it is on the screen.
type foundList struct {
	rows    []*foundRow // in the order of the file
	order   []*foundRow // that are shown
	counted tally       // of those
	by      foundOrder
	filter  textField
	typing  bool // the filter takes what is typed

	chosen *foundRow
	at     int   // of the chosen row in order
	top    int   // the first row that is to be seen
	moved  bool  // somebody has chosen: else the first row is
	height int   // how many rows are to be seen
	until  int64 // the first of the times until which the rows' states hold
	widest int   // columns of the longest name of a project
}

// foundOrder is what the rows are sorted by.
type foundOrder int

const (
	byLine foundOrder = iota
	byEnd
	bySeverity
	foundOrders
)

func (o foundOrder) String() string { return [...]string{"by line", "by end", "by severity"}[o] }

func (o foundOrder) next() foundOrder { return (o + 1) % foundOrders }

func newFoundList() foundList {
	l := foundList{filter: newTextField(""), until: math.MaxInt64, height: 1}
	l.filter.focus(true)
	return l
}

func (l *foundList) words() []string { return strings.Fields(strings.ToLower(l.filter.value())) }

// add appends rows. They come in the order of the file, but for a certificate,
// which may come after tokens that stand behind it.
func (l *foundList) add(rows []*foundRow, now time.Time) {
	if len(rows) == 0 {
		return
	}
	byPlace := func(a, b *foundRow) int { return cmp.Compare(a.at, b.at) }
	inOrder := slices.IsSortedFunc(rows, byPlace) && (len(l.rows) == 0 || l.rows[len(l.rows)-1].at <= rows[0].at)
	l.rows = append(l.rows, rows...)
	if !inOrder {
		slices.SortStableFunc(l.rows, byPlace)
	}
	for _, r := range rows {
		l.until, l.widest = min(l.until, r.state.until), max(l.widest, cells(r.owner))
	}
	if l.by != byLine || !inOrder {
		l.arrange(now)
		return
	}
	words := l.words()
	for _, r := range rows {
		if r.has(words) {
			l.order = append(l.order, r)
			l.counted.count(r)
		}
	}
	l.choose(l.at)
}

// replace puts other rows in the place of some.
func (l *foundList) replace(others map[*foundRow]*foundRow, now time.Time) {
	for i, r := range l.rows {
		if other := others[r]; other != nil {
			l.rows[i] = other
		}
	}
	if other := others[l.chosen]; other != nil {
		l.chosen = other
	}
	l.until, l.widest = 0, 0
	for _, r := range l.rows {
		l.widest = max(l.widest, cells(r.owner))
	}
	l.arrange(now)
}

// refresh judges those rows anew whose state may be another now.
func (l *foundList) refresh(j *sightJudge, now time.Time) {
	if at := now.Unix(); at < l.until || j == nil {
		return
	}
	l.until = math.MaxInt64
	for _, r := range l.rows {
		if r.state.until <= now.Unix() {
			r.judge(j, now)
		}
		l.until = min(l.until, r.state.until)
	}
	l.arrange(now)
}

// arrange filters and sorts all rows.
func (l *foundList) arrange(now time.Time) {
	words, place := l.words(), l.at-l.top
	l.order, l.counted = l.order[:0], tally{}
	for _, r := range l.rows {
		if r.has(words) {
			l.order = append(l.order, r)
			l.counted.count(r)
		}
	}
	switch l.by {
	case byEnd:
		slices.SortStableFunc(l.order, func(a, b *foundRow) int { return a.byEnd(b, now) })
	case bySeverity:
		slices.SortStableFunc(l.order, (*foundRow).bySeverity)
	case byLine, foundOrders:
	}
	at := -1
	if l.moved {
		at = slices.Index(l.order, l.chosen)
	}
	if at < 0 {
		l.moved, at, place = false, 0, 0
	}
	l.top = at - place
	l.choose(at)
}

// byEnd puts what ends next first, then what has ended, the latest first, and
// then what has no end.
func (r *foundRow) byEnd(s *foundRow, now time.Time) int {
	rank := func(r *foundRow) (int, int64) {
		switch {
		case r.ends && now.Before(r.end):
			return 0, r.end.Unix()
		case r.ends:
			return 1, -r.end.Unix()
		}
		return 2, 0
	}
	group, end := rank(r)
	other, after := rank(s)
	return cmp.Or(cmp.Compare(group, other), cmp.Compare(end, after))
}

// bySeverity puts certificates first, and then what is found the gravest.
func (r *foundRow) bySeverity(s *foundRow) int {
	rank := func(r *foundRow) int {
		if r.leak != nil {
			return -1
		}
		all := tokens.Severities()
		if at := slices.Index(all, r.state.severity); at >= 0 {
			return at
		}
		return len(all)
	}
	return rank(r) - rank(s)
}

func (l *foundList) sortBy(o foundOrder, now time.Time) {
	l.by = o
	l.arrange(now)
}

// choose goes to a row of those that are shown.
func (l *foundList) choose(at int) {
	l.at, l.chosen = max(0, min(at, len(l.order)-1)), nil
	if len(l.order) > 0 {
		l.chosen = l.order[l.at]
	}
	l.top = scrollTo(l.top, l.at, l.at+1, len(l.order), l.height)
}

// move follows a key that scrolls. Up and down go around the ends.
func (l *foundList) move(keys *keyMap, k tea.KeyPressMsg) {
	n := len(l.order)
	at := keys.scrolled(k, l.at, max(1, l.height-1), n-1)
	switch {
	case n > 0 && l.at == 0 && key.Matches(k, keys.Up):
		at = n - 1
	case l.at == n-1 && key.Matches(k, keys.Down):
		at = 0
	}
	l.moved = true
	l.choose(at)
}

// edit changes the filter.
func (l *foundList) edit(msg tea.Msg, now time.Time) {
	if l.filter.update(msg) {
		l.arrange(now)
	}
}

// clear takes the filter away.
func (l *foundList) clear(now time.Time) {
	l.typing = false
	l.filter.setValue("")
	l.arrange(now)
}

// setHeight says how many rows are to be seen.
func (l *foundList) setHeight(height int) {
	l.height = max(1, height)
	l.choose(l.at)
}

// visible returns the rows that are to be seen.
func (l *foundList) visible() []*foundRow {
	return l.order[min(l.top, len(l.order)):min(len(l.order), l.top+l.height)]
}

// head is the height of the filter with the line under it.
func (l *foundList) head() int {
	if l.typing || l.filter.value() != "" {
		return 2
	}
	return 0
}
