package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// A policy says from where requests are answered at all. It is asked before
// anything has an effect: a page that somebody happens to visit can send
// requests to this machine, too.
type policy struct {
	hosts   []string // as [hostName] returns them
	origins []string
}

func newPolicy(cfg *Config) policy {
	p := policy{hosts: []string{"localhost"}, origins: cfg.Origins}
	for _, h := range cfg.Hosts {
		name, _ := hostName(h)
		p.hosts = append(p.hosts, name)
	}
	return p
}

// refuse returns why a request is refused, or nil: its Host, its Origin or what
// the browser says of the page that sends it.
func (p *policy) refuse(r *http.Request) *failure {
	if !p.knowsHost(r) {
		return quoting(http.StatusMisdirectedRequest, r.Host,
			"this server does not go by the name %s, which keeps foreign pages out: ask by its address, or have it started with --host NAME").about("Host")
	}
	switch origins := r.Header["Origin"]; {
	case len(origins) == 0:
		return p.refuseForeignSite(r)
	case len(origins) > 1 || !p.admits(origins[0], r):
		return foreign("Origin", strings.Join(origins, ", "))
	}
	return nil
}

// opaqueOrigin is what browsers say of a page without an origin of its own.
const opaqueOrigin = "null"

// foreign returns the failure of a request that a page has caused which may not.
func foreign(header, origin string) *failure {
	if origin == opaqueOrigin {
		return failed(http.StatusForbidden, "a page without an origin of its own, opened as a file or in a sandbox, may not ask here: "+
			"open it from a web server, and have this one started with --cors and its origin there").about(header)
	}
	return quoting(http.StatusForbidden, origin,
		"pages of %s may not ask here: have the server started with --cors ORIGIN if they should").about(header)
}

// refuseForeignSite refuses what a browser sends without an Origin, such as for
// an image or a link, on behalf of a page of another origin. Clients that are
// no browsers have neither header.
//
// Old browsers do not say Sec-Fetch-Site, nor do others to a name over plain
// HTTP; the Referer then tells the page, unless that hides it. Where both are
// said, the first counts: behind the proxy of a dev server, the page is of the
// same origin to the browser, and of another here.
func (p *policy) refuseForeignSite(r *http.Request) *failure {
	sites := r.Header["Sec-Fetch-Site"]
	for _, site := range sites {
		if site != "same-origin" && site != "none" {
			return failed(http.StatusForbidden, "another page has caused this request: ask from your own, with fetch, and have the server started with --cors ORIGIN").about("Sec-Fetch-Site")
		}
	}
	if len(sites) > 0 {
		return nil
	}
	for _, page := range r.Header["Referer"] {
		if origin := originOf(page); page != "" && !p.admits(origin, r) {
			return foreign("Referer", origin)
		}
	}
	return nil
}

// originOf returns the origin of a page as browsers write it, "null" if it has
// none.
func originOf(page string) string {
	u, err := url.Parse(page)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return opaqueOrigin
	}
	return u.Scheme + "://" + u.Host
}

// admits reports whether the pages of an origin may ask: those that are listed,
// and the server's own.
func (p *policy) admits(origin string, r *http.Request) bool {
	return p.lists(origin) || origin == "http://"+r.Host
}

// lists reports whether the pages of an origin may ask. The comparison is exact,
// as browsers write an origin in one way.
func (p *policy) lists(origin string) bool { return slices.Contains(p.origins, origin) }

// knowsHost reports whether the Host of a request is one of the server: what it
// was told, localhost, or the address at which the request has arrived. A page
// whose name was pointed at this machine (DNS rebinding) still sends its name.
func (p *policy) knowsHost(r *http.Request) bool {
	name, ok := hostName(r.Host)
	if !ok {
		return false
	}
	if slices.Contains(p.hosts, name) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	return ip.IsLoopback() || ip == localAddress(r)
}

// localAddress returns the address at which a request has arrived, the zero
// value if that is unknown.
func localAddress(r *http.Request) netip.Addr {
	if a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// clientOf returns the address from which a request comes, without its port.
func clientOf(r *http.Request) string {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return a.Addr().Unmap().WithZone("").String()
}

// hostName returns the name or address of a Host header in one form: lower
// case, without port, brackets, zone and trailing dot. It reports false for what
// is none.
func hostName(host string) (string, bool) {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.Contains(host[i:], "]") {
		name, port = host[:i], host[i+1:]
	}
	if strings.ContainsFunc(port, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", false
	}
	if inside, ok := strings.CutPrefix(name, "["); ok {
		inside, ok = strings.CutSuffix(inside, "]")
		ip, err := netip.ParseAddr(inside)
		if !ok || err != nil || !ip.Is6() {
			return "", false
		}
		return ip.Unmap().WithZone("").String(), true
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.String(), ip.Is4()
	}
	return name, name != "" && !strings.ContainsAny(name, "/@?#%*:[] \\,")
}
