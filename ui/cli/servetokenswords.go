package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui"
	"atc/ui/safe"
)

// A tokensJSON is what "atc serve tokens --json" prints once it listens. The key
// and the base URLs that hold it are there only where requests need it.
type tokensJSON struct {
	URL       string         `json:"url"`
	URLs      []string       `json:"urls"`
	Key       string         `json:"key,omitempty"`
	Bases     []string       `json:"base_urls"`
	Project   string         `json:"project"`
	AppID     string         `json:"app_id"`
	Demo      bool           `json:"demo"`
	Version   tokens.Version `json:"version"`
	AppTokens bool           `json:"app_tokens"`
}

// tellTokens says where tokens are served, and how that is tried. The bearer key
// was made to be told, once.
func (p *program) tellTokens(server ui.TokenServer, o *ui.TokenOptions, called string, f *serveTokensFlags) error {
	urls, key := server.URLs(), server.Key().Reveal()
	bases := urls
	if key != "" {
		bases = make([]string, len(urls))
		for i, base := range urls {
			bases[i] = base + "/k/" + url.PathEscape(key)
		}
	}
	demo := o.Project.IsDemo()
	if f.chat.json {
		told := tokensJSON{urls[0], urls, key, bases, o.Project.Name, o.Project.AppID, demo, tokens.Version(f.version), o.AppTokens}
		if err := p.print(appendJSONLine(nil, told)); err != nil {
			return err
		}
	}
	p.sayEach("for development only: tokens of "+called+" are served on ", "and on ", urls)
	shownKey := key
	if key != "" {
		p.warn("others reach it, over plain HTTP: who reads along sees tokens and the key, so use it only where you trust the network")
		if f.chat.json {
			shownKey = "$KEY"
		} else {
			p.say("requests need this key, as Authorization: Bearer " + key)
			p.say("or as part of the base URL: " + bases[0])
		}
	}
	if o.AppTokens {
		p.warn("app tokens are served, too: who can ask administers the whole app")
	}
	if line := curlLine(server, urls[0], shownKey); line != "" {
		p.say("try: " + line)
	}
	all := urls[0]
	if shownKey != "" {
		all += "/k/" + shownKey
	}
	p.say("all that can be asked for: " + all + "/openapi.json")
	p.say("ctrl+c ends it")
	return nil
}

// curlLine returns how a token is asked for in a first try, or "" if nothing can
// be.
func curlLine(server ui.TokenServer, base, key string) string {
	for _, e := range server.Endpoints() {
		if e.Off || e.Target == "" {
			continue
		}
		line := "curl"
		if key != "" {
			line += ` -H "Authorization: Bearer ` + key + `"`
		}
		if e.Method != http.MethodGet && e.Body == "" {
			line += " -X " + e.Method
		}
		if e.Body != "" {
			line += " -H 'Content-Type: application/json' -d '" + strings.ReplaceAll(e.Body, "'", `'\''`) + "'"
		}
		return line + " '" + base + e.Target + "'"
	}
	return ""
}

// requestWords returns the line of a log about a request. What the client sent is
// cut where it is longer than names are: nothing of a token may stand there.
func requestWords(r ui.TokenRequest) string {
	line := fmt.Sprintf("%s %s %s %s: %d", clock(r.Time), shorten(r.Client), shorten(r.Method), shorten(r.Path), r.Status)
	var about []string
	if r.Kind != "" {
		about = append(about, shorten(r.Kind))
	}
	if r.User != "" {
		about = append(about, "for "+shorten(r.User))
	}
	if r.Channel != "" {
		about = append(about, "in "+shorten(r.Channel))
	}
	if len(about) > 0 {
		line += " " + strings.Join(about, " ")
	}
	if r.Problem != "" {
		const longest = 200
		line += ", " + shortened(safe.Text(r.Problem), longest)
	}
	if left := r.Ends.Sub(r.Time); !r.Ends.IsZero() {
		line += ", lives " + ui.Lasting(int64((left+time.Second-1)/time.Second))
	}
	return line + ", took " + r.Took.Round(time.Microsecond).String()
}
