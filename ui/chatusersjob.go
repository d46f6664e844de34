package ui

import (
	"context"
	"errors"

	"atc/chatapi"
	"atc/keystore/secret"
)

// userJob is something that is to be done to users, one after the other.
type userJob struct {
	deed     userDeed
	names    []string // usernames
	nickname string
	password secret.Value
	device   string // its resource
	project  int    // that the users are of
}

// userDeed is what is done.
type userDeed int

const (
	banUsers userDeed = iota
	unbanUsers
	kickUsers
	kickDevice
	renameUser
	passwordUser
	deleteUsers
)

// deedWords says what a deed is called. Each but the key is followed by whom it
// is done to.
type deedWords struct {
	key   string // that asks for it
	doing string // "banning"
	done  string // after the name: "is banned"
	many  string // after several: "banned"
}

func (d userDeed) words() deedWords {
	switch d {
	case banUsers:
		return deedWords{"b", "banning", "is banned; b takes it back", "banned"}
	case unbanUsers:
		return deedWords{"b", "unbanning", "may log in again", "unbanned"}
	case kickUsers:
		return deedWords{"f", "logging out", "is logged out of all devices", "logged out"}
	case kickDevice:
		return deedWords{"d", "logging out a device of", "is logged out of that device", "logged out"}
	case renameUser:
		return deedWords{"e", "setting the nickname of", "has the new nickname", "named"}
	case passwordUser:
		return deedWords{"w", "setting the password of", "has the new password; its sessions have ended", "changed"}
	case deleteUsers:
		return deedWords{"x", "deleting", "is deleted", "deleted"}
	}
	return deedWords{}
}

// do does it to one user.
func (j userJob) do(ctx context.Context, c ChatClient, name string) error {
	switch j.deed {
	case banUsers:
		return c.Ban(ctx, name)
	case unbanUsers:
		return c.Unban(ctx, name)
	case kickUsers:
		return c.ForceOffline(ctx, name)
	case kickDevice:
		return c.ForceDeviceOffline(ctx, name, j.device)
	case renameUser:
		return c.SetNickname(ctx, name, j.nickname)
	case passwordUser:
		return c.ChangePassword(ctx, name, j.password)
	case deleteUsers:
		return c.Delete(ctx, name)
	}
	return nil
}

// perform does it to all users, and tells what came of each. It stops at what
// would befall the next one as well, and when ctx ends.
func (j userJob) perform(ctx context.Context, c ChatClient, tell func(any)) ([]userOutcome, error) {
	all := make([]userOutcome, 0, len(j.names))
	for _, name := range j.names {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		one := userOutcome{name, j.do(ctx, c, name)}
		all = append(all, one)
		tell(one)
		// Others may fare better, unless it is about the way to the service or
		// the right to ask.
		var failed *chatapi.Error
		if one.err != nil && !(errors.As(one.err, &failed) && failed.Kind.AboutUser()) {
			return all, one.err
		}
	}
	return all, nil
}
