package rest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// recorder stands between a handler and its reply: it remembers the status for
// the metrics, holds a reply back until it is kept or tagged, and compresses
// JSON for who takes it. Other replies pass through.
type recorder struct {
	http.ResponseWriter
	status int

	held *bytes.Buffer // nil unless the reply is held back
	tag  bool          // hold a good JSON reply back, for tagged

	gzip bool         // the caller takes it
	open bool         // the head is not sent yet: the first bytes decide on compression
	pack *gzip.Writer // once they have decided
}

// recorderOf is the recorder of a request; serve puts it in front of all routes.
func recorderOf(w http.ResponseWriter) *recorder { return w.(*recorder) }

// packFrom is from how many bytes on compression is worth its processor time.
const packFrom = 1024

// packers are kept, because one weighs 800 KiB.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level exists
	return w
}}

func (w *recorder) WriteHeader(status int) {
	if w.status != 0 && w.held == nil {
		return // as net/http, without its complaint: the first status stands
	}
	if w.status == 0 {
		w.status = status
	}
	plain := strings.HasPrefix(w.Header().Get("Content-Type"), "application/") && strings.Contains(w.Header().Get("Content-Type"), "json")
	if w.tag && plain && status == http.StatusOK {
		w.tag, w.held = false, &bytes.Buffer{}
	}
	switch {
	case w.held != nil:
	case plain:
		w.open = true
	default:
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.held != nil {
		return w.held.Write(b)
	}
	if w.open {
		w.begin(len(b))
	}
	if w.pack != nil {
		return w.pack.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// begin sends the head, now that the first n bytes of the body are there.
func (w *recorder) begin(n int) {
	w.open = false
	if h := w.Header(); n > packFrom && h.Get("Content-Encoding") == "" {
		h.Add("Vary", "Accept-Encoding")
		if w.gzip {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			w.pack = packers.Get().(*gzip.Writer)
			w.pack.Reset(w.ResponseWriter)
		}
	}
	w.ResponseWriter.WriteHeader(w.status)
}

// finish ends the reply.
func (w *recorder) finish() {
	if w.open {
		w.begin(0)
	}
	if w.pack != nil {
		_ = w.pack.Close() // fails only when the caller is gone
		packers.Put(w.pack)
		w.pack = nil
	}
}

// hold keeps what is written from now on, until release sends it or drop
// forgets it.
func (w *recorder) hold() { w.held = &bytes.Buffer{} }

func (w *recorder) release() {
	held, status := w.held, w.status
	w.held, w.status = nil, 0
	w.WriteHeader(status)
	if held.Len() > 0 {
		_, _ = w.Write(held.Bytes()) // fails only when the caller is gone
	}
}

func (w *recorder) drop() {
	if w.held != nil {
		w.held, w.status = nil, 0
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// ReadFrom keeps sendfile for downloads.
func (w *recorder) ReadFrom(r io.Reader) (int64, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if w.held != nil || w.open || w.pack != nil {
		return io.Copy(struct{ io.Writer }{w}, r)
	}
	return io.Copy(w.ResponseWriter, r)
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3).
func takesGzip(r *http.Request) bool {
	for _, list := range r.Header.Values("Accept-Encoding") {
		for _, part := range strings.Split(list, ",") {
			name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				q, found := strings.CutPrefix(strings.ToLower(strings.ReplaceAll(weight, " ", "")), "q=")
				v, err := strconv.ParseFloat(q, 64)
				return !found || err == nil && v > 0
			}
		}
	}
	return false
}
