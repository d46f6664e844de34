package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"atc": main})
}

// TestScripts runs the program as a shell would. Besides the commands of
// testscript, a script has
//
//	exits CODE COMMAND [ARGS…]
//
// and the variables that certificates below are named by.
func TestScripts(t *testing.T) {
	t.Parallel()
	vectors, err := filepath.Abs(filepath.Join("tokens", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("ui", "cli", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// The pair of the public vectors, which Agora published.
			e.Setenv("AGORA_APP_ID", "970CA35de60c44645bbae8a215061b33")
			e.Setenv("AGORA_APP_CERTIFICATE", "5CFd2fd1755d40ecb72977518be15d3b")
			e.Setenv("OTHER_CERTIFICATE", "0123456789abcdef0123456789abcdef")
			e.Setenv("VECTORS", vectors)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "env-from": envFrom},
	})
}

// exits runs a command and requires its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS…]")
	}
	code := 0
	var failed *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &failed):
		code = failed.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// envFrom sets a variable to the one line of a file.
func envFrom(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: env-from NAME FILE")
	}
	text := ts.ReadFile(args[1])
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	ts.Setenv(args[0], text)
}
