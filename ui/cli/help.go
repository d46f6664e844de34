package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// printHelp prints what the command is for, how it is used, its commands in
// the order of the catalog, its flags and examples.
func (p *program) printHelp(cmd *cobra.Command) error {
	g := p.newPage()
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	g.paragraph(0, about)
	g.heading("Usage")
	g.paragraph(2, usageOf(cmd))
	p.helpCommands(g, cmd)
	own, inherited, everywhere := split(cmd)
	helpFlags(g, "Flags", own)
	helpFlags(g, "Common flags", inherited)
	helpFlags(g, "Everywhere", everywhere)
	if cmd.Example != "" {
		g.heading("Examples")
		for line := range strings.Lines(cmd.Example) {
			g.b.WriteString("  " + strings.TrimSuffix(line, "\n") + "\n")
		}
	}
	return p.print(g.text())
}

// usageOf returns the path of the command with what follows its name.
func usageOf(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return cmd.Use
	}
	return cmd.Parent().CommandPath() + " " + cmd.Use
}

// helpCommands lists the subcommands, by group if they have groups.
func (p *program) helpCommands(g *page, cmd *cobra.Command) {
	subs := slices.DeleteFunc(slices.Clone(cmd.Commands()), func(c *cobra.Command) bool { return !c.IsAvailableCommand() })
	if len(subs) == 0 {
		return
	}
	// Cobra sorts by name; people see the order in which they were made.
	slices.SortFunc(subs, func(a, b *cobra.Command) int { return p.made[a] - p.made[b] })
	width := 0
	for _, c := range subs {
		width = max(width, len(c.Name()))
	}
	group := "\x00"
	for _, c := range subs {
		if c.GroupID != group {
			group = c.GroupID
			title := group
			if title == "" {
				title = "Commands"
			}
			g.heading(title)
		}
		g.entry(2, c.Name(), width, c.Short)
	}
}

func helpFlags(g *page, title string, fs *pflag.FlagSet) {
	if !fs.HasAvailableFlags() {
		return
	}
	fs.SortFlags = false
	g.heading(title)
	width := 0
	fs.VisitAll(func(f *pflag.Flag) { width = max(width, len(flagLabel(f))) })
	fs.VisitAll(func(f *pflag.Flag) { g.entry(2, flagLabel(f), width, f.Usage) })
}

// flagLabel returns a flag with what stands for its value.
func flagLabel(f *pflag.Flag) string {
	label := "--" + f.Name
	if f.Shorthand != "" {
		label = "-" + f.Shorthand + ", " + label
	}
	if f.Value.Type() != "bool" {
		label += " " + f.Value.Type()
	}
	return label
}
