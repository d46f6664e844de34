package tokens_test

import (
	"slices"
	"strconv"
	"testing"

	"atc/tokens"
)

// What a request asks for, said again without the package under test.

func firstOf(r *tokens.Request, keys []string) string {
	for _, k := range keys {
		if v := r.Values[k]; v != "" {
			return v
		}
	}
	return ""
}

func filled(r *tokens.Request, f tokens.Fill) string {
	v := f.Const
	if len(f.Inputs) > 0 {
		v = firstOf(r, f.Inputs)
	}
	if f.Map != nil {
		v = f.Map(v)
	}
	if v == "" && f.Or != nil {
		return filled(r, *f.Or)
	}
	return v
}

func seconds(t *testing.T, lifetime string) uint32 {
	t.Helper()
	if lifetime == "" {
		return 0
	}
	n, err := tokens.ParseLifetime(lifetime)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func permissionsOf(r *tokens.Request) []tokens.Permission {
	var all []tokens.Permission
	for _, resource := range tokens.Default.ResourceTypes {
		for _, kind := range tokens.Default.PermissionTypes {
			names, _ := tokens.ParseList(r.Values[tokens.PermissionKey(resource, kind)])
			if len(names) > 0 {
				all = append(all, tokens.Permission{ResourceType: resource.Number, PermissionType: kind.Number, Resources: names})
			}
		}
	}
	return all
}

// requirePrivileges checks the privileges of a service or message. Their
// values count from the time base; 0 stays 0.
func requirePrivileges(t *testing.T, r *tokens.Request, granted []tokens.Granted, got []tokens.DecodedPrivilege, base uint32) {
	t.Helper()
	for _, g := range granted {
		if g.When.Input != "" && !slices.Contains(g.When.Is, r.Values[g.When.Input]) {
			continue
		}
		want := seconds(t, firstOf(r, g.From))
		if want != 0 {
			want += base
		}
		if len(got) == 0 || got[0].ID != g.ID || got[0].Value != want {
			t.Fatalf("%v: privileges %v, want %d with %d next", r.Values, got, g.ID, want)
		}
		got = got[1:]
	}
	if len(got) > 0 {
		t.Fatalf("%v: also has the privileges %v", r.Values, got)
	}
}

// requireKey checks a dynamic key or Signaling 1.x token.
func requireKey(t *testing.T, r *tokens.Request, token *tokens.Token) {
	t.Helper()
	ends := uint32(0)
	if n := seconds(t, r.Values["lifetime"]); n != 0 {
		ends = r.Stamp.IssueTime + n
	}
	if token.EndTime != ends {
		t.Fatalf("%v: ends at %d, want %d", r.Values, token.EndTime, ends)
	}
	if token.Version == tokens.SignalingToken {
		return
	}
	if token.IssueTime != r.Stamp.IssueTime || token.Salt != r.Stamp.Salt {
		t.Fatalf("%v: %+v", r.Values, token)
	}
	if token.Has(tokens.PartUID) && strconv.FormatUint(uint64(token.UID), 10) != r.Values["uid"] {
		t.Fatalf("%v: user %d", r.Values, token.UID)
	}
	if token.Version != tokens.DynamicKey5 {
		return
	}
	if token.KeyService != r.Kind.Grants[0].Service {
		t.Fatalf("%v: service %d", r.Values, token.KeyService)
	}
	for i, f := range r.Kind.Grants[0].Fields[2:] {
		if want := (tokens.Extra{Key: uint16(i + 1), Value: filled(r, f)}); len(token.Extras) <= i || token.Extras[i] != want {
			t.Fatalf("%v: extra values %v, want %v", r.Values, token.Extras, want)
		}
	}
}
