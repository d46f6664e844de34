package tokens

import (
	"slices"
	"strconv"
	"strings"

	"atc/keystore/secret"
)

func itoa(n int) string { return strconv.Itoa(n) }

// classes writes a program that puts a 007 token together from the service
// classes of AccessToken2. Privileges and permissions go by their numbers:
// their names differ between the releases of the libraries.
func (p *program) classes() error {
	d := p.dialect
	spec, err := p.catalog.specOf(p.r)
	if err != nil {
		return err
	}
	if err := p.expressible(&spec); err != nil {
		return err
	}
	p.remark(secondsRemark)
	p.use(d.module, d.tokenClass)
	p.std = append(p.std, d.stdClasses...)
	p.line(d.credentials)
	p.line("")
	p.line(fill(d.newToken, "expire", d.number(spec.Expire)))
	if spec.IssueTime != nil {
		p.line(fill(d.issueTime, "value", d.number(*spec.IssueTime)))
	}
	if spec.Salt != nil {
		p.line(fill(d.salt, "value", d.number(*spec.Salt)))
	}
	for i := range spec.Services {
		number := ""
		if len(spec.Services) > 1 {
			number = " " + itoa(i+1)
		}
		if err := p.service(&spec.Services[i], number); err != nil {
			return err
		}
	}
	p.line("")
	p.show(strings.TrimSuffix(d.built, "()"), nil, false)
	return nil
}

// service writes one service: its object, its privileges, and that it is of
// the token.
func (p *program) service(s *SpecService, number string) error {
	d := p.dialect
	known := p.catalog.Service(s.Type)
	p.needs(s.Type)
	var args []string
	p.line("")
	for _, f := range known.Fields {
		arg, err := p.field(&f, s.Fields[f.Key], number)
		if err != nil {
			return err
		}
		args = append(args, arg)
	}
	name := d.name("service" + number)
	p.use(d.module, fill(d.serviceClass, "class", known.Class))
	p.line(fill(d.newService, "name", name, "class", known.Class, "args", strings.Join(args, ", ")))
	for _, v := range s.Privileges {
		p.commented(fill(d.privilege, "name", name, "id", itoa(int(v.ID)), "value", d.number(v.Value)), known.Privilege(v.ID))
	}
	p.line(fill(d.add, "name", name))
	return nil
}

// field returns the literal of a field, or the name of an object that it
// writes first.
func (p *program) field(f *Field, v SpecValue, number string) (string, error) {
	d := p.dialect
	switch f.Type {
	case Permissions:
		return p.permissions("permissions"+number, v.Permissions)
	case Int16:
		n, err := parseInt16(v.Text)
		if err != nil && v.Text != "" {
			return "", p.cannot(f.Title + " is " + err.Error())
		}
		if n == 0 && d.zero16 != "" {
			p.remark(d.zero16 + " stands for " + f.Title + " 0: this library takes the number 0 for none, and writes -1.")
			return d.zero16, nil
		}
		return fill(d.short, "value", itoa(int(n))), nil
	}
	return p.quoted(f.Title, v.Text)
}

// permissions writes the permissions of RTM2 and returns the name of their
// variable.
func (p *program) permissions(name string, all []Permission) (string, error) {
	d := p.dialect
	name = d.name(name)
	p.use(d.permissionsModule, d.permissionsClass)
	p.line(fill(d.newPermissions, "name", name))
	for _, v := range all {
		p.std = append(p.std, d.stdLists...)
		var items []string
		for _, s := range v.Resources {
			literal, err := p.quoted("a resource", s)
			if err != nil {
				return "", err
			}
			items = append(items, literal)
		}
		p.commented(fill(d.permission, "name", name, "resource", itoa(int(v.ResourceType)), "id", itoa(int(v.PermissionType)),
			"list", fill(d.list, "items", strings.Join(items, ", "))),
			named(p.catalog.PermissionTypes, v.PermissionType)+" "+named(p.catalog.ResourceTypes, v.ResourceType))
	}
	return name, nil
}

func named(all []Named, number uint16) string {
	for _, n := range all {
		if n.Number == number {
			return n.Name
		}
	}
	return ""
}

// commented writes a line below what its numbers mean.
func (p *program) commented(line, comment string) {
	if comment = strings.TrimSpace(comment); comment != "" {
		p.line(p.dialect.comment + " " + comment)
	}
	p.line(line)
}

// specOf returns the services that r asks for.
func (c Catalog) specOf(r *Request) (Spec, error) {
	if in := r.Kind.Input("spec"); in != nil {
		spec, err := ParseSpec([]byte(r.value(in)))
		if err == nil {
			// What Compose refuses, a library would write wrongly.
			_, err = c.Compose(spec, r.AppID, secret.Value{}, r.Stamp)
		}
		if err != nil {
			return Spec{}, &InputError{in.Key, in.Title, err}
		}
		return spec, nil
	}
	lifetime, err := ParseLifetime(r.input("lifetime"))
	if err != nil {
		return Spec{}, &InputError{"lifetime", "lifetime", err}
	}
	spec := Spec{Expire: lifetime}
	for i := range r.Kind.Grants {
		s, err := c.specServiceOf(r, &r.Kind.Grants[i])
		if err != nil {
			return Spec{}, err
		}
		spec.Services = append(spec.Services, s)
	}
	return spec, nil
}

func (c Catalog) specServiceOf(r *Request, g *Grant) (SpecService, error) {
	s := SpecService{Type: g.Service, Fields: map[string]SpecValue{}}
	if known := c.Service(g.Service); known != nil && len(known.Fields) == len(g.Fields) {
		for i, f := range known.Fields {
			if f.Type == Permissions {
				s.Fields[f.Key] = SpecValue{Permissions: c.permissionsOf(r)}
				continue
			}
			s.Fields[f.Key] = SpecValue{Text: r.fill(g.Fields[i])}
		}
	}
	for _, v := range g.Privileges {
		if !r.holds(v.When) {
			continue
		}
		seconds, err := r.seconds(v)
		if err != nil {
			return s, err
		}
		s.Privileges = append(s.Privileges, DecodedPrivilege{ID: v.ID, Value: seconds})
	}
	return s, nil
}

// expressible says what of a spec the classes cannot write.
func (p *program) expressible(s *Spec) error {
	if s.AppID != nil {
		p.appID = *s.AppID
		if !IsHexID(p.appID) {
			return p.cannot("it takes no App ID but of 32 hexadecimal characters")
		}
	}
	switch {
	case len(s.Services) == 0:
		return p.cannot("it makes no token without services")
	case s.Trailing != "":
		return p.cannot("it writes nothing after the last service")
	}
	seen := map[uint16]bool{}
	for i := range s.Services {
		v := &s.Services[i]
		known := p.catalog.Service(v.Type)
		if known == nil || known.Class == "" {
			return p.cannot("it has no class for services of type " + itoa(int(v.Type)))
		}
		if err := p.expressibleService(v, known.Name); err != nil {
			return err
		}
		if seen[v.Type] {
			p.remark("Libraries before July 2026 keep only the last of several services of one type.")
		}
		seen[v.Type] = true
	}
	return nil
}

func (p *program) expressibleService(s *SpecService, name string) error {
	if s.Raw || s.Undecoded != "" {
		return p.cannot("it writes nothing but the fields of " + name)
	}
	for i := 1; i < len(s.Privileges); i++ {
		if s.Privileges[i-1].ID >= s.Privileges[i].ID {
			return p.cannot("it writes each privilege of " + name + " once, in ascending order")
		}
	}
	for _, v := range s.Fields {
		for i, q := range v.Permissions {
			same := func(o Permission) bool {
				return o.ResourceType == q.ResourceType && o.PermissionType == q.PermissionType
			}
			if slices.ContainsFunc(v.Permissions[:i], same) {
				return p.cannot("it keeps one list of resources for each permission of " + name)
			}
		}
	}
	return nil
}
