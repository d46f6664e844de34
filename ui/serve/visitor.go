package serve

import (
	"context"

	"atc/keystore"
	"atc/ui"
	"atc/ui/cli"
	"atc/ui/sshd"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
)

// visitors is what all visitors of one server have.
type visitors struct {
	Config
	share *keystore.Project
}

// console returns the console of one visitor.
func (v visitors) console(s ssh.Session) tea.Model {
	return ui.New(ui.Deps{
		Catalog: v.Catalog, Store: keystore.NewMemory(v.projects()...),
		Chat: newVisitorChat(s.Context(), v.Config),
		Now:  v.Now, Rand: v.Rand, Tick: ticks(s.Context()),
		Copy: tea.SetClipboard, Paste: tea.ReadClipboard,
		Demo: v.share == nil, Visitor: true,
	})
}

// projects returns what a visitor finds in the store: the project that is
// shared, if one is, and the one for demos.
func (v visitors) projects() []keystore.Project {
	demo := keystore.Demo()
	lent := shared(v.share)
	switch {
	case lent == nil:
		return []keystore.Project{demo}
	case lent.IsDemo() || lent.Name == demo.Name:
		return []keystore.Project{*lent}
	}
	return []keystore.Project{*lent, demo}
}

// command runs what a visitor sends instead of opening the console.
func (v visitors) command(ctx context.Context, c sshd.Command) int {
	return cli.RunVisitor(ctx, cli.Visitor{
		Catalog: v.Catalog, Now: v.Now, Rand: v.Rand, Version: v.Version, Shared: shared(v.share),
	}, ui.Command{Args: c.Args, In: c.In, Out: c.Out, Err: c.Err})
}
