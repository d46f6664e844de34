package uitest

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Program builds atc for the test, and returns its path.
func Program(tb testing.TB) string {
	tb.Helper()
	atc := filepath.Join(tb.TempDir(), "atc")
	if out, err := exec.CommandContext(tb.Context(), "go", "build", "-o", atc, "atc").CombinedOutput(); err != nil { //nolint:gosec // a path of the test
		tb.Fatalf("go build: %v\n%s", err, out)
	}
	return atc
}
