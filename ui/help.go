package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// helpGroup is a heading of the help with the commands under it.
type helpGroup struct {
	title    string
	commands []command
}

// helpDialog shows every key there is. It is generated from the commands
// themselves, so that it cannot go stale.
type helpDialog struct {
	dialog
	groups []helpGroup
	top    int
}

const (
	helpColumn = 36 // the least width of a column
	helpGap    = 3
)

// newHelp returns the help over the commands of the screens. It adds the keys
// that mean the same everywhere.
func newHelp(e *env, groups []helpGroup) screen {
	return &helpDialog{dialog: dialog{env: e}, groups: append(slices.Clone(groups), moving(&e.keys))}
}

// moving lists the keys that mean the same everywhere, in pairs.
func moving(k *keyMap) helpGroup {
	g := helpGroup{title: "Moving about"}
	for _, pair := range [][]key.Binding{
		{k.NextField, k.PrevField},
		{k.Up, k.Down},
		{k.Left, k.Right},
		{k.PageUp, k.PageDown},
		{k.Top, k.Bottom},
		{k.Enter},
		{k.Paste},
		{k.Leave},
		{k.Back},
		{k.Quit},
	} {
		var keys, words []string
		for _, b := range pair {
			keys, words = append(keys, keyNames(b)), append(words, b.Help().Desc)
		}
		b := key.NewBinding(key.WithKeys(keys...), key.WithHelp(strings.Join(keys, " "), strings.Join(words, ", ")))
		g.commands = append(g.commands, command{key: b})
	}
	return g
}

// keyNames returns the keys of a binding: its name in the help and its second
// ways, without the one with alt that every single key has.
func keyNames(b key.Binding) string {
	first := b.Help().Key
	if !slices.Contains(b.Keys(), first) {
		return first // it stands for several, such as 1…5
	}
	names := []string{keyName(first)}
	for _, k := range b.Keys() {
		if k != first && k != "alt+"+first {
			names = append(names, keyName(k))
		}
	}
	return strings.Join(names, " ")
}

// keyName returns how a key is named on the screen.
func keyName(k string) string {
	switch k {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return k
}

func (h *helpDialog) title() string { return "Help" }

func (h *helpDialog) commands() []command {
	return []command{closing("close", "q", "esc", "?", "alt+?", "f1", "enter")}
}

func (h *helpDialog) hints() []command {
	if len(h.lines()) <= h.inner() {
		return nil
	}
	return []command{hint("scroll", "↑ ↓")}
}

func (h *helpDialog) update(msg tea.Msg) (action, tea.Cmd) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, nil
	}
	keys, page := &h.env.keys, max(1, h.inner()-1)
	switch {
	case key.Matches(k, keys.Up):
		h.scroll(-1)
	case key.Matches(k, keys.Down):
		h.scroll(+1)
	case key.Matches(k, keys.PageUp):
		h.scroll(-page)
	case key.Matches(k, keys.PageDown), k.String() == "space":
		h.scroll(+page)
	case key.Matches(k, keys.Top):
		h.top = 0
	case key.Matches(k, keys.Bottom):
		h.scroll(1 << 20)
	}
	return nil, nil
}

func (h *helpDialog) scroll(by int) {
	h.top = max(0, min(h.top+by, len(h.lines())-h.inner()))
}

func (h *helpDialog) setSize(width, height int) {
	h.dialog.setSize(width, height)
	h.scroll(0)
}

// inner is how many lines are to be seen at once.
func (h *helpDialog) inner() int { return max(1, h.height-paneHeight) }

// columns returns how many columns there is room for: one on a terminal of 80
// columns, where descriptions would break in two.
func (h *helpDialog) columns() int {
	if h.width < 100 {
		return 1
	}
	return max(1, min(len(h.groups), (h.width-paneWidth+helpGap)/(helpColumn+helpGap)))
}

func (h *helpDialog) columnWidth() int {
	n := h.columns()
	w := (h.width - paneWidth - (n-1)*helpGap) / n
	if n == 1 {
		return max(1, min(w, 76))
	}
	return max(1, min(w, 48))
}

func (h *helpDialog) view() frame {
	n, w := h.columns(), h.columnWidth()
	lines := h.lines()
	shown, top := window(lines, h.top, h.inner())
	p := pane{title: h.title(), focused: true, top: top, total: len(lines)}
	width := min(h.width, n*w+(n-1)*helpGap+paneWidth)
	return frame{lines: p.draw(h.env.theme, shown, width, min(h.height, len(lines)+paneHeight))}
}

// lines returns the whole help.
func (h *helpDialog) lines() []string {
	th, n, w := h.env.theme, h.columns(), h.columnWidth()
	out := paragraph(th.dim, "In a field, letters are text: press esc first, or alt with the key. From anywhere else the single key is enough.", n*w+(n-1)*helpGap)
	out = append(out, "")
	var blocks [][]string
	for _, g := range h.groups {
		if b := h.group(g, w); len(b) > 0 {
			blocks = append(blocks, b)
		}
	}
	return append(out, inColumns(blocks, n, w)...)
}

// label returns the width of the keys of a group, which is the same for all
// where they stand under one another.
func (h *helpDialog) label(g helpGroup, width int) int {
	groups := []helpGroup{g}
	if h.columns() == 1 {
		groups = h.groups
	}
	label := 0
	for _, g := range groups {
		for _, c := range g.commands {
			label = max(label, cells(keyNames(c.key)))
		}
	}
	return min(label, max(13, width/3))
}

// group returns the lines of a group, the last one empty.
func (h *helpDialog) group(g helpGroup, width int) []string {
	th, label := h.env.theme, h.label(g, width)
	var out []string
	for _, c := range g.commands {
		if !c.key.Enabled() || c.key.Help().Desc == "" {
			continue
		}
		names, words := wrap(keyNames(c.key), label), wrap(c.key.Help().Desc, width-label-2)
		for i := range max(len(names), len(words)) {
			name, word := "", ""
			if i < len(names) {
				name = names[i]
			}
			if i < len(words) {
				word = words[i]
			}
			out = append(out, th.strong.Render(fit(name, label))+"  "+th.text.Render(word))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append(append([]string{th.title.Render(cut(g.title, width))}, out...), "")
}

// inColumns puts blocks into n columns in their order, as even as they get.
func inColumns(blocks [][]string, n, width int) []string {
	total := 0
	for _, b := range blocks {
		total += len(b)
	}
	height := (total + n - 1) / n
	for ; needs(blocks, height) > n; height++ {
	}
	columns := make([][]string, 1, n)
	for _, b := range blocks {
		if c := &columns[len(columns)-1]; len(*c) == 0 || len(*c)+len(b) <= height {
			*c = append(*c, b...)
			continue
		}
		columns = append(columns, slices.Clone(b))
	}
	height = 0
	for _, c := range columns {
		height = max(height, len(c))
	}
	parts := make([][]string, 0, 2*n)
	for i, c := range columns {
		if i > 0 {
			parts = append(parts, block(nil, helpGap, height))
		}
		parts = append(parts, block(c, width, height))
	}
	out := beside(parts...)
	return out[:max(0, len(out)-1)] // each block ends with an empty line
}

// needs returns how many columns of a height the blocks take.
func needs(blocks [][]string, height int) int {
	n, used := 1, 0
	for _, b := range blocks {
		if used > 0 && used+len(b) > height {
			n, used = n+1, 0
		}
		used += len(b)
	}
	return n
}
