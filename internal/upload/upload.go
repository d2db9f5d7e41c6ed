// Package upload owns pictures that a customer's device sends in pieces, until they are whole: what of each has arrived,
// how much of it there may be, and when it goes. A whole picture becomes a still elsewhere.
//
// The pieces are blobs, encrypted and on stable storage before their bytes count as arrived; the list of them is kept in
// memory and read again at a start. One process at a time uses them, as it does the blob store.
package upload

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Blobs keeps the pieces: internal/blob. Put has them on stable storage, all or nothing, when it returns nil.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Delete(ctx context.Context, key string) error
	List(ctx context.Context, prefix string) ([]string, error)
}

// Sessions tells of a session whether its call goes on: internal/store.
type Sessions interface {
	Session(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
}

// Bounds of what is kept. The bytes are those that were announced: who announces much and sends little takes the room
// all the same, so that what was begun can be finished.
type Bounds struct {
	Session int   // uploads of one session; a further one takes the place of the oldest; default 3
	Account int64 // bytes of one account; default 1 GiB
	All     int64 // bytes of this process; default 2 GiB
	Pieces  int   // of one upload; default 1,024
}

// Config names the service's neighbours.
type Config struct {
	Blobs    Blobs
	Sessions Sessions
	ID       func(prefix string) (string, error)
	Now      func() time.Time
	Log      *slog.Logger
	Bounds   Bounds
}

// Service keeps uploads. Safe for concurrent use.
type Service struct {
	Config
	hint chan struct{} // capacity 1

	mu       sync.Mutex // never held while a blob moves
	of       map[kyc.Ref][]*entry
	accounts map[string]int64 // bytes announced
	all      int64
	over     map[kyc.Ref]bool // sessions whose call has ended; as many as have uploads
}

// entry is one upload. Whoever holds its lock moves its blobs; it is taken before Service.mu, if both are.
type entry struct {
	ref kyc.Ref
	kyc.Upload
	mu     sync.Mutex // over what follows and Arrived
	pieces []piece
	gone   bool
	stuck  bool // a piece was refused because there are too many
}

type piece struct{ at, bytes int64 }

// Errors of an upload.
var (
	errGone     = &kyc.Error{Kind: kyc.NotFound, Code: "upload_not_found", Message: "There is no such upload.", Hint: "Begin it again."}
	errOffset   = &kyc.Error{Kind: kyc.Conflict, Code: "upload_offset", Message: "The bytes do not begin where the upload ends.", Hint: "Go on from Upload-Offset."}
	errTooLong  = &kyc.Error{Kind: kyc.TooLarge, Code: "too_large", Message: "The bytes go beyond the length that was announced."}
	errPieces   = &kyc.Error{Kind: kyc.Conflict, Code: "too_many_pieces", Message: "The picture came in too many pieces.", Hint: "Begin again with larger ones."}
	errChecksum = &kyc.Error{Kind: kyc.Invalid, Code: "upload_checksum", Message: "The bytes are not those whose SHA-256 was announced.", Hint: "Begin again."}
	errNoRoom   = &kyc.Error{Kind: kyc.OutOfService, Code: "out_of_service", Message: "Too many pictures arrive at once; send it again."}
)

// Open reads what an earlier process left. Run sweeps.
func Open(ctx context.Context, c Config) (*Service, error) {
	def := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
	}
	def(&c.Bounds.Account, 1<<30)
	def(&c.Bounds.All, 2<<30)
	if c.Bounds.Session == 0 {
		c.Bounds.Session = 3
	}
	if c.Bounds.Pieces == 0 {
		c.Bounds.Pieces = 1024
	}
	s := &Service{Config: c, hint: make(chan struct{}, 1), of: map[kyc.Ref][]*entry{}, accounts: map[string]int64{}, over: map[kyc.Ref]bool{}}
	if err := s.restore(ctx); err != nil {
		return nil, fmt.Errorf("find unfinished uploads: %w", err)
	}
	return s, nil
}

// Begin announces a picture: label, type, bytes and, if it is known, its hash. The same picture announced again is the
// same upload, so that who lost the reply, or its own memory, goes on. A different one of the same side takes the place of
// the former.
func (s *Service) Begin(ctx context.Context, ref kyc.Ref, u kyc.Upload) (*kyc.Upload, error) {
	if same := s.same(ref, &u); same != nil {
		return same, nil
	}
	var err error
	if u.ID, err = s.ID(kyc.PrefixUpload); err != nil {
		return nil, err
	}
	u.At, u.Arrived = s.Now().UTC().Truncate(time.Microsecond), 0
	e := &entry{ref: ref, Upload: u}
	e.mu.Lock() // nobody adds to it before it is kept
	defer e.mu.Unlock()
	former, err := s.enter(e)
	for _, f := range former {
		s.end(ctx, f)
	}
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(head{Ref: ref, Upload: u})
	if err == nil {
		err = s.Blobs.Put(ctx, headKey(u.ID), bytes.NewReader(raw))
	}
	if err != nil {
		s.leave(e)
		return nil, fmt.Errorf("begin upload: %w", err)
	}
	return &u, nil
}

// isStuck tells whether whoever sends was told to begin again.
func (e *entry) isStuck() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.stuck
}

// same finds the upload of the same picture, by its hash. One that had too many pieces is not it: the new one takes its place.
func (s *Service) same(ref kyc.Ref, u *kyc.Upload) *kyc.Upload {
	if u.SHA256 == "" {
		return nil
	}
	for _, e := range s.list(ref) {
		if e.Label == u.Label && e.Type == u.Type && e.Bytes == u.Bytes && e.SHA256 == u.SHA256 {
			if now, err := s.Find(ref, e.ID); err == nil && !e.isStuck() {
				return now
			}
		}
	}
	return nil
}

// enter gives an upload its room. It names those whose place it takes: they have left already.
func (s *Service) enter(e *entry) (former []*entry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.of[e.ref]
	for _, o := range list {
		if o.Label == e.Label {
			former = append(former, o)
		}
	}
	if len(former) == 0 && len(list) >= s.Bounds.Session {
		former = list[:1:1]
	}
	for _, o := range former {
		s.remove(o)
	}
	if s.all+e.Bytes > s.Bounds.All || s.accounts[e.ref.Account]+e.Bytes > s.Bounds.Account {
		return former, errNoRoom
	}
	s.add(e)
	return former, nil
}

func (s *Service) add(e *entry) {
	s.of[e.ref] = append(s.of[e.ref], e)
	s.all += e.Bytes
	s.accounts[e.ref.Account] += e.Bytes
}

// remove takes an upload off the list, once.
func (s *Service) remove(e *entry) {
	var rest []*entry
	for _, o := range s.of[e.ref] {
		if o != e {
			rest = append(rest, o)
		}
	}
	if len(rest) == len(s.of[e.ref]) {
		return
	}
	s.of[e.ref] = rest
	s.all -= e.Bytes
	if s.accounts[e.ref.Account] -= e.Bytes; s.accounts[e.ref.Account] == 0 {
		delete(s.accounts, e.ref.Account)
	}
	if len(rest) == 0 {
		delete(s.of, e.ref)
		delete(s.over, e.ref)
	}
}

func (s *Service) leave(e *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(e)
}

func (s *Service) list(ref kyc.Ref) []*entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*entry(nil), s.of[ref]...)
}

func (s *Service) entry(ref kyc.Ref, id string) (*entry, error) {
	for _, e := range s.list(ref) {
		if e.ID == id && s.Now().Before(e.Ends()) {
			return e, nil
		}
	}
	return nil, errGone
}

// Find tells how much of an upload has arrived: upload_not_found, also for another session's.
func (s *Service) Find(ref kyc.Ref, id string) (*kyc.Upload, error) {
	e, err := s.entry(ref, id)
	if err != nil {
		return nil, err
	}
	e.mu.Lock() // what is on its way to the disk counts
	defer e.mu.Unlock()
	if e.gone {
		return nil, errGone
	}
	u := e.Upload
	return &u, nil
}

// Add keeps a piece that begins at an offset. The piece that completes the picture is not kept: whole is all of it then,
// and its bytes count as arrived when the caller has made a still of it and calls Drop. With upload_offset comes the
// upload, for where it really is.
func (s *Service) Add(ctx context.Context, ref kyc.Ref, id string, at int64, b []byte) (u *kyc.Upload, whole []byte, err error) {
	e, err := s.entry(ref, id)
	if err != nil {
		return nil, nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.Upload
	switch n := int64(len(b)); {
	case e.gone:
		return nil, nil, errGone
	case at != e.Arrived:
		return &now, nil, errOffset
	case at+n > e.Bytes:
		return &now, nil, errTooLong
	case at+n == e.Bytes:
		whole, err = s.whole(ctx, e, b)
		return &now, whole, err
	case n == 0:
		return &now, nil, nil
	case len(e.pieces) >= s.Bounds.Pieces:
		e.stuck = true
		return &now, nil, errPieces
	}
	p := piece{at, int64(len(b))}
	if err := s.Blobs.Put(ctx, p.key(id), bytes.NewReader(b)); err != nil {
		return &now, nil, fmt.Errorf("keep piece: %w", err)
	}
	e.pieces, e.Arrived = append(e.pieces, p), at+p.bytes
	now.Arrived = e.Arrived
	return &now, nil, nil
}

// whole puts the picture together. One that is not what was announced goes.
func (s *Service) whole(ctx context.Context, e *entry, last []byte) ([]byte, error) {
	out := make([]byte, 0, e.Bytes)
	for _, p := range e.pieces {
		f, err := s.Blobs.Open(ctx, p.key(e.ID))
		if err != nil {
			return nil, fmt.Errorf("read piece: %w", err)
		}
		n, err := io.ReadFull(f, out[len(out):len(out)+int(p.bytes)])
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("read piece: %w", err)
		}
		out = out[:len(out)+n]
	}
	out = append(out, last...)
	if sum := sha256.Sum256(out); e.SHA256 != "" && e.SHA256 != hex.EncodeToString(sum[:]) {
		s.leave(e)
		s.erase(ctx, e)
		return nil, errChecksum
	}
	return out, nil
}

// Drop ends an upload, because it became a still or never can.
func (s *Service) Drop(ctx context.Context, ref kyc.Ref, id string) {
	for _, e := range s.list(ref) {
		if e.ID == id {
			s.leave(e)
			s.end(ctx, e)
		}
	}
}

// end erases an upload that has left the list.
func (s *Service) end(ctx context.Context, e *entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s.erase(ctx, e)
}

// erase wants the lock of the upload. What cannot be erased now is at the next start: its head is the last to go.
func (s *Service) erase(ctx context.Context, e *entry) {
	e.gone = true
	ctx = context.WithoutCancel(ctx) // whoever asked for it may leave
	var failed error
	for _, p := range e.pieces {
		failed = errors.Join(failed, s.Blobs.Delete(ctx, p.key(e.ID)))
	}
	if failed == nil {
		failed = s.Blobs.Delete(ctx, headKey(e.ID))
	}
	if failed != nil {
		s.Log.Error("erase an upload", "session", e.ref.Session, "upload", e.ID, "error", failed)
	}
	e.pieces = nil
}
