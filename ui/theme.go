package ui

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// theme is how things look, named by what they mean. It follows what the
// terminal says of itself: dark or light, and how many colours it has. No
// meaning hangs on colour alone, for there may be none.
type theme struct {
	text, strong  lipgloss.Style
	dim           lipgloss.Style // hints, units, what may be overlooked
	label         lipgloss.Style // the name of a value
	title         lipgloss.Style // the heading of a pane or service
	good          lipgloss.Style
	warn          lipgloss.Style
	bad           lipgloss.Style
	selected      lipgloss.Style // the row that is chosen
	mark          lipgloss.Style // bytes or cells that belong to it
	border, focus lipgloss.Style // of a pane, and of the one with the focus
	tab, tabOpen  lipgloss.Style
	brand         lipgloss.Style
	fewColors     bool           // 16 or none: what is chosen needs a mark
	ink           lipgloss.Style // of a QR code: light modules on dark ones
	inks          inks
}

// newTheme returns the theme for a terminal with a dark or light background.
// Where it has 16 colours or fewer, the terminal's own are used, which its
// owner chose to be readable.
func newTheme(dark bool, profile colorprofile.Profile) *theme {
	pick := lipgloss.LightDark(dark)
	few := profile < colorprofile.ANSI256 && profile != colorprofile.Unknown
	fg := func(light, dark string, ansi color.Color) lipgloss.Style {
		if few {
			if ansi == nil {
				return lipgloss.NewStyle()
			}
			return lipgloss.NewStyle().Foreground(ansi)
		}
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	on := func(s lipgloss.Style, light, dark string) lipgloss.Style {
		if few {
			return s.Reverse(true)
		}
		return s.Background(pick(lipgloss.Color(light), lipgloss.Color(dark)))
	}
	text := fg("#1f2328", "#d6deeb", nil)
	th := &theme{
		fewColors: few,
		text:      text,
		strong:    text.Bold(true),
		dim:       fg("#59636e", "#8b96a8", lipgloss.BrightBlack),
		label:     fg("#59636e", "#9aa7bd", nil),
		title:     fg("#0a4fa3", "#82c4ff", lipgloss.Cyan).Bold(true),
		good:      fg("#12693f", "#6fdc9b", lipgloss.Green),
		warn:      fg("#8a5300", "#ffc66d", lipgloss.Yellow),
		bad:       fg("#b3261e", "#ff8f87", lipgloss.Red),
		selected:  on(text.Bold(true), "#dbe9fa", "#243b57"),
		mark:      on(text.Bold(true), "#ffe4a8", "#5a4310"),
		border:    fg("#c2c9d1", "#3c485c", lipgloss.BrightBlack),
		focus:     fg("#0a4fa3", "#5aa9f0", lipgloss.Cyan),
		tab:       fg("#59636e", "#9aa7bd", nil),
		tabOpen:   on(fg("#0a4fa3", "#cfe6ff", nil).Bold(true), "#dbe9fa", "#1f3a5f"),
		brand:     fg("#0a4fa3", "#5aa9f0", lipgloss.Cyan).Bold(true),
		ink:       lipgloss.NewStyle().Background(lipgloss.Color("#000000")).Foreground(lipgloss.Color("#ffffff")),
	}
	th.inks = newInks(th)
	return th
}
