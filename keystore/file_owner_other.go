//go:build !unix

package keystore

import "os"

// keepOwner returns the permissions for f. A new file has the owner and the
// access rights of its folder here.
func keepOwner(_ *os.File, _ string, perm os.FileMode) os.FileMode { return perm }
