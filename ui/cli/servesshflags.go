package cli

import (
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"atc/tokens"
	"atc/ui"
)

// sshFlags are the flags of "atc serve ssh".
type sshFlags struct {
	listen, keys, hostKey string
	share                 string
	admin, demo           bool
	sessions, perKey      string
	rate, idle, total     string
	quiet, json           bool
}

// The flags of "atc serve ssh" that its messages name.
const (
	flagListen = "listen"
	flagKeys   = "authorized-keys"
	flagShare  = "share"
	flagAdmin  = "share-admin"
)

func (p *program) addSSHFlags(cmd *cobra.Command, f *sshFlags) {
	fs := cmd.Flags()
	fs.Var(newText(&f.listen, "ADDRESS"), flagListen, "where to listen; port 0 is any that is free (default: "+ui.DefaultSSHAddress+")")
	fs.Var(newText(&f.keys, "FILE"), flagKeys, "the public keys that may log in, one a line, as in ~/.ssh/authorized_keys (required)")
	fs.Var(newText(&f.share, "NAME"), flagShare, "the stored project that visitors build tokens with")
	fs.BoolVar(&f.admin, flagAdmin, false, "allow app tokens, any lifetime and Chat with it, too")
	fs.BoolVar(&f.demo, flagDemo, false, "share nothing: visitors have the demo project only, as without --share")
	fs.Var(newText(&f.hostKey, "FILE"), "host-key", "the private key of this server, made if it is missing; default: one below the state folder")
	fs.Var(newText(&f.sessions, "N"), "max-sessions", "how many visitors there may be at a time (default: "+ui.DefaultSSHSessions+")")
	fs.Var(newText(&f.perKey, "N"), "max-per-key", "how many of them with the same key (default: "+ui.DefaultSSHPerKey+")")
	fs.Var(newText(&f.rate, "N"), "rate", "how many connections a second from one address (default: "+ui.DefaultSSHRate+")")
	fs.Var(newText(&f.idle, "TIME"), "idle", "how long a visitor may press no key (default: "+ui.DefaultSSHIdle+")")
	fs.Var(newText(&f.total, "TIME"), "total", "how long a visit may last (default: "+ui.DefaultSSHTotal+")")
	fs.BoolVar(&f.quiet, "quiet", false, "do not log who comes and goes")
	fs.BoolVar(&f.json, "json", false, "print one JSON object once it listens")
	for _, flag := range []string{flagListen, "max-sessions", "max-per-key", "rate", "idle", "total"} {
		p.completes(cmd, flag, cobra.NoFileCompletions)
	}
	p.completes(cmd, flagShare, p.completeProject)
}

// check refuses flags that are missing or do not go together.
func (f *sshFlags) check(p *program) error {
	switch {
	case f.keys == "":
		return usagef("serve ssh: --%s FILE is missing: only the public keys in it may log in; use ~/.ssh/id_ed25519.pub for your own, which ssh-keygen -t ed25519 makes", flagKeys)
	case f.keys == stdin || f.hostKey == stdin:
		return usagef("serve ssh: --%s and --host-key take files, not stdin: they are read again later", flagKeys)
	case p.global.project != "":
		return usagef("serve ssh: --%s shares nothing: use --%s NAME for visitors to build tokens with it", flagProject, flagShare)
	case f.demo && (f.share != "" || p.global.keystore != "" || p.global.passphraseFile != ""):
		return usagef("serve ssh: --%s reads none of your projects: leave out --%s, --%s and --%s", flagDemo, flagShare, flagKeystore, flagPassphraseFile)
	case f.admin && f.share == "":
		return usagef("serve ssh: --%s goes with --%s NAME: no project is shared", flagAdmin, flagShare)
	case f.share == "" && (p.global.keystore != "" || p.global.passphraseFile != ""):
		return usagef("serve ssh: --%s and --%s go with --%s NAME: otherwise no project is read", flagKeystore, flagPassphraseFile, flagShare)
	}
	return checkListening(f.listen, ui.DefaultSSHAddress)
}

// limits returns what the flags say of them.
func (f *sshFlags) limits() (l ui.SSHLimits, err error) {
	const most, mostRate = 10000, 1000
	if l.Sessions, err = numberFlag("max-sessions", f.sessions, most); err != nil {
		return l, err
	}
	if l.PerKey, err = numberFlag("max-per-key", f.perKey, most); err != nil {
		return l, err
	}
	if f.rate != "" {
		l.Rate, err = strconv.ParseFloat(f.rate, 64)
		if err != nil || math.IsNaN(l.Rate) || l.Rate <= 0 || l.Rate > mostRate {
			return l, usagef("--rate: is not a number above 0, up to %d", mostRate)
		}
	}
	if l.Idle, err = durationFlag("idle", f.idle); err != nil {
		return l, err
	}
	l.Total, err = durationFlag("total", f.total)
	return l, err
}

// durationFlag returns what a flag that may be left out gives: 0 for nothing.
func durationFlag(flag, text string) (time.Duration, error) {
	const least, most = 10, 30 * tokens.MaxLifetime
	if text == "" {
		return 0, nil
	}
	seconds, err := tokens.ParseLifetime(text)
	if err != nil || seconds < least || seconds > most {
		return 0, usagef("--%s: is not a time from 10s to 30d, such as 15m", flag)
	}
	return time.Duration(seconds) * time.Second, nil
}
