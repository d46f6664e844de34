//go:build linux

package keystore_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/keyringtest"
	"atc/keystore/secret"
)

// indexOfChild names, in the environment of another process, the index that it
// works on. The library that asks the Secret Service goes by the environment
// of its process, so that each session needs a process of its own.
const indexOfChild = "ATC_TEST_INDEX"

// A job is what another process is asked to do, over its standard input: no
// certificate is among its arguments or in its environment.
type job struct {
	Do       string // put, get, rename, delete, list, check, restore, or the ring's set, fetch, erase
	Name, To string // of projects or, for the ring, of an item
	Value    string // of an item
	Project  *plainProject
	Within   time.Duration // 20 s if 0
}

// A plainProject is a project that JSON can carry.
type plainProject struct {
	keystore.Entry
	PrimaryText, SecondaryText string
}

func plain(p keystore.Project) *plainProject {
	return &plainProject{p.Entry(), p.Primary.Reveal(), p.Secondary.Reveal()}
}

func (p *plainProject) project() keystore.Project {
	return keystore.Project{
		Name: p.Name, AppID: p.AppID, Notes: p.Notes, Chat: p.Chat,
		Primary: secret.New(p.PrimaryText), Secondary: secret.New(p.SecondaryText),
	}
}

// A result is what the other process answers.
type result struct {
	Error       string
	Unavailable bool // the error is an *UnavailableError of the keyring with an advice
	NoItem      bool // the error is ErrNoItem
	Cause       string
	Project     *plainProject
	Value       string
	Names       []string
	Took        time.Duration
}

// atWork starts another process in a session and returns how to ask it for one
// thing after the other.
func atWork(t *testing.T, s *keyringtest.Session, index string, vars ...string) func(job) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestOtherProcessServes$")
	cmd.Env = append(append(s.Env(), vars...), indexOfChild+"="+index)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Wait() })
	ask, answers := json.NewEncoder(in), json.NewDecoder(out)
	return func(j job) (r result) {
		t.Helper()
		must(t, ask.Encode(j))
		must(t, answers.Decode(&r))
		return r
	}
}

// TestOtherProcessServes is the other process: what it finds on its standard
// input it does.
func TestOtherProcessServes(*testing.T) {
	index := os.Getenv(indexOfChild)
	if index == "" {
		return
	}
	k := keystore.NewKeyring(keystore.SystemRing(), index)
	jobs, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var j job
		if jobs.Decode(&j) != nil {
			return
		}
		if j.Within == 0 {
			j.Within = 20 * time.Second
		}
		ctx, cancel := context.WithTimeout(context.Background(), j.Within)
		start := time.Now()
		var r result
		err := serve(ctx, k, j, &r)
		r.Took = time.Since(start)
		cancel()
		if err != nil {
			r.Error, r.NoItem = err.Error(), errors.Is(err, keystore.ErrNoItem)
			var unavailable *keystore.UnavailableError
			if errors.As(err, &unavailable) {
				r.Unavailable = unavailable.Backend == keystore.InKeyring && strings.Contains(unavailable.Advice, "--keystore vault")
				if unavailable.Err != nil {
					r.Cause = unavailable.Err.Error()
				}
			}
		}
		_ = answers.Encode(r)
	}
}

func serve(ctx context.Context, k *keystore.Keyring, j job, r *result) error {
	switch ring := keystore.SystemRing(); j.Do {
	case "put":
		return k.Put(ctx, j.Name, j.Project.project())
	case "get":
		p, err := k.Get(ctx, j.Name)
		r.Project = plain(p)
		return err
	case "rename":
		return k.Rename(ctx, j.Name, j.To)
	case "delete":
		return k.Delete(ctx, j.Name)
	case "list":
		entries, err := k.List(ctx)
		for _, e := range entries {
			r.Names = append(r.Names, e.Name)
		}
		return err
	case "check":
		report := k.Check(ctx)
		for _, f := range report.Faults {
			r.Names = append(r.Names, f.Problem())
		}
		for _, f := range report.Foreign {
			r.Names = append(r.Names, f.Notice())
		}
		return report.Err()
	case "restore":
		names, err := k.Restore(ctx)
		r.Names = names
		return err
	case "set":
		return ring.Set(j.Name, secret.New(j.Value))
	case "fetch":
		v, err := ring.Get(j.Name)
		r.Value = v.Reveal()
		return err
	case "erase":
		return ring.Delete(j.Name)
	}
	return errors.ErrUnsupported
}
