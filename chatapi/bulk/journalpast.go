package bulk

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"atc/chatapi"
)

// past is what an earlier run has noted of a list.
type past struct {
	since    time.Time
	size     int64 // of the journal without a torn last line, in bytes
	ended    bool
	index    map[string]int // where a user is in the list
	state    []int          // of each user of the list: one of the two, or where in outcomes theirs is
	outcomes []chatapi.Outcome
}

// The states of a user without an outcome.
const (
	untouched = -1
	tried     = -2
)

// load reads the journal. It returns nil if no run was begun. A last line that
// is no good was torn when the run was killed: nothing relied on it yet, so it
// does not count.
func (j *Journal) load(list *List) (*past, error) {
	var (
		in   = bufio.NewReaderSize(io.NewSectionReader(j.file, 0, 1<<62), maxJournalLine)
		p    *past
		torn error
	)
	for line := 1; ; line++ {
		text, err := in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(text) == 0 {
			return p, nil
		}
		if torn != nil {
			return nil, torn
		}
		switch {
		case errors.Is(err, io.EOF):
			return p, nil // without its end it was torn, too
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, j.damaged(line, "it is too long")
		case err != nil:
			return nil, fmt.Errorf("read the journal %s: %w: see that its disk can be read", j.path, err)
		}
		var e entry
		switch {
		case json.Unmarshal(text, &e) != nil:
			torn = j.damaged(line, "it is no JSON of a journal")
		case e.Version > version:
			return nil, fmt.Errorf("the journal %s is of a newer version of atc: resume the run with that, or start over", j.path)
		case line == 1 && e.Version < 1:
			torn = j.damaged(line, "it is not the first line of a journal")
		case line == 1 && (e.AppID != j.head.AppID || e.List != j.head.List):
			return nil, j.damaged(line, "it belongs to another app or list")
		case line == 1:
			p = newPast(list, e.Since)
		case !p.note(e):
			torn = j.damaged(line, "it says nothing that a journal does")
		}
		if torn == nil {
			p.size += int64(len(text))
		}
	}
}

func (j *Journal) damaged(line int, reason string) error {
	return &DamagedError{Path: j.path, Line: line, Reason: reason}
}

func newPast(list *List, since time.Time) *past {
	p := &past{since: since, index: make(map[string]int, len(list.Users)), state: make([]int, len(list.Users))}
	for i, u := range list.Users {
		p.index[u.Username] = i
		p.state[i] = untouched
	}
	return p
}

// note takes a line in, and reports whether it is one of a journal. Users who
// are not in the list any more are not its business.
func (p *past) note(e entry) bool {
	switch {
	case e.Version != 0:
		return false
	case e.End != nil:
		p.ended = true
		return true
	case len(e.Try) > 0:
		for _, name := range e.Try {
			if i, ok := p.index[name]; ok {
				p.state[i] = tried
			}
		}
	case len(e.Done) > 0:
		outcomes := make([]chatapi.Outcome, len(e.Done))
		for i, l := range e.Done {
			var ok bool
			if outcomes[i], ok = l.outcome(); !ok {
				return false
			}
		}
		p.add(outcomes)
	default:
		return false
	}
	p.ended = false
	return true
}

// add takes the latest outcomes of users in.
func (p *past) add(outcomes []chatapi.Outcome) {
	for _, o := range outcomes {
		if i, ok := p.index[o.Username]; ok {
			p.state[i] = len(p.outcomes)
			p.outcomes = append(p.outcomes, o)
		}
	}
}

// interrupted reports whether the run has tried somebody, and has not ended.
func (p *past) interrupted() bool {
	if p == nil || p.ended {
		return false
	}
	for _, s := range p.state {
		if s != untouched {
			return true
		}
	}
	return false
}

// count returns how many users the run was done with.
func (p *past) count() (n int) {
	for _, s := range p.state {
		if s >= 0 {
			n++
		}
	}
	return n
}

// plan returns what is left to do of a list, in its order: the outcomes that
// stand, the users who were tried and may exist since, and those who were not.
// It is asked once, and lets go of what it does not return.
func (j *Journal) plan(list *List) (earlier []chatapi.Outcome, again, fresh []chatapi.NewUser) {
	if j == nil || j.past == nil {
		return nil, nil, list.Users
	}
	p := j.past
	for i, u := range list.Users {
		switch s := p.state[i]; {
		case s == untouched:
			fresh = append(fresh, u)
		case s == tried || Passing(p.outcomes[s].Err):
			again = append(again, u)
		default:
			earlier = append(earlier, p.outcomes[s])
		}
	}
	j.past = &past{since: p.since}
	return earlier, again, fresh
}

// ended reports whether a journal ends with the note that nothing is left to
// do, or has nothing in it.
func ended(path string) bool {
	const tail = 4 << 10 // bytes, far more than that line has
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	in := bufio.NewReader(io.NewSectionReader(f, max(0, info.Size()-tail), tail))
	var last []byte
	for {
		text, err := in.ReadBytes('\n')
		if err != nil {
			break
		}
		last = text
	}
	var e entry
	return info.Size() == 0 || json.Unmarshal(last, &e) == nil && e.End != nil
}
