package ui

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"atc/tokens"
	"atc/ui/safe"
)

// What an address to listen on means, and what may stand in the fields of the
// Serve screen. Nothing here looks anything up.

// reach says from where a server can be reached.
type reach int

const (
	reachHere reach = iota // from this machine alone
	reachOne               // at one address of this machine
	reachAll               // at all of them
)

// reachOf returns from where a server can be reached that listens on a good
// address. A name other than localhost may be any address.
func reachOf(listen string) reach {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "localhost" {
		return reachHere
	}
	a, err := netip.ParseAddr(host)
	switch {
	case host == "" || err == nil && a.Unmap().IsUnspecified():
		return reachAll
	case err == nil && a.Unmap().IsLoopback():
		return reachHere
	}
	return reachOne
}

// checkListen says why a server cannot listen on an address.
func checkListen(text string) error {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return errors.New("not host:port: write 127.0.0.1:8090, or :8090 for every address of this machine")
	}
	if err := checkPort(port); err != nil {
		return err
	}
	return checkHostName(host)
}

// checkPort says why a text is no port.
func checkPort(port string) error {
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q is no port: it is a number up to 65535", cut(safe.Text(port), 20))
	}
	return nil
}

// checkHostName says why a text is neither the name nor the address of a
// machine. It may be empty.
func checkHostName(host string) error {
	if host == "" {
		return nil
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if host = a.Zone(); host == "" {
			return nil
		}
	}
	const longestName = 253 // of DNS
	for _, r := range host {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.' && r != '_' {
			return fmt.Errorf("%q is no name or address of a machine", cut(safe.Text(host), 40))
		}
	}
	if len(host) > longestName {
		return errors.New("the name of a machine has at most 253 characters")
	}
	return nil
}

// sshLine returns what a visitor types, with HOST where the address does not
// say how others call this machine.
func sshLine(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "ssh " + shellQuote(address)
	}
	if reachOf(address) == reachAll {
		host = placeholderHost
	}
	if port == "22" {
		return "ssh " + host
	}
	return "ssh -p " + port + " " + host
}

// placeholderHost stands where others put the name of this machine.
const placeholderHost = "HOST"

// checkHosts says which of several names cannot be the host of a request.
func checkHosts(text string) error {
	names, err := tokens.ParseList(text)
	if err != nil {
		return err
	}
	for _, n := range names {
		host := n
		if h, port, err := net.SplitHostPort(n); err == nil && checkPort(port) == nil {
			host = h
		}
		if err := checkHostName(host); err != nil || host == "" {
			return fmt.Errorf("%q is no name of a machine: write it without https:// and path", cut(safe.Text(n), 40))
		}
	}
	return nil
}

// checkOrigins says which of several texts is no origin that a page can have.
func checkOrigins(text string) error {
	all, err := tokens.ParseList(text)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o == "*" || o == "null" {
			return fmt.Errorf("%s would let every page ask for tokens: name the origin of yours, such as http://localhost:3000", o)
		}
		u, err := url.Parse(o)
		if err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o {
			return fmt.Errorf("%q is no origin: it looks like http://localhost:3000, with nothing behind it", cut(safe.Text(o), 40))
		}
	}
	return nil
}

// checkCount returns a check for a whole number from 1 to most.
func checkCount(most int) func(string) error {
	return func(text string) error {
		if n, err := strconv.Atoi(text); err != nil || n < 1 || n > most {
			return fmt.Errorf("not a number from 1 to %d", most)
		}
		return nil
	}
}

// checkSpan returns a check for a time of so many seconds.
func checkSpan(least, most uint32) func(string) error {
	return func(text string) error {
		n, err := tokens.ParseLifetime(strings.TrimSpace(text))
		if err != nil || n < least || n > most {
			return fmt.Errorf("not a time from %s to %s: write 15m, 4h or seconds", Lasting(int64(least)), Lasting(int64(most)))
		}
		return nil
	}
}
