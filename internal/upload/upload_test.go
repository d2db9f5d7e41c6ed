package upload_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/blob"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/upload"
)

// disk is the real blob store; full refuses to write, and stuck to delete.
type disk struct {
	*blob.Store
	full, stuck error
}

func (d *disk) Put(ctx context.Context, key string, r io.Reader) error {
	if d.full != nil {
		return d.full
	}
	_, err := d.Store.Put(ctx, key, r)
	return err
}

func (d *disk) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	return d.Get(ctx, key)
}

func (d *disk) Delete(ctx context.Context, key string) error {
	if d.stuck != nil {
		return d.stuck
	}
	return d.Store.Delete(ctx, key)
}

func (d *disk) list(t *testing.T) []string {
	t.Helper()
	keys, err := d.List(t.Context(), "uploads/")
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// calls go on, all of them.
type calls struct{}

func (calls) Session(context.Context, kyc.Scope, string) (*kyc.Session, error) {
	return &kyc.Session{Status: kyc.InProgress}, nil
}

func open(t *testing.T, d *disk) *upload.Service {
	t.Helper()
	s, err := upload.Open(t.Context(), upload.Config{Blobs: d, Sessions: calls{}, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		ID: func(prefix string) (string, error) {
			var e kyc.Entropy
			_, _ = rand.Read(e[:]) // never fails
			return kyc.ID(prefix, time.Now(), e), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	b, err := blob.Open(blob.Config{Dir: t.TempDir(), IdentityFile: t.TempDir() + "/blobs.age"})
	if err != nil {
		t.Fatal(err)
	}
	return &disk{Store: b}
}

var ref = kyc.Ref{Scope: kyc.Scope{Account: "acct_1"}, Session: "vs_1"}

func begin(t *testing.T, s *upload.Service, bytes int64) *kyc.Upload {
	t.Helper()
	u, err := s.Begin(t.Context(), ref, kyc.Upload{Label: "pan_front", Type: "image/jpeg", Bytes: bytes})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func add(t *testing.T, s *upload.Service, id string, at int64, b string) []byte {
	t.Helper()
	_, whole, err := s.Add(t.Context(), ref, id, at, []byte(b))
	if err != nil {
		t.Fatalf("%q at %d: %v", b, at, err)
	}
	return whole
}

func TestAStartFindsWhatIsWholeAndClearsTheRest(t *testing.T) {
	d := newDisk(t)
	s := open(t, d)
	u := begin(t, s, 12)
	for i, b := range []string{"abc", "def", "ghi"} {
		add(t, s, u.ID, int64(3*i), b)
	}
	keys := d.list(t)
	if len(keys) != 4 {
		t.Fatalf("blobs %v", keys)
	}
	// A piece is gone, a head is gone, and somebody left something.
	second := keys[slices.IndexFunc(keys, func(k string) bool { return strings.Contains(k, "00000003-") })]
	if err := d.Delete(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	for _, stray := range []string{"uploads/up_00000000000000000000000000.00000000-3", "uploads/other", "uploads/" + u.ID + ".3-3", "uploads/up_00000000000000000000000001.head"} {
		if err := d.Put(t.Context(), stray, strings.NewReader("{}")); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, d)
	got, err := s.Find(ref, u.ID)
	if err != nil || got.Arrived != 3 || got.Bytes != 12 || got.Label != "pan_front" || !got.At.Equal(u.At) {
		t.Fatalf("found %+v, %v", got, err)
	}
	if keys = d.list(t); len(keys) != 2 {
		t.Errorf("left %v", keys)
	}
	if whole := add(t, s, u.ID, 3, "defghijkl"); string(whole) != "abcdefghijkl" {
		t.Errorf("whole %q", whole)
	}
	s.Drop(t.Context(), ref, u.ID)
	if keys = d.list(t); len(keys) != 0 {
		t.Errorf("left %v", keys)
	}
}

func TestAFullDiskTakesNothingAndLosesNothing(t *testing.T) {
	d := newDisk(t)
	s := open(t, d)
	u := begin(t, s, 9)
	add(t, s, u.ID, 0, "abc")
	d.full = kyc.ErrStorageFull
	if now, _, err := s.Add(t.Context(), ref, u.ID, 3, []byte("def")); !errors.Is(err, kyc.ErrStorageFull) || now.Arrived != 3 {
		t.Errorf("%+v, %v", now, err)
	}
	if _, err := s.Begin(t.Context(), ref, kyc.Upload{Label: "pan_back", Type: "image/jpeg", Bytes: 9}); !errors.Is(err, kyc.ErrStorageFull) {
		t.Errorf("begin: %v", err)
	}
	d.full = nil
	if whole := add(t, s, u.ID, 3, "defghi"); string(whole) != "abcdefghi" {
		t.Errorf("whole %q", whole)
	}
}

// What could not be erased is found by the next start, and goes with it.
func TestWhatCannotBeErasedIsNotForgotten(t *testing.T) {
	d := newDisk(t)
	s := open(t, d)
	u := begin(t, s, 9)
	add(t, s, u.ID, 0, "abc")
	d.stuck = errors.New("the disk is away")
	s.Drop(t.Context(), ref, u.ID)
	if _, err := s.Find(ref, u.ID); !kyc.IsKind(err, kyc.NotFound) {
		t.Errorf("dropped, and %v", err)
	}
	d.stuck = nil
	s = open(t, d)
	s.Drop(t.Context(), ref, u.ID)
	if keys := d.list(t); len(keys) != 0 {
		t.Errorf("left %v", keys)
	}
}

// Of many who send the same piece at once one succeeds.
func TestAnOffsetIsTakenOnce(t *testing.T) {
	s := open(t, newDisk(t))
	u := begin(t, s, 9)
	var all sync.WaitGroup
	var mu sync.Mutex
	took := 0
	for range 8 {
		all.Go(func() {
			now, _, err := s.Add(t.Context(), ref, u.ID, 0, []byte("abc"))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				took++
			case !kyc.IsKind(err, kyc.Conflict) || now.Arrived != 3:
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
	all.Wait()
	if took != 1 {
		t.Errorf("%d took it", took)
	}
}
