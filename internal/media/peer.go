package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/pion/ice/v4"
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

// Peer is one connection of a role in a room.
type Peer struct {
	id    uint64
	room  *Room
	role  Role
	link  *link
	down  []*downTrack
	video atomic.Pointer[upTrack]
	audio atomic.Pointer[upTrack]
	up    atomic.Bool // connected now

	mu         sync.Mutex
	closed     bool
	answered   bool
	candidates int
}

func newPeer(r *Room, role Role) (*Peer, error) {
	p := &Peer{id: r.srv.ids.Add(1), room: r, role: role}
	var err error
	if p.link, err = newLink(p); err != nil {
		return nil, err
	}
	for _, from := range parties {
		if from == role {
			continue
		}
		for _, kind := range kinds {
			p.down = append(p.down, newDownTrack(p.link, from, kind))
		}
	}
	if role != Watcher { // behind the other party's: a client that offers one sound has that one
		p.down = append(p.down, newDownTrack(p.link, Watcher, Audio))
	}
	return p, nil
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
	return p.answer(ctx, offerSDP)
}

func (p *Peer) answer(ctx context.Context, offer string) (string, error) {
	var tracks []webrtc.TrackLocal
	for _, d := range p.down {
		t, err := d.offered()
		if err != nil {
			return "", err
		}
		tracks = append(tracks, t)
	}
	own, err := p.link.own(tracks)
	if err != nil {
		return "", err
	}
	b, err := p.room.srv.strike(offer, own)
	if err != nil {
		return "", err
	}
	candidates, err := p.link.gather(ctx)
	if err != nil {
		return "", fmt.Errorf("gather candidates: %w", err)
	}
	text, err := b.text(candidates)
	if err != nil {
		return "", err
	}
	if err := p.link.connect(b); err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	return text, nil
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
	n, closed, answered := p.candidates, p.closed, p.answered
	p.mu.Unlock()
	if closed {
		return ErrClosed
	}
	if !answered {
		return fmt.Errorf("%w: it comes before the offer", ErrBadCandidate)
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
	cand, err := ice.UnmarshalCandidate(strings.TrimPrefix(c.Candidate, "candidate:"))
	if errors.Is(err, ice.ErrUnknownCandidateTyp) || errors.Is(err, ice.ErrDetermineNetworkType) {
		return nil // of a kind that we do not know: there are others
	}
	if err == nil {
		err = p.link.agent.AddRemoteCandidate(cand)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadCandidate, err)
	}
	return nil
}

// Close disconnects the peer and gives its place in the room back. The room stays.
func (p *Peer) Close() {
	p.room.leave(p)
	p.stop()
}

// stop closes the connection and waits for its goroutines.
func (p *Peer) stop() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.link.close()
}

// onState is told when media can flow and when no longer.
func (p *Peer) onState(up bool) {
	p.up.Store(up)
	if up {
		p.room.tell(Event{Type: Connected, Role: p.role})
		for _, from := range parties { // a picture at once for the one who came
			if p.role == Watcher {
				p.room.wishKey(from)
			} else if from != p.role {
				p.room.requestKey(from)
			}
		}
		return
	}
	if now := p.room.party(p.role); p.role != Watcher && now != nil && now != p {
		return // replaced: the role is not lost
	}
	p.room.tell(Event{Type: Disconnected, Role: p.role})
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

// estimate of what the peer's downlink carries besides sound that is said twice, in bit/s.
func (p *Peer) estimate() int {
	p.link.out.Lock()
	defer p.link.out.Unlock()
	return p.link.rate() - p.link.repeats()
}
