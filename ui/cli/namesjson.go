package cli

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"atc/tokens"
)

// What atc names --json prints. Names that are no UTF-8 are {"hex": "…"}, as in
// the JSON of decode.
type (
	namesReport struct {
		Version    tokens.Version    `json:"version"`
		Slots      []namesSlotReport `json:"slots"`
		Confirmed  *namesProofReport `json:"confirmed,omitempty"`
		Reason     string            `json:"reason,omitempty"`
		Tried      int               `json:"tried"`
		Signatures int               `json:"signatures"`
		Capped     bool              `json:"capped,omitempty"`
	}
	namesSlotReport struct {
		Slot    tokens.Slot        `json:"slot"`
		CRC32   string             `json:"crc32,omitempty"`
		Empty   bool               `json:"empty,omitempty"`
		Matches []namesMatchReport `json:"matches"`
	}
	namesMatchReport struct {
		Text        jsonText `json:"text"`
		From        jsonText `json:"from"`
		Change      string   `json:"change,omitempty"`
		ChanceOneIn uint64   `json:"chance_one_in,omitempty"`
		Confirmed   bool     `json:"confirmed"`
	}
	namesProofReport struct {
		Channel     *jsonText `json:"channel,omitempty"`
		User        *jsonText `json:"user,omitempty"`
		Service     string    `json:"service,omitempty"`
		Certificate string    `json:"certificate"`
		Project     string    `json:"project,omitempty"`
		Line        int       `json:"line,omitempty"`
	}
	// jsonText is text that need not be UTF-8.
	jsonText string
)

// MarshalJSON implements [json.Marshaler].
func (t jsonText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(map[string]string{"hex": hex.EncodeToString([]byte(t))})
}

func namesJSON(found *tokens.Names, t *tokens.Token) namesReport {
	r := namesReport{
		Version: t.Version, Slots: []namesSlotReport{}, Reason: found.Lacks,
		Tried: found.Tried, Signatures: found.Signatures, Capped: found.Capped,
	}
	if found.Nothing != "" {
		r.Reason = found.Nothing
	}
	for i := range found.Slots {
		s := &found.Slots[i]
		slot := namesSlotReport{Slot: s.Slot, Empty: s.Empty, Matches: []namesMatchReport{}}
		if s.Summed {
			slot.CRC32 = fmt.Sprintf("%08x", s.CRC32)
		}
		for j := range s.Matches {
			m := &s.Matches[j]
			slot.Matches = append(slot.Matches, namesMatchReport{jsonText(m.Text), jsonText(m.Source), m.Change, m.OneIn, m.Confirmed})
		}
		r.Slots = append(r.Slots, slot)
	}
	if p := found.Proof; p != nil {
		r.Confirmed = &namesProofReport{Service: p.Service, Certificate: p.Certificate.Name, Project: p.Certificate.Project, Line: p.Certificate.Line}
		for i := range found.Slots {
			if found.Slots[i].Slot == tokens.ChannelSlot {
				channel := jsonText(p.Channel)
				r.Confirmed.Channel = &channel
			} else {
				user := jsonText(p.User)
				r.Confirmed.User = &user
			}
		}
	}
	return r
}
