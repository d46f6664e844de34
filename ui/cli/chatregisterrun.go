package cli

import (
	"context"
	"errors"
	"fmt"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/ui/safe"
)

// A registration is one run over a list, as the command tells of it.
type registration struct {
	*program
	flags    *chatFlags
	line     *progressLine
	total    int
	told     map[chatapi.Kind]bool // why batches were put off
	again    bool                  // some failed for a passing reason
	stop     func()
	printing error
}

// registerList registers the users of a list, and tells what became of them.
func (p *program) registerList(ctx context.Context, f *chatFlags, c *connection, list *bulk.List, journal *bulk.Journal) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r := &registration{program: p, flags: f, line: p.newProgress(len(list.Users)), total: len(list.Users), told: map[chatapi.Kind]bool{}, stop: stop}
	sum, err := bulk.New(c, list, journal).Go(ctx, r.report)
	r.line.end()
	switch resumable := journal != nil; {
	case r.printing != nil:
		if sum.Left > 0 { // which is no matter of the reader who has left
			p.say("stopped, as the outcomes cannot be written: " + r.soFar(sum, resumable))
		}
		return r.printing
	case errors.Is(err, context.Canceled):
		p.say("interrupted: " + r.soFar(sum, resumable))
		return context.Canceled
	case err != nil:
		p.say("stopped: " + r.soFar(sum, resumable))
		return r.runError(err)
	}
	if err := r.summary(sum, len(list.Problems)); err != nil {
		return err
	}
	return r.verdict(sum, len(list.Problems))
}

// runError gives an error that ended the run its exit code. One of no request
// is one of the journal.
func (r *registration) runError(err error) error {
	if failed := (*chatapi.Error)(nil); errors.As(err, &failed) {
		return err
	}
	return storagef("chat register: %w", err)
}

// report tells what became of some users. It is called by one goroutine at a
// time.
func (r *registration) report(e bulk.Event) {
	var out []byte
	for _, o := range e.Outcomes {
		r.line.count(o.Result == chatapi.ResultFailed, e.Earlier)
		r.again = r.again || bulk.Passing(o.Err)
		out = r.appendOutcome(out, r.flags, o, e.Earlier)
	}
	if len(out) > 0 && r.printing == nil {
		if r.printing = r.print(out); r.printing != nil {
			r.stop()
		}
	}
	if e.Repeating != nil {
		r.repeating(e.Repeating)
	}
}

// repeating says why a batch has to wait, once for each reason.
func (r *registration) repeating(err error) {
	var failed *chatapi.Error
	if !errors.As(err, &failed) || r.told[failed.Kind] {
		return
	}
	r.told[failed.Kind] = true
	r.say("some users are put off, and tried again: " + err.Error())
}

// summary says how many users there are of each kind. It is the result, unless
// each user is.
func (r *registration) summary(sum bulk.Summary, skipped int) error {
	text := summaryWords(sum)
	if skipped > 0 {
		text += fmt.Sprintf(", %s skipped", several(skipped, "line", "lines"))
	}
	if r.flags.json {
		r.say(text)
		return nil
	}
	return r.print([]byte(text + "\n"))
}

func summaryWords(sum bulk.Summary) string {
	return fmt.Sprintf("%d registered, %d there before, %d failed", sum.Registered, sum.Existed, sum.Failed)
}

// soFar says how far a run got that did not reach its end.
func (r *registration) soFar(sum bulk.Summary, resumable bool) string {
	text := fmt.Sprintf("%s, %d of %d left", summaryWords(sum), sum.Left, r.total)
	if resumable {
		return text + ": run the same command with --resume to go on"
	}
	return text
}

// verdict returns the error of a run in which not every line became a user.
func (r *registration) verdict(sum bulk.Summary, skipped int) error {
	missing := sum.Failed + skipped
	switch {
	case missing == 0:
		return nil
	case r.again:
		return requestf("chat register: %s not registered: run the same command with --resume to try those again that failed for a passing reason", several(missing, "user is", "users are"))
	}
	return requestf("chat register: %s not registered: correct them in the list", several(missing, "user is", "users are"))
}

// appendOutcome appends what became of a user: with --json always, and else of
// those who failed.
func (p *program) appendOutcome(dst []byte, f *chatFlags, o chatapi.Outcome, earlier bool) []byte {
	if f.json {
		return appendJSONLine(dst, outcomeJSON{Username: o.Username, UUID: o.UUID, Outcome: o.Result.String(), Earlier: earlier, Error: newErrorJSON(o.Err)})
	}
	if o.Result != chatapi.ResultFailed {
		return dst
	}
	reason := "the service does not say why"
	if o.Err != nil {
		reason = o.Err.Error()
	}
	return fmt.Appendf(dst, "✗ %s: %s\n", shorten(o.Username), safe.Text(reason))
}

// outcomeSkipped is that of a line that no user can be registered for.
const outcomeSkipped = "skipped"

func (p *program) appendSkipped(dst []byte, f *chatFlags, problem bulk.Problem) []byte {
	if f.json {
		return appendJSONLine(dst, outcomeJSON{Username: problem.Username, Outcome: outcomeSkipped, Line: problem.Line, Error: newErrorJSON(problem.Err)})
	}
	name := ""
	if problem.Username != "" {
		name = ", " + shorten(problem.Username)
	}
	return fmt.Appendf(dst, "✗ line %d%s: %s\n", problem.Line, name, safe.Text(problem.Err.Error()))
}
