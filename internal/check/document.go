package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// maxStill bounds what is read back from the blob store, in bytes.
const maxStill = 25 << 20

// minSharpness is the variance of the Laplacian of the aligned document face
// below which a still is too blurred to compare. Chosen low: a retake costs
// the customer more than an officer's look.
const minSharpness = 8

// document asks for stills of the document's sides and judges whether they can be used.
func (c *Conductor) document(ctx context.Context, t *conversation, kind kyc.DocumentType, of kyc.Capture) (kyc.Check, error) {
	c.mu.Lock()
	in := c.inboxes[t.ref]
	c.mu.Unlock()
	check := kyc.Check{Document: &kyc.Document{Type: kind, Checks: []kyc.DocumentCheck{}}}
	check.Document.Unread()
	if of.Front != nil { // what stands of it is judged already
		d := *of.Front.Document
		d.Checks, d.Read, d.Fields = slices.Clone(d.Checks), slices.Clone(d.Read), maps.Clone(d.Fields)
		check.Document, check.Verdict, check.Reasons = &d, of.Front.Verdict, slices.Clone(of.Front.Reasons)
		check.Evidence = slices.Clone(of.Front.Evidence)
	} else if err := c.front(ctx, t, in, &check); err != nil || check.Verdict == kyc.Fail {
		return check, err
	}
	if slices.Contains(of.Sides, kyc.SideBack) {
		return check, c.back(ctx, t, in, &check)
	}
	if of.Back != nil {
		check.Evidence = append(check.Evidence, *of.Back)
	}
	return check, nil
}

// back asks for the other side, for people to look at: nothing is measured on it.
func (c *Conductor) back(ctx context.Context, t *conversation, in inbox, check *kyc.Check) error {
	kind := check.Document.Type
	if _, err := t.ask(ctx, kyc.Instruction{Kind: kyc.InstructDocument, Document: kind, Side: kyc.SideBack, Attempt: 1}, c.Timing.Document); err != nil {
		return err
	}
	a, err := in.await(ctx, kyc.StillLabel(kind, kyc.SideBack), c.Timing)
	if errors.Is(err, errNoPicture) {
		check.Verdict = kyc.Fail
		check.Reasons = append(check.Reasons, kyc.Reason{Code: "document_back_not_captured", Message: "No picture of the back of the document was taken in time."})
		return nil
	}
	if err != nil {
		return err
	}
	check.Evidence = append(check.Evidence, a)
	check.Document.Checks = append(check.Document.Checks, kyc.DocumentCheck{ID: "back_taken", Verdict: kyc.Pass, Detail: "For people to look at: nothing is measured on it."})
	return c.sameMoment(ctx, t, check)
}

// front asks for the side with the face, judges it and reads it.
func (c *Conductor) front(ctx context.Context, t *conversation, in inbox, check *kyc.Check) error {
	kind, feedback := check.Document.Type, ""
	for attempt := 1; ; attempt++ {
		_, err := t.ask(ctx, kyc.Instruction{Kind: kyc.InstructDocument, Document: kind, Side: kyc.SideFront, Attempt: attempt, Feedback: feedback}, c.Timing.Document)
		if err != nil {
			return err
		}
		a, err := in.await(ctx, kyc.StillLabel(kind, kyc.SideFront), c.Timing)
		if errors.Is(err, errNoPicture) {
			check.Verdict = kyc.Fail
			check.Reasons = []kyc.Reason{{Code: "document_not_captured", Message: "No picture of the document was taken in time."}}
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := t.ask(ctx, kyc.Instruction{Kind: kyc.InstructHold}, 0); err != nil {
			return err
		}
		check.Evidence = []kyc.Artifact{a}
		if err := c.sameMoment(ctx, t, check); err != nil {
			return err
		}
		var img *vision.RGB
		if feedback, img, err = c.judgeStill(ctx, t, a, check); err != nil {
			return err
		}
		if feedback == "" || attempt >= c.Timing.Draws {
			return c.readText(ctx, t, img, check.Document)
		}
	}
}

// await waits for a still. On a narrow line one takes longer than a person does.
func (in inbox) await(ctx context.Context, label string, limit Timing) (kyc.Artifact, error) {
	quiet, longest := time.NewTimer(limit.Document), time.NewTimer(max(limit.Document, limit.Arriving))
	defer quiet.Stop()
	defer longest.Stop()
	for {
		select {
		case <-ctx.Done():
			return kyc.Artifact{}, ctx.Err()
		case <-quiet.C:
			return kyc.Artifact{}, errNoPicture
		case <-longest.C:
			return kyc.Artifact{}, errNoPicture
		case l := <-in.pieces:
			if l == label {
				quiet.Reset(limit.Document)
			}
		case a := <-in.stills:
			if a.Label == label {
				return a, nil
			}
		}
	}
}

// streamWait is how long a frame of the stream may take after a still.
const streamWait = 3 * time.Second

// sameMoment keeps what the recorded stream showed when the device took the
// still, so that an officer or an auditor can hold the two side by side.
func (c *Conductor) sameMoment(ctx context.Context, t *conversation, check *kyc.Check) error {
	frames, stop := context.WithCancel(ctx)
	defer stop()
	t.look(frames)
	deadline := time.NewTimer(streamWait)
	defer deadline.Stop()
	s, err := t.next(ctx, time.Time{}, deadline.C)
	if errors.Is(err, errNoPicture) {
		return nil // the still stands alone; nothing is claimed about the stream
	}
	if err != nil {
		return err
	}
	a, err := t.keepFrame(ctx, "stream_at_still", s)
	check.Evidence = append(check.Evidence, a)
	return err
}

// judgeStill looks for a usable face on the document. Feedback is a code for
// the customer when another try is worth it.
func (c *Conductor) judgeStill(ctx context.Context, t *conversation, a kyc.Artifact, check *kyc.Check) (feedback string, img *vision.RGB, err error) {
	d := check.Document
	d.Checks, check.Reasons, check.Verdict = nil, nil, kyc.Pass
	state := func(id string, v kyc.Verdict, detail string) {
		d.Checks = append(d.Checks, kyc.DocumentCheck{ID: id, Verdict: v, Detail: detail})
	}
	fail := func(code, message string) {
		check.Verdict = kyc.Fail
		check.Reasons = append(check.Reasons, kyc.Reason{Code: code, Message: message})
	}
	face, img, err := c.stillFace(ctx, a)
	switch {
	case errors.Is(err, vision.ErrNoFace):
		state("face_found", kyc.Fail, "")
		fail("document_face_missing", "No face was found on the document.")
		feedback = "no_face_on_document"
	case err != nil:
		return "", nil, err
	default:
		state("face_found", kyc.Pass, "")
		d.FaceHeight = int(face.HeightPx())
		size := kyc.Pass
		if !c.Thresholds.GoodDocument(&face) {
			size, feedback = kyc.Fail, "too_far"
			fail("document_face_small", "The face on the document is too small to be compared.")
		}
		state("face_size", size, fmt.Sprintf("%d px high, at least %.0f", d.FaceHeight, c.Thresholds.MinDocumentFacePx))
		sharp := kyc.Pass
		if face.Sharpness < minSharpness {
			sharp, feedback = kyc.Fail, "blurred"
			fail("document_blurred", "The picture of the document is blurred.")
		}
		state("sharpness", sharp, fmt.Sprintf("%.0f, at least %d", face.Sharpness, minSharpness))
		portrait, err := t.keep(ctx, "document_face", img.Crop(face.Box, 0.4), a.At, 0)
		if err != nil {
			return "", nil, err
		}
		check.Evidence = append(check.Evidence, portrait)
	}
	return feedback, img, nil
}

// stillFace finds the largest face on a kept still.
func (c *Conductor) stillFace(ctx context.Context, a kyc.Artifact) (vision.Face, *vision.RGB, error) {
	r, err := c.Blobs.Open(ctx, a.Key)
	if err != nil {
		return vision.Face{}, nil, fmt.Errorf("open still: %w", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxStill))
	if err != nil {
		return vision.Face{}, nil, fmt.Errorf("read still: %w", err)
	}
	img, err := vision.DecodeStill(data)
	if err != nil {
		return vision.Face{}, nil, err
	}
	face, err := c.Vision.Embed(ctx, img)
	return face, img, err
}
