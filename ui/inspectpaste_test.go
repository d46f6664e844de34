package ui_test

import (
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

func TestTheNoteOnAPasteDoesNotOutliveIt(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	text := sample(t, w, "rtc", tokens.Values{"channel": "lobby"})
	d.Paste(`"` + text + `"`).Shows("repaired: quotation marks")
	d.Paste(sample(t, w, "rtm", tokens.Values{"user": "ada"})).Lacks("repaired")
}

func TestAnEmptyPasteChangesNothing(t *testing.T) {
	t.Parallel()
	for _, nothing := range []string{"", " \r\n"} {
		d, w := inspecting(t, 80, 24, "")
		d.Paste(sample(t, w, "rtm", tokens.Values{"user": "ada"})).Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Paste(nothing).Shows("lobby", "nothing was pasted").
			Press("u").Shows("ada")
	}
}

func TestOnlyWhatFListsIsPromised(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	first, then := sample(t, w, "rtc", tokens.Values{"channel": "lobby"}), sample(t, w, "rtm", tokens.Values{"user": "ada"})
	both := first + "\n" + then + "\n"
	d.Paste(both).Shows("f lists them all")
	d.Press("c").Paste(both).Shows("2 tokens were pasted: this is the first").Lacks("f lists them all")
	d.Press("d").Paste(both + strings.Repeat(" ", 16<<20)).Shows("of a shorter text, f lists all").Lacks("f lists them all")
}

// Terminals paste a carriage return for each line break.
func TestThePastedLinesAreCounted(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r", "\r\n"} {
		d, w := inspecting(t, 120, 36, "")
		d.Paste("one" + end + sample(t, w, "rtc", tokens.Values{"channel": "lobby"}) + end + sample(t, w, "rtm", tokens.Values{"user": "ada"}) + end)
		d.Press("f").Shows("3 lines read").Press("end").Shows("line 3, column 1")
		d.Paste(sample(t, w, "rtm", tokens.Values{"user": "ben"}) + end + end + sample(t, w, "rtm", tokens.Values{"user": "cleo"}))
		d.Press("end").Shows("line 3, column 1", "cleo")
	}
}

// Somebody has mixed up App ID and App Certificate: whoever has the token has
// the certificate, and no view of it shows it.
func TestACertificateInPlaceOfAnAppIDIsShownNowhere(t *testing.T) {
	t.Parallel()
	p := keystore.Demo()
	for kind, form := range map[string]tokens.Values{"rtc": {"channel": "lobby"}, "rtc-006": {"channel": "lobby", "uid": "7"}, "key-005-media": {"channel": "lobby", "uid": "7"}} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			k, ok := tokens.Default.Kind(kind)
			if !ok {
				t.Fatal("no such kind")
			}
			text, err := tokens.Default.Build(tokens.Request{
				Kind: k, AppID: p.Primary.Reveal(), Certificate: secret.New(p.AppID), Values: form, Stamp: tokens.Stamp{IssueTime: uint32(noon.Unix() - 60), Salt: 4711},
			})
			if err != nil {
				t.Fatal(err)
			}
			sizes(t, func(t *testing.T, width, height int) {
				d, w := inspecting(t, width, height, text)
				for _, key := range []string{"d", "l", "w", "c", "d", "y", "a", "s", "k", "t", "n", "f", "r"} {
					hasNot(t, d.Press("alt+"+key).Screen(), p.Primary.Reveal())
					d.Press("esc", "esc")
				}
				d.Press("c").Paste(text)
				hasNot(t, d.Screen(), p.Primary.Reveal())
				for _, copied := range w.copied {
					hasNot(t, copied, p.Primary.Reveal())
				}
			})
		})
	}
}

func TestALongVerdictIsReadWhole(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, "0123456789abcdef0123456789abcdef")
	if line := strings.Split(d.Screen(), "\n")[2]; strings.Contains(line, "…") || !strings.Contains(line, "✗") {
		t.Errorf("the verdict is cut: %s", line)
	}
}
