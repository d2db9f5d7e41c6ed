package main

import (
	"encoding/binary"
	"math"
)

// message is a protocol-buffers message in the making: fields are appended in the order of the calls, so that equal calls
// give equal bytes.
type message []byte

const (
	wireVarint = 0
	wireBytes  = 2
)

func (m *message) key(field, wire int) { *m = binary.AppendUvarint(*m, uint64(field<<3|wire)) }

func (m *message) integer(field int, v int64) {
	m.key(field, wireVarint)
	*m = binary.AppendUvarint(*m, uint64(v))
}

func (m *message) text(field int, s string) {
	m.key(field, wireBytes)
	*m = binary.AppendUvarint(*m, uint64(len(s)))
	*m = append(*m, s...)
}

func (m *message) sub(field int, inner message) { m.text(field, string(inner)) }

// floatBytes is the little-endian layout that ONNX calls raw_data.
func floatBytes(v []float32) []byte {
	out := make([]byte, 0, 4*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	return out
}

func intBytes(v []int64) []byte {
	out := make([]byte, 0, 8*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint64(out, uint64(x))
	}
	return out
}
