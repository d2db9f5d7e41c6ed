package vision

import "errors"

// What callers tell apart. Each is wrapped with what was being done.
var (
	// ErrUnavailable: a network or the runtime is missing or damaged. Whatever depends on it is reported as unavailable.
	ErrUnavailable = errors.New("vision is unavailable")
	// ErrBusy: every worker is taken and the queue is full. Frames are dropped, stills are tried again later.
	ErrBusy = errors.New("vision is busy")
	// ErrClosed: the analyzer was closed.
	ErrClosed = errors.New("vision is closed")
	// ErrNoFace: the picture shows no face.
	ErrNoFace = errors.New("no face found")
	// ErrStillTooLarge: more bytes or pixels than are accepted; nothing was decoded.
	ErrStillTooLarge = errors.New("picture is too large")
	// ErrStillFormat: the bytes are no whole JPEG, PNG or WebP picture.
	ErrStillFormat = errors.New("not a JPEG, PNG or WebP picture")
)

// Hint is what a person can do about err, or the empty string.
func Hint(err error) string {
	switch {
	case errors.Is(err, ErrUnavailable):
		return "run `go run ./cmd/models` (or `make run`, which does), or point BASEKYC_MODELS at a folder that it filled"
	case errors.Is(err, ErrStillTooLarge):
		return "send a picture of at most 25 MB and 40 megapixels"
	case errors.Is(err, ErrStillFormat):
		return "send a JPEG, PNG or WebP file"
	case errors.Is(err, ErrNoFace):
		return "take the picture again: the whole face, from the front, in good light"
	}
	return ""
}
