package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"atc/chatapi"
	"atc/keystore"
	"atc/tokens"
	"atc/ui"
)

// EmulatorAddress is where atc chat emulator listens if it is told nothing, and
// where the Chat of the demo project is.
const EmulatorAddress = "127.0.0.1:8091"

// A chatProject is the project that a chat command works on.
type chatProject struct {
	credentials
	project keystore.Project // with the Chat of this run
}

// A connection is the Chat of a project, as one command uses it. Its project
// signs the tokens of users.
type connection struct {
	*chatapi.Client
	chatProject
}

// connect returns a client for the Chat of the project that the flags and the
// environment name. It makes no request yet.
func (p *program) connect(ctx context.Context, f *chatFlags) (*connection, error) {
	timeout, err := f.patience()
	if err != nil {
		return nil, err
	}
	found, err := p.chatProject(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := p.findHost(f, &found); err != nil {
		return nil, err
	}
	client, err := chatapi.New(chatapi.Config{
		Address: chatapi.Address{Host: found.project.Chat.Host, AppID: found.appID, AppKey: found.project.Chat.AppKey},
		Token:   ui.AppTokens(p.Catalog, found.project, p.Now, p.Rand),
		HTTP:    p.HTTP, Now: p.Now, Rand: p.Rand, Timeout: timeout,
	})
	if err != nil {
		return nil, usagef("chat: %w", err)
	}
	return &connection{client, found}, nil
}

// chatProject returns the project to work on, of which it is certain that it
// can sign. Its Chat is that of the flags, of the stored project, or for what
// has the App ID of the environment the one of the environment. The host may
// be missing.
func (p *program) chatProject(ctx context.Context, f *chatFlags) (found chatProject, err error) {
	if err := p.onlyOneStdin(f.certificate.claim()); err != nil {
		return found, err
	}
	if f.demo {
		found, err = p.demoProject(f)
	} else {
		found.credentials, err = p.signingCredentials(ctx, &buildFlags{appID: f.appID, certificate: f.certificate})
	}
	if err != nil {
		return found, err
	}
	if err := p.checkSigning(found.credentials); err != nil {
		return found, err
	}
	if found.project, err = p.withChat(f, found.credentials); err != nil {
		return found, err
	}
	return found, nil
}

// demoProject returns the project that nothing has to be configured for.
func (p *program) demoProject(f *chatFlags) (chatProject, error) {
	if p.global.project != "" || f.appID != "" || f.certificate.file != "" {
		return chatProject{}, usagef("--%s works on a project of its own: leave out --%s, --app-id and --certificate-file", flagDemo, flagProject)
	}
	demo := keystore.Demo()
	const origin = "the demo project"
	return chatProject{credentials: credentials{demo.AppID, origin, origin, certificatesOf(&demo), keystore.Chat{Host: EmulatorAddress}}}, nil
}

// checkSigning says what is wrong with an App ID or a certificate before
// anything is asked of the service.
func (p *program) checkSigning(c credentials) error {
	_, err := p.chatToken("chat-app", c, tokens.Values{"lifetime": "1m"})
	return err
}

// chatToken returns a token of one of the kinds for Chat, issued now.
func (p *program) chatToken(kindID string, c credentials, values tokens.Values) (string, error) {
	kind, ok := p.Catalog.Kind(kindID)
	if !ok {
		return "", usagef("there is no kind of token %q: see atc kinds", kindID)
	}
	stamp, err := tokens.NewStamp(p.Now(), p.Rand)
	if err != nil {
		return "", &ExitError{ExitStorage, err}
	}
	token, err := p.Catalog.Build(tokens.Request{Kind: kind, AppID: c.appID, Certificate: c.first(), Values: values, Stamp: stamp})
	if err != nil {
		return "", inputError(err, c)
	}
	return token, nil
}

// A chatValue is a part of the address of a Chat, and where it was given.
type chatValue struct{ value, from string }

// withChat returns the project with the Chat of this run.
func (p *program) withChat(f *chatFlags, c credentials) (keystore.Project, error) {
	var host chatValue
	if !f.serves {
		host = p.chatValue(f, flagChatHost, f.host, c.chat.Host, EnvChatHost, c)
	}
	appKey := p.chatValue(f, flagAppKey, f.appKey, c.chat.AppKey, EnvAppKey, c)
	if host.value == "" && f.given(flagChatHost) {
		return keystore.Project{}, usagef("--%s: is empty: give a host, or leave the flag out", flagChatHost)
	}
	if host.value != "" {
		rest, wasSocket := chatapi.CleanHost(host.value)
		if wasSocket {
			p.warn(fmt.Sprintf("%s: %s is the WebSocket address of the SDKs: the REST host beside it is used, %s", host.from, host.value, rest))
		}
		host.value = rest
	}
	project := keystore.Project{Name: "project", AppID: c.appID, Primary: c.first(), Chat: keystore.Chat{Host: host.value, AppKey: appKey.value}}
	var field *keystore.FieldError
	switch err := project.Check(); {
	case !errors.As(err, &field):
		return project, err
	case field.Field == keystore.FieldHost:
		return project, usagef("%s: %w", host.from, field.Problem)
	case field.Field == keystore.FieldAppKey:
		return project, usagef("%s: %w", appKey.from, field.Problem)
	default:
		return project, usagef("the %w", err)
	}
}

// chatValue returns what the flag says, else the stored project, else the
// variable if the environment has the same App ID.
func (p *program) chatValue(f *chatFlags, flag, given, stored, variable string, c credentials) chatValue {
	switch {
	case f.given(flag):
		return chatValue{given, "--" + flag}
	case stored != "":
		return chatValue{stored, c.appIDFrom}
	case !f.demo && strings.EqualFold(p.envAppID(), c.appID):
		return chatValue{strings.TrimSpace(p.Getenv(variable)), variable}
	}
	return chatValue{}
}

// findHost says how to find the host where there is none.
func (p *program) findHost(f *chatFlags, found *chatProject) error {
	chat := found.project.Chat
	if chat.Host != "" {
		return nil
	}
	where := fmt.Sprintf("use --%s HOST, or set %s", flagChatHost, EnvChatHost)
	if name := found.storedAs(); name != "" {
		where = fmt.Sprintf("use --%s HOST, or store it with atc project edit NAME --%s HOST", flagChatHost, flagChatHost)
	}
	hint := "the data centres are " + strings.Join(hostWords(), ", ")
	if guess := chatapi.SuggestHost(chat.AppKey); guess != "" {
		hint = fmt.Sprintf("the AppKey hints at %s", guess)
	}
	return usagef("%s has no Chat REST host: copy it from the Agora Console, Chat, Application Information, REST API, and %s; %s", found.called(), where, hint)
}

// storedAs returns the name under which the project is stored, or "".
func (c *chatProject) storedAs() string {
	if len(c.certificates) == 0 {
		return ""
	}
	return c.certificates[0].Project
}

// called returns what the project is called in messages.
func (c *chatProject) called() string {
	if name := c.storedAs(); name != "" {
		return fmt.Sprintf("the project %q", name)
	}
	return "the App ID " + c.appID
}

func hostNames() (hosts []string) {
	for _, d := range chatapi.DataCentres() {
		hosts = append(hosts, d.Host)
	}
	return hosts
}

func hostWords() (words []string) {
	for _, d := range chatapi.DataCentres() {
		words = append(words, fmt.Sprintf("%s (%s)", d.Host, d.Name))
	}
	return words
}
