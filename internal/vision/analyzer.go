// Package vision owns what can be measured on a face in a picture: where it is, whose it is, how it is held, whether it is alive,
// and the pure rules that turn such measurements into the verdicts of a check.
package vision

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// Config of an Analyzer. The zero value of each field but Dir stands for its default.
type Config struct {
	Dir     string // models folder, see DefaultDir
	Workers int    // pictures analysed at the same time, one thread each; default: one per processor
	Queue   int    // callers that may wait for a worker, the next one gets ErrBusy; default: 8 per worker
}

// Analyzer runs pictures through the networks. Nothing is loaded before the first picture. Safe for concurrent use.
type Analyzer struct {
	dir     string
	runtime Runtime
	pinned  map[Role]PinnedFile
	workers chan *worker
	waiting atomic.Int64
	queue   int64
	closed  chan struct{}
	closing sync.Once

	reader  chan *reader // the one that there is: the networks that read cost more memory than all others together
	readers atomic.Int64 // callers who wait for it

	mu   sync.Mutex // guards what follows; held while a file is loaded, so that it is loaded once
	nets map[Role]Net
	keys []string      // what the classes of text_read stand for
	bad  map[Role]bool // files that were found with other bytes than pinned
}

// Open prepares an analyzer that owns rt. It succeeds without models: the methods then return ErrUnavailable, and work as soon as
// the set-up step has filled the folder.
func Open(cfg Config, rt Runtime) (*Analyzer, error) {
	m, err := LoadManifest()
	if err != nil {
		return nil, err
	}
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.Queue <= 0 {
		cfg.Queue = 8 * cfg.Workers
	}
	a := &Analyzer{
		dir:     cfg.Dir,
		runtime: rt,
		pinned:  map[Role]PinnedFile{},
		workers: make(chan *worker, cfg.Workers),
		queue:   int64(cfg.Queue),
		closed:  make(chan struct{}),
		reader:  make(chan *reader, 1),
		nets:    map[Role]Net{},
		bad:     map[Role]bool{},
	}
	a.reader <- &reader{nets: a.net, keys: a.textKeys}
	for _, f := range m.Kept() {
		a.pinned[f.Role] = f
	}
	for range cfg.Workers {
		a.workers <- &worker{nets: a.net, passes: map[Role]Pass{}}
	}
	return a, nil
}

// Analyze measures a video frame: every face's place, and everything about the largest one.
func (a *Analyzer) Analyze(ctx context.Context, img image.Image) (Observation, error) {
	var o Observation
	err := a.with(ctx, func(w *worker) (err error) {
		o, err = w.observe(w.rgb(img))
		return err
	})
	return o, err
}

// Faces finds every face of a still, the surest first.
func (a *Analyzer) Faces(ctx context.Context, img image.Image) ([]Box, error) {
	var boxes []Box
	err := a.with(ctx, func(w *worker) (err error) {
		boxes, err = w.detect(w.rgb(img), stillScore)
		return err
	})
	return boxes, err
}

// Embed measures the face that a still is of, the large one near the middle, without eyes and liveness. Without any it returns
// ErrNoFace.
func (a *Analyzer) Embed(ctx context.Context, img image.Image) (Face, error) {
	var f Face
	err := a.with(ctx, func(w *worker) error {
		m := w.rgb(img)
		boxes, err := w.detect(m, stillScore)
		if err != nil {
			return err
		}
		if len(boxes) == 0 {
			return ErrNoFace
		}
		f, _, err = w.face(m, subject(boxes, m))
		return err
	})
	return f, err
}

// Mesh fits the face mesh to the face that a still is of.
func (a *Analyzer) Mesh(ctx context.Context, img image.Image) (Box, Mesh, error) {
	var b Box
	var points Mesh
	err := a.with(ctx, func(w *worker) error {
		m := w.rgb(img)
		boxes, err := w.detect(m, stillScore)
		if err != nil {
			return err
		}
		if len(boxes) == 0 {
			return ErrNoFace
		}
		b = subject(boxes, m)
		five, err := w.landmarks(m, b)
		if err != nil {
			return err
		}
		points, _, err = w.mesh(m, b, five)
		return err
	})
	return b, points, err
}

// rgb converts into the worker's own frame, so that a video frame allocates nothing.
func (w *worker) rgb(img image.Image) *RGB {
	if m, ok := img.(*RGB); ok {
		return m
	}
	b := img.Bounds()
	w.frame.W, w.frame.H = b.Dx(), b.Dy()
	w.frame.Pix = grow(w.frame.Pix, 3*b.Dx()*b.Dy())
	w.frame.read(img)
	return &w.frame
}

// with lends a worker to do. Callers beyond the queue are turned away at once.
func (a *Analyzer) with(ctx context.Context, do func(*worker) error) error {
	w, err := a.borrow(ctx)
	if err != nil {
		return err
	}
	defer func() { a.workers <- w }()
	return do(w)
}

func (a *Analyzer) borrow(ctx context.Context) (*worker, error) {
	select {
	case <-a.closed:
		return nil, ErrClosed
	default:
	}
	select {
	case w := <-a.workers:
		return w, nil
	default:
	}
	defer a.waiting.Add(-1)
	if a.waiting.Add(1) > a.queue {
		return nil, ErrBusy
	}
	select {
	case w := <-a.workers:
		return w, nil
	case <-a.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a vision worker: %w", ctx.Err())
	}
}

// net returns a loaded network. The bytes of runtime and network are proved against the manifest before they are used.
func (a *Analyzer) net(r Role) (Net, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := a.nets[r]; n != nil {
		return n, nil
	}
	if err := a.prove(r); err != nil {
		return nil, err
	}
	if len(a.nets) == 0 {
		if err := a.prove(RoleRuntime); err != nil {
			return nil, err
		}
	}
	n, err := a.runtime.Load(filepath.Join(a.dir, a.pinned[r].To), contracts[r])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	a.nets[r] = n
	return n, nil
}

func (a *Analyzer) prove(r Role) error {
	pin, ok := a.pinned[r]
	if !ok {
		return fmt.Errorf("%w: no %s for %s on %s", ErrUnavailable, r, runtime.GOOS, runtime.GOARCH)
	}
	err := pin.Verify(filepath.Join(a.dir, pin.To))
	a.bad[r] = err != nil && !errors.Is(err, os.ErrNotExist)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return nil
}

// Close waits for the pictures that are being analysed, then frees networks and runtime. Later calls return ErrClosed.
func (a *Analyzer) Close() error {
	var err error
	a.closing.Do(func() {
		close(a.closed)
		for range cap(a.workers) {
			w := <-a.workers
			for _, p := range w.passes {
				err = errors.Join(err, p.Close())
			}
		}
		<-a.reader
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, n := range a.nets {
			err = errors.Join(err, n.Close())
		}
		a.nets = map[Role]Net{}
		err = errors.Join(err, a.runtime.Close())
	})
	return err
}
