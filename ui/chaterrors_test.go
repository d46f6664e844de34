package ui_test

import (
	"context"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/keystore"
	"atc/ui"
	"atc/ui/safe"
	"atc/ui/uitest"
)

// refusing is a Chat whose look-ups all fail alike.
type refusing struct {
	*chatWorld
	err error
}

func (r *refusing) Connect(p keystore.Project, token chatapi.TokenSource) (ui.ChatClient, error) {
	c, err := r.chatWorld.Connect(p, token)
	return refusingClient{c, r.err}, err
}

type refusingClient struct {
	ui.ChatClient
	err error
}

func (c refusingClient) User(context.Context, string) (chatapi.User, error) {
	return chatapi.User{}, c.err
}

// columns returns what stands in each of the panes beside one another, as
// running text.
func columns(screen string) []string {
	var texts []string
	for line := range strings.Lines(screen) {
		for i, part := range strings.Split(line, "│") {
			for len(texts) <= i {
				texts = append(texts, "")
			}
			texts[i] += " " + strings.TrimSpace(part)
		}
	}
	for i := range texts {
		texts[i] = strings.Join(strings.Fields(texts[i]), " ")
	}
	return texts
}

// A word that is too long for a line is broken at any letter, and at a hyphen.
func running(text string) string { return strings.Join(strings.Fields(safe.Text(text)), " ") }

func TestEveryReasonIsToldOnTheScreenWithItsNextStep(t *testing.T) {
	t.Parallel()
	kinds := chatapi.Kinds()
	if len(kinds) < 40 {
		t.Fatalf("only %d reasons are known", len(kinds))
	}
	for _, k := range kinds {
		if k == chatapi.KindUserUnknown || k == chatapi.KindCancelled {
			continue // the one is offered to be registered, the other is what the person wanted
		}
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			w := newChatWorld(t)
			d := w.deps()
			d.Chat = &refusing{w, &chatapi.Error{Kind: k, Status: 418, Method: "GET", Path: "/users/ada"}}
			driver := uitest.New(t, ui.New(d), size[0], size[1])
			driver.Press("alt+3").Type("ada").Press("enter")
			found := false
			for _, text := range columns(driver.Screen()) {
				text = strings.ReplaceAll(text, " ", "")
				found = found || strings.Contains(text, strings.ReplaceAll(running(k.Meaning()), " ", "")) &&
					strings.Contains(text, strings.ReplaceAll(running(k.Advice()), " ", ""))
			}
			if !found {
				t.Errorf("%s: at %d columns the screen lacks %q or %q:\n%s", k, size[0], k.Meaning(), k.Advice(), driver.Screen())
			}
		}
	}
}
