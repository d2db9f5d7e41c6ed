package basekyc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/basekyc/basekyc/api"
)

// uploadPiece is how many bytes of a picture go at a time.
const uploadPiece = 256 << 10

// Upload sends a picture of one side of a document in pieces. It is one attempt, like
// everything at this door; the next one with the same picture goes on from where the
// former was cut, also in another process, and if that had arrived answers the same.
func (c *Customer) Upload(ctx context.Context, document, side, mediaType string, picture []byte) (out api.Still, err error) {
	q := url.Values{"document": {document}, "side": {side}}
	sum := sha256.Sum256(picture)
	begun, _, err := c.send(ctx, http.MethodPost, "/customer/uploads?"+q.Encode(), http.Header{
		"Tus-Resumable": {"1.0.0"}, "Upload-Length": {strconv.Itoa(len(picture))},
		"Upload-Metadata": {"filetype " + coded(mediaType) + ",sha256 " + coded(hex.EncodeToString(sum[:]))}}, nil)
	if err != nil {
		return out, err
	}
	at := "/customer/uploads/" + begun.Header.Get("Location")[strings.LastIndexByte(begun.Header.Get("Location"), '/')+1:]
	for reply := begun; ; {
		offset, err := strconv.Atoi(reply.Header.Get("Upload-Offset"))
		if err != nil || offset < 0 || offset > len(picture) {
			return out, fmt.Errorf("upload: the server is at %q of %d bytes", reply.Header.Get("Upload-Offset"), len(picture))
		}
		end := min(offset+uploadPiece, len(picture))
		var raw []byte
		reply, raw, err = c.send(ctx, http.MethodPatch, at, http.Header{"Tus-Resumable": {"1.0.0"}, "Upload-Offset": {strconv.Itoa(offset)},
			"Content-Type": {"application/offset+octet-stream"}}, bytes.NewReader(picture[offset:end]))
		if err != nil {
			return out, err
		}
		if reply.StatusCode != http.StatusOK {
			continue
		}
		if err := json.Unmarshal(raw, &out); err != nil {
			return out, fmt.Errorf("upload: reply: %w", err)
		}
		return out, nil
	}
}

func coded(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
