package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountKeys(s *server) {
	const path = "/v1/api_keys"
	handle(s, route{ID: "createKey", Method: http.MethodPost, Path: path, Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Status: http.StatusCreated, Errors: []int{409},
		Summary: "Create an API key", Text: "It is of the caller's mode and has no scope that the caller lacks. The key is shown in this reply only."}, s.createKey)
	handle(s, route{ID: "listKeys", Method: http.MethodGet, Path: path, Door: backend, Needs: kyc.ReadKeys, Tag: "credentials",
		Summary: "List API keys, newest first", Text: "Also those that have ended."}, s.listKeys)
	handle(s, route{ID: "getKey", Method: http.MethodGet, Path: path + "/{id}", Door: backend, Needs: kyc.ReadKeys, Tag: "credentials", Errors: []int{404},
		Summary: "Read an API key"}, s.getKey)
	handle(s, route{ID: "updateKey", Method: http.MethodPatch, Path: path + "/{id}", Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Errors: []int{404, 409},
		Summary: "Rename an API key, or change its scopes or origins"}, s.updateKey)
	handle(s, route{ID: "rollKey", Method: http.MethodPost, Path: path + "/{id}/roll", Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Status: http.StatusCreated, Errors: []int{404, 409},
		Summary: "Roll an API key", Text: "Answers with the successor, shown once; the former key is good until the overlap ends. A key may roll itself."}, s.rollKey)
	handle(s, route{ID: "revokeKey", Method: http.MethodDelete, Path: path + "/{id}", Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Revoke an API key", Text: "At once on this node, within seconds on others. A key may revoke itself."}, s.revokeKey)
}

var errNoKey = &kyc.Error{Kind: kyc.NotFound, Code: "key_not_found", Message: "No such API key in this mode of this account."}

type createKey struct{ Body api.NewKey }

func (s *server) createKey(ctx context.Context, c *call, in *createKey) (*body[api.KeyWithSecret], error) {
	plain, k, err := s.Credentials.CreateKey(ctx, &c.who, wire.KeyOrder(in.Body))
	if err != nil {
		return nil, err
	}
	return &body[api.KeyWithSecret]{wire.KeyWithSecret(k, plain)}, nil
}

type listKeys struct{ Page }

func (s *server) listKeys(ctx context.Context, c *call, in *listKeys) (*body[api.KeyList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixKey); err != nil {
		return nil, err
	}
	list, more, err := s.Credentials.Keys(ctx, c.scope, kyc.PageQuery{After: in.StartingAfter, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := api.KeyList{Data: make([]api.Key, len(list)), HasMore: more}
	for i := range list {
		out.Data[i] = wire.Key(&list[i])
	}
	return &body[api.KeyList]{out}, nil
}

func (s *server) getKey(ctx context.Context, c *call, in *PathID) (*body[api.Key], error) {
	if err := mustBe(in.ID, kyc.PrefixKey, errNoKey); err != nil {
		return nil, err
	}
	return keyReply(s.Credentials.Key(ctx, c.scope, in.ID))
}

type updateKey struct {
	PathID
	Body api.KeyUpdate
}

func (s *server) updateKey(ctx context.Context, c *call, in *updateKey) (*body[api.Key], error) {
	if err := mustBe(in.ID, kyc.PrefixKey, errNoKey); err != nil {
		return nil, err
	}
	return keyReply(s.Credentials.ChangeKey(ctx, &c.who, in.ID, wire.KeyChange(in.Body)))
}

func keyReply(k *kyc.APIKey, err error) (*body[api.Key], error) {
	if err != nil {
		return nil, err
	}
	return &body[api.Key]{wire.Key(k)}, nil
}

type roll struct {
	PathID
	Body *api.Roll
}

// overlap of a roll; the body may be left out.
func (r *roll) overlap() time.Duration {
	if r.Body == nil || r.Body.Overlap == nil {
		return kyc.DefaultOverlap
	}
	return time.Duration(*r.Body.Overlap) * time.Second
}

func (s *server) rollKey(ctx context.Context, c *call, in *roll) (*body[api.KeyWithSecret], error) {
	if err := mustBe(in.ID, kyc.PrefixKey, errNoKey); err != nil {
		return nil, err
	}
	plain, k, err := s.Credentials.RollKey(ctx, &c.who, in.ID, in.overlap())
	if err != nil {
		return nil, err
	}
	return &body[api.KeyWithSecret]{wire.KeyWithSecret(k, plain)}, nil
}

func (s *server) revokeKey(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixKey, errNoKey); err != nil {
		return nil, err
	}
	return nil, s.Credentials.RevokeKey(ctx, c.scope, in.ID)
}
