package httpd

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// ErrKeyNeeded is why a server is not started that others can reach, and that
// gives tokens to everybody.
var ErrKeyNeeded = errors.New("others can reach this address, and there is no key: configure one, or listen on 127.0.0.1")

// minKey is how many characters a key has at least. Those of [NewKey] have 32.
const minKey = 16

// check returns what keeps the server from being started, whatever it listens
// on.
func (cfg *Config) check() error {
	if cfg.Now == nil || cfg.Rand == nil || len(cfg.Catalog.Kinds) == 0 {
		return errors.New("the token server needs a catalog, a clock and randomness")
	}
	switch cfg.Version {
	case "", tokens.AccessToken2, tokens.AccessToken:
	default:
		return fmt.Errorf("tokens of version %q: use %s or %s", cfg.Version, tokens.AccessToken2, tokens.AccessToken)
	}
	if err := checkKey(cfg.Key); err != nil {
		return err
	}
	for _, h := range cfg.Hosts {
		if _, ok := hostName(h); !ok {
			return fmt.Errorf("the host %q is not a name: give it as it stands in a URL, such as dev.example.com, without http://, without a path, and without *", h)
		}
	}
	for _, o := range cfg.Origins {
		if err := checkOrigin(o); err != nil {
			return err
		}
	}
	return checkProject(&cfg.Project)
}

// checkProject returns why no tokens can be built for a project.
func checkProject(p *keystore.Project) error {
	switch err := tokens.CheckHexID(p.AppID); {
	case p.Sharing.Lent():
		return fmt.Errorf("serving tokens of %s: %w", p.Name, keystore.ErrShared)
	case err != nil:
		return fmt.Errorf("the App ID of the project %s: %w", p.Name, err)
	case p.Primary.IsZero():
		return fmt.Errorf("the project %s has no App Certificate, and tokens are signed with one: copy it from the Agora Console", p.Name)
	case p.Primary.Equal(secret.New(p.AppID)): // everybody who gets a token would read it there
		return fmt.Errorf("the App ID of the project %s is the same as the App Certificate: copy both again from the Agora Console", p.Name)
	}
	if err := keystore.CheckCertificate(p.Primary); err != nil {
		return fmt.Errorf("the App Certificate of the project %s %w", p.Name, err)
	}
	return nil
}

// checkKey returns why a key is not good enough, without repeating it.
func checkKey(key secret.Value) error {
	if key.IsZero() {
		return nil
	}
	text := key.Reveal()
	if len(text) < minKey {
		return fmt.Errorf("the key has %d characters, at least %d are needed: use the one that is made up", len(text), minKey)
	}
	if url.PathEscape(text) != text || strings.Contains(text, "..") {
		return errors.New("the key has a character that does not stand in a URL as it is: use letters, digits, hyphens and underscores")
	}
	return nil
}

// checkOrigin returns why no page has such an origin.
func checkOrigin(origin string) error {
	switch origin {
	case "*":
		return errors.New("the origin * would let every page that you visit get tokens of the project: name the origin of your app, such as http://localhost:3000")
	case "null":
		return errors.New("the origin null is that of every file and of every sandboxed page: serve your app, and name its origin, such as http://localhost:3000")
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil || strings.Contains(origin, "*") {
		return fmt.Errorf("%q is not an origin: give its scheme, host and port, such as http://localhost:3000", origin)
	}
	host := strings.ToLower(u.Host)
	if defaultPort := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; defaultPort != "" {
		host = strings.TrimSuffix(host, defaultPort)
	}
	if exact := u.Scheme + "://" + host; origin != exact {
		return fmt.Errorf("%q is not written as browsers write an origin: give %s", origin, exact)
	}
	return nil
}
