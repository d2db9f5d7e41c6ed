package check

import (
	"context"
	"errors"

	"github.com/basekyc/basekyc/internal/document"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/vision"
)

// textCheck is the statement about the words on a document.
const textCheck = "text"

// readText proposes what the document says. It never settles the check by itself:
// an officer confirms every field, and without the models he fills them in.
func (c *Conductor) readText(ctx context.Context, t *conversation, img *vision.RGB, d *kyc.Document) error {
	state := func(v kyc.Verdict, detail string) {
		d.Checks = append(d.Checks, kyc.DocumentCheck{ID: textCheck, Verdict: v, Detail: detail})
	}
	lines, err := c.Vision.Read(ctx, img)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, vision.ErrUnavailable):
		state(kyc.Unavailable, "The models that read text are not installed.")
		return nil
	case errors.Is(err, vision.ErrBusy):
		state(kyc.Unavailable, "Too many documents were being read.")
		return nil
	case err != nil:
		c.Log.Error("read document", "session", t.ref.Session, "error", err)
		state(kyc.Unavailable, "The text could not be read.")
		return nil
	}
	s, err := c.Sessions.Get(ctx, t.ref.Scope, t.ref.Session)
	if err != nil {
		return err
	}
	r := document.Read(d.Type, linesOf(lines))
	if len(r.Fields) == 0 {
		state(kyc.Review, "No field of the document was found in what was read.")
	} else {
		state(kyc.Pass, "Read as proposals.")
	}
	d.Propose(r.Fields, r.Checks, s.Customer, c.Now())
	return nil
}

func linesOf(read []vision.Line) []document.Line {
	out := make([]document.Line, len(read))
	for i, l := range read {
		out[i] = document.Line{Text: l.Text, Confidence: l.Confidence, X: l.Place.Centre.X, Y: l.Place.Centre.Y,
			W: l.Place.Width, H: l.Place.Height, Angle: l.Place.Angle}
	}
	return out
}
