package tokens

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"atc/keystore/secret"
)

// Compose writes a 007 token as the spec says it, whether or not any service
// would accept it: App ID and names are not checked, user IDs are written as
// they are, and services are sorted by type, those of one type in the order
// given. Only what the wire cannot hold is refused.
func (c Catalog) Compose(s Spec, appID string, certificate secret.Value, stamp Stamp) (string, error) {
	if s.AppID != nil {
		appID = *s.AppID
	}
	if s.IssueTime != nil {
		stamp.IssueTime = *s.IssueTime
	}
	if s.Salt != nil {
		stamp.Salt = *s.Salt
	}
	if err := checkFits("the App ID", appID); err != nil {
		return "", err
	}
	if len(s.Services) > math.MaxUint16 {
		return "", fmt.Errorf("%d services, a token holds at most %d: remove some", len(s.Services), math.MaxUint16)
	}
	count := uint16(len(s.Services))
	if s.ServiceCount != nil {
		count = *s.ServiceCount
	}
	p := packings.Get().(*packing)
	defer p.release()
	p.begin(appID, stamp, s.Expire)
	p.payload = appendUint16(p.payload, count)
	sorted := slices.SortedStableFunc(slices.Values(s.Services), func(a, b SpecService) int { return int(a.Type) - int(b.Type) })
	var err error
	for i := range sorted {
		p.payload, err = c.appendSpecService(p.payload, &sorted[i])
		if err != nil {
			return "", fmt.Errorf("service of type %d: %w", sorted[i].Type, err)
		}
	}
	p.payload = append(p.payload, s.Trailing...)
	return p.finish(certificate.Reveal(), stamp), nil
}

func (c Catalog) appendSpecService(b []byte, s *SpecService) ([]byte, error) {
	b = appendUint16(b, s.Type)
	service := c.Service(s.Type)
	if s.Raw {
		if service != nil {
			return nil, fmt.Errorf("undecoded_hex is for types that are not known, %s is: give privileges and fields instead", service.Name)
		}
		return append(b, s.Undecoded...), nil
	}
	if len(s.Privileges) > math.MaxUint16 {
		return nil, fmt.Errorf("%d privileges, a service holds at most %d", len(s.Privileges), math.MaxUint16)
	}
	b = appendUint16(b, uint16(len(s.Privileges)))
	for _, p := range s.Privileges {
		b = appendUint32(appendUint16(b, p.ID), p.Value)
	}
	if service == nil {
		if len(s.Fields) > 0 {
			return nil, fmt.Errorf("the fields of an unknown type are not known: give what follows the privileges as undecoded_hex")
		}
		return append(b, s.Undecoded...), nil
	}
	if err := knowsFields(service, s.Fields); err != nil {
		return nil, err
	}
	var err error
	for _, f := range service.Fields {
		if b, err = appendSpecField(b, f, s.Fields[f.Key]); err != nil {
			return nil, err
		}
	}
	return append(b, s.Undecoded...), nil
}

func appendSpecField(b []byte, f Field, v SpecValue) ([]byte, error) {
	if (f.Type == Permissions) != (v.Permissions != nil) && (v.Text != "" || v.Permissions != nil) {
		return nil, fmt.Errorf("%s has the wrong form: permissions are a list, all else is text or a number", f.Key)
	}
	switch f.Type {
	case Permissions:
		sorted := slices.SortedStableFunc(slices.Values(v.Permissions), func(a, b Permission) int {
			if a.ResourceType != b.ResourceType {
				return int(a.ResourceType) - int(b.ResourceType)
			}
			return int(a.PermissionType) - int(b.PermissionType)
		})
		if err := checkPermissions(sorted); err != nil {
			return nil, err
		}
		return appendPermissions(b, sorted), nil
	case Int16:
		if v.Text == "" {
			v.Text = "0"
		}
		n, err := parseInt16(v.Text)
		if err != nil {
			return nil, fmt.Errorf("%s is %w", f.Key, err)
		}
		return appendUint16(b, uint16(n)), nil
	default:
		return appendString(b, v.Text), checkFits(f.Key, v.Text)
	}
}

func checkPermissions(all []Permission) error {
	if len(all) > math.MaxUint16 {
		return fmt.Errorf("%d permissions, a service holds at most %d", len(all), math.MaxUint16)
	}
	for _, p := range all {
		if len(p.Resources) > math.MaxUint16 {
			return fmt.Errorf("%d resources, a permission holds at most %d", len(p.Resources), math.MaxUint16)
		}
		for _, s := range p.Resources {
			if err := checkFits("a resource", s); err != nil {
				return err
			}
		}
	}
	return nil
}

// knowsFields refuses a field that the service does not have, which is more
// likely a slip than a wish.
func knowsFields(s *Service, fields map[string]SpecValue) error {
	keys := make([]string, len(s.Fields))
	for i := range s.Fields {
		keys[i] = s.Fields[i].Key
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		switch {
		case len(keys) == 0:
			return fmt.Errorf("%s has no fields: remove %q", s.Name, key)
		case !slices.Contains(keys, key):
			return fmt.Errorf("%s has no field %q: it has %s", s.Name, key, strings.Join(keys, ", "))
		}
	}
	return nil
}
