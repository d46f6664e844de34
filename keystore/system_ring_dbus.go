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

	"github.com/godbus/dbus/v5"
)

// errNoSession is what there is to say instead of what a library says that
// would start a D-Bus session of its own, one for each process, and leave it
// running.
var errNoSession = errors.New("neither DBUS_SESSION_BUS_ADDRESS nor a bus in the runtime folder")

// sessionProblem returns an error where there is no D-Bus session.
func sessionProblem() error {
	if hasSession(os.Getenv, "/run/user") {
		return nil
	}
	return explain("linux", errNoSession)
}

// hasSession reports whether a D-Bus session is to be found by the environment
// or below the folder of the runtime folders of all users.
func hasSession(getenv func(string) string, runtimeFolders string) bool {
	if address := getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" && address != "autolaunch:" {
		return true
	}
	own := filepath.Join(runtimeFolders, strconv.Itoa(os.Getuid()))
	if set := getenv("XDG_RUNTIME_DIR"); set != "" && filepath.Clean(set) != own {
		return false
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(own, name)); err == nil {
			return true
		}
	}
	return false
}

func explainSecretService(err error) (problem, advice string) {
	var (
		answer  dbus.Error
		network *net.OpError
		command *exec.Error
	)
	switch {
	case errors.Is(err, errNoSession), errors.As(err, &command): // the command is dbus-launch
		return "there is no D-Bus session here, as over SSH or in a container", "log in to the desktop"
	case errors.As(err, &network):
		return "nobody answers at the address of the D-Bus session", "log in to the desktop again, or correct DBUS_SESSION_BUS_ADDRESS"
	case errors.Is(err, dbus.ErrClosed), errors.Is(err, io.EOF):
		return "the D-Bus session has ended", "log in to the desktop again"
	case errors.As(err, &answer):
		return explainBus(answer.Name)
	case strings.Contains(err.Error(), "failed to unlock correct collection"):
		// The library has no other word for it, nor for a keyring that was
		// never made.
		return "it is locked or was never made, and nobody has unlocked it", "unlock it, as by logging in to the desktop or in its password manager, and try again"
	}
	return "", ""
}

// explainBus goes by the name of an error of the bus.
func explainBus(name string) (problem, advice string) {
	const prefix = "org.freedesktop.DBus.Error."
	switch strings.TrimPrefix(name, prefix) {
	case "ServiceUnknown", "NameHasNoOwner":
		return "no keyring runs in this D-Bus session", "install and start one, such as gnome-keyring or KWallet"
	case "NoReply", "Timeout", "TimedOut", "Disconnected":
		return "it did not answer over D-Bus", "start it anew"
	case "AccessDenied":
		return "this program may not speak to it over D-Bus", "allow it in what confines the program"
	case "UnknownMethod", "UnknownInterface", "UnknownObject":
		return "what answers in its place over D-Bus is no Secret Service, or has no collection to keep items in", "make a default keyring in its password manager"
	}
	if strings.HasPrefix(name, prefix+"Spawn.") {
		return "it could not be started", "start it by hand to see why"
	}
	if strings.HasPrefix(name, "org.freedesktop.Secret.Error.") {
		return fmt.Sprintf("it refused: %q", name), "unlock it and try again"
	}
	return "", ""
}
