package chatapi

import (
	"net/url"
	"strings"
)

// A DataCentre is where the Chat of an app is kept. It cannot be changed once
// Chat is enabled.
type DataCentre struct {
	Name   string
	Host   string // of the REST API
	Socket string // of the SDKs, which people take for the REST host
}

// DataCentres returns those that Agora names in its list of IP addresses to
// allow. Private ones exist besides, so a host of another name is no mistake.
func DataCentres() []DataCentre {
	return []DataCentre{
		{"United States (Virginia)", "a41.chat.agora.io", "msync-api-41.chat.agora.io"},
		{"Singapore", "a61.chat.agora.io", "msync-api-61.chat.agora.io"},
		{"Germany (Frankfurt)", "a71.chat.agora.io", "msync-api-71.chat.agora.io"},
		{"China (Beijing zone 1)", "a1.chat.agora.io", "im-api-wechat.chat.agora.io"},
		{"China (Beijing VIP 6)", "a1-vip6.chat.agora.io", "im-api-wechat-vip6.chat.agora.io"},
	}
}

// CleanHost returns the host in what a person has entered for one: without
// blanks, scheme and path. Where that is the WebSocket address of a data
// centre, it returns the REST host beside it, and true.
func CleanHost(text string) (host string, wasSocket bool) {
	host = strings.TrimSpace(text)
	for _, scheme := range []string{"https://", "http://", "wss://", "ws://"} {
		if len(host) >= len(scheme) && strings.EqualFold(host[:len(scheme)], scheme) {
			host = host[len(scheme):]
			break
		}
	}
	if u, err := url.Parse("https://" + host); err == nil && u.User == nil {
		host = u.Host
	}
	host = strings.ToLower(host)
	for _, d := range DataCentres() {
		if host == d.Socket {
			return d.Host, true
		}
	}
	return host, false
}

// SuggestHost returns the REST host that an AppKey hints at: its OrgName starts
// with the number of the data centre in most public examples. It is a guess to
// start from, never a proof, and "" where there is no hint.
func SuggestHost(appKey string) string {
	org, _, _ := strings.Cut(appKey, "#")
	for _, number := range []string{"41", "61", "71"} {
		if strings.HasPrefix(org, number) && len(org) > len(number) {
			return "a" + number + ".chat.agora.io"
		}
	}
	return ""
}
