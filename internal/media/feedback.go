package media

import (
	"math/rand/v2"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtp"
)

// feedbackEvery is how often a sender learns which of its packets arrived when, as long as packets arrive.
const feedbackEvery = 100 * time.Millisecond

// feedback is the receiving half of transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01).
// Whoever takes a packet notes it and sends the report when one is due: no wake-up, no goroutine. A report that is due in a
// silence goes out with the next packet.
type feedback struct {
	rec   *twcc.Recorder
	start time.Time
	next  time.Time
}

// note takes the header extension of a packet; the caller holds the link's in.
func (f *feedback) note(l *link, r *round, ssrc uint32, raw []byte) {
	var ext rtp.TransportCCExtension
	if raw == nil || ext.Unmarshal(raw) != nil {
		return
	}
	if f.rec == nil {
		f.rec, f.start = twcc.NewRecorder(rand.Uint32()), r.now
	}
	f.rec.Record(ssrc, ext.TransportSequence, r.now.Sub(f.start).Microseconds())
	if r.now.Before(f.next) {
		return
	}
	f.next = r.now.Add(feedbackEvery)
	if pkts := f.rec.BuildFeedbackPacket(); len(pkts) > 0 {
		l.sendReports(pkts, r)
	}
}
