package media

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/basekyc/basekyc/internal/media/webm"
)

// Describe reads a final file, front to back, and says what it holds. SHA256 and
// Bytes stay empty.
func Describe(r io.Reader) (Summary, error) {
	sum, _, err := index(r, func(webm.Block) bool { return true })
	return sum, err
}

// index reads a final file and keeps the blocks that are wanted.
func index(r io.Reader, wanted func(webm.Block) bool) (Summary, []finalBlock, error) {
	var sum Summary
	var all, kept []finalBlock
	in, torn, err := webm.Scan(r, func(b webm.Block, head []byte) error {
		if b.Track < 1 || b.Track > voiceIndex+1 {
			return nil
		}
		if isVideo(b.Track) && b.Key {
			if w, h, ok := vp8Size(head); ok {
				sum.sizeOf(b.Track, w, h)
			}
		}
		all = append(all, finalBlock{Block: b})
		if wanted(b) {
			kept = append(kept, finalBlock{Block: b})
		}
		return nil
	})
	if err == nil && torn {
		err = errors.New("it ends too early")
	}
	if err != nil {
		return Summary{}, nil, fmt.Errorf("read recording: %w", err)
	}
	if len(all) == 0 {
		return Summary{}, nil, ErrNothingRecorded
	}
	sum.StartedAt = in.StartedAt
	sum.describe(all)
	return sum, kept, nil
}

// Extract writes one party's picture and sound of a final file as a WebM of its
// own, streams copied, positions as in the file. It reads r twice.
func Extract(ctx context.Context, r io.ReadSeeker, role Role, w io.Writer) error {
	first := 1
	if role == parties[1] {
		first = 3
	}
	sum, blocks, err := index(r, func(b webm.Block) bool { return b.Track == first || b.Track == first+1 })
	if err != nil {
		return err
	}
	if len(blocks) == 0 {
		return ErrNothingRecorded
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read recording: %w", err)
	}
	size := [2]int{sum.track(first).Width, sum.track(first).Height}
	if size[0] == 0 {
		size = [2]int{640, 480} // a player wants a size, also for a track without frames
	}
	l := &webm.Layout{Info: webm.Info{StartedAt: sum.StartedAt, Duration: sum.Duration, App: app}, Tracks: []webm.Track{
		{Name: string(role) + " video", Codec: webm.VP8, Width: size[0], Height: size[1]}, {Name: string(role) + " audio", Codec: webm.Opus}}}
	for _, b := range blocks {
		b.Track -= first - 1
		l.Blocks = append(l.Blocks, b.Block)
	}
	ahead := &forward{r: bufio.NewReaderSize(r, 256<<10)}
	l.Open = func(b webm.Block, into []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return ahead.readAt(into, b.Offset)
	}
	_, err = l.WriteTo(w)
	return err
}

// forward reads at rising offsets without ever seeking: what is encrypted in
// chunks is decrypted once.
type forward struct {
	r   *bufio.Reader
	pos int64
}

func (f *forward) readAt(into []byte, offset int64) error {
	if offset < f.pos {
		return errors.New("blocks are out of order")
	}
	n, err := f.r.Discard(int(offset - f.pos))
	f.pos += int64(n)
	if err != nil {
		return err
	}
	k, err := io.ReadFull(f.r, into)
	f.pos += int64(k)
	return err
}
