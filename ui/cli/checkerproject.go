package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"atc/chatapi"
	"atc/keystore"
	"atc/tokens"
)

// A chatOf is where the Chat of the projects with an App ID is.
type chatOf struct {
	appID string
	keystore.Chat
}

// envChat returns the Chat of the App ID of the environment.
func (p *program) envChat() keystore.Chat {
	host, _ := chatapi.CleanHost(p.Getenv(EnvChatHost))
	return keystore.Chat{Host: host, AppKey: strings.TrimSpace(p.Getenv(EnvAppKey))}
}

// identify adds what tells whether 32 hexadecimal characters are an App ID or
// an App Certificate. No certificate is read for the ID of a project, and nobody
// is asked for anything.
func (c *checker) identify(ctx context.Context, k *tokens.Case) {
	if c.only || c.wouldAsk() {
		return
	}
	c.opening.Do(func() { c.open(ctx) })
	k.Projects = c.projects
	if slices.ContainsFunc(k.Projects, func(p tokens.ProjectRef) bool { return strings.EqualFold(p.AppID, k.Text) }) {
		return
	}
	k.Certificates = c.everyCertificate(ctx)
}

// everyCertificate returns all certificates there are, the given ones first.
// Nobody is asked for anything.
func (c *checker) everyCertificate(ctx context.Context) []tokens.Certificate {
	if c.only || c.wouldAsk() {
		return c.given
	}
	c.opening.Do(func() { c.open(ctx) })
	c.reading.Do(func() {
		c.every = slices.Clone(c.given)
		for _, s := range c.sorted {
			c.readAll(ctx, s)
			c.every = append(c.every, s.own...)
		}
	})
	return c.every
}

// addHost adds where the Chat of the App ID is, unless a flag says where it is
// called. Nobody is asked for a passphrase for that.
func (c *checker) addHost(ctx context.Context, k *tokens.Case) {
	appID := k.Join.AppID
	if appID == "" {
		appID = k.Token.AppID
	}
	if !c.only && !c.wouldAsk() {
		c.opening.Do(func() { c.open(ctx) })
	}
	found, isKnown := c.chat(appID)
	if !isKnown {
		return
	}
	if k.Join.Host == "" {
		k.Join.Host = found.Host
	}
	k.Join.ExpectedHost = chatapi.SuggestHost(found.AppKey)
}

// chat returns the Chat of the App ID: that of the project which is named or in
// the environment, else of the first stored one that has an address.
func (c *checker) chat(appID string) (keystore.Chat, bool) {
	for _, known := range c.chats {
		if strings.EqualFold(known.appID, appID) && known.Chat != (keystore.Chat{}) {
			return known.Chat, true
		}
	}
	if found := c.stored[strings.ToLower(appID)]; found != nil {
		for _, e := range found.entries {
			if e.Chat != (keystore.Chat{}) {
				return e.Chat, true
			}
		}
	}
	return keystore.Chat{}, false
}

// unlockStore unlocks a vault, and asks for its passphrase only where that was
// agreed on.
func (c *checker) unlockStore(ctx context.Context) error {
	if !c.insist {
		return c.unlockUnasked(ctx, c.store)
	}
	return c.unlock(ctx, c.store, c.mayAsk)
}

// unlockUnasked unlocks a vault by --passphrase-file, for a command that asks at
// no terminal either.
func (p *program) unlockUnasked(ctx context.Context, s store) error {
	err := p.unlock(ctx, s, false)
	if errors.Is(err, keystore.ErrLocked) {
		return storagef("%w: use --%s FILE", keystore.ErrLocked, flagPassphraseFile)
	}
	return err
}

// wouldAsk reports whether to open the store means to ask for a passphrase.
func (c *checker) wouldAsk() bool {
	v, isVault := c.store.Store.(*keystore.Vault)
	return isVault && c.mayAsk && c.global.passphraseFile == "" && v.Locked()
}
