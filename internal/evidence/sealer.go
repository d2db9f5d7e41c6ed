package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Sessions changes sessions: internal/session.
type Sessions interface {
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	SealRecording(ctx context.Context, ref kyc.Ref, a kyc.Artifact, gaps []kyc.Gap) (*kyc.Session, error)
	// Settle weighs the rules of a decided session of which nothing was recorded.
	Settle(ctx context.Context, ref kyc.Ref) (*kyc.Session, error)
	// SealReport also concludes a decided session.
	SealReport(ctx context.Context, ref kyc.Ref, a kyc.Artifact) (*kyc.Session, error)
	// SealAddendum also ends a session that an auditor has decided.
	SealAddendum(ctx context.Context, ref kyc.Ref, a kyc.Artifact) (*kyc.Session, error)
	ID(prefix string) (string, error)
}

// Ledger reads what the report needs: internal/store.
type Ledger interface {
	FindSession(ctx context.Context, id string) (*kyc.Session, error)
	SessionRefs(ctx context.Context, status ...kyc.Status) ([]kyc.Ref, error)
	SessionEvents(ctx context.Context, scope kyc.Scope, session string, after int64, limit int) (page []kyc.Event, more bool, err error)
	Account(ctx context.Context, id string) (*kyc.Account, error)
}

// Blobs keeps what is sealed: internal/blob. Open answers an error of kind
// NotFound for what has been erased.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// ErrNothingRecorded is what Join answers when no segment holds a frame.
var ErrNothingRecorded = errors.New("nothing was recorded")

// SealerConfig names the sealer's neighbours.
type SealerConfig struct {
	Sessions Sessions
	Ledger   Ledger
	Blobs    Blobs
	// Finish closes the call of a session; its recording is on disk then.
	Finish func(kyc.Ref)
	// Join writes the final recording of raw segments in order of time. What it writes is on no disk before Blobs encrypted it.
	Join func(ctx context.Context, segments []string, out io.Writer) (Recording, error)
	Live string // folder of recordings under way: LIVE/<session>/<epoch>.segment, or .webm of an earlier version
	// EventsURL is where a session's events are served, for the report.
	EventsURL func(session string) string
	Now       func() time.Time
	Log       *slog.Logger
}

// sealers work at the same time; joining costs disk, not processor.
const sealers = 2

// retryAfter a failure, such as a full disk. The session stays decided.
const retryAfter = 10 * time.Second

// Sealer makes the evidence of sessions whose call is over: recording, report,
// and with them the end of the session.
type Sealer struct {
	SealerConfig
	mu      sync.Mutex
	pending []kyc.Ref // in order; as many as calls end at once, and at a start all that were left unsealed
	busy    map[kyc.Ref]bool
	again   map[kyc.Ref]bool
	hint    chan struct{}
}

// NewSealer makes a sealer; Run works.
func NewSealer(c SealerConfig) *Sealer {
	return &Sealer{SealerConfig: c, busy: map[kyc.Ref]bool{}, again: map[kyc.Ref]bool{}, hint: make(chan struct{}, sealers)}
}

// Due tells whether evidence of the session has to be sealed now.
func Due(s *kyc.Session) bool {
	return s.Status == kyc.Decided || s.AddendumDue() || s.Status.Final() && s.Epoch > 0 && s.Report == nil
}

// Wake asks for a session to be sealed. It never blocks.
func (s *Sealer) Wake(ref kyc.Ref) {
	s.mu.Lock()
	if s.busy[ref] {
		s.again[ref] = true
	} else if !slices.Contains(s.pending, ref) {
		s.pending = append(s.pending, ref)
	}
	s.mu.Unlock()
	select {
	case s.hint <- struct{}{}:
	default:
	}
}

// Run seals until ctx ends. It begins with what an earlier process left.
func (s *Sealer) Run(ctx context.Context) {
	if err := s.leftovers(ctx); err != nil {
		s.Log.Error("look for unsealed sessions", "error", err)
	}
	var wg sync.WaitGroup
	for range sealers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.work(ctx)
		}()
	}
	wg.Wait()
}

func (s *Sealer) work(ctx context.Context) {
	for {
		ref, ok := s.take()
		if !ok {
			select {
			case <-ctx.Done():
				return
			case <-s.hint:
			}
			continue
		}
		err := s.Seal(ctx, ref)
		s.mu.Lock()
		delete(s.busy, ref)
		again := s.again[ref]
		delete(s.again, ref)
		s.mu.Unlock()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.Log.Error("seal evidence", "session", ref.Session, "error", err)
			time.AfterFunc(retryAfter, func() { s.Wake(ref) })
		case again:
			s.Wake(ref)
		}
	}
}

func (s *Sealer) take() (kyc.Ref, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) == 0 {
		return kyc.Ref{}, false
	}
	ref := s.pending[0]
	s.pending = s.pending[1:]
	s.busy[ref] = true
	return ref, true
}

// leftovers finds decided sessions, and raw recordings of sessions that ended.
func (s *Sealer) leftovers(ctx context.Context) error {
	refs, err := s.Ledger.SessionRefs(ctx, kyc.Decided, kyc.InAudit)
	if err != nil {
		return err
	}
	folders, err := os.ReadDir(s.Live)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, f := range folders {
		v, err := s.Ledger.FindSession(ctx, f.Name())
		if kyc.IsKind(err, kyc.NotFound) {
			s.Log.Warn("recording of an unknown session", "folder", f.Name())
			continue
		}
		if err != nil {
			return err
		}
		refs = append(refs, kyc.Ref{Scope: v.Scope, Session: v.ID})
	}
	for _, r := range refs {
		s.Wake(r)
	}
	return nil
}

// Seal makes whatever evidence of the session is missing. Each step is durable
// before the next begins, so it may be interrupted and run again.
func (s *Sealer) Seal(ctx context.Context, ref kyc.Ref) error {
	v, err := s.Sessions.Get(ctx, ref.Scope, ref.Session)
	if err != nil {
		return err
	}
	folder := filepath.Join(s.Live, v.ID)
	if !Due(v) {
		if v.Status.Final() || v.Status == kyc.InAudit || v.Status == kyc.RecaptureRequired {
			return os.RemoveAll(folder) // sealed before the process died
		}
		return nil
	}
	if v.AddendumDue() {
		return s.addendum(ctx, v)
	}
	s.Finish(ref)
	var rec *Recording
	if v.Recording == nil {
		if v, rec, err = s.recording(ctx, v, folder); err != nil {
			return err
		}
		if v.Recording == nil && v.Status == kyc.Decided {
			if v, err = s.Sessions.Settle(ctx, ref); err != nil {
				return err
			}
		}
	}
	if v.Report == nil {
		if err := s.report(ctx, v, rec); err != nil {
			return err
		}
	}
	return os.RemoveAll(folder)
}

// recording joins the raw segments, keeps the result and tells the session.
func (s *Sealer) recording(ctx context.Context, v *kyc.Session, folder string) (*kyc.Session, *Recording, error) {
	segments, err := filepath.Glob(filepath.Join(folder, "[0-9]*"))
	if err != nil || len(segments) == 0 {
		return v, nil, err
	}
	slices.Sort(segments)
	r, w := io.Pipe()
	var rec Recording
	joined := make(chan struct{})
	go func() {
		defer close(joined)
		var err error
		rec, err = s.Join(ctx, segments, w)
		if err != nil && !errors.Is(err, ErrNothingRecorded) {
			err = fmt.Errorf("join recording: %w", err)
		}
		_ = w.CloseWithError(err)
	}()
	a, err := s.keep(ctx, v, kyc.ArtifactRecording, "video/webm", r)
	_ = r.Close() // a Join whose bytes are not wanted any more ends
	<-joined
	if errors.Is(err, ErrNothingRecorded) {
		return v, nil, nil
	}
	if err != nil {
		return v, nil, err
	}
	a.Bytes, a.SHA256, a.Duration = rec.Bytes, rec.SHA256, rec.Duration
	v, err = s.Sessions.SealRecording(ctx, kyc.Ref{Scope: v.Scope, Session: v.ID}, a, rec.Gaps)
	return v, &rec, err
}

func (s *Sealer) keep(ctx context.Context, v *kyc.Session, kind kyc.ArtifactKind, mediaType string, r io.Reader) (kyc.Artifact, error) {
	id, err := s.Sessions.ID(kyc.PrefixArtifact)
	if err != nil {
		return kyc.Artifact{}, err
	}
	a := kyc.Artifact{ID: id, Kind: kind, Key: kyc.BlobKey(kyc.Ref{Scope: v.Scope, Session: v.ID}, id), Type: mediaType, At: s.Now().UTC().Truncate(time.Microsecond)}
	if err := s.Blobs.Put(ctx, a.Key, r); err != nil {
		return a, fmt.Errorf("keep %s: %w", kind, err)
	}
	return a, nil
}

// report makes the PDF of everything that is known now.
func (s *Sealer) report(ctx context.Context, v *kyc.Session, rec *Recording) error {
	in, err := s.Input(ctx, v)
	if err != nil {
		return err
	}
	if r := v.Recording; rec == nil && r != nil { // sealed by a process that died before the report
		rec = &Recording{Duration: r.Duration, Bytes: r.Bytes, SHA256: r.SHA256, Gaps: v.Gaps}
	}
	in.Recording = rec
	var pdf bytes.Buffer
	if err := Report(ctx, &pdf, in); err != nil {
		return err
	}
	sum, size := sha256.Sum256(pdf.Bytes()), int64(pdf.Len())
	a, err := s.keep(ctx, v, kyc.ArtifactReport, "application/pdf", &pdf)
	if err != nil {
		return err
	}
	a.Bytes, a.SHA256 = size, hex.EncodeToString(sum[:])
	_, err = s.Sessions.SealReport(ctx, kyc.Ref{Scope: v.Scope, Session: v.ID}, a)
	return err
}

// addendum makes the paper of the audit.
func (s *Sealer) addendum(ctx context.Context, v *kyc.Session) error {
	in, err := s.Input(ctx, v)
	if err != nil {
		return err
	}
	var pdf bytes.Buffer
	if err := Addendum(&pdf, in); err != nil {
		return err
	}
	sum, size := sha256.Sum256(pdf.Bytes()), int64(pdf.Len())
	a, err := s.keep(ctx, v, kyc.ArtifactAddendum, "application/pdf", &pdf)
	if err != nil {
		return err
	}
	a.Bytes, a.SHA256 = size, hex.EncodeToString(sum[:])
	_, err = s.Sessions.SealAddendum(ctx, kyc.Ref{Scope: v.Scope, Session: v.ID}, a)
	return err
}

const eventPage = 500

// Input gathers what a report of the session is made of.
func (s *Sealer) Input(ctx context.Context, v *kyc.Session) (Input, error) {
	in := Input{Session: v, Pictures: s.picture, VerifyURL: s.EventsURL(v.ID)}
	account, err := s.Ledger.Account(ctx, v.Account)
	if err != nil {
		return in, fmt.Errorf("read account: %w", err)
	}
	in.Account = *account
	for after, more := int64(0), true; more; {
		var page []kyc.Event
		if page, more, err = s.Ledger.SessionEvents(ctx, v.Scope, v.ID, after, eventPage); err != nil {
			return in, fmt.Errorf("read events: %w", err)
		}
		in.Events = append(in.Events, page...)
		after = int64(len(in.Events))
	}
	return in, nil
}

// maxPicture bounds what is read back for a report, in bytes.
const maxPicture = 32 << 20

func (s *Sealer) picture(ctx context.Context, a kyc.Artifact) ([]byte, error) {
	r, err := s.Blobs.Open(ctx, a.Key)
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, fmt.Errorf("open %s: %w", a.Label, ErrNoPicture)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", a.Label, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxPicture+1))
	if err == nil && len(b) > maxPicture {
		err = fmt.Errorf("%s is larger than %d bytes", a.Label, maxPicture)
	}
	return b, err
}
