package tokens

// LeaksIn returns the certificates that stand in a text, by what stands around
// them.
func LeaksIn(text []byte) (all []Sighting) {
	for start := range hexIDs(text, 0, len(text)) {
		if leak, ok := leakAt(text, start, start+hexIDLength); ok {
			all = append(all, Sighting{Start: start, End: start + hexIDLength, Leak: leak})
		}
	}
	return all
}
