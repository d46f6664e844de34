package tokens

import (
	"slices"
	"strings"
	"time"
)

// A Case is everything that [Catalog.Diagnose] judges by. What is not known
// stays zero: the rules that need it are not asked then.
type Case struct {
	// Text is what was decoded, after Repairs.
	Text    string
	Repairs []Repair // what was done to the text that was pasted
	Token   *Token   // nil if nothing could be read
	Err     error    // of [Catalog.Decode]
	Now     time.Time
	// Certificates are those at hand, of the App ID of the token and others.
	Certificates []Certificate
	// Projects are those at hand, with certificates or without.
	Projects []ProjectRef
	// Verification is what [Token.SignedBy] found with the certificates. If it
	// is nil, Diagnose asks, with the subject of Join.
	Verification *Verification
	Join         Join

	known   Need
	catalog *Catalog
	product *Product // of Join, nil if it is not known
	found   []Finding
}

// A ProjectRef names a project that is at hand.
type ProjectRef struct{ Name, AppID string }

// A Join is what an app uses a token for. What is not known is "".
type Join struct {
	Product string // ID of a [Product]
	AppID   string // that the SDK is initialised with
	Channel string // that it joins: the room of Flexible Classroom
	User    string // user ID, user account or username
	Role    string // one of the Roles of the product
	// Host is the Chat REST host that is called, and ExpectedHost the one that
	// the AppKey of the project hints at.
	Host, ExpectedHost string
}

// Subject returns what the signature of an older token is checked with.
func (j Join) Subject() Subject {
	var s Subject
	if j.Channel != "" {
		s.Channels = []string{j.Channel}
	}
	if j.User != "" {
		s.Users = []string{j.User}
	}
	return s
}

// A Diagnosis is what [Catalog.Diagnose] has found.
type Diagnosis struct {
	// Findings are the most telling first: by severity, and within one in the
	// order of [Catalog.Rules].
	Findings     []Finding
	Verification Verification
	Outcome      Outcome
	// Lacks says what is needed to tell, where Outcome is CannotTell: "the App
	// Certificate".
	Lacks string
}

// An Outcome is the judgement on a token in a word.
type Outcome string

// The outcomes.
const (
	WouldBeRefused Outcome = "refused"
	NothingFound   Outcome = "nothing_found"
	CannotTell     Outcome = "cannot_tell"
)

// Verdict returns the judgement in one line: "would be refused: the token has
// ended".
func (d *Diagnosis) Verdict() string {
	switch d.Outcome {
	case WouldBeRefused:
		return "would be refused: " + d.Findings[0].Title
	case CannotTell:
		return "cannot tell without " + d.Lacks
	}
	return "nothing found that would refuse it"
}

// Gravest returns the severity of the first finding, or "" if there is none.
func (d *Diagnosis) Gravest() Severity {
	if len(d.Findings) == 0 {
		return ""
	}
	return d.Findings[0].Severity
}

// Diagnose says what is wrong with a token, what of it surprises people, and
// what an SDK answers to it. It is a pure function of the case. A finding has
// its evidence in the token: of one that is in order it finds nothing of
// severity refused or surprise.
func (c Catalog) Diagnose(k Case) Diagnosis {
	k.catalog, k.product = &c, c.Product(k.Join.Product)
	verification := k.verify()
	k.Verification = &verification
	k.known, k.found = k.knows(), nil
	for i := range c.Rules {
		r := &c.Rules[i]
		if values, found := r.asks(&k); found {
			f := r.finding(values)
			f.Message = withoutCertificates(f.Message, k.Certificates)
			f.Answer = c.Answer(k.Join.Product, r.Failure)
			k.found = append(k.found, f)
		}
	}
	slices.SortStableFunc(k.found, func(a, b Finding) int { return a.Severity.rank() - b.Severity.rank() })
	d := Diagnosis{Findings: k.found, Verification: verification}
	d.Outcome, d.Lacks = k.outcome(&d)
	return d
}

// has reports whether a finding was made before.
func (k *Case) has(code Code) bool {
	for i := range k.found {
		if k.found[i].Code == code {
			return true
		}
	}
	return false
}

// verify checks the signature, where the caller has not. Where he has in vain,
// a token that any user may use is checked without a user as well.
func (k *Case) verify() Verification {
	asked := k.Verification
	switch {
	case k.Token == nil:
		return Verification{Status: Unchecked, Reason: "nothing of a token could be read"}
	case asked == nil:
		return k.Token.SignedBy(k.Certificates, k.subject())
	case asked.Status == Signed || len(k.Certificates) == 0 || !k.Token.anyNames():
		return *asked
	}
	if v := k.Token.SignedBy(k.Certificates, k.subject()); v.Status == Signed || v.Tried > asked.Tried {
		return v
	}
	return *asked
}

func (k *Case) knows() Need {
	var known Need
	add := func(n Need, is bool) {
		if is {
			known |= n
		}
	}
	add(NeedsToken, k.Token != nil)
	add(NeedsWhole, k.Token != nil && k.Err == nil)
	add(NeedsTime, !k.Now.IsZero())
	add(NeedsCertificate, len(k.Certificates) > 0 || k.Verification.Tried > 0)
	add(NeedsProduct, k.Join.Product != "")
	add(NeedsAppID, k.Join.AppID != "")
	add(NeedsChannel, k.Join.Channel != "")
	add(NeedsUser, k.Join.User != "")
	add(NeedsRole, k.Join.Role != "")
	add(NeedsHost, k.Join.Host != "")
	return known
}

// anyNames reports whether the token may be signed for another channel or user
// than the app joins with, and be for it all the same.
func (t *Token) anyNames() bool {
	switch t.Version {
	case AccessToken:
		return t.UIDCRC32 == 0
	case DynamicKey5, DynamicKey4:
		return true
	}
	return false
}

// outcome sums the findings up. Nothing but a certificate that matches shows
// that a token would be accepted.
func (k *Case) outcome(d *Diagnosis) (outcome Outcome, lacks string) {
	v := &d.Verification
	switch {
	case d.Gravest() == Refused:
		return WouldBeRefused, ""
	case k.Token == nil && k.has(CodeChatAccessToken):
		return CannotTell, "the Chat service, which alone can read it"
	case k.Token == nil:
		return CannotTell, "a token"
	case k.Err != nil:
		return CannotTell, "the whole token"
	case k.Now.IsZero():
		return CannotTell, "the time now"
	case v.Status == Signed:
		return NothingFound, ""
	case v.Status == NotSigned && v.Tried == 0:
		return CannotTell, "the channel and user that it was made for"
	}
	return CannotTell, k.lacks()
}

// lacks says what the signature cannot be checked without.
func (k *Case) lacks() string {
	t := k.Token
	var lacks []string
	switch v := k.Verification; {
	case len(k.Certificates) == 0 && v.Tried == 0:
		lacks = append(lacks, "the App Certificate")
	case !k.ownCertificate():
		lacks = append(lacks, "the App Certificate of its App ID")
	}
	channel, user := t.signsNames()
	if channel && k.Join.Channel == "" {
		lacks = append(lacks, "the channel")
	}
	if user && k.Join.User == "" {
		lacks = append(lacks, "the user")
	}
	switch n := len(lacks); n {
	case 0:
		return "what it was signed with"
	case 1:
		return lacks[0]
	default:
		return strings.Join(lacks[:n-1], ", ") + " and " + lacks[n-1]
	}
}

// ownCertificate reports whether a certificate is at hand of the App ID of the
// token, or one that does not say of which it is.
func (k *Case) ownCertificate() bool {
	if len(k.Certificates) == 0 {
		return k.Verification.Own > 0
	}
	return slices.ContainsFunc(k.Certificates, func(c Certificate) bool {
		return c.AppID == "" || strings.EqualFold(c.AppID, k.Token.AppID)
	})
}

// signsNames reports whether the token is signed with a channel and a user that
// it does not hold.
func (t *Token) signsNames() (channel, user bool) {
	switch t.Version {
	case AccessToken2:
		return false, false
	case AccessToken:
		if t.onlySignaling() {
			return false, t.ChannelCRC32 != 0
		}
		return t.ChannelCRC32 != 0, t.UIDCRC32 != 0
	case SignalingToken:
		return false, true
	case DynamicKey5, DynamicKey4:
		return true, true
	}
	return true, false
}
