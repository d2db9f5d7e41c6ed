package vision

import (
	"context"
	"fmt"
	"image"
	"slices"
)

// Line is one line of words on a picture, as it was read. What is read is a proposal: spaces may be lost, and look-alikes mistaken.
type Line struct {
	Text       string  `json:"text"` // printable ASCII; other scripts are left out
	Confidence float64 `json:"confidence"`
	Place      Strip   `json:"place"`
}

// Strip is the rectangle of a line: its middle and size in pixels, turned by Angle radians.
type Strip struct {
	Centre Point   `json:"centre"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Angle  float64 `json:"angle"`
}

// Bounds of what is read from one picture.
const (
	maxLines     = 80 // a card has about twenty, a page of a passport thirty
	readersWait  = 8  // callers that may wait for the reader, the next one gets ErrBusy
	minLineScore = 0.5
)

// readingRoles are only needed by Read.
var readingRoles = []Role{RoleTextFind, RoleTextRead, RoleTextKeys}

// Read finds the lines of words on a still, from top to bottom. One picture at a time is read, on one thread.
func (a *Analyzer) Read(ctx context.Context, img image.Image) ([]Line, error) {
	select {
	case <-a.closed:
		return nil, ErrClosed
	default:
	}
	defer a.readers.Add(-1)
	if a.readers.Add(1) > readersWait+1 {
		return nil, ErrBusy
	}
	select {
	case r := <-a.reader:
		defer func() { a.reader <- r }()
		return r.read(ctx, FromImage(img))
	case <-a.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the reader: %w", ctx.Err())
	}
}

// reader owns the buffers of the one picture that is read.
type reader struct {
	nets   func(Role) (Net, error)
	keys   func() ([]string, error)
	resize resizer
	warp   warper
	in     []float32
}

func (r *reader) read(ctx context.Context, m *RGB) ([]Line, error) {
	keys, err := r.keys()
	if err != nil {
		return nil, err
	}
	strips, err := r.find(m)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, s := range strips[:min(len(strips), maxLines)] {
		if ctx.Err() != nil { // a picture full of lines takes seconds
			return nil, ctx.Err()
		}
		l, err := r.line(m, s, keys)
		if err != nil {
			return nil, err
		}
		if l.Text != "" && l.Confidence >= minLineScore {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return compare(a.Place.Centre.Y, b.Place.Centre.Y) })
	return lines, nil
}
