package tokens

// readAccessToken2 reads the payload of a 007 token into t.
func (c Catalog) readAccessToken2(t *Token, r *reader) {
	t.Signature = t.take(r, PartSignature, r.raw("signature"))
	t.signed = r.rest()
	t.AppID = t.take(r, PartAppID, r.string("App ID"))
	t.IssueTime = r.uint32("issue time")
	r.explainTime(t.IssueTime)
	t.mark(r, PartIssueTime)
	t.Expire = r.uint32("expire")
	r.explain("seconds")
	t.mark(r, PartExpire)
	t.Salt = r.uint32("salt")
	t.mark(r, PartSalt)
	t.ServiceCount = int(r.uint16("service count"))
	t.mark(r, PartServices)
	c.readServices(t, r)
	if r.ok() {
		t.Trailing = r.rest()
		r.rec.hex(r.pos, t.Trailing, "trailing bytes")
	}
}

// mark notes that part was read, if nothing has failed.
func (t *Token) mark(r *reader, part Part) {
	if r.ok() {
		t.read |= part
	}
}

func (t *Token) take(r *reader, part Part, s string) string {
	t.mark(r, part)
	return s
}

// minServiceLength is what the shortest service takes: its type, and the
// length of an empty map of privileges.
const minServiceLength = 4

func (c Catalog) readServices(t *Token, r *reader) {
	if !r.ok() || t.ServiceCount == 0 {
		return
	}
	// A count is not believed further than the bytes that are there.
	t.Services = make([]DecodedService, 0, min(t.ServiceCount, len(r.rest())/minServiceLength+1))
	for i := range t.ServiceCount {
		r.service = i + 1
		typ := r.uint16("type")
		if !r.ok() {
			break
		}
		s := DecodedService{Type: typ, Service: c.Service(typ)}
		if s.Service == nil {
			// Nothing says how long it is: what follows cannot be told apart.
			r.explain("unknown")
			s.Undecoded = r.rest()
			r.rec.hex(r.pos, s.Undecoded, "undecoded bytes")
			r.pos = len(r.b)
			t.Services = append(t.Services, s)
			break
		}
		r.explain(s.Service.Name)
		s.read(r)
		t.Services = append(t.Services, s)
		if !r.ok() {
			break
		}
	}
	r.service = 0
}

// read reads the privileges and fields of a known service.
func (s *DecodedService) read(r *reader) {
	s.Privileges = readPrivileges(r, s.Service.Privileges, "seconds")
	if len(s.Service.Fields) > 0 {
		s.Values = make([]Value, 0, len(s.Service.Fields))
	}
	for _, f := range s.Service.Fields {
		var v Value
		switch f.Type {
		case Int16:
			v.Number = r.int16(f.Title)
		case Permissions:
			v.Permissions = readPermissions(r)
		default:
			v.Text = r.string(f.Title)
		}
		if !r.ok() && len(v.Permissions) == 0 {
			return
		}
		s.Values = append(s.Values, v)
	}
}

const privilegeLength = 6

// readPrivileges reads a map of privileges. What its values mean differs from
// format to format: unit says it to a recorder.
func readPrivileges(r *reader, known []Privilege, unit string) []DecodedPrivilege {
	n := int(r.uint16("privilege count"))
	if !r.ok() || n == 0 {
		return nil
	}
	list := make([]DecodedPrivilege, 0, min(n, len(r.rest())/privilegeLength+1))
	for range n {
		id := r.uint16("privilege")
		p := DecodedPrivilege{ID: id, Name: nameOf(known, id)}
		r.explain(p.Name)
		p.Value = r.uint32("privilege value")
		if unit == "" {
			r.explainTime(p.Value)
		} else {
			r.explain(unit)
		}
		if !r.ok() {
			break
		}
		list = append(list, p)
	}
	return list
}

// readPermissions reads the permissions of an RTM2 service as a flat list.
func readPermissions(r *reader) []Permission {
	var all []Permission
	for range r.uint16("resource type count") {
		resource := r.uint16("resource type")
		count := r.uint16("permission count")
		if !r.ok() {
			break
		}
		for range count {
			p := Permission{ResourceType: resource, PermissionType: r.uint16("permission type")}
			n := int(r.uint16("resource count"))
			if !r.ok() {
				return all
			}
			if n > 0 {
				p.Resources = make([]string, 0, min(n, len(r.rest())/2+1))
			}
			for range n {
				s := r.string("resource")
				if !r.ok() {
					break
				}
				p.Resources = append(p.Resources, s)
			}
			all = append(all, p)
			if !r.ok() {
				return all
			}
		}
	}
	return all
}
