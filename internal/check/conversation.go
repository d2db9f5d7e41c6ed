package check

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// conversation is what one check says to the customer and sees of them.
type conversation struct {
	c       *Conductor
	ref     kyc.Ref
	started time.Time
	frames  <-chan Frame
}

// ask shows an instruction that ends after limit; 0 means without end.
func (t *conversation) ask(ctx context.Context, i kyc.Instruction, limit time.Duration) (asked time.Time, err error) {
	asked = t.c.Now().UTC().Truncate(time.Microsecond)
	if i.ID, err = t.c.Sessions.ID(kyc.PrefixInstruct); err != nil {
		return asked, err
	}
	i.AskedAt = asked
	if limit > 0 {
		i.ExpiresAt = asked.Add(limit)
	}
	_, err = t.c.Sessions.Instruct(ctx, t.ref, &i)
	return asked, err
}

// look starts taking frames; they stop with ctx.
func (t *conversation) look(ctx context.Context) { t.frames = t.c.Frames.Frames(ctx, t.ref) }

// sight is a frame with what vision made of it.
type sight struct {
	Frame
	vision.Observation
}

// errNoPicture says that no frame, or no still, came in time: another program
// holds the camera, the network is gone, or the customer took none.
var errNoPicture = errors.New("no picture arrived")

// next waits until the deadline for a frame taken at or after since, and has it
// measured.
func (t *conversation) next(ctx context.Context, since time.Time, deadline <-chan time.Time) (sight, error) {
	for {
		select {
		case <-ctx.Done():
			return sight{}, ctx.Err()
		case <-deadline:
			return sight{}, errNoPicture
		case f, ok := <-t.frames:
			if !ok {
				return sight{}, errNoPicture
			}
			if f.At.Before(since) {
				continue
			}
			o, err := t.c.Vision.Analyze(ctx, f.Image)
			if errors.Is(err, vision.ErrBusy) {
				continue // the next frame will do
			}
			return sight{f, o}, err
		}
	}
}

// keepFrame stores a frame as evidence.
func (t *conversation) keepFrame(ctx context.Context, label string, s sight) (kyc.Artifact, error) {
	return t.keep(ctx, label, s.Image, s.At, s.Position)
}

// rounded to four decimals: more than a network knows, and what people can read.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

const jpegQuality = 90

func (t *conversation) keep(ctx context.Context, label string, img image.Image, at time.Time, pos time.Duration) (kyc.Artifact, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return kyc.Artifact{}, fmt.Errorf("encode %s: %w", label, err)
	}
	id, err := t.c.Sessions.ID(kyc.PrefixArtifact)
	if err != nil {
		return kyc.Artifact{}, err
	}
	sum := sha256.Sum256(buf.Bytes())
	a := kyc.Artifact{ID: id, Kind: kyc.ArtifactFrame, Label: label, Key: kyc.BlobKey(t.ref, id),
		Type: "image/jpeg", Bytes: int64(buf.Len()), SHA256: hex.EncodeToString(sum[:]), At: at.UTC().Truncate(time.Microsecond), Position: pos}
	if err := t.c.Blobs.Put(ctx, a.Key, &buf); err != nil {
		return kyc.Artifact{}, fmt.Errorf("keep %s: %w", label, err)
	}
	return a, nil
}
