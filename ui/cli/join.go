package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/keystore"
	"atc/tokens"
)

// joinFlags are the flags that say what an app uses a token for. They belong to
// the commands that judge one.
type joinFlags struct {
	product, appID, channel, uid, account, role, host string
}

// The flag that names the product.
const flagFor = "for"

func (f *joinFlags) add(p *program, cmd *cobra.Command) {
	fs := cmd.Flags()
	p.addProductFlag(cmd, &f.product)
	fs.Var(newText(&f.appID, "ID"), "app-id", "the App ID that the app is initialised with")
	fs.Var(newText(&f.channel, "NAME"), "channel", "the channel or room that the token is used for")
	fs.Var(newText(&f.uid, "NUMBER"), "uid", "the user ID that the token is used for")
	fs.Var(newText(&f.account, "TEXT"), "account", "the user account, Signaling user or Chat username that it is used for, instead of --uid")
	fs.Var(newText(&f.role, "ROLE"), "role", "the role that the app joins in, with --for: "+strings.Join(p.roles(""), ", "))
	fs.Var(newText(&f.host, "HOST"), flagChatHost, "the Chat REST host that is called; default: that of the project")
	for _, flag := range []string{"app-id", "channel", "uid", "account"} {
		p.completes(cmd, flag, cobra.NoFileCompletions)
	}
	p.completes(cmd, flagChatHost, cobra.FixedCompletions(hostNames(), cobra.ShellCompDirectiveNoFileComp))
	p.completes(cmd, "role", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return p.roles(f.product), cobra.ShellCompDirectiveNoFileComp
	})
}

// addProductFlag gives a command the flag --for, without what an app joins
// with.
func (p *program) addProductFlag(cmd *cobra.Command, product *string) {
	cmd.Flags().Var(newText(product, "PRODUCT"), flagFor, "what the token is used for: "+strings.Join(p.productIDs(), ", "))
	var all []string
	for i := range p.Catalog.Products {
		all = append(all, cobra.CompletionWithDesc(p.Catalog.Products[i].ID, p.Catalog.Products[i].Title))
	}
	p.completes(cmd, flagFor, cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp))
}

func (p *program) productIDs() (ids []string) {
	for i := range p.Catalog.Products {
		ids = append(ids, p.Catalog.Products[i].ID)
	}
	return ids
}

// roles returns those of a product, or of all if none is named.
func (p *program) roles(product string) (all []string) {
	for i := range p.Catalog.Products {
		if c := &p.Catalog.Products[i]; product == "" || c.ID == product {
			all = append(all, c.Roles...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// product returns the product that --for names, or nil if it names none.
func (p *program) product(id string) (*tokens.Product, error) {
	if id == "" {
		return nil, nil
	}
	if found := p.Catalog.Product(id); found != nil {
		return found, nil
	}
	return nil, usagef("--%s: there is no product %q: it is one of %s", flagFor, quietly(id), strings.Join(p.productIDs(), ", "))
}

// join returns what the flags say about the use of the token, in the terms of
// the catalog. What no flag gives stays empty.
func (f *joinFlags) join(p *program, cmd string) (tokens.Join, error) {
	var none tokens.Join
	product, err := p.product(f.product)
	if err != nil {
		return none, err
	}
	user, err := f.user(p, cmd)
	if err != nil {
		return none, err
	}
	j := tokens.Join{Product: f.product, AppID: f.appID, Channel: f.channel, User: user, Role: f.role}
	if f.appID != "" {
		if err := tokens.CheckHexID(f.appID); err != nil {
			return none, usagef("--app-id: %w", err)
		}
	}
	if f.host != "" {
		if j.Host, err = restHost(f.host); err != nil {
			return none, err
		}
	}
	return j, p.fits(product, j)
}

// restHost returns the host that --chat-host names, if a project could have it.
func restHost(text string) (string, error) {
	host, _ := chatapi.CleanHost(text)
	project := keystore.Project{Name: "project", AppID: strings.Repeat("0", 32), Chat: keystore.Chat{Host: host}}
	var field *keystore.FieldError
	if errors.As(project.Check(), &field) {
		return "", usagef("--%s: %w", flagChatHost, field.Problem)
	}
	return host, nil
}

// user returns what --uid or --account says.
func (f *joinFlags) user(p *program, cmd string) (string, error) {
	switch {
	case f.uid != "" && f.account != "":
		return "", usagef("%s: --uid and --account cannot both be given: a token is for one of them", cmd)
	case f.account != "" || f.uid == "":
		return f.account, nil
	}
	if in := p.uidInput(); in != nil {
		if err := in.Refuse(f.uid); err != nil {
			return "", usagef("--uid: not a whole number from 0 to 4294967295 without zeros in front: for text, use --account")
		}
	}
	return f.uid, nil
}

// uidInput returns the input of the catalog that checks user IDs.
func (p *program) uidInput() *tokens.Input {
	for i := range p.Catalog.Kinds {
		if in := p.Catalog.Kinds[i].Input("uid"); in != nil {
			return in
		}
	}
	return nil
}

// fits refuses what the product does not join with: a finding about it would
// mislead.
func (p *program) fits(product *tokens.Product, j tokens.Join) error {
	if product == nil {
		switch {
		case j.Role != "":
			return usagef("--role: say with --%s what the token is used for: each product has roles of its own", flagFor)
		case j.Host != "":
			return usagef("--%s: goes with --%s %s only", flagChatHost, flagFor, tokens.ProductChatREST)
		}
		return nil
	}
	switch {
	case j.Channel != "" && product.Channel == "":
		return usagef("--channel: %s joins no channel: leave it out", product.Title)
	case j.User != "" && product.User == "":
		return usagef("--uid, --account: %s has no user: leave it out", product.Title)
	case j.Role != "" && len(product.Roles) == 0:
		return usagef("--role: %s has no roles: leave it out", product.Title)
	case j.Role != "" && !hasRole(product, j.Role):
		return usagef("--role: %s has no role %q: it is one of %s", product.Title, quietly(j.Role), strings.Join(product.Roles, ", "))
	case j.Host != "" && product.ID != tokens.ProductChatREST:
		return usagef("--%s: goes with --%s %s only", flagChatHost, flagFor, tokens.ProductChatREST)
	}
	return nil
}

// hasRole reports whether a product has a role. Those of Flexible Classroom have
// numbers, too.
func hasRole(product *tokens.Product, role string) bool {
	if slices.Contains(product.Roles, role) {
		return true
	}
	_, known := product.RoleNumber(role)
	return known && product.ID == tokens.ProductClassroom
}
