package tokens_test

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"atc/keystore/secret"
	"atc/tokens"
)

func FuzzDecode(f *testing.F) {
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(f, file) {
			if text := v.text(f); len(text) <= tokens.MaxText {
				f.Add(text)
			}
		}
	}
	f.Fuzz(requireSound)
}

// FuzzPayload reaches what stands behind base64 and compression, where chance
// alone does not get through.
func FuzzPayload(f *testing.F) {
	for _, v := range vectors(f, "public.json") {
		if p, ok := payloadOf(v.Token); ok {
			f.Add(v.Version, []byte(p))
		}
	}
	for _, v := range vectors(f, "bad.json") {
		if p, ok := payloadOf(v.Token); ok {
			f.Add(v.Token[:3], []byte(p))
		}
	}
	f.Fuzz(func(t *testing.T, version string, payload []byte) {
		switch tokens.Version(version) {
		case tokens.AccessToken2:
			requireSound(t, wrapped(payload))
		case tokens.AccessToken:
			requireSound(t, "006"+sampleAppID+base64.StdEncoding.EncodeToString(payload))
		case tokens.DynamicKey5:
			requireSound(t, "005"+base64.StdEncoding.EncodeToString(payload))
		}
	})
}

// requireSound holds everything that must be true of any text against it.
func requireSound(t *testing.T, text string) {
	t.Helper()
	token, err := tokens.Default.Decode(text)
	var refused *tokens.DecodeError
	switch {
	case err == nil && token == nil:
		t.Fatal("neither a token nor an error")
	case err != nil && !errors.As(err, &refused):
		t.Fatalf("the error is a %T", err)
	case err != nil && refused.Code == "":
		t.Fatalf("no code in %v", err)
	case err != nil:
		requireCleanLine(t, err.Error())
	}
	requireSoundLayers(t, tokens.Default.Wire(text), refused)
	line := tokens.Report{Token: token, Err: err}.AppendJSON(nil)
	if !json.Valid(line) {
		t.Fatalf("no JSON: %q", line)
	}
	requireCleanLine(t, string(line))
	if token == nil {
		return
	}
	subject := tokens.Subject{Channels: []string{"lobby", "", text}, Users: []string{"0", "4294967295", text}}
	if v := token.SignedBy(certificate(sampleCertificate), subject); (v.Reason == "") != (v.Status == tokens.Signed) {
		t.Fatalf("%+v", v)
	}
	token.MatchChannel(text)
	token.MatchUser(text)
	if !slices.IsSortedFunc(token.Timeline(), func(a, b tokens.Moment) int { return a.At.Compare(b.At) }) {
		t.Fatalf("the timeline is not in order: %v", token.Timeline())
	}
	if token.Version == tokens.AccessToken2 && err == nil && len(line) <= tokens.MaxSpec {
		requireComposable(t, token, text, line)
	}
}

func requireCleanLine(t *testing.T, s string) {
	t.Helper()
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Fatalf("%q is not one clean line", s)
	}
}

// requireSoundLayers checks that spans are ascending, apart and inside their
// layer, and that they leave no gap in a token that decodes whole.
func requireSoundLayers(t *testing.T, layers []tokens.Layer, refused *tokens.DecodeError) {
	t.Helper()
	for _, l := range layers {
		pos := 0
		for _, s := range l.Spans {
			if s.Offset < pos || s.Length <= 0 || s.Offset+s.Length > len(l.Data) || s.Field == "" {
				t.Fatalf("%s: span %+v after byte %d of %d", l.Name, s, pos, len(l.Data))
			}
			if refused == nil && s.Offset != pos {
				t.Fatalf("%s: bytes %d to %d stand in no span", l.Name, pos, s.Offset)
			}
			pos = s.Offset + s.Length
		}
		if refused == nil && pos != len(l.Data) {
			t.Fatalf("%s: the spans end at byte %d of %d", l.Name, pos, len(l.Data))
		}
		if refused != nil && refused.Layer == l.Name && refused.Offset > len(l.Data) {
			t.Fatalf("%v: behind the %d bytes of the layer", refused, len(l.Data))
		}
	}
}

// requireComposable checks that the JSON of a whole 007 token composes to a
// token of the same content.
func requireComposable(t *testing.T, token *tokens.Token, text string, line []byte) {
	t.Helper()
	again := composed(t, line)
	second, err := tokens.Default.Decode(again)
	var refused *tokens.DecodeError
	if errors.As(err, &refused) && refused.Code == tokens.CodeTooLarge {
		return
	}
	if err != nil {
		t.Fatalf("%s composes to what cannot be read: %v", line, err)
	}
	byType := func(a, b tokens.DecodedService) int { return cmp.Compare(a.Type, b.Type) }
	sorted := slices.IsSortedFunc(token.Services, byType)
	if last := len(token.Services) - 1; !sorted && token.Services[last].Service == nil {
		return // sorted to the front, an unknown service hides the others
	}
	slices.SortStableFunc(token.Services, byType)
	if got, want := content(second), content(token); !reflect.DeepEqual(got, want) {
		t.Fatalf("composed:\n%+v\nwant:\n%+v\nfrom %s", got, want, line)
	}
	if fromSpec := composedAt(t, []byte(token.SpecJSON()), token); fromSpec != again {
		t.Fatalf("%s composes to another token than %s", token.SpecJSON(), line)
	}
	if got, want := signedPart(again), signedPart(text); sorted && isCanonical(token) && got != want {
		t.Fatalf("composed payload %x, want %x", got, want)
	}
}

func composed(t *testing.T, line []byte) string {
	t.Helper()
	return composedAt(t, line, &tokens.Token{})
}

// composedAt is composed with the stamp of a token.
func composedAt(t *testing.T, line []byte, stamp *tokens.Token) string {
	t.Helper()
	spec, err := tokens.ParseSpec(line)
	if err != nil {
		t.Fatalf("%s is no spec: %v", line, err)
	}
	text, err := tokens.Default.Compose(spec, "", secret.New(sampleCertificate), tokens.Stamp{IssueTime: stamp.IssueTime, Salt: stamp.Salt})
	if err != nil {
		t.Fatalf("%s does not compose: %v", line, err)
	}
	return text
}

func FuzzSpec(f *testing.F) {
	for _, v := range vectors(f, "public.json") {
		token, err := tokens.Default.Decode(v.Token)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(tokens.Report{Token: token}.AppendJSON(nil))
	}
	f.Add([]byte(`{"expire":3600,"issued_at":1700000000,"salt":1,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"12345"},"privileges":{"1":3600}},
		{"type":8,"fields":{"user_id":"u","permissions":[{"resource_type":0,"permission_type":0,"resources":["a","b"]}]},"privileges":{"1":3600}}]}`))
	f.Add([]byte(`{"app_id":{"hex":"ff"},"issued_at":"2023-11-14T22:13:20Z","service_count":3,"trailing_hex":"00","services":[{"type":99,"undecoded_hex":"0000"},{"type":7,"fields":{"role":-1},"privileges":[{"id":3,"seconds":1}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		spec, err := tokens.ParseSpec(data)
		if err != nil {
			requireCleanLine(t, err.Error())
			return
		}
		text, err := tokens.Default.Compose(spec, sampleAppID, secret.New(sampleCertificate), tokens.Stamp{IssueTime: 1700000000, Salt: 1})
		if err != nil {
			requireCleanLine(t, err.Error())
			return
		}
		requireReadable(t, spec, text)
	})
}

// requireReadable checks that a composed token is read back as it was written.
func requireReadable(t *testing.T, spec tokens.Spec, text string) {
	t.Helper()
	token, err := tokens.Default.Decode(text)
	var refused *tokens.DecodeError
	if errors.As(err, &refused) && refused.Code == tokens.CodeTooLarge {
		return
	}
	if !token.Has(tokens.PartSignature | tokens.PartAppID | tokens.PartIssueTime | tokens.PartExpire | tokens.PartSalt | tokens.PartServices) {
		t.Fatalf("the head of %+v is not read back: %v", spec, err)
	}
	if v := token.SignedBy(certificate(sampleCertificate), tokens.Subject{}); v.Status != tokens.Signed {
		t.Fatalf("%+v", v)
	}
	odd := spec.ServiceCount != nil || slices.ContainsFunc(spec.Services, func(s tokens.SpecService) bool { return s.Undecoded != "" })
	if err != nil {
		if !odd {
			t.Fatalf("%+v: %v", spec, err)
		}
		return
	}
	line := tokens.Report{Token: token}.AppendJSON(nil)
	if len(line) > tokens.MaxSpec {
		return
	}
	if again := composed(t, line); again != text && !odd {
		t.Fatalf("%s composes to %s, want %s", line, again, text)
	}
}
