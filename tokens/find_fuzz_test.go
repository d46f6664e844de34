package tokens_test

import (
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// FuzzFind checks that what is found decodes as it says, stands in order and
// apart, and is the same however the text is cut.
func FuzzFind(f *testing.F) {
	all := vectors(f, "public.json")
	for i, v := range all {
		around := surroundings[i%len(surroundings)]
		spelt := spellings()[i%len(spellings())]
		f.Add(around[0]+spelt.write(v.Token)+around[1], uint16(i*7))
	}
	for i := 0; i+2 < len(all); i += 9 {
		f.Add(all[i].Token+"/"+all[i+1].Token+all[i+2].Token, uint16(100+i))
	}
	for _, v := range vectors(f, "bad.json") {
		if text := v.text(f); len(text) < 1000 {
			f.Add("\""+text+"\"", uint16(9))
		}
	}
	f.Add("APP_ID="+sampleAppID+"\nAPP_CERTIFICATE="+sampleCertificate, uint16(50))
	f.Fuzz(func(t *testing.T, text string, cut uint16) {
		if len(text) > tokens.MaxText {
			return
		}
		whole := sightings(text)
		end := 0
		for _, s := range whole {
			requireSoundSighting(t, text, s, end)
			end = s.End
		}
		at := min(int(cut), len(text))
		parts := append(sightingsIn(text, 0, at), sightingsIn(text, at, len(text))...)
		if !slices.EqualFunc(parts, whole, isSameSighting) {
			t.Fatalf("cut at %d: %+v, want %+v", at, parts, whole)
		}
	})
}

func isSameSighting(a, b tokens.Sighting) bool {
	return a.Start == b.Start && a.End == b.End && a.Text == b.Text && (a.Leak == nil) == (b.Leak == nil)
}

// requireSoundSighting checks a sighting that must start at or behind least.
func requireSoundSighting(t *testing.T, text string, s tokens.Sighting, least int) {
	t.Helper()
	if s.Start < least || s.End <= s.Start || s.End > len(text) || s.End-s.Start > tokens.MaxText {
		t.Fatalf("%d to %d, after %d, in %d bytes", s.Start, s.End, least, len(text))
	}
	if s.Leak != nil {
		if s.Token != nil || s.Text != "" || !tokens.IsHexID(text[s.Start:s.End]) {
			t.Fatalf("%+v", s)
		}
		return
	}
	token, err := tokens.Default.Decode(s.Text)
	if (err == nil) != (s.Err == nil) || err != nil && err.Error() != s.Err.Error() {
		t.Fatalf("%q gives %v, want %v", s.Text, s.Err, err)
	}
	got, want := tokens.Report{Token: s.Token, Err: s.Err}.AppendJSON(nil), tokens.Report{Token: token, Err: err}.AppendJSON(nil)
	if string(got) != string(want) {
		t.Fatalf("%q gives %s, want %s", s.Text, got, want)
	}
	if err != nil && s.Token == nil {
		t.Fatalf("%q is nothing of a token", s.Text)
	}
	if len(s.Repairs) == 0 && text[s.Start:s.End] != s.Text {
		t.Fatalf("%q was repaired from %q", s.Text, text[s.Start:s.End])
	}
}

// FuzzRead checks that a reading is what decoding its text gives, and that it
// is not read otherwise when it is pasted again.
func FuzzRead(f *testing.F) {
	all := damages()
	for i, v := range vectors(f, "public.json") {
		f.Add(all[i%len(all)].write(v.Token))
		f.Add("x\n" + v.Token[:len(v.Token)-i%20] + "\n> y " + all[i%len(all)].write(v.Token))
	}
	for _, v := range vectors(f, "bad.json") {
		if text := v.text(f); len(text) < 1000 {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := tokens.Default.Read(text)
		token, err := tokens.Default.Decode(r.Text)
		if (err == nil) != (r.Err == nil) || err != nil && err.Error() != r.Err.Error() || (token == nil) != (r.Token == nil) {
			t.Fatalf("%q reads as %q with %v, which gives %v", text, r.Text, r.Err, err)
		}
		if (r.Token == nil) != (r.Tokens == 0) || r.Token == nil && len(r.Repairs) > 0 {
			t.Fatalf("%q reads as %+v", text, r)
		}
		if _, err := tokens.Default.Decode(text); err == nil && (r.Text != text || len(r.Repairs) > 0) {
			t.Fatalf("%q is a token and reads as %q", text, r.Text)
		}
		if again := tokens.Default.Read(r.Text); r.Err == nil && (again.Text != r.Text || len(again.Repairs) > 0) {
			t.Fatalf("%q reads as %q, which reads as %q", text, r.Text, again.Text)
		}
		if len(r.Repairs) == 0 && r.Token != nil && r.Text != text {
			t.Fatalf("%q became %q", text, r.Text)
		}
	})
}

// FuzzRepair damages tokens in all the ways together that lose nothing.
func FuzzRepair(f *testing.F) {
	var written []string
	for i, v := range vectors(f, "public.json") {
		written = append(written, v.Token)
		f.Add(uint8(i), uint8(i), uint8(i/2), uint8(i/3), uint8(i/5))
	}
	all := damages()
	f.Fuzz(func(t *testing.T, which, letters, plus, line, ends uint8) {
		choices := []uint8{letters, plus, line, ends}
		token := written[int(which)%len(written)]
		text, done, ok := damaged(token, all, func(n int) int {
			c := int(choices[0]) % n
			choices = choices[1:]
			return c
		})
		if ok {
			requireRepaired(t, token, text, done...)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	token := vectorOf(b, "public.json", "p010-xl-rtcrtm-go").Token
	log := string(logText(5 << 20))
	for _, paste := range []struct{ name, text string }{
		{"clean", token},
		{"quoted", `"` + token + `",`},
		{"encoded", strings.ReplaceAll(token, "+", "%2B")},
		{"JSON", `{"token":"` + token + `","uid":5}`},
		{"broken", token[:76] + "\n" + token[76:152] + "\n" + token[152:]},
		{"blanks", strings.ReplaceAll(token, "+", " ")},
		{"cut", token[:len(token)-20]},
		{"JWT", "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl"},
		{"log of 10 MiB", log + "token=" + token + "\n" + log},
		{"log of 10 MiB without a token", log + log},
		{"10 MiB of the letter A", strings.Repeat("A", 10<<20)},
		{"128 KiB of words", log[:128<<10]},
	} {
		b.Run(paste.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tokens.Default.Read(paste.text)
			}
		})
	}
}
