package media

import "net/netip"

// Addr is one place at which the calls' UDP is reached: as candidates name it, and as it is bound. They differ behind a
// one-to-one NAT.
type Addr struct{ Announced, Bound netip.AddrPort }

// Addrs are all of them, the order of the sockets.
func (s *Server) Addrs() []Addr {
	var out []Addr
	for _, p := range s.ports {
		bound := p.bound().AddrPort()
		bound = netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port())
		named := false
		for _, ip := range s.cfg.AnnounceIPs {
			a, ok := netip.AddrFromSlice(ip)
			if a = a.Unmap(); !ok || a.Is4() != bound.Addr().Is4() {
				continue
			}
			named = true
			out = append(out, Addr{Announced: netip.AddrPortFrom(a, bound.Port()), Bound: bound})
		}
		if !named {
			out = append(out, Addr{Announced: bound, Bound: bound})
		}
	}
	return out
}
