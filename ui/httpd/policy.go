package httpd

import (
	"net"
	"net/http"
	"net/netip"
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
		return failed(http.StatusMisdirectedRequest,
			"Host: this server does not go by the name %q, which keeps foreign pages out: ask by its address, or have it started with --host NAME", shortened(r.Host))
	}
	origins := r.Header["Origin"]
	if len(origins) == 0 {
		return refuseForeignSite(r)
	}
	if len(origins) == 1 && (p.lists(origins[0]) || origins[0] == "http://"+r.Host) {
		return nil
	}
	return failed(http.StatusForbidden,
		"Origin: pages of %q may not ask here: have the server started with --cors ORIGIN if they should", shortened(strings.Join(origins, ", ")))
}

// refuseForeignSite refuses what a browser sends without an Origin, such as for
// an image or a link, on behalf of a page of another origin. Clients that are
// no browsers do not have the header.
func refuseForeignSite(r *http.Request) *failure {
	for _, site := range r.Header["Sec-Fetch-Site"] {
		if site != "same-origin" && site != "none" {
			return failed(http.StatusForbidden, "Sec-Fetch-Site: another page has caused this request: ask from your own, with fetch, and have the server started with --cors ORIGIN")
		}
	}
	return nil
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
