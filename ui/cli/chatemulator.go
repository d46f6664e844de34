package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/tokens"
)

// emulatorFlags are the flags of the emulator command.
type emulatorFlags struct {
	listen, users, faults string
	quiet                 bool
}

func (p *program) newChatEmulator(f *chatFlags) *cobra.Command {
	own := &emulatorFlags{}
	cmd := p.onChat(f, "emulator [flags]", "Run a Chat service in memory, to try clients on", 0, 0, func(ctx context.Context, _ []string) error {
		return p.chatEmulator(ctx, f, own)
	})
	cmd.Long = "Serves the user calls of the Chat REST API on this machine, over plain HTTP: the same paths, bodies, limits and errors. " +
		"Tokens are verified for real, with the App ID and the certificates of the project; where none is chosen, or with --demo, with those of the demo project. " +
		"Users are kept in memory, and gone when it ends, which it does with ctrl+c. " +
		"Each request is logged on stderr. With --faults it fails as services on the internet do, so that clients can be tried on that: " +
		"drop-before and drop-after close the connection before or after the request has its effect, too-many answers 429, gateway with a page of HTML, " +
		"truncated cuts the answer off and slow-body lets it dribble for slow-for, or 5s. Each takes the probability of one request, from 0 to 1 or in percent, and all sets the six of them. " +
		"Every request takes latency, give or take spread; skew sets the clock of the service ahead, or behind with a minus; seed gives another series of faults."
	cmd.Example = "atc chat emulator\natc chat emulator --users none --listen 127.0.0.1:0 --json\n" +
		"atc chat emulator --faults all=0.01,latency=200ms\natc chat users list --demo"
	fs := cmd.Flags()
	own.listen, own.users = EmulatorAddress, "demo"
	fs.Var(newText(&own.listen, "ADDRESS"), "listen", "where to listen, on this machine only; port 0 is any that is free (default: "+EmulatorAddress+")")
	fs.Var(newText(&own.users, "WHICH"), "users", "who is there from the start: demo or none (default: demo)")
	fs.Var(newText(&own.faults, "FAULTS"), "faults", "fail with these probabilities, such as all=0.01 or drop-after=0.02,gateway=0.01,latency=200ms")
	fs.BoolVar(&own.quiet, "quiet", false, "do not log requests")
	_ = cmd.RegisterFlagCompletionFunc("listen", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("users", cobra.FixedCompletions([]string{"demo", "none"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("faults", cobra.NoFileCompletions)
	return cmd
}

// An emulatorJSON is what "atc chat emulator --json" prints once it listens.
type emulatorJSON struct {
	URL    string `json:"url"`
	Host   string `json:"host"`
	AppID  string `json:"app_id"`
	AppKey string `json:"app_key,omitempty"`
	Demo   bool   `json:"demo"`
	Users  int    `json:"users"`
	Faults string `json:"faults"`
}

func (p *program) chatEmulator(ctx context.Context, f *chatFlags, own *emulatorFlags) error {
	if f.given(flagChatHost) || f.given("timeout") {
		return usagef("chat emulator: --%s and --timeout are for clients: say with --listen where it listens", flagChatHost)
	}
	config, err := own.config(p)
	if err != nil {
		return err
	}
	found, demo, err := p.emulated(ctx, f)
	if err != nil {
		return err
	}
	config.AppID, config.AppKey = found.appID, found.project.Chat.AppKey
	for _, c := range found.certificates {
		config.Certificates = append(config.Certificates, c.Value)
	}
	service, err := emulator.New(config)
	if err != nil {
		return usagef("chat emulator: %w", err)
	}
	server, err := emulator.Start(ctx, own.listen, service)
	if err != nil {
		return storagef("--listen: %w", err)
	}
	host := server.Host()
	if f.json {
		err = p.print(appendJSONLine(nil, emulatorJSON{"http://" + host, host, config.AppID, config.AppKey, demo, len(config.Users), config.Faults.String()}))
		if err != nil {
			return errors.Join(err, server.Close())
		}
	}
	p.tellEmulator(host, found, demo, len(config.Users))
	// Ctrl+c is how it is meant to end: that is no failure.
	if err := server.Wait(); err != nil && ctx.Err() == nil {
		return storagef("chat emulator: %w", err)
	}
	return nil
}

// config returns what the flags say about the service.
func (own *emulatorFlags) config(p *program) (c emulator.Config, err error) {
	if err := checkListen(own.listen); err != nil {
		return c, err
	}
	switch own.users {
	case "demo":
		c.Users = emulator.DemoUsers()
	case "none":
	default:
		return c, usagef("--users: takes demo or none")
	}
	if c.Faults, err = emulator.ParseFaults(own.faults); err != nil {
		return c, usagef("--faults: %w", err)
	}
	if !own.quiet {
		c.Log = p.logServed
	}
	c.Now = p.Now
	return c, nil
}

// checkListen refuses an address that other machines could reach: the
// emulator speaks plain HTTP.
func checkListen(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" {
		return usagef("--listen: is not an address with a port, such as %s", EmulatorAddress)
	}
	ip, err := netip.ParseAddr(host)
	if !strings.EqualFold(host, "localhost") && (err != nil || !ip.IsLoopback()) {
		return usagef("--listen: is not on this machine: use 127.0.0.1 or [::1], as tokens would be sent in the clear")
	}
	return nil
}

// emulated returns the project whose Chat is emulated: the demo project where
// none is chosen.
func (p *program) emulated(ctx context.Context, f *chatFlags) (found chatProject, demo bool, err error) {
	f.serves = true
	if !f.demo {
		if f.demo, err = p.nothingChosen(ctx, f); err != nil {
			return found, false, err
		}
	}
	found, err = p.chatProject(ctx, f)
	return found, f.demo, err
}

// nothingChosen reports whether there is neither a project in the environment
// or on the command line, nor one that is stored.
func (p *program) nothingChosen(ctx context.Context, f *chatFlags) (bool, error) {
	name, _ := p.named()
	if name != "" || f.appID != "" || f.certificate.file != "" || p.envAppID() != "" || strings.TrimSpace(p.Getenv(EnvCertificate)) != "" {
		return false, nil
	}
	if !p.anythingStored() {
		return true, nil
	}
	s, err := p.ready(ctx)
	if errors.Is(err, keystore.ErrNoVault) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	all, err := p.entries(ctx, s)
	return len(all) == 0, err
}

// tellEmulator says where the service is and how it is tried.
func (p *program) tellEmulator(host string, found chatProject, demo bool, users int) {
	p.say(fmt.Sprintf("the Chat of %s, with %s, is served on http://%s until ctrl+c", found.called(), several(users, "user", "users"), host))
	here, token := "--"+flagChatHost+" "+host, "$(atc build chat-app)"
	if demo {
		if here = "--" + flagDemo; host != EmulatorAddress {
			here += " --" + flagChatHost + " " + host
		}
		// Only of the demo project: this token opens nothing else.
		if demoToken, err := p.chatToken("chat-app", found.credentials, tokens.Values{"lifetime": "24h"}); err == nil {
			token = demoToken
		}
	}
	p.say("in another terminal: atc chat users list " + here)
	p.say(fmt.Sprintf("or: curl -H \"Authorization: Bearer %s\" http://%s/app-id/%s/users", token, host, found.appID))
	if key := found.project.Chat.AppKey; key != "" {
		p.say("it answers to the AppKey " + key + ", too")
	}
}

// logServed tells a request that was served on stderr.
func (p *program) logServed(e emulator.Entry) {
	status := "no answer"
	if e.Status > 0 {
		status = fmt.Sprint(e.Status)
	}
	line := fmt.Sprintf("%s %s %s: %s in %s", e.Time.UTC().Format("15:04:05 UTC"), e.Method, e.Path, status, tookWords(e.Duration.Round(time.Millisecond)))
	if e.Fault != "" {
		line += ", fault " + e.Fault
	}
	p.say(line)
}
