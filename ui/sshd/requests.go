package sshd

import (
	gossh "golang.org/x/crypto/ssh"
)

// longestCommand is how many bytes a command line may have.
const longestCommand = 64 << 10

// sieve passes the requests of a client on, as far as they ask for what is
// served here, and answers the others itself. It returns when the channel has
// ended, and ends the session then.
//
// What it passes on is what the library may see: sizes within bounds, a
// terminal with a plain name, a few harmless variables. A change of size is
// never passed on, since the library stops the whole connection until it is
// taken.
func (ch *channel) sieve(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	defer ch.cancel(errLeft)
	for req := range in {
		if ch.sift(req) {
			select {
			case out <- req:
			case <-ch.gone:
				_ = req.Reply(false, nil)
			}
		}
	}
}

// sift reports whether a request is to be passed on. It has answered it
// otherwise.
func (ch *channel) sift(req *gossh.Request) bool {
	ok := false
	switch req.Type {
	case "pty-req":
		if ch.wantTerminal(req) {
			return true
		}
	case "env":
		if ch.wantSetting(req) {
			return true
		}
	case "shell", "exec":
		if ch.wantStart(req) {
			return true
		}
	case "window-change":
		ok = ch.resize(req.Payload)
	case "signal":
		ok = ch.signal(req.Payload)
	}
	_ = req.Reply(ok, nil)
	return false
}

func (ch *channel) wantTerminal(req *gossh.Request) bool {
	var asked ptyRequest
	if ch.started || ch.hasTerminal || gossh.Unmarshal(req.Payload, &asked) != nil {
		return false
	}
	w, h := clampSize(asked.Width, asked.Height)
	asked.Terminal, asked.Width, asked.Height = terminalType(asked.Terminal), uint32(w), uint32(h)
	req.Payload = asked.marshal()
	ch.hasTerminal, ch.terminal = true, asked.Terminal
	ch.setSize(w, h)
	return true
}

func (ch *channel) wantSetting(req *gossh.Request) bool {
	var asked setting
	if ch.started || len(ch.environ) >= mostVariables || gossh.Unmarshal(req.Payload, &asked) != nil || !asked.accepted() {
		return false
	}
	ch.environ = append(ch.environ, asked.Name+"="+asked.Value)
	return true
}

func (ch *channel) wantStart(req *gossh.Request) bool {
	var command struct{ Line string }
	if ch.started || req.Type == "exec" && gossh.Unmarshal(req.Payload, &command) != nil || len(command.Line) > longestCommand {
		return false
	}
	ch.started, ch.command = true, command.Line
	return true
}

func (ch *channel) resize(payload []byte) bool {
	var asked windowChange
	if !ch.hasTerminal || gossh.Unmarshal(payload, &asked) != nil {
		return false
	}
	ch.setSize(clampSize(asked.Width, asked.Height))
	return true
}

// signal ends the session where a signal would have ended a program.
func (ch *channel) signal(payload []byte) bool {
	var asked struct{ Name string }
	if gossh.Unmarshal(payload, &asked) != nil {
		return false
	}
	switch gossh.Signal(asked.Name) {
	case gossh.SIGHUP, gossh.SIGINT, gossh.SIGKILL, gossh.SIGQUIT, gossh.SIGTERM:
		ch.cancel(errLeft)
		return true
	}
	return false
}
