package cli

import (
	"fmt"
	"strconv"

	"atc/keystore"
	"atc/keystore/envfile"
	"atc/ui/safe"
)

// importTable lays out what was found, and below it what is wrong with some.
func (p *program) importTable(all []*importable) []byte {
	rows := [][]string{{"", "App ID", "Certificate", "From", "Note"}}
	problems := p.newPage()
	for _, i := range all {
		for n, pair := range i.pairs {
			number, note := strconv.Itoa(i.number), ""
			switch {
			case n > 0:
				number, note = "", "secondary"
			case i.problem() != nil:
				note = "cannot be imported"
				problems.entry(0, number, 0, safe.Text(i.problem().Error()))
			case i.storedAs != "":
				note = fmt.Sprintf("stored as %q", i.storedAs)
			}
			rows = append(rows, []string{number, safe.Text(pair.AppID), pair.Certificate.Hint(), safe.Text(fromWords(pair)), safe.Text(note)})
		}
	}
	text := p.table(rows)
	if problems.b.Len() > 0 {
		text = append(append(text, '\n'), problems.text()...)
	}
	return text
}

// fromWords says where a pair stands: ".env:2, 3".
func fromWords(pair envfile.Pair) string {
	switch {
	case pair.AppIDLine > 0 && pair.CertificateLine > 0:
		return fmt.Sprintf("%s:%d, %d", pair.Source, pair.AppIDLine, pair.CertificateLine)
	case max(pair.AppIDLine, pair.CertificateLine) > 0:
		return fmt.Sprintf("%s:%d", pair.Source, max(pair.AppIDLine, pair.CertificateLine))
	}
	return pair.Source
}

// The JSON of "atc project import --json": a line for each pair, and where it
// was done one for what was stored, and one for what was removed.
type (
	pairJSON struct {
		Number          int    `json:"number"`
		Source          string `json:"source"`
		AppID           string `json:"app_id,omitempty"`
		AppIDKey        string `json:"app_id_key,omitempty"`
		AppIDLine       int    `json:"app_id_line,omitempty"`
		Certificate     string `json:"certificate,omitempty"` // masked
		CertificateKey  string `json:"certificate_key,omitempty"`
		CertificateLine int    `json:"certificate_line,omitempty"`
		StoredAs        string `json:"stored_as,omitempty"`
		Problem         string `json:"problem,omitempty"`
	}
	importedJSON struct {
		Imported string           `json:"imported"`
		Keystore keystore.Backend `json:"keystore"`
	}
	removedJSON struct {
		RemovedFrom string            `json:"removed_from"`
		Lines       []changedLineJSON `json:"lines"`
		Left        []int             `json:"left,omitempty"`
	}
	changedLineJSON struct {
		Line   int    `json:"line"`
		Before string `json:"before"`
		After  string `json:"after"`
	}
)

func importJSON(all []*importable) (lines []byte) {
	for _, i := range all {
		for _, pair := range i.pairs {
			j := pairJSON{
				Number: i.number, Source: pair.Source, AppID: pair.AppID, AppIDKey: pair.AppIDKey, AppIDLine: pair.AppIDLine,
				Certificate: pair.Certificate.Hint(), CertificateKey: pair.CertificateKey, CertificateLine: pair.CertificateLine,
				StoredAs: i.storedAs,
			}
			if problem := i.problem(); problem != nil {
				j.Problem = problem.Error()
			}
			lines = appendJSONLine(lines, j)
		}
	}
	return lines
}

// diff shows the lines of a change as they were and as they will be.
func diff(source string, lines []envfile.ChangedLine) (text string) {
	for _, line := range lines {
		text += fmt.Sprintf("%s:%d\n- %s\n+ %s\n", safe.Text(source), line.Number, safe.Text(line.Before), safe.Text(line.After))
	}
	return text
}
