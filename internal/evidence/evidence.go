// Package evidence owns what is filed about a session: the sealed recording, the
// report as a PDF that a bank files, and the consent texts that the report
// refers to.
//
// Facts are compiled once, masked and checked; the report is made from them and
// from nothing else. Equal input gives equal bytes: a report can be made again
// years later and compared by hash.
package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Labels of the pictures that the report shows side by side. The still of a
// document is labelled with its type and side, such as pan_front.
const (
	LabelMatchedFace  = "matched_face"  // the frame that was compared; else
	LabelLiveFace     = "live_face"     // the frame that liveness began with
	LabelDocumentFace = "document_face" // cut out of the still
)

// ErrNoPicture is returned by Input.Pictures for a picture that no longer
// exists. Its place in the report says so. Any other error fails the report,
// because a fault of the moment must not be sealed as if it were a fact.
var ErrNoPicture = errors.New("picture does not exist")

// Input is everything that a report is made of.
type Input struct {
	Session *kyc.Session
	Events  []kyc.Event // all of the session, in order of sequence
	Account kyc.Account
	// Pictures gives the bytes of a JPEG, PNG or WebP. nil means that there are
	// none. It is called from one goroutine, for at most three artifacts.
	Pictures func(context.Context, kyc.Artifact) ([]byte, error)
	// Recording, when the caller knows more than the session does; nil takes
	// bytes, hash and gaps from the session, and leaves the duration unknown.
	Recording *Recording
	// VerifyURL is where the events of the session are served; "" leaves the
	// address out.
	VerifyURL string
}

// Recording describes the sealed recording. A zero duration means unknown.
type Recording struct {
	Duration time.Duration
	Bytes    int64
	SHA256   string
	Gaps     []kyc.Gap
}

// Report writes the PDF.
func Report(ctx context.Context, w io.Writer, in Input) error {
	facts, err := Compile(in)
	if err != nil {
		return err
	}
	pictures, err := loadPictures(ctx, in, facts)
	if err != nil {
		return fmt.Errorf("report of %s: %w", in.Session.ID, err)
	}
	if err := paint(w, facts, func(s *sheet) { s.report(pictures) }); err != nil {
		return fmt.Errorf("draw report of %s: %w", in.Session.ID, err)
	}
	return nil
}
