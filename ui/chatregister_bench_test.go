package ui_test

import (
	"testing"

	"atc/ui/uitest"
)

// BenchmarkOutcomes scrolls through what became of 10,000 users, a key and a
// drawing each time.
func BenchmarkOutcomes(b *testing.B) {
	s := &staged{chatWorld: newChatWorld(b)}
	s.register = failing
	d := s.console(b, 120, 36, nil).Press("alt+b").Paste(listOf(10000)).Press("enter").Shows("10000 of 10000")
	scroll(b, d)
}

// BenchmarkLog scrolls through the log of a session.
func BenchmarkLog(b *testing.B) {
	d, _ := logged(b, 120, 36, 40)
	scroll(b, d.Press("/").Type("users"))
}

func scroll(b *testing.B, d *uitest.Driver) {
	b.Helper()
	d.Press("home")
	b.ReportAllocs()
	for b.Loop() {
		d.Press("down")
		d.View()
	}
}
