package tokens

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"sync"
)

// A packing is the working memory of one build. A deflate state has 800 KB,
// which is what makes the official builders slow: it is kept for the next.
type packing struct {
	payload []byte
	zipped  bytes.Buffer
	zip     *zlib.Writer
	text    []byte
}

var packings = sync.Pool{New: func() any {
	p := new(packing)
	p.zip = zlib.NewWriter(&p.zipped)
	return p
}}

// release keeps p for the next build, unless one large token made it grow.
func (p *packing) release() {
	if cap(p.payload) <= MaxText && p.zipped.Cap() <= MaxText && cap(p.text) <= MaxText {
		packings.Put(p)
	}
}

const signatureLength = 32

func (c Catalog) buildAccessToken2(r *Request) (string, error) {
	lifetime, err := ParseLifetime(r.input("lifetime"))
	if err != nil {
		return "", &InputError{"lifetime", "lifetime", err}
	}
	p := packings.Get().(*packing)
	defer p.release()
	p.begin(r.AppID, r.Stamp, lifetime)
	p.payload = appendUint16(p.payload, uint16(len(r.Kind.Grants)))
	for i := range r.Kind.Grants {
		if p.payload, err = c.appendGrant(p.payload, &r.Kind.Grants[i], r); err != nil {
			return "", err
		}
	}
	return p.finish(r.Certificate.Reveal(), r.Stamp), nil
}

// begin writes the head of a payload, and leaves room for the signature.
func (p *packing) begin(appID string, s Stamp, expire uint32) {
	p.payload = appendUint16(p.payload[:0], signatureLength)
	p.payload = append(p.payload, make([]byte, signatureLength)...)
	p.payload = appendString(p.payload, appID)
	p.payload = appendUint32(p.payload, s.IssueTime)
	p.payload = appendUint32(p.payload, expire)
	p.payload = appendUint32(p.payload, s.Salt)
}

// finish signs the payload and returns the token.
func (p *packing) finish(certificate string, s Stamp) string {
	signature := signAccessToken2(certificate, s.IssueTime, s.Salt, p.payload[2+signatureLength:])
	copy(p.payload[2:], signature[:])
	p.zipped.Reset()
	p.zip.Reset(&p.zipped)
	// Writing to memory cannot fail.
	_, _ = p.zip.Write(p.payload)
	_ = p.zip.Close()
	p.text = append(p.text[:0], AccessToken2...)
	p.text = base64.StdEncoding.AppendEncode(p.text, p.zipped.Bytes())
	return string(p.text)
}

// appendGrant writes one service: type, privileges, fields.
func (c Catalog) appendGrant(b []byte, g *Grant, r *Request) ([]byte, error) {
	s := c.Service(g.Service)
	if s == nil || len(s.Fields) != len(g.Fields) {
		return nil, fmt.Errorf("the catalog's kind %s does not fit its service %d", r.Kind.ID, g.Service)
	}
	b = appendUint16(b, g.Service)
	b, err := appendGranted(b, g.Privileges, r, func(lifetime uint32) (uint32, error) { return lifetime, nil })
	if err != nil {
		return nil, err
	}
	for i := range s.Fields {
		switch s.Fields[i].Type {
		case Permissions:
			b = appendPermissions(b, c.permissionsOf(r))
		case Int16:
			n, err := parseInt16(r.fill(g.Fields[i]))
			if err != nil {
				return nil, &InputError{s.Fields[i].Key, s.Fields[i].Title, err}
			}
			b = appendUint16(b, uint16(n))
		default:
			b = appendString(b, r.fill(g.Fields[i]))
		}
	}
	return b, nil
}

// appendGranted writes a map of privileges, each with what value makes of its
// lifetime. The entries of a catalog stand in ascending order.
func appendGranted(b []byte, granted []Granted, r *Request, value func(uint32) (uint32, error)) ([]byte, error) {
	count := len(b)
	b = appendUint16(b, 0)
	n := uint16(0)
	for _, g := range granted {
		if !r.holds(g.When) {
			continue
		}
		seconds, err := r.seconds(g)
		if err == nil {
			seconds, err = value(seconds)
		}
		if err != nil {
			return nil, err
		}
		b = appendUint32(appendUint16(b, g.ID), seconds)
		n++
	}
	b[count], b[count+1] = byte(n), byte(n>>8)
	return b, nil
}

// permissionsOf collects what the permission inputs of r list, by ascending
// resource and permission type. What is not filled in is not written.
func (c Catalog) permissionsOf(r *Request) []Permission {
	var all []Permission
	for _, resource := range c.ResourceTypes {
		for _, permission := range c.PermissionTypes {
			names, _ := ParseList(r.input(PermissionKey(resource, permission))) // was checked
			if len(names) > 0 {
				all = append(all, Permission{resource.Number, permission.Number, names})
			}
		}
	}
	return all
}

// appendPermissions writes permissions, those of one resource type together.
// Permissions of the same resource type must follow one another.
func appendPermissions(b []byte, all []Permission) []byte {
	types := 0
	for i := range all {
		if i == 0 || all[i-1].ResourceType != all[i].ResourceType {
			types++
		}
	}
	b = appendUint16(b, uint16(types))
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].ResourceType == all[0].ResourceType {
			n++
		}
		b = appendUint16(b, all[0].ResourceType)
		b = appendUint16(b, uint16(n))
		for _, p := range all[:n] {
			b = appendUint16(b, p.PermissionType)
			b = appendUint16(b, uint16(len(p.Resources)))
			for _, s := range p.Resources {
				b = appendString(b, s)
			}
		}
		all = all[n:]
	}
	return b
}
