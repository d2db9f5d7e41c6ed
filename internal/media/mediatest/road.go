package mediatest

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Road lies between clients and the server's UDP port and loses what it is told to.
type Road struct {
	in     *net.UDPConn
	server netip.AddrPort
	lose   func(up bool, packet []byte) bool
	wg     sync.WaitGroup
	late   atomic.Pointer[func(up bool, packet []byte) time.Duration]

	mu    sync.Mutex
	lanes map[netip.AddrPort]*net.UDPConn // to the server, per client
}

// NewRoad opens one. lose is called for each packet, up to the server or down from it, from several goroutines.
func NewRoad(server netip.AddrPort, lose func(up bool, packet []byte) bool) (*Road, error) {
	in, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	r := &Road{in: in, server: server, lose: lose, lanes: map[netip.AddrPort]*net.UDPConn{}}
	r.wg.Add(1)
	go func() { defer r.wg.Done(); r.up() }()
	return r, nil
}

// Answer makes a client take the road: its end stands in for the server's port.
func (r *Road) Answer(sdp string) string {
	_, port, _ := net.SplitHostPort(r.in.LocalAddr().String())
	return strings.ReplaceAll(sdp, " "+strconv.Itoa(int(r.server.Port()))+" typ host", " "+port+" typ host")
}

// Close ends it.
func (r *Road) Close() error {
	err := r.in.Close()
	r.mu.Lock()
	for _, c := range r.lanes {
		err = errors.Join(err, c.Close())
	}
	r.mu.Unlock()
	r.wg.Wait()
	return err
}

func (r *Road) up() {
	buf := make([]byte, 2048)
	for {
		n, from, err := r.in.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		if c := r.lane(from); c != nil && !r.lose(true, buf[:n]) {
			r.pass(true, buf[:n], func(b []byte) { _, _ = c.Write(b) })
		}
	}
}

// Delay makes each packet so much later; they overtake each other then.
func (r *Road) Delay(late func(up bool, packet []byte) time.Duration) { r.late.Store(&late) }

func (r *Road) pass(up bool, b []byte, send func([]byte)) {
	late := r.late.Load()
	if late == nil {
		send(b)
		return
	}
	b = bytes.Clone(b)
	time.AfterFunc((*late)(up, b), func() { send(b) }) // after Close it goes nowhere
}

func (r *Road) lane(from netip.AddrPort) *net.UDPConn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.lanes[from]; c != nil {
		return c
	}
	c, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.server))
	if err != nil {
		return nil
	}
	r.lanes[from] = c
	r.wg.Add(1)
	go func() {
		defer r.wg.Done()
		buf := make([]byte, 2048)
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			if !r.lose(false, buf[:n]) {
				r.pass(false, buf[:n], func(b []byte) { _, _ = r.in.WriteToUDPAddrPort(b, from) })
			}
		}
	}()
	return c
}
