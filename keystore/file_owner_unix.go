//go:build unix

package keystore

import (
	"os"
	"syscall"
)

// keepOwner gives f the owner and the group of the file at path, if there is
// one and the system allows it, and returns the permissions for f. Where it
// cannot have the group, members of another one must not read what they could
// not read before.
func keepOwner(f *os.File, path string, perm os.FileMode) os.FileMode {
	before, err := os.Stat(path)
	if err != nil {
		return perm // a new file
	}
	now, err := f.Stat()
	if err != nil {
		return perm // who writes to f says what is wrong with it
	}
	old, isUnix := before.Sys().(*syscall.Stat_t)
	own, isUnixToo := now.Sys().(*syscall.Stat_t)
	if !isUnix || !isUnixToo || old.Uid == own.Uid && old.Gid == own.Gid {
		return perm
	}
	const unchanged = -1
	if f.Chown(int(old.Uid), int(old.Gid)) == nil || old.Gid == own.Gid || f.Chown(unchanged, int(old.Gid)) == nil {
		return perm
	}
	const group, others, groupShift = 0o070, 0o007, 3
	return perm&^group | perm&others<<groupShift
}
