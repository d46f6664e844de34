package ui

import (
	"strings"
	"testing"

	"atc/tokens"
)

// TestChangesToTakeBackHaveAnEnd would otherwise let a long document that is
// edited grow without end in memory.
func TestChangesToTakeBackHaveAnEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ size, want int }{{1, maxUndo}, {tokens.MaxSpec, maxUndoBytes / tokens.MaxSpec}} {
		f := form{fields: []field{newField(tokens.Input{}, "")}}
		for range 2 * maxUndo {
			f.remember(edit{field: 0, value: strings.Repeat("x", tt.size)})
		}
		if len(f.undo) != tt.want {
			t.Errorf("%d changes of %d bytes are kept, want %d", len(f.undo), tt.size, tt.want)
		}
	}
}
