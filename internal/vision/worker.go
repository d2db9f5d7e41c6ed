package vision

import "fmt"

// worker owns the buffers that one picture at a time passes through. The analyzer hands each worker to one goroutine only.
type worker struct {
	nets   func(Role) (Net, error)
	passes map[Role]Pass
	resize resizer
	warp   warper
	frame  RGB
	boxes  []Box
	luma   []float32
}

// pass returns the worker's own run of a network and makes it on first use.
func (w *worker) pass(r Role) (Pass, error) {
	if p := w.passes[r]; p != nil {
		return p, nil
	}
	net, err := w.nets(r)
	if err != nil {
		return nil, err
	}
	p, err := net.NewPass()
	if err != nil {
		return nil, fmt.Errorf("prepare the %s network: %w", r, err)
	}
	w.passes[r] = p
	return p, nil
}

// observe passes a frame through every network.
func (w *worker) observe(m *RGB) (Observation, error) {
	o := Observation{Width: m.W, Height: m.H}
	var err error
	if o.Faces, err = w.detect(m, frameScore); err != nil || len(o.Faces) == 0 {
		return o, err
	}
	f, points, err := w.face(m, largest(o.Faces))
	if err != nil {
		return o, err
	}
	if f.EyesOpen, err = w.eyesOpen(m, points); err != nil {
		return o, err
	}
	if f.Liveness, err = w.liveness(m, f.Box); err != nil {
		return o, err
	}
	o.Face = &f
	return o, nil
}

// face measures what a still can show: all but eyes and liveness.
func (w *worker) face(m *RGB, b Box) (Face, Mesh, error) {
	f := Face{Box: b}
	var err error
	if f.Landmarks, err = w.landmarks(m, b); err != nil {
		return f, nil, err
	}
	var aligned *RGB
	if f.Embedding, aligned, err = w.embed(m, f.Landmarks); err != nil {
		return f, nil, err
	}
	f.Sharpness, f.Brightness, w.luma = sharpness(aligned, w.luma)
	points, score, err := w.mesh(m, b, f.Landmarks)
	if err != nil {
		return f, nil, err
	}
	f.Pose, f.MeshScore = points.Pose(), score
	return f, points, nil
}
