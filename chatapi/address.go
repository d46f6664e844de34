package chatapi

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// An Address says where the Chat of one app is.
type Address struct {
	// Host is the REST host of the app's data centre, such as
	// a41.chat.agora.io, with a port where it has one of its own.
	Host string
	// AppID is the Agora App ID. Requests are addressed by it unless there is
	// an AppKey.
	AppID string
	// AppKey is OrgName#AppName, or "".
	AppKey string
}

// ErrNoHost says that nobody has told where the Chat of a project is.
var ErrNoHost = errors.New("the project has no Chat REST host: copy it from the Agora Console, Chat, Application Information, REST API")

// Check returns an error for an address that no request can be made to:
// [ErrNoHost], or what is wrong with one of its parts.
func (a Address) Check() error {
	if a.Host == "" {
		return ErrNoHost
	}
	u, err := url.Parse("https://" + a.Host)
	if err != nil || u.Host != a.Host || u.Hostname() == "" {
		return errors.New("the Chat REST host is not a host name: give it as the Agora Console shows it under REST API, such as a41.chat.agora.io")
	}
	if a.AppKey == "" {
		switch {
		case a.AppID == "":
			return errors.New("there is neither an App ID nor an AppKey: copy one from the Agora Console")
		case !segment(a.AppID):
			return errors.New("the App ID has characters that no App ID has: copy it from the Agora Console")
		}
		return nil
	}
	if org, app, ok := strings.Cut(a.AppKey, "#"); !ok || !segment(org) || !segment(app) {
		return errors.New("the AppKey is not of the form OrgName#AppName: copy it from the Chat page of the Agora Console")
	}
	return nil
}

// segment reports whether a text can be a part of a path and no other: some
// gateways take apart what is escaped.
func segment(s string) bool {
	return strings.Trim(s, ".") != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\%?#;`, r)
	})
}

// Base returns what every URL of the app begins with, without a slash at the
// end. It is HTTPS unless the host is this machine.
func (a Address) Base() string {
	scheme := "https"
	if a.Loopback() {
		scheme = "http"
	}
	return scheme + "://" + a.Host + a.Prefix()
}

// Prefix returns what every path of the app begins with: /app-id/ and the App
// ID, or /OrgName/AppName where there is an AppKey.
func (a Address) Prefix() string {
	if org, app, ok := strings.Cut(a.AppKey, "#"); ok {
		return "/" + url.PathEscape(org) + "/" + url.PathEscape(app)
	}
	return "/app-id/" + url.PathEscape(a.AppID)
}

// ByAppKey reports whether requests are addressed by the AppKey.
func (a Address) ByAppKey() bool { return a.AppKey != "" }

// Loopback reports whether the host is this machine, where plain HTTP shows a
// token to nobody else.
func (a Address) Loopback() bool {
	host := a.Host
	if h, _, err := net.SplitHostPort(a.Host); err == nil {
		host = h
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

// String returns the host and how the app is named on it.
func (a Address) String() string {
	if a.ByAppKey() {
		return fmt.Sprintf("%s, AppKey %s", a.Host, a.AppKey)
	}
	return fmt.Sprintf("%s, App ID %s", a.Host, a.AppID)
}
