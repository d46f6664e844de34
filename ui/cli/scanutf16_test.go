package cli_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"atc/tokens"
)

// Windows PowerShell writes what is redirected into a file as UTF-16.
func TestScanReadsUTF16(t *testing.T) {
	t.Parallel()
	token := rtcToken(t, 0, tokens.Values{"channel": "lobby", "uid": "12345"})
	for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
		var file []byte
		for _, unit := range utf16.Encode([]rune("\ufeffgr\u00fc\u00df dich 👋\r\ntoken=" + token + "\r\n")) {
			file = order.AppendUint16(file, unit)
		}
		r := command(t)
		r.files["log.txt"] = string(file)
		r.exec("scan", "--json", "--show-tokens", "log.txt").succeeds()
		if all := lines(t, r.out); len(all) != 1 || all[0].Token != token || all[0].Line != 2 || all[0].Column != 7 {
			t.Errorf("%s endian: %s", name, r.out)
		}
	}
}

// What only looks like the beginning of UTF-16 is read as it is.
func TestScanReadsShortInputs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "\xff", "\xff\xfe", "\xfe\xffa"} {
		r := command(t)
		r.files["short"] = text
		r.exec("scan", "--json", "short").succeeds()
		if r.out != "" {
			t.Errorf("%q: %s", text, r.out)
		}
	}
}
