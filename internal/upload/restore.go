package upload

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Blobs of uploads lie side by side, so that no empty folders are left of them:
//
//	uploads/up_<letters>.head               whose it is and what was announced, as JSON
//	uploads/up_<letters>.<offset>-<bytes>   a piece; offsets have eight digits, so that they sort
const folder = "uploads/"

// head is what is kept of an upload beside its pieces.
type head struct {
	Ref kyc.Ref `json:"ref"`
	kyc.Upload
}

// maxHead bounds what is read back, in bytes.
const maxHead = 4 << 10

func headKey(id string) string { return folder + id + ".head" }

func (p piece) key(id string) string { return fmt.Sprintf("%s%s.%08d-%d", folder, id, p.at, p.bytes) }

// parse reads a key that key has written.
func (p *piece) parse(name string) bool {
	n, err := fmt.Sscanf(name, "%d-%d", &p.at, &p.bytes)
	return err == nil && n == 2 && p.bytes > 0 && fmt.Sprintf("%08d-%d", p.at, p.bytes) == name
}

// restore makes the list of the blobs. What belongs to nothing goes: pieces whose head is gone, and those behind a gap.
func (s *Service) restore(ctx context.Context) error {
	keys, err := s.Blobs.List(ctx, folder)
	if err != nil {
		return err
	}
	pieces := map[string][]piece{} // in order, as the keys are
	var ids, lost []string
	for _, key := range keys {
		id, name, _ := strings.Cut(strings.TrimPrefix(key, folder), ".")
		var p piece
		switch {
		case !kyc.HasPrefix(id, kyc.PrefixUpload):
			lost = append(lost, key)
		case name == "head":
			ids = append(ids, id)
		case p.parse(name):
			pieces[id] = append(pieces[id], p)
		default:
			lost = append(lost, key)
		}
	}
	for _, id := range ids {
		h, err := s.head(ctx, id)
		if err != nil { // of a key that is gone, for instance: nobody can use it
			s.Log.Warn("read an unfinished upload", "upload", id, "error", err)
			lost = append(lost, headKey(id))
			continue
		}
		e := &entry{ref: h.Ref, Upload: h.Upload}
		for _, p := range pieces[id] {
			if p.at == e.Arrived && p.at+p.bytes < e.Bytes {
				e.pieces, e.Arrived = append(e.pieces, p), p.at+p.bytes
			} else {
				lost = append(lost, p.key(id))
			}
		}
		delete(pieces, id)
		s.add(e)
	}
	for id, list := range pieces {
		for _, p := range list {
			lost = append(lost, p.key(id))
		}
	}
	for _, key := range lost {
		if err := s.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) head(ctx context.Context, id string) (*head, error) {
	f, err := s.Blobs.Open(ctx, headKey(id))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxHead))
	if err != nil {
		return nil, err
	}
	var h head
	if err := json.Unmarshal(raw, &h); err != nil {
		return nil, err
	}
	if h.ID != id || h.Bytes <= 0 {
		return nil, fmt.Errorf("it is not the head of %s", id)
	}
	return &h, nil
}
