package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"atc/keystore"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// checkDialog shows how the store answered when it was tried, and mends what
// does not fit together.
type checkDialog struct {
	dialog
	backend keystore.Backend // that was checked
	report  *keystore.Report
	scroll  int
}

const checkWidth = 76

func newCheckDialog(e *env, r *keystore.Report) screen {
	return &checkDialog{dialog: dialog{env: e}, backend: e.projects.store.Backend(), report: r}
}

func (c *checkDialog) title() string { return "Check of the " + string(c.backend) }

// strays and lacks count the faults of either kind.
func (c *checkDialog) strays() (strays, lacks int) {
	for _, f := range c.report.Faults {
		if f.Project == "" {
			strays++
		} else {
			lacks++
		}
	}
	return strays, lacks
}

// copyable reports whether another list of projects has what this one lacks.
func (c *checkDialog) copyable() bool {
	return slices.ContainsFunc(c.report.Foreign, func(f keystore.Foreign) bool { return f.Project == "" })
}

func (c *checkDialog) commands() []command {
	all := []command{{key: letter("check again", "c"), short: true, do: c.again}}
	strays, lacks := c.strays()
	if strays > 0 || c.copyable() {
		all = append(all, command{key: letter("restore as projects", "r"), short: true, do: c.restore})
	}
	if strays+lacks > 0 {
		all = append(all, command{key: letter("clean up…", "x"), short: true, do: c.discard})
	}
	return append(all, closing("close", "esc", "q", "enter"))
}

func (c *checkDialog) again() (action, tea.Cmd) {
	return askStore{to: c, doing: "checking the " + string(c.env.projects.store.Backend()), call: checkStore}, nil
}

// mended is what came of mending.
type mended struct {
	said   string
	report keystore.Report
}

// mend asks the store to mend something, and checks it again.
func (c *checkDialog) mend(doing string, mend func(context.Context, keystore.Mender) (string, error)) action {
	return askStore{to: c, doing: doing, call: func(ctx context.Context, s keystore.Store) (any, error) {
		m, ok := s.(keystore.Mender)
		if !ok {
			return mended{"there is nothing to mend here", s.Check(ctx)}, nil
		}
		said, err := mend(ctx, m)
		if err != nil {
			return nil, err
		}
		return mended{said, s.Check(ctx)}, nil
	}}
}

func (c *checkDialog) restore() (action, tea.Cmd) {
	return c.mend("restoring projects", func(ctx context.Context, m keystore.Mender) (string, error) {
		names, err := m.Restore(ctx)
		return plural(len(names), "project") + " restored: r in Projects gives a name", err
	}), nil
}

func (c *checkDialog) discard() (action, tea.Cmd) {
	strays, lacks := c.strays()
	ask := "Clean up?"
	if strays > 0 {
		ask += " " + plural(strays, "certificate") + " of no project: deleted from the keyring for good."
	}
	if lacks > 0 {
		ask += " " + plural(lacks, "certificate") + " that the keyring lacks: taken out of the projects."
	}
	if len(c.report.Foreign) > 0 {
		ask += " What is of another list of projects stays."
	}
	return openDialog{newConfirm(c.env, ask, "clean up", c.mend("cleaning up", func(ctx context.Context, m keystore.Mender) (string, error) {
		n, err := m.Discard(ctx)
		return plural(n, "certificate") + " cleaned up", err
	}))}, nil
}

func (c *checkDialog) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case storeAnswer:
		if msg.err != nil {
			return storeTrouble(c.env, msg.err), nil
		}
		switch v := msg.value.(type) {
		case *keystore.Report:
			c.backend, c.report = c.env.projects.store.Backend(), v
			return notify{"checked again"}, nil
		case mended:
			c.report = &v.report
			return notify{v.said}, nil
		}
	case tea.KeyPressMsg:
		c.turn(msg)
	}
	return nil, nil
}

// turn scrolls the report.
func (c *checkDialog) turn(k tea.KeyPressMsg) {
	room := c.height - paneHeight
	c.scroll = c.env.keys.scrolled(k, c.scroll, room-1, len(c.lines())-room)
}

func (c *checkDialog) setSize(width, height int) { c.dialog.setSize(min(width, checkWidth), height) }

func (c *checkDialog) view() frame {
	lines := c.lines()
	shown, top := window(lines, c.scroll, min(c.height-paneHeight, len(lines)))
	p := pane{title: c.title(), focused: true, top: top, total: len(lines)}
	return frame{lines: p.draw(c.env.theme, shown, c.width, len(shown)+paneHeight)}
}

// lines returns the steps that were taken, and what they come to.
func (c *checkDialog) lines() []string {
	th, inner := c.env.theme, c.width-paneWidth
	var lines []string
	for _, s := range c.report.Steps {
		mark, st := "✓ ", th.good
		if s.Err != nil {
			mark, st = "✗ ", th.bad
		}
		took := milliseconds(s.Took)
		lines = append(lines, st.Render(mark)+th.text.Render(fit(safe.Text(s.Did), inner-2-cells(took)))+th.dim.Render(took))
		if s.Err != nil {
			for _, l := range wrap(safe.Text(s.Err.Error()), inner-2) {
				lines = append(lines, "  "+th.bad.Render(l))
			}
		}
	}
	lines = append(lines, "")
	return append(lines, c.verdict(inner)...)
}

// verdict sums up, and says what mends what is wrong.
func (c *checkDialog) verdict(width int) []string {
	th := c.env.theme
	if c.report.Err() != nil {
		next := "b goes over to another keystore"
		if err := c.report.Err(); errors.Is(err, keystore.ErrLocked) || errors.Is(err, keystore.ErrNoVault) {
			next = "f asks for its passphrase"
		}
		return paragraph(th.warn, "Nothing was changed. In Projects, "+next+".", width)
	}
	var lines []string
	if len(c.report.Faults) == 0 {
		lines = paragraph(th.good, "All is well: every project has its certificates.", width)
	}
	for i := range c.report.Faults {
		f := &c.report.Faults[i]
		lines = append(lines, paragraph(th.warn, "! "+safe.Text(f.Problem()), width)...)
		mend := "r makes a project of it again, x deletes it"
		if f.Project != "" {
			mend = "e in Projects enters it again, x forgets it"
		}
		lines = append(lines, paragraph(th.dim, "  "+mend, width)...)
	}
	for i := range c.report.Foreign {
		f := &c.report.Foreign[i]
		lines = append(lines, paragraph(th.text, "· "+safe.Text(f.Notice()), width)...)
		mend := "if that list is lost, r copies it here"
		if f.Project != "" {
			mend = safe.Text(f.Project) + " has the same here"
		}
		lines = append(lines, paragraph(th.dim, "  "+mend, width)...)
	}
	return lines
}

// milliseconds writes how long something took: 0.3 ms, 12 ms, 1340 ms.
func milliseconds(d time.Duration) string {
	if d < 10*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}
