package site

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// packed holds the gzipped form of pages by the hash of their plain one, packed
// when first asked for. The build has some dozens, so it needs no bound.
type packed struct {
	mu    sync.Mutex
	pages map[[32]byte][]byte
}

var pages = packed{pages: map[[32]byte][]byte{}}

// worthPacking is the least size of a page that gains by it.
const worthPacking = 1024

// of gives the gzipped page; nil when it would gain too little.
func (p *packed) of(sum [32]byte, page []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if out, known := p.pages[sum]; known {
		return out
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid one
	_, _ = z.Write(page)                                  // into memory: cannot fail
	_ = z.Close()
	var out []byte
	if b.Len() < len(page)*9/10 { // pictures and fonts are packed already
		out = b.Bytes()
	}
	p.pages[sum] = out
	return out
}

// unpacks tells whether a browser takes gzip (RFC 9110, 12.5.3).
func unpacks(r *http.Request) bool {
	for _, offer := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, weighted := strings.Cut(offer, ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") && name != "*" {
			continue
		}
		q, found := strings.CutPrefix(strings.TrimSpace(weight), "q=")
		if v, err := strconv.ParseFloat(q, 64); weighted && found && (err != nil || v <= 0) {
			return false
		}
		return true
	}
	return false
}
