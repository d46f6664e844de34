//go:build !windows && !darwin

package keystore

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestWhatTheBusSaysIsToldInOurWords(t *testing.T) {
	t.Parallel()
	const bus = "org.freedesktop.DBus.Error."
	for _, c := range []struct {
		err             error
		problem, advice string
	}{
		{errNoSession, "no D-Bus session here", "log in"},
		{&exec.Error{Name: "dbus-launch", Err: exec.ErrNotFound}, "no D-Bus session here", "log in"},
		{&net.OpError{Op: "dial", Err: os.ErrNotExist}, "nobody answers", "DBUS_SESSION_BUS_ADDRESS"},
		{dbus.ErrClosed, "has ended", "log in"},
		{io.EOF, "has ended", "log in"},
		{errors.New("failed to unlock correct collection '/x'"), "it is locked", "unlock it"},
		{dbus.Error{Name: bus + "ServiceUnknown"}, "no keyring runs", "gnome-keyring or KWallet"},
		{dbus.Error{Name: bus + "NoReply"}, "did not answer", "start it anew"},
		{dbus.Error{Name: bus + "AccessDenied"}, "may not", "allow it"},
		{dbus.Error{Name: bus + "UnknownMethod"}, "no Secret Service", "default keyring"},
		{dbus.Error{Name: bus + "Spawn.ExecFailed"}, "could not be started", "by hand"},
		{dbus.Error{Name: "org.freedesktop.Secret.Error.IsLocked"}, "IsLocked", "unlock it"},
	} {
		err := explain("linux", fmt.Errorf("wrapped: %w", c.err))
		var unavailable *UnavailableError
		if !errors.As(err, &unavailable) || !strings.Contains(unavailable.Problem, c.problem) || !strings.Contains(unavailable.Advice, c.advice) || unavailable.Unwrap() == nil {
			t.Errorf("%v: error = %v, want %q and %q", c.err, err, c.problem, c.advice)
		}
	}
}

func TestSessionIsLookedForAndNeverStarted(t *testing.T) {
	t.Parallel()
	folders := t.TempDir()
	own := filepath.Join(folders, strconv.Itoa(os.Getuid()))
	if err := os.Mkdir(own, 0o700); err != nil {
		t.Fatal(err)
	}
	has := func(vars ...string) bool {
		return hasSession(func(name string) string {
			for i := 0; i < len(vars); i += 2 {
				if vars[i] == name {
					return vars[i+1]
				}
			}
			return ""
		}, folders)
	}
	const address = "DBUS_SESSION_BUS_ADDRESS"
	if !has(address, "unix:path=/run/bus") {
		t.Error("the address of a session was not taken")
	}
	if has() || has(address, "autolaunch:") || has("XDG_RUNTIME_DIR", own) {
		t.Error("a session was found where there is none")
	}
	if err := os.WriteFile(filepath.Join(own, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !has() || !has("XDG_RUNTIME_DIR", own+"/") {
		t.Error("the bus in the runtime folder was not found")
	}
	if has("XDG_RUNTIME_DIR", t.TempDir()) {
		t.Error("the bus of another runtime folder was taken")
	}
}
