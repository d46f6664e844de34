package ui

import (
	"slices"
	"strings"

	"atc/tokens"
)

// knownNames returns the channels and users that this console has come across:
// what the app joins with, the tokens of the tray, and the projects.
func knownNames(e *env, d decoded) []tokens.NameList {
	var lists []tokens.NameList
	add := func(source string, names ...string) {
		if text := strings.Join(names, "\n"); strings.TrimSpace(text) != "" {
			lists = append(lists, tokens.NameList{Source: source, Text: text})
		}
	}
	add("joins with", slices.Concat(d.subject.Channels, d.subject.Users)...)
	for i := range e.tray.items {
		item := &e.tray.items[i]
		add("tray: "+item.label, trayNames(e, item)...)
	}
	projects := []string{e.project().Name}
	for i := range e.projects.entries {
		projects = append(projects, e.projects.entries[i].Name)
	}
	add("a project", projects...)
	return lists
}

// trayNames returns the names in a kept token: those that it was built with, or
// holds in the clear.
func trayNames(e *env, item *trayItem) []string {
	var names []string
	if k, ok := e.Catalog.Kind(item.kind); ok {
		for i := range k.Inputs {
			if k.Inputs[i].Type == tokens.Text {
				names = append(names, item.values[k.Inputs[i].Key])
			}
		}
	}
	if item.token == nil {
		return names
	}
	// A hostile token holds thousands of services, and names of any length.
	const most, longest = 32, 1 << 10
	for _, s := range item.token.Services[:min(len(item.token.Services), most)] {
		for i, v := range s.Values {
			if s.Service.Fields[i].Type == tokens.String && len(v.Text) <= longest {
				names = append(names, v.Text)
			}
		}
	}
	return names
}
