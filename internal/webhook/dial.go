package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// Resolver is the part of *net.Resolver that the dialler needs.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Dialer connects to public addresses only. It resolves a name once, vets every
// address of the answer, and dials exactly those, so a name that changes its
// answer in between gains nothing.
type Dialer struct {
	Resolver      Resolver      // nil takes the system's
	AllowLoopback bool          // demo mode only
	Timeout       time.Duration // of resolving and connecting; zero takes DefaultTimeout
}

// maxAddresses bounds how many addresses of a name are tried.
const maxAddresses = 4

// DialContext connects to host:port within ctx. One forbidden address in the
// answer refuses the whole name: nobody has an honest reason for a mixture.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("split address: %w", err)
	}
	// The transport lets a dial outlive its request, in case the next one can use
	// the connection; so the limit is set here.
	limit := d.Timeout
	if limit <= 0 {
		limit = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	addrs, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var failed error
	for i, a := range addrs {
		conn, err := d.dial(ctx, network, a, port, len(addrs)-i)
		if err == nil {
			return conn, nil
		}
		failed = err
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

func (d *Dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		if !Public(a, d.AllowLoopback) {
			return nil, ErrAddress
		}
		return []netip.Addr{a}, nil
	}
	var names Resolver = net.DefaultResolver
	if d.Resolver != nil {
		names = d.Resolver
	}
	addrs, err := names.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap() // the standard resolver may give IPv4 in its mapped form
		if !Public(addrs[i], d.AllowLoopback) {
			return nil, ErrAddress
		}
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
	}
	return addrs[:min(len(addrs), maxAddresses)], nil
}

// dial one vetted address. The time that is left is shared among the addresses
// still to try. The socket's own address is vetted again before it connects.
func (d *Dialer) dial(ctx context.Context, network string, a netip.Addr, port string, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	nd := net.Dialer{Control: func(_, actual string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(actual)
		if err != nil || !Public(ap.Addr(), d.AllowLoopback) {
			return ErrAddress
		}
		return nil
	}}
	conn, err := nd.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
	if err != nil && errors.Is(err, ErrAddress) {
		return nil, ErrAddress
	}
	return conn, err
}
