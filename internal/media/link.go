package media

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/ice/v4"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"

	"github.com/basekyc/basekyc/internal/media/congestion"
)

const (
	// maxEarly is how many packets are kept that arrive before the keys: the client has its own a moment sooner.
	maxEarly = 32
	// startBitrate is what the downlink estimate begins with, maxBitrate where it stops, in bit/s.
	startBitrate = 800_000
	maxBitrate   = 2_500_000
	// longWayEvery is how often ICE is shown a packet, so that it knows that the client is there. It counts as lost after
	// five seconds.
	longWayEvery = time.Second
)

// link is the transport of one peer: ICE, DTLS and SRTP of pion's, put together so that a packet passes through no queue
// and wakes nobody. Packets come in by receive, on whatever goroutine read them, and leave by seal.
//
// Locks are taken in this order: in of the link that sends, out of one that receives.
type link struct {
	srv   *Server
	peer  *Peer
	deal  *bargain
	agent *ice.Agent
	cert  tls.Certificate
	ssrc  uint32 // of our reports on what comes
	pipe  *pipe
	conn  *ice.Conn
	ctx   context.Context
	end   context.CancelFunc
	wg    sync.WaitGroup
	gone  chan struct{} // closed when close has done everything

	place place               // the directory's
	way   atomic.Pointer[way] // where what is sent goes; nil: through ICE
	long  atomic.Int64        // when ICE was last shown a packet, ns since 1970

	in     sync.Mutex
	dec    *srtp.Context // nil before the handshake and after the end
	inHead rtp.Header
	early  [][]byte
	heard  feedback
	due    time.Time // of the next report

	out      sync.Mutex
	enc      *srtp.Context
	outHead  rtp.Header
	number   uint16               // transport-wide
	est      *congestion.Estimate // nil when the client gives no feedback
	listened time.Duration        // when its losses were last looked for
	spare    []byte

	state struct {
		sync.Mutex
		ice, keys, up, closed bool
		dtls                  *dtls.Conn
	}
}

// newLink opens the agent; connect goes on once the offer is read.
func newLink(p *Peer) (*link, error) {
	cert, err := selfsign.GenerateSelfSigned()
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	agent, err := ice.NewAgentWithOptions(p.room.srv.ice...)
	if err != nil {
		return nil, fmt.Errorf("new ICE agent: %w", err)
	}
	l := &link{srv: p.room.srv, peer: p, agent: agent, cert: cert, pipe: newPipe(), ssrc: rand.Uint32(), gone: make(chan struct{})}
	l.ctx, l.end = context.WithCancel(context.Background())
	return l, nil
}

// own is our side of a negotiation.
func (l *link) own(tracks []webrtc.TrackLocal) (local, error) {
	ufrag, pwd, err := l.agent.GetLocalUserCredentials()
	if err != nil {
		return local{}, err
	}
	x, err := x509.ParseCertificate(l.cert.Certificate[0])
	if err != nil {
		return local{}, err
	}
	return local{ufrag: ufrag, pwd: pwd, cert: webrtc.CertificateFromX509(l.cert.PrivateKey, x), tracks: tracks}, nil
}

// gather finds the places at which we are reached: our sockets, so it takes no time.
func (l *link) gather(ctx context.Context) ([]ice.Candidate, error) {
	done := make(chan struct{})
	err := l.agent.OnCandidate(func(c ice.Candidate) {
		if c == nil {
			close(done)
		}
	})
	if err == nil {
		err = l.agent.GatherCandidates()
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-done:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.ctx.Done():
		return nil, ErrClosed
	}
	return l.agent.GetLocalCandidates()
}

// connect goes on by itself until close.
func (l *link) connect(b *bargain) error {
	l.deal = b
	l.agree(b)
	if err := l.agent.OnConnectionStateChange(func(s ice.ConnectionState) {
		l.change(func() { l.state.ice = s == ice.ConnectionStateConnected || s == ice.ConnectionStateCompleted })
	}); err != nil {
		return err
	}
	if err := l.agent.OnSelectedCandidatePairChange(func(_, remote ice.Candidate) { l.moved(remote) }); err != nil {
		return err
	}
	if err := l.agent.SetRemoteICELite(b.lite); err != nil {
		return err
	}
	for _, c := range b.candidates {
		if err := l.agent.AddRemoteCandidate(c); err != nil {
			return err
		}
	}
	start := l.agent.StartAccept
	if b.lite {
		start = l.agent.StartDial
	}
	var err error
	if l.conn, err = start(b.ufrag, b.pwd); err != nil {
		return err
	}
	l.state.Lock()
	defer l.state.Unlock()
	if l.state.closed {
		return ErrClosed
	}
	l.srv.connect(l)
	l.wg.Add(2)
	go func() { defer l.wg.Done(); l.read() }()
	go func() { defer l.wg.Done(); l.run() }()
	return nil
}

// agree lets tracks through as it was agreed.
func (l *link) agree(b *bargain) {
	l.out.Lock()
	defer l.out.Unlock()
	for _, d := range l.peer.down {
		how := b.down[d.id()]
		d.begin(how)
		if how.transport != 0 && l.est == nil {
			l.est = congestion.New(startBitrate, maxBitrate)
		}
	}
}

// rate is what the downlink carries, in bit/s. The caller holds out.
func (l *link) rate() int {
	if l.est == nil {
		return startBitrate
	}
	return l.est.Bitrate()
}

// moved is told where ICE reaches the client.
func (l *link) moved(remote ice.Candidate) {
	l.state.Lock()
	defer l.state.Unlock()
	if !l.state.closed {
		l.srv.links.choose(l, udpAddr(remote))
	}
}

// renamed asks ICE from where else packets may come: a client that has several addresses need not send from the one that it
// is sent to.
func (l *link) renamed() {
	all, err := l.agent.GetRemoteCandidates()
	if err != nil {
		return
	}
	l.state.Lock()
	defer l.state.Unlock()
	for _, c := range all {
		if !l.state.closed {
			l.srv.links.name(l, udpAddr(c))
		}
	}
}

// udpAddr is where a candidate is, or nothing over TCP.
func udpAddr(c ice.Candidate) netip.AddrPort {
	a, err := netip.ParseAddr(c.Address())
	if err != nil || !c.NetworkType().IsUDP() {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(a.Unmap(), uint16(c.Port()))
}

// run makes the keys, then waits for the client to say that it leaves.
func (l *link) run() {
	if l.agent.AwaitConnect(l.ctx) != nil {
		return
	}
	conn, keys, err := l.handshake()
	if err != nil {
		if l.ctx.Err() == nil {
			l.srv.log.Debug("handshake failed", "room", l.peer.room.id, "role", string(l.peer.role), "error", err)
		}
		return
	}
	l.state.Lock()
	closed := l.state.closed
	l.state.dtls = conn
	l.state.Unlock()
	if closed {
		_ = conn.Close()
		return
	}
	l.use(keys)
	l.change(func() { l.state.keys = true })
	var b [64]byte
	for err == nil { // nothing comes this way; the end does
		_, err = conn.Read(b[:])
	}
	l.srv.running.Add(1)
	go func() { // close waits for this goroutine
		defer l.srv.running.Done()
		l.close()
	}()
}

// read takes what came through ICE: the handshake, and media that did not come the short way.
func (l *link) read() {
	buf := make([]byte, maxPacket)
	var looked time.Time
	for {
		n, err := l.conn.Read(buf)
		if errors.Is(err, io.ErrShortBuffer) { // longer than anything of ours
			continue
		}
		if err != nil {
			return
		}
		b := buf[:n]
		switch {
		case isMedia(b):
			l.srv.do(func(r *round) {
				if !l.receive(b, r) {
					l.keepEarly(b)
				} else if !isRTCP(b) && r.now.Sub(looked) > longWayEvery {
					looked = r.now
					l.renamed()
				}
			})
		case n > 0 && b[0] >= 20 && b[0] <= 63:
			l.pipe.put(b)
		}
	}
}

// change moves a state and tells the peer whether media can flow, in order.
func (l *link) change(move func()) {
	l.state.Lock()
	defer l.state.Unlock()
	move()
	if up := l.state.ice && l.state.keys && !l.state.closed; up != l.state.up {
		l.state.up = up
		l.peer.onState(up)
	}
}

// longWay says that a packet should pass through ICE: a report now and then, whose order does not matter.
func (l *link) longWay(b []byte, now time.Time) bool {
	if at := now.UnixNano(); isRTCP(b) && at-l.long.Load() > int64(longWayEvery) {
		l.long.Store(at)
		return true
	}
	return false
}

// close leaves, waits for all goroutines and gives everything back. More callers wait for the first.
func (l *link) close() {
	l.state.Lock()
	first, conn := !l.state.closed, l.state.dtls
	l.state.closed = true
	l.state.Unlock()
	if !first {
		<-l.gone
		return
	}
	l.srv.disconnect(l)
	l.end()
	if conn != nil {
		_ = conn.Close() // the client hears it at once
	}
	l.pipe.close()
	_ = l.agent.GracefulClose()
	l.wg.Wait()
	l.srv.links.forget(l)
	l.in.Lock()
	l.dec, l.early = nil, nil
	l.in.Unlock()
	l.out.Lock()
	l.enc = nil
	for _, d := range l.peer.down {
		d.end()
	}
	l.out.Unlock()
	l.change(func() {})
	close(l.gone)
}
