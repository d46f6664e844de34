package tokens

import (
	"errors"
	"fmt"
	"slices"
)

// validateSDKs checks the products, the SDKs, and that a rule's failure has an
// answer.
func (c Catalog) validateSDKs() error {
	if id, ok := twice(c.SDKs, func(s SDK) string { return s.ID }); ok {
		return fmt.Errorf("two SDKs have the ID %q", id)
	}
	if id, ok := twice(c.Products, func(p Product) string { return p.ID }); ok {
		return fmt.Errorf("two products have the ID %q", id)
	}
	for i := range c.SDKs {
		if err := c.SDKs[i].validate(); err != nil {
			return fmt.Errorf("SDK %s: %w", c.SDKs[i].ID, err)
		}
	}
	for i := range c.Products {
		p := &c.Products[i]
		for _, id := range append([]string{p.SDK}, p.More...) {
			if c.SDK(id) == nil {
				return fmt.Errorf("product %s: there is no SDK %q", p.ID, id)
			}
		}
	}
	return c.validateFailures()
}

// validateFailures checks that each failure of a rule is one that an SDK knows.
func (c Catalog) validateFailures() error {
	for i := range c.Rules {
		for _, id := range c.Rules[i].Products {
			if c.Product(id) == nil {
				return fmt.Errorf("rule %s: there is no product %q", c.Rules[i].Code, id)
			}
		}
		f := c.Rules[i].Failure
		if f == "" {
			continue
		}
		if !slices.ContainsFunc(c.SDKs, func(s SDK) bool { return s.answer(f) != nil }) {
			return fmt.Errorf("rule %s: no SDK answers to the failure %q", c.Rules[i].Code, f)
		}
	}
	return nil
}

func (s *SDK) validate() error {
	if s.ID == "" || s.Title == "" || s.Where == "" || len(s.Codes) == 0 {
		return errors.New("it lacks an ID, a title, the place of its codes, or codes")
	}
	if name, ok := twice(s.Codes, func(c SDKCode) string { return c.String() }); ok {
		return fmt.Errorf("two codes are %q", name)
	}
	answers := map[Failure]string{}
	for i := range s.Codes {
		code := &s.Codes[i]
		if code.String() == "" || code.Meaning == "" {
			return fmt.Errorf("code %d lacks a name or a meaning", i)
		}
		for _, f := range append(slices.Clip(code.Failures), code.Perhaps...) {
			if !slices.Contains(Failures(), f) {
				return fmt.Errorf("code %s: there is no failure %q", code, f)
			}
		}
		for _, f := range code.Failures {
			if answers[f] != "" {
				return fmt.Errorf("%s and %s both answer to the failure %q", answers[f], code, f)
			}
			answers[f] = code.String()
			if slices.Contains(code.Perhaps, f) {
				return fmt.Errorf("code %s: the failure %q is certain and uncertain", code, f)
			}
		}
	}
	return nil
}
