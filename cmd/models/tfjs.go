package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// tfjsModel is a TensorFlow.js graph model as its JSON file lays it out; numbers of 64 bits come as strings there.
type tfjsModel struct {
	Signature struct {
		Inputs, Outputs map[string]tfjsTensor
	}
	ModelTopology   struct{ Node []tfjsNode }
	WeightsManifest []struct {
		Weights []tfjsWeight
	}
}

type tfjsTensor struct {
	Name        string
	TensorShape struct {
		Dim []struct{ Size string }
	}
}

type tfjsNode struct {
	Name  string
	Op    string
	Input []string
	Attr  map[string]struct {
		S    string
		List struct {
			I []string
			S []string
		}
	}
}

type tfjsWeight struct {
	Name         string
	Shape        []int
	DType        string
	Quantization *struct{ DType string }
}

// weight is one constant of the graph: floats or integers, never both.
type weight struct {
	shape  []int
	floats []float32
	ints   []int64
}

func parseTFJS(graph, weights []byte) (*tfjsModel, map[string]weight, error) {
	var model tfjsModel
	if err := json.Unmarshal(graph, &model); err != nil {
		return nil, nil, fmt.Errorf("read the graph: %w", err)
	}
	table := map[string]weight{}
	for _, group := range model.WeightsManifest {
		for _, w := range group.Weights {
			value, rest, err := w.read(weights)
			if err != nil {
				return nil, nil, err
			}
			table[w.Name], weights = value, rest
		}
	}
	if len(weights) != 0 {
		return nil, nil, fmt.Errorf("%d bytes of weights are left over", len(weights))
	}
	return &model, table, nil
}

func (w tfjsWeight) read(data []byte) (weight, []byte, error) {
	count := 1
	for _, d := range w.Shape {
		count *= d
	}
	stored := w.DType
	if w.Quantization != nil {
		stored = w.Quantization.DType
	}
	width := map[string]int{"float16": 2, "float32": 4, "int32": 4}[stored]
	if width == 0 {
		return weight{}, nil, fmt.Errorf("weight %s: stored as %s, which is not supported", w.Name, stored)
	}
	if count < 0 || len(data) < count*width {
		return weight{}, nil, fmt.Errorf("weight %s: the file ends too early", w.Name)
	}
	value := weight{shape: w.Shape}
	for i := range count {
		at := data[i*width:]
		switch stored {
		case "float16":
			value.floats = append(value.floats, half(binary.LittleEndian.Uint16(at)))
		case "float32":
			value.floats = append(value.floats, math.Float32frombits(binary.LittleEndian.Uint32(at)))
		case "int32":
			value.ints = append(value.ints, int64(int32(binary.LittleEndian.Uint32(at))))
		}
	}
	return value, data[count*width:], nil
}

// half widens an IEEE 754 binary16 number, exactly.
func half(h uint16) float32 {
	sign, exponent, mantissa := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch {
	case exponent == 31:
		return math.Float32frombits(sign | 255<<23 | mantissa<<13)
	case exponent == 0:
		v := float32(mantissa) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | mantissa<<13)
}

// baseName drops the output index and the control mark of an edge: "a:0" and "^a" both name node a.
func baseName(edge string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(edge, "^"), ":")
	return name
}

func (n tfjsNode) text(attr string) string {
	b, _ := base64.StdEncoding.DecodeString(n.Attr[attr].S)
	return string(b)
}

func (n tfjsNode) fused() []string {
	var ops []string
	for _, s := range n.Attr["fused_ops"].List.S {
		b, _ := base64.StdEncoding.DecodeString(s)
		ops = append(ops, string(b))
	}
	return ops
}

// plane returns the two middle numbers of a list that runs batch, height, width, channel.
func (n tfjsNode) plane(attr string) ([]int64, error) {
	list := n.Attr[attr].List.I
	if len(list) != 4 {
		return nil, fmt.Errorf("%s has %d numbers, want 4", attr, len(list))
	}
	var out []int64
	for _, s := range list[1:3] {
		v, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", attr, err)
		}
		out = append(out, v)
	}
	return out, nil
}
