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
func addInput(cmd *cobra.Command, in *tokens.Input) *string {
	value := defaultOf(in)
	cmd.Flags().Var(newText(&value, placeholder(in.Type)), in.Key, inputUsage(in))
	if in.Type != tokens.Document {
		_ = cmd.RegisterFlagCompletionFunc(in.Key, cobra.FixedCompletions(in.Choices, cobra.ShellCompDirectiveNoFileComp))
	}
	return &value
}

// inputLabel returns the flag of an input with what stands for its value.
func inputLabel(in *tokens.Input) string { return "--" + in.Key + " " + placeholder(in.Type) }

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
func requiredFlags(k tokens.Kind) string {
	var b strings.Builder
	for i := range k.Inputs {
		if in := &k.Inputs[i]; isRequired(in) {
			b.WriteString(" " + inputLabel(in))
		}
	}
	return b.String()
}

func isRequired(in *tokens.Input) bool { return !in.Optional && defaultOf(in) == "" }

func placeholder(t tokens.InputType) string {
	switch t {
	case tokens.Choice:
		return "CHOICE"
	case tokens.Lifetime:
		return "TIME"
	case tokens.List:
		return "NAMES"
	case tokens.Document:
		return "FILE|-"
	}
	return "TEXT"
}
