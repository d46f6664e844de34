package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/ui/safe"
)

// checkFlags are the flags of the check command.
type checkFlags struct{ json, restore, clean, sure bool }

func (p *program) newProjectCheck() *cobra.Command {
	f := &checkFlags{}
	cmd := p.onProjects("check [flags]", "Try out where projects are stored, and mend it", 0, 0, func(cmd *cobra.Command, _ []string) error {
		return p.projectCheck(cmd.Context(), f)
	})
	cmd.Long = "Writes, reads and deletes a probe, says how long each step took, and looks for projects and certificates that lack their counterpart. " +
		"The keyring is one for all folders of settings: what it holds for another list of projects, that of another XDG_CONFIG_HOME or one that was lost, " +
		"is told, is no failure, is copied by --restore and left alone by --clean. " +
		"Exits with 4 if a step fails or something is found."
	fs := cmd.Flags()
	fs.BoolVar(&f.restore, "restore", false, "make projects of the certificates in the keyring that belong to none, and copies of those of other lists")
	fs.BoolVar(&f.clean, "clean", false, "delete the certificates that belong to no project, and forget those that the keyring lacks")
	fs.BoolVar(&f.sure, "yes", false, "do not ask before --clean")
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (p *program) projectCheck(ctx context.Context, f *checkFlags) error {
	switch {
	case f.restore && f.clean:
		return usagef("project check: --restore and --clean cannot both be given: one of them decides what becomes of a certificate")
	case f.clean && !f.sure && !p.interactive():
		return usagef("project check: say --yes with --clean, or run it at a terminal: what is deleted is gone")
	}
	s, err := p.ready(ctx)
	if err != nil {
		return err
	}
	mender, mends := s.Store.(keystore.Mender)
	if (f.restore || f.clean) && !mends {
		return usagef("project check: --restore and --clean are for the keyring: the %s has no second side", s.Backend())
	}
	report, err := p.checkStore(ctx, s)
	if err != nil {
		return err
	}
	if report.Err() == nil && (len(report.Faults) > 0 && (f.restore || f.clean) || len(report.Foreign) > 0 && f.restore) {
		if err := p.mend(ctx, s, mender, report, f); err != nil {
			return err
		}
		if report, err = p.checkStore(ctx, s); err != nil {
			return err
		}
	}
	out := p.checkReport(s, report)
	if f.json {
		out = appendJSONLine(nil, newCheckJSON(s, report))
	}
	if err := p.print(out); err != nil {
		return err
	}
	return checkFailure(s, report)
}

func (p *program) checkStore(ctx context.Context, s store) (r keystore.Report, err error) {
	err = p.within(ctx, s.Backend(), func(ctx context.Context) error {
		r = s.Check(ctx)
		return nil
	})
	if ctx.Err() != nil {
		err = ctx.Err() // interrupted
	}
	return r, err
}

// mend restores or deletes what has no counterpart, after showing what that
// is.
func (p *program) mend(ctx context.Context, s store, m keystore.Mender, r keystore.Report, f *checkFlags) error {
	if f.restore {
		var names []string
		err := p.within(ctx, s.Backend(), func(ctx context.Context) (err error) {
			names, err = m.Restore(ctx)
			return err
		})
		for _, name := range names {
			p.say(fmt.Sprintf("restored as %q: rename it with atc project rename", name))
		}
		return storeError(err)
	}
	if !f.sure {
		d, err := p.dialogue()
		if err != nil {
			return err
		}
		for i := range r.Faults {
			d.show(r.Faults[i].Problem() + "\n")
		}
		sure, err := d.yes(ctx, "Delete these certificates, and forget those that are lacking?")
		if err != nil || !sure {
			return err
		}
	}
	n := 0
	err := p.within(ctx, s.Backend(), func(ctx context.Context) (err error) {
		n, err = m.Discard(ctx)
		return err
	})
	if err == nil {
		p.say(fmt.Sprintf("cleaned up: %s", counted(n, "certificate")))
	}
	return storeError(err)
}

// checkReport returns a line for each step, each fault and each item of another
// list.
func (p *program) checkReport(s store, r keystore.Report) []byte {
	g := p.newPage()
	width := 0
	for _, step := range r.Steps {
		width = max(width, len(safe.Text(step.Did)))
	}
	for _, step := range r.Steps {
		did := safe.Text(step.Did)
		mark, note := "✓", ""
		if step.Err != nil {
			mark, note = "✗", "  "+safe.Text(step.Err.Error())
		}
		fmt.Fprintf(&g.b, "%s %s%s  %6s%s\n", mark, did, strings.Repeat(" ", width-len(did)), tookWords(step.Took), note)
	}
	for i := range r.Faults {
		fmt.Fprintf(&g.b, "✗ %s: %s\n", safe.Text(r.Faults[i].Problem()), mendWords(&r.Faults[i]))
	}
	if r.Err() == nil && len(r.Faults) == 0 {
		fmt.Fprintf(&g.b, "The %s is in order.\n", s.Backend())
	}
	for i := range r.Foreign {
		fmt.Fprintf(&g.b, "· %s: %s\n", safe.Text(r.Foreign[i].Notice()), safe.Text(copyWords(&r.Foreign[i])))
	}
	return g.text()
}

// mendWords says what can be done about a fault.
func mendWords(f *keystore.Fault) string {
	if f.Project == "" {
		return "atc project check --restore makes a project of it, --clean deletes it"
	}
	return "atc project edit NAME enters it again, atc project check --clean forgets it"
}

// copyWords says what can be done with what is of another list.
func copyWords(f *keystore.Foreign) string {
	if f.Project == "" {
		return "if that list is lost, atc project check --restore copies it here"
	}
	return fmt.Sprintf("%q has the same here", f.Project)
}

func tookWords(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func checkFailure(s store, r keystore.Report) error {
	switch {
	case r.Err() != nil:
		return storagef("project check: %w", r.Err())
	case len(r.Faults) > 0:
		return storagef("project check: the %s does not fit together: see --restore and --clean", s.Backend())
	}
	return nil
}

// The JSON of "atc project check --json".
type (
	checkJSON struct {
		Keystore keystore.Backend `json:"keystore"`
		OK       bool             `json:"ok"`
		Steps    []stepJSON       `json:"steps"`
		Faults   []faultJSON      `json:"faults"`
		Foreign  []foreignJSON    `json:"foreign"`
	}
	stepJSON struct {
		Did   string  `json:"did"`
		Took  float64 `json:"milliseconds"`
		Error string  `json:"error,omitempty"`
	}
	faultJSON struct {
		Problem string `json:"problem"`
		AppID   string `json:"app_id"`
		Which   string `json:"certificate"`
		Project string `json:"project,omitempty"`
		Item    string `json:"item"`
	}
	foreignJSON struct {
		Notice  string `json:"notice"`
		AppID   string `json:"app_id"`
		Which   string `json:"certificate"`
		Project string `json:"project,omitempty"`
		Item    string `json:"item"`
	}
)

func newCheckJSON(s store, r keystore.Report) checkJSON {
	out := checkJSON{s.Backend(), checkFailure(s, r) == nil, []stepJSON{}, []faultJSON{}, []foreignJSON{}}
	for _, step := range r.Steps {
		j := stepJSON{Did: step.Did, Took: float64(step.Took.Microseconds()) / 1000}
		if step.Err != nil {
			j.Error = step.Err.Error()
		}
		out.Steps = append(out.Steps, j)
	}
	for i := range r.Faults {
		f := &r.Faults[i]
		out.Faults = append(out.Faults, faultJSON{f.Problem(), f.AppID, whichWord(f.Which), f.Project, f.Item})
	}
	for i := range r.Foreign {
		f := &r.Foreign[i]
		out.Foreign = append(out.Foreign, foreignJSON{f.Notice(), f.AppID, whichWord(f.Which), f.Project, f.Item})
	}
	return out
}

func whichWord(f keystore.Field) string {
	if f == keystore.FieldSecondary {
		return "secondary"
	}
	return "primary"
}
