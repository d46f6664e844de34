package cli_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"
)

func TestEveryVectorIsAnsweredWithOneLineOfJSON(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	r := command(t)
	r.deps.In = strings.NewReader(asLines(all, "\n"))
	r.exec("decode", "--json", "-")
	if r.code != cli.ExitNegative {
		t.Errorf("exit code %d", r.code)
	}
	lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	if len(lines) != len(all) {
		t.Fatalf("%d lines for %d tokens", len(lines), len(all))
	}
	for i, v := range all {
		var got struct {
			Version  tokens.Version
			Error    *struct{ Code, Message string }
			Outcome  tokens.Outcome
			Verdict  string
			Findings *[]any
		}
		d := json.NewDecoder(strings.NewReader(lines[i]))
		if err := d.Decode(&got); err != nil {
			t.Errorf("%s: %v: %.300s", v.id, err, lines[i])
		}
		read := tokens.Default.Read(strings.TrimSpace(strings.ReplaceAll(v.text, "\n", " ")))
		if read.Token != nil && read.Token.Version != got.Version || (read.Err != nil) != (got.Error != nil) || got.Error != nil && (got.Error.Code == "" || got.Error.Message == "") {
			t.Errorf("%s: answered with %.300s", v.id, lines[i])
		}
		if got.Outcome == "" || got.Verdict == "" || got.Findings == nil || got.Error != nil && got.Outcome != tokens.WouldBeRefused {
			t.Errorf("%s: judged as %.300s", v.id, lines[i])
		}
	}
}

func TestEveryVectorIsAnsweredWithOneLineOfText(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	r := command(t)
	r.deps.In = strings.NewReader(strings.TrimSuffix(asLines(all, "\r\n"), "\r\n"))
	r.exec("decode")
	if n := strings.Count(r.out, "\n"); n != len(all) || r.code != cli.ExitNegative {
		t.Errorf("%d lines for %d tokens, exit code %d", n, len(all), r.code)
	}
}

func TestALineThatIsTooLongIsAnsweredLikeAToken(t *testing.T) {
	t.Parallel()
	long := "007" + strings.Repeat("A", 10<<20)
	_, want := tokens.Default.Decode(long)
	r := command(t)
	r.deps.In = strings.NewReader(long)
	r.exec("decode", "--json", "-")
	message, err := json.Marshal(want.Error())
	if err != nil || !strings.Contains(r.out, `"error":{"code":"too_large","message":`+string(message)) || r.code != cli.ExitNegative {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
	r.exec("decode", "--json", long)
	if !strings.Contains(r.out, `"code":"too_large"`) || r.code != cli.ExitNegative {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
	r.deps.In = strings.NewReader(long)
	r.exec("verify", "--json", "-")
	if !strings.Contains(r.out, `"code":"too_large"`) || r.code != cli.ExitNegative {
		t.Errorf("exit code %d: %s", r.code, r.out)
	}
}

// A log has more on a line than a token.
func TestALineIsReadLikeAPaste(t *testing.T) {
	t.Parallel()
	token := tokenOf(t, acme())
	r := command(t)
	r.deps.In = strings.NewReader("  " + token + "\r\n" + `{"token":"` + token + "\"}\n")
	r.exec("decode", "--json", "-").succeeds()
	clean, repaired, _ := strings.Cut(r.out, "\n")
	if strings.Contains(clean, `"code":"repaired_`) || strings.Contains(clean, `"token":`) {
		t.Errorf("blanks around a line are no damage: %s", clean)
	}
	if !strings.HasPrefix(repaired, `{"token":"`+token+`","version":"007"`) || !strings.Contains(repaired, `"code":"repaired_`) {
		t.Errorf("a token within a line is answered with %s", repaired)
	}
}

// BenchmarkDecodeLines is "atc decode --json -" over tokens of one kind.
func BenchmarkDecodeLines(b *testing.B) {
	kind, _ := tokens.Default.Kind("rtc")
	text, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: appID, Certificate: secret.New(certificate),
		Values: tokens.Values{"channel": "lobby", "uid": "12345"}, Stamp: tokens.Stamp{IssueTime: 1700000000, Salt: 1},
	})
	if err != nil {
		b.Fatal(err)
	}
	const lines = 20_000
	input := strings.Repeat(text+"\n", lines)
	b.ReportAllocs()
	for b.Loop() {
		deps := cli.Deps{
			Catalog: tokens.Default, Getenv: func(string) string { return "" },
			Now: func() time.Time { return now },
			In:  strings.NewReader(input), Out: io.Discard, Err: io.Discard,
		}
		if err := cli.Run(b.Context(), deps, []string{"decode", "--json", "-"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*lines/b.Elapsed().Seconds(), "tokens/s")
}
