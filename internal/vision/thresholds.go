package vision

// Thresholds of the verdicts. They are configuration, and are stored with each result. Measured on Labelled Faces in the Wild and
// on a few real and replayed videos; not on Indian demographics and not on real cards.
type Thresholds struct {
	Match             float64 `json:"match"`                // cosine from which two faces are one person
	Mismatch          float64 `json:"mismatch"`             // cosine below which they are not; an officer decides between
	MinDocumentFacePx float64 `json:"min_document_face_px"` // height of the face on a document
	MaxYaw            float64 `json:"max_yaw"`              // degrees to either side on a live frame that is compared
	SpoofFine         float64 `json:"spoof_fine"`           // median liveness score from which nothing is suspected
	SpoofSuspicious   float64 `json:"spoof_suspicious"`     // and below which a picture of a picture is suspected
}

// DefaultThresholds are those of the measurements in the documentation.
func DefaultThresholds() Thresholds {
	return Thresholds{Match: 0.34, Mismatch: 0.20, MinDocumentFacePx: 80, MaxYaw: 20, SpoofFine: 0.5, SpoofSuspicious: 0.2}
}

// Decision about two faces.
type Decision string

// Review means that an officer decides.
const (
	DecisionMatch    Decision = "match"
	DecisionReview   Decision = "review"
	DecisionMismatch Decision = "mismatch"
)

// Decide judges a cosine.
func (t Thresholds) Decide(cosine float64) Decision {
	switch {
	case cosine >= t.Match:
		return DecisionMatch
	case cosine >= t.Mismatch:
		return DecisionReview
	}
	return DecisionMismatch
}

// GoodDocument tells whether the face on a document is large enough to be compared.
func (t Thresholds) GoodDocument(f *Face) bool { return f.HeightPx() >= t.MinDocumentFacePx }

// GoodLive tells whether a live face looks ahead enough to be compared.
func (t Thresholds) GoodLive(f *Face) bool { return f.Pose.Yaw > -t.MaxYaw && f.Pose.Yaw < t.MaxYaw }

// BestMatch returns the highest cosine between the document's face and the live faces that look ahead, and which of them it was;
// index -1 when none does.
func (t Thresholds) BestMatch(document *Embedding, live []Face) (cosine float64, index int) {
	index = -1
	for i := range live {
		if !t.GoodLive(&live[i]) {
			continue
		}
		if c := Cosine(document, &live[i].Embedding); index < 0 || c > cosine {
			cosine, index = c, i
		}
	}
	return cosine, index
}
