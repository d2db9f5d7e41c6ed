package composite

import (
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestTheGraphFollowsTheRecording(t *testing.T) {
	at := time.Date(2026, 11, 26, 8, 0, 0, 500e6, time.UTC)
	both := plan{Session: "vs_1", StartedAt: at, Duration: 10 * time.Second, Seen: [2]bool{true, true}, Heard: [3]bool{true, true}}
	for name, tt := range map[string]struct {
		change    func(*plan)
		has, lack []string
	}{
		"both parties": {func(*plan) {}, []string{"[0:v:0]setpts", "[0:v:1]setpts", "amix=inputs=2", `localtime\:1795680000.500\:`, "text='vs_1'", "d=10.000"}, []string{"no picture", "drawbox"}},
		"a gap of the officer": {func(p *plan) {
			p.Gaps = []kyc.Gap{{Party: "agent", From: 2 * time.Second, To: 4500 * time.Millisecond}}
		},
			[]string{`drawbox=x=640`, `between(t\,2.000\,4.500)`, "no picture for 2.5 s"}, nil},
		"the customer was never seen": {func(p *plan) { p.Seen[0] = false }, []string{"no picture was recorded", "[0:v:1]setpts"}, []string{"[0:v:0]"}},
		"one was heard":               {func(p *plan) { p.Heard[1] = false }, []string{"[0:a:0]", "amix=inputs=1"}, []string{"[0:a:1]"}},
		"a supervisor too":            {func(p *plan) { p.Heard[2] = true }, []string{"[0:a:2]", "amix=inputs=3"}, nil},
		"nobody was heard":            {func(p *plan) { p.Heard = [3]bool{} }, nil, []string{"amix", "[a]"}},
		"a line of thousands of gaps": {func(p *plan) {
			for i := range 5000 {
				p.Gaps = append(p.Gaps, kyc.Gap{Party: "customer", From: time.Duration(i) * time.Second, To: time.Duration(i)*time.Second + 1})
			}
		}, []string{"between(t\\,59.000"}, []string{"between(t\\,60.000"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := both
			tt.change(&p)
			g := graph(p)
			for _, want := range tt.has {
				if !strings.Contains(g, want) {
					t.Errorf("%q is missing in\n%s", want, g)
				}
			}
			for _, not := range tt.lack {
				if strings.Contains(g, not) {
					t.Errorf("%q is in\n%s", not, g)
				}
			}
		})
	}
}
