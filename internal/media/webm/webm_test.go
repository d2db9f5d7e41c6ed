package webm

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var four = []Track{{Name: "a", Codec: VP8, Width: 640, Height: 480}, {Name: "b", Codec: Opus}, {Name: "c", Codec: VP8, Width: 640, Height: 480}, {Name: "d", Codec: Opus}}

type got struct {
	Block
	head []byte
}

func scan(t interface{ Fatal(...any) }, b []byte) (Info, []got, bool) {
	var out []got
	in, torn, err := Scan(bytes.NewReader(b), func(b Block, head []byte) error {
		out = append(out, got{b, bytes.Clone(head)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return in, out, torn
}

// What the writer wrote the reader finds, also cut off anywhere, and the layout of it reads the same with cues that
// point at their clusters.
func TestWriteCutReadLayOut(t *testing.T) {
	started := time.Date(2026, 4, 1, 10, 0, 0, 5e6, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		var file bytes.Buffer
		w, err := NewWriter(&file, Info{StartedAt: started, App: "test"}, four)
		if err != nil {
			t.Fatal(err)
		}
		header := file.Len()
		last := map[int]int64{1: -1, 2: -1, 3: -1, 4: -1}
		var want []Block
		var data [][]byte
		ms := int64(0)
		for range rapid.IntRange(1, 80).Draw(t, "blocks") {
			ms += rapid.Int64Range(-30, 40_000).Draw(t, "step")
			track := rapid.IntRange(1, 4).Draw(t, "track")
			d := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "data")
			key := rapid.Bool().Draw(t, "key")
			if err := w.Block(track, ms, key, d); err != nil {
				t.Fatal(err)
			}
			last[track] = max(ms, last[track]+1, 0)
			want = append(want, Block{Track: track, Time: time.Duration(last[track]) * time.Millisecond, Key: key, Size: len(d)})
			data = append(data, d)
			if rapid.IntRange(0, 3).Draw(t, "flush") == 0 {
				if err := w.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		whole := file.Bytes()
		in, blocks, torn := scan(t, whole)
		if torn || !in.StartedAt.Equal(started) || len(blocks) != len(want) {
			t.Fatalf("torn %v, started %s, %d of %d blocks", torn, in.StartedAt, len(blocks), len(want))
		}
		for i, b := range blocks {
			if b.Track != want[i].Track || b.Time != want[i].Time || b.Key != want[i].Key || !bytes.Equal(whole[b.Offset:b.Offset+int64(b.Size)], data[i]) {
				t.Fatalf("block %d: %+v, want %+v", i, b.Block, want[i])
			}
		}
		cut := rapid.IntRange(header, len(whole)).Draw(t, "cut")
		_, some, _ := scan(t, whole[:cut])
		for i, b := range some {
			if b.Block != blocks[i].Block || b.Offset+int64(b.Size) > int64(cut) {
				t.Fatalf("cut at %d: block %d is %+v", cut, i, b)
			}
		}
		layOut(t, whole, blocks, started)
	})
}

func layOut(t *rapid.T, raw []byte, blocks []got, started time.Time) {
	l := Layout{Info: Info{StartedAt: started, Duration: time.Minute, App: "test"}, Tracks: four}
	at := time.Duration(0)
	for _, b := range blocks {
		at = max(at+time.Millisecond, b.Time)
		b.Time = at
		l.Blocks = append(l.Blocks, b.Block)
	}
	l.Open = func(b Block, into []byte) error {
		copy(into, raw[b.Offset:])
		return nil
	}
	var out bytes.Buffer
	n, err := l.WriteTo(&out)
	if err != nil || n != int64(out.Len()) {
		t.Fatal(n, err)
	}
	final := out.Bytes()
	_, again, torn := scan(t, final)
	if torn || len(again) != len(blocks) {
		t.Fatalf("laid out: torn %v, %d of %d blocks", torn, len(again), len(blocks))
	}
	for i, b := range again {
		if b.Time != l.Blocks[i].Time || b.Key != l.Blocks[i].Key || !bytes.Equal(final[b.Offset:b.Offset+int64(b.Size)], raw[blocks[i].Offset:blocks[i].Offset+int64(blocks[i].Size)]) {
			t.Fatalf("laid out block %d: %+v", i, b)
		}
	}
	clusters, cues := l.plan()
	content := bytes.Index(final, appendID(nil, idSegment)) + 4 + sizeWidth(uint64(len(final)))
	keys := 0
	for _, b := range l.Blocks {
		if b.Key && four[b.Track-1].Codec == VP8 {
			keys++
		}
	}
	if len(cues) != keys {
		t.Fatalf("%d cues for %d key frames", len(cues), keys)
	}
	pos := positions(&l)
	for _, c := range cues { // and each cue names the block of its track inside
		at := content + int(pos[c.cluster]) + 4 + sizeWidth(uint64(clusters[c.cluster].size)) + int(c.relative)
		if final[at] != idSimpleBlock || final[at+5] != byte(c.track)|0x80 {
			t.Fatalf("the cue at %s points at %x", c.at, final[at:at+6])
		}
	}
	for i, c := range clusters { // the position that the cues name is the cluster's
		pos := content + int(pos[i])
		if !bytes.HasPrefix(final[pos:], appendID(nil, idCluster)) {
			t.Fatalf("cluster %d (%d blocks) is not at %d", i, c.to-c.from, pos)
		}
	}
}

// positions repeats WriteTo's arithmetic from the outside: clusters follow each other up to the end.
func positions(l *Layout) []int64 {
	clusters, _ := l.plan()
	var count countWriter
	total, _ := l.WriteTo(&count)
	head := int64(len(appendEBML(nil))) + 4
	content := total - head
	content -= int64(sizeWidth(uint64(content)))
	out := make([]int64, len(clusters))
	for i := len(clusters) - 1; i >= 0; i-- {
		content -= clusters[i].size + int64(4+sizeWidth(uint64(clusters[i].size)))
		out[i] = content
	}
	return out
}

type countWriter int64

func (c *countWriter) Write(b []byte) (int, error) { *c += countWriter(len(b)); return len(b), nil }

func TestWriterSaysWhatFailed(t *testing.T) {
	if _, err := NewWriter(broken{}, Info{}, four); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	w, err := NewWriter(io.Discard, Info{}, four)
	if err != nil {
		t.Fatal(err)
	}
	if w.Block(5, 0, true, []byte{1}) == nil {
		t.Error("wrote to a track that is not there")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func FuzzScan(f *testing.F) {
	var b bytes.Buffer
	w, _ := NewWriter(&b, Info{StartedAt: time.Unix(1e9, 0)}, four)
	_ = w.Block(1, 5, true, []byte{1, 2, 3})
	_ = w.Flush()
	f.Add(b.Bytes())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _, _ = Scan(bytes.NewReader(b), func(bl Block, _ []byte) error {
			if bl.Offset < 0 || bl.Offset+int64(bl.Size) > int64(len(b)) {
				t.Fatalf("%+v in a file of %d bytes", bl, len(b))
			}
			return nil
		})
	})
}
