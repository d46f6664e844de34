package httpd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// resolve returns the addresses that a server listens on, the first of which
// must be had. "localhost" is both of IPv4 and IPv6, as clients take either;
// another name is its first address, of IPv4 if it has one.
func resolve(ctx context.Context, listen string) ([]netip.AddrPort, error) {
	host, portText, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address to listen on: give one with a port, such as 127.0.0.1:8090", listen)
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("%q has no port from 0 to 65535: give an address such as 127.0.0.1:8090, 0 for any port that is free", listen)
	}
	at := func(all ...netip.Addr) (found []netip.AddrPort, err error) {
		for _, a := range all {
			found = append(found, netip.AddrPortFrom(a.Unmap(), uint16(port)))
		}
		return found, nil
	}
	if host == "" {
		return at(netip.IPv6Unspecified()) // of both
	}
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return at(netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback())
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return at(ip)
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("no address is known for %q: listen on one of this machine, such as 127.0.0.1:%d", host, port)
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return a.Unmap().BitLen() - b.Unmap().BitLen() })
	return at(found[0])
}

// listenOn listens on addresses, of which all but the first may be missing on
// this machine. None may be another program's: clients that take that address
// would get their tokens there. Port 0 of the first is the same for the others,
// and leaves out what is not free there.
func listenOn(ctx context.Context, addresses []netip.AddrPort) ([]net.Listener, error) {
	var all []net.Listener
	for _, a := range addresses {
		if len(all) > 0 {
			a = netip.AddrPortFrom(a.Addr(), portOf(all[0].Addr()))
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, network(a.Addr()), written(a))
		if err != nil && (len(all) == 0 || addresses[0].Port() != 0 && isOf(err, syscall.EADDRINUSE, windowsInUse)) {
			for _, l := range all {
				_ = l.Close() // nothing was accepted
			}
			return nil, explainListen(a, err)
		}
		if err == nil {
			all = append(all, l)
		}
	}
	return all, nil
}

// network is that of an address: [::] is IPv4, too, and 0.0.0.0 is not IPv6.
func network(a netip.Addr) string {
	if a.Is4() {
		return "tcp4"
	}
	return "tcp"
}

// written returns an address as package net takes it: [::] without the address,
// so that it is 0.0.0.0 on a machine without IPv6.
func written(a netip.AddrPort) string {
	if a.Addr() == netip.IPv6Unspecified() {
		return net.JoinHostPort("", strconv.Itoa(int(a.Port())))
	}
	return a.String()
}

func portOf(a net.Addr) uint16 {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort().Port()
	}
	return 0
}

// The numbers of errors on Windows, for which package syscall has other values.
const (
	windowsAccess       syscall.Errno = 10013
	windowsInUse        syscall.Errno = 10048
	windowsNotAvailable syscall.Errno = 10049
)

// explainListen says what to do where an address cannot be listened on.
func explainListen(a netip.AddrPort, err error) error {
	switch {
	case isOf(err, syscall.EADDRINUSE, windowsInUse):
		return fmt.Errorf("port %d of %s is in use by another program: stop it, or listen on another port, 0 for any that is free: %w", a.Port(), a.Addr(), err)
	case isOf(err, syscall.EADDRNOTAVAIL, windowsNotAvailable):
		return fmt.Errorf("this machine has no address %s: listen on 127.0.0.1, or on 0.0.0.0 for all that it has: %w", a.Addr(), err)
	case isOf(err, syscall.EACCES, windowsAccess):
		return fmt.Errorf("port %d may not be used by this user: choose one from 1024 on, such as 8090: %w", a.Port(), err)
	}
	return fmt.Errorf("listening on %s: %w", a, err)
}

// isOf reports whether an error of the system has one of the numbers.
func isOf(err error, numbers ...syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool { return errors.Is(err, n) })
}

// reachesOthers reports whether other machines can reach what listens there.
func reachesOthers(a netip.AddrPort) bool { return !a.Addr().IsLoopback() }

// reachable returns the URLs at which a server can be reached that listens on
// addresses, those of this machine first.
func reachable(listeners []net.Listener) []string {
	var hosts []string
	port := portOf(listeners[0].Addr())
	for _, l := range listeners {
		a := l.Addr().(*net.TCPAddr).AddrPort().Addr().Unmap()
		if !a.IsUnspecified() {
			hosts = append(hosts, a.WithZone("").String())
			continue
		}
		hosts = append(hosts, "127.0.0.1")
		hosts = append(hosts, interfaces(a.Is4())...)
	}
	urls := make([]string, len(hosts))
	for i, h := range hosts {
		urls[i] = "http://" + net.JoinHostPort(h, strconv.Itoa(int(port)))
	}
	return urls
}

// interfaces returns the addresses by which others reach this machine, without
// those that need a zone. None are known if the system does not tell.
func interfaces(only4 bool) []string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var found4, found6 []string
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		ip := prefix.Addr().Unmap()
		switch {
		case err != nil || ip.IsLoopback() || ip.IsLinkLocalUnicast():
		case ip.Is4():
			found4 = append(found4, ip.String())
		case !only4:
			found6 = append(found6, ip.String())
		}
	}
	return append(found4, found6...)
}
