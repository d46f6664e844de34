package httpd

import (
	"strconv"
	"strings"

	"atc/tokens"
)

// Tokens for several services at once. What each service grants is taken from
// the kind of the catalog that builds it alone, so that nothing of the table is
// repeated here.

// A bundle collects services for one token of 007.
type bundle struct {
	c     *call
	spec  tokens.Spec
	names []string // of the services
	// lifetime is that of the token, as the catalog takes it; "" for the
	// catalog's. as is what the endpoint calls it.
	lifetime, as string
}

// apart is the stamp of tokens that are only taken apart: nobody gets them.
var apart = tokens.Stamp{IssueTime: 1, Salt: 1}

// add takes up the services of an order's kind, and returns them for changes.
// Errors are those of [call.issue].
func (b *bundle) add(o order) ([]tokens.SpecService, error) {
	o.put(inputLifetime, b.as, b.lifetime)
	text, kind, err := b.c.build(&o, apart)
	if err == nil {
		err = o.overlong(&kind, b.c.cfg.Now())
	}
	if err != nil {
		return nil, b.c.explain(err, &o)
	}
	token, err := b.c.cfg.Catalog.Decode(text)
	if err != nil {
		return nil, b.c.explain(err, &o)
	}
	if len(b.names) == 0 {
		b.spec.Expire = token.Expire
	}
	first := len(b.spec.Services)
	for i := range token.Services {
		b.spec.Services = append(b.spec.Services, specService(&token.Services[i]))
		b.names = append(b.names, token.Services[i].Service.Name)
	}
	return b.spec.Services[first:], nil
}

// order returns the order for one token with all services.
func (b *bundle) order() order {
	return order{spec: &b.spec, title: list(b.names), names: map[string]string{inputLifetime: b.as}}
}

// specService returns a service, which the catalog knows, as it is composed.
func specService(s *tokens.DecodedService) tokens.SpecService {
	made := tokens.SpecService{Type: s.Type, Privileges: s.Privileges, Fields: map[string]tokens.SpecValue{}}
	for i := range s.Values {
		field, v := &s.Service.Fields[i], &s.Values[i]
		text := v.Text
		if field.Type == tokens.Int16 {
			text = strconv.Itoa(int(v.Number))
		}
		made.Fields[field.Key] = tokens.SpecValue{Text: text, Permissions: v.Permissions}
	}
	return made
}

// list returns names as a sentence lists them: "RTC, RTM and Chat".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
