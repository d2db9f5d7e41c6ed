package webm

import (
	"fmt"
	"io"
	"math"
	"time"
)

const (
	// clusterMin and clusterMax: a key frame opens a new cluster after the first, anything after the second.
	clusterMin = time.Second
	clusterMax = 5 * time.Second
)

// Layout writes a final file: SeekHead, Info with duration, Tracks and Cues stand at its front, so that a player that
// reads over HTTP ranges seeks with one request. Blocks must be sorted by time, and the times of one track must rise.
type Layout struct {
	Info   Info
	Tracks []Track
	Blocks []Block
	// Open gives the data of a block, b.Size bytes; it is called once per block, in order.
	Open func(b Block, into []byte) error
}

type cluster struct {
	from, to int   // blocks
	size     int64 // of its content
	pos      int64 // of its first byte, since the start of the segment's content
}

type cue struct {
	at       time.Duration
	track    int
	cluster  int
	relative int64 // of the block, since the start of the cluster's content
}

// WriteTo writes the file once, front to back.
func (l *Layout) WriteTo(w io.Writer) (int64, error) {
	clusters, cues := l.plan()
	info, tracks := appendInfo(nil, l.Info), appendTracks(nil, l.Tracks)
	cueBytes := l.cues(cues, clusters) // all values have a fixed width: only the size counts yet
	seekSize := int64(len(seekHead(0, 0, 0, len(cues) > 0)))
	pos := seekSize + int64(len(info)+len(tracks)+len(cueBytes))
	for i := range clusters {
		clusters[i].pos = pos
		pos += int64(4+sizeWidth(uint64(clusters[i].size))) + clusters[i].size
	}
	head := appendEBML(nil)
	head = appendID(head, idSegment)
	head = appendSize(head, uint64(pos))
	head = append(head, seekHead(seekSize, seekSize+int64(len(info)), seekSize+int64(len(info)+len(tracks)), len(cues) > 0)...)
	head = append(head, info...)
	head = append(head, tracks...)
	head = append(head, l.cues(cues, clusters)...)
	n, err := w.Write(head)
	total := int64(n)
	if err != nil {
		return total, fmt.Errorf("write webm head: %w", err)
	}
	var buf []byte
	for _, c := range clusters {
		base := l.Blocks[c.from].Time
		buf = appendSize(appendID(buf[:0], idCluster), uint64(c.size))
		buf = appendUint(buf, idTime, uint64(base/time.Millisecond))
		for _, b := range l.Blocks[c.from:c.to] {
			buf = appendBlockHead(buf, b.Track, int16((b.Time-base)/time.Millisecond), b.Key, b.Size)
			at := len(buf)
			buf = append(buf, make([]byte, b.Size)...)
			if err := l.Open(b, buf[at:]); err != nil {
				return total, fmt.Errorf("read block at %s: %w", b.Time, err)
			}
		}
		n, err := w.Write(buf)
		total += int64(n)
		if err != nil {
			return total, fmt.Errorf("write webm cluster: %w", err)
		}
	}
	return total, nil
}

func (l *Layout) plan() (clusters []cluster, cues []cue) {
	const timeElement = 1 + 1 + 8
	var base time.Duration
	for i, b := range l.Blocks {
		video := l.Tracks[b.Track-1].Codec == VP8
		d := b.Time - base
		if len(clusters) == 0 || d >= clusterMax || d > math.MaxInt16*time.Millisecond || (video && b.Key && d >= clusterMin) {
			clusters = append(clusters, cluster{from: i, to: i, size: timeElement})
			base = b.Time
		}
		c := &clusters[len(clusters)-1]
		if video && b.Key {
			cues = append(cues, cue{at: b.Time, track: b.Track, cluster: len(clusters) - 1, relative: c.size})
		}
		c.to = i + 1
		c.size += blockHead + int64(b.Size)
	}
	return clusters, cues
}

func (l *Layout) cues(cues []cue, clusters []cluster) []byte {
	if len(cues) == 0 {
		return nil
	}
	return appendMaster(nil, idCues, func(b []byte) []byte {
		for _, c := range cues {
			b = appendMaster(b, idCuePoint, func(b []byte) []byte {
				b = appendUint(b, idCueTime, uint64(c.at/time.Millisecond))
				return appendMaster(b, idCuePos, func(b []byte) []byte {
					b = appendUint(b, idCueTrack, uint64(c.track))
					b = appendUint(b, idCueCluster, uint64(clusters[c.cluster].pos))
					return appendUint(b, idCueRelative, uint64(c.relative))
				})
			})
		}
		return b
	})
}

func seekHead(info, tracks, cues int64, hasCues bool) []byte {
	return appendMaster(nil, idSeekHead, func(b []byte) []byte {
		for _, s := range []struct {
			id  uint32
			pos int64
		}{{idInfo, info}, {idTracks, tracks}, {idCues, cues}} {
			if s.id == idCues && !hasCues {
				continue
			}
			b = appendMaster(b, idSeek, func(b []byte) []byte {
				b = appendBytes(b, idSeekID, appendID(nil, s.id))
				return appendUint(b, idSeekPos, uint64(s.pos))
			})
		}
		return b
	})
}
