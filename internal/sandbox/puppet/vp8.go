package puppet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"

	"github.com/chai2010/webp"
)

var errNoKeyFrame = errors.New("encoder gave no VP8 chunk")

// keyFrame encodes a picture as one VP8 key frame: a lossy WebP is exactly
// that in a RIFF envelope (RFC 9649, section 2.5).
func keyFrame(picture *image.RGBA, quality float32) ([]byte, error) {
	var file bytes.Buffer
	if err := webp.Encode(&file, picture, &webp.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode key frame: %w", err)
	}
	for chunk := file.Bytes()[min(12, file.Len()):]; len(chunk) >= 8; {
		size := int(binary.LittleEndian.Uint32(chunk[4:]))
		if size > len(chunk)-8 {
			break
		}
		if string(chunk[:4]) == "VP8 " {
			return bytes.Clone(chunk[8 : 8+size]), nil
		}
		chunk = chunk[min(len(chunk), 8+size+size&1):]
	}
	return nil, errNoKeyFrame
}
