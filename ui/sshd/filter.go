package sshd

import (
	"reflect"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// queries are what a program asks a terminal, by the type of its message. Bubble
// Tea asks only where it reads the keys itself, so they are sent as they are.
var queries = map[reflect.Type]string{
	reflect.TypeOf(tea.RequestBackgroundColor()): ansi.RequestBackgroundColor,
	reflect.TypeOf(tea.RequestForegroundColor()): ansi.RequestForegroundColor,
	reflect.TypeOf(tea.RequestCursorColor()):     ansi.RequestCursorColor,
	reflect.TypeOf(tea.RequestCursorPosition()):  ansi.RequestCursorPositionReport,
	reflect.TypeOf(tea.RequestTerminalVersion()): ansi.RequestNameVersion,
	reflect.TypeOf(tea.ReadClipboard()):          ansi.RequestSystemClipboard,
	reflect.TypeOf(tea.ReadPrimaryClipboard()):   ansi.RequestPrimaryClipboard,
}

// forbidden are messages by which a program acts on the machine that it runs
// on, or on a terminal in a way that nobody has looked through.
var forbidden = map[reflect.Type]bool{
	reflect.TypeOf(tea.Exec(nil, nil)()):        true,
	reflect.TypeOf(tea.Println("")()):           true,
	reflect.TypeOf(tea.SuspendMsg{}):            true,
	reflect.TypeOf(tea.RawMsg{}):                true,
	reflect.TypeOf(tea.RequestCapability("")()): true,
}

// filter is what stands between the messages of a program and the program. It
// leaves out what must not happen here: an editor or a shell on this machine,
// putting this process to sleep, a screen that takes gigabytes.
func filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch m := msg.(type) {
	case nil, tea.KeyPressMsg:
		return msg
	case tea.WindowSizeMsg:
		m.Width, m.Height = clampSize(uint32(max(0, min(m.Width, widest))), uint32(max(0, min(m.Height, highest))))
		return m
	}
	kind := reflect.TypeOf(msg)
	if forbidden[kind] {
		return nil
	}
	if query, ok := queries[kind]; ok {
		return tea.RawMsg{Msg: query}
	}
	return msg
}
