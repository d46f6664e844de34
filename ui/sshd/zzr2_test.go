package sshd

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

func oursR2(seq string) string {
	var got []string
	in := &input{send: func(m tea.Msg) { got = append(got, fmt.Sprintf("%T %v", m, m)) }, typed: func() {}, cut: func() {}}
	in.life, in.flow = context.Background(), newFlow()
	in.timer = time.AfterFunc(time.Hour, func() {})
	in.feed([]byte(seq))
	in.expire()
	return fmt.Sprint(got)
}

func theirsR2(seq string) string {
	pr, pw := io.Pipe()
	r := uv.NewTerminalReader(pr, "xterm-256color")
	r.EscTimeout = 3 * time.Millisecond
	ev := make(chan uv.Event, 100)
	done := make(chan struct{})
	go func() { _ = r.StreamEvents(context.Background(), ev); close(done) }()
	_, _ = pw.Write([]byte(seq))
	time.Sleep(8 * time.Millisecond)
	_ = pw.Close()
	<-done
	var got []string
	for len(ev) > 0 {
		e := <-ev
		got = append(got, fmt.Sprintf("%T %v", e, e))
	}
	return fmt.Sprint(got)
}

func TestR2Diff(t *testing.T) {
	var seqs []string
	for c := 1; c < 127; c++ {
		seqs = append(seqs, string(rune(c)), "\x1b"+string(rune(c)), "\x1b[" + string(rune(c)), "\x1bO" + string(rune(c)), "\x1b\x1b[" + string(rune(c)), "\x1b\x1bO" + string(rune(c)), "\x1b\x1b"+string(rune(c)))
	}
	for n := 1; n < 36; n++ {
		for _, f := range "~$^@uRABCDHFPQSz" {
			seqs = append(seqs, fmt.Sprintf("\x1b[%d%c", n, f), fmt.Sprintf("\x1b\x1b[%d%c", n, f))
			for m := 2; m < 9; m++ {
				seqs = append(seqs, fmt.Sprintf("\x1b[%d;%d%c", n, m, f))
			}
		}
	}
	for m := 2; m < 9; m++ {
		for _, f := range "ABCDEFHMPQRSjklmnopqrstuvwxyX" {
			seqs = append(seqs, fmt.Sprintf("\x1bO%d%c", m, f))
		}
	}
	seqs = append(seqs, "\x1b[[A", "\x1b[[B", "\x1b[[E", "\x1b[27;5;9~", "\x1b[97;5u", "\x1b[13;2u", "\x1b[57414u", "\x1b[97:65;2;65u","\x1b[13;1:3u","é", "e\u0301", "👩‍👩‍👧", "日本", "\x1bé", "\x1b[I", "\x1b[O", "\x1b[<0;1;1M", "\x1b[<64;1;1M", "\x1b[M !!", "\x1b]11;rgb:0000/0000/0000\x07", "\x1b]11;rgb:ff/ff/ff\x1b\\", "\x1b[?1;2c", "\x1b[?2026;2$y", "\x1bP>|xterm\x1b\\", "\x1bP1+r524742\x1b\\", "\x1b]52;c;YWJj\x07", "\x1b[200~hi\x1b[201~","\x1b[?0u","\x1b[8;24;80t","\x1b[?997;1n","\x1b_Gi=1\x1b\\","a\tb\x1b[Ac", "\x1b[1;1R","\x1b\x1b","\x1b\x1b\x1b","\x1b]x","\x1b]]","\x1bPq","\x1bXa","\x1b[Z")
	type res struct{ seq, a, b string }
	ch := make(chan res, len(seqs))
	sem := make(chan int, 64)
	for _, s := range seqs {
		sem <- 1
		go func() { ch <- res{s, oursR2(s), theirsR2(s)}; <-sem }()
	}
	for range seqs {
		r := <-ch
		if r.a != r.b {
			fmt.Printf("%-20q ours %-60s theirs %s\n", r.seq, r.a, r.b)
		}
	}
}
