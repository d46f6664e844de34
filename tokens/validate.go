package tokens

import (
	"errors"
	"fmt"
	"slices"
)

// Validate says what is wrong with a catalog: the first entry that does not
// fit the others, or the format that it is written in. It is for the test of
// whoever adds an entry; [Catalog.Build] relies on what it checks.
func (c Catalog) Validate() error {
	for i := range c.Services {
		s := &c.Services[i]
		if i > 0 && c.Services[i-1].Type >= s.Type {
			return fmt.Errorf("service %d does not come after service %d", s.Type, c.Services[i-1].Type)
		}
		if !ascendingBy(s.Privileges, func(p Privilege) uint16 { return p.ID }) {
			return fmt.Errorf("service %d: its privileges do not ascend", s.Type)
		}
		if key, ok := twice(s.Fields, func(f Field) string { return f.Key }); ok {
			return fmt.Errorf("service %d: two fields have the key %q", s.Type, key)
		}
	}
	if id, ok := twice(c.Kinds, func(k Kind) string { return k.ID }); ok {
		return fmt.Errorf("two kinds have the ID %q", id)
	}
	if group, ok := twice(c.Groups(), func(g string) string { return g }); ok {
		return fmt.Errorf("the kinds of the group %q do not stand together", group)
	}
	for i := range c.Kinds {
		k := &c.Kinds[i]
		if err := errors.Join(k.validateInputs(), c.validateGrants(k)); err != nil {
			return fmt.Errorf("kind %s: %w", k.ID, err)
		}
	}
	if err := c.validateSDKs(); err != nil {
		return err
	}
	return c.validateRules()
}

func (k *Kind) validateInputs() error {
	if key, ok := twice(k.Inputs, func(in Input) string { return in.Key }); ok {
		return fmt.Errorf("two inputs have the key %q", key)
	}
	for i := range k.Inputs {
		in := &k.Inputs[i]
		if in.Default == "" && in.Type != Choice {
			continue
		}
		if err := in.Refuse(in.Default); err != nil {
			return fmt.Errorf("input %s refuses its own default: %w", in.Key, err)
		}
	}
	return nil
}

func (c Catalog) validateGrants(k *Kind) error {
	if k.Version == AccessToken2 {
		if !slices.IsSortedFunc(k.Grants, func(a, b Grant) int { return int(a.Service) - int(b.Service) }) {
			return errors.New("its services do not ascend")
		}
	} else if len(k.Grants) != 1 {
		return fmt.Errorf("%d grants where its format has 1", len(k.Grants))
	}
	for i := range k.Grants {
		g := &k.Grants[i]
		if !ascendingBy(g.Privileges, func(p Granted) uint16 { return p.ID }) {
			return fmt.Errorf("service %d: its privileges do not ascend", g.Service)
		}
		if err := c.validateFields(k, g); err != nil {
			return fmt.Errorf("service %d: %w", g.Service, err)
		}
		for j := range g.Fields {
			if err := k.knows(g.Fields[j].inputs()...); err != nil {
				return err
			}
		}
		for _, p := range g.Privileges {
			if err := errors.Join(k.knows(p.From...), k.canHold(p.When)); err != nil {
				return err
			}
		}
	}
	return nil
}

// validateFields checks that a grant fills as many fields as its format has.
func (c Catalog) validateFields(k *Kind, g *Grant) error {
	least, most := 1, 1 // of SignalingToken and 001
	switch k.Version {
	case AccessToken2:
		s := c.Service(g.Service)
		if s == nil {
			return errors.New("the catalog does not know it")
		}
		least, most = len(s.Fields), len(s.Fields)
	case AccessToken, DynamicKey4, DynamicKey3, DynamicKey2:
		least, most = 2, 2
	case DynamicKey5:
		least, most = 2, 2+len(c.KeyExtras)
	}
	if n := len(g.Fields); n < least || n > most {
		return fmt.Errorf("it fills %s where its format has %d", plural(n, "field"), most)
	}
	return nil
}

func (f *Fill) inputs() []string {
	if f.Or == nil {
		return f.Inputs
	}
	return slices.Concat(f.Inputs, f.Or.inputs())
}

// knows checks that the kind has the inputs.
func (k *Kind) knows(keys ...string) error {
	for _, key := range keys {
		if k.Input(key) == nil {
			return fmt.Errorf("it names an input %q that it does not have", key)
		}
	}
	return nil
}

// canHold checks that the input of a condition takes the values it asks for.
func (k *Kind) canHold(c Condition) error {
	if c.Input == "" {
		return nil
	}
	in := k.Input(c.Input)
	if in == nil {
		return k.knows(c.Input)
	}
	for _, value := range c.Is {
		if err := in.Refuse(value); err != nil {
			return fmt.Errorf("input %s can never be %q: %w", in.Key, value, err)
		}
	}
	return nil
}

func ascendingBy[T any](list []T, number func(T) uint16) bool {
	for i := 1; i < len(list); i++ {
		if number(list[i-1]) >= number(list[i]) {
			return false
		}
	}
	return true
}

// twice returns the first key that two elements of a list share.
func twice[T any](list []T, key func(T) string) (string, bool) {
	seen := make(map[string]bool, len(list))
	for _, e := range list {
		if seen[key(e)] {
			return key(e), true
		}
		seen[key(e)] = true
	}
	return "", false
}
