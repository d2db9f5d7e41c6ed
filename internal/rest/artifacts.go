package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountArtifacts(s *server) {
	handle(s, route{ID: "getRecording", Method: http.MethodGet, Path: "/v1/sessions/{id}/recording", Door: backend, Needs: kyc.ReadArtifacts, Tag: "results", Errors: []int{304, 404, 409, 416},
		Replies: []string{"video/webm", "video/mp4"}, Summary: "Download the recording",
		Text: "As it was sealed, WebM with four tracks: picture and sound of the customer, picture and sound of the officer. composite is the MP4 for people, both side by side and stamped; " +
			"it follows after a while: 409 composite_pending until then. customer and agent are one party each. Range is supported, but not for one party. " +
			"409 until the session has ended, 404 until recording.ready."}, s.getRecording)
	handle(s, route{ID: "getReport", Method: http.MethodGet, Path: "/v1/sessions/{id}/report", Door: backend, Needs: kyc.ReadArtifacts, Tag: "results", Errors: []int{304, 404, 409, 416}, Tagged: true,
		Replies: []string{"application/pdf"}, Summary: "Download the report",
		Text: "PDF, or the same facts as JSON when Accept prefers application/json. part=audit is the addendum of an audit, sealed when the auditor had decided. 409 until the session has ended, 404 until report.ready."}, s.getReport)
	s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[api.Report](), true, "Report") // it is streamed, so huma does not see it
}

var errNoArtifact = &kyc.Error{Kind: kyc.NotFound, Code: "artifact_not_found", Message: "There is no such file of this session, or it is not sealed yet."}

type getRecording struct {
	PathID
	Track string `query:"track" enum:"composite,customer,agent" doc:"Empty: the recording as it was sealed"`
}

func (s *server) getRecording(ctx context.Context, c *call, in *getRecording) (*huma.StreamResponse, error) {
	v, err := s.ended(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return s.recording(ctx, v, in.Track)
}

type getReport struct {
	PathID
	Part   string `query:"part" enum:"audit" doc:"audit: what the auditor found, a PDF that was sealed after the report"`
	Accept string `header:"Accept" maxLength:"1000" doc:"application/json for JSON, PDF otherwise"`
}

func (s *server) getReport(ctx context.Context, c *call, in *getReport) (*huma.StreamResponse, error) {
	v, err := s.ended(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Part == "audit" {
		return s.download(ctx, v.Addendum, v.ID+"-audit.pdf")
	}
	if !prefersJSON(in.Accept) {
		return s.download(ctx, v.Report, v.ID+".pdf")
	}
	if v.Report == nil {
		return nil, errNoArtifact
	}
	events, err := s.chain(ctx, v)
	if err != nil {
		return nil, err
	}
	report := wire.Report(v, s.BaseURL, events)
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", "application/json")
		_ = huma.DefaultJSONFormat.Marshal(hc.BodyWriter(), report) // fails only when the caller is gone
	}}, nil
}

// prefersJSON tells whether JSON is named and comes before PDF.
func prefersJSON(accept string) bool {
	j, p := strings.Index(accept, "application/json"), strings.Index(accept, "application/pdf")
	return j >= 0 && (p < 0 || j < p)
}

// chainPage is how many events are read at a time.
const chainPage = 200

// chain reads all events of a session; MaxChecks and MaxStills bound them.
func (s *server) chain(ctx context.Context, v *kyc.Session) ([]api.Event, error) {
	out := []api.Event{}
	for after, more := int64(0), true; more; {
		var list []kyc.Event
		var err error
		if list, more, err = s.Events.SessionEvents(ctx, v.Scope, v.ID, after, chainPage); err != nil {
			return nil, err
		}
		for i := range list {
			e, err := wire.Event(&list[i], s.BaseURL)
			if err != nil {
				return nil, err
			}
			out, after = append(out, e), list[i].Sequence
		}
		more = more && len(list) > 0
	}
	return out, nil
}

// download sends an artifact with Range, ETag and its name.
func (s *server) download(ctx context.Context, a *kyc.Artifact, name string) (*huma.StreamResponse, error) {
	if a == nil {
		return nil, errNoArtifact
	}
	f, err := s.Blobs.Open(ctx, a.Key)
	if err != nil {
		return nil, fmt.Errorf("open artifact %s: %w", a.ID, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		defer func() {
			if err := f.Close(); err != nil {
				s.Log.Warn("close artifact", "artifact", a.ID, "error", err)
			}
		}()
		h := w.Header()
		h.Set("Content-Type", a.Type)
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("ETag", `"`+a.SHA256+`"`)
		if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
			r.Header.Del("Range") // a server may always send the whole
		}
		rest := &ranged{ResponseWriter: w, r: r, now: s.Now}
		http.ServeContent(rest, r, name, a.At, f)
	}}, nil
}

// maxRanges of one request: each costs the decryption of a whole chunk.
const maxRanges = 16

// writeStall is how long a caller may take for the next piece of a download,
// 32 KiB. A download as a whole may take hours.
const writeStall = time.Minute

// ranged turns the plain text of an impossible range into a problem.
type ranged struct {
	http.ResponseWriter
	r   *http.Request
	now func() time.Time
	bad bool
}

func (w *ranged) WriteHeader(status int) {
	if status < http.StatusBadRequest || status == http.StatusPreconditionFailed { // the caller's own condition; it has no body
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.bad = true
	h := w.Header()
	h.Del("Content-Disposition")
	h.Del("ETag")
	h.Del("Last-Modified")
	if status == http.StatusRequestedRangeNotSatisfiable {
		fail(w.ResponseWriter, w.r, &kyc.Error{Kind: kyc.Invalid, Code: "range_invalid", Message: "The file does not have that range."})
		return
	}
	fail(w.ResponseWriter, w.r, errors.New("serve artifact"))
}

func (w *ranged) Write(b []byte) (int, error) {
	if w.bad {
		return len(b), nil
	}
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(w.now().Add(writeStall)) // not every writer can; the server's can
	return w.ResponseWriter.Write(b)
}
