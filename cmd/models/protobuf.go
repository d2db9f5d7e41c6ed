package main

import (
	"encoding/binary"
	"errors"
	"math"
)

// message is a protocol-buffers message in the making: fields are appended in the order of the calls, so that equal calls
// give equal bytes.
type message []byte

const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
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

// field is one field of a parsed message. raw is the whole field as it stood, for copying; body is the value of a field with a
// length, number that of a varint.
type field struct {
	id     int
	raw    []byte
	body   []byte
	number uint64
}

var errProtobuf = errors.New("damaged protocol-buffers message")

// parse splits a message into its fields, in their order.
func parse(m []byte) ([]field, error) {
	var fields []field
	for len(m) > 0 {
		key, n := binary.Uvarint(m)
		if n <= 0 {
			return nil, errProtobuf
		}
		f := field{id: int(key >> 3)}
		size := 0
		switch key & 7 {
		case wireVarint:
			if f.number, size = binary.Uvarint(m[n:]); size <= 0 {
				return nil, errProtobuf
			}
		case wireFixed64:
			size = 8
		case wireFixed32:
			size = 4
		case wireBytes:
			length, k := binary.Uvarint(m[n:])
			if k <= 0 || length > uint64(len(m)-n-k) {
				return nil, errProtobuf
			}
			f.body, size = m[n+k:n+k+int(length)], k+int(length)
		default:
			return nil, errProtobuf
		}
		if n+size > len(m) {
			return nil, errProtobuf
		}
		f.raw, m = m[:n+size], m[n+size:]
		fields = append(fields, f)
	}
	return fields, nil
}
