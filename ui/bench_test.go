package ui_test

import (
	"testing"
	"time"

	"atc/tokens"
	"atc/ui"

	tea "charm.land/bubbletea/v2"
)

// BenchmarkKeystroke is Update and View of a letter and its deletion, on the
// form with the most inputs and a token that carries them all.
func BenchmarkKeystroke(b *testing.B) {
	w := &world{now: noon}
	a := ui.New(w.deps())
	send := func(msgs ...tea.Msg) {
		for _, m := range msgs {
			a.Update(m)
		}
	}
	send(tea.WindowSizeMsg{Width: 120, Height: 36}, tea.KeyPressMsg{Code: '/', Mod: tea.ModAlt})
	for _, r := range "rtm2" {
		send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	send(tea.KeyPressMsg{Code: tea.KeyEnter})
	k, _ := tokens.Default.Kind("rtm2")
	for range k.Inputs {
		send(tea.PasteMsg{Content: "alpha, beta"}, tea.KeyPressMsg{Code: tea.KeyTab})
	}
	send(tea.KeyPressMsg{Code: tea.KeyEnter})
	b.ReportAllocs()
	for b.Loop() {
		send(tea.KeyPressMsg{Code: 'x', Text: "x"})
		a.View()
		send(tea.KeyPressMsg{Code: tea.KeyBackspace})
		a.View()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(2*b.N), "µs/key")
}

// BenchmarkTick is what a second costs: Update and View of a tick, with a token
// on the screen that counts down.
func BenchmarkTick(b *testing.B) {
	b.Run("build", func(b *testing.B) {
		benchTick(b, 80, 24, func(*world) []tea.Msg { return typed("lobby") })
	})
	b.Run("build, wide", func(b *testing.B) {
		benchTick(b, 120, 36, func(*world) []tea.Msg { return typed("lobby") })
	})
	b.Run("inspect", func(b *testing.B) {
		benchTick(b, 80, 24, func(w *world) []tea.Msg {
			return []tea.Msg{tea.KeyPressMsg{Code: '2', Mod: tea.ModAlt}, tea.PasteMsg{Content: sample(b, w, "rtc", tokens.Values{"channel": "lobby", "uid": "1"})}}
		})
	})
	b.Run("inspect, 20 countdowns, wide", func(b *testing.B) {
		benchTick(b, 120, 36, func(w *world) []tea.Msg {
			return []tea.Msg{tea.KeyPressMsg{Code: '2', Mod: tea.ModAlt}, tea.PasteMsg{Content: manyCountdowns(b, w)}}
		})
	})
}

func typed(text string) []tea.Msg {
	var keys []tea.Msg
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

// benchTick measures the ticks after messages that bring something to the screen.
func benchTick(b *testing.B, width, height int, before func(*world) []tea.Msg) {
	b.Helper()
	w := &world{now: noon}
	a := ui.New(w.deps())
	a.Update(tea.WindowSizeMsg{Width: width, Height: height})
	for _, m := range before(w) {
		a.Update(m)
	}
	if w.asked(time.Second) == 0 {
		b.Fatal("nothing counts down")
	}
	second := w.ticks[len(w.ticks)-1].msg()
	w.ticks = nil
	b.ReportAllocs()
	for b.Loop() {
		w.now = w.now.Add(time.Second)
		if w.now.After(noon.Add(50 * time.Minute)) {
			w.now = noon
		}
		a.Update(second)
		a.View()
		w.ticks = w.ticks[:0]
	}
}

// manyCountdowns is a token of many services, each with privileges of its own.
func manyCountdowns(tb testing.TB, w *world) string {
	return sample(tb, w, "compose", tokens.Values{"spec": `{"expire":7200,"services":[
		{"type":1,"fields":{"channel_name":"lobby","uid":"1"},"privileges":{"1":3600,"2":3500,"3":3400,"4":3300}},
		{"type":2,"fields":{"user_id":"u"},"privileges":{"1":3200}},
		{"type":3,"fields":{"channel_name":"lobby","account":"1"},"privileges":{"1":3100,"2":3000}},
		{"type":4,"privileges":{"1":2900}},
		{"type":5,"fields":{"user_id":"u"},"privileges":{"1":2800,"2":2700}},
		{"type":6,"fields":{"channel_name":"lobby","account":"1"},"privileges":{"1":2600,"2":2500}},
		{"type":7,"fields":{"room_uuid":"r","user_uuid":"u","role":2},"privileges":{"1":2400,"2":2300,"3":2200}}]}`})
}
