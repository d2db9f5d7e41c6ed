package rest

import (
	"context"
	"io"
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
	handle(s, route{ID: "postStill", Method: http.MethodPost, Path: "/customer/stills", Door: customer, Tag: "customer", Status: http.StatusCreated, Errors: []int{409, 503},
		Summary: "Keep a picture of a document", MaxBody: maxStill, BodyTime: stillTime,
		Accepts: []string{"image/jpeg", "image/png", "image/webp"}, Text: "At most 12 MB and 40 megapixels, in one request. On a line that may be cut, send it in pieces: `POST /customer/uploads`.",
		Enter: func(_ http.ResponseWriter, _ *http.Request, c *call) error {
			if c.session.Status != kyc.InProgress { // before a byte is read
				return kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; pictures are taken in the call.", c.session.Status)
			}
			give, err := s.pictures.take(c.session.ID)
			c.atEnd = give
			return err
		}}, s.postStill)
}

// places are for pictures that are held whole, by session. There are as many
// entries as places are taken.
type places struct {
	mu  sync.Mutex
	all int
	of  map[string]int
}

var errBusy = &kyc.Error{Kind: kyc.OutOfService, Code: "out_of_service", Message: "Too many pictures arrive at once; send it again."}

// take gives a place until give is called; without an error give is not nil.
func (p *places) take(session string) (give func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all >= stillsAtOnce || p.of[session] >= stillsOfOne {
		return nil, errBusy
	}
	if p.of == nil {
		p.of = map[string]int{}
	}
	p.all++
	p.of[session]++
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.all--
		if p.of[session]--; p.of[session] == 0 {
			delete(p.of, session)
		}
	}, nil
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
	still, err := s.keepStill(ctx, c, kyc.Artifact{Label: in.Document + "_" + in.Side, Type: kind}, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &body[api.Still]{*still}, nil
}

// keepStill judges a whole picture and keeps it. a has Label and Type, and the ID
// if an upload knows it beforehand.
func (s *server) keepStill(ctx context.Context, c *call, a kyc.Artifact, picture []byte) (*api.Still, error) {
	width, height, err := s.Pictures.CheckPicture(ctx, a.Type, picture)
	if err != nil {
		return nil, err
	}
	a.Kind, a.Bytes, a.SHA256 = kyc.ArtifactStill, int64(len(picture)), hexSum(picture)
	kept, err := s.Customers.Still(ctx, c.scope, c.session.ID, a, picture)
	if err != nil {
		return nil, err
	}
	if kept.SHA256 != a.SHA256 { // the upload had become one already, of other bytes
		return s.stillOf(ctx, kept)
	}
	return &api.Still{ID: kept.ID, Width: width, Height: height, SHA256: kept.SHA256}, nil
}

// stillOf tells of a picture that is kept. It was judged then, and is not decoded
// again for who asks often. Whoever calls it has a place.
func (s *server) stillOf(ctx context.Context, a *kyc.Artifact) (*api.Still, error) {
	f, err := s.Blobs.Open(ctx, a.Key)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	picture, err := io.ReadAll(io.LimitReader(f, maxStill))
	if err != nil {
		return nil, err
	}
	width, height, err := s.Pictures.PictureSize(picture)
	if err != nil {
		return nil, err
	}
	return &api.Still{ID: a.ID, Width: width, Height: height, SHA256: a.SHA256}, nil
}
