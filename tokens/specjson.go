package tokens

import "strconv"

// SpecJSON writes what a 007 token holds as the JSON of a [Spec], laid out for
// a person to edit. Issue time and salt are left to the token that is made of
// it.
func (t *Token) SpecJSON() string {
	w := jsonWriter{}
	w.b = append(w.b, "{\n"...)
	if t.Has(PartAppID) {
		w.b = append(w.b, `  "app_id": `...)
		w.value(t.AppID)
		w.b = append(w.b, ",\n"...)
	}
	w.b = append(w.b, `  "expire": `...)
	w.b = strconv.AppendUint(w.b, uint64(t.Expire), 10)
	if t.ServiceCount != len(t.Services) {
		w.b = append(w.b, ",\n  \"service_count\": "...)
		w.b = strconv.AppendInt(w.b, int64(t.ServiceCount), 10)
	}
	w.b = append(w.b, ",\n  \"services\": ["...)
	for i := range t.Services {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = append(w.b, "\n    {\n      \"type\": "...)
		t.Services[i].appendSpec(&w)
		w.b = append(w.b, "\n    }"...)
	}
	w.b = append(w.b, "\n  ]"...)
	if t.Trailing != "" {
		w.b = append(w.b, ",\n  "...)
		w.b = append(w.b, `"trailing_hex": `...)
		w.quotedHex(t.Trailing)
	}
	return string(append(w.b, "\n}"...))
}

func (s *DecodedService) appendSpec(w *jsonWriter) {
	w.b = strconv.AppendUint(w.b, uint64(s.Type), 10)
	if s.Service == nil {
		w.b = append(w.b, ",\n      \"undecoded_hex\": "...)
		w.quotedHex(s.Undecoded)
		return
	}
	w.b = append(w.b, ",\n      \"fields\": {"...)
	s.appendFields(w)
	w.b = append(w.b, "},\n      \"privileges\": "...)
	// A list keeps what an object cannot: an order of its own, and doubles.
	if _, double := repeated(s.Privileges); double || !ascending(s.Privileges) {
		w.open('[')
		for _, p := range s.Privileges {
			w.item()
			w.open('{')
			w.number("id", int64(p.ID))
			w.number("seconds", int64(p.Value))
			w.close('}')
		}
		w.close(']')
		return
	}
	w.open('{')
	for _, p := range s.Privileges {
		w.number(strconv.Itoa(int(p.ID)), int64(p.Value))
	}
	w.close('}')
}

func ascending(list []DecodedPrivilege) bool {
	for i := 1; i < len(list); i++ {
		if list[i].ID < list[i-1].ID {
			return false
		}
	}
	return true
}
