package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/ui/cli"
)

// interruptOnceItPrints runs a command until it has said all that it says at
// its start, and interrupts it.
func (r *run) interruptOnceItPrints(args ...string) {
	r.t.Helper()
	ctx, interrupt := context.WithCancel(r.t.Context())
	defer interrupt()
	var out, errs bytes.Buffer
	r.deps.Out, r.deps.Err = &out, writer(func(p []byte) (int, error) {
		n, err := errs.Write(p)
		if strings.Contains(errs.String(), "users\n") {
			interrupt()
		}
		return n, err
	})
	r.code = cli.ExitCode(cli.Run(ctx, r.deps, args))
	r.out, r.err = out.String(), errs.String()
}

func TestAUserIsDeletedWhoseNameIsTyped(t *testing.T) {
	t.Parallel()
	r, service := chat(t, emulator.SeedUser{Username: "alice", Nickname: "Alice"}, emulator.SeedUser{Username: "bob"})
	screen := r.talk([]step{{"to delete them:", "bob\r"}}, "chat", "users", "delete", "alice")
	if r.code != cli.ExitUsage || !strings.Contains(r.err, "that is not the name: nobody was deleted") || !strings.Contains(screen, "groups and chat rooms") || !strings.Contains(screen, "nickname  Alice") {
		t.Errorf("exit code %d, %s\n%s", r.code, r.err, screen)
	}
	if n := len(service.Users()); n != 2 {
		t.Fatalf("%d users are left", n)
	}
	r.talk([]step{{"to delete them:", "alice\r"}}, "chat", "users", "delete", "alice")
	if users := service.Users(); r.code != 0 || len(users) != 1 || users[0].Username != "bob" {
		t.Errorf("exit code %d, %s, %+v", r.code, r.err, users)
	}
}

func TestAPasswordIsTypedTwice(t *testing.T) {
	t.Parallel()
	const password, typo = "correct horse", "corect horse"
	r, service := chat(t, emulator.SeedUser{Username: "alice"})
	screen := r.talk([]step{
		{"new password of alice:", "\r"},
		{"new password of alice:", password + "\r"},
		{"again:", typo + "\r"},
		{"new password of alice:", password + "\r"},
		{"again:", password + "\r"},
	}, "chat", "users", "password", "alice")
	r.succeeds()
	if strings.Contains(screen, password) || !strings.Contains(screen, "the password is empty") || !strings.Contains(screen, "the two differ") {
		t.Error(screen)
	}
	if got := service.Users()[0].Password; !got.Equal(secret.New(password)) {
		t.Error("another password was set")
	}
}

// TestOneOfManyUsersFails goes on after a user who is not there, and stops at
// what would happen to all.
func TestOneOfManyUsersFails(t *testing.T) {
	t.Parallel()
	r, service := chat(t, emulator.SeedUser{Username: "alice"}, emulator.SeedUser{Username: "bob"})
	r.exec("chat", "users", "ban", "alice", "nobody", "bob")
	if r.code != cli.ExitRequest || !strings.HasSuffix(r.err, "atc: 1 of 3 users failed\n") {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
	for _, u := range service.Users() {
		if u.State != chatapi.StateBanned {
			t.Errorf("%s is %v", u.Username, u.State)
		}
	}
	r.env[cli.EnvCertificate] = otherCertificate
	before := service.Counters().Requests
	r.exec("chat", "users", "unban", "alice", "nobody", "bob")
	if r.code != cli.ExitRequest || !strings.HasSuffix(r.err, "atc: 2 users are left: it would happen to the others, too\n") || service.Counters().Requests != before+1 {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
}

// TestAStoppedRegistrationSaysHowToGoOn has a token that ends within the run.
func TestAStoppedRegistrationSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	r, _ := chat(t)
	r.files["list"] = "alice\nbob\n"
	asked := 0
	r.deps.HTTP = &http.Client{Transport: transport(func(q *http.Request) (*http.Response, error) {
		if asked++; q.Method == http.MethodPost {
			return answerOf(q, 429, `{"error":"resource_limited","error_description":"You have exceeded the limit of the community edition"}`), nil
		}
		return http.DefaultTransport.RoundTrip(q)
	})}
	r.exec("chat", "register", "--file", "list", "--json")
	if r.code != cli.ExitRequest || !strings.Contains(r.err, "atc: stopped: 0 registered, 0 there before, 0 failed, 2 of 2 left: run the same command with --resume to go on\n") {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
	if all := r.objects(); len(all) != 1 || all[0]["error"].(map[string]any)["kind"] != "quota-reached" {
		t.Error(r.out)
	}
	r.deps.HTTP = nil
	r.exec("chat", "register", "--file", "list")
	if r.code != cli.ExitUsage || !strings.HasPrefix(r.err, "atc: an earlier run of this list was interrupted at ") || !strings.Contains(r.err, "with 0 of 2 users done: say --resume to go on with it, or --restart to start over") {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
	r.exec("chat", "register", "--file", "list", "--resume").succeeds()
	if r.out != "2 registered, 0 there before, 0 failed\n" {
		t.Error(r.out)
	}
	r.exec("chat", "register", "--file", "list", "--restart").succeeds()
	if r.out != "0 registered, 2 there before, 0 failed\n" {
		t.Error(r.out)
	}
}

// TestARegistrationWhoseReaderLeavesSaysHowToGoOn ends like a list whose reader
// leaves, but has had an effect.
func TestARegistrationWhoseReaderLeavesSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	r, service := chatWith(t, emulator.Config{Options: emulator.Options{Rate: -1}})
	var list strings.Builder
	for i := range 12_000 {
		fmt.Fprintf(&list, "user-%d\n", i)
	}
	r.files["list"] = list.String()
	var errs bytes.Buffer
	r.deps.Out, r.deps.Err = writer(func([]byte) (int, error) { return 0, syscall.EPIPE }), &errs
	err := cli.Run(t.Context(), r.deps, []string{"chat", "register", "--file", "list", "--json"})
	if code, registered := cli.ExitCode(err), len(service.Users()); code != 0 || registered == 0 || registered == 12_000 {
		t.Errorf("exit code %d, %d users are registered", code, registered)
	}
	if text := errs.String(); !strings.HasPrefix(text, "atc: stopped, as the outcomes cannot be written: ") || !strings.HasSuffix(text, " of 12000 left: run the same command with --resume to go on\n") {
		t.Error(text)
	}
}

// TestWhatMayHaveBeenDoneIsToldToWhoeverInterrupts a request, and nothing else.
func TestWhatMayHaveBeenDoneIsToldToWhoeverInterrupts(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"chat users delete alice --yes": "atc: deleting alice: it was given up; it may have been done all the same\n",
		"chat users get alice":          "",
	} {
		r, _ := chat(t)
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		r.deps.HTTP = &http.Client{Transport: transport(func(q *http.Request) (*http.Response, error) {
			interrupt()
			<-q.Context().Done()
			return nil, q.Context().Err()
		})}
		var errs bytes.Buffer
		r.deps.Err = &errs
		if err := cli.Run(ctx, r.deps, strings.Fields(args)); cli.ExitCode(err) != cli.ExitInterrupted || errs.String() != want {
			t.Errorf("atc %s: exit code %d, %q, want %q", args, cli.ExitCode(err), errs.String(), want)
		}
	}
}

// TestAListWithoutAJournal is registered where there is no place for one.
func TestAListWithoutAJournal(t *testing.T) {
	t.Parallel()
	r, service := chat(t)
	r.files["list"], r.deps.State = "alice\n", ""
	r.exec("chat", "register", "--file", "list", "--resume")
	if r.code != cli.ExitStorage || len(service.Users()) > 0 {
		t.Errorf("exit code %d, %s", r.code, r.err)
	}
	r.exec("chat", "register", "--file", "list").succeeds()
	if !strings.Contains(r.err, "warning: there is no folder for a journal") || len(service.Users()) != 1 {
		t.Error(r.err)
	}
}
