package media

import (
	"errors"
	"strings"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

var errCodec = errors.New("receiver does not take the codec")

// downTrack is what one peer receives of one party: a webrtc.TrackLocal with our own numbering. It belongs to the
// receiving peer; the read loop of the sending party's track writes to it.
type downTrack struct {
	from Role
	kind Kind
	mime string

	mu   sync.Mutex
	rw   rewriter
	w    webrtc.TrackLocalWriter // nil until the answer is negotiated
	head rtp.Header              // reused: no allocation per packet
}

func newDownTrack(from Role, kind Kind) *downTrack {
	mime := webrtc.MimeTypeOpus
	if kind == Video {
		mime = webrtc.MimeTypeVP8
	}
	return &downTrack{from: from, kind: kind, mime: mime, rw: rewriter{clock: kind.clockRate()}}
}

// forward writes the packet under this track's numbering, without header extensions. Errors are the receiver's
// trouble (its transport is gone or not up yet) and never the sender's.
func (d *downTrack) forward(p *packet) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.w == nil {
		return false
	}
	seq, ts, ok := d.rw.rewrite(p.source, p.seq, p.ts, p.at)
	if !ok {
		return false
	}
	h := &d.head
	h.SequenceNumber, h.Timestamp, h.Marker = seq, ts, p.marker
	h.Extension, h.ExtensionProfile, h.Extensions = false, 0, h.Extensions[:0]
	_, err := d.w.WriteRTP(h, p.payload)
	return err == nil
}

// Bind implements webrtc.TrackLocal: called once, when the codec is negotiated.
func (d *downTrack) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	for _, p := range c.CodecParameters() {
		if !strings.EqualFold(p.MimeType, d.mime) {
			continue
		}
		d.mu.Lock()
		d.w = c.WriteStream()
		d.head = rtp.Header{Version: 2, SSRC: uint32(c.SSRC()), PayloadType: uint8(p.PayloadType)}
		d.mu.Unlock()
		return p, nil
	}
	return webrtc.RTPCodecParameters{}, errCodec
}

// Unbind implements webrtc.TrackLocal.
func (d *downTrack) Unbind(webrtc.TrackLocalContext) error {
	d.mu.Lock()
	d.w = nil
	d.mu.Unlock()
	return nil
}

// ID implements webrtc.TrackLocal: the kind.
func (d *downTrack) ID() string { return string(d.from) + "-" + string(d.kind) }

// RID implements webrtc.TrackLocal: no simulcast.
func (d *downTrack) RID() string { return "" }

// StreamID implements webrtc.TrackLocal: the role of the party, so that a client knows whom it shows.
func (d *downTrack) StreamID() string { return string(d.from) }

// Kind implements webrtc.TrackLocal.
func (d *downTrack) Kind() webrtc.RTPCodecType {
	if d.kind == Video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}
