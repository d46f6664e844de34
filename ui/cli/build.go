package cli

import (
	"context"
	"strconv"
	"strings"

	"atc/keystore/secret"
	"atc/tokens"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// buildFlags are the flags that every kind has.
type buildFlags struct {
	appID          string
	certificate    certificateFlag
	issuedAt, salt string
	json           bool
}

func (f *buildFlags) add(fs *pflag.FlagSet) {
	fs.Var(newText(&f.appID, "ID"), "app-id", "the App ID; default: that of the project")
	f.certificate.add(fs, "the file that holds the App Certificate; - is stdin; default: that of the project")
	fs.Var(newText(&f.issuedAt, "UNIX"), "issued-at", "when the token is issued, in Unix seconds; default: now")
	fs.Var(newText(&f.salt, "N"), "salt", "the salt, up to 4294967295; default: drawn at random")
	fs.BoolVar(&f.json, "json", false, "print the token decoded, as one JSON object")
}

// newBuild returns the build command, with a subcommand per kind.
func (p *program) newBuild() *cobra.Command {
	f := &buildFlags{}
	build := p.newCommand("build KIND [flags]", "Build a token", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.unknownCommand(cmd, args[0])
		}
		return usagef("build: name a kind of token, such as %s: see atc build --help", p.Catalog.Kinds[0].ID)
	})
	build.Long = "Prints a new token. Each kind has its own flags: see atc build KIND --help. " +
		"The project is the one that --project or " + EnvProject + " names, else that of " + EnvAppID + " and " + EnvCertificate + ", " +
		"else the one chosen with atc project use. With " + EnvAppID + " alone, it is the stored one with this App ID."
	build.Example = "atc build rtc --channel lobby --uid 12345\natc decode --json 007eJx… | atc build compose --spec -"
	build.Annotations = map[string]string{subcommandsAre: "kind"}
	f.add(build.PersistentFlags())
	p.completes(build, "app-id", cobra.NoFileCompletions)
	for _, title := range p.Catalog.Groups() {
		build.AddGroup(&cobra.Group{ID: title, Title: title})
	}
	for _, k := range p.Catalog.Kinds {
		build.AddCommand(p.newKind(k, f))
	}
	return build
}

// newKind returns the command that builds one kind.
func (p *program) newKind(k tokens.Kind, f *buildFlags) *cobra.Command {
	given := make(map[string]*string, len(k.Inputs))
	cmd := p.newCommand(k.ID+p.requiredFlags(k)+" [flags]", k.Doc, func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("build %s: takes flags only: see %s --help", k.ID, cmd.CommandPath())
		}
		if f.appID == "" && cmd.Flags().Changed("app-id") {
			return usagef("--app-id: is empty: give an App ID, or leave the flag out")
		}
		values := make(tokens.Values, len(given))
		for key, v := range given {
			values[key] = *v
		}
		return p.build(cmd.Context(), k, values, f)
	})
	cmd.GroupID = k.Group
	cmd.Long = k.Group + ", " + k.Title + ": " + k.Doc + "."
	if name := officialBuilder(&k); name != "" {
		cmd.Long += " The official builder for it is " + name + "."
	}
	for i := range k.Inputs {
		given[k.Inputs[i].Key] = p.addInput(cmd, &k.Inputs[i])
	}
	return cmd
}

// build prints the token that the flags ask for.
func (p *program) build(ctx context.Context, k tokens.Kind, values tokens.Values, f *buildFlags) error {
	if err := missingFlags(k, values); err != nil {
		return err
	}
	if err := p.readDocuments(ctx, k, values, f); err != nil {
		return err
	}
	stamp, err := p.stamp(f)
	if err != nil {
		return err
	}
	c, err := p.signingCredentials(ctx, f)
	if err != nil {
		return err
	}
	if c.appID != "" && c.first().Equal(secret.New(c.appID)) { // everybody who has the token would read it there
		return usagef("%s: is the same as the App Certificate: copy both again from the Agora Console", c.appIDFrom)
	}
	text, err := p.Catalog.Build(tokens.Request{Kind: k, AppID: c.appID, Certificate: c.first(), Values: values, Stamp: stamp})
	if err != nil {
		return inputError(err, c)
	}
	token, err := p.Catalog.Decode(text)
	found := tokens.Case{Text: text, Token: token, Err: err, Now: p.Now(), Certificates: c.certificates}
	if token != nil {
		v := token.SignedBy(c.certificates, subjectOf(k, values))
		found.Verification = &v
	}
	if err := p.visit.refuse(k, token, err, found.Now); err != nil {
		return err
	}
	says := p.Catalog.Diagnose(found)
	p.warnAbout(&says)
	p.warnOverridden(token, f)
	if !f.json {
		return p.print([]byte(text + "\n"))
	}
	report := tokens.Report{Token: token, Text: text, Verification: found.Verification, Diagnosis: &says, Err: err}
	return p.print(append(report.AppendJSON(nil), '\n'))
}

// readDocuments replaces the names of files among the values with what stands
// in the files.
func (p *program) readDocuments(ctx context.Context, k tokens.Kind, values tokens.Values, f *buildFlags) error {
	var claims []stdinClaim
	for i := range k.Inputs {
		if in := &k.Inputs[i]; in.Type == tokens.Document {
			claims = append(claims, stdinClaim{"--" + in.Key, values[in.Key]})
		}
	}
	if err := p.onlyOneStdin(append(claims, f.certificate.claim())...); err != nil {
		return err
	}
	for i := range k.Inputs {
		in := &k.Inputs[i]
		if in.Type != tokens.Document || values[in.Key] == "" {
			continue
		}
		if err := p.visit.refuseFile("--"+in.Key, values[in.Key]); err != nil {
			return err
		}
		data, err := p.readFile(ctx, in.Key, values[in.Key], tokens.MaxSpec)
		if err != nil {
			return err
		}
		values[in.Key] = string(data)
	}
	return nil
}

// stamp draws what the flags do not give.
func (p *program) stamp(f *buildFlags) (tokens.Stamp, error) {
	stamp, err := tokens.NewStamp(p.Now(), p.Rand)
	if err != nil && (f.issuedAt == "" || f.salt == "") {
		return stamp, &ExitError{ExitStorage, err}
	}
	for _, given := range []struct {
		flag, value string
		into        *uint32
	}{{"issued-at", f.issuedAt, &stamp.IssueTime}, {"salt", f.salt, &stamp.Salt}} {
		if given.value == "" {
			continue
		}
		n, err := strconv.ParseUint(given.value, 10, 32)
		if err != nil {
			return stamp, usagef("--%s: not a whole number from 0 to 4294967295", given.flag)
		}
		*given.into = uint32(n)
	}
	return stamp, nil
}

// warnAbout says what a service refuses of a new token, and what of it will
// surprise people.
func (p *program) warnAbout(d *tokens.Diagnosis) {
	for i := range d.Findings {
		switch f := &d.Findings[i]; f.Severity {
		case tokens.Refused:
			p.warn("the token would be refused: " + f.Message)
		case tokens.Surprise:
			p.warn(f.Message)
		case tokens.Hint, tokens.Note:
		}
	}
}

// warnOverridden names the flags that a document overrides.
func (p *program) warnOverridden(t *tokens.Token, f *buildFlags) {
	if t == nil {
		return
	}
	overridden := func(flag, given, used string, part tokens.Part) {
		if given != "" && t.Has(part) && strings.TrimLeft(given, "0") != strings.TrimLeft(used, "0") {
			p.warn("--" + flag + " is not used: the document has its own")
		}
	}
	overridden("issued-at", f.issuedAt, strconv.FormatUint(uint64(t.IssueTime), 10), tokens.PartIssueTime)
	overridden("salt", f.salt, strconv.FormatUint(uint64(t.Salt), 10), tokens.PartSalt)
	overridden("app-id", f.appID, t.AppID, tokens.PartAppID)
}

// subjectOf returns with what a new token is checked: the channel and user
// that it was built for, which the older formats sign without holding them.
func subjectOf(k tokens.Kind, values tokens.Values) tokens.Subject {
	var s tokens.Subject
	for i := range k.Inputs {
		switch key := k.Inputs[i].Key; key {
		case "channel":
			s.Channels = append(s.Channels, values[key])
		case "uid", "account", "user":
			if values[key] != "" {
				s.Users = append(s.Users, values[key])
			}
		}
	}
	return s
}

// missingFlags names the flags without which the kind cannot be built.
func missingFlags(k tokens.Kind, values tokens.Values) error {
	var missing []string
	for i := range k.Inputs {
		if in := &k.Inputs[i]; !in.Optional && values[in.Key] == "" {
			missing = append(missing, "--"+in.Key)
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return usagef("build %s: %s is required", k.ID, missing[0])
	}
	return usagef("build %s: %s are required", k.ID, strings.Join(missing, " and "))
}
