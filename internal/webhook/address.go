package webhook

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// ErrAddress is why an address is never dialled. It does not say which address
// a name led to: that would let an account map the operator's network.
var ErrAddress = errors.New("the address is not public")

// forbidden are the special-purpose networks of the IANA registries, and
// addresses that clouds answer metadata on. IPv6 is vetted the other way round:
// only global unicast (2000::/3) is public, minus what stands here. That leaves
// out loopback, unique local (with fd00:ec2::254), link-local, site-local,
// multicast, IPv4-mapped and -compatible, and both NAT64 prefixes
// (64:ff9b::/96, 64:ff9b:1::/48).
var forbidden = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // carrier-grade NAT; holds 100.100.100.200, metadata of Alibaba
	"127.0.0.0/8",      // loopback
	"168.63.129.16/32", // Azure's host, public by number only
	"169.254.0.0/16",   // link-local; holds 169.254.169.254, metadata
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // protocol assignments; holds 192.0.0.192, metadata of Oracle
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"192.168.0.0/16",   // private
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, broadcast
	"2001::/23",        // protocol assignments: Teredo, ORCHID, benchmarks
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4: carries any IPv4 address
	"3fff::/20",        // documentation
)

var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public tells whether an address may be dialled. Loopback may in demo mode.
func Public(a netip.Addr, allowLoopback bool) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
		return false
	}
	if a.IsLoopback() {
		return allowLoopback
	}
	if a.Is6() && !globalUnicast.Contains(a) {
		return false
	}
	for _, p := range forbidden {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// maxURL bounds an endpoint's address in bytes.
const maxURL = 2000

// checkURL tells what is wrong with an endpoint's address, or "". Names are not
// resolved here: what they lead to is vetted at every dial.
func checkURL(raw string, live, allowLoopback bool) string {
	u, err := url.Parse(raw)
	if err != nil || len(raw) > maxURL || u.Host == "" || u.Opaque != "" {
		return "must be an absolute https address"
	}
	if u.User != nil {
		return "must not hold a user name or password"
	}
	if u.Fragment != "" {
		return "must not have a fragment"
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	loopback := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if a, err := netip.ParseAddr(host); err == nil {
		loopback = a.IsLoopback()
		if !Public(a, allowLoopback) {
			return "must be on a public host"
		}
	} else if loopback && !allowLoopback || host == "" || numeric(host) {
		return "must be on a public host"
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		return "must name its host in ASCII; international names begin with xn--"
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.ParseUint(p, 10, 16); err != nil || n == 0 {
			return "must have a port of 1 to 65535, or none"
		}
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && (!live || loopback)) {
		return "must be an https address (http is possible in test mode)"
	}
	return ""
}

// numeric tells whether the last label is a number: such a host is an IPv4
// address in one of its old spellings (127.1, 0x7f.1, 2130706433).
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if strings.HasPrefix(last, "0x") {
		return true
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
