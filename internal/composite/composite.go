// Package composite owns the recording for people: when a call's recording has
// been sealed, it makes the film that one can watch anywhere, both parties side
// by side with date, time, session and position burnt in. What proves something
// is the recording; the film is made from it and can be made again.
package composite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Store keeps what is to be made. It is ordered in the transaction that seals a
// recording.
type Store interface {
	// LeaseComposites takes what is due and makes it due again at until.
	LeaseComposites(ctx context.Context, now, until time.Time, limit int) ([]kyc.Composite, error)
	FinishComposite(context.Context, kyc.Composite) error
	NextComposite(context.Context) (time.Time, bool, error)
}

// Blobs keeps recordings and films: internal/blob. Open answers an error of kind
// NotFound for what has been erased.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Content is what a recording holds, customer first.
type Content = struct {
	StartedAt time.Time // wall clock of position zero
	Duration  time.Duration
	Seen      [2]bool
	Heard     [3]bool // the third is a supervisor who spoke to both
}

// Config names the neighbours.
type Config struct {
	Store    Store
	Blobs    Blobs
	FFmpeg   *FFmpeg
	Describe func(io.Reader) (Content, error)
	ID       func(prefix string) (string, error)
	Workers  int // films made at the same time, a processor each
	Now      func() time.Time
	Log      *slog.Logger
}

// Studio makes what is due. Safe for concurrent use.
type Studio struct {
	Config
	wake chan struct{} // capacity 1
}

// New makes a studio; Run works.
func New(c Config) *Studio { return &Studio{Config: c, wake: make(chan struct{}, 1)} }

const (
	// lease is longer than any film takes: ten times the speed of the longest call.
	lease = 30 * time.Minute
	// within bounds one film; what takes longer will not end.
	within   = lease - time.Minute
	idleLook = time.Minute     // another node may have written
	badLook  = 5 * time.Second // after an error of the store
)

// Wake says that there may be something new. It never blocks.
func (s *Studio) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. A film under way then is due again when its lease
// ends.
func (s *Studio) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for range max(s.Workers, 1) {
		wg.Go(func() { s.work(ctx) })
	}
	wg.Wait()
}

func (s *Studio) work(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		timer.Reset(s.Make(ctx))
	}
}

// Make makes everything that is due and tells when to look again.
func (s *Studio) Make(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		now := s.Now()
		due, err := s.Store.LeaseComposites(ctx, now, now.Add(lease), 1)
		if err != nil {
			return s.complain(ctx, "lease composites", err)
		}
		if len(due) == 0 {
			break
		}
		s.Wake() // a second worker may take the next
		s.one(ctx, due[0])
	}
	at, any, err := s.Store.NextComposite(ctx)
	switch {
	case err != nil:
		return s.complain(ctx, "look for the next composite", err)
	case !any:
		return idleLook
	}
	return min(max(at.Sub(s.Now()), 50*time.Millisecond), idleLook)
}

func (s *Studio) complain(ctx context.Context, doing string, err error) time.Duration {
	if ctx.Err() == nil {
		s.Log.Error(doing, "error", err)
	}
	return badLook
}

// one makes one film and notes what came of it.
func (s *Studio) one(ctx context.Context, c kyc.Composite) {
	limited, cancel := context.WithTimeout(ctx, within)
	a, err := s.film(limited, &c)
	cancel()
	if ctx.Err() != nil {
		return // it comes due by itself
	}
	var broken *failure
	switch {
	case err == nil:
		c.Made(a, s.Now())
	case kyc.IsKind(err, kyc.NotFound):
		c.Abandoned("recording_erased", s.Now())
	case errors.As(err, &broken):
		c.Missed("ffmpeg_failed", s.Now())
	case errors.Is(err, context.DeadlineExceeded):
		c.Missed("too_slow", s.Now())
	default:
		c.Missed("not_kept", s.Now())
	}
	if err != nil {
		s.Log.Warn("make composite", "session", c.Session, "attempt", c.Attempts, "state", c.State, "error", err)
	}
	if err := s.Store.FinishComposite(ctx, c); err != nil {
		s.complain(ctx, "record composite", err)
	}
}

// film makes the film and keeps it.
func (s *Studio) film(ctx context.Context, c *kyc.Composite) (kyc.Artifact, error) {
	content, err := s.look(ctx, c.Recording.Key)
	if err != nil {
		return kyc.Artifact{}, err
	}
	r, err := s.Blobs.Open(ctx, c.Recording.Key)
	if err != nil {
		return kyc.Artifact{}, err
	}
	defer r.Close()
	p := plan{Session: c.Session, StartedAt: content.StartedAt, Duration: content.Duration, Seen: content.Seen, Heard: content.Heard, Gaps: c.Gaps}
	film, done, err := s.FFmpeg.film(ctx, p, r)
	if err != nil {
		return kyc.Artifact{}, err
	}
	defer done()
	return s.keep(ctx, c, film, content.Duration)
}

func (s *Studio) look(ctx context.Context, key string) (Content, error) {
	r, err := s.Blobs.Open(ctx, key)
	if err != nil {
		return Content{}, err
	}
	defer r.Close()
	content, err := s.Describe(r)
	if err != nil {
		return Content{}, fmt.Errorf("describe recording: %w", err)
	}
	return content, nil
}

func (s *Studio) keep(ctx context.Context, c *kyc.Composite, film *os.File, d time.Duration) (kyc.Artifact, error) {
	id, err := s.ID(kyc.PrefixArtifact)
	if err != nil {
		return kyc.Artifact{}, err
	}
	sum := sha256.New()
	n, err := io.Copy(sum, film)
	if err != nil {
		return kyc.Artifact{}, err
	}
	if _, err := film.Seek(0, io.SeekStart); err != nil {
		return kyc.Artifact{}, err
	}
	a := kyc.Artifact{ID: id, Kind: kyc.ArtifactComposite, Label: "composite", Key: kyc.BlobKey(kyc.Ref{Scope: c.Scope, Session: c.Session}, id), Type: "video/mp4",
		Bytes: n, SHA256: hex.EncodeToString(sum.Sum(nil)), At: s.Now().UTC().Truncate(time.Microsecond), Duration: d}
	if err := s.Blobs.Put(ctx, a.Key, film); err != nil {
		return a, fmt.Errorf("keep composite: %w", err)
	}
	return a, nil
}
