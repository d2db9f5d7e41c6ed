package media

import (
	"slices"
	"testing"
	"time"
)

func TestMissingPacketsAreAskedFor(t *testing.T) {
	r := reception{rate: 90000}
	get := func(resent bool, seqs ...uint16) {
		for _, s := range seqs {
			r.arrived(s, uint32(s)*3000, time.Duration(s)*33*time.Millisecond, resent, true)
		}
	}
	get(true, 65000) // a repair before there is anything to repair
	get(false, 65533, 65534, 2, 3, 7)
	if ask := r.nacks(); !slices.Equal(ask, []uint16{65535, 0, 1, 4, 5, 6}) {
		t.Fatalf("asks for %v", ask)
	}
	get(true, 65535, 1)
	get(false, 5)
	for i := range maxNacks - 1 {
		if ask := r.nacks(); !slices.Equal(ask, []uint16{0, 4, 6}) {
			t.Fatalf("asks for %v in round %d", ask, i+2)
		}
	}
	if ask := r.nacks(); ask != nil {
		t.Errorf("asks for %v without end", ask)
	}
	get(false, 9)
	get(false, 9+nackReach+1) // what is too far behind is not worth it
	ask := r.nacks()
	if len(ask) != maxMissing || ask[0] != 9+nackReach+1-maxMissing || ask[len(ask)-1] != 9+nackReach {
		t.Errorf("asks for %d packets, %d to %d", len(ask), ask[0], ask[len(ask)-1])
	}
	quiet := reception{rate: 90000}
	quiet.arrived(1, 0, 0, false, false)
	quiet.arrived(4, 0, 0, false, false)
	if ask := quiet.nacks(); ask != nil {
		t.Errorf("asks a client that does not repeat for %v", ask)
	}
}

func TestReceptionIsReported(t *testing.T) {
	r := reception{rate: 1000}
	if _, ok := r.block(7, 0); ok {
		t.Error("reports on nothing")
	}
	at := func(s uint16) time.Duration { return time.Duration(s-65000) * 20 * time.Millisecond }
	for s := uint16(65000); s != 100; s++ { // 636 numbers, every fourth lost
		if s%4 != 3 {
			r.arrived(s, uint32(at(s).Milliseconds()), at(s), false, true)
		}
	}
	r.reported(0x11112222_33334444, at(99))
	b, _ := r.block(7, at(99)+500*time.Millisecond)
	if b.SSRC != 7 || b.TotalLost != 158 || b.LastSequenceNumber != 1<<16+98 || b.Jitter != 0 || b.LastSenderReport != 0x22223333 || b.Delay != 65536/2 {
		t.Errorf("%+v", b)
	}
	if b.FractionLost < 60 || b.FractionLost > 64 { // a quarter, in 256ths
		t.Errorf("%d of 256 lost", b.FractionLost)
	}
	for s := uint16(99); s != 150; s++ {
		r.arrived(s, uint32(at(s).Milliseconds())+uint32(s%2)*10, at(s), false, true)
	}
	b, _ = r.block(7, at(150))
	if b.FractionLost != 0 || b.Jitter < 8 || b.Jitter > 11 {
		t.Errorf("since then %d lost, jitter %d", b.FractionLost, b.Jitter)
	}
}
