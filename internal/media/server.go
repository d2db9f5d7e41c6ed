package media

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/logging"
)

// Config is everything a Server needs to know. The zero value of each optional field is usable.
type Config struct {
	// UDPAddr is "ip:port" for all media of all sessions. Port 0 takes a free one. An empty or
	// unspecified ip means every usable address of the machine.
	UDPAddr string
	// TCPAddr is the same for ICE over TCP, for networks that block UDP. Empty turns it off.
	TCPAddr string
	// AnnounceIPs are put into the candidates in place of the addresses that are bound: the public ones of a machine
	// behind a one-to-one NAT. Empty announces what is bound.
	AnnounceIPs []net.IP
	// Grace is how long a lost party may come back; ICE does not fail before it. Default 90 s.
	Grace time.Duration
	// Vault encrypts what is recorded, as it is recorded. Default: nothing does.
	Vault Vault
	// Log receives what operators should know. Default: nothing.
	Log *slog.Logger
	// Now is the clock. It must carry a monotonic reading, as time.Now does. Default time.Now.
	Now func() time.Time
}

// Server is the SFU of one node: the sockets and the rooms on them.
type Server struct {
	cfg     Config
	log     *slog.Logger
	logs    logging.LoggerFactory // pion's
	ice     []ice.AgentOption
	ports   []*port
	tcp     net.Listener
	closers []io.Closer
	links   *directory
	ids     atomic.Uint64
	counts  counters
	rounds  sync.Pool
	done    chan struct{}
	running sync.WaitGroup // rooms' goroutines, peers that are being closed, what all links share

	mu      sync.Mutex
	rooms   map[string]*Room
	live    map[*link]struct{}
	beating bool
	closed  bool
}

type counters struct {
	in, out, inBytes                 atomic.Uint64
	pli, eventsDropped, frameDropped atomic.Uint64
}

// Stats are totals since the start of the server.
type Stats struct {
	Rooms, Peers  int
	PacketsIn     uint64 // RTP packets read from parties
	PacketsOut    uint64 // RTP packets written to receivers
	BytesIn       uint64 // of RTP, without UDP and IP
	KeyRequests   uint64 // PLIs sent
	EventsDropped uint64
	FramesDropped uint64 // key frames for the checks that nobody took in time
}

// ErrClosed is returned by everything on a server, room or peer that was closed.
var ErrClosed = errors.New("media: closed")

// Listen opens the sockets. Nothing else happens until the first Room.
func Listen(cfg Config) (*Server, error) {
	if cfg.Grace <= 0 {
		cfg.Grace = 90 * time.Second
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{cfg: cfg, log: cfg.Log, links: newDirectory(), done: make(chan struct{}),
		rooms: map[string]*Room{}, live: map[*link]struct{}{}}
	if err := s.open(); err != nil {
		s.closeSockets()
		return nil, err
	}
	return s, nil
}

func (s *Server) open() error {
	conns, err := listenUDP(s.cfg.UDPAddr)
	if err != nil {
		return err
	}
	quiet := newPionLog(s.log)
	s.logs = quiet
	var muxes []ice.UDPMux
	loopback := false
	for i, c := range conns {
		p, err := newPort(c, s.links, s.cfg.Now)
		if err != nil {
			for _, c := range conns[i:] {
				_ = c.Close()
			}
			return fmt.Errorf("media socket: %w", err)
		}
		m := ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: p, Logger: quiet.NewLogger("ice-udp")})
		s.ports, s.closers, muxes = append(s.ports, p), append(s.closers, m), append(muxes, m)
		loopback = loopback || p.bound().IP.IsLoopback()
	}
	nets := []ice.NetworkType{ice.NetworkTypeUDP4, ice.NetworkTypeUDP6}
	s.ice = []ice.AgentOption{
		ice.WithLoggerFactory(quiet),
		ice.WithUDPMux(ice.NewMultiUDPMuxDefault(muxes...)),
		ice.WithDisconnectedTimeout(5 * time.Second), ice.WithFailedTimeout(max(s.cfg.Grace, 10*time.Second)), ice.WithKeepaliveInterval(2 * time.Second),
		ice.WithMulticastDNSMode(ice.MulticastDNSModeDisabled), // the client reaches us; its .local names need no lookup
		ice.WithDisableActiveTCP(),                             // never dial an address a stranger wrote into an offer
	}
	if s.cfg.TCPAddr != "" {
		if s.tcp, err = net.Listen("tcp", s.cfg.TCPAddr); err != nil {
			return fmt.Errorf("listen for media over TCP: %w", err)
		}
		s.closers = append(s.closers, s.tcp)
		t := ice.NewTCPMuxDefault(ice.TCPMuxParams{Listener: s.tcp, Logger: quiet.NewLogger("ice-tcp"), ReadBufferSize: 64, WriteBufferSize: 256 << 10})
		s.closers = append(s.closers, t)
		s.ice = append(s.ice, ice.WithTCPMux(t))
		nets = append(nets, ice.NetworkTypeTCP4, ice.NetworkTypeTCP6)
		loopback = loopback || s.tcp.Addr().(*net.TCPAddr).IP.IsLoopback()
	}
	s.ice = append(s.ice, ice.WithNetworkTypes(nets))
	if loopback {
		s.ice = append(s.ice, ice.WithIncludeLoopback())
	}
	if len(s.cfg.AnnounceIPs) > 0 {
		var ext []string
		for _, ip := range s.cfg.AnnounceIPs {
			ext = append(ext, ip.String())
		}
		s.ice = append(s.ice, ice.WithAddressRewriteRules(ice.AddressRewriteRule{External: ext, AsCandidateType: ice.CandidateTypeHost, Mode: ice.AddressRewriteReplace}))
	}
	return nil
}

// TCPPort is the port of ICE over TCP, 0 when it is off.
func (s *Server) TCPPort() int {
	if s.tcp == nil {
		return 0
	}
	return s.tcp.Addr().(*net.TCPAddr).Port
}

// Stats counts since the start.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	st := Stats{Rooms: len(s.rooms)}
	for _, r := range s.rooms {
		st.Peers += r.peerCount()
	}
	s.mu.Unlock()
	c := &s.counts
	st.PacketsIn, st.PacketsOut, st.BytesIn = c.in.Load(), c.out.Load(), c.inBytes.Load()
	st.KeyRequests, st.EventsDropped, st.FramesDropped = c.pli.Load(), c.eventsDropped.Load(), c.frameDropped.Load()
	return st
}

// Room gives the room with this id, made with cfg when there is none yet; cfg of a room that exists is ignored. After
// Server.Close it gives a closed room, on which everything answers ErrClosed.
func (s *Server) Room(id string, cfg RoomConfig) *Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[id]; r != nil {
		return r
	}
	r := newRoom(s, id, cfg)
	if s.closed {
		r.closed = true
		return r
	}
	s.rooms[id] = r
	r.start()
	return r
}

// Close closes every room, finishes their recordings, waits for all goroutines and gives the ports back. It must not be
// called from RoomConfig.OnEvent.
func (s *Server) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	rooms := make([]*Room, 0, len(s.rooms))
	for _, r := range s.rooms {
		rooms = append(rooms, r)
	}
	s.mu.Unlock()
	for _, r := range rooms {
		r.Close()
	}
	if first {
		close(s.done)
	}
	s.running.Wait()
	return s.closeSockets()
}

func (s *Server) closeSockets() error {
	var errs []error
	for _, c := range s.closers {
		if err := c.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	s.closers = nil
	return errors.Join(errs...)
}
