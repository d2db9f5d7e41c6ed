package rest

import (
	"context"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

const (
	maxStill  = 12 << 20         // bytes of one picture
	stillTime = 60 * time.Second // for 12 MB over a mobile network of 1.6 Mbit/s
	// stillsAtOnce bounds the memory of uploads: each holds its body and one
	// decoded picture. Further ones are refused with out_of_service.
	stillsAtOnce = 16
	// stillsOfOne bounds how many of those one session holds, so that a single
	// customer cannot keep all others out.
	stillsOfOne = 2
)

func mountStills(s *server) {
	slots := make(chan struct{}, stillsAtOnce)
	held := holders{n: map[string]int{}}
	handle(s, route{ID: "postStill", Method: http.MethodPost, Path: "/customer/stills", Door: customer, Tag: "customer", Status: http.StatusCreated, Errors: []int{409, 503},
		Summary: "Keep a picture of a document", MaxBody: maxStill, BodyTime: stillTime,
		Accepts: []string{"image/jpeg", "image/png", "image/webp"}, Text: "At most 12 MB and 40 megapixels.",
		Enter: func(_ http.ResponseWriter, _ *http.Request, c *call) error {
			if c.session.Status != kyc.InProgress { // before a byte is read
				return kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; pictures are taken in the call.", c.session.Status)
			}
			busy := &kyc.Error{Kind: kyc.OutOfService, Code: "out_of_service", Message: "Too many pictures arrive at once; send it again."}
			id := c.session.ID
			if !held.take(id) {
				return busy
			}
			select {
			case slots <- struct{}{}:
				c.atEnd = func() {
					<-slots
					held.give(id)
				}
				return nil
			default:
				held.give(id)
				return busy
			}
		}}, s.postStill)
}

// holders counts uploads by session. It has as many entries as there are slots.
type holders struct {
	mu sync.Mutex
	n  map[string]int
}

func (h *holders) take(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n[id] >= stillsOfOne {
		return false
	}
	h.n[id]++
	return true
}

func (h *holders) give(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n[id]--; h.n[id] <= 0 {
		delete(h.n, id)
	}
}

type postStill struct {
	Document string `query:"document" required:"true" enum:"pan,aadhaar,passport,driving_licence,voter_id"`
	Side     string `query:"side" required:"true" enum:"front,back"`
	Type     string `header:"Content-Type" required:"true" maxLength:"100"`
	RawBody  []byte
}

func (s *server) postStill(ctx context.Context, c *call, in *postStill) (*body[api.Still], error) {
	kind, _, err := mime.ParseMediaType(in.Type)
	if err != nil {
		return nil, errMediaType
	}
	width, height, err := s.Pictures.CheckPicture(kind, in.RawBody)
	if err != nil {
		return nil, err
	}
	sum := hexSum(in.RawBody)
	a, err := s.Customers.Still(ctx, c.scope, c.session.ID, kyc.Artifact{Kind: kyc.ArtifactStill, Label: in.Document + "_" + in.Side,
		Type: kind, Bytes: int64(len(in.RawBody)), SHA256: sum}, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &body[api.Still]{api.Still{ID: a.ID, Width: width, Height: height, SHA256: sum}}, nil
}
