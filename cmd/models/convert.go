package main

import (
	"fmt"
	"strconv"
)

// converter translates a TensorFlow.js graph (batch, height, width, channel) to ONNX (batch, channel, height, width). It knows
// the operators of the face mesh network and refuses any other.
type converter struct {
	nodes   map[string]tfjsNode
	weights map[string]weight
	done    map[string]bool
	planar  map[string]bool // values that have a channel axis to move, as against flat vectors
	out     onnxGraph
}

// convert writes the part of the graph that the named outputs need, in an order that depends on nothing but the graph.
func convert(graph, weights []byte, outputs []string) ([]byte, error) {
	model, table, err := parseTFJS(graph, weights)
	if err != nil {
		return nil, err
	}
	c := &converter{nodes: map[string]tfjsNode{}, weights: table, done: map[string]bool{}, planar: map[string]bool{}}
	for _, n := range model.ModelTopology.Node {
		c.nodes[n.Name] = n
	}
	if len(model.Signature.Inputs) != 1 {
		return nil, fmt.Errorf("graph has %d inputs, want 1", len(model.Signature.Inputs))
	}
	for _, in := range model.Signature.Inputs {
		shape, err := in.shape()
		if err != nil {
			return nil, fmt.Errorf("input %s: %w", in.Name, err)
		}
		if len(shape) != 4 {
			return nil, fmt.Errorf("input %s has %d dimensions, want 4", in.Name, len(shape))
		}
		name := baseName(in.Name)
		c.planar[name] = true
		c.out.inputs = append(c.out.inputs, valueInfo(name, []int{1, shape[3], shape[1], shape[2]}))
	}
	for _, key := range outputs {
		out, ok := model.Signature.Outputs[key]
		if !ok {
			return nil, fmt.Errorf("graph has no output %s", key)
		}
		shape, err := out.shape()
		if err != nil {
			return nil, fmt.Errorf("output %s: %w", key, err)
		}
		if err := c.visit(baseName(out.Name)); err != nil {
			return nil, err
		}
		c.out.outputs = append(c.out.outputs, valueInfo(baseName(out.Name), shape))
	}
	return c.out.encode("graph"), nil
}

// shape reads the dimensions with the open batch dimension set to 1.
func (t tfjsTensor) shape() ([]int, error) {
	var shape []int
	for _, d := range t.TensorShape.Dim {
		v, err := strconv.Atoi(d.Size)
		if err != nil {
			return nil, err
		}
		shape = append(shape, max(v, 1))
	}
	return shape, nil
}

// visit emits the node after everything it reads.
func (c *converter) visit(name string) error {
	if c.done[name] {
		return nil
	}
	c.done[name] = true
	n, ok := c.nodes[name]
	if !ok {
		return fmt.Errorf("graph reads %s, which it does not have", name)
	}
	inputs := make([]string, len(n.Input))
	for i, in := range n.Input {
		inputs[i] = baseName(in)
		if err := c.visit(inputs[i]); err != nil {
			return err
		}
	}
	if err := c.emit(n, inputs); err != nil {
		return fmt.Errorf("node %s (%s): %w", name, n.Op, err)
	}
	return nil
}

func (c *converter) emit(n tfjsNode, in []string) error {
	switch n.Op {
	case "Const", "Placeholder":
		return nil
	case "_FusedConv2D", "DepthwiseConv2dNative":
		return c.conv(n, in)
	case "AddV2":
		c.out.node("Add", in, n.Name)
	case "Prelu":
		if err := c.prelu(in[0], in[1], n.Name); err != nil {
			return err
		}
	case "Sigmoid", "Identity":
		c.out.node(n.Op, in[:1], n.Name)
	case "MaxPool":
		size, err := n.plane("ksize")
		if err != nil {
			return err
		}
		stride, err := n.plane("strides")
		if err != nil {
			return err
		}
		c.out.node("MaxPool", in, n.Name, listAttr("kernel_shape", size...), listAttr("strides", stride...), c.padding(n))
	case "Pad":
		return c.pad(n, in)
	case "Reshape":
		return c.reshape(n, in)
	default:
		return fmt.Errorf("operator is not supported")
	}
	c.planar[n.Name] = c.planar[in[0]]
	return nil
}

func (c *converter) padding(n tfjsNode) attribute {
	if n.text("padding") == "SAME" {
		return textAttr("auto_pad", "SAME_UPPER") // TensorFlow puts the odd pixel at the end
	}
	return textAttr("auto_pad", "VALID")
}

func (c *converter) conv(n tfjsNode, in []string) error {
	w, ok := c.weights[in[1]]
	if !ok || len(w.shape) != 4 {
		return fmt.Errorf("%s is no kernel", in[1])
	}
	strides, err := n.plane("strides")
	if err != nil {
		return err
	}
	dilations, err := n.plane("dilations")
	if err != nil {
		return err
	}
	kernel, shape, groups := transpose(w, n.Op == "DepthwiseConv2dNative")
	inputs := []string{in[0], c.out.constant(in[1]+"#w", shape, typeFloat, floatBytes(kernel))}
	result, slope := n.Name, ""
	for i, op := range n.fused() {
		operand := in[2+i]
		switch op {
		case "BiasAdd":
			bias := c.weights[operand]
			inputs = append(inputs, c.out.constant(operand+"#b", []int{len(bias.floats)}, typeFloat, floatBytes(bias.floats)))
		case "Prelu":
			result, slope = n.Name+"#before", operand
		default:
			return fmt.Errorf("fused operator %s is not supported", op)
		}
	}
	c.out.node("Conv", inputs, result, listAttr("kernel_shape", int64(shape[2]), int64(shape[3])), listAttr("strides", strides...),
		listAttr("dilations", dilations...), intAttr("group", groups), c.padding(n))
	c.planar[n.Name] = true
	if slope != "" {
		return c.prelu(result, slope, n.Name)
	}
	return nil
}

// transpose turns a kernel of (height, width, in, out) into (out, in, height, width), or for a depthwise one into
// (in x multiplier, 1, height, width) with one group per input channel.
func transpose(w weight, depthwise bool) (kernel []float32, shape []int, groups int64) {
	h, wd, ci, co := w.shape[0], w.shape[1], w.shape[2], w.shape[3]
	kernel = make([]float32, len(w.floats))
	for y := range h {
		for x := range wd {
			for i := range ci {
				for o := range co {
					v := w.floats[((y*wd+x)*ci+i)*co+o]
					if depthwise {
						kernel[((i*co+o)*h+y)*wd+x] = v
					} else {
						kernel[((o*ci+i)*h+y)*wd+x] = v
					}
				}
			}
		}
	}
	if depthwise {
		return kernel, []int{ci * co, 1, h, wd}, int64(ci)
	}
	return kernel, []int{co, ci, h, wd}, 1
}

func (c *converter) prelu(in, slope, out string) error {
	w, ok := c.weights[slope]
	if !ok || w.floats == nil {
		return fmt.Errorf("%s is no constant", slope)
	}
	c.out.prelu(in, out, slope, w.floats)
	return nil
}

// pad reorders the begin and end of each axis from pairs in NHWC to two runs in NCHW.
func (c *converter) pad(n tfjsNode, in []string) error {
	p := c.weights[in[1]].ints
	if len(p) != 8 {
		return fmt.Errorf("%s has %d numbers, want 8", in[1], len(p))
	}
	pads := []int64{p[0], p[6], p[2], p[4], p[1], p[7], p[3], p[5]}
	c.out.node("Pad", []string{in[0], c.out.constant(in[1]+"#p", []int{8}, typeInt64, intBytes(pads))}, n.Name)
	c.planar[n.Name] = true
	return nil
}

func (c *converter) reshape(n tfjsNode, in []string) error {
	shape := c.weights[in[1]].ints
	if len(shape) == 0 || len(shape) > 3 {
		return fmt.Errorf("cannot reshape to %v: the order of the axes would matter", shape)
	}
	source := in[0]
	if c.planar[source] {
		source = n.Name + "#nhwc"
		c.out.node("Transpose", in[:1], source, listAttr("perm", 0, 2, 3, 1))
	}
	c.out.node("Reshape", []string{source, c.out.constant(in[1]+"#s", []int{len(shape)}, typeInt64, intBytes(shape))}, n.Name)
	return nil
}
