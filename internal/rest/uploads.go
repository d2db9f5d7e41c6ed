package rest

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Uploads speak tus 1.0 (https://tus.io/protocols/resumable-upload), core and creation, with three things of our own: the
// reply to the last piece is the still, what becomes of it is in the query as it is at POST /customer/stills, and the same
// picture announced again is the same upload.

const (
	tusVersion = "1.0.0"
	tusPiece   = "application/offset+octet-stream"
	maxPiece   = 1 << 20
	pieceTime  = 60 * time.Second // for a piece of 1 MiB over 150 kbit/s; what came of a slower one is kept
)

func mountUploads(s *server) {
	handle(s, route{ID: "beginUpload", Method: http.MethodPost, Path: "/customer/uploads", Door: customer, Tag: "customer", Status: http.StatusCreated, Errors: []int{409, 412, 503},
		Summary: "Announce a picture that is sent in pieces",
		Text: "Speaks tus 1.0, core and creation. `Upload-Length` is at most 12 MB. `Upload-Metadata` holds `filetype`, one of image/jpeg, image/png and image/webp, and may hold `sha256` of the picture, 64 hexadecimal digits; " +
			"values in base64, as tus has it. The same picture with its hash, announced again, is the same upload: `Upload-Offset` says from where on to send. What does not become whole goes after an hour, or with the call.",
		Enter: s.enterUploads}, s.beginUpload)
	handle(s, route{ID: "findUpload", Method: http.MethodHead, Path: "/customer/uploads/{id}", Door: customer, Tag: "customer", Errors: []int{404, 412},
		Summary: "Ask how much of a picture has arrived", Enter: s.enterUploads}, s.findUpload)
	handle(s, route{ID: "addToUpload", Method: http.MethodPatch, Path: "/customer/uploads/{id}", Door: customer, Tag: "customer", Errors: []int{404, 409, 412, 503},
		Summary: "Send a piece of a picture", MaxBody: maxPiece, Accepts: []string{tusPiece}, Streams: true,
		Text: "At most 1 MiB, from `Upload-Offset` on. 204 with the new offset once the bytes are kept. The last piece makes the still, as `POST /customer/stills` does, and answers 200 with it; no bytes sent to an upload that is whole answer the same again. " +
			"409 `upload_offset` names the right offset.",
		Enter: s.enterUploads}, s.addToUpload)
}

var errTus = &kyc.Error{Kind: kyc.Invalid, Code: "upload_version", Message: "Tus-Resumable is not a version that this server speaks.", Hint: "It speaks " + tusVersion + "."}

// enterUploads asks for the protocol and for a call. One that is interrupted will do: the picture arrives while the
// parties come back.
func (s *server) enterUploads(w http.ResponseWriter, r *http.Request, c *call) error {
	c.reply = w.Header()
	c.reply.Set("Tus-Resumable", tusVersion)
	if r.Header.Get("Tus-Resumable") != tusVersion {
		c.reply.Set("Tus-Version", tusVersion)
		return errTus
	}
	if !c.session.Status.InCall() {
		return kyc.Errorf(kyc.Conflict, "wrong_state", "The session is %s; pictures are taken in the call.", c.session.Status)
	}
	if r.Method == http.MethodPatch {
		deadline := http.NewResponseController(w)
		_ = deadline.SetReadDeadline(s.Now().Add(pieceTime)) // not every writer can; the server's can
		c.incoming, c.cut = r.Body, func() { _ = deadline.SetReadDeadline(time.Unix(1, 0)) }
	}
	return nil
}

type beginUpload struct {
	Document string `query:"document" required:"true" enum:"pan,aadhaar,passport,driving_licence,voter_id"`
	Side     string `query:"side" required:"true" enum:"front,back"`
	Tus      string `header:"Tus-Resumable" required:"true" enum:"1.0.0"`
	Length   int64  `header:"Upload-Length" required:"true" minimum:"1"`
	Metadata string `header:"Upload-Metadata" required:"true" maxLength:"1000"`
}

// begun tells where an upload is.
type begun struct {
	Location string `header:"Location"`
	Offset   int64  `header:"Upload-Offset"`
	Expires  string `header:"Upload-Expires" doc:"When what has arrived goes, RFC 9110"`
}

func (s *server) beginUpload(ctx context.Context, c *call, in *beginUpload) (*begun, error) {
	if in.Length > maxStill {
		return nil, errTooLarge
	}
	meta, ok := tusMetadata(in.Metadata)
	if !ok {
		return nil, badField("Upload-Metadata", "must be pairs of a name and a value in base64, parted by commas")
	}
	u := kyc.Upload{Label: in.Document + "_" + in.Side, Type: meta["filetype"], Bytes: in.Length, SHA256: strings.ToLower(meta["sha256"])}
	switch u.Type {
	case "image/jpeg", "image/png", "image/webp":
	default:
		return nil, errMediaType
	}
	if raw, err := hex.DecodeString(u.SHA256); err != nil || len(raw) != 0 && len(raw) != 32 {
		return nil, badField("Upload-Metadata", "sha256 must be 64 hexadecimal digits")
	}
	if same := c.session.SameStill(kyc.Artifact{Label: u.Label, SHA256: u.SHA256}); u.SHA256 != "" && same != nil {
		u.ID, u.Arrived, u.At = kyc.UploadOfArtifact(same.ID), same.Bytes, s.Now()
		return s.begun(&u), nil
	}
	kept, err := s.Uploads.Begin(ctx, c.ref(), u)
	if err == nil {
		err = s.arriving.settle(ctx, kept.ID)
	}
	if err != nil {
		return nil, err
	}
	if now, err := s.Uploads.Find(c.ref(), kept.ID); err == nil { // with what hung on a former network
		kept = now
	}
	return s.begun(kept), nil
}

func (s *server) begun(u *kyc.Upload) *begun {
	return &begun{Location: "/customer/uploads/" + u.ID, Offset: u.Arrived, Expires: u.Ends().UTC().Format(http.TimeFormat)}
}

// tusMetadata reads Upload-Metadata: names with values in base64, parted by commas; a name may stand alone.
func tusMetadata(header string) (map[string]string, bool) {
	out := map[string]string{}
	for pair := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.Trim(pair, " "), " ")
		raw, err := base64.StdEncoding.DecodeString(value)
		if _, twice := out[name]; name == "" || twice || err != nil {
			return nil, false
		}
		out[name] = string(raw)
	}
	return out, true
}

type findUpload struct {
	ID  string `path:"id" maxLength:"64"`
	Tus string `header:"Tus-Resumable" required:"true" enum:"1.0.0"`
}

type found struct {
	Offset int64 `header:"Upload-Offset"`
	Length int64 `header:"Upload-Length"`
}

func (s *server) findUpload(ctx context.Context, c *call, in *findUpload) (*found, error) {
	u, err := s.Uploads.Find(c.ref(), in.ID)
	if err == nil {
		if err := s.arriving.settle(ctx, in.ID); err != nil {
			return nil, err
		}
		u, err = s.Uploads.Find(c.ref(), in.ID)
	}
	if a := s.madeOf(ctx, c, in.ID, err); a != nil {
		return &found{a.Bytes, a.Bytes}, nil
	}
	if err != nil {
		return nil, err
	}
	return &found{u.Arrived, u.Bytes}, nil
}

// madeOf is the still that an upload which is not there has become, or nil.
func (s *server) madeOf(ctx context.Context, c *call, upload string, missing error) *kyc.Artifact {
	if !kyc.IsKind(missing, kyc.NotFound) || !kyc.HasPrefix(upload, kyc.PrefixUpload) {
		return nil
	}
	v, err := s.Sessions.Get(ctx, c.scope, c.session.ID) // anew: it may have become one while we waited
	if err != nil {
		return nil
	}
	a := v.Picture(kyc.ArtifactOfUpload(upload))
	if a == nil || a.Kind != kyc.ArtifactStill {
		return nil
	}
	return a
}

func (c *call) ref() kyc.Ref { return kyc.Ref{Scope: c.scope, Session: c.session.ID} }

type addToUpload struct {
	ID     string `path:"id" maxLength:"64"`
	Tus    string `header:"Tus-Resumable" required:"true" enum:"1.0.0"`
	Offset int64  `header:"Upload-Offset" required:"true" minimum:"0"`
}

type added struct {
	Status int
	Offset int64      `header:"Upload-Offset"`
	Body   *api.Still // of the last piece
}

var errUploadOffset = &kyc.Error{Kind: kyc.Conflict, Code: "upload_offset", Message: "The bytes do not begin where the upload ends, or did not all arrive.", Hint: "Go on from Upload-Offset."}

func (s *server) addToUpload(ctx context.Context, c *call, in *addToUpload) (*added, error) {
	u, err := s.Uploads.Find(c.ref(), in.ID)
	if err == nil {
		leave, busy := s.arriving.enter(ctx, in.ID, c.cut)
		if busy != nil {
			return nil, busy
		}
		defer leave()
		u, err = s.Uploads.Find(c.ref(), in.ID) // after whoever was there before
	}
	if a := s.madeOf(ctx, c, in.ID, err); a != nil {
		return s.again(ctx, c, a, in.Offset)
	}
	if err != nil {
		return nil, err
	}
	if in.Offset != u.Arrived {
		return nil, c.elsewhere(u.Arrived)
	}
	piece, cut := io.ReadAll(io.LimitReader(c.incoming, min(maxPiece, u.Bytes-u.Arrived)+1))
	if len(piece) > maxPiece {
		return nil, errTooLarge
	}
	if in.Offset+int64(len(piece)) == u.Bytes { // all of it will be in memory
		give, err := s.pictures.take(c.session.ID)
		if err != nil {
			return nil, err
		}
		defer give()
	}
	kept := context.WithoutCancel(ctx) // what has come counts, also of a caller who is lost
	u, whole, err := s.Uploads.Add(kept, c.ref(), in.ID, in.Offset, piece)
	switch {
	case err != nil && u != nil && kyc.IsKind(err, kyc.Conflict):
		c.reply.Set("Upload-Offset", strconv.FormatInt(u.Arrived, 10))
		return nil, err
	case err != nil:
		return nil, err
	case whole != nil:
		still, err := s.become(kept, c, u, whole)
		if err != nil {
			return nil, err
		}
		return &added{Status: http.StatusOK, Offset: u.Bytes, Body: still}, nil
	case cut != nil:
		return nil, c.elsewhere(u.Arrived)
	}
	return &added{Status: http.StatusNoContent, Offset: u.Arrived}, nil
}

// become makes the still of a picture that is whole, and ends its upload. What can
// never become one ends too; what may later, in a call that is interrupted for
// instance, waits for its last piece to be sent again.
func (s *server) become(ctx context.Context, c *call, u *kyc.Upload, whole []byte) (*api.Still, error) {
	still, err := s.keepStill(ctx, c, kyc.Artifact{ID: u.Artifact(), Label: u.Label, Type: u.Type}, whole)
	if err == nil || kyc.IsKind(err, kyc.Invalid) || kyc.IsKind(err, kyc.TooLarge) {
		s.Uploads.Drop(ctx, c.ref(), u.ID)
	}
	return still, err
}

// again answers who did not hear that his picture is whole.
func (s *server) again(ctx context.Context, c *call, a *kyc.Artifact, offset int64) (*added, error) {
	if offset != a.Bytes {
		return nil, c.elsewhere(a.Bytes)
	}
	give, err := s.pictures.take(c.session.ID)
	if err != nil {
		return nil, err
	}
	defer give()
	still, err := s.stillOf(ctx, a)
	if err != nil {
		return nil, err
	}
	return &added{Status: http.StatusOK, Offset: a.Bytes, Body: still}, nil
}

func (c *call) elsewhere(offset int64) error {
	c.reply.Set("Upload-Offset", strconv.FormatInt(offset, 10))
	return errUploadOffset
}
