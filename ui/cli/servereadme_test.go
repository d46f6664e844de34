package cli_test

import (
	"testing"

	"atc/keystore/secret"
)

// TestReadmeNamesTheKeysOfServe finds the keys of each object in its row of the
// README, and no others there.
func TestReadmeNamesTheKeysOfServe(t *testing.T) {
	t.Parallel()
	_, text := readme(t)
	for row, args := range map[string][]string{
		"`serve ssh`":    {"serve", "ssh", "--authorized-keys", "k", "--share", "acme", "--json"},
		"`serve tokens`": {"serve", "tokens", "--json"},
	} {
		r, s := serving(t, acme())
		s.key = secret.New("key")
		seen := map[string]bool{}
		for _, o := range r.exec(args...).succeeds().objects() {
			keysOf(o, seen)
		}
		agree(t, text, row, seen)
	}
}
