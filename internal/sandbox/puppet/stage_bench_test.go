package puppet_test

import (
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/sandbox/puppet"
)

// BenchmarkStage draws and encodes a whole character. With -cpu 1 it is the
// time that one core needs.
func BenchmarkStage(b *testing.B) {
	for _, who := range []puppet.Character{puppet.Genuine, puppet.Mismatch, puppet.Spoof, puppet.Agent} {
		b.Run(string(who), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := puppet.NewStage(puppet.Options{Character: who}, time.Now)
				if err != nil {
					b.Fatal(err)
				}
				n, frames := s.Size()
				b.ReportMetric(float64(frames), "frames")
				b.ReportMetric(float64(n)/1024, "KiB")
			}
		})
	}
}
