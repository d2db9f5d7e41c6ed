package vision

import (
	"context"
	"image"
)

// Stages opens the single steps of a frame to benchmarks and tests; all of them run on one borrowed worker.
type Stages struct{ w *worker }

func (a *Analyzer) Borrow() (*Stages, func(), error) {
	w, err := a.borrow(context.Background())
	if err != nil {
		return nil, nil, err
	}
	return &Stages{w}, func() { a.workers <- w }, nil
}

func (s *Stages) Convert(m image.Image) *RGB                { return s.w.rgb(m) }
func (s *Stages) Detect(m *RGB) ([]Box, error)              { return s.w.detect(m, frameScore) }
func (s *Stages) Landmarks(m *RGB, b Box) ([5]Point, error) { return s.w.landmarks(m, b) }
func (s *Stages) Embed(m *RGB, p [5]Point) (Embedding, error) {
	e, _, err := s.w.embed(m, p)
	return e, err
}
func (s *Stages) Mesh(m *RGB, b Box, p [5]Point) (Mesh, error) {
	points, _, err := s.w.mesh(m, b, p)
	return points, err
}
func (s *Stages) Eyes(m *RGB, p Mesh) (float64, error)    { return s.w.eyesOpen(m, p) }
func (s *Stages) Liveness(m *RGB, b Box) (float64, error) { return s.w.liveness(m, b) }
func (s *Stages) Pass(r Role) (Pass, error)               { return s.w.pass(r) }

// HoldReader takes the reader until it is given back.
func (a *Analyzer) HoldReader() (back func()) {
	r := <-a.reader
	return func() { a.reader <- r }
}

// Readers is how many callers read or wait to.
func (a *Analyzer) Readers() int { return int(a.readers.Load()) }

// Crop and Warp show the picture operations alone.
func Crop(m *RGB, x1, y1, x2, y2 float64, w, h int) *RGB {
	var r resizer
	return r.crop(m, x1, y1, x2, y2, w, h)
}

func WarpSquare(m *RGB, c Point, side, angle float64, size int) *RGB {
	var w warper
	return w.warp(m, levelled(c, side, angle, float64(size)), size)
}

var (
	ExifOrientation = exifOrientation
	Upright         = (*RGB).upright
	Surest          = surest
)

// Waiting is how many callers stand in the queue.
func (a *Analyzer) Waiting() int { return int(a.waiting.Load()) }
