package main

// Field numbers and enum values below are those of onnx.proto3 (ONNX IR version 7).
const (
	onnxIR    = 7
	onnxOpset = 13

	typeFloat = 1
	typeInt64 = 7

	attrInt     = 2
	attrString  = 3
	attrIntList = 7
)

// attribute is one setting of an ONNX node: exactly one of the three values is used, by kind.
type attribute struct {
	name string
	kind int64
	i    int64
	s    string
	ints []int64
}

func intAttr(name string, v int64) attribute { return attribute{name: name, kind: attrInt, i: v} }
func textAttr(name, v string) attribute      { return attribute{name: name, kind: attrString, s: v} }
func listAttr(name string, v ...int64) attribute {
	return attribute{name: name, kind: attrIntList, ints: v}
}

func (a attribute) encode() message {
	var m message
	m.text(1, a.name)
	switch a.kind {
	case attrInt:
		m.integer(3, a.i)
	case attrString:
		m.text(4, a.s)
	case attrIntList:
		for _, v := range a.ints {
			m.integer(8, v)
		}
	}
	m.integer(20, a.kind)
	return m
}

// onnxGraph collects nodes and constant tensors in the order in which they are written.
type onnxGraph struct {
	nodes, tensors, inputs, outputs []message
	constants                       map[string]bool
}

func (g *onnxGraph) node(op string, inputs []string, output string, attrs ...attribute) {
	var m message
	for _, in := range inputs {
		m.text(1, in)
	}
	m.text(2, output)
	m.text(3, output)
	m.text(4, op)
	for _, a := range attrs {
		m.sub(5, a.encode())
	}
	g.nodes = append(g.nodes, m)
}

// prelu writes max(x,0) + a*min(x,0), with one slope a per channel, as a*x + (1-a)*max(x,0) out of two depthwise 1x1
// convolutions. ONNX Runtime's own PRelu is not vectorised and leaves the blocked memory layout of its convolutions, so that
// half of a network's time goes there; this form stays in the layout.
func (g *onnxGraph) prelu(in, out, name string, slopes []float32) {
	rest := make([]float32, len(slopes))
	for i, a := range slopes {
		rest[i] = 1 - a
	}
	shape := []int{len(slopes), 1, 1, 1}
	linear := g.constant(name+"#slope", shape, typeFloat, floatBytes(slopes))
	bent := g.constant(name+"#rest", shape, typeFloat, floatBytes(rest))
	attrs := []attribute{listAttr("kernel_shape", 1, 1), intAttr("group", int64(len(slopes)))}
	g.node("Relu", []string{in}, out+"#relu")
	g.node("Conv", []string{in, linear}, out+"#linear", attrs...)
	g.node("Conv", []string{out + "#relu", bent}, out+"#bent", attrs...)
	g.node("Add", []string{out + "#linear", out + "#bent"}, out)
}

// constant adds a tensor once and returns its name.
func (g *onnxGraph) constant(name string, shape []int, kind int64, raw []byte) string {
	if g.constants[name] {
		return name
	}
	if g.constants == nil {
		g.constants = map[string]bool{}
	}
	g.constants[name] = true
	var m message
	for _, d := range shape {
		m.integer(1, int64(d))
	}
	m.integer(2, kind)
	m.text(8, name)
	m.text(9, string(raw))
	g.tensors = append(g.tensors, m)
	return name
}

func valueInfo(name string, shape []int) message {
	var dims message
	for _, d := range shape {
		var dim message
		dim.integer(1, int64(d))
		dims.sub(1, dim)
	}
	var tensor, kind, info message
	tensor.integer(1, typeFloat)
	tensor.sub(2, dims)
	kind.sub(1, tensor)
	info.text(1, name)
	info.sub(2, kind)
	return info
}

func (g *onnxGraph) encode(name string) []byte {
	var graph message
	for _, n := range g.nodes {
		graph.sub(1, n)
	}
	graph.text(2, name)
	for _, t := range g.tensors {
		graph.sub(5, t)
	}
	for _, v := range g.inputs {
		graph.sub(11, v)
	}
	for _, v := range g.outputs {
		graph.sub(12, v)
	}
	var opset, model message
	opset.text(1, "")
	opset.integer(2, onnxOpset)
	model.integer(1, onnxIR)
	model.text(2, "basekyc")
	model.sub(7, graph)
	model.sub(8, opset)
	return model
}
