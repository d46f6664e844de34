package emulator

import (
	"strconv"
	"testing"
)

func TestOldestExchangedTokensAreForgotten(t *testing.T) {
	t.Parallel()
	s := &Service{exchanged: map[string]grant{}}
	for i := range maxGrants + 3 {
		s.remember(strconv.Itoa(i), grant{})
	}
	_, old := s.exchanged["2"]
	_, kept := s.exchanged["3"]
	if len(s.exchanged) != maxGrants || old || !kept {
		t.Errorf("%d tokens are remembered, the third %t, the fourth %t", len(s.exchanged), old, kept)
	}
}
