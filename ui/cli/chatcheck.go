package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/ui/safe"
)

func (p *program) newChatCheck(f *chatFlags) *cobra.Command {
	cmd := p.onChat(f, "check", "Try the connection to the Chat of a project step by step", 0, 0, func(ctx context.Context, _ []string) error {
		return p.chatCheck(ctx, f)
	})
	cmd.Long = "Tries the way to the Chat of a project: name of the host, connection, TLS, App ID or AppKey, the app token, and how far apart the clocks are. " +
		"It changes nothing. Exits with 3 if a step fails."
	return cmd
}

// The JSON of "atc chat check --json".
type (
	chatCheckJSON struct {
		Host   string         `json:"host"`
		AppID  string         `json:"app_id"`
		AppKey string         `json:"app_key,omitempty"`
		OK     bool           `json:"ok"`
		Steps  []chatStepJSON `json:"steps"`
	}
	chatStepJSON struct {
		Name   string     `json:"name"`
		State  string     `json:"state"`
		Result string     `json:"result,omitempty"`
		Advice string     `json:"advice,omitempty"`
		Took   float64    `json:"milliseconds"`
		Skew   *float64   `json:"skew_seconds,omitempty"` // how far the service's clock is ahead
		Error  *errorJSON `json:"error,omitempty"`
	}
)

func (p *program) chatCheck(ctx context.Context, f *chatFlags) error {
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	address := c.Address()
	out := chatCheckJSON{Host: address.Host, AppID: c.appID, AppKey: address.AppKey, Steps: []chatStepJSON{}}
	if !f.json {
		if err := p.print([]byte(safe.Text(address.String()) + "\n")); err != nil {
			return err
		}
	}
	var printing error
	failed := c.CheckConnection(ctx, func(s chatapi.Step) {
		if s.State == chatapi.StepRunning {
			return
		}
		out.Steps = append(out.Steps, newChatStepJSON(s))
		if !f.json && printing == nil {
			printing = p.print(p.stepReport(s))
		}
	})
	if printing != nil || errors.Is(failed, context.Canceled) {
		return errors.Join(printing, failed)
	}
	if out.OK = failed == nil; f.json {
		if err := p.print(appendJSONLine(nil, out)); err != nil {
			return err
		}
	} else if out.OK {
		if err := p.print([]byte("The connection is in order.\n")); err != nil {
			return err
		}
	}
	if failed != nil {
		return f.requestFailed(fmt.Errorf("chat check: %w", failed))
	}
	return nil
}

// stepReport returns a step on one line, and below it what to do about it.
func (p *program) stepReport(s chatapi.Step) []byte {
	g := p.newPage()
	mark := map[chatapi.StepState]string{chatapi.StepGood: "✓", chatapi.StepWarning: "!", chatapi.StepFailed: "✗"}[s.State]
	name := safe.Text(s.Name)
	const column = 10 // the longest of the names that the client gives steps
	line := orElse(mark, "·") + " " + name + strings.Repeat(" ", max(column-utf8.RuneCountInString(name), 0))
	if s.Took > 0 {
		line += fmt.Sprintf("  %6s", tookWords(s.Took))
	} else {
		line += "        "
	}
	g.b.WriteString(strings.TrimRight(line+"  "+safe.Text(orElse(s.Result, s.State.String())), " ") + "\n")
	if s.Advice != "" {
		g.paragraph(4, safe.Text(s.Advice))
	}
	return g.text()
}

func newChatStepJSON(s chatapi.Step) chatStepJSON {
	out := chatStepJSON{Name: s.Name, State: s.State.String(), Result: s.Result, Advice: s.Advice, Took: float64(s.Took.Microseconds()) / 1000, Error: newErrorJSON(s.Err)}
	if s.HasSkew {
		skew := s.Skew.Seconds()
		out.Skew = &skew
	}
	return out
}
