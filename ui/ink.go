package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// An ink is what stands before and after text in one style. Drawing with it
// costs a fraction of what Style.Render does, which measures text and looks for
// borders and margins each time.
type ink struct{ before, after string }

func inkOf(st lipgloss.Style) ink {
	before, after, _ := strings.Cut(st.Render("x"), "x")
	return ink{before, after}
}

func (k *ink) draw(s string) string {
	if s == "" {
		return ""
	}
	return k.before + s + k.after
}

// inks are the styles of a theme for what is drawn often.
type inks struct {
	text, strong, dim, label, title ink
	good, warn, bad                 ink
	border, focus, brand            ink
	openTab                         ink // the title of the open tab in the border of a pane without the focus
}

// inksOf returns the inks of a theme.
func inksOf(th *theme) *inks { return &th.inks }

func newInks(th *theme) inks {
	return inks{
		text: inkOf(th.text), strong: inkOf(th.strong), dim: inkOf(th.dim), label: inkOf(th.label), title: inkOf(th.title),
		good: inkOf(th.good), warn: inkOf(th.warn), bad: inkOf(th.bad),
		border: inkOf(th.border), focus: inkOf(th.focus), brand: inkOf(th.brand),
		openTab: inkOf(th.label.Bold(true)),
	}
}
