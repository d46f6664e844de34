package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	"github.com/spf13/cobra"
)

// verifyFlags are the flags of the verify command.
type verifyFlags struct {
	join         joinFlags
	certificate  certificateFlag
	json, report bool
}

// newVerify returns the verify command.
func (p *program) newVerify() *cobra.Command {
	f := &verifyFlags{}
	cmd := p.newCommand("verify [TOKEN|-] [flags]", "Say who signed a token, whether it is in force, and why it would be refused", func(cmd *cobra.Command, args []string) error {
		return p.verify(cmd.Context(), args, f)
	})
	cmd.Long = "Says which certificate signed a token, whether the token is in force now, and why a service or SDK would refuse it. " +
		"Tokens older than 007 hold neither channel nor user in the clear, but sign them: name them with the flags. " +
		"With --for, compares the token with what an app uses it for, and says what the SDK answers. " +
		"Exits with 1 if the token would be refused, is not signed by a certificate at hand, is not in force, or cannot be checked or read whole; " +
		"what surprises people, and no more, exits with 0."
	cmd.Example = "atc verify 007eJx…\natc verify --channel lobby --uid 12345 006970CA…\natc verify --for rtm2 --account alice 007eJx…"
	fs := cmd.Flags()
	f.join.add(p, cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	f.certificate.add(fs, checkingUsage)
	fs.BoolVar(&f.json, "json", false, "print the token decoded, as one JSON object")
	addReportFlag(cmd, &f.report)
	return cmd
}

func (p *program) verify(ctx context.Context, args []string, f *verifyFlags) error {
	if err := oneForm("verify", f.json, f.report); err != nil {
		return err
	}
	join, err := f.join.join(p, "verify")
	if err != nil {
		return err
	}
	fromStdin := len(args) == 0 || args[0] == stdin
	if err := p.onlyOneStdin(readsStdin("verify: the token", fromStdin), f.certificate.claim()); err != nil {
		return err
	}
	c, err := p.newChecker(ctx, f.certificate, true)
	if err != nil {
		return err
	}
	text, err := p.oneToken(ctx, "verify", args)
	if err != nil {
		return err
	}
	r := p.Catalog.Read(text)
	if r.Tokens > 1 {
		return usagef("verify: takes one token, and there are %d: use atc decode - for one a line, or atc scan - to find them in any text", r.Tokens)
	}
	j, err := p.judge(ctx, r, c, join)
	if err != nil {
		return err
	}
	if err := p.print(p.judgementText(&j, f)); err != nil {
		return err
	}
	return j.failure()
}

// A judgement is an assessment with what verify insists on besides.
type judgement struct {
	assessment
	inForce bool
	lapsed  bool // not in force, and no finding says so
	another bool // it names another user, and no finding says so
}

// judge returns an error where the token could be read and nothing of it is
// refused, but there is nothing to check it with.
func (p *program) judge(ctx context.Context, r tokens.Reading, c *checker, join tokens.Join) (judgement, error) {
	j := judgement{assessment: c.assess(ctx, r, join)}
	t, isRefused := j.found.Token, j.says.Outcome == tokens.WouldBeRefused
	cannotCheck := t != nil && j.found.Verification == nil && !isRefused
	switch {
	case errors.Is(c.failure, context.Canceled), cannotCheck && c.failure != nil:
		return j, c.failure
	case cannotCheck && p.visit != nil:
		return j, p.visit.nothingToCheckWith()
	case cannotCheck:
		return j, usagef("verify: there is no App Certificate to check with: set %s, use --certificate-file FILE, or store the project with atc project add NAME", EnvCertificate)
	case t == nil:
		return j, nil
	case c.failure != nil && t.Has(tokens.PartAppID) && j.says.Verification.Status != tokens.Signed:
		p.warn(c.failure.Error() + notAllTried)
	}
	j.inForce = t.InForce(j.found.Now)
	j.lapsed = !j.inForce && !j.tells(&p.Catalog, tokens.FailExpired)
	// Of the older formats two name a user, which no finding compares where the
	// format itself is the wonder.
	j.another = t.Has(tokens.PartUID) && !isRefused && t.MatchUser(join.User) == tokens.Different
	return j, nil
}

// judgementText returns the judgement in the form that the flags ask for.
func (p *program) judgementText(j *judgement, f *verifyFlags) []byte {
	switch {
	case f.report:
		return p.bugReport(&j.assessment)
	case f.json:
		r := j.json()
		r.Verification, r.InForce = &j.says.Verification, &j.inForce
		return append(r.AppendJSON(nil), '\n')
	}
	g := p.newPage()
	g.verdict(&j.says)
	for _, fact := range j.facts() {
		g.hang(0, 0, fact)
	}
	g.findings(j.says.Findings, p.Catalog.Product(j.found.Join.Product))
	return g.text()
}

// facts says who signed the token and whether it is in force, as far as neither
// the verdict nor a finding does.
func (j *judgement) facts() []string {
	if j.found.Token == nil {
		return nil
	}
	v := &j.says.Verification
	facts := []string{signatureWords(v)}
	if _, why, found := strings.Cut(v.Reason, ": "); found && v.Status == tokens.Unchecked && j.says.Outcome == tokens.CannotTell {
		facts[0] = "not checked: " + safe.Text(why)
	}
	now := j.found.Now
	end, ends := j.found.Token.InForceUntil()
	switch {
	case ends && j.inForce:
		facts = append(facts, fmt.Sprintf("in force: %s, at %s", endWords(end, now), timeWords(end)))
	case j.inForce:
		facts = append(facts, "in force: it has no end")
	case ends && j.lapsed:
		facts = append(facts, fmt.Sprintf("not in force: %s, at %s", endWords(end, now), timeWords(end)))
	case j.lapsed:
		facts = append(facts, "not in force: its end could not be read")
	}
	if j.another {
		facts = append(facts, fmt.Sprintf("it is for another user than the one given: %d", j.found.Token.UID))
	}
	return facts
}

// failure returns the error that sums up a bad judgement, or nil.
func (j *judgement) failure() error {
	if j.says.Outcome == tokens.WouldBeRefused {
		return negativef("verify: %s%s", j.says.Verdict(), j.fileHint())
	}
	var reasons []string
	if j.says.Verification.Status == tokens.NotSigned {
		reasons = append(reasons, "is not signed by a certificate at hand")
	}
	if !j.inForce {
		reasons = append(reasons, "is not in force")
	}
	if j.another {
		reasons = append(reasons, "is for another user")
	}
	if j.says.Verification.Status == tokens.Unchecked { // last, as it ends with the flags to give
		reasons = append(reasons, "was not checked"+j.missingFlags())
	}
	switch {
	case j.found.Err != nil: // which no finding says
		return negativef("verify: %w", j.found.Err)
	case len(reasons) == 0:
		return nil
	}
	return negativef("verify: the token %s", strings.Join(reasons, " and "))
}

// missingFlags names the flags without which an older token cannot be checked.
func (j *judgement) missingFlags() string {
	if !strings.HasPrefix(j.says.Verification.Reason, "cannot be checked") {
		return ""
	}
	var flags []string
	if strings.Contains(j.says.Lacks, "channel") {
		flags = append(flags, "--channel")
	}
	switch {
	case !strings.Contains(j.says.Lacks, "user"):
	case j.found.Token.Version == tokens.SignalingToken:
		flags = append(flags, "--account")
	default:
		flags = append(flags, "--uid or --account")
	}
	if len(flags) == 0 {
		return ""
	}
	return ": give " + strings.Join(flags, ", and ")
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
