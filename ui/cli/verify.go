package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	"github.com/spf13/cobra"
)

// verifyFlags are the flags of the verify command.
type verifyFlags struct {
	channel, uid, account string
	certificate           certificateFlag
	json                  bool
}

// newVerify returns the verify command.
func (p *program) newVerify() *cobra.Command {
	f := &verifyFlags{}
	cmd := p.newCommand("verify [TOKEN|-] [flags]", "Say who signed a token and whether it is in force", func(cmd *cobra.Command, args []string) error {
		return p.verify(cmd, args, f)
	})
	cmd.Long = "Says which certificate signed a token, and whether the token is in force now. " +
		"Tokens older than 007 hold neither channel nor user in the clear, but sign them: name them with the flags. " +
		"Exits with 1 if the token is not signed by a certificate at hand, has ended, is for another channel or user, or cannot be checked or read whole."
	cmd.Example = "atc verify 007eJx…\natc verify --channel lobby --uid 12345 006970CA…"
	fs := cmd.Flags()
	fs.Var(newText(&f.channel, "NAME"), "channel", "the channel that the token is used for")
	fs.Var(newText(&f.uid, "NUMBER"), "uid", "the user ID that the token is used for")
	fs.Var(newText(&f.account, "TEXT"), "account", "the user account that the token is used for, instead of --uid")
	for _, flag := range []string{"channel", "uid", "account"} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.NoFileCompletions)
	}
	f.certificate.add(fs, checkingUsage)
	fs.BoolVar(&f.json, "json", false, "print the token decoded, as one JSON object")
	return cmd
}

func (p *program) verify(cmd *cobra.Command, args []string, f *verifyFlags) error {
	subject, err := p.subject(f)
	if err != nil {
		return err
	}
	fromStdin := len(args) == 0 || args[0] == stdin
	if err := p.onlyOneStdin(readsStdin("verify: the token", fromStdin), f.certificate.claim()); err != nil {
		return err
	}
	c, err := p.newChecker(cmd.Context(), f.certificate, true)
	if err != nil {
		return err
	}
	text, err := p.oneToken(cmd.Context(), "verify", args)
	if err != nil {
		return err
	}
	j, err := p.judge(cmd.Context(), text, c, subject)
	if err != nil {
		return err
	}
	out := j.lines()
	if f.json {
		out = append(tokens.Report{Token: j.token, Verification: &j.signature, InForce: &j.inForce, Err: j.err}.AppendJSON(nil), '\n')
	}
	if err := p.print(out); err != nil {
		return err
	}
	return j.failure()
}

// subject returns what the flags say about the use of the token.
func (p *program) subject(f *verifyFlags) (tokens.Subject, error) {
	var s tokens.Subject
	if f.channel != "" {
		s.Channels = []string{f.channel}
	}
	switch {
	case f.uid != "" && f.account != "":
		return s, usagef("verify: --uid and --account cannot both be given: a token is for one of them")
	case f.account != "":
		s.Users = []string{f.account}
	case f.uid != "":
		if in := p.uidInput(); in != nil {
			if err := in.Refuse(f.uid); err != nil {
				return s, usagef("--uid: not a whole number from 0 to 4294967295 without zeros in front: for text, use --account")
			}
		}
		s.Users = []string{f.uid}
	}
	return s, nil
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

// A judgement is what verify finds out about one token at one time.
type judgement struct {
	token     *tokens.Token // nil if nothing could be read
	err       error         // of decoding
	signature tokens.Verification
	inForce   bool
	elsewhere []string // "channel", "user" if the token is for another one
	now       time.Time
}

// judge returns an error where the token could be read, but there is nothing
// to check it with.
func (p *program) judge(ctx context.Context, text string, c *checker, s tokens.Subject) (judgement, error) {
	j := judgement{now: p.Now()}
	if j.token, j.err = p.Catalog.Decode(text); j.token == nil {
		j.signature = tokens.Verification{Status: tokens.Unchecked, Reason: "nothing of the token could be read"}
		return j, nil
	}
	v := c.check(ctx, j.token, s)
	switch {
	case v == nil && c.failure != nil, errors.Is(c.failure, context.Canceled):
		return j, c.failure
	case v == nil && (j.err == nil || j.token.Has(tokens.PartAppID)):
		return j, usagef("verify: there is no App Certificate to check with: set %s, use --certificate-file FILE, or store the project with atc project add NAME", EnvCertificate)
	case v == nil:
		v = &tokens.Verification{Status: tokens.Unchecked, Reason: "its App ID could not be read"}
	case c.failure != nil && v.Status != tokens.Signed:
		p.warn(c.failure.Error())
	}
	j.signature = *v
	j.inForce = j.token.InForce(j.now)
	for _, c := range s.Channels {
		if j.token.MatchChannel(c) == tokens.Different {
			j.elsewhere = append(j.elsewhere, "channel")
		}
	}
	for _, u := range s.Users {
		if j.token.MatchUser(u) == tokens.Different {
			j.elsewhere = append(j.elsewhere, "user")
		}
	}
	return j, nil
}

// lines returns the judgement for people.
func (j judgement) lines() []byte {
	b := fmt.Appendf(nil, "%s\n", signatureWords(&j.signature))
	if j.token == nil {
		return b
	}
	end, ends := j.token.InForceUntil()
	switch {
	case ends && j.inForce:
		b = fmt.Appendf(b, "in force: %s, at %s\n", endWords(end, j.now), timeWords(end))
	case ends:
		b = fmt.Appendf(b, "not in force: %s, at %s\n", endWords(end, j.now), timeWords(end))
	case j.inForce:
		b = append(b, "in force: it has no end\n"...)
	default:
		b = append(b, "not in force: its end could not be read\n"...)
	}
	if issued, ok := j.token.IssuedAt(); ok && issued.After(j.now) {
		b = fmt.Appendf(b, "note: it is issued %s, at %s\n", awayWords(issued, j.now), timeWords(issued))
	}
	if len(j.elsewhere) > 0 {
		b = fmt.Appendf(b, "it is for another %s than the one given\n", strings.Join(j.elsewhere, " and another "))
	}
	return b
}

// failure returns the error that sums up a bad judgement, or nil.
func (j judgement) failure() error {
	if j.err != nil {
		return negativef("verify: %w", j.err)
	}
	var reasons []string
	switch j.signature.Status {
	case tokens.NotSigned:
		reasons = append(reasons, "is not signed by a certificate at hand")
	case tokens.Unchecked:
		reasons = append(reasons, "was not checked"+j.missingFlags())
	}
	if !j.inForce {
		reasons = append(reasons, "is not in force")
	}
	if len(j.elsewhere) > 0 {
		reasons = append(reasons, "is for another "+strings.Join(j.elsewhere, " and another "))
	}
	if len(reasons) == 0 {
		return nil
	}
	return negativef("verify: the token %s", strings.Join(reasons, " and "))
}

// missingFlags names the flags without which an older token cannot be checked.
func (j judgement) missingFlags() string {
	switch {
	case !strings.HasPrefix(j.signature.Reason, "cannot be checked"):
		return ""
	case j.token.Version == tokens.SignalingToken:
		return ": give --account"
	case j.token.Has(tokens.PartUID) || j.token.Version == tokens.DynamicKey:
		return ": give --channel"
	}
	return ": give --channel, and --uid or --account"
}

// signatureWords says in one line who signed a token.
func signatureWords(v *tokens.Verification) string {
	switch v.Status {
	case tokens.Signed:
		name := safe.Text(v.Certificate.Name)
		switch name {
		case "environment":
			name = EnvCertificate
		case "file":
			name = fmt.Sprintf("line %d of the certificate file", v.Certificate.Line)
		}
		if v.Certificate.Project != "" {
			name += " of " + safe.Text(v.Certificate.Project)
		}
		return "signed by " + name
	case tokens.NotSigned:
		return "not signed: " + safe.Text(v.Reason)
	}
	if strings.HasPrefix(v.Reason, "cannot be checked") {
		return safe.Text(v.Reason)
	}
	return "not checked: " + safe.Text(v.Reason)
}
