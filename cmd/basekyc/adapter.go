package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"net/http"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/blob"
	"github.com/basekyc/basekyc/internal/check"
	"github.com/basekyc/basekyc/internal/composite"
	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/signalling"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/upload"
	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/wire"
)

// Features and instruments declare what they need in their own words. What
// little differs is bridged here, where both are known.

// blobs is the blob store as features see it.
type blobs struct{ *blob.Store }

func (b blobs) Put(ctx context.Context, key string, r io.Reader) error {
	_, err := b.Store.Put(ctx, key, r)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(kyc.ErrStorageFull, err)
	}
	return err
}

func (b blobs) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	r, err := b.Get(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, kyc.Errorf(kyc.NotFound, "artifact_not_found", "These bytes are not kept any more.")
	}
	return r, err
}

// frames gives the conductor what the room of a session shows.
type frames struct{ hub **signalling.Hub } // the hub is made after the conductor

func (f frames) Frames(ctx context.Context, ref kyc.Ref) <-chan check.Frame {
	in, out := (*f.hub).Frames(ctx, ref), make(chan check.Frame)
	go func() {
		defer close(out)
		for m := range in {
			select {
			case out <- check.Frame{Image: m.Image, At: m.At, Position: m.Offset}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// vault encrypts recordings under way as the blob store does what is sealed.
type vault struct{ *blob.Store }

func (v vault) Begin() (head []byte, seal func(dst, piece []byte) []byte, err error) {
	j, err := v.NewJournal()
	if err != nil {
		return nil, nil, err
	}
	return j.Head(), j.Seal, nil
}

func (v vault) Open(f io.ReaderAt, size int64) (plain io.ReaderAt, n int64, torn bool, err error) {
	j, err := v.OpenJournal(f, size)
	if err != nil {
		return nil, 0, false, err
	}
	return j, j.Size(), j.Torn(), nil
}

// join makes the final recording of raw segments.
func (v vault) join(ctx context.Context, paths []string, out io.Writer) (evidence.Recording, error) {
	segments := make([]media.Segment, len(paths))
	for i, p := range paths {
		segments[i] = media.Segment{Path: p}
	}
	sum, err := media.Finalise(ctx, v, segments, out)
	if errors.Is(err, media.ErrNothingRecorded) {
		return evidence.Recording{}, evidence.ErrNothingRecorded
	}
	if err != nil {
		return evidence.Recording{}, err
	}
	rec := evidence.Recording{Duration: sum.Duration, Bytes: sum.Bytes, SHA256: sum.SHA256}
	for _, g := range sum.Gaps {
		if g.Kind == media.Video {
			rec.Gaps = append(rec.Gaps, kyc.Gap{Party: string(g.Role), From: g.From, To: g.To})
		}
	}
	return rec, nil
}

// views shows sessions to those who are in them.
type views struct {
	base     string
	accounts func(ctx context.Context, id string) (*kyc.Account, error)
	running  func(kyc.Ref) (kyc.CheckKind, time.Time, bool)
}

func (v views) around(s *kyc.Session, place int, officer string) wire.Surroundings {
	a := wire.Surroundings{Place: place, Officer: officer, Now: time.Now()}
	if account, err := v.accounts(context.Background(), s.Account); err == nil {
		a.Account, a.Line = wire.ViewAccount(account, v.base), account.Line
	}
	if kind, at, ok := v.running(kyc.Ref{Scope: s.Scope, Session: s.ID}); ok {
		a.Running = &wire.Running{Kind: kind, StartedAt: at}
	}
	return a
}

func (v views) View(s *kyc.Session, place int) any { return wire.View(s, v.around(s, place, "")) }

func (v views) Case(s *kyc.Session, place int, officer string) any {
	return wire.Case(s, v.around(s, place, officer))
}

// staff lets in by a token only who still is on the staff.
type staff struct {
	tokens   *token.Keyring
	accounts *account.Service
}

func (s staff) VerifyStaff(raw string) (*token.Staff, error) {
	t, err := s.tokens.VerifyStaff(raw)
	if err != nil {
		return nil, err
	}
	o, err := s.accounts.Officer(context.Background(), t.Account, t.Officer)
	if kyc.IsKind(err, kyc.NotFound) || err == nil && o.Epoch != t.Epoch {
		return nil, token.ErrInvalid
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// room answers what is true of a session now and stored nowhere.
type room struct {
	hub    *signalling.Hub
	checks *check.Conductor
}

func (r room) Place(scope kyc.Scope, id string) int { return r.hub.Place(scope, id) }

func (r room) Present(scope kyc.Scope, id string) (customer, officer string) {
	return r.hub.Present(kyc.Ref{Scope: scope, Session: id})
}
func (r room) Staffed(scope kyc.Scope) bool { return r.hub.Staffed(scope) }

func (r room) RunningCheck(scope kyc.Scope, id string) (kyc.CheckKind, time.Time, bool) {
	return r.checks.Running(kyc.Ref{Scope: scope, Session: id})
}

// customers is the customer's side of sessions; a still also wakes the check
// that waits for it.
type customers struct {
	*session.Service
	checks *check.Conductor
}

func (c customers) Still(ctx context.Context, scope kyc.Scope, id string, a kyc.Artifact, picture []byte) (*kyc.Artifact, error) {
	kept, err := c.Service.Still(ctx, scope, id, a, picture)
	if err == nil {
		c.checks.Captured(kyc.Ref{Scope: scope, Session: id}, *kept)
	}
	return kept, err
}

// uploads are pictures on their way; the check that waits for one waits longer.
type uploads struct {
	*upload.Service
	checks *check.Conductor
}

func (u uploads) Add(ctx context.Context, ref kyc.Ref, id string, at int64, piece []byte) (*kyc.Upload, []byte, error) {
	now, whole, err := u.Service.Add(ctx, ref, id, at, piece)
	if err == nil && now.Arrived > at {
		u.checks.Arriving(ref, now.Label)
	}
	return now, whole, err
}

// consents is the customer's text as the door wants it.
type consents struct{}

func (consents) ConsentText(language string) (version, lang, text string) {
	t := evidence.Consent(language)
	return t.Version, t.Language, t.Text
}

// digest names the text by content, as a consent records it.
func (c consents) digest(language string) (version, lang, sha string) {
	version, lang, text := c.ConsentText(language)
	sum := sha256.Sum256([]byte(text))
	return version, lang, hex.EncodeToString(sum[:])
}

// pictures judges uploads with the decoder that the checks use.
type pictures struct{}

// decoding bounds how many uploads are decoded at once. A picture above
// largePicture pixels may need 300 MB, so there is one of them at a time, and its
// memory is given back before the next: else a single customer's parallel
// uploads of 40 megapixels take more than a gigabyte.
var (
	decoding = make(chan struct{}, 2)
	large    = make(chan struct{}, 1)
)

const largePicture = 12_000_000

func (pictures) CheckPicture(ctx context.Context, mediaType string, picture []byte) (width, height int, err error) {
	if got := http.DetectContentType(picture); got != mediaType {
		return 0, 0, kyc.Errorf(kyc.Invalid, "image_invalid", "The bytes are not the picture that their media type says.")
	}
	if c, _, err := image.DecodeConfig(bytes.NewReader(picture)); err == nil && int64(c.Width)*int64(c.Height) > largePicture {
		select {
		case large <- struct{}{}:
		case <-ctx.Done(): // who has left is not decoded for
			return 0, 0, fmt.Errorf("wait to decode a large picture: %w", ctx.Err())
		}
		defer func() {
			debug.FreeOSMemory()
			<-large
		}()
	}
	select {
	case decoding <- struct{}{}:
	case <-ctx.Done():
		return 0, 0, fmt.Errorf("wait to decode a picture: %w", ctx.Err())
	}
	defer func() { <-decoding }()
	img, err := vision.DecodeStill(picture)
	switch {
	case errors.Is(err, vision.ErrStillTooLarge):
		return 0, 0, kyc.Errorf(kyc.TooLarge, "too_large", "The picture has too many bytes or pixels.")
	case err != nil:
		return 0, 0, kyc.Errorf(kyc.Invalid, "image_invalid", "The picture cannot be read.")
	}
	return img.W, img.H, nil
}

func (pictures) PictureSize(picture []byte) (width, height int, err error) {
	return vision.StillSize(picture)
}

// films are recordings in other forms.
type films struct {
	*store.Store
	studio *composite.Studio // nil: this machine has no ffmpeg
}

func (f films) Able() bool { return f.studio != nil }

func (films) Extract(ctx context.Context, party kyc.Role, recording io.ReadSeeker, w io.Writer) error {
	role := media.Customer
	if party == kyc.Agent {
		role = media.Agent
	}
	err := media.Extract(ctx, recording, role, w)
	if errors.Is(err, media.ErrNothingRecorded) {
		return kyc.Errorf(kyc.NotFound, "artifact_not_found", "That party was never recorded.")
	}
	return err
}

// content says what a sealed recording holds.
func content(r io.Reader) (composite.Content, error) {
	sum, err := media.Describe(r)
	if err != nil {
		return composite.Content{}, err
	}
	c := composite.Content{StartedAt: sum.StartedAt, Duration: sum.Duration}
	for _, t := range sum.Tracks {
		party := 0
		switch t.Role {
		case media.Agent:
			party = 1
		case media.Watcher:
			party = 2
		}
		if t.Kind == media.Video {
			c.Seen[party] = t.Frames > 0
		} else {
			c.Heard[party] = t.Frames > 0
		}
	}
	return c, nil
}

// framers are the origins that a public key is bound to: the sites on which an
// account's officers may have their calls.
func framers(accounts *account.Service) func(context.Context, string) []string {
	return func(ctx context.Context, publicKey string) []string {
		k, err := accounts.Authenticate(ctx, publicKey)
		if err != nil || k.Kind != kyc.PublicKey {
			return nil
		}
		return k.Origins
	}
}
