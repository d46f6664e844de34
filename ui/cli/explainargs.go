package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// numbersAsText returns the arguments of a command line so that the negative
// codes that explain takes are not read as flags, which no command has digits
// for: they move to the end, behind the mark that ends the flags.
func numbersAsText(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil || cmd.Name() != commandExplain {
		return args
	}
	end := slices.Index(args, "--")
	if end < 0 {
		end = len(args)
	}
	head, rest := args[:end], args[min(end+1, len(args)):]
	if !slices.ContainsFunc(head, isNegative) {
		return args
	}
	flags := slices.DeleteFunc(slices.Clone(head), isNegative)
	numbers := slices.DeleteFunc(slices.Clone(head), func(arg string) bool { return !isNegative(arg) })
	return slices.Concat(flags, []string{"--"}, numbers, rest)
}

// isNegative reports whether an argument is a number with a minus.
func isNegative(arg string) bool {
	digits, ok := strings.CutPrefix(arg, "-")
	return ok && digits != "" && strings.Trim(digits, "0123456789") == ""
}
