package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/pion/interceptor/pkg/cc"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

const (
	// maxOffer bounds an SDP, in bytes; Chromium's is about 7,000.
	maxOffer = 64 << 10
	// maxCandidate bounds one candidate, in bytes; maxCandidates how many a peer may send.
	maxCandidate  = 2 << 10
	maxCandidates = 64
)

// Errors a client can cause. They are wrapped with what was wrong.
var (
	// ErrBadOffer: the offer is too long, is no SDP, or asks for something this server does not do.
	ErrBadOffer = errors.New("media: bad offer")
	// ErrBadCandidate: the candidate cannot be read, or there are too many.
	ErrBadCandidate = errors.New("media: bad candidate")
)

// Peer is one PeerConnection of a role in a room.
type Peer struct {
	id    uint64
	room  *Room
	role  Role
	pc    *webrtc.PeerConnection
	est   func() cc.BandwidthEstimator
	down  []*downTrack
	video atomic.Pointer[upTrack]
	audio atomic.Pointer[upTrack]
	up    atomic.Bool // connected now
	wg    sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	answered   bool
	candidates int
}

func newPeer(r *Room, role Role) (*Peer, error) {
	api, est, err := r.srv.engine()
	if err != nil {
		return nil, err
	}
	pc, err := api.NewPeerConnection(webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle})
	if err != nil {
		return nil, fmt.Errorf("new peer connection: %w", err)
	}
	p := &Peer{id: r.srv.ids.Add(1), room: r, role: role, pc: pc, est: est}
	for _, from := range parties {
		if from == role {
			continue
		}
		for _, kind := range kinds {
			if err := p.addDown(newDownTrack(from, kind)); err != nil {
				p.stop()
				return nil, err
			}
		}
	}
	if role.party() >= 0 {
		pc.OnTrack(p.onTrack)
	}
	pc.OnConnectionStateChange(p.onState)
	return p, nil
}

func (p *Peer) addDown(d *downTrack) error {
	sender, err := p.pc.AddTrack(d)
	if err != nil {
		return fmt.Errorf("add %s of the %s: %w", d.kind, d.from, err)
	}
	p.down = append(p.down, d)
	p.wg.Add(1)
	go func() { // ends when the PeerConnection is closed
		defer p.wg.Done()
		buf := make([]byte, maxPacket)
		for {
			n, attrs, err := sender.Read(buf)
			if err != nil {
				return
			}
			pkts, err := attrs.GetRTCPPackets(buf[:n])
			if err != nil {
				continue
			}
			for _, q := range pkts {
				switch q.(type) {
				case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
					p.room.requestKey(d.from)
				}
			}
		}
	}()
	return nil
}

// Role is the role the peer joined with.
func (p *Peer) Role() Role { return p.role }

// Answer takes the client's offer and gives the answer with all our candidates in it; nothing trickles from us. It is
// called once per peer. What a stranger can get wrong comes back as ErrBadOffer.
func (p *Peer) Answer(ctx context.Context, offerSDP string) (answer string, err error) {
	if len(offerSDP) > maxOffer {
		return "", fmt.Errorf("%w: %d bytes, at most %d", ErrBadOffer, len(offerSDP), maxOffer)
	}
	p.mu.Lock()
	switch {
	case p.closed:
		err = ErrClosed
	case p.answered:
		err = fmt.Errorf("%w: this peer was answered before, join again", ErrBadOffer)
	}
	p.answered = true
	p.mu.Unlock()
	if err != nil {
		return "", err
	}
	defer func() { // a stranger's text must not end the process, whatever the parser makes of it
		if v := recover(); v != nil {
			answer, err = "", fmt.Errorf("%w: %v", ErrBadOffer, v)
		}
	}()
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offerSDP}); err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	a, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(a); err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", fmt.Errorf("gather candidates: %w", ctx.Err())
	}
	d := p.pc.LocalDescription()
	if d == nil {
		return "", ErrClosed
	}
	return d.SDP, nil
}

// AddCandidate takes a candidate of the client: the JSON of RTCIceCandidate.toJSON(). An empty candidate, the end of
// the list, is accepted.
func (p *Peer) AddCandidate(candidate string) (err error) {
	if len(candidate) > maxCandidate {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrBadCandidate, len(candidate), maxCandidate)
	}
	var c webrtc.ICECandidateInit
	if err := json.Unmarshal([]byte(candidate), &c); err != nil {
		return fmt.Errorf("%w: %w", ErrBadCandidate, err)
	}
	p.mu.Lock()
	p.candidates++
	n, closed := p.candidates, p.closed
	p.mu.Unlock()
	if closed {
		return ErrClosed
	}
	if n > maxCandidates {
		return fmt.Errorf("%w: more than %d", ErrBadCandidate, maxCandidates)
	}
	if c.Candidate == "" {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v", ErrBadCandidate, v)
		}
	}()
	if err := p.pc.AddICECandidate(c); err != nil {
		return fmt.Errorf("%w: %w", ErrBadCandidate, err)
	}
	return nil
}

// Close disconnects the peer and gives its place in the room back. The room stays.
func (p *Peer) Close() {
	p.room.leave(p)
	p.stop()
}

// stop closes the connection and waits for the peer's goroutines; true for the first caller.
func (p *Peer) stop() {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	p.mu.Unlock()
	if first {
		_ = p.pc.GracefulClose() // the transport is gone either way
	}
	p.wg.Wait()
}

func (p *Peer) onState(s webrtc.PeerConnectionState) {
	switch s {
	case webrtc.PeerConnectionStateConnected:
		if p.up.Swap(true) {
			return
		}
		p.room.tell(Event{Type: Connected, Role: p.role})
		for _, from := range parties { // a picture at once for the one who came
			if from != p.role {
				p.room.requestKey(from)
			}
		}
	case webrtc.PeerConnectionStateDisconnected, webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
		if !p.up.Swap(false) {
			return
		}
		if now := p.room.party(p.role); p.role != Watcher && now != nil && now != p {
			return // replaced: the role is not lost
		}
		p.room.tell(Event{Type: Disconnected, Role: p.role})
	}
}

func (p *Peer) track(k Kind) *upTrack {
	if k == Video {
		return p.video.Load()
	}
	return p.audio.Load()
}

func (p *Peer) requestKey() {
	if up := p.video.Load(); up != nil {
		up.requestKey()
	}
}

// estimate of what the peer's downlink carries, in bit/s.
func (p *Peer) estimate() int {
	if e := p.est(); e != nil {
		return e.GetTargetBitrate()
	}
	return startBitrate
}
