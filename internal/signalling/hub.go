// Package signalling owns the live side of sessions: the WebSockets of
// customers and officers, the room of each call, who is present, and the wish
// to interrupt or resume that follows from it.
//
// Locks are taken in this order: Hub.mu, then call.mu or line.mu. Nothing that
// waits for a database, a disk's fsync or a client is done under any of them.
package signalling

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/token"
)

// Sessions changes sessions: internal/session.
type Sessions interface {
	Authenticate(ctx context.Context, token, device string) (*kyc.Session, error)
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	Line(ctx context.Context, scope kyc.Scope, after *kyc.Session, limit int) (page []*kyc.Session, more bool, err error)
	Places(ctx context.Context, scope kyc.Scope) ([]string, error)
	Queue(ctx context.Context, ref kyc.Ref) (*kyc.Session, error)
	Unqueue(ctx context.Context, ref kyc.Ref) (*kyc.Session, error)
	Interrupt(ctx context.Context, ref kyc.Ref, cause string) (*kyc.Session, error)
	Resume(ctx context.Context, ref kyc.Ref) (*kyc.Session, error)
	TookCamera(ctx context.Context, ref kyc.Ref, r kyc.CameraReport) (*kyc.Session, error)
	TookPosition(ctx context.Context, ref kyc.Ref, r kyc.PositionReport) (*kyc.Session, error)
	Say(ctx context.Context, ref kyc.Ref, m kyc.Saying, from kyc.Party, officer string) (*kyc.Session, error)
	Watch(ctx context.Context, ref kyc.Ref, o *kyc.Officer, simulated bool) (*kyc.Session, error)
	Speak(ctx context.Context, ref kyc.Ref, visit int, to kyc.Hearers) (*kyc.Session, error)
	Unwatch(ctx context.Context, ref kyc.Ref, visit int) (*kyc.Session, error)
}

// Members knows the staff: internal/account.
type Members interface {
	Officer(ctx context.Context, account, id string) (*kyc.Officer, error)
}

// Staff verifies staff tokens: internal/token.
type Staff interface {
	VerifyStaff(raw string) (*token.Staff, error)
}

// Views turns a session into what its viewers may know: internal/wire.
type Views interface {
	View(s *kyc.Session, place int) any
	Case(s *kyc.Session, place int, officer string) any
}

// Timing of presence. Shorter only in tests.
type Timing struct {
	Heartbeat time.Duration // how often a client pings; three missing ones end the socket
	Hello     time.Duration // to say hello
	Away      time.Duration // without a socket before a party counts as lost
	Relays    time.Duration // how long a socket keeps its credentials for relays before it is given the next ones
}

// DefaultTiming is what api/realtime.md promises.
func DefaultTiming() Timing {
	return Timing{Heartbeat: 5 * time.Second, Hello: 10 * time.Second, Away: 4 * time.Second, Relays: 15 * time.Minute}
}

// lookAgain is when a reading of the database that failed is tried again.
const lookAgain = time.Second

// Config names the hub's neighbours.
type Config struct {
	Sessions Sessions
	Staff    Staff
	Members  Members
	Views    Views
	Media    *media.Server
	Relays   func(session, role string) []any // entries of iceServers, with credentials; nil for none
	Live     string                           // folder of recordings under way: LIVE/<session>/<epoch>.segment
	Origins  []string
	Unknown  int                        // sockets at once that have not said hello; 0 means 1,024
	Near     func(*http.Request) string // the client's network, as limits count it; nil takes all for one
	Timing   Timing
	Now      func() time.Time // nil means time.Now
	Log      *slog.Logger
}

// Hub is every live session of this node. Safe for concurrent use.
type Hub struct {
	Config
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	wg     sync.WaitGroup // every goroutine of this package

	strangers strangers

	mu      sync.Mutex
	sockets map[*socket]person // the empty one until an officer has said hello
	calls   map[kyc.Ref]*call
	lines   map[kyc.Scope]*line
	closed  bool
}

// New makes a hub; Close ends it.
func New(c Config) *Hub {
	if c.Now == nil {
		c.Now = time.Now
	}
	h := &Hub{Config: c, sockets: map[*socket]person{}, calls: map[kyc.Ref]*call{}, lines: map[kyc.Scope]*line{}}
	h.strangers.limit = cmp.Or(c.Unknown, strangersAtOnce)
	h.ctx, h.cancel = context.WithCancel(context.Background())
	return h
}

// begin counts a goroutine that Close waits for; false after Close.
func (h *Hub) begin() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.wg.Add(1)
	}
	return !h.closed
}

// admit counts a socket and its two goroutines; false after Close.
func (h *Hub) admit(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.sockets[s] = person{}
	h.wg.Add(2)
	return true
}

func (h *Hub) dismiss(s *socket) {
	h.mu.Lock()
	delete(h.sockets, s)
	h.mu.Unlock()
}

// person names an officer.
type person struct{ account, officer string }

// know notes whose a socket is, so that Dismiss finds it.
func (h *Hub) know(s *socket, p person) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.sockets[s]; ok {
		h.sockets[s] = p
	}
}

// Dismiss ends the sockets of an officer who may no longer be here by what let
// him in. A call of his is interrupted like any that an officer has left.
func (h *Hub) Dismiss(account, officer string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s, p := range h.sockets {
		if p == (person{account, officer}) {
			s.end(closeDenied, "dismissed")
		}
	}
}

// enter finds the live side of a session for a socket, making it when it is the
// first. The socket gives it back with release.
func (h *Hub) enter(ref kyc.Ref) (*call, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errShuttingDown
	}
	c := h.calls[ref]
	if c == nil {
		c = newCall(h, ref)
		h.calls[ref] = c
	}
	c.users++
	return c, nil
}

func (h *Hub) release(c *call) {
	h.mu.Lock()
	c.users--
	h.mu.Unlock()
	h.forget(c)
}

// live finds the live side of a session if there is one.
func (h *Hub) live(ref kyc.Ref) *call {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls[ref]
}

// forget drops a call that nobody is connected to, that has no room and owes no
// action.
func (h *Hub) forget(c *call) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.calls[c.ref] == c && c.users == 0 && c.stopIfIdle() {
		delete(h.calls, c.ref)
	}
}

// Changed tells the hub that a session was changed. It reads the newest state
// itself, so a lost or doubled hint does no harm.
func (h *Hub) Changed(ref kyc.Ref) {
	h.mu.Lock()
	c, l := h.calls[ref], h.lines[ref.Scope]
	h.mu.Unlock()
	if c != nil {
		c.refresh()
	}
	if l != nil {
		l.refresh()
	}
}

// Finish closes the room of a session and returns when its recording is on
// disk. A session without a room is finished already.
func (h *Hub) Finish(ref kyc.Ref) {
	if c := h.live(ref); c != nil {
		c.closeRoom()
		h.forget(c)
	}
}

// Frames gives the customer's picture while the call lasts.
func (h *Hub) Frames(ctx context.Context, ref kyc.Ref) <-chan media.Frame {
	if c := h.live(ref); c != nil {
		if r := c.currentRoom(); r != nil {
			return r.Frames(ctx, media.Customer, media.FrameOptions{PerSecond: 3})
		}
	}
	none := make(chan media.Frame)
	close(none)
	return none
}

// Present says how the parties of a call are connected: picture, no_picture or away.
func (h *Hub) Present(ref kyc.Ref) (customer, officer string) {
	c := h.live(ref)
	if c == nil {
		return "away", "away"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parties[media.Customer].presence(), c.parties[media.Agent].presence()
}

// SegmentPath is where the recording of a session's epoch is written.
func (h *Hub) SegmentPath(session string, epoch int) string {
	return filepath.Join(h.Live, session, fmt.Sprintf("%04d.segment", epoch))
}

func (h *Hub) segment(session string, epoch int) (string, error) {
	path := h.SegmentPath(session, epoch)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make folder of recording: %w", err)
	}
	return path, nil
}

// Close ends every socket with 1012, so that clients come back, finishes every
// recording and waits. Nothing is interrupted by it: the next start of the node
// does that, with the right cause.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	calls := make([]*call, 0, len(h.calls))
	for _, c := range h.calls {
		calls = append(calls, c)
	}
	for s := range h.sockets {
		s.end(closeRestart, "restarting")
	}
	h.mu.Unlock()
	h.cancel()
	var rooms sync.WaitGroup
	for _, c := range calls {
		rooms.Go(c.shutDown)
	}
	rooms.Wait()
	h.wg.Wait()
}
