package chatapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ForceOffline logs a user out of all devices.
func (c *Client) ForceOffline(ctx context.Context, name string) error {
	// A GET that has an effect: the pages of the call, the server SDK and
	// Shengwang agree on it, against one table that says POST.
	return c.change(ctx, "logging %s out", name, http.MethodGet, nil, nil, "disconnect")
}

// ForceDeviceOffline logs a user out of one device, the Resource of a
// [Device]. A resource that would change which path is meant is refused with
// an [*Error] of [KindNameUnsafe]: without its last part, the request would
// delete the user.
func (c *Client) ForceDeviceOffline(ctx context.Context, name, resource string) error {
	doing := "logging %s out of " + strings.ReplaceAll(oneLine(resource), "%", "%%")
	if err := checkResource(resource); err != nil {
		return unsent(fmt.Sprintf(doing, oneLine(name)), KindNameUnsafe, err)
	}
	return c.change(ctx, doing, name, http.MethodDelete, nil, nil, "disconnect", resource)
}

// checkResource says what is wrong with the name of a device. Gateways differ
// in what they decode before they look at a path, so what may become a slash
// or a step up is refused even where it would be escaped.
func checkResource(resource string) error {
	switch {
	case resource == "":
		return errors.New("the name of the device is missing: take it from the list of the user's devices")
	case !segment(resource):
		return errors.New("the name of the device has characters that a path cannot hold safely: take it from the list of the user's devices")
	}
	return nil
}

// Devices returns where a user is logged in.
func (c *Client) Devices(ctx context.Context, name string) ([]Device, error) {
	call, err := named("listing the devices of %s", name, http.MethodGet, "resources")
	if err != nil {
		return nil, err
	}
	call.needs = "data"
	a, _, err := c.do(ctx, call)
	if err != nil {
		return nil, err
	}
	var devices []Device
	for _, o := range a.fields.objects("data") {
		d := Device{Resource: o.text("res"), Name: o.text("device_name"), UUID: o.text("device_uuid")}
		if d != (Device{}) {
			devices = append(devices, d)
		}
	}
	return devices, nil
}

// Presence says whether a user is online, "" where the service does not say.
func (c *Client) Presence(ctx context.Context, name string) (Presence, error) {
	call, err := named("asking whether %s is online", name, http.MethodGet, "status")
	if err != nil {
		return "", err
	}
	call.needs = "data"
	a, _, err := c.do(ctx, call)
	if err != nil {
		return "", err
	}
	return presence(asText(a.fields.byName("data")[strings.Map(lower, name)])), nil
}

// Presences says which of any number of users are online, by their names in
// lower case. The service does not look whether they are registered: it says
// of one who is not that they are offline. A user whom it says nothing of is
// not in the map. Each request asks for [MaxStatuses] users.
func (c *Client) Presences(ctx context.Context, names []string) (map[string]Presence, error) {
	clean := make([]string, 0, len(names))
	for _, name := range names {
		n, err := Username(name)
		if err != nil {
			return nil, unsent("asking whether "+oneLine(name)+" is online", usernameKind(name), err)
		}
		clean = append(clean, n)
	}
	slices.Sort(clean)
	found := make(map[string]Presence, len(clean))
	for some := range slices.Chunk(slices.Compact(clean), MaxStatuses) {
		call := call{
			doing: "asking whether " + count(len(some), "user is", "users are") + " online", method: http.MethodPost,
			path: "/users/batch/status", content: statusContent(some), batch: true, needs: "data",
		}
		a, _, err := c.do(ctx, call)
		if err != nil {
			return nil, err
		}
		said := a.fields.byName("data")
		for _, name := range some {
			if p := presence(asText(said[name])); p != "" {
				found[name] = p
			}
		}
	}
	return found, nil
}

// presence returns what a status is, "" for one that is not documented.
func presence(status string) Presence {
	switch p := Presence(strings.ToLower(status)); p {
	case Online, Offline:
		return p
	}
	return ""
}

// OfflineMessages returns how many messages wait for a user to come online.
func (c *Client) OfflineMessages(ctx context.Context, name string) (int, error) {
	call, err := named("counting the offline messages of %s", name, http.MethodGet, "offline_msg_count")
	if err != nil {
		return 0, err
	}
	call.needs = "data"
	a, _, err := c.do(ctx, call)
	if err != nil {
		return 0, err
	}
	n, ok := asNumber(a.fields.byName("data")[strings.Map(lower, name)])
	if !ok || n < 0 {
		return 0, c.lacking(call, a, "count of messages")
	}
	return int(n), nil
}

// count returns a number with the words that go with it.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
