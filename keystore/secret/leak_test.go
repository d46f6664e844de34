package secret_test

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"text/template"

	"atc/keystore/secret"
)

// leaks reports whether output shows the certificate in any spelling that a
// formatter or an encoder gives to text.
func leaks(output string) bool {
	raw := []byte(certificate)
	for _, spelling := range []string{
		certificate,
		hex.EncodeToString(raw),
		strings.ReplaceAll(fmt.Sprintf("% x", raw), " ", ", 0x"),
		fmt.Sprintf("% x", raw),
		fmt.Sprintf("%#x", raw),
		strings.Trim(fmt.Sprint(raw), "[]"),
		base64.StdEncoding.EncodeToString(raw),
	} {
		if strings.Contains(strings.ToLower(output), strings.ToLower(spelling)) {
			return true
		}
	}
	return false
}

// profile holds a secret in every way that a struct can.
type profile struct {
	Name      string
	Primary   secret.Value
	Pointer   *secret.Value
	Any       any
	secondary secret.Value
	pointer   *secret.Value
	list      []secret.Value
	byName    map[string]secret.Value
	bySecret  map[secret.Value]string
	any       any
	array     [1]secret.Value
	inner     struct{ password secret.Value }
}

// credential gets the methods of its secret by embedding.
type credential struct{ secret.Value }

// holders returns the certificate in every wrapping, by name.
func holders() map[string]any {
	v := secret.New(certificate)
	p := profile{
		Name: "acme-staging", Primary: v, Pointer: &v, Any: v, secondary: v, pointer: &v,
		list: []secret.Value{v}, byName: map[string]secret.Value{"primary": v},
		bySecret: map[secret.Value]string{v: "primary"}, any: v, array: [1]secret.Value{v},
	}
	p.inner.password = v
	return map[string]any{
		"value": v, "pointer": &v, "slice": []secret.Value{v}, "array": [1]secret.Value{v},
		"map": map[string]secret.Value{"primary": v}, "key": map[secret.Value]int{v: 1},
		"any slice": []any{v, &v, p}, "struct": p, "struct pointer": &p, "structs": []*profile{&p},
		"anonymous": struct{ v secret.Value }{v}, "embedded": credential{v},
		"error": fmt.Errorf("sign %v: %w", v, errors.Join(fmt.Errorf("with %+v", p), io.EOF)),
	}
}

func TestEveryVerbPrintsThePlaceholder(t *testing.T) {
	t.Parallel()
	certificate := secret.New(certificate)
	for _, v := range []any{certificate, &certificate, secret.Value{}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t", "%c", "%b", "%o", "%e", "%U", "%20.3s", "%z"} {
			if got := fmt.Sprintf(verb, v); got != "[secret]" {
				t.Errorf("%s of %T prints %q, want [secret]", verb, v, got)
			}
		}
	}
}

func TestNoVerbShowsACertificateInsideSomethingElse(t *testing.T) {
	t.Parallel()
	for name, holder := range holders() {
		for verb := 'A'; verb <= 'z'; verb++ {
			for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "12", ".40", "64.32"} {
				format := "%" + flags + string(verb)
				if got := fmt.Sprintf(format, holder); leaks(got) {
					t.Errorf("%s of %s shows the certificate: %s", format, name, got)
				}
				if err := fmt.Errorf(format, holder); leaks(err.Error()) {
					t.Errorf("an error by %s of %s shows the certificate: %v", format, name, err)
				}
			}
		}
		if got := fmt.Sprintln(holder) + fmt.Sprint(holder, holder); leaks(got) {
			t.Errorf("Sprint of %s shows the certificate: %s", name, got)
		}
	}
}

func TestNoEncoderWritesACertificate(t *testing.T) {
	t.Parallel()
	encoders := map[string]func(io.Writer, any) error{
		"json": func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
		"xml":  func(w io.Writer, v any) error { return xml.NewEncoder(w).Encode(v) },
		"gob":  func(w io.Writer, v any) error { return gob.NewEncoder(w).Encode(v) },
		"template": func(w io.Writer, v any) error {
			return template.Must(template.New("").Parse("{{.}}{{js .}}")).Execute(w, v)
		},
	}
	for codec, encode := range encoders {
		for name, holder := range holders() {
			var out bytes.Buffer
			// An encoder may refuse a holder, but not with the certificate in its error.
			err := encode(&out, holder)
			if got := out.String() + fmt.Sprint(err); leaks(got) {
				t.Errorf("%s of %s shows the certificate: %s", codec, name, got)
			}
		}
	}
}

func TestEncodedSecretIsThePlaceholder(t *testing.T) {
	t.Parallel()
	v := secret.New(certificate)
	got, err := json.Marshal(map[string]any{"value": v, "pointer": &v, "zero": secret.Value{}, "key": map[secret.Value]int{v: 1}})
	if want := `{"key":{"[secret]":1},"pointer":"[secret]","value":"[secret]","zero":"[secret]"}`; err != nil || string(got) != want {
		t.Errorf("JSON = %s, %v, want %s", got, err, want)
	}
	got, err = xml.Marshal(struct {
		XMLName xml.Name     `xml:"project"`
		ID      secret.Value `xml:"id,attr"`
		Value   secret.Value
	}{ID: v, Value: v})
	if want := `<project id="[secret]"><Value>[secret]</Value></project>`; err != nil || string(got) != want {
		t.Errorf("XML = %s, %v, want %s", got, err, want)
	}
}

func TestNoLogShowsACertificate(t *testing.T) {
	t.Parallel()
	options := &slog.HandlerOptions{AddSource: true, Level: slog.LevelDebug}
	for name, holder := range holders() {
		var out bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
			logger := slog.New(handler).With("with", holder)
			logger.Info("signing", "holder", holder, slog.Group("group", "holder", holder))
		}
		log.New(&out, "", 0).Print("signing ", holder)
		if leaks(out.String()) {
			t.Errorf("a log of %s shows the certificate: %s", name, &out)
		}
	}

	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("signing", "certificate", secret.New(certificate))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("signing", "certificate", secret.New(certificate))
	for _, want := range []string{`certificate=[secret]`, `"certificate":"[secret]"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("log lacks %s: %s", want, &out)
		}
	}
}

// panicWith names, in the environment of a child process, the holder that the
// child panics with.
const panicWith = "ATC_TEST_PANIC_WITH"

func TestNoPanicShowsACertificate(t *testing.T) {
	t.Parallel()
	if name := os.Getenv(panicWith); name != "" {
		// In a goroutine of its own, so that the runtime and not package testing prints it.
		go panic(holders()[name])
		select {}
	}
	for name := range holders() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNoPanicShowsACertificate$")
			child.Env = append(os.Environ(), panicWith+"="+name, "GOTRACEBACK=all")
			output, err := child.CombinedOutput()
			if err == nil || !strings.Contains(string(output), "panic: ") {
				t.Fatalf("the child did not panic: %v\n%s", err, output)
			}
			if leaks(string(output)) {
				t.Errorf("the panic shows the certificate:\n%s", output)
			}
		})
	}
}
