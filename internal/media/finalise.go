package media

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"github.com/basekyc/basekyc/internal/media/webm"
)

// gapFrom is the silence of a track that is listed as a gap.
const gapFrom = time.Second

// Segment is one raw file of a session.
type Segment struct {
	Path      string
	StartedAt time.Time // wall clock of its position zero; the zero value takes what is written in the file
}

// Summary describes the final file.
type Summary struct {
	StartedAt time.Time // wall clock of position zero
	Duration  time.Duration
	Tracks    []TrackSummary // customer video, customer audio, agent video, agent audio; a watcher's audio when one was heard by everybody
	Gaps      []Gap          // by position
	SHA256    string         // of the final file, lower-case hex
	Bytes     int64
	Torn      int // segments that ended in the middle of something
}

// TrackSummary describes one track. First and Last are positions of its first and last frame; both are zero, with Frames
// 0, for a party that never sent.
type TrackSummary struct {
	Role          Role
	Kind          Kind
	Frames        int
	KeyFrames     int
	First, Last   time.Duration
	Width, Height int // of the largest key frame; video only
}

// Gap is a stretch of a track without frames: the network, a device, or a node was gone.
type Gap struct {
	Role     Role
	Kind     Kind
	From, To time.Duration // positions in the final file
}

// ErrNothingRecorded is returned by Finalise when no segment holds a single frame.
var ErrNothingRecorded = errors.New("media: nothing was recorded")

type finalBlock struct {
	webm.Block
	segment int
}

// Finalise joins raw segments, torn ones too, into one final WebM by wall clock: streams copied, times rising, duration and
// cues in front, hashed while it is written. The same segments give the same bytes; the segments are left alone. v is what
// they were encrypted with, or nil.
func Finalise(ctx context.Context, v Vault, segments []Segment, out io.Writer) (Summary, error) {
	var sum Summary
	files, blocks, start, err := scanSegments(ctx, v, segments, &sum)
	defer func() {
		for _, f := range files {
			_ = f.Close()
		}
	}()
	if err != nil {
		return Summary{}, err
	}
	if len(blocks) == 0 {
		return Summary{}, ErrNothingRecorded
	}
	settle(blocks)
	sum.StartedAt = start
	size := sum.describe(blocks)

	l := &webm.Layout{Info: webm.Info{StartedAt: start, Duration: sum.Duration, App: app}, Tracks: fileTracks(size, len(sum.Tracks) > voiceIndex)}
	next := 0
	for _, b := range blocks {
		l.Blocks = append(l.Blocks, b.Block)
	}
	l.Open = func(b webm.Block, into []byte) error {
		if next%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		f := files[blocks[next].segment]
		next++
		_, err := f.plain.ReadAt(into, b.Offset)
		return err
	}
	h := &hashed{w: out, sum: sha256.New()}
	if sum.Bytes, err = l.WriteTo(h); err != nil {
		return Summary{}, fmt.Errorf("finalise recording: %w", err)
	}
	sum.SHA256 = hex.EncodeToString(h.sum.Sum(nil))
	return sum, nil
}

// scanSegments opens and indexes the segments; the files are the caller's to close, also with an error.
func scanSegments(ctx context.Context, v Vault, segments []Segment, sum *Summary) (files []*segment, blocks []finalBlock, start time.Time, err error) {
	starts := make([]time.Time, len(segments))
	counts := make([]int, len(segments))
	for i, s := range segments {
		if err := ctx.Err(); err != nil {
			return files, nil, start, err
		}
		f, err := openSegment(s.Path, v)
		if err != nil {
			return files, nil, start, err
		}
		files = append(files, f)
		from := len(blocks)
		video := [4]bool{}
		in, torn, err := webm.Scan(io.NewSectionReader(f.plain, 0, f.size), func(b webm.Block, head []byte) error {
			if b.Track < 1 || b.Track > voiceIndex+1 || b.Size == 0 {
				return nil
			}
			if isVideo(b.Track) { // what comes before a key frame shows nothing
				if !video[b.Track-1] && !b.Key {
					return nil
				}
				video[b.Track-1] = true
				if w, h, ok := vp8Size(head); ok && b.Key {
					sum.sizeOf(b.Track, w, h)
				}
			}
			blocks = append(blocks, finalBlock{b, i})
			return nil
		})
		if errors.Is(err, webm.ErrNoWebM) { // killed before the header was out: an empty segment
			sum.Torn++
			continue
		}
		if err != nil {
			return files, nil, start, fmt.Errorf("read segment %s: %w", s.Path, err)
		}
		if torn || f.torn {
			sum.Torn++
		}
		counts[i] = len(blocks) - from
		if starts[i] = s.StartedAt; starts[i].IsZero() {
			starts[i] = in.StartedAt
		}
		if counts[i] > 0 && (start.IsZero() || starts[i].Before(start)) {
			start = starts[i]
		}
	}
	for i := range blocks {
		blocks[i].Time += starts[blocks[i].segment].Sub(start).Round(time.Millisecond)
	}
	return files, blocks, start, nil
}

// settle sorts by time and makes the times of every track rise, by a millisecond where two segments overlap.
func settle(blocks []finalBlock) {
	byTime := func(a, b finalBlock) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.segment, b.segment), cmp.Compare(a.Offset, b.Offset))
	}
	slices.SortFunc(blocks, byTime)
	var last [voiceIndex + 2]time.Duration
	for i := range last {
		last[i] = -1
	}
	for i := range blocks {
		b := &blocks[i]
		if l := last[b.Track]; l >= 0 && b.Time <= l {
			b.Time = l + time.Millisecond
		}
		last[b.Track] = b.Time
	}
	slices.SortStableFunc(blocks, func(a, b finalBlock) int { return cmp.Compare(a.Time, b.Time) })
}

func isVideo(track int) bool { return track%2 == 1 && track <= voiceIndex }

func (s *Summary) track(n int) *TrackSummary {
	if s.Tracks == nil {
		for _, role := range parties {
			for _, kind := range kinds {
				s.Tracks = append(s.Tracks, TrackSummary{Role: role, Kind: kind})
			}
		}
	}
	if n > len(s.Tracks) {
		s.Tracks = append(s.Tracks, TrackSummary{Role: Watcher, Kind: Audio})
	}
	return &s.Tracks[n-1]
}

func (s *Summary) sizeOf(track, w, h int) {
	if t := s.track(track); w*h > t.Width*t.Height {
		t.Width, t.Height = w, h
	}
}

// describe fills in tracks, gaps and duration, and gives the picture sizes for the header.
func (s *Summary) describe(blocks []finalBlock) (size [2][2]int) {
	for _, b := range blocks {
		t := s.track(b.Track)
		if t.Frames == 0 {
			t.First = b.Time
		} else if b.Time-t.Last >= gapFrom && t.Role != Watcher { // who watches is silent most of the time
			s.Gaps = append(s.Gaps, Gap{Role: t.Role, Kind: t.Kind, From: t.Last, To: b.Time})
		}
		t.Frames++
		t.Last = b.Time
		if b.Key && isVideo(b.Track) {
			t.KeyFrames++
		}
		hold := 20 * time.Millisecond // an Opus packet; a picture of 20 a second stands for 50
		if isVideo(b.Track) {
			hold = 50 * time.Millisecond
		}
		s.Duration = max(s.Duration, b.Time+hold)
	}
	slices.SortStableFunc(s.Gaps, func(a, b Gap) int { return cmp.Compare(a.From, b.From) })
	for i := range parties {
		t := s.track(trackIndex(i, iVideo) + 1)
		size[i] = [2]int{t.Width, t.Height}
		if t.Width == 0 {
			size[i] = [2]int{640, 480} // a player wants a size, also for a track without frames
		}
	}
	return size
}

type hashed struct {
	w   io.Writer
	sum hash.Hash
}

func (h *hashed) Write(b []byte) (int, error) {
	n, err := h.w.Write(b)
	h.sum.Write(b[:n])
	return n, err
}
