package ui

import (
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// tokenForm asks how tokens are to be served.
type tokenForm struct{ *serveForm }

// The keys of its fields.
const (
	inputVersion   = "version"
	inputAppTokens = "app-tokens"
	inputHosts     = "host"
	inputOrigins   = "cors"
)

// The answers of its choices.
const (
	choiceOff = "off"
	choiceOn  = "on"
)

func newTokenForm(e *env) *tokenForm {
	versions := []string{string(tokens.AccessToken2), string(tokens.AccessToken)}
	return &tokenForm{newServeForm(e, []tokens.Input{
		{Key: inputListen, Title: "Listen on", Default: DefaultTokenAddress, Check: checkListen, Doc: "host:port; without a host, every address of this machine"},
		{
			Key: inputVersion, Title: "Version", Type: tokens.Choice, Choices: versions, Default: versions[0],
			Doc: "of tokens that are asked for without one",
		},
		{
			Key: inputAppTokens, Title: "App tokens", Type: tokens.Choice, Choices: []string{choiceOff, choiceOn}, Default: choiceOff,
			Doc: "they administer the whole app; few clients need one",
		},
		{
			Key: inputHosts, Title: "Host names", Type: tokens.List, Optional: true, Check: checkHosts,
			Doc: "by which clients call it, besides localhost and its addresses; separated by commas",
		},
		{
			Key: inputOrigins, Title: "Web pages", Type: tokens.List, Optional: true, Check: checkOrigins,
			Doc: "origins that may ask (CORS), such as http://localhost:3000; separated by commas",
		},
	})}
}

func (f *tokenForm) edit(msg tea.Msg) { f.form.update(msg) }

// options returns what the fields say, for the active project.
func (f *tokenForm) options() TokenOptions {
	return TokenOptions{
		Listen: f.value(inputListen), Project: *f.env.project(),
		AccessToken: f.value(inputVersion) == string(tokens.AccessToken),
		Hosts:       f.list(inputHosts), Origins: f.list(inputOrigins),
		AppTokens: f.value(inputAppTokens) == choiceOn,
	}
}
