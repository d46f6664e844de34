package ui

import (
	"slices"
	"strconv"
	"time"

	"atc/tokens"
	"atc/ui/safe"
)

// A grid is the columns in which the privileges of all services stand: names,
// what is left of each, flush right, and a bar. The bars of a token have one
// scale, which is the life of the token, so that they can be compared.
type grid struct {
	whole        time.Duration
	names, lefts int
	bars         int // 0 if there is no room
}

const (
	barsFrom  = 34 // the width from which on bars are drawn
	minBar    = 6
	columnGap = 2
)

// A privilegeRow is what is drawn of one privilege.
type privilegeRow struct {
	name, left string
	notes      []string // in the place of the bar: the first that fits
	noteStyle  *ink
	remains    time.Duration
	style      *ink
	until      string // the end that a 006 token states, as a time of day
}

// services adds the services of a 007 token.
func (s *sheet) services() {
	all := s.token.Services
	shown := all[:min(len(all), maxServices)]
	lists := make([][]privilegeRow, len(shown))
	for i := range shown {
		lists[i] = s.privilegeRows(shown[i].Privileges)
	}
	s.lay(lists)
	s.indent, s.gutter = serviceIndent, serviceGutter
	for i := range shown {
		if len(s.lines) > maxLines {
			shown = shown[:i]
			break
		}
		s.section()
		s.service(&shown[i])
		s.privileges(lists[i], len(shown[i].Privileges))
		if v := &shown[i]; v.Service != nil && len(v.Privileges) == 0 && len(v.Values) == len(v.Service.Fields) {
			s.add(blank(serviceIndent) + s.ink.dim.draw("no privileges"))
		}
	}
	if n := len(all) - len(shown); n > 0 {
		s.section()
		s.more(n, "service")
	}
}

// service adds the heading and the fields of a service.
func (s *sheet) service(v *tokens.DecodedService) {
	number := strconv.Itoa(int(v.Type))
	if v.Service == nil {
		s.say(span{text: "Service " + number, style: &s.ink.title}, span{text: "unknown type", style: &s.ink.warn},
			span{text: plural(len(v.Undecoded), "byte"), style: &s.ink.dim})
		s.hex(v.Undecoded)
		return
	}
	title := v.Service.Title
	if title == v.Service.Name {
		title = ""
	}
	s.subheading(safe.Text(v.Service.Name)+" ("+number+")", safe.Text(title), s.noticeOf(v))
	for i := range v.Service.Fields {
		f := &v.Service.Fields[i]
		switch {
		case i >= len(v.Values):
			s.row(safe.Text(f.Title), span{text: "was not reached", style: &s.ink.warn})
		case f.Type == tokens.Permissions:
			s.permissions(f, v.Values[i].Permissions)
		case f.Type == tokens.Int16:
			s.row(safe.Text(f.Title), span{text: strconv.Itoa(int(v.Values[i].Number)), style: &s.ink.text})
		default:
			s.row(safe.Text(f.Title), s.field(f, v.Values[i].Text)...)
		}
	}
}

// subheading adds a heading with what its service is known as, if there is
// room, and the notice at the right end.
func (s *sheet) subheading(name, title string, notice span) {
	line, used := s.ink.title.draw(name), cells(name)
	right := cells(notice.text)
	if title != "" && used+1+cells(title)+columnGap+right <= s.width {
		line += s.ink.dim.draw(" " + title)
		used += 1 + cells(title)
	}
	switch {
	case right == 0:
		s.add(line)
	case used+columnGap+right <= s.width:
		s.add(line + blank(s.width-used-right) + notice.style.draw(notice.text))
	default:
		s.add(line)
		s.add(blank(serviceIndent) + notice.style.draw(notice.text))
	}
}

// noticeOf says when the service's SDK warns, as the token would if it carried
// nothing else.
func (s *sheet) noticeOf(v *tokens.DecodedService) span {
	one, only := *s.token, *v
	only.Privileges = joining(v.Privileges)
	one.Services = []tokens.DecodedService{only}
	return s.notice(&one, only.Privileges)
}

// joining returns the privilege to join or log in with, which in every service
// is the one with the lowest ID, if there is any.
func joining(list []tokens.DecodedPrivilege) []tokens.DecodedPrivilege {
	if len(list) == 0 {
		return nil
	}
	return []tokens.DecodedPrivilege{slices.MinFunc(list, func(a, b tokens.DecodedPrivilege) int { return int(a.ID) - int(b.ID) })}
}

// notice says when an SDK warns of the end of a token. It is too late for that
// when one can join no longer.
func (s *sheet) notice(t *tokens.Token, join []tokens.DecodedPrivilege) span {
	end, ok := t.EffectiveExpiresAt()
	if len(join) > 0 {
		end, ok = t.PrivilegeEffectiveExpiresAt(join[0])
	}
	if !ok || !s.now.Before(end) {
		return span{}
	}
	for _, m := range t.Timeline() {
		if m.Kind != tokens.MomentNotice {
			continue
		}
		if left := m.At.Sub(s.now); left > 0 {
			return span{text: "SDK warns in " + Countdown(left), style: &s.ink.dim}
		}
		return span{text: "SDK warned " + ago(s.now.Sub(m.At)), style: &s.ink.warn}
	}
	return span{}
}

// field returns the value of a field, and how it compares with what the app
// joins with.
func (s *sheet) field(f *tokens.Field, text string) []span {
	var spans []span
	anyone := text == "" && (f.Key == "uid" || f.Key == "account")
	switch {
	case anyone:
		spans = append(spans, span{text: "any user", style: &s.ink.dim})
	case text == "":
		spans = append(spans, span{text: "empty", style: &s.ink.dim})
	default:
		spans = s.value(text)
	}
	switch f.Key {
	case "channel_name":
		return s.compared(spans, s.channel, s.subject.Channels, func(c string) bool { return c == text })
	case "uid", "account", "user_id", "user_uuid":
		same := func(u string) bool { return anyone || u == text }
		return s.compared(spans, s.user, s.subject.Users, same)
	}
	return spans
}

// compared adds what the app joins with where it is another than the value.
// That it is the same is said where it is asked for.
func (s *sheet) compared(value []span, m tokens.Match, with []string, same func(string) bool) []span {
	if m == tokens.Different && len(with) > 0 && !slices.ContainsFunc(with, same) {
		value = append(value, s.other(with))
	}
	return value
}

// other says what the app joins with instead: the first that was given.
func (s *sheet) other(with []string) span {
	i := max(0, slices.IndexFunc(with, func(w string) bool { return w != "" }))
	return span{text: "not " + s.name(with[i]) + " ✗", style: &s.ink.bad}
}

// name returns what the app joins with, cut to half a line.
func (s *sheet) name(text string) string {
	return cut(safe.Text(text[:min(len(text), maxValueLines*s.width)]), s.width/2)
}

// privilegeRows says what is left of privileges.
func (s *sheet) privilegeRows(list []tokens.DecodedPrivilege) []privilegeRow {
	list = list[:min(len(list), maxPrivileges)]
	rows := make([]privilegeRow, len(list))
	limit, limited := s.token.EffectiveExpiresAt()
	issued, known := s.token.IssuedAt()
	for i, p := range list {
		r := &rows[i]
		r.name, r.style = safe.Text(p.Name), &s.ink.dim
		if r.name == "" {
			r.name = "privilege " + strconv.Itoa(int(p.ID))
		}
		own, ok := s.token.PrivilegeExpiresAt(p)
		end, ends := s.token.PrivilegeEffectiveExpiresAt(p)
		switch {
		case !ends:
			r.left, r.notes, r.noteStyle = "–", []string{"states no end"}, &s.ink.dim
			continue
		case !ok:
			r.notes, r.noteStyle = []string{"follows the token", "as token"}, &s.ink.dim
		case limited && own.After(limit) && known:
			states := "states " + Lasting(int64(p.Value))
			r.notes, r.noteStyle = []string{states + ", token ends first", states, "token ends first", "cut short"}, &s.ink.warn
		case limited && own.After(limit):
			r.notes, r.noteStyle = []string{"token ends first", "cut short"}, &s.ink.warn
		}
		r.remains = end.Sub(s.now)
		r.style = s.ink.life(r.remains, lived(issued, end, known))
		if ok && s.token.Version == tokens.AccessToken {
			r.until = "until " + clockTime(own, s.now)
		}
		r.left = "ended"
		if r.remains > 0 {
			r.left = Countdown(r.remains)
		}
	}
	return rows
}

// lay fits the columns to what stands in them.
func (s *sheet) lay(lists [][]privilegeRow) {
	g := grid{whole: s.wholeLife()}
	for _, rows := range lists {
		for i := range rows {
			g.names, g.lefts = max(g.names, cells(rows[i].name)), max(g.lefts, cells(rows[i].left))
		}
	}
	room := s.width - serviceIndent - columnGap - g.lefts
	g.names = min(max(g.names, serviceGutter-serviceIndent-columnGap), room)
	if room -= g.names + columnGap; s.width >= barsFrom && room >= minBar {
		g.bars = room
	}
	s.grid = g
}

// privileges adds the rows of privileges, and how many there are beyond them.
func (s *sheet) privileges(rows []privilegeRow, total int) {
	g := &s.grid
	for i := range rows {
		r := &rows[i]
		line := blank(serviceIndent) + s.ink.text.draw(fit(r.name, g.names)) + blank(columnGap+g.lefts-cells(r.left)) + r.style.draw(r.left)
		switch {
		case g.bars == 0:
		case r.notes != nil:
			line += blank(columnGap) + r.noteStyle.draw(firstThatFits(r.notes, g.bars))
		case g.whole > 0:
			line += blank(columnGap) + gauge(r.style, &s.ink.border, r.remains, g.whole, g.bars)
		}
		s.add(line)
		if r.until != "" && (i == len(rows)-1 || rows[i+1].until != r.until) {
			for _, l := range s.flow(s.width-2*serviceIndent, span{text: r.until, style: &s.ink.dim}) {
				s.add(blank(2*serviceIndent) + l)
			}
		}
	}
	if total > len(rows) {
		s.more(total-len(rows), "privilege")
	}
}

// firstThatFits returns the first of the texts that takes no more columns than
// width, or the last, cut.
func firstThatFits(texts []string, width int) string {
	for _, t := range texts {
		if cells(t) <= width {
			return t
		}
	}
	return cut(texts[len(texts)-1], width)
}
