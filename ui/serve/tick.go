package serve

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// ticks returns what waits for the console of a visitor, until its session ends.
// Those of Bubble Tea wait to their end, and keep the console of a visitor who
// has left in memory as long: whoever came and went quickly would fill it.
func ticks(ctx context.Context) func(time.Duration, func(time.Time) tea.Msg) tea.Cmd {
	return func(d time.Duration, then func(time.Time) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			t := time.NewTimer(d)
			defer t.Stop()
			select {
			case now := <-t.C:
				return then(now)
			case <-ctx.Done():
				return nil
			}
		}
	}
}
