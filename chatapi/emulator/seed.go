package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

// A SeedUser is a user who exists from the start.
type SeedUser struct {
	Username string
	Nickname string       // "" for none
	Password secret.Value // the zero value for none
	Banned   bool
	// Age is how long before the start the user was registered.
	Age time.Duration
	// Devices are where the user is logged in. A UUID that is missing is
	// drawn.
	Devices []chatapi.Device
	// Offline are the IDs of messages that wait for the user.
	Offline []string
	// Push are the devices that notifications are pushed to.
	Push []Push
}

// Push is where notifications for a user are pushed to. The service gives it
// out with the user, so that clients have something to keep off the screen.
type Push struct {
	DeviceID, DeviceToken, Notifier string
}

// An Account is a user as the service knows one, for tests.
type Account struct {
	chatapi.User
	Password secret.Value // the one that was set last; the zero value for none
	Devices  []chatapi.Device
	Offline  []string // IDs of messages that wait
}

// Errors of [Service.LogIn] and [Service.LogOut].
var (
	// ErrNoUser says that no user has the name.
	ErrNoUser = errors.New("no such user is registered")
	// ErrBanned says that the user must not log in.
	ErrBanned = errors.New("the user is banned")
	// ErrNoDevice says that the user is not logged in on the device.
	ErrNoDevice = errors.New("the user is not logged in on this device")
)

// seedUsers registers users before the service starts, the oldest first.
func (s *Service) seedUsers(seeds []SeedUser) error {
	now := s.now().Add(s.plan.Load().faults.Skew)
	ordered := slices.Clone(seeds)
	slices.SortStableFunc(ordered, func(a, b SeedUser) int { return int(max(-1, min(1, b.Age-a.Age))) })
	for _, u := range ordered {
		name, err := chatapi.Username(u.Username)
		switch {
		case err != nil:
			return fmt.Errorf("user %q cannot exist: %w", u.Username, err)
		case s.users.byName[name] != nil:
			return fmt.Errorf("user %q is given twice: remove one of the two", name)
		case s.users.len() >= s.quota():
			return fmt.Errorf("there are more users than the %d that are allowed", s.quota())
		}
		if err := chatapi.CheckNickname(u.Nickname); err != nil {
			return fmt.Errorf("user %q cannot exist: %w", name, err)
		}
		at := now.Add(-u.Age).UnixMilli()
		p := &person{
			name: name, uuid: s.newUUID(), nickname: u.Nickname, banned: u.Banned, password: u.Password,
			created: at, modified: at, offline: slices.Clone(u.Offline), push: slices.Clone(u.Push),
		}
		for _, d := range u.Devices {
			p.devices = append(p.devices, s.withUUID(d))
		}
		s.users.add(p)
		s.creations[name]++
	}
	return nil
}

// withUUID returns the device with a UUID. The caller holds mu, or is the only
// one.
func (s *Service) withUUID(d chatapi.Device) chatapi.Device {
	if d.UUID == "" {
		d.UUID = s.newUUID()
	}
	return d
}

func (s *Service) quota() int {
	if q := s.options.Quota; q > 0 && q < MaxUsers {
		return q
	}
	return MaxUsers
}

// Users returns all users in the order of their registration.
func (s *Service) Users() []Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, _ := s.users.after(0, s.users.len())
	accounts := make([]Account, 0, len(all))
	for _, p := range all {
		accounts = append(accounts, Account{
			User: chatapi.User{
				Username: p.name, UUID: p.uuid, Nickname: p.nickname, State: p.state(),
				Created: time.UnixMilli(p.created), Modified: time.UnixMilli(p.modified),
			},
			Password: p.password, Devices: slices.Clone(p.devices), Offline: slices.Clone(p.offline),
		})
	}
	return accounts
}

// LogIn logs a user in on a device, as an SDK would; the messages that wait
// for the user are delivered. A UUID that the device lacks is drawn. The error
// is [ErrNoUser] or [ErrBanned].
func (s *Service) LogIn(name string, d chatapi.Device) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.users.byName[name]
	switch {
	case p == nil:
		return ErrNoUser
	case p.banned:
		return ErrBanned
	}
	p.logOut(d.Resource)
	p.devices = append(p.devices, s.withUUID(d))
	p.offline = nil
	return nil
}

// LogOut logs a user out of a device. The error is [ErrNoUser] or
// [ErrNoDevice].
func (s *Service) LogOut(name, resource string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.users.byName[name]
	switch {
	case p == nil:
		return ErrNoUser
	case !p.logOut(resource):
		return ErrNoDevice
	}
	return nil
}

// logOut reports whether the person was logged in on the device.
func (p *person) logOut(resource string) bool {
	before := len(p.devices)
	p.devices = slices.DeleteFunc(p.devices, func(d chatapi.Device) bool { return d.Resource == resource })
	return len(p.devices) < before
}
