//go:build !unix

package uitest

import "os/exec"

// kill ends cmd.
func kill(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
