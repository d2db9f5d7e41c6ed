package main

import (
	"encoding/binary"
	"fmt"
	"math"
)

// unbend rewrites every PRelu of an ONNX model in the form of onnxGraph.prelu and leaves all else as it stands. The results
// differ from the original's by rounding only.
func unbend(model []byte) ([]byte, error) {
	fields, err := parse(model)
	if err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	var out message
	for _, f := range fields {
		if f.id != 7 { // ModelProto.graph
			out = append(out, f.raw...)
			continue
		}
		graph, err := unbendGraph(f.body)
		if err != nil {
			return nil, err
		}
		out.sub(7, graph)
	}
	return out, nil
}

// Fields of GraphProto.
const (
	graphNode        = 1
	graphInitializer = 5
)

func unbendGraph(graph []byte) (message, error) {
	fields, err := parse(graph)
	if err != nil {
		return nil, fmt.Errorf("read the graph: %w", err)
	}
	slopes := map[string][]float32{}
	for _, f := range fields {
		if f.id == graphInitializer {
			name, values, err := tensor(f.body)
			if err != nil {
				return nil, err
			}
			slopes[name] = values
		}
	}
	var out message
	var extra onnxGraph // collects the new nodes of one PRelu at a time, and all new constants
	for _, f := range fields {
		if f.id != graphNode {
			out = append(out, f.raw...)
			continue
		}
		op, in, result, err := describe(f.body)
		if err != nil {
			return nil, err
		}
		if op != "PRelu" {
			out = append(out, f.raw...)
			continue
		}
		if len(in) != 2 || slopes[in[1]] == nil {
			return nil, fmt.Errorf("PRelu %s has no constant slope", result)
		}
		extra.prelu(in[0], result, in[1], slopes[in[1]])
		for _, n := range extra.nodes {
			out.sub(graphNode, n)
		}
		extra.nodes = nil
	}
	for _, t := range extra.tensors {
		out.sub(graphInitializer, t)
	}
	return out, nil
}

// describe reads a NodeProto with one output.
func describe(node []byte) (op string, inputs []string, output string, err error) {
	fields, err := parse(node)
	if err != nil {
		return "", nil, "", fmt.Errorf("read a node: %w", err)
	}
	for _, f := range fields {
		switch f.id {
		case 1:
			inputs = append(inputs, string(f.body))
		case 2:
			output = string(f.body)
		case 4:
			op = string(f.body)
		}
	}
	return op, inputs, output, nil
}

// tensor reads name and values of a TensorProto; the values are nil unless they are float32.
func tensor(t []byte) (name string, values []float32, err error) {
	fields, err := parse(t)
	if err != nil {
		return "", nil, fmt.Errorf("read a tensor: %w", err)
	}
	var kind uint64
	var raw []byte
	for _, f := range fields {
		switch f.id {
		case 2:
			kind = f.number
		case 4, 9: // float_data (packed) and raw_data have the same layout
			raw = f.body
		case 8:
			name = string(f.body)
		}
	}
	if kind != typeFloat {
		return name, nil, nil
	}
	for ; len(raw) >= 4; raw = raw[4:] {
		values = append(values, math.Float32frombits(binary.LittleEndian.Uint32(raw)))
	}
	return name, values, nil
}
