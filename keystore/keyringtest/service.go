//go:build linux

package keyringtest

import (
	"context"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

// What the Secret Service calls its parts on the bus.
const (
	serviceName = "org.freedesktop.secrets"
	servicePath = dbus.ObjectPath("/org/freedesktop/secrets")
	collection  = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")

	lockMethod = "org.freedesktop.Secret.Service.Lock"
	getMethod  = "org.freedesktop.DBus.Properties.Get"
)

// connect connects to the private bus, for as long as the test runs.
func (s *Session) connect() {
	s.tb.Helper()
	bus, err := dbus.Dial(s.address)
	if err != nil {
		s.tb.Fatalf("connect to the private D-Bus session: %v", err)
	}
	s.tb.Cleanup(func() { _ = bus.Close() })
	tooLate := time.AfterFunc(patience, func() { _ = bus.Close() }) // the calls below have no limit of their own
	defer tooLate.Stop()
	if err := bus.Auth(nil); err != nil {
		s.tb.Fatalf("connect to the private D-Bus session: %v", err)
	}
	if err := bus.Hello(); err != nil {
		s.tb.Fatalf("the private D-Bus session does not answer: %v", err)
	}
	s.bus = bus
}

// Lock locks the keyring.
func (s *Session) Lock() {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(s.tb.Context(), patience)
	defer cancel()
	err := s.bus.Object(serviceName, servicePath).CallWithContext(ctx, lockMethod, 0, []dbus.ObjectPath{collection}).Err
	if err != nil {
		s.tb.Fatalf("lock the private keyring: %v", err)
	}
	if s.unlocked(ctx) {
		s.tb.Fatal("the private keyring does not lock")
	}
}

// unlocked reports whether the keyring has a collection that is unlocked.
func (s *Session) unlocked(ctx context.Context) bool {
	var locked bool
	call := s.bus.Object(serviceName, collection).CallWithContext(ctx, getMethod, 0, "org.freedesktop.Secret.Collection", "Locked")
	return call.Store(&locked) == nil && !locked
}

// Wedge stops the keyring, so that it accepts calls and answers none, until
// Resume.
func (s *Session) Wedge() { s.signal(syscall.SIGSTOP) }

// Resume has the keyring answer again.
func (s *Session) Resume() { s.signal(syscall.SIGCONT) }

func (s *Session) signal(sig syscall.Signal) {
	s.tb.Helper()
	if err := s.keyring.Process.Signal(sig); err != nil {
		s.tb.Fatalf("signal the private keyring: %v", err)
	}
}
