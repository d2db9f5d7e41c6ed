// Package onnx owns the native side of vision: it opens the ONNX Runtime library and runs networks in it, one thread each.
package onnx

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	ort "github.com/yalue/onnxruntime_go"

	"github.com/basekyc/basekyc/internal/vision"
)

// library is the state of the process: ONNX Runtime has one environment per process, however many Runtimes there are.
var library struct {
	sync.Mutex
	path  string
	users int
}

// Runtime implements vision.Runtime. The library is opened by the first Load, so that a Runtime that is not used costs no
// memory.
type Runtime struct {
	path string

	mu   sync.Mutex
	open bool
}

// New names the library; nothing is read yet.
func New(libraryPath string) *Runtime { return &Runtime{path: libraryPath} }

// Version is the library's own, empty before the first Load.
func (r *Runtime) Version() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open {
		return ""
	}
	return "onnxruntime " + ort.GetVersion()
}

func (r *Runtime) start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open {
		return nil
	}
	library.Lock()
	defer library.Unlock()
	if library.users == 0 {
		ort.SetSharedLibraryPath(r.path)
		if err := ort.InitializeEnvironment(ort.WithLogLevelError()); err != nil {
			return fmt.Errorf("open ONNX Runtime at %s: %w", r.path, err)
		}
		library.path = r.path
	} else if library.path != r.path {
		return fmt.Errorf("open ONNX Runtime at %s: this process already uses %s", r.path, library.path)
	}
	library.users++
	r.open = true
	return nil
}

// Close releases the library after the last Runtime of the process.
func (r *Runtime) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open {
		return nil
	}
	r.open = false
	library.Lock()
	defer library.Unlock()
	if library.users--; library.users > 0 {
		return nil
	}
	return ort.DestroyEnvironment()
}

// Load implements vision.Runtime.
func (r *Runtime) Load(path string, c vision.Contract) (vision.Net, error) {
	if err := r.start(); err != nil {
		return nil, err
	}
	if err := keeps(path, c); err != nil {
		return nil, err
	}
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	defer options.Destroy()
	var names []string
	for _, out := range c.Outputs {
		names = append(names, out.Name)
	}
	err = errors.Join(options.SetIntraOpNumThreads(1), options.SetInterOpNumThreads(1))
	if slices.Contains(c.Shape, -1) { // every picture has other sizes: what one needed must not be kept for the next
		err = errors.Join(err, options.SetCpuMemArena(false), options.SetMemPattern(false))
	}
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	session, err := ort.NewDynamicAdvancedSession(path, []string{c.Input}, names, options)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	return &net{session: session, contract: c}, nil
}

// keeps compares the file with the contract. A dimension that the file leaves open fits any.
func keeps(path string, c vision.Contract) error {
	inputs, outputs, err := ort.GetInputOutputInfo(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if err := has(inputs, c.Input, c.Shape); err != nil {
		return fmt.Errorf("%s: input %w", path, err)
	}
	for _, out := range c.Outputs {
		if err := has(outputs, out.Name, out.Shape); err != nil {
			return fmt.Errorf("%s: output %w", path, err)
		}
	}
	return nil
}

func has(list []ort.InputOutputInfo, name string, shape []int64) error {
	i := slices.IndexFunc(list, func(o ort.InputOutputInfo) bool { return o.Name == name })
	if i < 0 {
		return fmt.Errorf("%s is missing", name)
	}
	got := list[i].Dimensions
	same := len(got) == len(shape)
	for d := 0; same && d < len(shape); d++ {
		same = got[d] == shape[d] || got[d] < 0
	}
	if !same || list[i].DataType != ort.TensorElementDataTypeFloat {
		return fmt.Errorf("%s is %v of %v, want float32 of %v", name, list[i].DataType, got, shape)
	}
	return nil
}

type net struct {
	session  *ort.DynamicAdvancedSession
	contract vision.Contract
}

func (n *net) NewPass() (vision.Pass, error) {
	p := &pass{session: n.session}
	in, err := ort.NewEmptyTensor[float32](ort.NewShape(n.contract.Shape...))
	if err != nil {
		return nil, fmt.Errorf("make the input tensor: %w", err)
	}
	p.input = in
	for _, out := range n.contract.Outputs {
		t, err := ort.NewEmptyTensor[float32](ort.NewShape(out.Shape...))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make the output tensor %s: %w", out.Name, err), p.Close())
		}
		p.outputs = append(p.outputs, t)
		p.values = append(p.values, t)
	}
	return p, nil
}

// Infer implements vision.Net.
func (n *net) Infer(values []float32, shape ...int64) ([]float32, []int64, error) {
	in, err := ort.NewTensor(ort.NewShape(shape...), values)
	if err != nil {
		return nil, nil, fmt.Errorf("make the input tensor: %w", err)
	}
	defer in.Destroy()
	outputs := make([]ort.Value, len(n.contract.Outputs)) // nil: the library makes them as large as they come out
	if err := n.session.Run([]ort.Value{in}, outputs); err != nil {
		return nil, nil, err
	}
	defer func() {
		for _, v := range outputs {
			_ = v.Destroy()
		}
	}()
	out, ok := outputs[0].(*ort.Tensor[float32])
	if !ok {
		return nil, nil, fmt.Errorf("output %s is no float32 tensor", n.contract.Outputs[0].Name)
	}
	return slices.Clone(out.GetData()), slices.Clone(out.GetShape()), nil
}

func (n *net) Close() error { return n.session.Destroy() }

type pass struct {
	session *ort.DynamicAdvancedSession
	input   *ort.Tensor[float32]
	outputs []*ort.Tensor[float32]
	values  []ort.Value // the same outputs, as Run wants them
}

func (p *pass) Input() []float32       { return p.input.GetData() }
func (p *pass) Output(i int) []float32 { return p.outputs[i].GetData() }
func (p *pass) Run() error             { return p.session.Run([]ort.Value{p.input}, p.values) }

func (p *pass) Close() error {
	err := p.input.Destroy()
	for _, t := range p.outputs {
		err = errors.Join(err, t.Destroy())
	}
	return err
}
