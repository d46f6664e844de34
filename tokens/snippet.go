package tokens

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A NoBuilderError says that Agora's libraries for a language cannot make the
// token that is asked for.
type NoBuilderError struct {
	Language Language
	Kind     string // its title
	Reason   string // why not; "" if there is no builder at all
}

// Error implements error.
func (e *NoBuilderError) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("Agora has no %s builder for this: %s", e.Language.Title, e.Kind)
	}
	return fmt.Sprintf("Agora's %s library cannot make this token: %s", e.Language.Title, e.Reason)
}

var errHoldsCertificate = errors.New("an input holds the App Certificate: it has no place in a program, remove it")

// Snippet returns a program that makes the token of r by Agora's own library
// for a language, one of [Languages]. It reads App ID and App Certificate from
// AGORA_APP_ID and AGORA_APP_CERTIFICATE: the certificate is never in it. It
// needs no stamp, for the program makes its own.
//
// It returns a [*NoBuilderError] if the library cannot make the token, and an
// [*InputError] if an input of r is refused.
func (c Catalog) Snippet(r Request, language string) (string, error) {
	d := dialectOf(language)
	if d == nil {
		return "", fmt.Errorf("%q is no language of Agora's builders", language)
	}
	for i := range r.Kind.Inputs {
		in := &r.Kind.Inputs[i]
		if err := in.Refuse(r.value(in)); err != nil {
			return "", &InputError{in.Key, in.Title, err}
		}
	}
	p := &program{catalog: c, dialect: d, r: &r, appID: r.AppID}
	if err := p.write(); err != nil {
		return "", err
	}
	text := p.text()
	if secret := r.Certificate.Reveal(); secret != "" && strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
		return "", errHoldsCertificate
	}
	return text, nil
}

// write chooses the first official function that fits, and writes its call.
func (p *program) write() error {
	calls := p.r.Kind.Official
	if p.r.Kind.Version == AccessToken2 {
		calls = append(slices.Clip(calls), Call{})
	}
	for i := range calls {
		if p.fits(&calls[i]) {
			p.remark(calls[i].Note.in(p.dialect.ID))
			if calls[i].Method == "" {
				return p.classes()
			}
			return p.call(&calls[i])
		}
	}
	return p.cannot("")
}

func (p *program) fits(c *Call) bool {
	switch {
	case c.Method != "" && c.Builder.Code.in(p.dialect.ID) == "",
		slices.Contains(c.Except, p.dialect.ID),
		c.When != nil && !c.When(p.r.input):
		return false
	}
	return true
}

func (p *program) cannot(reason string) error {
	return &NoBuilderError{p.dialect.Language, p.r.Kind.Title, reason}
}

// A program is a snippet that is being written.
type program struct {
	catalog Catalog
	dialect *dialect
	r       *Request

	appID   string   // told in a comment
	since   []string // releases that are needed
	remarks []string
	std     []string // imports of the language
	modules []module // imports of the library
	body    []string // lines
}

// A module is one that the program imports, with the names that it needs.
type module struct {
	path  string
	names []string
}

// remark adds a comment above the code.
func (p *program) remark(text string) {
	if text != "" && !slices.Contains(p.remarks, text) {
		p.remarks = append(p.remarks, text)
	}
}

// line adds lines to the body.
func (p *program) line(text string) { p.body = append(p.body, strings.Split(text, "\n")...) }

// use imports what an expression stands on, and returns the expression.
func (p *program) use(path, expression string) string {
	name := strings.TrimPrefix(expression, "new ")
	if i := strings.IndexAny(name, ".:("); i >= 0 {
		name = name[:i]
	}
	i := slices.IndexFunc(p.modules, func(m module) bool { return m.path == path })
	if i < 0 {
		i = len(p.modules)
		p.modules = append(p.modules, module{path: path})
	}
	if !slices.Contains(p.modules[i].names, name) {
		p.modules[i].names = append(p.modules[i].names, name)
	}
	return expression
}

// code is use for a spelling of a [PerLanguage].
func (p *program) code(spelling string) string {
	path, expression, _ := strings.Cut(spelling, " ")
	return p.use(path, expression)
}

// quoted returns a literal of a string that a person knows as what.
func (p *program) quoted(what, text string) (string, error) {
	literal, ok := p.dialect.quote(text)
	if !ok {
		return "", p.cannot(what + " is not UTF-8, which its strings cannot hold")
	}
	return literal, nil
}

// text puts the program together.
func (p *program) text() string {
	d := p.dialect
	std := slices.Concat(p.std, d.std)
	slices.Sort(std)
	slices.SortFunc(p.modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	var lib []string
	for _, m := range p.modules {
		slices.Sort(m.names)
		lib = append(lib, d.imports(m.path, m.names))
	}
	return fill(d.frame, "header", p.header(), "std", lines("", slices.Compact(std)), "lib", lines("", lib), "body", lines(d.indent, p.body))
}

// header says what the program is and needs, in comments.
func (p *program) header() string {
	k := &p.r.Kind
	id := ""
	if IsHexID(p.appID) { // else it is not fit for a comment, and for a builder
		id = " (" + p.appID + ")"
	}
	npm, _, _ := strings.Cut(p.modules[0].path, "/")
	text := k.Group + ", " + k.Title + ": " + k.Doc + ".\n" +
		fill(p.dialect.library, "package", npm) + "\n" +
		"Set AGORA_APP_ID" + id + " and AGORA_APP_CERTIFICATE in the environment."
	for _, s := range p.since {
		text += "\nNeeds a library " + s + "."
	}
	for _, s := range p.remarks {
		text += "\n" + s
	}
	return lines(p.dialect.comment+" ", strings.Split(text, "\n"))
}

// lines joins lines, each indented and ended.
func lines(indent string, all []string) string {
	var b strings.Builder
	for _, l := range all {
		if l != "" {
			b.WriteString(indent)
		}
		b.WriteString(l + "\n")
	}
	return b.String()
}
