package ui

import (
	"context"
	"slices"
	"sync"

	"atc/chatapi"
	"atc/keystore"

	tea "charm.land/bubbletea/v2"
)

// chatSession is what the sections of the Chat screen share: the client of the
// active project, the calls under way and the log of requests. It is changed
// in Update only; calls are commands, which capture what they need.
type chatSession struct {
	env *env
	// project numbers the project that the client is for: an answer of an
	// earlier one is dropped.
	project int
	of      keystore.Project
	lacked  string // what it lacked
	connect func() (ChatClient, error)
	client  ChatClient // nil until the first call is done
	calls   map[int]context.CancelFunc
	last    int // the number of the latest call
	log     requestLog
}

// chatAnswer is what came of a call, or one step of a longer one.
type chatAnswer struct {
	id    int // of the call
	value any
	err   error
	// more says that the call goes on: value is a []any of what it has sent
	// since.
	more bool
}

// chatDone brings an answer to the Chat screen, which hands it on to the
// section or dialog that asked.
type chatDone struct {
	project int
	to      screen
	answer  chatAnswer
	client  ChatClient // nil if there is none
	records []chatapi.Record
	next    tea.Cmd // waits for the rest of a call that goes on
}

func newChatSession(e *env) *chatSession {
	c := &chatSession{env: e, calls: map[int]context.CancelFunc{}}
	c.renew()
	return c
}

// renew goes over to the active project. Calls for an earlier one are given
// up, and their answers dropped.
func (c *chatSession) renew() {
	c.cancelAll()
	c.project++
	c.client = nil
	e, p := c.env, *c.env.project()
	c.of, c.lacked = p, c.lack()
	c.connect = sync.OnceValues(func() (ChatClient, error) {
		return e.Chat.Connect(p, AppTokens(e.Catalog, p, e.Now, e.Rand))
	})
}

// stale reports whether the active project is another one than the client is
// for, or not what it was.
func (c *chatSession) stale() bool {
	p := c.env.project()
	return p.AppID != c.of.AppID || p.Chat != c.of.Chat || !p.Primary.Equal(c.of.Primary) || p.Name != c.of.Name ||
		p.Sharing != c.of.Sharing || c.lack() != c.lacked
}

// lack says why no request can be made, and what to do, or "" if it can.
func (c *chatSession) lack() string {
	p := &c.env.projects
	switch {
	case c.env.Chat == nil:
		return "this console has no way to the Chat service"
	case p.lack() != "":
		return p.lack()
	case !p.active.Sharing.Administers():
		return "the project is shared without Chat REST: press o for another one"
	case p.active.Sharing.Lent() && p.active.Chat.Host == "" && !p.active.IsDemo():
		return "the project is shared without a Chat REST host: press o for another one"
	case p.active.Primary.IsZero():
		return "the project has no App Certificate to sign an app token with: enter it in Projects with e"
	case p.active.Chat.Host == "" && !p.active.IsDemo():
		return "the project has no Chat REST host: copy it from the Agora Console (Chat, Application Information, REST API), and enter it in Projects with e"
	}
	return ""
}

// where says where requests go, in a few words.
func (c *chatSession) where() string {
	switch host := c.env.project().Chat.Host; {
	case c.lack() != "":
		return ""
	case c.client != nil:
		host = c.client.Address().Host
		if c.env.project().Chat.Host == "" {
			return "built-in emulator · " + host
		}
		return host
	case host == "":
		return "built-in emulator"
	default:
		return host
	}
}

// call makes a call as a command. What comes of it goes to a section or a
// dialog as a [chatAnswer] with the number that is returned. The value is what
// do returns, also where it returns an error.
func (c *chatSession) call(to screen, do func(context.Context, ChatClient) (any, error)) (int, tea.Cmd) {
	ctx, id := c.begin()
	project, connect := c.project, c.connect
	return id, func() tea.Msg {
		done := chatDone{project: project, to: to, answer: chatAnswer{id: id}}
		if done.client, done.answer.err = connect(); done.answer.err != nil {
			return done
		}
		var notes recorder
		done.answer.value, done.answer.err = do(chatapi.WithObserver(ctx, notes.add), done.client)
		done.records = notes.take()
		return done
	}
}

// begin numbers a call, which [chatSession.cancel] can give up.
func (c *chatSession) begin() (context.Context, int) {
	ctx, cancel := context.WithCancel(context.Background())
	c.last++
	c.calls[c.last] = cancel
	return ctx, c.last
}

// cancel gives up a call. Its answer comes nevertheless, with the error.
func (c *chatSession) cancel(id int) {
	if stop, ok := c.calls[id]; ok {
		stop()
	}
}

func (c *chatSession) cancelAll() {
	for _, stop := range c.calls {
		stop()
	}
	clear(c.calls)
}

// take ends a call and returns what is to be handed on, or nil: the answer to
// a question about another project is of no use.
func (c *chatSession) take(d chatDone) (action, tea.Cmd) {
	c.log.add(d.records)
	if d.project != c.project {
		return nil, nil
	}
	if d.client != nil {
		c.client = d.client
	}
	if !d.answer.more {
		if stop, ok := c.calls[d.answer.id]; ok {
			stop()
			delete(c.calls, d.answer.id)
		}
	}
	return passOn{reply{d.to, d.answer}}, d.next
}

// maxRecords is how many requests the log keeps. Beyond it the oldest go.
const maxRecords = 1000

// requestLog holds the requests of this session, the oldest first.
type requestLog struct {
	records []chatapi.Record
	total   int // with those that are gone
}

func (l *requestLog) add(records []chatapi.Record) {
	l.total += len(records)
	l.records = append(l.records, records...)
	if gone := len(l.records) - maxRecords; gone > 0 {
		l.records = slices.Delete(l.records, 0, gone)
	}
}

// recorder collects the requests of one call, which may be made on several
// goroutines.
type recorder struct {
	mu      sync.Mutex
	records []chatapi.Record
}

func (r *recorder) add(one chatapi.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.records = append(r.records, one)
}

// take returns what was collected since the last time.
func (r *recorder) take() []chatapi.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.records
	r.records = nil
	return all
}
