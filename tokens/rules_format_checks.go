package tokens

func noPrivileges(typ uint16) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		for i := range k.Token.Services {
			if s := &k.Token.Services[i]; s.Type == typ && s.Service != nil && len(s.Privileges) == 0 {
				return nil, k.Token.service(ServiceAPaaS) != nil // else no builder is known to do so
			}
		}
		return nil, false
	}
}

// checkGrantsNothing finds that all services that the product takes are without
// privileges.
func checkGrantsNothing(k *Case) ([]any, bool) {
	if k.product == nil || k.format() != formatFits {
		return nil, false
	}
	name := ""
	_, granted := k.Token.firstPrivileges(func(s *DecodedService, list []DecodedPrivilege) bool {
		if s != nil && !k.product.takes(s.Type) {
			return false
		}
		name = ownerName(s)
		return len(list) > 0
	})
	if granted || name == "" {
		return nil, false
	}
	return []any{name, k.productTitle()}, true
}

func checkUnknownService(k *Case) ([]any, bool) {
	for i := range k.Token.Services {
		if s := &k.Token.Services[i]; s.Service == nil {
			return []any{s.Type, plural(len(s.Undecoded), "byte")}, true
		}
	}
	return nil, false
}

// checkOlderForm finds tokens of weeks in which a type was another service.
func checkOlderForm(typ uint16, from, to uint32) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		t := k.Token
		if t.Trailing == "" || t.IssueTime < from || t.IssueTime >= to || t.service(typ) == nil {
			return nil, false
		}
		return []any{standing(len(t.Trailing))}, true
	}
}

// A hostile token can hold tens of thousands of services and privileges, so
// what stands twice is found in one pass, and told once.

func checkDuplicateService(k *Case) ([]any, bool) {
	if len(k.Token.Services) < 2 {
		return nil, false
	}
	var seen uint16set
	for i := range k.Token.Services {
		if s := &k.Token.Services[i]; s.Service != nil && !seen.add(s.Type) {
			return []any{s.Service.Name}, true
		}
	}
	return nil, false
}

func checkDuplicatePrivilege(k *Case) ([]any, bool) {
	var id uint16
	s, found := k.Token.firstPrivileges(func(_ *DecodedService, list []DecodedPrivilege) bool {
		var twice bool
		id, twice = repeated(list)
		return twice
	})
	if !found {
		return nil, false
	}
	return []any{id, ownerName(s)}, true
}

// checkDuplicateExtra finds an extra value of a 005 key that stands twice.
func checkDuplicateExtra(k *Case) ([]any, bool) {
	var seen uint16set
	for _, e := range k.Token.Extras {
		if !seen.add(e.Key) {
			return []any{e.Key}, true
		}
	}
	return nil, false
}

// repeated returns the first privilege that stands twice.
func repeated(list []DecodedPrivilege) (uint16, bool) {
	if len(list) < 2 {
		return 0, false
	}
	var seen uint16set
	for i := range list {
		if !seen.add(list[i].ID) {
			return list[i].ID, true
		}
	}
	return 0, false
}

func checkDeprecated(k *Case) ([]any, bool) {
	if k.Token.Version != AccessToken {
		return nil, false
	}
	var names listing
	for i := range k.Token.Privileges {
		for j := range k.catalog.MessagePrivileges {
			if p := &k.catalog.MessagePrivileges[j]; p.Deprecated && p.ID == k.Token.Privileges[i].ID {
				names.add(k.Token.Privileges[i].name())
			}
		}
	}
	if names.n == 0 {
		return nil, false
	}
	are := " are"
	if names.n == 1 {
		are = " is"
	}
	return []any{names.String() + are}, true
}

func checkUnsorted(k *Case) ([]any, bool) {
	all := k.Token.Services
	for i := 1; i < len(all); i++ {
		if all[i].Type < all[i-1].Type && all[i].Service != nil && all[i-1].Service != nil {
			return []any{all[i].Service.Name, all[i-1].Service.Name}, true
		}
	}
	return nil, false
}
