package media

import (
	"encoding/binary"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

const (
	// startBitrate is what the downlink estimate begins with, maxBitrate where it stops, in bit/s.
	startBitrate = 800_000
	maxBitrate   = 2_500_000
	// maxReports bounds the receivers' reports that wait to be judged; one that is over is left out of the estimate.
	maxReports = 256
	// estimateID is the header extension's id between us and the estimator; on the wire it is what was negotiated.
	estimateID = 1
)

// estimator judges what a peer's downlink carries, by what the client reports of the packets that it got. It is pion's,
// without a pacer: it is told of packets and sends none.
type estimator struct {
	bwe  *gcc.SendSideBWE
	note interceptor.RTPWriter

	head  rtp.Header // reused, as the link's out lock allows
	attrs interceptor.Attributes
	value [2]byte
}

// received is a client's report on its way to the estimator. Judging waits for goroutines of pion's; who reads packets
// must not.
type received struct {
	est    *estimator
	report rtcp.Packet
}

func (s *Server) newEstimator() (*estimator, error) {
	e := &estimator{attrs: interceptor.Attributes{}}
	bwe, err := gcc.NewSendSideBWE(gcc.SendSideBWEInitialBitrate(startBitrate), gcc.SendSideBWEMaxBitrate(maxBitrate),
		gcc.SendSideBWEPacer(&unpaced{}), gcc.WithLoggerFactory(s.logs))
	if err != nil {
		return nil, err
	}
	e.bwe = bwe
	e.head = rtp.Header{Version: 2, Extension: true, ExtensionProfile: 0xbede}
	if err := e.head.SetExtension(estimateID, e.value[:]); err != nil {
		return nil, err
	}
	e.note = bwe.AddStream(&interceptor.StreamInfo{RTPHeaderExtensions: []interceptor.RTPHeaderExtension{{URI: sdp.TransportCCURI, ID: estimateID}}},
		interceptor.RTPWriterFunc(func(*rtp.Header, []byte, interceptor.Attributes) (int, error) { return 0, nil }))
	return e, nil
}

// sent notes the transport-wide number and the size of a packet.
func (e *estimator) sent(number uint16, size int) {
	binary.BigEndian.PutUint16(e.value[:], number)
	_, _ = e.note.Write(&e.head, sizes[:max(0, min(size-headSize-extensionSize, len(sizes)))], e.attrs)
}

// sizes stands for payloads of which only the length counts.
var sizes [maxPacket]byte

func (e *estimator) bitrate() int { return e.bwe.GetTargetBitrate() }

func (e *estimator) close() { _ = e.bwe.Close() }

// judge hands reports to their estimators until the server is closed.
func (s *Server) judge() {
	for {
		select {
		case <-s.done:
			return
		case x := <-s.reports:
			_ = x.est.bwe.WriteRTCP([]rtcp.Packet{x.report}, nil) // an estimator that was closed has no use for it
		}
	}
}

// report passes a client's report on.
func (s *Server) report(e *estimator, p rtcp.Packet) {
	select {
	case s.reports <- received{e, p}:
	default:
	}
}

// unpaced is the pacer of the estimator: there is nothing to pace.
type unpaced struct{ interceptor.RTPWriter }

// AddStream implements gcc.Pacer.
func (u *unpaced) AddStream(_ uint32, w interceptor.RTPWriter) { u.RTPWriter = w }

// SetTargetBitrate implements gcc.Pacer.
func (*unpaced) SetTargetBitrate(int) {}

// Close implements gcc.Pacer.
func (*unpaced) Close() error { return nil }
