package ui

import (
	"slices"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// The Decoded view has up to four parts. On a narrow screen the joins-with
// fields stand beside the decoder pane, and the findings below both:
//
//	decoder | joins with
//	findings
//
// On a wide one the timeline joins them:
//
//	decoder  | joins with
//	         | timeline
//	findings |

const (
	// sideWidth is the width of timeline and joins-with fields where the screen
	// is wide.
	sideWidth = 46
	// leastTimeline is the height from which on a timeline says something.
	leastTimeline = 8
	// leastDecoder is the height that the decoder pane keeps while the findings
	// are read.
	leastDecoder = 7
)

// A part is a pane of the screen, with what there is to show in it.
type part struct {
	lines         []string
	width, height int // with the border; 0 if it is not shown
}

// room is how many lines of a part are seen at once.
func (p *part) room() int { return max(1, p.height-paneHeight) }

// most is the last line that can stand first.
func (p *part) most() int { return max(0, len(p.lines)-p.room()) }

// scrolled returns which line stands first after a key that scrolls.
func (p *part) scrolled(keys *keyMap, k tea.KeyPressMsg, at int) int {
	return keys.scrolled(k, min(at, p.most()), max(1, p.room()/2), p.most())
}

// shape is what of the view stands where. Without a token, or where another
// view than Decoded is chosen, there are no findings.
type shape struct{ view, joins, timeline, findings part }

func (s *inspect) shape() shape {
	height := s.height - s.fieldLines()
	sh := shape{view: part{width: s.width, height: height}}
	if s.views != viewDecoded {
		sh.view.lines = s.content(s.width - paneWidth)
		return sh
	}
	wide := s.width >= wideFrom
	sh.joins.width = joinsWidth
	if wide {
		sh.joins.width = sideWidth
	}
	sh.view.width -= sh.joins.width
	sh.view.lines = s.content(sh.view.width - paneWidth)
	if !s.first.empty() {
		sh.findings.width = s.width
		if wide {
			sh.findings.width = sh.view.width
		}
		sh.findings.lines = findingLines(s.env.theme, &s.diagnosis, s.joins.product(), sh.findings.width-paneWidth)
		sh.findings.height = s.findingsHeight(height, &sh)
	}
	sh.view.height = height - sh.findings.height
	sh.joins.height = sh.view.height
	if wide {
		sh.joins.height = height
	}
	if rest := height - joinsHeight; wide && s.token.token != nil && rest >= leastTimeline {
		sh.joins.height = joinsHeight
		sh.timeline = part{width: sideWidth, height: rest}
		sh.timeline.lines = timelineLines(s.env.theme, s.token.token, s.env.Now(), sideWidth-paneWidth)
	}
	return sh
}

// findingsHeight gives the findings what the decoder pane and the fields beside
// it leave over, and of what those need no more than half of the height, but not
// for the sake of notes. While the findings are read, they may have nearly all.
func (s *inspect) findingsHeight(height int, sh *shape) int {
	rest := height - max(joinsHeight, len(sh.view.lines)+paneHeight)
	need, most := s.telling(sh), max(min(height-joinsHeight, height/2), rest)
	if s.focused == atFindings {
		need, most = len(sh.findings.lines), max(most, height-leastDecoder)
	}
	return max(1+paneHeight, rest, min(need+paneHeight, most))
}

// telling returns how many lines of findings come before the notes, or those of
// the first note if there is nothing else.
func (s *inspect) telling(sh *shape) int {
	all := s.diagnosis.Findings
	n := slices.IndexFunc(all, func(f tokens.Finding) bool { return f.Severity == tokens.Note })
	if n < 0 {
		return len(sh.findings.lines)
	}
	first := tokens.Diagnosis{Findings: all[:max(1, n)]}
	return len(findingLines(s.env.theme, &first, s.joins.product(), sh.findings.width-paneWidth))
}
