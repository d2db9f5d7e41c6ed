package media_test

import (
	"encoding/binary"
	"errors"
	"io"

	"bytes"

	"github.com/basekyc/basekyc/internal/media"
)

// inverted is a vault whose secret is no secret: each piece with its length, all bits turned round. The real one is of the blob
// store.
type inverted struct{}

var _ media.Vault = inverted{}

const invertedHead = "inverted"

func (inverted) Begin() (head []byte, seal func(dst, piece []byte) []byte, err error) {
	return []byte(invertedHead), func(dst, piece []byte) []byte {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(piece)))
		for _, b := range piece {
			dst = append(dst, ^b)
		}
		return dst
	}, nil
}

func (inverted) Open(f io.ReaderAt, size int64) (plain io.ReaderAt, n int64, torn bool, err error) {
	b := make([]byte, size)
	if _, err := f.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, false, err
	}
	if len(b) < len(invertedHead) {
		return bytes.NewReader(nil), 0, true, nil
	}
	var out []byte
	for b = b[len(invertedHead):]; len(b) > 0; {
		if len(b) < 4 {
			torn = true
			break
		}
		n := int(binary.BigEndian.Uint32(b))
		if n > len(b)-4 {
			torn = true
			break
		}
		for _, x := range b[4 : 4+n] {
			out = append(out, ^x)
		}
		b = b[4+n:]
	}
	return bytes.NewReader(out), int64(len(out)), torn, nil
}
