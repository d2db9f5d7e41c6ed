// Package check conducts one verification step at a time: it tells the
// customer what to do, looks at frames that the server took from the recorded
// stream, and turns what vision measured into a kyc.Check that can be defended
// years later.
package check

import (
	"context"
	"errors"
	"image"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// Sessions changes sessions: internal/session.
type Sessions interface {
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	Instruct(ctx context.Context, ref kyc.Ref, i *kyc.Instruction) (*kyc.Session, error)
	AddCheck(ctx context.Context, ref kyc.Ref, c kyc.Check) (*kyc.Session, error)
	ID(prefix string) (string, error)
}

// Frame is one picture out of the stream that is being recorded.
type Frame struct {
	Image    image.Image
	At       time.Time     // when its last packet arrived
	Position time.Duration // in the recording
}

// Frames gives the customer's picture about three times a second until ctx
// ends. The channel closes early when the call is over; the newest frame wins.
type Frames interface {
	Frames(ctx context.Context, ref kyc.Ref) <-chan Frame
}

// Vision measures pictures: internal/vision. ErrUnavailable means that the
// models are missing.
type Vision interface {
	Analyze(ctx context.Context, img image.Image) (vision.Observation, error)
	Embed(ctx context.Context, img image.Image) (vision.Face, error)
	Read(ctx context.Context, img image.Image) ([]vision.Line, error)
	Models() []vision.ModelInfo
}

// Blobs keeps pictures: internal/blob.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Timing bounds how long a customer is asked for something.
type Timing struct {
	Ahead     time.Duration // to be seen looking ahead
	Challenge time.Duration // to meet one challenge
	Document  time.Duration // to take one still; anew with each piece of it that arrives,
	Arriving  time.Duration // and this long at most
	Draws     int           // how often a missed challenge is drawn anew, the first included
}

// DefaultTiming leaves room for people who move slowly.
func DefaultTiming() Timing {
	return Timing{Ahead: 20 * time.Second, Challenge: 15 * time.Second, Document: 3 * time.Minute, Arriving: 15 * time.Minute, Draws: 3} // 12 MB over 150 kbit/s take 11
}

// Config names the conductor's neighbours.
type Config struct {
	Sessions   Sessions
	Frames     Frames
	Vision     Vision
	Blobs      Blobs
	Thresholds vision.Thresholds
	Timing     Timing
	Now        func() time.Time
	Entropy    io.Reader // draws challenges; crypto/rand in production
	Log        *slog.Logger
}

// Conductor runs at most one check per session. Safe for concurrent use.
type Conductor struct {
	Config
	mu      sync.Mutex
	running map[kyc.Ref]*run
	inboxes map[kyc.Ref]inbox
	wg      sync.WaitGroup
	closed  bool
}

// inbox is what comes from the customer's device for a check.
type inbox struct {
	stills chan kyc.Artifact
	pieces chan string // labels of stills that are on their way; one says as much as many
}

// run is one check under way.
type run struct {
	kind    kyc.CheckKind
	started time.Time
	stop    context.CancelFunc
}

// New makes a conductor. Close it before its neighbours.
func New(c Config) *Conductor {
	return &Conductor{Config: c, running: map[kyc.Ref]*run{}, inboxes: map[kyc.Ref]inbox{}}
}

// Start begins a check and returns at once.
func (c *Conductor) Start(_ context.Context, s *kyc.Session, kind kyc.CheckKind, document kyc.DocumentType) error {
	ref := kyc.Ref{Scope: s.Scope, Session: s.ID}
	var conduct func(context.Context, *conversation) (kyc.Check, error)
	switch kind {
	case kyc.CheckLiveness:
		conduct = c.liveness
	case kyc.CheckDocument:
		of := s.CaptureOf(document)
		conduct = func(ctx context.Context, t *conversation) (kyc.Check, error) { return c.document(ctx, t, document, of) }
	case kyc.CheckFaceMatch:
		conduct = c.faceMatch
	default:
		return &kyc.Error{Kind: kyc.Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
			Fields: []kyc.Field{{Field: "kind", Message: "must be liveness, document or face_match"}}}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return kyc.Errorf(kyc.OutOfService, "shutting_down", "The server is shutting down.")
	}
	if c.running[ref] != nil {
		return kyc.Errorf(kyc.Conflict, "check_running", "A check of this session is running.")
	}
	ctx, stop := context.WithCancel(context.Background()) // the officer's request ends before the check does
	r := &run{kind: kind, started: c.Now(), stop: stop}
	c.running[ref] = r
	c.inboxes[ref] = inbox{stills: make(chan kyc.Artifact, 4), pieces: make(chan string, 1)} // a customer who sends more at once loses the newest
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		defer stop()
		c.conduct(ctx, &conversation{c: c, ref: ref, started: r.started}, r, conduct)
	}()
	return nil
}

// conduct runs the check and records it, unless it was stopped.
func (c *Conductor) conduct(ctx context.Context, t *conversation, r *run, do func(context.Context, *conversation) (kyc.Check, error)) {
	check, err := do(ctx, t)
	switch {
	case ctx.Err() != nil: // stopped: an interruption, a decision, the end of the process
		c.release(t.ref)
		c.clear(t)
		return
	case errors.Is(err, vision.ErrUnavailable):
		check.Verdict = kyc.Unavailable
		check.Reasons = []kyc.Reason{{Code: string(r.kind) + "_unavailable", Message: "The models that compute this check are not installed."}}
	case err != nil:
		c.Log.Error("conduct check", "session", t.ref.Session, "kind", r.kind, "error", err)
		check.Verdict = kyc.Unavailable
		check.Reasons = []kyc.Reason{{Code: string(r.kind) + "_unavailable", Message: "The check could not be computed."}}
	}
	check.Kind, check.StartedAt, check.EndedAt = r.kind, t.started.UTC(), c.Now().UTC()
	if check.Verdict != kyc.Unavailable {
		check.Models, check.Thresholds = c.models(rolesOf(&check)), c.thresholds()
	}
	if check.ID, err = c.Sessions.ID(kyc.PrefixCheck); err == nil {
		c.release(t.ref) // before the news goes out: whoever hears it may start the next check
		_, err = c.Sessions.AddCheck(context.WithoutCancel(ctx), t.ref, check)
	}
	c.release(t.ref)
	if err != nil {
		c.Log.Warn("record check", "session", t.ref.Session, "kind", r.kind, "error", err)
		c.clear(t)
	}
}

func (c *Conductor) clear(t *conversation) {
	if _, err := c.Sessions.Instruct(context.Background(), t.ref, nil); err != nil {
		c.Log.Warn("clear instruction", "session", t.ref.Session, "error", err)
	}
}

func (c *Conductor) release(ref kyc.Ref) {
	c.mu.Lock()
	delete(c.running, ref)
	delete(c.inboxes, ref)
	c.mu.Unlock()
}

// Stop ends the running check of a session without a verdict.
func (c *Conductor) Stop(ref kyc.Ref) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.running[ref]; r != nil {
		r.stop()
	}
}

// Running tells which check of a session computes now.
func (c *Conductor) Running(ref kyc.Ref) (kind kyc.CheckKind, started time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.running[ref]; r != nil {
		return r.kind, r.started, true
	}
	return "", time.Time{}, false
}

// Captured tells the conductor that the customer sent a still.
func (c *Conductor) Captured(ref kyc.Ref, a kyc.Artifact) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.inboxes[ref].stills <- a: // a nil channel is never ready
	default:
	}
}

// Arriving tells the conductor that a piece of a still has arrived.
func (c *Conductor) Arriving(ref kyc.Ref, label string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.inboxes[ref].pieces <- label:
	default:
	}
}

// Close stops every check and waits for it.
func (c *Conductor) Close() {
	c.mu.Lock()
	c.closed = true
	for _, r := range c.running {
		r.stop()
	}
	c.mu.Unlock()
	c.wg.Wait()
}

// used names the networks that each check goes by; the runtime computes all.
var used = map[kyc.CheckKind][]vision.Role{
	kyc.CheckLiveness:  {vision.RoleRuntime, vision.RoleDetect, vision.RoleLandmark, vision.RoleFeature, vision.RoleMesh, vision.RoleLiveness},
	kyc.CheckDocument:  {vision.RoleRuntime, vision.RoleDetect, vision.RoleLandmark},
	kyc.CheckFaceMatch: {vision.RoleRuntime, vision.RoleDetect, vision.RoleLandmark, vision.RoleFeature, vision.RoleMesh},
}

// rolesOf are the networks that gave the check's scores.
func rolesOf(check *kyc.Check) []vision.Role {
	roles := used[check.Kind]
	if d := check.Document; d != nil && d.Check(textCheck) != nil && d.Check(textCheck).Verdict != kyc.Unavailable {
		return append(slices.Clone(roles), vision.RoleTextFind, vision.RoleTextRead, vision.RoleTextKeys)
	}
	return roles
}

func (c *Conductor) models(roles []vision.Role) []kyc.Model {
	var list []kyc.Model
	for _, m := range c.Vision.Models() {
		if m.Status == vision.ModelLoaded && slices.Contains(roles, m.Role) {
			list = append(list, kyc.Model{Name: m.Name, SHA256: m.SHA256})
		}
	}
	return list
}

func (c *Conductor) thresholds() map[string]float64 {
	t := c.Thresholds
	return map[string]float64{"match": t.Match, "mismatch": t.Mismatch, "min_document_face_px": t.MinDocumentFacePx,
		"max_yaw": t.MaxYaw, "spoof_fine": t.SpoofFine, "spoof_suspicious": t.SpoofSuspicious,
		"name_match": kyc.NameMatch, "name_mismatch": kyc.NameMismatch}
}
