package ui

// A still is a part of a screen that time does not change. While only seconds
// pass it is drawn once: with many visitors, drawing is most of what a console
// costs. Whatever else happens may change it, so that every message but the
// tick of a second has it drawn anew.
type still struct {
	frame         frame
	width, height int
	of            int // one more than the changes it was drawn after; 0 if it never was
}

// draw returns the part of a size as it was drawn since the last change, or
// draws it.
func (s *still) draw(e *env, width, height int, draw func() frame) frame {
	if s.of != e.changes+1 || s.width != width || s.height != height {
		*s = still{draw(), width, height, e.changes + 1}
	}
	out := s.frame
	if out.cursor != nil { // whoever puts the part in its place moves the cursor
		c := *out.cursor
		out.cursor = &c
	}
	return out
}
