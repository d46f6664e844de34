package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/tokens"
)

func readme(t *testing.T) (path, text string) {
	t.Helper()
	path = filepath.Join("..", "..", "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(data)
}

// TestReadmeListsWhatTheTablesHold compares the tables of the README that are
// made from ours. With ATC_UPDATE=1 it writes them instead.
func TestReadmeListsWhatTheTablesHold(t *testing.T) {
	path, text := readme(t)
	for _, table := range []struct{ name, want string }{
		{"kinds", tokens.Default.Reference()},
		{"findings", tokens.Default.FindingsReference()},
		{"sdk codes", tokens.Default.CodesReference()},
		{"chat failures", chatFailures()},
	} {
		begin, end := "<!-- "+table.name+" -->\n", "<!-- /"+table.name+" -->"
		before, rest, found := strings.Cut(text, begin)
		there, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("the README has no place for the table, between %q and %q", begin, end)
		}
		if there != table.want && os.Getenv("ATC_UPDATE") == "" {
			t.Errorf("the table of %s in the README is stale; run: ATC_UPDATE=1 go test -run TestReadmeLists ./ui/cli", table.name)
		}
		text = before + begin + table.want + end + after
	}
	if os.Getenv("ATC_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// chatFailures returns the failures of the Chat client as a table in Markdown.
func chatFailures() string {
	var b strings.Builder
	b.WriteString("| `kind` | What it means | What to do |\n|---|---|---|\n")
	for _, k := range chatapi.Kinds() {
		again := ""
		if k.Retryable() {
			again = " ↻"
		}
		b.WriteString("| `" + string(k) + "`" + again + " | " + k.Meaning() + " | " + k.Advice() + " |\n")
	}
	return b.String()
}
