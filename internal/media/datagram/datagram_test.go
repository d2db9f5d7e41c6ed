package datagram_test

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/media/datagram"
)

func listen(t testing.TB, network, addr string) (*datagram.Socket, netip.AddrPort) {
	t.Helper()
	a, err := net.ResolveUDPAddr(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.ListenUDP(network, a)
	if err != nil {
		t.Skipf("no %s: %v", network, err)
	}
	_ = c.SetReadBuffer(1 << 20)
	t.Cleanup(func() { _ = c.Close() })
	s, err := datagram.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s, c.LocalAddr().(*net.UDPAddr).AddrPort()
}

// take reads until n datagrams are there.
func take(t *testing.T, s *datagram.Socket, n int) (data [][]byte, from []netip.AddrPort) {
	t.Helper()
	_ = s.Conn().SetReadDeadline(time.Now().Add(20 * time.Second))
	in := s.NewIn(16)
	for len(data) < n {
		k, err := in.Read()
		if err != nil {
			t.Fatalf("after %d of %d: %v", len(data), n, err)
		}
		for i := range k {
			b, a := in.At(i)
			data, from = append(data, bytes.Clone(b)), append(from, a)
		}
	}
	return data, from
}

// What is gathered arrives whole and in order, whatever the lengths and the addresses.
func TestBatchesArrive(t *testing.T) {
	t.Parallel()
	for network, addr := range map[string]string{"udp4": "127.0.0.1:0", "udp6": "[::1]:0"} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			a, from := listen(t, network, addr)
			b, toB := listen(t, network, addr)
			c, toC := listen(t, network, addr)
			// equal ones, a shorter one that ends a run, a longer one, runs to another address, more than a batch holds
			lengths := []int{1200, 1200, 1200, 700, 1200, 1300, 1, 1, 1, 1, 2000, 900, 900}
			for range 40 {
				lengths = append(lengths, 1100)
			}
			out := a.NewOut(8)
			var sent [2][][]byte
			for i, n := range lengths {
				p := bytes.Repeat([]byte{byte(i)}, n)
				which, to := 0, toB
				if i%7 > 4 {
					which, to = 1, toC
				}
				sent[which] = append(sent[which], p)
				out.Add(copy(out.Room(), p), to)
			}
			if err := out.Flush(); err != nil {
				t.Fatal(err)
			}
			if !out.Empty() {
				t.Error("flushed and not empty")
			}
			for i, s := range []*datagram.Socket{b, c} {
				got, whence := take(t, s, len(sent[i]))
				for k := range got {
					if !bytes.Equal(got[k], sent[i][k]) {
						t.Fatalf("receiver %d, datagram %d: %d bytes of %d", i, k, len(got[k]), len(sent[i][k]))
					}
					if whence[k] != from {
						t.Fatalf("from %s, not %s", whence[k], from)
					}
				}
			}
		})
	}
}

// An address that nobody can send to costs its own datagrams only.
func TestOneBadAddressHoldsNothingBack(t *testing.T) {
	t.Parallel()
	a, _ := listen(t, "udp4", "127.0.0.1:0")
	b, to := listen(t, "udp4", "127.0.0.1:0")
	out := a.NewOut(8)
	for i, to := range []netip.AddrPort{to, netip.MustParseAddrPort("127.0.0.1:0"), netip.MustParseAddrPort("[2001:db8::1]:9"), to} {
		out.Add(copy(out.Room(), fmt.Sprint(i)), to)
	}
	if err := out.Flush(); err == nil {
		t.Error("port 0 was sent to without an error")
	}
	got, _ := take(t, b, 2)
	if string(got[0]) != "0" || string(got[1]) != "3" {
		t.Errorf("got %q", got)
	}
}

func TestLongDatagramsAreEmpty(t *testing.T) {
	t.Parallel()
	a, _ := listen(t, "udp4", "127.0.0.1:0")
	b, to := listen(t, "udp4", "127.0.0.1:0")
	for _, n := range []int{datagram.Size + 1, datagram.Size} {
		if _, err := a.Conn().WriteToUDPAddrPort(make([]byte, n), to); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := take(t, b, 2)
	if len(got[0]) != 0 && len(got[0]) != datagram.Size || len(got[1]) != datagram.Size {
		t.Errorf("%d and %d bytes", len(got[0]), len(got[1]))
	}
}

func TestCloseEndsRead(t *testing.T) {
	t.Parallel()
	a, _ := listen(t, "udp4", "127.0.0.1:0")
	done := make(chan error)
	go func() {
		_, err := a.NewIn(4).Read()
		done <- err
	}()
	_ = a.Conn().Close()
	if err := <-done; err == nil {
		t.Error("no error")
	}
}

// BenchmarkOut weighs a batch of equal datagrams to one address, per datagram.
func BenchmarkOut(b *testing.B) {
	for _, size := range []int{1, 3, 32} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			a, _ := listen(b, "udp4", "127.0.0.1:0")
			_, to := listen(b, "udp4", "127.0.0.1:0") // nobody reads: what does not fit is dropped there
			out := a.NewOut(size)
			b.ReportAllocs()
			for i := 0; i < b.N; i += size {
				for range size {
					_ = out.Room()
					out.Add(1100, to)
				}
				_ = out.Flush()
			}
		})
	}
}
