package keystore

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"atc/keystore/secret"
)

const (
	// maxPage keeps a page below what systems take: 2560 bytes on Windows.
	maxPage = 2000
	// maxPages bounds the reading of a register that somebody else has made
	// endless. It has room for 16 000 projects.
	maxPages = 1000

	registerHead = "# what atc keeps in this keyring, one item to a line\n"
)

// A register is the list of our own items that the keyring itself keeps, as
// keyrings cannot be listed in the same way everywhere. It is what brings
// certificates back when the index is lost. A name is registered before its
// item is made and taken out after the item is deleted.
//
// Several indexes may share a keyring, and so the register: names that are not
// in ours stay as they are, and what is no name at all stays, too.
type register struct {
	pages   [][]string // the lines of each, without the head
	changed []bool
	stored  int // how many pages the keyring has
}

// registerPage is the name of the item that holds a page, from 1.
func registerPage(n int) string { return "register " + strconv.Itoa(n) }

// readRegister is called with the index locked wherever a write follows.
func (k *Keyring) readRegister(ctx context.Context) (*register, error) {
	r := &register{}
	for r.stored < maxPages {
		page, err := k.get(ctx, registerPage(r.stored+1))
		if errors.Is(err, ErrNoItem) {
			break
		}
		if err != nil {
			return nil, err
		}
		var lines []string
		// It holds names alone, but all that comes from a keyring is secret.
		for line := range strings.Lines(page.Reveal()) {
			if line = strings.TrimRight(line, "\r\n"); line != "" && line != strings.TrimSpace(registerHead) {
				lines = append(lines, line)
			}
		}
		r.pages, r.changed = append(r.pages, lines), append(r.changed, false)
		r.stored++
	}
	return r, nil
}

// names returns the names in the order in which they stand.
func (r *register) names() (names []itemName) {
	for _, page := range r.pages {
		for _, line := range page {
			if _, _, ok := itemName(line).parse(); ok {
				names = append(names, itemName(line))
			}
		}
	}
	return names
}

// add registers names that are not there yet.
func (r *register) add(names ...itemName) {
	there := r.names()
	for _, name := range names {
		if slices.Contains(there, name) {
			continue
		}
		at := slices.IndexFunc(r.pages, func(page []string) bool { return len(pageText(page))+len(name)+1 <= maxPage })
		if at < 0 {
			at = len(r.pages)
			r.pages, r.changed = append(r.pages, nil), append(r.changed, false)
		}
		r.pages[at], r.changed[at] = append(r.pages[at], string(name)), true
		there = append(there, name)
	}
}

// drop takes names out.
func (r *register) drop(names ...itemName) {
	for i, page := range r.pages {
		rest := slices.DeleteFunc(page, func(line string) bool { return slices.Contains(names, itemName(line)) })
		if len(rest) < len(page) {
			r.pages[i], r.changed[i] = rest, true
		}
	}
}

func pageText(lines []string) string {
	text := registerHead
	for _, line := range lines {
		text += line + "\n"
	}
	return text
}

// writeRegister writes the pages that were changed. Empty ones at the end are
// deleted, the last first, so that no gap hides the pages after it.
func (k *Keyring) writeRegister(ctx context.Context, r *register) error {
	used := len(r.pages)
	for used > 0 && len(r.pages[used-1]) == 0 {
		used--
	}
	for i := range used {
		if !r.changed[i] {
			continue
		}
		if err := k.set(ctx, registerPage(i+1), secret.New(pageText(r.pages[i])), nil); err != nil {
			return err
		}
		r.changed[i], r.stored = false, max(r.stored, i+1)
	}
	for n := r.stored; n > used; n-- {
		if err := k.remove(ctx, registerPage(n)); err != nil {
			return err
		}
		r.stored = n - 1
	}
	return nil
}
