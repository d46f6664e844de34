package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"
)

// timelineLines draws the life of a token from top to bottom: every moment of
// it in order, the present among them, with the time of day and how far off it
// is. The effective end has a mark; what would come after it says so.
func timelineLines(th *theme, t *tokens.Token, now time.Time, width int) []string {
	if width <= 0 {
		return nil
	}
	k := inksOf(th)
	instants := instantsOf(k, t, now)
	switch {
	case t == nil:
		return paragraph(th.dim, "nothing to show yet: paste a token", width)
	case len(instants) == 0:
		return paragraph(th.dim, "no time could be read from this token", width)
	}
	r := newRail(k, instants, now, max(width, narrowest), counts(decoded{token: t}, now))
	for i := range instants {
		r.draw(&instants[i], i == len(instants)-1)
	}
	if _, ok := t.ExpiresAt(); !ok {
		r.lines = append(r.lines, "", k.dim.draw("the token states no end"))
	}
	if width < narrowest {
		for i := range r.lines {
			r.lines[i] = cut(r.lines[i], width)
		}
	}
	return r.lines
}

// An instant is everything that happens at one time.
type instant struct {
	at     time.Time
	events []span
	mark   string // on the rail
	style  *ink
	now    bool
}

// instantsOf returns the instants of a token's life and the present in order,
// or nil if the token says nothing of its life.
func instantsOf(k *inks, t *tokens.Token, now time.Time) []instant {
	if t == nil {
		return nil
	}
	t = bounded(t)
	all := t.Timeline()
	if len(all) == 0 {
		return nil
	}
	// The present comes after what happens in it.
	at := slices.IndexFunc(all, func(m tokens.Moment) bool { return m.At.After(now) })
	if at < 0 {
		at = len(all)
	}
	out := appendInstants(nil, k, t, all[:at], now)
	out = append(out, instant{at: now, events: []span{{text: "now", style: &k.brand}}, mark: "◆", style: &k.brand, now: true})
	return appendInstants(out, k, t, all[at:], now)
}

func appendInstants(out []instant, k *inks, t *tokens.Token, all []tokens.Moment, now time.Time) []instant {
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].At.Equal(all[0].At) {
			n++
		}
		out = append(out, newInstant(k, t, all[:n], now))
		all = all[n:]
	}
	return out
}

// bounded returns the token without the services and privileges that the
// decoder pane does not show either, so that a hostile one costs no second of
// work each second.
func bounded(t *tokens.Token) *tokens.Token {
	short := *t
	short.Privileges = t.Privileges[:min(len(t.Privileges), maxPrivileges)]
	short.Services = slices.Clone(t.Services[:min(len(t.Services), maxServices)])
	for i := range short.Services {
		s := &short.Services[i]
		s.Privileges = s.Privileges[:min(len(s.Privileges), maxPrivileges)]
	}
	return &short
}

// newInstant puts the moments of one time into words: first what becomes of
// the token, then what becomes of its services.
func newInstant(k *inks, t *tokens.Token, all []tokens.Moment, now time.Time) instant {
	end, ok := t.EffectiveExpiresAt()
	v := verbs{past: !all[0].At.After(now), late: ok && all[0].At.After(end)}
	i := instant{at: all[0].At, mark: "├", style: &k.border}
	whole, part := &k.strong, &k.text
	if v.past || v.late {
		whole, part = &k.dim, &k.dim
	}
	for _, m := range all {
		switch {
		case m.Kind == tokens.MomentIssued:
			i.mark, i.style = "●", &k.focus
			i.events = append(i.events, span{text: "issued", style: whole})
		case m.Kind == tokens.MomentCap:
			i.events = append(i.events, span{text: "24 h cap, effective end", style: whole})
		case m.Kind == tokens.MomentEnd && v.late:
			i.events = append(i.events, span{text: "stated end, not honoured", style: whole})
		case m.Kind == tokens.MomentEnd:
			i.events = append(i.events, span{text: v.of("token", false), style: whole})
		}
	}
	if ok && i.at.Equal(end) {
		i.mark, i.style = "●", &k.warn
		if v.past {
			i.style = &k.bad
		}
	}
	i.events = append(i.events, serviceEvents(t, all, v, part)...)
	return i
}

// serviceEvents says what becomes of services at one time. Several privileges
// of a service that end together are one event.
func serviceEvents(t *tokens.Token, all []tokens.Moment, v verbs, style *ink) []span {
	var events []span
	add := func(service, what string) {
		e := span{text: ofService(service, what), style: style}
		if !slices.Contains(events, e) {
			events = append(events, e)
		}
	}
	var told []string
	for _, m := range all {
		switch {
		case m.Kind == tokens.MomentNotice && v.past:
			add(m.Service, "SDK warned")
		case m.Kind == tokens.MomentNotice:
			add(m.Service, "SDK warns")
		case m.Kind == tokens.MomentPrivilegeEnd && !slices.Contains(told, m.Service):
			told = append(told, m.Service)
			add(m.Service, v.of(endingOf(t, all, m.Service)))
		}
	}
	return events
}

// verbs are the forms of "to end" at one time.
type verbs struct{ past, late bool }

func (v verbs) of(what string, many bool) string {
	switch {
	case v.late:
		return what + " would end"
	case v.past:
		return what + " ended"
	case many:
		return what + " end"
	}
	return what + " ends"
}

func ofService(service, what string) string {
	if service == "" {
		return what
	}
	return safe.Text(service) + ": " + what
}

// endingOf names the privileges of a service that end at one time, and says
// whether they are several.
func endingOf(t *tokens.Token, all []tokens.Moment, service string) (string, bool) {
	var names []string
	count, unnamed := 0, 0
	for _, m := range all {
		switch {
		case m.Kind != tokens.MomentPrivilegeEnd || m.Service != service:
			continue
		case m.Name == "":
			unnamed++
		default:
			names = append(names, safe.Text(m.Name))
		}
		count++
	}
	if unnamed > 0 {
		names = append(names, plural(unnamed, "unnamed privilege"))
	}
	if count > 1 && count == privilegesOf(t, service) {
		return "all " + strconv.Itoa(count) + " privileges", true
	}
	return strings.Join(names, ", "), count > 1
}

func privilegesOf(t *tokens.Token, service string) int {
	n := len(t.Privileges)
	for i := range t.Services {
		if s := &t.Services[i]; s.Service != nil && s.Service.Name == service {
			n += len(s.Privileges)
		}
	}
	return n
}
