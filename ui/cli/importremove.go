package cli

import (
	"context"
	"fmt"
	"slices"

	"atc/keystore"
	"atc/keystore/envfile"
)

// A removal is the change that takes all certificates of an importable out of
// its file.
type removal struct {
	after []byte
	lines []envfile.ChangedLine
	left  []int
}

func newRemoval(i *importable) (removal, error) {
	r := removal{after: i.file}
	for _, pair := range i.pairs {
		change, err := envfile.Remove(i.source(), r.after, pair)
		if err != nil {
			return r, err
		}
		r.after = change.After
		r.lines = append(r.lines, change.Lines...)
		r.left = append(r.left, change.Left...)
	}
	slices.Sort(r.left)
	r.left = slices.Compact(r.left)
	return r, nil
}

// checkRemoval refuses --remove before anything is stored where nothing can be
// removed: a script must not take such a run for a good one.
func checkRemoval(i *importable) error {
	if i.file == nil {
		return usagef("--remove: %s cannot be changed from here: leave out --remove, and unset %s where your shell sets it", i.source(), i.pairs[0].CertificateKey)
	}
	if _, err := newRemoval(i); err != nil {
		return storagef("--remove: the certificate cannot be removed from %s, and nothing was stored: %w", i.source(), err)
	}
	return nil
}

// offerRemoval shows what would be removed from the file, and removes it where
// somebody agrees, or --remove says so. The project has been read back.
func (p *program) offerRemoval(ctx context.Context, s store, i *importable, f *importFlags) error {
	asks := !f.remove && p.asks(f)
	switch {
	case !f.remove && !asks, i.source() == stdin: // of which nothing can be removed
		return nil
	case s.Backend() == keystore.InMemory:
		p.warn(fmt.Sprintf("the certificate stays in %s: the memory ends with this command", i.source()))
		return nil
	case i.file == nil:
		p.say("the environment still holds the certificate: unset " + i.pairs[0].CertificateKey + " where your shell sets it")
		return nil
	}
	r, err := newRemoval(i)
	if err != nil {
		return staysIn(i, err)
	}
	shown := diff(i.source(), r.lines)
	if asks {
		d, err := p.dialogue()
		if err != nil {
			return err
		}
		d.show(shown)
		if sure, err := d.yes(ctx, fmt.Sprintf("Remove the certificate from %s like this?", i.source())); err != nil || !sure {
			return err
		}
	} else if !f.json {
		if err := p.print([]byte(shown)); err != nil {
			return err
		}
	}
	return p.removeNow(i, r, f)
}

func staysIn(i *importable, err error) error {
	return storagef("the certificate stays in %s: %w", i.source(), bare(err))
}

func (p *program) removeNow(i *importable, r removal, f *importFlags) error {
	if err := p.ReplaceFile(i.source(), i.file, r.after); err != nil {
		return staysIn(i, err)
	}
	p.say("the certificate is removed from " + i.source() + "; if the file was ever committed or shared, replace the certificate in the Agora Console")
	if len(r.left) > 0 {
		p.warn(fmt.Sprintf("%s still holds it, on %s: remove it there by hand", i.source(), linesWords(r.left)))
	}
	if !f.json {
		return nil
	}
	out := removedJSON{RemovedFrom: i.source(), Left: r.left}
	for _, line := range r.lines {
		out.Lines = append(out.Lines, changedLineJSON{line.Number, line.Before, line.After})
	}
	return p.print(appendJSONLine(nil, out))
}

func linesWords(lines []int) string {
	if len(lines) == 1 {
		return fmt.Sprintf("line %d", lines[0])
	}
	return "lines " + fmt.Sprint(lines)[1:len(fmt.Sprint(lines))-1]
}
