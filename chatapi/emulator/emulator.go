// Package emulator is the Chat service of one app in memory, over real HTTP:
// the paths, bodies, limits and error texts of the user calls of the Agora Chat
// REST API, for demonstrations, for tests and for people who write clients.
//
//	service, err := emulator.New(emulator.Config{AppID: appID, Certificates: certificates})
//	server, err := emulator.Start(ctx, "127.0.0.1:0", service)
//	address := chatapi.Address{Host: server.Host(), AppID: appID}
//
// Tokens are verified for real: the signature against the App Certificates,
// the App ID, the privilege and both ends, that of the token and that of the
// privilege. [Faults] can be switched on, by which the service fails in the
// ways in which services on the internet do.
//
// What it answers follows the English reference of the API, the documentation
// of Shengwang and Easemob, which run the same service, and bodies that people
// have published. Where those say nothing, a comment here says what is made up.
package emulator

import (
	"crypto/aes"
	"crypto/cipher"
	crypto "crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
	"atc/tokens"

	"github.com/google/uuid"
)

// MaxUsers is how many users a service holds at most, whatever its quota.
const MaxUsers = 1_000_000

// Config is what a [Service] works with.
type Config struct {
	// AppID is the App ID of the app: 32 hexadecimal digits. The service is
	// found below /app-id/ and the App ID.
	AppID string
	// AppKey is OrgName#AppName. The service is found below /OrgName/AppName,
	// too, where there is one.
	AppKey string
	// Certificates are the App Certificates that tokens may be signed with:
	// the primary one, and the secondary one where a project has two.
	Certificates []secret.Value
	// Now is the clock, which many goroutines ask; nil is for [time.Now]. One
	// that stands still lets no more requests in than one second may have.
	Now func() time.Time
	// Rand is where UUIDs, cursors and exchanged tokens come from. New reads 32
	// bytes of it and nothing reads it later, so that the same bytes give the
	// same answers. nil is for cryptographic randomness.
	Rand io.Reader
	// Users are those who exist from the start. See [DemoUsers].
	Users   []SeedUser
	Options Options
	// Faults are switched on from the start. See [Service.SetFaults].
	Faults Faults
	// Log is told of each request once it is done with, on the goroutine that
	// served it; nil is for no log.
	Log func(Entry)
}

// Options choose between ways in which the real service behaves: those differ
// by app, by plan or by the age of the documentation. The zero value is how
// current documentation describes a new app.
type Options struct {
	// PasswordNeeded refuses to register a user without a password.
	PasswordNeeded bool
	// StrictBatch refuses a whole batch if one of its users exists, as an old
	// page of Easemob has it; otherwise the others are registered.
	StrictBatch bool
	// OpenRegistration registers users without a token.
	OpenRegistration bool
	// AllowDeleteMany serves DELETE /users, which deletes the oldest users by
	// number. It is refused otherwise, for nobody means to call it.
	AllowDeleteMany bool
	// LooksUpFirst answers 404 for a user who does not exist before it looks
	// at the token, as some builds of the service do.
	LooksUpFirst bool
	// NewerWording takes the newer wording of two errors: of an unknown user
	// (UserNotFoundException) and of a registration whose token is refused.
	NewerWording bool
	// Quota is how many users the plan of the app allows; 0 is for [MaxUsers].
	Quota int
	// Rate is how many requests a second are served; 0 is for
	// [chatapi.MaxRate], and 100,000 is the most. Below 0, no limit holds,
	// those of the other kinds of calls included.
	Rate int
}

// A Service is the Chat service of one app. It is an [http.Handler], and safe
// for concurrent use.
type Service struct {
	appID, org, app string
	application     string // the UUID of the app, which the documents call internal
	certificates    []tokens.Certificate
	now             func() time.Time
	log             func(Entry)
	options         Options
	cursors         cipher.Block

	plan    atomic.Pointer[plan]
	arrived atomic.Uint64 // numbers the requests

	mu        sync.Mutex
	draw      *rand.ChaCha8
	users     directory
	exchanged map[string]grant
	givenOut  []string // the keys of exchanged, the oldest first
	windows   [windowKinds]window
	counts    Counters
	creations map[string]int
}

// New returns a service. The error says which part of c it cannot work with.
func New(c Config) (*Service, error) {
	s := &Service{
		appID: c.AppID, options: c.Options, log: c.Log, now: c.Now,
		users: newDirectory(), exchanged: map[string]grant{}, creations: map[string]int{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.name(c); err != nil {
		return nil, err
	}
	for i, value := range c.Certificates {
		if value.IsZero() {
			return nil, fmt.Errorf("number %d of the App Certificates is empty: give one of the project, or leave it out", i+1)
		}
		s.certificates = append(s.certificates, tokens.Certificate{AppID: c.AppID, Value: value})
	}
	if len(s.certificates) == 0 {
		return nil, errors.New("there is no App Certificate to verify tokens with: give the one of the project")
	}
	if c.Options.Rate > maxRate {
		return nil, fmt.Errorf("a limit of %d requests a second is too many to count: give %d at most, or a number below 0 for no limit", c.Options.Rate, maxRate)
	}
	if err := s.seedRandom(c.Rand); err != nil {
		return nil, err
	}
	s.openWindows()
	if err := s.SetFaults(c.Faults); err != nil {
		return nil, err
	}
	if err := s.seedUsers(c.Users); err != nil {
		return nil, err
	}
	return s, nil
}

// name sets what the app is called in URLs.
func (s *Service) name(c Config) error {
	if err := tokens.CheckHexID(c.AppID); err != nil {
		return fmt.Errorf("the App ID of the app cannot be used: %w", err)
	}
	if c.AppKey == "" {
		return nil
	}
	if err := (chatapi.Address{Host: "localhost", AppKey: c.AppKey}).Check(); err != nil {
		return err
	}
	s.org, s.app, _ = strings.Cut(c.AppKey, "#")
	return nil
}

// seedRandom sets up what is drawn from: nothing may fail for want of
// randomness once the service runs.
func (s *Service) seedRandom(random io.Reader) error {
	if random == nil {
		random = crypto.Reader
	}
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return fmt.Errorf("drawing a seed for UUIDs: %w", err)
	}
	s.draw = rand.NewChaCha8(seed)
	var key [16]byte
	_, _ = s.draw.Read(key[:]) // never fails
	var err error
	if s.cursors, err = aes.NewCipher(key[:]); err != nil {
		return fmt.Errorf("making a key for cursors: %w", err)
	}
	s.application = s.newUUID()
	return nil
}

// newUUID draws a UUID. The caller holds mu, or is the only one.
func (s *Service) newUUID() string {
	var id uuid.UUID
	_, _ = s.draw.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id.String()
}
