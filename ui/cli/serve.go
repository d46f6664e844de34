package cli

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"atc/ui"
)

// newServe returns the command of what others reach over the network, with a
// subcommand for each.
func (p *program) newServe() *cobra.Command {
	cmd := p.newGroup("serve COMMAND", "Serve the console over SSH, or tokens over HTTP")
	cmd.Long = "Serves what others reach over the network, until ctrl+c: the console to an audience over SSH, or tokens to the app that is being developed."
	cmd.Example = "atc serve ssh --demo --authorized-keys ~/.ssh/id_ed25519.pub\natc serve tokens --project acme-staging"
	cmd.AddCommand(p.newServeSSH(), p.newServeTokens())
	return cmd
}

// servers returns what serves, or an error where nothing does.
func (p *program) servers() (ui.Servers, error) {
	if p.Servers == nil {
		return nil, usagef("serve: this build of atc has no servers: use one that was built whole")
	}
	return p.Servers, nil
}

// untilEnded waits until a server has ended, as ctrl+c is meant to make it. Where
// that takes a while, because somebody is connected, goodbye says so.
func (p *program) untilEnded(ctx context.Context, what string, server ui.Server, goodbye func() string) error {
	said := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(said)
		if text := goodbye(); text != "" {
			p.say(text)
		}
	})
	err := server.Wait()
	if !stop() {
		<-said
	}
	if err != nil && ctx.Err() == nil {
		return storagef("%s: %w", what, err)
	}
	return nil
}

// checkListening says what is wrong with where a server is to listen, or
// returns nil.
func checkListening(address, example string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return usagef("--listen: is not an address with a port, such as %s", example)
	}
	return nil
}

// reachable returns the hosts at which others reach a server that listens at an
// address, localhost first where it listens on all of this machine, and the
// port.
func (p *program) reachable(address string) (hosts []string, port int) {
	host, digits, err := net.SplitHostPort(address)
	if err != nil {
		return []string{address}, 0
	}
	port, _ = strconv.Atoi(digits) // 0 for what has a name, which nobody listens on
	ip, err := netip.ParseAddr(host)
	if host != "" && (err != nil || !ip.IsUnspecified()) {
		return []string{host}, port
	}
	return append([]string{"localhost"}, p.hostAddresses(host != "" && ip.Is4())...), port
}

// hostAddresses returns the addresses of this machine at which others reach it:
// first those of version 4, which are all if only4 is true.
func (p *program) hostAddresses(only4 bool) (hosts []string) {
	all, err := p.addresses()
	if err != nil {
		return nil // people know their machine by other names, too
	}
	var found []netip.Addr
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		if ip := prefix.Addr().Unmap(); ip.IsGlobalUnicast() && (ip.Is4() || !only4) && !slices.Contains(found, ip) {
			found = append(found, ip)
		}
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	for _, ip := range found {
		hosts = append(hosts, ip.String())
	}
	return hosts
}

func (p *program) addresses() ([]net.Addr, error) {
	if p.Addresses != nil {
		return p.Addresses()
	}
	return net.InterfaceAddrs()
}

// sayEach prints a line to stderr for each text, the first with a word of its
// own before it.
func (p *program) sayEach(first, others string, texts []string) {
	for i, text := range texts {
		if i == 0 {
			p.say(first + text)
		} else {
			p.say(others + text)
		}
	}
}

// numberFlag returns what a flag that may be left out gives, from 1 to most: 0
// for nothing.
func numberFlag(flag, text string, most int) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, usagef("--%s: is not a whole number from 1 to %d", flag, most)
	}
	return n, nil
}
