package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"atc/tokens"
	"atc/tokens/stream"
	"atc/ui/safe"
)

// decodeLines answers each line of stdin with one line.
func (p *program) decodeLines(ctx context.Context, c *checker, j tokens.Join, asJSON bool) error {
	var lines, failed atomic.Int64
	answer := func(dst, line []byte, tooLong int64) []byte {
		defer p.visit.shield()
		a := c.assess(ctx, p.readLine(line, tooLong), j)
		if lines.Add(1); a.found.Err != nil {
			failed.Add(1)
		}
		if asJSON {
			dst = a.json().AppendJSON(dst)
		} else {
			dst = appendCompact(dst, &a)
		}
		return append(dst, '\n')
	}
	workers := p.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	err := stream.Lines(ctx, p.In, p.Out, workers, answer)
	switch {
	case errors.Is(err, context.Canceled) || isClosedPipe(err):
		return err
	case err != nil:
		return storagef("decode: %w", bare(err))
	case failed.Load() > 0:
		return negativef("decode: %d of %d lines could not be read whole", failed.Load(), lines.Load())
	}
	return nil
}

// readLine reads the token of a line. The text of an over-long one, which is not
// at hand, fails as it would in [tokens.Catalog.Decode].
func (p *program) readLine(line []byte, tooLong int64) tokens.Reading {
	if tooLong > 0 {
		return tokens.Reading{Err: &tokens.DecodeError{
			Code: tokens.CodeTooLarge, Layer: "text", Offset: tokens.MaxText,
			Reason: fmt.Sprintf("the text has %d bytes, a token at most %d", tooLong, tokens.MaxText),
		}}
	}
	return p.Catalog.Read(string(trim(line)))
}

// appendCompact appends the report of a token on one line, without its end:
//
//	007  RTC  lobby  uid 12345  ended 59:58 ago  not checked  refused: expired
func appendCompact(dst []byte, a *assessment) []byte {
	var parts []string
	t, err := a.found.Token, a.found.Err
	if t != nil {
		parts = append(parts, string(t.Version))
		for i := range t.Services {
			parts = appendService(parts, &t.Services[i])
			const most = 12 // a hostile token holds thousands
			if len(parts) > most {
				parts = append(parts, fmt.Sprintf("and %d more services", len(t.Services)-i-1))
				break
			}
		}
		if t.Has(tokens.PartUID) {
			parts = append(parts, fmt.Sprintf("uid %d", t.UID))
		}
		if end, ok := t.InForceUntil(); ok {
			parts = append(parts, endWords(end, a.found.Now))
		} else if err == nil {
			parts = append(parts, "has no end")
		}
		parts = append(parts, shortStatus(a.found.Verification))
	}
	if err != nil {
		parts = append(parts, "error "+errorWords(err))
	}
	for _, s := range []tokens.Severity{tokens.Refused, tokens.Surprise} {
		if codes := codesOf(a, s); codes != "" {
			parts = append(parts, codes)
		}
	}
	return append(dst, strings.Join(parts, "  ")...)
}

// codesOf returns the codes of what was found of a severity, or "". The error
// of a text that could not be read has been told.
func codesOf(a *assessment, s tokens.Severity) string {
	var codes []string
	for _, f := range a.says.Findings {
		isError := a.found.Err != nil && (a.found.Token == nil || strings.HasPrefix(errorWords(a.found.Err), string(f.Code)+":"))
		if f.Severity == s && !isError && !slices.Contains(codes, string(f.Code)) {
			codes = append(codes, string(f.Code))
		}
	}
	if len(codes) == 0 {
		return ""
	}
	return string(s) + ": " + strings.Join(codes, ", ")
}

func appendService(parts []string, s *tokens.DecodedService) []string {
	if s.Service == nil {
		return append(parts, fmt.Sprintf("service %d", s.Type))
	}
	parts = append(parts, s.Service.Name)
	for i := range s.Values {
		f, text := s.Service.Fields[i], s.Values[i].Text
		switch {
		case f.Type != tokens.String || text == "":
		case f.Key == "channel_name":
			parts = append(parts, shorten(text))
		default:
			parts = append(parts, strings.TrimSuffix(f.Key, "_id")+" "+shorten(text))
		}
	}
	return parts
}

// shorten makes a text of the token fit for a line.
func shorten(text string) string {
	const longest = 80
	text = safe.Text(text)
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return safe.Text(string([]rune(text)[:longest])) + "…"
}

func shortStatus(v *tokens.Verification) string {
	switch {
	case v == nil || v.Status == tokens.Unchecked:
		return "not checked"
	case v.Status == tokens.Signed:
		if v.Certificate.Project != "" {
			return "signed (" + v.Certificate.Name + " of " + shorten(v.Certificate.Project) + ")"
		}
		return "signed (" + v.Certificate.Name + ")"
	}
	return "not signed"
}

// errorWords returns the error of a token with its code.
func errorWords(err error) string {
	var d *tokens.DecodeError
	if errors.As(err, &d) {
		return string(d.Code) + ": " + safe.Text(d.Error())
	}
	return safe.Text(err.Error())
}
