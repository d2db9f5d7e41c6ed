package media

import (
	"net"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/transport/v5/packetio"
)

// pipeSize bounds what waits for the handshake, in bytes; what is over is lost, and sent again.
const pipeSize = 64 << 10

// pipe is the packet connection that DTLS runs on.
type pipe struct {
	in  *packetio.Buffer
	out *ice.Conn
}

func newPipe() *pipe {
	p := &pipe{in: packetio.NewBuffer()}
	p.in.SetLimitSize(pipeSize)
	return p
}

func (p *pipe) put(b []byte) { _, _ = p.in.Write(b, nil) }

func (p *pipe) close() { _ = p.in.Close() }

// ReadFrom implements net.PacketConn.
func (p *pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	n, _, err := p.in.Read(b, nil)
	return n, p.out.RemoteAddr(), err
}

// WriteTo implements net.PacketConn: ICE knows where to.
func (p *pipe) WriteTo(b []byte, _ net.Addr) (int, error) { return p.out.Write(b) }

// Close implements net.PacketConn; ICE goes on.
func (p *pipe) Close() error { return p.in.Close() }

// LocalAddr implements net.PacketConn.
func (p *pipe) LocalAddr() net.Addr { return p.out.LocalAddr() }

// SetDeadline implements net.PacketConn. Writing does not wait.
func (p *pipe) SetDeadline(t time.Time) error { return p.in.SetReadDeadline(t) }

// SetReadDeadline implements net.PacketConn.
func (p *pipe) SetReadDeadline(t time.Time) error { return p.in.SetReadDeadline(t) }

// SetWriteDeadline implements net.PacketConn.
func (p *pipe) SetWriteDeadline(time.Time) error { return nil }
