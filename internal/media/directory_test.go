package media

import (
	"net/netip"
	"testing"
)

func TestADirectoryKnowsWhoseAnAddressIs(t *testing.T) {
	d := newDirectory()
	p, q := &port{}, &port{}
	a, b := netip.MustParseAddrPort("192.0.2.1:1000"), netip.MustParseAddrPort("192.0.2.2:2000")
	one, two := &link{}, &link{}
	d.name(one, a, b, netip.AddrPort{})
	d.choose(two, b)
	if got := d.candidates(b); len(got) != 2 || d.proven(way{p, b}) != nil {
		t.Fatalf("%d links may be meant, proven %v", len(got), d.proven(way{p, b}))
	}
	// a NAT gives both of them one address, towards different ports of ours
	d.prove(way{p, b}, one)
	d.prove(way{q, b}, two)
	if d.proven(way{p, b}) != one || d.proven(way{q, b}) != two {
		t.Error("a way leads to the wrong link")
	}
	if one.way.Load() != nil {
		t.Error("packets go to an address that ICE has not chosen")
	}
	if w := two.way.Load(); w == nil || *w != (way{q, b}) {
		t.Errorf("the second is reached by %v", w)
	}
	d.choose(one, b) // known by then
	if w := one.way.Load(); w == nil || *w != (way{p, b}) {
		t.Errorf("the first is reached by %v", w)
	}
	d.choose(one, a)
	if w := one.way.Load(); w != nil {
		t.Errorf("a new address is reached by the port of the old one: %v", w)
	}
	d.choose(one, netip.AddrPort{}) // over TCP
	if one.way.Load() != nil || d.proven(way{p, b}) != one {
		t.Error("what still arrives over UDP is not known")
	}
	d.prove(way{p, b}, two) // another client has the address now
	d.forget(one)
	if d.proven(way{p, b}) != two || len(d.candidates(a)) != 0 || len(d.candidates(b)) != 1 {
		t.Error("the first took the second one's address along")
	}
	d.prove(way{p, a}, one)
	if d.proven(way{p, a}) != nil {
		t.Error("a link that is gone is known again")
	}
	d.forget(two)
	if len(d.proved) != 0 || len(d.named) != 0 {
		t.Errorf("left: %v, %v", d.proved, d.named)
	}
}

func TestADirectoryIsBounded(t *testing.T) {
	d := newDirectory()
	l := &link{}
	for i := range 500 {
		a := netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), uint16(1+i))
		d.name(l, a)
		d.prove(way{nil, a}, l)
	}
	if len(d.named) > 2*maxCandidates || len(d.proved) > maxWays || len(l.place.ways) > maxWays {
		t.Errorf("%d addresses, %d ways", len(d.named), len(d.proved))
	}
}
