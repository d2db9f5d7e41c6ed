package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	"sync"
	"time"

	"golang.org/x/image/vp8"
)

// maxPixels bounds a picture that is passed on, recorded or decoded: the size stands in a header that a stranger wrote, and the decoder makes
// room for it before it reads on.
const maxPixels = 2560 * 1440

// framesPerSecond is the most that may be asked for: every picture is a key frame, and costs the call its bitrate.
const framesPerSecond = 3

// FrameOptions say how pictures are taken.
type FrameOptions struct {
	// PerSecond is how many are asked for, 1 to 3. Default 3.
	PerSecond int
}

// Frame is one picture out of a party's stream, the same one that is being recorded.
type Frame struct {
	Image         *image.YCbCr // the receiver's own
	Width, Height int
	At            time.Time     // arrival of its last packet
	Offset        time.Duration // position in the recording, when Recorded
	Recorded      bool
}

// Frames asks the party for key frames until ctx is done, decodes them and gives the newest: the channel holds one, and a
// picture that was not taken in time is replaced by the next (Stats.FramesDropped). It is closed when ctx is done, when the
// room is closed, or at once for a role that sends nothing.
func (r *Room) Frames(ctx context.Context, role Role, o FrameOptions) <-chan Frame {
	out := make(chan Frame, 1)
	if o.PerSecond <= 0 || o.PerSecond > framesPerSecond {
		o.PerSecond = framesPerSecond
	}
	every := time.Second / time.Duration(o.PerSecond)
	g := &grabber{room: r, role: role, apart: every * 3 / 4, ready: make(chan struct{}, 1)}
	if role.party() < 0 || !r.startGrabber(role, g) {
		close(out)
		return out
	}
	go func() {
		defer r.srv.running.Done()
		defer r.wg.Done()
		defer close(out)
		defer g.close()
		defer r.removeTap(role, Video, g)
		g.run(ctx, every, out)
	}()
	return out
}

// startGrabber adds the tap and counts its goroutine while the room is known to be open.
func (r *Room) startGrabber(role Role, g *grabber) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.wg.Add(1)
	r.srv.running.Add(1)
	l := &r.taps[role.party()][iVideo]
	*l = append(*l, g)
	r.reroute()
	return true
}

// grabber is a tap that keeps the newest key frame of a party's picture.
type grabber struct {
	room  *Room
	role  Role
	apart time.Duration // key frames that come closer, because someone else asked for them, are let go
	ready chan struct{} // one token: a key frame waits

	mu     sync.Mutex
	source uint64
	ring   *ring
	asm    assembler
	newest []byte
	spare  []byte // the one that is being decoded
	ts     uint32
	at     time.Duration
	from   uint64
	closed bool
}

// push implements tap.
func (g *grabber) push(p *packet) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || p.source < g.source {
		return
	}
	if p.source != g.source || g.ring == nil {
		if g.ring != nil {
			g.ring.close()
		}
		g.ring, g.source, g.asm = &ring{}, p.source, newAssembler(Video)
	}
	g.ring.push(p)
	for {
		s, hole := g.ring.pop(p.at, false)
		if s == nil {
			return
		}
		f, ok := g.asm.add(s, hole)
		s.free()
		if !ok || !f.key || (g.at > 0 && f.at-g.at < g.apart) {
			continue
		}
		g.newest, g.ts, g.at, g.from = append(g.newest[:0], f.data...), f.ts, f.at, p.source
		select {
		case g.ready <- struct{}{}:
		default: // one waits already: it was just replaced by this newer one
			g.room.srv.counts.frameDropped.Add(1)
		}
	}
}

// report implements tap.
func (g *grabber) report(uint64, uint64, uint64, uint32) {}

func (g *grabber) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	if g.ring != nil {
		g.ring.close()
	}
}

func (g *grabber) run(ctx context.Context, every time.Duration, out chan Frame) {
	t := time.NewTicker(every)
	defer t.Stop()
	g.room.requestKey(g.role)
	for {
		select {
		case <-ctx.Done():
			return
		case <-g.room.done:
			return
		case <-t.C:
			g.room.requestKey(g.role)
		case <-g.ready:
			f, err := g.take()
			if err != nil {
				g.room.srv.log.Debug("key frame not decoded", "room", g.room.id, "role", string(g.role), "error", err)
				continue
			}
			select {
			case <-out: // nobody took the last one
				g.room.srv.counts.frameDropped.Add(1)
			default:
			}
			out <- f // never blocks: only this goroutine fills the channel
		}
	}
}

// take decodes the newest key frame, outside of the lock that the read loop needs.
func (g *grabber) take() (Frame, error) {
	g.mu.Lock()
	data, ts, at, from := g.newest, g.ts, g.at, g.from
	g.newest, g.spare = g.spare, data
	g.mu.Unlock()
	img, err := decodeKey(data)
	if err != nil {
		return Frame{}, err
	}
	f := Frame{Image: img, Width: img.Rect.Dx(), Height: img.Rect.Dy(), At: g.room.origin.Add(at)}
	g.room.mu.Lock()
	rec := g.room.rec
	g.room.mu.Unlock()
	if rec != nil {
		if pos, ok := rec.tracks[g.role.party()][iVideo].where(from, ts); ok {
			f.Offset, f.Recorded = max(pos-rec.zero, 0), true
		}
	}
	return f, nil
}

var errPicture = errors.New("media: not a picture of a usable size")

// decodeKey decodes one VP8 key frame. The image is not shared: the decoder is new, because it hands out its own buffer.
func decodeKey(data []byte) (*image.YCbCr, error) {
	w, h, ok := vp8Size(data)
	if !ok || w == 0 || h == 0 || w*h > maxPixels {
		return nil, errPicture
	}
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(data), len(data))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return nil, err
	}
	return d.DecodeFrame()
}
