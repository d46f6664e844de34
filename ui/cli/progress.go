package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"atc/ui"
)

// A progressLine is one line on the terminal of stderr that says how far a long
// job is. It goes away for every other line, and comes again below it. Its
// methods do nothing where stderr is no terminal.
type progressLine struct {
	p     *program
	began time.Time
	words func(now time.Time) string // what the line says; the lock of what is said is held
	stop  func()                     // ends the drawing, nil where nothing is drawn

	// The lock of what is said guards the rest.
	shown   bool
	total   int
	done    int
	earlier int // of them, before this run
	failed  int
}

// redraw is how often the line changes: nobody reads faster.
const redraw = 200 * time.Millisecond

// newProgress returns the line of a job with so many parts, and makes room for
// it among what is printed. It is drawn until [progressLine.end].
func (p *program) newProgress(total int) *progressLine {
	l := &progressLine{total: total}
	l.words = l.text
	p.startProgress(l)
	return l
}

// newProgressOf returns the line of a job that says itself how far it is. words
// is asked with the lock of what is said held.
func (p *program) newProgressOf(words func(now time.Time) string) *progressLine {
	l := &progressLine{words: words}
	p.startProgress(l)
	return l
}

// startProgress draws a line from now on.
func (p *program) startProgress(l *progressLine) {
	l.p, l.began = p, p.Now()
	f, ok := p.Err.(interface{ Fd() uintptr })
	if !ok || !isTerminal(p.Err) || p.Getenv("TERM") == "dumb" {
		return
	}
	p.saying.Lock()
	p.line = l
	p.saying.Unlock()
	ended, stopped := make(chan struct{}), make(chan struct{})
	l.stop = func() {
		close(ended)
		<-stopped
	}
	go func() {
		defer close(stopped)
		tick := time.NewTicker(redraw)
		defer tick.Stop()
		for {
			l.draw(f.Fd())
			select {
			case <-ended:
				return
			case <-tick.C:
			}
		}
	}()
}

// count counts one part that is done.
func (l *progressLine) count(failed, earlier bool) {
	l.p.saying.Lock()
	defer l.p.saying.Unlock()
	l.done++
	if failed {
		l.failed++
	}
	if earlier {
		l.earlier++
	}
}

// draw shows how far the job is.
func (l *progressLine) draw(fd uintptr) {
	width, _, err := term.GetSize(fd)
	if err != nil || width <= 0 {
		width = plainWidth
	}
	l.p.saying.Lock()
	defer l.p.saying.Unlock()
	_, _ = io.WriteString(l.p.Err, "\r"+ansi.Truncate(l.words(l.p.Now()), width-1, "…")+"\x1b[K")
	l.shown = true
}

// text returns what the line says: how many are done, how many failed, how many
// a second, and how long the rest will take.
func (l *progressLine) text(now time.Time) string {
	parts := []string{fmt.Sprintf("%d of %d", l.done, l.total)}
	if l.failed > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", l.failed))
	}
	took, own := now.Sub(l.began), l.done-l.earlier
	const settled = time.Second // before it, a rate means nothing
	if own > 0 && took >= settled {
		rate := float64(own) / took.Seconds()
		left := time.Duration(float64(l.total-l.done) / rate * float64(time.Second))
		parts = append(parts, fmt.Sprintf("%.0f a second", rate), ui.Countdown(left+time.Second-1)+" left")
	}
	return strings.Join(parts, " · ")
}

// wipe takes the line away. The lock of what is said must be held.
func (l *progressLine) wipe() {
	if l.shown {
		_, _ = io.WriteString(l.p.Err, "\r\x1b[K")
		l.shown = false
	}
}

// end takes the line away for good.
func (l *progressLine) end() {
	if l.stop == nil {
		return
	}
	l.stop()
	l.p.saying.Lock()
	defer l.p.saying.Unlock()
	l.wipe()
	l.p.line = nil
}
