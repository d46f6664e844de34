package bulk_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"atc/chatapi/bulk"
)

// BenchmarkRead reads a million users, and tells what they take in memory when
// they are read, and at most while they are.
func BenchmarkRead(b *testing.B) {
	const users = 1_000_000
	for name, form := range map[string]string{"names": "user-%07d\n", "csv": "user-%07d,User %[1]d,pass-%[1]d\n"} {
		var text strings.Builder
		if name == "csv" {
			text.WriteString("username,nickname,password\n")
		}
		for i := range users {
			fmt.Fprintf(&text, form, i)
		}
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				list, err := bulk.Read(strings.NewReader(text.String()))
				if err != nil || len(list.Users) != users {
					b.Fatal(err)
				}
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(list)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/users, "heapB/user")
				b.ReportMetric(float64(after.HeapSys-before.HeapReleased)/users, "sysB/user")
				b.StartTimer()
			}
		})
	}
}

// BenchmarkJournal registers users without a network, so that only the journal
// takes time, and then resumes the run, which has nothing left to do.
func BenchmarkJournal(b *testing.B) {
	const users = 120_000
	list, err := bulk.Read(newReader(users))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		journals := bulk.Journals{Dir: b.TempDir()}
		for _, how := range []bulk.How{bulk.Fresh, bulk.Resume} {
			start := time.Now()
			j, err := journals.Open(list, testApp, how)
			if err != nil {
				b.Fatal(err)
			}
			if sum, err := bulk.New(&service{}, list, j).Go(b.Context(), nil); err != nil || sum.Registered != users {
				b.Fatal(sum, err)
			}
			perSecond := users / time.Since(start).Seconds()
			b.ReportMetric(perSecond, map[bulk.How]string{bulk.Fresh: "written/s", bulk.Resume: "resumed/s"}[how])
			if err := j.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
