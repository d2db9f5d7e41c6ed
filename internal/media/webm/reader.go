package webm

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// Block is one frame found in a file.
type Block struct {
	Track  int
	Time   time.Duration // since the start of its file
	Key    bool
	Offset int64 // of the data in the file
	Size   int
}

// ErrNoWebM is returned for a file without a readable head.
var ErrNoWebM = errors.New("webm: no readable header")

// maxBlock bounds one block, in bytes, so that a damaged size does not ask for the moon.
const maxBlock = 4 << 20

// Scan reads a file that Writer or Layout wrote, front to back without seeking, and calls fn for every whole block;
// head receives the first bytes of its data, at most ten, valid during the call. A file that ends in the middle of
// something ends at the last whole block before it; torn says so. Only a file without a header is an error, and what fn
// returns.
func Scan(r io.Reader, fn func(b Block, head []byte) error) (in Info, torn bool, err error) {
	s := &scanner{r: bufio.NewReaderSize(r, 64<<10), fn: fn}
	id, size, err := s.element()
	if err != nil || id != idEBML || s.skip(size) != nil {
		return in, true, ErrNoWebM
	}
	if id, _, err = s.element(); err != nil || id != idSegment {
		return in, true, ErrNoWebM
	}
	err = s.segment(&in)
	switch {
	case errors.Is(err, errTorn):
		torn = true
	case err != nil:
		return in, false, err
	}
	if !s.tracks {
		return in, true, ErrNoWebM
	}
	return in, torn, nil
}

var errTorn = errors.New("webm: torn")

type scanner struct {
	r      *bufio.Reader
	pos    int64
	fn     func(Block, []byte) error
	tracks bool
	base   int64
}

// segment reads the children of the segment, and of its clusters in the same loop: a cluster is only a time and blocks.
func (s *scanner) segment(in *Info) error {
	for {
		id, size, err := s.element()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch id {
		case idCluster:
		case idTracks:
			s.tracks = true
			err = s.skip(size)
		case idInfo:
			err = s.info(in, size)
		case idTime:
			var v uint64
			v, err = s.uint(size)
			s.base = int64(v)
		case idSimpleBlock:
			err = s.block(size)
		default:
			err = s.skip(size)
		}
		if err != nil {
			return err
		}
	}
}

func (s *scanner) block(size uint64) error {
	if size < 4 || size > maxBlock {
		return errTorn
	}
	var h [4]byte
	if err := s.read(h[:]); err != nil {
		return err
	}
	if h[0]&0x80 == 0 || h[3]&0x06 != 0 { // more than 127 tracks, lacing: not ours
		return errTorn
	}
	n := int(size) - 4
	head, err := s.r.Peek(min(n, 10))
	if err != nil {
		return errTorn
	}
	b := Block{Track: int(h[0] & 0x7f), Key: h[3]&0x80 != 0, Offset: s.pos, Size: n}
	b.Time = time.Duration(s.base+int64(int16(binary.BigEndian.Uint16(h[1:])))) * time.Millisecond
	first := append([]byte(nil), head...)
	if err := s.skip(uint64(n)); err != nil { // whole, or not at all
		return err
	}
	return s.fn(b, first)
}

func (s *scanner) info(in *Info, size uint64) error {
	end := s.pos + int64(size)
	for s.pos < end {
		id, n, err := s.element()
		if err != nil {
			return errTorn
		}
		if id == idDate {
			v, err := s.uint(n)
			if err != nil {
				return err
			}
			in.StartedAt = epoch.Add(time.Duration(v))
			continue
		}
		if err := s.skip(n); err != nil {
			return err
		}
	}
	return nil
}

// element reads an id and a size; io.EOF only when the file ends right before it.
func (s *scanner) element() (id uint32, size uint64, err error) {
	first, err := s.r.ReadByte()
	if err != nil {
		return 0, 0, io.EOF
	}
	s.pos++
	n := 1
	for m := byte(0x80); n <= 4 && first&m == 0; m >>= 1 {
		n++
	}
	if n > 4 {
		return 0, 0, errTorn
	}
	id = uint32(first)
	for i := 1; i < n; i++ {
		c, err := s.byte()
		if err != nil {
			return 0, 0, err
		}
		id = id<<8 | uint32(c)
	}
	c, err := s.byte()
	if err != nil {
		return 0, 0, err
	}
	n = 1
	for m := byte(0x80); n <= 8 && c&m == 0; m >>= 1 {
		n++
	}
	if n > 8 {
		return 0, 0, errTorn
	}
	size = uint64(c) & (0xFF >> n)
	for i := 1; i < n; i++ {
		if c, err = s.byte(); err != nil {
			return 0, 0, err
		}
		size = size<<8 | uint64(c)
	}
	return id, size, nil
}

func (s *scanner) byte() (byte, error) {
	c, err := s.r.ReadByte()
	if err != nil {
		return 0, errTorn
	}
	s.pos++
	return c, nil
}

func (s *scanner) uint(n uint64) (v uint64, err error) {
	if n > 8 {
		return 0, errTorn
	}
	for ; n > 0; n-- {
		c, err := s.byte()
		if err != nil {
			return 0, err
		}
		v = v<<8 | uint64(c)
	}
	return v, nil
}

func (s *scanner) read(b []byte) error {
	n, err := io.ReadFull(s.r, b)
	s.pos += int64(n)
	if err != nil {
		return errTorn
	}
	return nil
}

func (s *scanner) skip(n uint64) error {
	for n > 0 {
		k, err := s.r.Discard(int(min(n, 1<<20)))
		s.pos += int64(k)
		n -= uint64(k)
		if err != nil {
			return fmt.Errorf("%w: %w", errTorn, err)
		}
	}
	return nil
}
