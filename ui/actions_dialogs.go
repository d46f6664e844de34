package ui

import "atc/tokens"

// editKind opens a kind in Build with values of an earlier form.
type editKind struct {
	kind   string
	values tokens.Values
}

func (editKind) isAction() {}
