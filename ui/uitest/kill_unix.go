//go:build unix

package uitest

import (
	"os/exec"
	"syscall"
)

// kill ends cmd and what it has started: a program in a terminal of its own
// leads a process group.
func kill(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
