package cli

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
)

// serveTokensFlags are the flags of "atc serve tokens".
type serveTokensFlags struct {
	chat           chatFlags // that say which project, and where its Chat is
	listen         string
	version        string
	appTokens      bool
	chatUUIDs      bool
	hosts, origins []string
	quiet          bool
}

func (p *program) newServeTokens() *cobra.Command {
	f := &serveTokensFlags{listen: ui.DefaultTokenAddress, version: string(tokens.AccessToken2)}
	f.chat.serves = true
	cmd := p.newCommand("tokens [flags]", "Serve tokens over HTTP to the app that is being developed", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("serve tokens: takes flags only: see %s --help", cmd.CommandPath())
		}
		f.chat.given = cmd.Flags().Changed
		return p.serveTokens(cmd.Context(), f)
	})
	cmd.Long = "Answers what the sample servers of Agora's guides answer, so that an app which is being developed gets tokens before it has a server of its own. For development only: who reaches it gets tokens. " +
		"It listens on this machine; at any other address each request needs the bearer key that is made and shown at the start, in its Authorization header or in the base URL: http://HOST:8090/k/KEY. " +
		"The project is chosen as for atc build; where none is, it is the demo project, whose Chat users are kept in memory. " +
		"Each request is logged on stderr, without its token. GET /openapi.json tells all that can be asked for. It ends with ctrl+c."
	cmd.Example = "atc serve tokens\natc serve tokens --project acme-staging --cors http://localhost:3000\natc serve tokens --listen :8090 --host devbox.local"
	p.addServeTokensFlags(cmd, f)
	return cmd
}

func (p *program) addServeTokensFlags(cmd *cobra.Command, f *serveTokensFlags) {
	fs := cmd.Flags()
	fs.Var(newText(&f.listen, "ADDRESS"), flagListen, "where to listen; port 0 is any that is free (default: "+ui.DefaultTokenAddress+")")
	fs.BoolVar(&f.chat.demo, flagDemo, false, "serve tokens of the demo project")
	fs.Var(newText(&f.chat.appID, "ID"), "app-id", "the App ID; default: that of the project")
	f.chat.certificate.add(fs, "the file that holds the App Certificate; - is stdin; default: that of the project")
	fs.Var(newText(&f.version, "VERSION"), "version", "the tokens to answer where a request does not say: 007 or 006 (default: 007)")
	fs.BoolVar(&f.appTokens, "app-tokens", false, "serve tokens that administer the whole app, too")
	fs.BoolVar(&f.chatUUIDs, "chat-uuid", false, "make the tokens of Chat users for their UUIDs, as older projects need")
	fs.Var(newTexts(&f.hosts, "NAME"), "host", "a name of this machine that requests may be sent to, besides localhost and its addresses; may be repeated")
	fs.Var(newTexts(&f.origins, "ORIGIN"), "cors", "an origin whose pages may ask, such as http://localhost:3000; may be repeated")
	fs.Var(newText(&f.chat.host, "HOST"), flagChatHost, "the REST host of Chat, for its users; default: that of the project, or "+EnvChatHost)
	fs.Var(newText(&f.chat.appKey, "ORG#APP"), flagAppKey, "address Chat by this AppKey; default: as the project says, or "+EnvAppKey)
	fs.BoolVar(&f.quiet, "quiet", false, "do not log requests")
	fs.BoolVar(&f.chat.json, "json", false, "print one JSON object once it listens")
	for _, flag := range []string{flagListen, "app-id", "host", "cors", flagAppKey} {
		p.completes(cmd, flag, cobra.NoFileCompletions)
	}
	p.completes(cmd, "version", cobra.FixedCompletions([]string{string(tokens.AccessToken2), string(tokens.AccessToken)}, cobra.ShellCompDirectiveNoFileComp))
	p.completes(cmd, flagChatHost, cobra.FixedCompletions(hostNames(), cobra.ShellCompDirectiveNoFileComp))
}

// options returns what the flags say of the server, but for the project.
func (f *serveTokensFlags) options() (o ui.TokenOptions, err error) {
	if err := checkListening(f.listen, ui.DefaultTokenAddress); err != nil {
		return o, err
	}
	o = ui.TokenOptions{Listen: f.listen, AppTokens: f.appTokens, ChatUUIDs: f.chatUUIDs, Hosts: f.hosts, Origins: f.origins}
	switch tokens.Version(f.version) {
	case tokens.AccessToken2:
	case tokens.AccessToken:
		o.AccessToken = true
	default:
		return o, usagef("--version: is neither %s nor %s", tokens.AccessToken2, tokens.AccessToken)
	}
	for _, host := range f.hosts {
		u, err := url.Parse("//" + host)
		if err != nil || u.Host != host || u.Hostname() == "" || strings.Contains(host, "*") {
			return o, usagef("--host: is not the name of a machine, such as devbox.local")
		}
	}
	for _, origin := range f.origins {
		if origin == "*" || origin == "null" {
			return o, usagef("--cors: %s would let every page that is visited get tokens of the project: name the origin of the app, such as http://localhost:3000", origin)
		}
		u, err := url.Parse(origin)
		if err != nil || u.Scheme == "" || u.Host == "" || u.User != nil || origin != u.Scheme+"://"+u.Host {
			return o, usagef("--cors: is not an origin, which has a scheme and a host and no path, such as http://localhost:3000")
		}
	}
	return o, nil
}

// servedProject returns the project to build tokens for: the demo project where
// none is chosen. Its Chat is that of this run; the demo project has one of its
// own unless a flag says another. It also returns what the project is called.
func (p *program) servedProject(ctx context.Context, f *chatFlags) (project keystore.Project, called string, err error) {
	if !f.demo {
		if f.demo, err = p.nothingChosen(ctx, f); err != nil {
			return project, "", err
		}
	}
	f.serves = f.demo && !f.given(flagChatHost)
	found, err := p.chatProject(ctx, f)
	if err != nil {
		return project, "", err
	}
	project, called = found.project, found.called()
	if name := found.storedAs(); name != "" {
		project.Name = name
	}
	if project.IsDemo() {
		called = "the demo project, which open nothing,"
	}
	return project, called, nil
}

func (p *program) serveTokens(ctx context.Context, f *serveTokensFlags) error {
	servers, err := p.servers()
	if err != nil {
		return err
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	project, called, err := p.servedProject(ctx, &f.chat)
	if err != nil {
		return err
	}
	o.Project = project
	if !f.quiet {
		log, end := newLogbook(p, "requests", requestWords)
		defer end()
		o.Log = log.tell
	}
	server, err := servers.StartTokens(ctx, o)
	if err != nil {
		return storagef("serve tokens: %w", err)
	}
	if err := p.tellTokens(server, &o, called, f); err != nil {
		return errors.Join(err, server.Close())
	}
	return p.untilEnded(ctx, "serve tokens", server, func() string { return "" })
}

// textsValue is a flag that may be repeated.
type textsValue struct {
	values      *[]string
	placeholder string
}

var _ pflag.Value = (*textsValue)(nil)

func newTexts(values *[]string, placeholder string) *textsValue {
	return &textsValue{values, placeholder}
}

func (v *textsValue) String() string { return strings.Join(*v.values, ",") }
func (v *textsValue) Type() string   { return v.placeholder }

func (v *textsValue) Set(s string) error {
	*v.values = append(*v.values, s)
	return nil
}
