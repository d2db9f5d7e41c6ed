package mediatest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"sync/atomic"
	"time"

	"github.com/chai2010/webp"
)

//go:embed testdata/sine.ogg
var sine []byte // 2 s of 440 Hz, made with: ffmpeg -f lavfi -i sine=frequency=440:duration=2 -ac 2 -c:a libopus -b:a 32k

// KeyFrame encodes a picture as one VP8 key frame: a lossy WebP is one, behind a RIFF header.
func KeyFrame(img image.Image, quality float32) ([]byte, error) {
	var b bytes.Buffer
	if err := webp.Encode(&b, img, &webp.Options{Quality: quality}); err != nil {
		return nil, err
	}
	d := b.Bytes()
	for at := 12; at+8 <= len(d); {
		n := int(binary.LittleEndian.Uint32(d[at+4:]))
		if string(d[at:at+4]) == "VP8 " {
			if at+8+n > len(d) {
				break
			}
			return append([]byte(nil), d[at+8:at+8+n]...), nil
		}
		at += 8 + n + n&1
	}
	return nil, errors.New("mediatest: no VP8 chunk in the WebP")
}

// Scene paints one picture of a moving one: a bright square that crosses a ground of one colour in n steps.
func Scene(w, h, step, n int, ground color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	side := h / 4
	x0 := (w - side) * step / max(n-1, 1)
	for y := range h {
		for x := range w {
			c := ground
			if x >= x0 && x < x0+side && y >= side && y < 2*side {
				c = color.RGBA{240, 240, 240, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// Film encodes n scenes.
func Film(w, h, n int, ground color.RGBA) ([][]byte, error) {
	var out [][]byte
	for i := range n {
		f, err := KeyFrame(Scene(w, h, i, n, ground), 60)
		if err != nil {
			return nil, fmt.Errorf("encode scene: %w", err)
		}
		out = append(out, f)
	}
	return out, nil
}

// Sine gives two seconds of sound as Opus packets of 20 ms.
func Sine() [][]byte {
	var out [][]byte
	var cur []byte
	for b := sine; len(b) > 27; {
		n := int(b[26])
		body := b[27+n:]
		for _, l := range b[27 : 27+n] {
			cur = append(cur, body[:l]...)
			body = body[l:]
			if l < 255 {
				if !bytes.HasPrefix(cur, []byte("Opus")) {
					out = append(out, cur)
				}
				cur = nil
			}
		}
		b = body
	}
	return out
}

// Stream is what a party sends.
type Stream struct {
	Video [][]byte // frames, in a circle; none: no picture
	Every time.Duration
	Audio [][]byte // Opus packets of 20 ms, in a circle; none: no sound
	// KeyAt makes the circle begin again at frame 0 when a key frame is asked for. Streams of key frames only need none.
	KeyAt bool
}

// Play sends a stream until ctx is done; sent counts the video frames.
func (c *Client) Play(ctx context.Context, s Stream, sent *atomic.Int64) {
	if len(s.Video) > 0 {
		go c.film(ctx, s, sent)
	}
	if len(s.Audio) == 0 {
		return
	}
	go func() {
		const d = 20 * time.Millisecond
		t := time.NewTicker(d)
		defer t.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			_ = c.SendAudio(s.Audio[i%len(s.Audio)])
		}
	}()
}

func (c *Client) film(ctx context.Context, s Stream, sent *atomic.Int64) {
	t := time.NewTicker(s.Every)
	defer t.Stop()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if s.KeyAt {
			select {
			case <-c.keys:
				i = 0
			default:
			}
		}
		if c.SendVideo(s.Video[i%len(s.Video)]) == nil && sent != nil {
			sent.Add(1)
		}
	}
}
