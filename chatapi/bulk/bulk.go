// Package bulk registers Chat users in any number: it reads and checks a list
// of them, registers [chatapi.MaxBatch] at a time and several batches at once,
// tells of each user what became of them, and keeps a journal, so that a run
// that was interrupted goes on without repeating or losing a user.
package bulk

import (
	"context"
	"errors"
	"time"

	"atc/chatapi"
)

// A List is a list of users that has been read and checked.
type List struct {
	// Users are those to register, in the order of the list: their names are
	// lower case, and none is there twice.
	Users []chatapi.NewUser
	// Lines has, for each of Users, the line of the list that it comes from,
	// counted from 1.
	Lines []int
	// Problems are the lines that nobody is registered for, in their order.
	Problems []Problem
	// Lowered counts the names that had an upper case letter.
	Lowered int
	// Ignored are the columns of CSV that are not read: a password whose column
	// has a name of its own is among them.
	Ignored []string
	// Hash is the SHA-256 of the list as it was read, in hexadecimal.
	Hash string
}

// A Problem is a line that no user can be registered for.
type Problem struct {
	Line int
	// Username is what the line has for one, up to where something else may
	// begin: a blank, a separator. It is "" where no part of the line is sure to
	// be a username. It is untrusted text.
	Username string
	Err      error // what is wrong with it
}

// A Registrar registers users: a [*chatapi.Client].
type Registrar interface {
	// ServerTime returns the time of the service's clock.
	ServerTime(context.Context) (time.Time, error)
	// RegisterBatch registers at most [chatapi.MaxBatch] users. See
	// [chatapi.Client.RegisterBatch].
	RegisterBatch(ctx context.Context, users []chatapi.NewUser, since time.Time, repeated bool) ([]chatapi.Outcome, error)
}

// An Event is a step of a run.
type Event struct {
	// Outcomes are those of users who are done with since the last event.
	Outcomes []chatapi.Outcome
	// Earlier says that the outcomes are from the journal: a run that was
	// interrupted had done with these users.
	Earlier bool
	// Repeating is why a batch has to be tried again later, or nil.
	Repeating error
}

// A Summary counts the users of a list.
type Summary struct {
	Registered int `json:"registered"`
	Existed    int `json:"existed"`
	Failed     int `json:"failed"`
	Left       int `json:"left"` // nothing is known of them yet
}

// Errors of [Journals.Open].
var (
	// ErrInterrupted says that an earlier run of the same list was
	// interrupted: it can be resumed, or forgotten. It comes as an
	// [*InterruptedError].
	ErrInterrupted = errors.New("an earlier run of this list was interrupted")
	// ErrRunning says that another process is registering the same list.
	ErrRunning = errors.New("this list is being registered by another atc")
)

// How says what to do about the journal of an earlier run.
type How int

// What to do about the journal of an earlier run of the same list.
const (
	// Fresh starts from the beginning. One that was interrupted is an error,
	// [ErrInterrupted]; one that ended is forgotten.
	Fresh How = iota
	// Resume goes on where the run stopped, or starts one if there is none.
	// Users that failed for a passing reason are tried again.
	Resume
	// Restart forgets any earlier run.
	Restart
)
