package chatapi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"atc/keystore/secret"
)

// oneByOne is how many requests are under way at once where a batch has to be
// taken apart.
const oneByOne = 8

// RegisterMany registers any number of users, [MaxBatch] with each request, and
// returns what became of each, in their order. If a request fails as a whole,
// it returns the error and the outcomes from before it. It asks for the time
// of the service first. For very many users, package bulk makes several
// requests at once and keeps a journal.
func (c *Client) RegisterMany(ctx context.Context, users []NewUser) ([]Outcome, error) {
	if len(users) == 0 {
		return nil, nil
	}
	since, err := c.ServerTime(ctx)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, 0, len(users))
	for some := range slices.Chunk(users, MaxBatch) {
		done, err := c.RegisterBatch(ctx, some, since, false)
		if err != nil {
			return outcomes, err
		}
		outcomes = append(outcomes, done...)
	}
	return outcomes, nil
}

// RegisterBatch registers at most [MaxBatch] users with one request, and
// returns what became of each, in their order. It can be repeated: every user
// is registered once.
//
// The time since is that of the service's clock from before these users were
// tried for the first time, zero if it is unknown. With repeated, the caller
// says that an earlier call may have registered some of them. Users who exist
// already were registered by us, then or by an attempt of this call whose
// answer was lost, if they were created since.
//
// Where a fault of one user makes the service refuse the whole request, all are
// registered one by one. Where the app demands passwords, those who have none
// get one that nobody knows, which a user token makes needless. A user whose
// name appears twice is registered once, and has existed for the second.
//
// An error says that the request failed as a whole, or was given up; it is an
// [*Error], and nothing is known of any user. If it is only unknown what became
// of some, or if the service refuses some, these have an outcome with the
// [*Error] of that.
func (c *Client) RegisterBatch(ctx context.Context, users []NewUser, since time.Time, repeated bool) ([]Outcome, error) {
	if len(users) > MaxBatch {
		return nil, unsent("registering "+count(len(users), "user", "users"), KindBatchTooLarge,
			fmt.Errorf("one request registers at most %d users", MaxBatch))
	}
	h := history{since: since, began: c.config.Now(), unsure: repeated, elsewhere: repeated}
	b := batch{client: c, history: h, outcomes: map[string]Outcome{}}
	refused := make(map[int]Outcome)
	for i, u := range users {
		clean, err := checked(u)
		if err != nil {
			refused[i] = Outcome{Username: u.Username, Err: err}
			continue
		}
		if !slices.ContainsFunc(b.users, func(other NewUser) bool { return other.Username == clean.Username }) {
			b.users = append(b.users, clean)
		}
	}
	if len(b.users) > 0 {
		if err := b.register(ctx); err != nil {
			return nil, err
		}
	}
	outcomes := make([]Outcome, len(users))
	seen := map[string]bool{}
	for i, u := range users {
		if o, ok := refused[i]; ok {
			outcomes[i] = o
			continue
		}
		name := strings.Map(lower, u.Username)
		if outcomes[i] = b.outcomes[name]; seen[name] && outcomes[i].Result == ResultRegistered {
			outcomes[i].Result = ResultExisted
		}
		seen[name] = true
	}
	return outcomes, nil
}

// A batch is a request that registers several users, each once.
type batch struct {
	client   *Client
	users    []NewUser // with names as [Username] returns them
	history  history
	outcomes map[string]Outcome // by username
}

// apart lists the reasons for which the service refuses a whole request, as
// far as known because of one user or of their number.
var apart = []Kind{
	KindUserExists, KindPasswordsDiffer, KindUsernameIllegal, KindUsernameTooLong, KindUsernameMissing,
	KindNicknameTooLong, KindRequestInvalid, KindBatchTooLarge, KindBodyTooLarge,
}

// register makes the request, and finds out what became of each user.
func (b *batch) register(ctx context.Context) error {
	c := b.client
	if len(b.users) == 1 {
		return b.single(ctx)
	}
	a, tries, err := c.do(ctx, registration(b.users))
	if IsKind(err, KindPasswordNeeded) {
		if err := b.makeUpPasswords(); err != nil {
			return err
		}
		b.history.unsure = b.history.unsure || tries.unsure
		a, tries, err = c.do(ctx, registration(b.users))
	}
	b.history.unsure = b.history.unsure || tries.unsure
	switch {
	case IsKind(err, apart...):
		// Nothing says that none of the others was registered.
		b.history.unsure = true
		return b.each(ctx, b.users, b.alone)
	case err != nil:
		return c.explained(ctx, err, b.history.unsure)
	}
	open, lone := b.sort(a.fields)
	if err := b.each(ctx, open, b.whose); err != nil {
		return err
	}
	return b.each(ctx, lone, b.alone)
}

// single registers the only user of a batch. What is no fault of the user is
// one of the request.
func (b *batch) single(ctx context.Context) error {
	o := b.alone(ctx, b.users[0])
	if o.Err != nil && !IsKind(o.Err, apart...) {
		return o.Err
	}
	b.outcomes[o.Username] = o
	return nil
}

// sort takes the outcomes from an answer, by name, as it says nothing of their
// order, and returns the users of whom it leaves open what became of them, and
// those who need a request of their own, with a password.
func (b *batch) sort(f fields) (open, lone []NewUser) {
	for _, u := range f.users() {
		b.outcomes[u.Username] = Outcome{Username: u.Username, UUID: u.UUID, Result: ResultRegistered}
	}
	reasons := failReasons(f)
	for _, u := range b.users {
		_, registered := b.outcomes[u.Username]
		reason, failed := reasons[u.Username]
		kind := recognise(http.StatusBadRequest, "", reason, false)
		switch {
		case registered:
		case !failed:
			open = append(open, u)
		case kind == KindPasswordNeeded && u.Password.IsZero():
			lone = append(lone, u)
		case kind != KindUserExists:
			b.outcomes[u.Username] = Outcome{Username: u.Username, Err: b.refusal(u, kind, reason)}
		case b.history.unsure:
			open = append(open, u)
		default:
			b.outcomes[u.Username] = Outcome{Username: u.Username, Result: ResultExisted}
		}
	}
	return open, lone
}

// failReasons returns why users were not registered, by their names in lower
// case.
func failReasons(f fields) map[string]string {
	reasons := map[string]string{}
	for _, o := range f.objects("data") {
		if name := o.text("username"); name != "" {
			reasons[strings.Map(lower, name)] = cmp.Or(o.text("registerUserFailReason"), firstReason(o))
		}
	}
	return reasons
}

// firstReason returns a text whose name says that it is a reason.
func firstReason(o map[string]json.RawMessage) string {
	var found []string
	for name, raw := range o {
		if strings.Contains(strings.ToLower(name), "reason") {
			found = append(found, asText(raw))
		}
	}
	slices.Sort(found)
	return strings.Join(found, ", ")
}

// refusal returns the error of a user whom the service did not register, while
// it answered the request with a success.
func (b *batch) refusal(u NewUser, kind Kind, reason string) error {
	e := b.client.failure(registration([]NewUser{u}), kind)
	passwords := make([]secret.Value, 0, len(b.users))
	for _, u := range b.users {
		passwords = append(passwords, u.Password)
	}
	e.Status, e.Description = http.StatusOK, newMask(secret.Value{}, passwords...).line(reason, maxDescription)
	return e
}

// makeUpPasswords gives a password to those who have none.
func (b *batch) makeUpPasswords() error {
	for i, u := range b.users {
		if !u.Password.IsZero() {
			continue
		}
		made, err := b.client.password("registering " + u.Username)
		if err != nil {
			return err
		}
		b.users[i].Password = made
	}
	return nil
}

// each finds out by requests of their own what became of users. Its error is
// that of ctx: outcomes that say no more than that are of no use.
func (b *batch) each(ctx context.Context, users []NewUser, find func(context.Context, NewUser) Outcome) error {
	found := make([]Outcome, len(users))
	var g errgroup.Group
	g.SetLimit(oneByOne)
	for i, u := range users {
		g.Go(func() error {
			found[i] = find(ctx, u)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, o := range found {
		if IsKind(o.Err, KindCancelled) {
			return o.Err
		}
		b.outcomes[o.Username] = o
	}
	return nil
}

// alone registers a user by a request of its own.
func (b *batch) alone(ctx context.Context, u NewUser) Outcome {
	r, err := b.client.register(ctx, u, b.history)
	switch {
	case IsKind(err, KindUserExists):
		return Outcome{Username: u.Username, Result: ResultExisted}
	case err != nil:
		return Outcome{Username: u.Username, Err: err}
	}
	return Outcome{Username: u.Username, UUID: r.User.UUID, Result: ResultRegistered}
}

// whose finds out whether we have registered a user who exists, or of whom
// the service has said nothing.
func (b *batch) whose(ctx context.Context, u NewUser) Outcome {
	found, ours, err := b.client.whose(ctx, u.Username, b.history)
	o := Outcome{Username: u.Username, UUID: found.UUID, Err: err}
	switch {
	case err != nil:
	case ours:
		o.Result = ResultRegistered
	default:
		o.Result = ResultExisted
	}
	return o
}
