package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// NoFaults is the textual form of no faults at all.
const NoFaults = "none"

// ParseFaults reads faults as a person enters them: names and values with
// commas in between, such as
//
//	drop-after=0.01,gateway=2%,latency=200ms,skew=90s
//
// The names are latency, spread, drop-before, drop-after, too-many, gateway,
// truncated, slow-body, slow-for, skew and seed; all sets the six that are
// probabilities at once, and those that are named besides differ from it. ""
// and [NoFaults] are no faults. The error says which part is wrong and what is
// right instead.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	if t := strings.TrimSpace(text); t == "" || t == NoFaults {
		return f, nil
	}
	given := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		_, twice := given[name]
		switch {
		case !slices.Contains(faultNames(), name):
			return Faults{}, fmt.Errorf("no fault is called %q: there are %s", name, strings.Join(faultNames(), ", "))
		case !ok || value == "":
			return Faults{}, fmt.Errorf("fault %s has no value: write %s=%s", name, name, exampleOf(name))
		case twice:
			return Faults{}, fmt.Errorf("fault %s is given twice: remove one of the two", name)
		}
		given[name] = value
	}
	if err := f.set(given); err != nil {
		return Faults{}, err
	}
	if err := f.Check(); err != nil {
		return Faults{}, err
	}
	return f, nil
}

const (
	nameAll  = "all"
	nameSeed = "seed"
)

// faultNames returns the names that the textual form has, in its order.
func faultNames() []string {
	names := []string{nameAll}
	var f Faults
	for _, d := range f.durations() {
		names = append(names, d.name)
	}
	for _, p := range f.probabilities() {
		names = append(names, p.name)
	}
	return append(names, nameSeed)
}

func exampleOf(name string) string {
	var f Faults
	for _, d := range f.durations() {
		if d.name == name {
			return "200ms"
		}
	}
	if name == nameSeed {
		return "1"
	}
	return "0.01"
}

// set sets what is given. Every name is known.
func (f *Faults) set(given map[string]string) error {
	for _, p := range f.probabilities() {
		value, ok := given[p.name]
		if !ok {
			value, ok = given[nameAll]
		}
		if !ok {
			continue
		}
		var err error
		if *p.value, err = parseProbability(value); err != nil {
			return fmt.Errorf("fault %s is %q: give a probability from 0 to 1, or a percentage such as 1%%", p.name, value)
		}
	}
	for _, d := range f.durations() {
		value, ok := given[d.name]
		if !ok {
			continue
		}
		var err error
		if *d.value, err = time.ParseDuration(value); err != nil {
			return fmt.Errorf("fault %s is %q: give a duration such as 200ms, 90s or 5m", d.name, value)
		}
	}
	if value, ok := given[nameSeed]; ok {
		var err error
		if f.Seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return fmt.Errorf("the seed of the faults is %q: give a whole number from 0", value)
		}
	}
	return nil
}

func parseProbability(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	p, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		p /= 100
	}
	if err == nil && !(p >= 0 && p <= 1) {
		err = strconv.ErrRange
	}
	return p, err
}

// String returns the faults as [ParseFaults] reads them.
func (f Faults) String() string {
	var parts []string
	for _, d := range f.durations() {
		if *d.value != 0 {
			parts = append(parts, d.name+"="+d.value.String())
		}
	}
	for _, p := range f.probabilities() {
		if *p.value != 0 {
			parts = append(parts, p.name+"="+strconv.FormatFloat(*p.value, 'g', -1, 64))
		}
	}
	if f.Seed != 0 {
		parts = append(parts, nameSeed+"="+strconv.FormatUint(f.Seed, 10))
	}
	if len(parts) == 0 {
		return NoFaults
	}
	return strings.Join(parts, ",")
}
