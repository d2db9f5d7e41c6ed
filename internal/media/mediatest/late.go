package mediatest

import (
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// lateFactory builds an interceptor that moves the capture time in the video's sender reports back.
type lateFactory struct{ by time.Duration }

func (f lateFactory) NewInterceptor(string) (interceptor.Interceptor, error) {
	return &late{by: f.by}, nil
}

type late struct {
	interceptor.NoOp
	by   time.Duration
	ssrc atomic.Uint32
}

func (l *late) BindLocalStream(info *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	if strings.HasPrefix(strings.ToLower(info.MimeType), "video/") {
		l.ssrc.Store(info.SSRC)
	}
	return w
}

func (l *late) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	return interceptor.RTCPWriterFunc(func(pkts []rtcp.Packet, a interceptor.Attributes) (int, error) {
		for _, p := range pkts {
			if sr, ok := p.(*rtcp.SenderReport); ok && sr.SSRC == l.ssrc.Load() {
				sr.NTPTime -= uint64(l.by.Seconds() * (1 << 32))
			}
		}
		return w.Write(pkts, a)
	})
}
