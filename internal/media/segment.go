package media

import (
	"fmt"
	"io"
	"os"
)

// Vault keeps segments from whoever has the disk and nothing else.
type Vault interface {
	// Begin gives what a new file begins with, and what makes of each piece the bytes that follow; they are appended to dst.
	Begin() (head []byte, seal func(dst, piece []byte) []byte, err error)
	// Open reads a file up to its last whole piece. torn: something followed it.
	Open(f io.ReaderAt, size int64) (plain io.ReaderAt, n int64, torn bool, err error)
}

// segmentFile takes each write whole or not at all. What a full disk took half of
// is cut off again, so that what follows when there is room follows something whole.
type segmentFile struct {
	*os.File
	whole int64 // end of the last whole write

	head, sealed []byte // head until it is written
	seal         func(dst, piece []byte) []byte
}

// createSegment makes a file; it fails when there is one of this name.
func createSegment(path string, v Vault) (*segmentFile, error) {
	s := &segmentFile{}
	var err error
	if v != nil {
		if s.head, s.seal, err = v.Begin(); err != nil {
			return nil, err
		}
	}
	s.File, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	return s, err
}

// Write implements io.Writer.
func (f *segmentFile) Write(b []byte) (int, error) {
	out := b
	if f.seal != nil {
		f.sealed = f.seal(append(f.sealed[:0], f.head...), b)
		out = f.sealed
	}
	n, err := f.WriteAt(out, f.whole)
	if err != nil {
		_ = f.Truncate(f.whole) // what stays is a torn end, which Finalise knows, until the next write covers it
		return 0, err
	}
	f.whole += int64(n)
	f.head = nil
	return len(b), nil
}

// probeSize is the room that writing goes on with: some seconds of a call.
const probeSize = 1 << 20

// probe tells whether there is room again.
func (f *segmentFile) probe() bool {
	_, err := f.WriteAt(make([]byte, probeSize), f.whole)
	return f.Truncate(f.whole) == nil && err == nil
}

// segment is one that is read.
type segment struct {
	*os.File
	plain io.ReaderAt
	size  int64
	torn  bool
}

var ebmlMark = [4]byte{0x1a, 0x45, 0xdf, 0xa3}

// openSegment reads what v encrypted, and what an earlier version left plain.
func openSegment(path string, v Vault) (*segment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open segment: %w", err)
	}
	s := &segment{File: f, plain: f}
	st, err := f.Stat()
	if err == nil {
		s.size = st.Size()
		var mark [4]byte
		if _, e := f.ReadAt(mark[:], 0); v != nil && (e != nil || mark != ebmlMark) {
			s.plain, s.size, s.torn, err = v.Open(f, s.size)
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open segment: %w", err)
	}
	return s, nil
}
