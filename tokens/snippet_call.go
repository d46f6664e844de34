package tokens

import (
	"slices"
	"strings"
)

// maxLine is how long a call may be before it is broken into lines.
const maxLine = 100

const secondsRemark = "Lifetimes are in seconds."

// call writes variables for the arguments of an official function, the call
// itself, and what prints the token.
func (p *program) call(c *Call) error {
	d := p.dialect
	p.line(d.credentials)
	var args []string
	for i := range c.Args {
		names, err := p.arg(&c.Args[i])
		if err != nil {
			return err
		}
		args = append(args, names...)
	}
	path, prefix, _ := strings.Cut(c.Builder.Code.in(d.ID), " ")
	method := c.Spelled.in(d.ID)
	switch {
	case method != "":
	case c.Builder.Old:
		method = d.old(c.Method)
	default:
		method = d.method(c.Method)
	}
	for _, g := range p.r.Kind.Grants {
		p.needs(g.Service)
	}
	p.line("")
	p.show(p.use(path, prefix+method), args, c.Builder.Plain)
	return nil
}

// needs notes the release that brought a service.
func (p *program) needs(service uint16) {
	if s := p.catalog.Service(service); s != nil && p.r.Kind.Version == AccessToken2 && s.Since != "" && !slices.Contains(p.since, s.Since) {
		p.since = append(p.since, s.Since)
	}
}

// show writes the call of a function and prints its token.
func (p *program) show(function string, args []string, plain bool) {
	d := p.dialect
	call := function + "(" + strings.Join(args, ", ") + ")"
	if len(call) > maxLine {
		call = function + "(\n    " + strings.Join(args, ",\n    ") + d.comma + "\n)"
		if d.indent == "\t" {
			call = strings.ReplaceAll(call, "    ", "\t")
		}
	}
	if plain && d.shownPlain != "" {
		p.line(fill(d.shownPlain, "call", call))
		return
	}
	p.std = append(p.std, d.stdShown...)
	p.line(fill(d.shown, "call", call))
}

// arg declares a variable for an argument and returns its name, or returns an
// expression that needs none.
func (p *program) arg(a *Arg) ([]string, error) {
	d := p.dialect
	value := p.r.first(a.Inputs)
	switch a.Type {
	case CredentialsArg:
		return []string{d.name("app id"), d.name("app certificate")}, nil
	case NowArg:
		return []string{p.now()}, nil
	case RandomArg:
		p.imports(d.random[1])
		return p.declare(d.computes(), a.Name, d.random[0])
	case ConstantArg:
		return p.constant(a, value)
	case PermissionsArg:
		name, err := p.permissions("permissions", p.catalog.permissionsOf(p.r))
		return []string{name}, err
	case TextArg:
		literal, err := p.quoted(p.title(a), value)
		if err != nil {
			return nil, err
		}
		return p.declare(d.text, a.Name, literal)
	case ShortArg:
		n, err := parseInt16(value)
		if err != nil {
			return nil, p.refused(a, err)
		}
		return p.declare(d.shorts(), a.Name, itoa(int(n)))
	case SecondsArg, UntilArg:
		return p.time(a, value)
	}
	n, err := parseUID(value)
	if err != nil {
		return nil, p.refused(a, err)
	}
	return p.user(a, n)
}

// user declares the number of a user.
func (p *program) user(a *Arg, n uint32) ([]string, error) {
	d := p.dialect
	switch {
	case n == 0 && a.Zero.in(d.ID) != "":
		p.remark(a.ZeroNote.in(d.ID))
		return p.declare(d.numbers(), a.Name, a.Zero.in(d.ID))
	case a.Type == LongArg && n > maxInt32:
		return p.declare(d.longs(), a.Name, d.long(n))
	}
	return p.declare(d.numbers(), a.Name, d.number(n))
}

// time declares a lifetime, or the time when it ends.
func (p *program) time(a *Arg, value string) ([]string, error) {
	d := p.dialect
	n, err := ParseLifetime(value)
	if err != nil {
		return nil, p.refused(a, err)
	}
	p.remark(secondsRemark)
	if a.Type == SecondsArg || n == 0 {
		return p.declare(d.numbers(), a.Name, d.number(n))
	}
	if _, err := p.r.absolute(n); err != nil {
		return nil, err
	}
	return p.declare(d.computes(), a.Name, p.now()+" + "+d.number(n))
}

// now declares the present time once.
func (p *program) now() string {
	d := p.dialect
	if !slices.Contains(p.body, d.now[0]) {
		p.imports(d.now[1])
		p.line(d.now[0])
	}
	return d.name("now")
}

func (p *program) imports(std string) {
	if std != "" {
		p.std = append(p.std, std)
	}
}

func (p *program) constant(a *Arg, value string) ([]string, error) {
	for i := range a.Constants {
		if a.Constants[i].Is == value {
			return []string{p.code(a.Constants[i].Code.in(p.dialect.ID))}, nil
		}
	}
	return nil, p.cannot("it has no name for " + value)
}

func (p *program) declare(statement, name, value string) ([]string, error) {
	name = p.dialect.name(name)
	p.line(fill(statement, "name", name, "value", value))
	return []string{name}, nil
}

// title returns what a person knows an argument as.
func (p *program) title(a *Arg) string {
	for _, key := range a.Inputs {
		if in := p.r.Kind.Input(key); in != nil {
			return in.Title
		}
	}
	return a.Name
}

func (p *program) refused(a *Arg, err error) error {
	return &InputError{a.Inputs[0], p.title(a), err}
}
