package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"atc/keystore"
	"atc/tokens"
)

// A checker says who signed tokens: first by the certificates that were given
// to this run, then by those of the stored projects that have the App ID of
// the token. It asks the store for nothing that no token needs, and for
// nothing twice. It is safe for concurrent use.
type checker struct {
	*program
	given    []tokens.Certificate
	known    []tokens.ProjectRef // of the environment, and the project that is named
	chats    []chatOf            // of the same
	only     bool                // the given ones, because --project names the project
	insist   bool                // say what is wrong with the store even if that was nobody's wish
	mayAsk   bool                // for the passphrase of the vault
	anybodys bool                // the tokens: where a certificate names no App ID, none need be of its project
	store    store
	opening  sync.Once
	projects []tokens.ProjectRef        // all that are known, once the store is open
	stored   map[string]*storedProjects // by App ID, in lower case
	sorted   []*storedProjects          // the same, in the order of the store
	reading  sync.Once
	every    []tokens.Certificate // all there are, the given ones first

	broken  atomic.Bool // the store has failed, and is left alone
	failing sync.Mutex
	failure error // the first of the store
}

// storedProjects are those with the same App ID.
type storedProjects struct {
	entries []keystore.Entry
	reading sync.Once
	own     []tokens.Certificate
	tried   []tokens.Certificate // its own, and the given ones
}

// newChecker returns the checker of a command. Decode leaves a vault locked
// and goes on without a store that fails; verify, which insists, does not.
func (p *program) newChecker(ctx context.Context, f certificateFlag, insist bool) (*checker, error) {
	c := &checker{program: p, insist: insist, mayAsk: insist && p.interactive()}
	var err error
	if c.given, err = p.fileCertificates(ctx, f); err != nil {
		return nil, err
	}
	name, from := p.named()
	if c.only = from == "--"+flagProject; !c.only {
		c.addEnvironment()
	}
	if c.store, err = p.store(); err != nil {
		if ExitCode(err) != ExitStorage || insist && name != "" {
			return nil, err
		}
		c.broken.Store(true)
		c.fail(err, p.Home.Dir == "" && !c.store.named)
		return c, nil
	}
	if name != "" {
		err = c.addProject(ctx, name, from)
	}
	return c, err
}

// addEnvironment adds the certificate of the environment. A malformed one is
// told, and does without.
func (c *checker) addEnvironment() {
	found, malformed := c.envCertificate()
	if malformed != nil {
		c.warn(malformed.Error() + "; it is not used")
	}
	c.given = append(c.given, found...)
	if appID := c.envAppID(); tokens.IsHexID(appID) {
		c.known = append(c.known, tokens.ProjectRef{Name: EnvAppID, AppID: appID})
		c.chats = append(c.chats, chatOf{appID, c.envChat()})
	}
}

// addProject adds the certificates of the project that --project or
// ATC_PROJECT names.
func (c *checker) addProject(ctx context.Context, name, from string) error {
	err := c.unlockStore(ctx)
	var found keystore.Project
	if err == nil {
		found, err = c.program.stored(ctx, c.store, name)
		c.given = append(c.given, certificatesOf(&found)...)
	}
	if found.AppID != "" {
		c.known = append(c.known, tokens.ProjectRef{Name: found.Name, AppID: found.AppID})
		c.chats = append(c.chats, chatOf{found.AppID, found.Chat})
	}
	var missing *keystore.MissingError
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case ExitCode(err) == ExitUsage && (c.insist || c.only):
		return fromError(from, err)
	case !c.insist && ExitCode(err) == ExitStorage && !errors.As(err, &missing):
		c.broken.Store(true)
		c.fail(err, false)
		return nil
	case errors.As(err, &missing) && len(c.given) > 0, !c.insist:
		c.warn(fromError(from, err).Error())
		return nil
	}
	return err
}

// complete adds to a case what is at hand: the certificates that its token is
// checked with and what came of that, the projects, and the Chat of the one that
// has the App ID. Verification stays nil where there is nothing to check or to
// check with.
func (c *checker) complete(ctx context.Context, k *tokens.Case) {
	k.Projects = c.known
	if k.Token == nil {
		k.Certificates = c.given
		if tokens.IsHexID(k.Text) {
			c.identify(ctx, k)
		}
		return
	}
	if len(c.given) > 0 {
		c.sign(k, c.given)
	}
	isSigned := k.Verification != nil && k.Verification.Status == tokens.Signed
	if !isSigned && !c.only && k.Token.Has(tokens.PartAppID) {
		all := c.of(ctx, k.Token.AppID)
		if k.Projects = c.projects; len(all) > len(c.given) {
			c.sign(k, all)
		}
	}
	if k.Join.Product == tokens.ProductChatREST {
		c.addHost(ctx, k)
	}
}

func (c *checker) sign(k *tokens.Case, with []tokens.Certificate) {
	v := k.Token.SignedBy(with, k.Join.Subject())
	if c.anybodys && v.Status != tokens.Signed && slices.ContainsFunc(with, namesNoAppID) {
		if with = slices.DeleteFunc(slices.Clone(with), namesNoAppID); len(with) == 0 {
			return
		}
		v = k.Token.SignedBy(with, k.Join.Subject())
	}
	k.Certificates, k.Verification = with, &v
}

func namesNoAppID(c tokens.Certificate) bool { return c.AppID == "" }

// of returns the given certificates and those of the stored projects with the
// App ID.
func (c *checker) of(ctx context.Context, appID string) []tokens.Certificate {
	c.opening.Do(func() { c.open(ctx) })
	if len(c.stored) == 0 {
		return c.given
	}
	found := c.stored[strings.ToLower(appID)]
	if found == nil {
		return c.given
	}
	c.readAll(ctx, found)
	return found.tried
}

// readAll reads the certificates of projects with the same App ID, once.
func (c *checker) readAll(ctx context.Context, s *storedProjects) {
	s.reading.Do(func() {
		for _, e := range s.entries {
			if (e.Primary || e.Secondary) && !c.broken.Load() {
				s.own = append(s.own, c.read(ctx, e.Name)...)
			}
		}
		s.tried = slices.Concat(c.given, s.own)
	})
}

// read returns the certificates of a stored project, as far as they are there.
func (c *checker) read(ctx context.Context, name string) []tokens.Certificate {
	found, err := c.program.stored(ctx, c.store, name)
	var unavailable *keystore.UnavailableError
	if err != nil {
		if errors.As(err, &unavailable) || errors.Is(err, context.DeadlineExceeded) {
			c.broken.Store(true) // the next one would take as long to fail
		}
		c.fail(err, false)
	}
	return certificatesOf(&found)
}

// open lists what is stored, by App ID. That a store holds nothing yet, or a
// vault is locked that nobody named, is no failure of decode.
func (c *checker) open(ctx context.Context) {
	c.projects = c.known
	if c.broken.Load() {
		return
	}
	v, isVault := c.store.Store.(*keystore.Vault)
	if isVault && !c.store.named {
		if exists, err := v.Exists(); err == nil && !exists {
			return
		}
	}
	if err := c.unlockStore(ctx); err != nil {
		c.fail(err, isVault && errors.Is(err, keystore.ErrLocked) && !c.store.named)
		return
	}
	all, err := c.entries(ctx, c.store)
	if err != nil {
		c.fail(err, false)
		return
	}
	c.stored = make(map[string]*storedProjects, len(all))
	for _, e := range all {
		key := strings.ToLower(e.AppID)
		if c.stored[key] == nil {
			c.stored[key] = &storedProjects{}
			c.sorted = append(c.sorted, c.stored[key])
		}
		c.stored[key].entries = append(c.stored[key].entries, e)
		if ref := (tokens.ProjectRef{Name: e.Name, AppID: e.AppID}); !slices.Contains(c.known, ref) {
			c.projects = append(slices.Clip(c.projects), ref)
		}
	}
}

// notAllTried ends a warning of a store that fails.
const notAllTried = "; not every stored certificate is tried"

// fail keeps the first failure of the store for a command that insists, and
// else warns of it, unless it is to be passed over.
func (c *checker) fail(err error, passOver bool) {
	c.failing.Lock()
	defer c.failing.Unlock()
	if c.failure != nil {
		return
	}
	c.failure = err
	if !c.insist && !passOver && !errors.Is(err, context.Canceled) && c.visit == nil { // whose store fails with the context only
		c.warn(err.Error() + notAllTried)
	}
}
