package cli

import (
	"strings"

	"atc/tokens"

	"github.com/spf13/cobra"
)

// textValue is a flag that takes any text. Its type is what stands for the
// value in the help.
type textValue struct {
	value       *string
	placeholder string
}

func newText(value *string, placeholder string) *textValue { return &textValue{value, placeholder} }

func (v *textValue) String() string { return *v.value }
func (v *textValue) Type() string   { return v.placeholder }

func (v *textValue) Set(s string) error {
	*v.value = s
	return nil
}

// addInput gives the command the flag of an input, and returns its value.
func (p *program) addInput(cmd *cobra.Command, in *tokens.Input) *string {
	value := defaultOf(in)
	cmd.Flags().Var(newText(&value, p.placeholder(in.Type)), in.Key, inputUsage(in))
	if in.Type != tokens.Document {
		p.completes(cmd, in.Key, cobra.FixedCompletions(in.Choices, cobra.ShellCompDirectiveNoFileComp))
	}
	return &value
}

// completes says what a shell completes a flag of the command with. Cobra keeps
// that for as long as the process runs, and with it all that the flag belongs
// to: so it is said to nobody who only visits.
func (p *program) completes(cmd *cobra.Command, flag string, with cobra.CompletionFunc) {
	if p.visit == nil {
		_ = cmd.RegisterFlagCompletionFunc(flag, with)
	}
}

// inputLabel returns the flag of an input with what stands for its value.
func (p *program) inputLabel(in *tokens.Input) string {
	return "--" + in.Key + " " + p.placeholder(in.Type)
}

// inputUsage says what an input is, for the help.
func inputUsage(in *tokens.Input) string {
	usage, value := in.Title+": "+in.Doc, defaultOf(in)
	switch {
	case len(in.Choices) > 0:
		usage += " (" + strings.Join(in.Choices, ", ") + "; default: " + value + ")"
	case value != "":
		usage += " (default: " + value + ")"
	case !in.Optional:
		usage += " (required)"
	}
	return usage
}

// defaultOf returns the default of an input's flag. That of a document, which
// is an example to edit, is not one.
func defaultOf(in *tokens.Input) string {
	if in.Type == tokens.Document {
		return ""
	}
	return in.Default
}

// requiredFlags returns the flags that must be given, as they stand in the
// usage of the kind.
func (p *program) requiredFlags(k tokens.Kind) string {
	var b strings.Builder
	for i := range k.Inputs {
		if in := &k.Inputs[i]; isRequired(in) {
			b.WriteString(" " + p.inputLabel(in))
		}
	}
	return b.String()
}

func isRequired(in *tokens.Input) bool { return !in.Optional && defaultOf(in) == "" }

func (p *program) placeholder(t tokens.InputType) string {
	switch t {
	case tokens.Choice:
		return "CHOICE"
	case tokens.Lifetime:
		return "TIME"
	case tokens.List:
		return "NAMES"
	case tokens.Document:
		if p.visit != nil {
			return stdin
		}
		return "FILE|-"
	}
	return "TEXT"
}
