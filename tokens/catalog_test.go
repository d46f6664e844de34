package tokens_test

import (
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

func TestCatalogIsSound(t *testing.T) {
	t.Parallel()
	if err := tokens.Default.Validate(); err != nil {
		t.Error(err)
	}
}

func TestUnsoundCatalogsAreNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		problem string
		spoil   func(*tokens.Catalog, *tokens.Kind)
	}{
		{`two kinds have the ID "rtc"`, func(_ *tokens.Catalog, k *tokens.Kind) { k.ID = "rtc" }},
		{`the kinds of the group "Chat" do not stand together`, func(_ *tokens.Catalog, k *tokens.Kind) { k.Group = "Chat" }},
		{`two inputs have the key "uid"`, func(_ *tokens.Catalog, k *tokens.Kind) { k.Inputs = append(k.Inputs, k.Inputs[1]) }},
		{"input uid refuses its own default", func(_ *tokens.Catalog, k *tokens.Kind) { k.Inputs[1].Default = "bob" }},
		{"input role refuses its own default: not one of publisher, subscriber: choose one of them", func(_ *tokens.Catalog, k *tokens.Kind) { k.Inputs[2].Default = "" }},
		{"its services do not ascend", func(_ *tokens.Catalog, k *tokens.Kind) {
			k.Grants = append(k.Grants, tokens.Grant{Service: tokens.ServiceConvoAI}, k.Grants[0])
		}},
		{"service 1: its privileges do not ascend", func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Privileges[0].ID = 2 }},
		{"service 1: it fills 1 field where its format has 2", func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Fields = k.Grants[0].Fields[1:] }},
		{"service 77: the catalog does not know it", func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Service = 77 }},
		{`it names an input "nobody"`, func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Fields[1].Inputs = []string{"nobody"} }},
		{`it names an input "nobody"`, func(_ *tokens.Catalog, k *tokens.Kind) {
			k.Grants[0].Fields[1].Or = &tokens.Fill{Inputs: []string{"nobody"}}
		}},
		{`it names an input "forever"`, func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Privileges[0].From = []string{"forever"} }},
		{`it names an input "rank"`, func(_ *tokens.Catalog, k *tokens.Kind) { k.Grants[0].Privileges[0].When.Input = "rank" }},
		{`input role can never be "host"`, func(_ *tokens.Catalog, k *tokens.Kind) {
			k.Grants[0].Privileges[1].When = tokens.Condition{Input: "role", Is: []string{"host"}}
		}},
		{"0 grants where its format has 1", func(_ *tokens.Catalog, k *tokens.Kind) { k.Version, k.Grants = tokens.AccessToken, nil }},
		{"it fills 2 fields where its format has 1", func(_ *tokens.Catalog, k *tokens.Kind) { k.Version = tokens.DynamicKey }},
		{"service 2 does not come after service 2", func(c *tokens.Catalog, _ *tokens.Kind) { c.Services[2].Type = 2 }},
		{"service 1: its privileges do not ascend", func(c *tokens.Catalog, _ *tokens.Kind) {
			c.Services[0].Privileges = append(slices.Clone(c.Services[0].Privileges), tokens.Privilege{ID: 4})
		}},
		{`service 1: two fields have the key "uid"`, func(c *tokens.Catalog, _ *tokens.Kind) {
			c.Services[0].Fields = []tokens.Field{{Key: "uid"}, {Key: "uid"}}
		}},
	} {
		c, k := withNewKind()
		tt.spoil(&c, k)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%v, want %s", err, tt.problem)
		}
	}
}

// withNewKind returns a copy of the catalog with one more kind, which may be
// spoiled.
func withNewKind() (tokens.Catalog, *tokens.Kind) {
	c := tokens.Default
	c.Services = slices.Clone(c.Services)
	k, _ := c.Kind("rtc")
	k.ID, k.Group = "new", "New"
	k.Inputs = slices.Clone(k.Inputs)
	k.Grants = slices.Clone(k.Grants)
	k.Grants[0].Fields = slices.Clone(k.Grants[0].Fields)
	k.Grants[0].Privileges = slices.Clone(k.Grants[0].Privileges)
	c.Kinds = append(slices.Clip(c.Kinds), k)
	return c, &c.Kinds[len(c.Kinds)-1]
}

func TestNewKindIsOneEntry(t *testing.T) {
	t.Parallel()
	c, k := withNewKind()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if groups := c.Groups(); groups[len(groups)-1] != "New" {
		t.Errorf("groups %v end without the new one", groups)
	}
	if found, ok := c.Kind("new"); !ok || found.Title != k.Title {
		t.Errorf("the catalog gives %+v", found)
	}
	if !strings.Contains(c.Reference(), "| `new` | New, numeric user ID: ") {
		t.Errorf("the reference does not list it:\n%s", c.Reference())
	}
	if _, ok := tokens.Default.Kind("new"); ok {
		t.Error("the catalog of the release was changed")
	}
}

func TestReferenceListsEveryKindInOrder(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSuffix(tokens.Default.Reference(), "\n"), "\n")[2:]
	if len(lines) != len(tokens.Default.Kinds) {
		t.Fatalf("%d lines for %d kinds", len(lines), len(tokens.Default.Kinds))
	}
	for i, k := range tokens.Default.Kinds {
		if !strings.HasPrefix(lines[i], "| `"+k.ID+"` | ") || !strings.HasSuffix(lines[i], " | "+string(k.Version)+" |") {
			t.Errorf("line %d is %s", i, lines[i])
		}
	}
	c := tokens.Catalog{Kinds: []tokens.Kind{{
		ID: "gate", Group: "Doors", Title: "gate", Doc: "opens one|all", Version: tokens.AccessToken2,
		Inputs: []tokens.Input{{Key: "door"}, {Key: "side", Default: "left"}, {Key: "note", Optional: true}},
	}}}
	if want := "| `gate` | Doors, gate: opens one\\|all | `door` [`side`] [`note`] | 007 |\n"; !strings.HasSuffix(c.Reference(), want) {
		t.Errorf("the reference is %s, want at its end %s", c.Reference(), want)
	}
}
