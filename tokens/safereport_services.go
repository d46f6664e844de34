package tokens

import (
	"fmt"
	"strconv"
	"strings"
)

// services writes a table of what the token grants to whom.
func (r *safeReport) services() {
	t := r.Token
	if len(t.Services) == 0 && len(t.Privileges) == 0 {
		return
	}
	r.b.WriteByte('\n')
	if t.Version == AccessToken {
		r.table("Privilege", "")
		r.privileges("", t.Privileges)
		return
	}
	r.table("Service", "", "")
	for i := range t.Services {
		if i == maxReportServices {
			r.row(fmt.Sprintf("and %d more", len(t.Services)-i), "", "")
			break
		}
		r.service(&t.Services[i])
	}
}

func (r *safeReport) service(s *DecodedService) {
	name := fmt.Sprintf("unknown (%d)", s.Type)
	if s.Service == nil {
		r.row(name, "not read", plural(len(s.Undecoded), "byte"))
		return
	}
	name = fmt.Sprintf("%s (%d)", s.Service.Name, s.Type)
	for i := range s.Values {
		f := &s.Service.Fields[i]
		switch f.Type {
		case Int16:
			r.row(name, f.Title, strconv.Itoa(int(s.Values[i].Number)))
		case Permissions:
			r.permissions(name, s.Values[i].Permissions)
		case String:
			text := r.text(s.Values[i].Text)
			if s.Values[i].Text == "" && f.slot() == slotUID {
				text = "(empty: any user)"
			}
			r.row(name, f.Title, text)
		}
	}
	r.privileges(name, s.Privileges)
	if len(s.Values)+len(s.Privileges) == 0 {
		r.row(name, "", "")
	}
}

func (r *safeReport) permissions(service string, all []Permission) {
	for i, p := range all {
		if i == maxReportRows {
			r.row(service, "permissions", fmt.Sprintf("and %d more", len(all)-i))
			return
		}
		var names []string
		for j, name := range p.Resources {
			if j == maxListed {
				names = append(names, fmt.Sprintf("and %d more", len(p.Resources)-j))
				break
			}
			names = append(names, r.text(name))
		}
		what := numbered(r.catalog.PermissionTypes, p.PermissionType, "permission") + " " + numbered(r.catalog.ResourceTypes, p.ResourceType, "resource")
		r.row(service, what, strings.Join(names, ", "))
	}
}

// numbered returns the name of a number, or the number.
func numbered(all []Named, number uint16, what string) string {
	for _, n := range all {
		if n.Number == number {
			return n.Name
		}
	}
	return what + " " + strconv.Itoa(int(number))
}

// privileges adds a row for each privilege, after a column for the service
// where there is one.
func (r *safeReport) privileges(service string, all []DecodedPrivilege) {
	add := func(name, value string) {
		if service == "" {
			r.row(name, value)
		} else {
			r.row(service, name, value)
		}
	}
	for i, p := range all {
		if i == maxReportRows {
			add(fmt.Sprintf("and %d more", len(all)-i), "")
			return
		}
		name := p.Name
		if name == "" {
			name = "privilege " + strconv.Itoa(int(p.ID))
		}
		end, ok := r.Token.PrivilegeEffectiveExpiresAt(p)
		_, own := r.Token.PrivilegeExpiresAt(p)
		switch {
		case !ok:
			add(name, "its end could not be read")
		case !own:
			add(name, "until "+r.when(end)+", with the token")
		default:
			add(name, "until "+r.when(end))
		}
	}
}
