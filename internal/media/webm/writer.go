package webm

import (
	"fmt"
	"io"
	"math"
)

// Writer writes a live segment: header, then one whole cluster per Flush in a single Write, so that a process that is
// killed leaves a file that ends at a cluster or in the middle of one, never in a mess. Not safe for concurrent use.
type Writer struct {
	w     io.Writer
	buf   []byte // the cluster that is being gathered, without its head
	base  int64
	open  bool
	count int
	last  []int64 // per track, ms
}

// NewWriter writes the header.
func NewWriter(w io.Writer, in Info, tracks []Track) (*Writer, error) {
	b := appendEBML(nil)
	b = appendID(b, idSegment)
	b = appendSize(b, unknownSize)
	b = appendInfo(b, in)
	b = appendTracks(b, tracks)
	if _, err := w.Write(b); err != nil {
		return nil, fmt.Errorf("write webm header: %w", err)
	}
	wr := &Writer{w: w, last: make([]int64, len(tracks))}
	for i := range wr.last {
		wr.last[i] = -1
	}
	return wr, nil
}

// Block adds one frame of a track (1, 2, ...) at ms since the start. Data is copied. Times of a track rise: one that
// does not is moved to a millisecond after the one before it.
func (w *Writer) Block(track int, ms int64, key bool, data []byte) error {
	if track < 1 || track > len(w.last) {
		return fmt.Errorf("webm: no track %d", track)
	}
	ms = max(ms, w.last[track-1]+1, 0)
	w.last[track-1] = ms
	if w.open && (ms-w.base > math.MaxInt16 || ms-w.base < math.MinInt16) {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if !w.open {
		w.open, w.base = true, ms
		w.buf = appendUint(w.buf[:0], idTime, uint64(ms))
	}
	w.buf = appendBlockHead(w.buf, track, int16(ms-w.base), key, len(data))
	w.buf = append(w.buf, data...)
	w.count++
	return nil
}

// Buffered is the size of the cluster that Flush would write, in bytes.
func (w *Writer) Buffered() int { return len(w.buf) }

// Flush writes the gathered cluster.
func (w *Writer) Flush() error {
	if !w.open {
		return nil
	}
	var head [12]byte
	h := appendSize(appendID(head[:0], idCluster), uint64(len(w.buf)))
	n := len(h)
	w.buf = append(w.buf, h...) // grow, then move the head to the front: one write instead of two
	copy(w.buf[n:], w.buf[:len(w.buf)-n])
	copy(w.buf, h)
	w.open = false
	_, err := w.w.Write(w.buf)
	w.buf = w.buf[:0]
	if err != nil {
		return fmt.Errorf("write webm cluster: %w", err)
	}
	return nil
}
