package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"atc/chatapi"
)

// The JSON of "atc chat users status --json".
type (
	statusJSON struct {
		Username string           `json:"username"`
		Status   chatapi.Presence `json:"status,omitempty"`
		Devices  []chatDeviceJSON `json:"devices"`
		Offline  int              `json:"offline_messages"`
	}
	chatDeviceJSON struct {
		Resource string `json:"resource"`
		Name     string `json:"name,omitempty"`
		UUID     string `json:"uuid,omitempty"`
	}
)

func (p *program) newUsersStatus(f *chatFlags) *cobra.Command {
	cmd := p.onChat(f, "status USER…", "Show who is online, on which devices, and how many messages wait", 1, anyNumber, func(ctx context.Context, args []string) error {
		return p.usersStatus(ctx, f, args)
	})
	cmd.Long = "Shows of each user whether they are online, the devices that they are logged in on, and how many messages wait for them. " +
		"The name of a device is what atc chat users kick --device takes."
	return cmd
}

func (p *program) usersStatus(ctx context.Context, f *chatFlags, args []string) error {
	names, err := p.usernames(args...)
	if err != nil {
		return err
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	online, err := c.Presences(ctx, names)
	if err != nil {
		return err
	}
	longest := slices.MaxFunc(names, func(a, b string) int { return len(a) - len(b) })
	t := &columns{room: []string{shorten(longest), string(chatapi.Offline)}}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		// These two fail for a user who does not exist, for whom the first
		// request said that they are offline.
		devices, err := c.Devices(ctx, name)
		if err != nil {
			return err
		}
		waiting, err := c.OfflineMessages(ctx, name)
		if err != nil {
			return err
		}
		if f.json {
			return p.print(appendJSONLine(nil, newStatusJSON(name, online[name], devices, waiting)))
		}
		var rows [][]string
		if len(t.widths) == 0 {
			rows = append(rows, []string{"Username", "Status", "Waiting", "Devices"})
		}
		row := []string{shorten(name), orElse(shorten(string(online[name])), "unknown"), strconv.Itoa(waiting), deviceWords(devices)}
		return p.print(p.layOut(t, append(rows, row)))
	})
}

func newStatusJSON(name string, online chatapi.Presence, devices []chatapi.Device, waiting int) statusJSON {
	out := statusJSON{name, online, []chatDeviceJSON{}, waiting}
	for _, d := range devices {
		out.Devices = append(out.Devices, chatDeviceJSON{d.Resource, d.Name, d.UUID})
	}
	return out
}

// deviceWords names devices as requests do, and behind that as people do.
func deviceWords(devices []chatapi.Device) string {
	words := make([]string, len(devices))
	for i, d := range devices {
		words[i] = shorten(d.Resource)
		if d.Name != "" {
			words[i] += " (" + shorten(d.Name) + ")"
		}
	}
	return strings.Join(words, ", ")
}
