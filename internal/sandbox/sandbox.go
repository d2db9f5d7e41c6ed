// Package sandbox owns the simulated parties: a customer and an officer that
// are real WebRTC peers with moving pictures and voices. They come through the
// public doors like anybody else and know nothing of what is behind them.
package sandbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/sandbox/puppet"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// player is a puppet before a camera: instructions come from the socket,
// frames go to the peer.
type player struct {
	mu    sync.Mutex
	actor *puppet.Actor
	voice *puppet.Voice
}

func newPlayer(who puppet.Character) (*player, error) {
	stage, err := puppet.Load(who)
	if err != nil {
		return nil, err
	}
	voice, err := puppet.LoadVoice(who)
	if err != nil {
		return nil, err
	}
	return &player{actor: puppet.NewActor(stage, time.Now()), voice: voice}, nil
}

// Frame implements camera.
func (p *player) Frame(now time.Time) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.actor.Frame(now)
}

func (p *player) pose(pose puppet.Pose) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.actor.Instruct(pose, time.Now())
}

// line is one connection of a party: a socket and, during the call, a peer.
type line struct {
	sock *basekyc.Socket
	cam  *player
	peer *peer

	relays []basekyc.ICEServer // the only ways for the peer; empty for the direct ones
}

var errNoRelay = errors.New("the server offers no relay: see turn in its configuration")

// patience before a lost peer ends its socket: when a call is over the last
// word of the server may still be on its way.
const patience = 2 * time.Second

// call opens the peer, once per line.
func (l *line) call(ctx context.Context) error {
	if l.peer != nil {
		return nil
	}
	p, offer, err := newPeer(l.relays)
	if err != nil {
		return err
	}
	l.peer = p
	go func() { // a lost connection is renewed together with its socket
		<-p.down
		select {
		case <-p.stop:
		case <-time.After(patience):
			l.sock.Drop()
		}
	}()
	return l.sock.Send(ctx, basekyc.Offer{Type: "offer", SDP: offer})
}

func (l *line) answered(sdp string) error {
	if l.peer == nil {
		return errors.New("answer without an offer")
	}
	if err := l.peer.answer(sdp); err != nil {
		return err
	}
	l.peer.play(l.cam, l.cam.voice)
	return nil
}

// drop ends the line without a word.
func (l *line) drop() {
	if l.peer != nil {
		l.peer.close()
	}
	l.sock.Drop()
}

// Close codes after which a client does not come back (api/realtime.md).
const (
	closeDenied   = 4401
	closeForbid   = 4403
	closeReplaced = 4409
	closeEnded    = 4410
)

func hopeless(err error) bool {
	if errors.Is(err, errNoRelay) {
		return true
	}
	switch basekyc.CloseCode(err) {
	case closeDenied, closeForbid, closeReplaced, closeEnded:
		return true
	}
	return false
}

// pause between attempts to come back: doubled, within bounds.
type pause struct{ next time.Duration }

const firstPause, longestPause = 500 * time.Millisecond, 5 * time.Second

func (p *pause) wait(ctx context.Context) error {
	d := max(p.next, firstPause)
	p.next = min(2*d, longestPause)
	return sleep(ctx, d)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
