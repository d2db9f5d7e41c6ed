package rest

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/internal/kyc"
)

// trackComposite is the film; the other tracks are the names of the parties.
const trackComposite = "composite"

var (
	errFilmPending = &kyc.Error{Kind: kyc.Conflict, Code: "composite_pending", Message: "The film is being made.", Hint: "Ask again in a minute, or fetch the recording without track."}
	errNoFilm      = &kyc.Error{Kind: kyc.NotFound, Code: "composite_unavailable", Message: "There is no film of this session.", Hint: "Fetch the recording without track: it is complete."}
)

// recording sends a session's recording, whole, as film, or one party of it.
func (s *server) recording(ctx context.Context, v *kyc.Session, track string) (*huma.StreamResponse, error) {
	switch track {
	case "":
		return s.download(ctx, v.Recording, v.ID+".webm")
	case trackComposite:
		c, err := s.film(ctx, v)
		switch {
		case err != nil:
			return nil, err
		case c != nil && c.State == kyc.CompositeReady:
			return s.download(ctx, c.Artifact, v.ID+".mp4")
		case c != nil && c.State == kyc.CompositePending && s.Films.Able():
			return nil, errFilmPending
		}
		return nil, errNoFilm
	}
	return s.party(ctx, v, kyc.Role(track))
}

// film of a session's recording; nil when none was ordered.
func (s *server) film(ctx context.Context, v *kyc.Session) (*kyc.Composite, error) {
	if v.Recording == nil {
		return nil, nil
	}
	return s.Films.Composite(ctx, v.Scope, v.Recording.ID)
}

// party sends one party, copied out of the recording while it is sent.
func (s *server) party(ctx context.Context, v *kyc.Session, party kyc.Role) (*huma.StreamResponse, error) {
	if v.Recording == nil {
		return nil, errNoArtifact
	}
	f, err := s.Blobs.Open(ctx, v.Recording.Key)
	if err != nil {
		return nil, fmt.Errorf("open artifact %s: %w", v.Recording.ID, err)
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer f.Close()
		r, w := humago.Unwrap(hc)
		out := &attached{w: &ranged{ResponseWriter: w, r: r, now: s.Now}, kind: "video/webm", name: fmt.Sprintf("%s-%s.webm", v.ID, party)}
		err := s.Films.Extract(r.Context(), party, f, out)
		switch {
		case err == nil:
		case !out.began:
			fail(w, r, err)
		default: // the head is gone: a reply that breaks off is the only way to say so
			s.Log.Warn("send a party", "session", v.ID, "error", err)
			panic(http.ErrAbortHandler)
		}
	}}, nil
}
