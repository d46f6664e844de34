package bulk

import (
	"errors"
	"slices"
	"time"

	"atc/chatapi"
)

// A verdict is what an error means for the rest of a run.
type verdict int

const (
	good    verdict = iota
	refused         // these users, for a reason of their own
	again           // a later try may go well
	over            // every further request would fail alike
	given           // up, because the run is to stop
)

// judge returns what an error of a request, or of one user, means. What it does
// not know ends the run: what is left can be resumed, what failed in error cannot.
func judge(err error) verdict {
	var e *chatapi.Error
	switch {
	case err == nil:
		return good
	case !errors.As(err, &e):
		return over
	case e.Kind == chatapi.KindCancelled:
		return given
	case Passing(err):
		return again
	case e.Kind.AboutUser(), slices.Contains(ofTheBatch(), e.Kind):
		return refused
	}
	return over
}

// judgeOne is [judge] for the error of one user among others that are well. A
// reason that nobody knows is taken for the user's.
func judgeOne(err error) verdict {
	var e *chatapi.Error
	if v := judge(err); v != over || errors.As(err, &e) && e.Kind != chatapi.KindRefused {
		return v
	}
	return refused
}

// ofTheBatch returns the reasons that lie in what is asked for these users
// together.
func ofTheBatch() []chatapi.Kind {
	return []chatapi.Kind{chatapi.KindBatchTooLarge, chatapi.KindJSONMalformed, chatapi.KindBodyTooLarge}
}

// Passing reports whether a user who failed with this error is tried again when
// the run is resumed, as the reason may have passed by then. It is true of more
// than what the client repeats at once: what an earlier try has done is found
// out, so that another one cannot hurt.
func Passing(err error) bool {
	var e *chatapi.Error
	return errors.As(err, &e) && (e.Retryable() || chatapi.IsKind(e,
		chatapi.KindServerError, chatapi.KindConcurrent, chatapi.KindAnswerTooLarge, chatapi.KindAnswerNotJSON))
}

// retryAfter returns how long the service asks to wait, within reason.
func retryAfter(err error) time.Duration {
	var e *chatapi.Error
	if !errors.As(err, &e) {
		return 0
	}
	return min(max(e.RetryAfter, 0), longestWait)
}
