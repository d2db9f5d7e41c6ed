package media

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// socketBuffer is asked of the kernel for each direction of the UDP sockets, in bytes: 20 calls that all send a key
// frame at once fit in.
const socketBuffer = 4 << 20

// listenUDP opens one port on every address it should be reached at, one socket each, so that an answer leaves from the
// address it was asked on. Port 0 takes any port that is free on all of them.
func listenUDP(addr string) ([]*net.UDPConn, error) {
	host, ips, port, err := resolve(addr)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		conns, err := listenAll(ips, port)
		if err == nil {
			return conns, nil
		}
		if port != 0 || try == 8 {
			return nil, fmt.Errorf("listen for media on %q port %d: %w", host, port, err)
		}
	}
}

func listenAll(ips []net.IP, port int) ([]*net.UDPConn, error) {
	var conns []*net.UDPConn
	for _, ip := range ips {
		network := "udp4"
		if ip.To4() == nil {
			network = "udp6"
		}
		c, err := net.ListenUDP(network, &net.UDPAddr{IP: ip, Port: port})
		if err != nil {
			for _, c := range conns {
				_ = c.Close()
			}
			return nil, err
		}
		_ = c.SetReadBuffer(socketBuffer) // a smaller buffer is only a smaller buffer
		_ = c.SetWriteBuffer(socketBuffer)
		port = c.LocalAddr().(*net.UDPAddr).Port
		conns = append(conns, c)
	}
	return conns, nil
}

// resolve turns host:port into the addresses to bind: the one named, or every usable one of the machine; loopback only
// when it is named or when there is nothing else.
func resolve(addr string) (host string, ips []net.IP, port int, err error) {
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		return "", nil, 0, fmt.Errorf("media address %q: %w", addr, err)
	}
	if port, err = strconv.Atoi(p); err != nil || port < 0 || port > 65535 {
		return "", nil, 0, fmt.Errorf("media address %q: port out of range", addr)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	if host != "" && ip == nil {
		return "", nil, 0, fmt.Errorf("media address %q: want an IP address, not a name", addr)
	}
	if ip != nil && !ip.IsUnspecified() {
		return host, []net.IP{ip}, port, nil
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return "", nil, 0, fmt.Errorf("list network interfaces: %w", err)
	}
	var loop []net.IP
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLinkLocalUnicast() || n.IP.IsMulticast() {
			continue
		}
		if n.IP.IsLoopback() {
			loop = append(loop, n.IP)
			continue
		}
		ips = append(ips, n.IP)
	}
	if len(ips) == 0 {
		ips = loop
	}
	if len(ips) == 0 {
		return "", nil, 0, errors.New("no network address to listen on for media")
	}
	return host, ips, port, nil
}
