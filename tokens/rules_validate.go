package tokens

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// validateRules says what is wrong with the rules: the first that is not as
// [Catalog.Diagnose] and the reference rely on.
func (c Catalog) validateRules() error {
	var before []Code
	for i := range c.Rules {
		r := &c.Rules[i]
		if err := r.validate(before); err != nil {
			return fmt.Errorf("rule %d, %s: %w", i, r.Code, err)
		}
		before = append(before, r.Code)
	}
	return nil
}

// validate checks one rule, where before are the codes of those that stand
// before it.
func (r *Rule) validate(before []Code) error {
	switch {
	case !isSnakeCase(string(r.Code)):
		return errors.New("its code is not in snake case")
	case !slices.Contains(Severities(), r.Severity):
		return fmt.Errorf("its severity %q is none", r.Severity)
	case r.Title == "" || r.Text == "":
		return errors.New("it has no title or no text")
	case strings.Contains(r.Title, "%") || strings.Contains(r.Advice, "%s"):
		return errors.New("its title or advice has a verb, and there are no values for them")
	case r.Check == nil:
		return errors.New("it has no check")
	}
	for _, code := range r.Unless {
		if code != r.Code && !slices.Contains(before, code) {
			return fmt.Errorf("it is not asked where %s was found, but no rule with that code stands before it", code)
		}
	}
	for _, text := range []string{r.Title, r.Text, r.Advice} {
		if strings.HasSuffix(text, ".") || text != "" && isCapital(rune(text[0])) && !startsWithName(text) {
			return fmt.Errorf("%q is not in lower case, or ends with a full stop", text)
		}
	}
	return checkVerbs(r.Text)
}

// startsWithName reports whether a sentence starts with a name that is written
// in capitals wherever it stands.
func startsWithName(text string) bool {
	for _, name := range []string{"Agora", "Chat", "Flexible Classroom", "RTC", "Signaling"} {
		if strings.HasPrefix(text, name) {
			return true
		}
	}
	return false
}

func isSnakeCase(s string) bool {
	for i := range len(s) {
		if b := s[i]; b != '_' && (b < '0' || b > '9') && (b < 'a' || b > 'z') {
			return false
		}
	}
	return s != "" && s[0] != '_' && s[len(s)-1] != '_'
}

// checkVerbs refuses verbs other than those that the values of rules are made
// for.
func checkVerbs(text string) error {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "%")
		if !found {
			return nil
		}
		verb := ""
		for _, v := range []string{"s", "d", "q", "%", "08x"} {
			if strings.HasPrefix(after, v) {
				verb = v
			}
		}
		if verb == "" {
			return fmt.Errorf("%q has a verb that is not known", text)
		}
		rest = after[len(verb):]
	}
}
