package ui

import (
	"context"

	"atc/keystore"
	"atc/keystore/secret"
)

// keep returns the call that stores what the form says. Of a project that is
// there already it stores what was edited, so that nothing is lost of what
// another process has changed since the form opened.
func (d *projectForm) keep() func(context.Context, keystore.Store) (any, error) {
	now, start, old := d.project(), d.start, d.old
	return func(ctx context.Context, s keystore.Store) (any, error) {
		if old == "" {
			return now, s.Put(ctx, "", now)
		}
		kept := now
		err := s.Update(ctx, old, func(p *keystore.Project) error {
			applyEdits(p, start, now)
			kept = *p
			return nil
		})
		return kept, err
	}
}

// applyEdits changes of a project what differs between start and now.
func applyEdits(p *keystore.Project, start, now keystore.Project) {
	for _, text := range []struct {
		of         *string
		start, now string
	}{
		{&p.Name, start.Name, now.Name},
		{&p.AppID, start.AppID, now.AppID},
		{&p.Notes, start.Notes, now.Notes},
		{&p.Chat.Host, start.Chat.Host, now.Chat.Host},
		{&p.Chat.AppKey, start.Chat.AppKey, now.Chat.AppKey},
	} {
		if text.now != text.start {
			*text.of = text.now
		}
	}
	for _, c := range []struct {
		of         *secret.Value
		start, now secret.Value
	}{
		{&p.Primary, start.Primary, now.Primary},
		{&p.Secondary, start.Secondary, now.Secondary},
	} {
		if !c.now.Equal(c.start) {
			*c.of = c.now
		}
	}
}
