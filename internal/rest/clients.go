package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountClients(s *server) {
	const path = "/v1/oauth_clients"
	handle(s, route{ID: "createOAuthClient", Method: http.MethodPost, Path: path, Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Status: http.StatusCreated, Errors: []int{409},
		Summary: "Create an OAuth client", Text: "It is of the caller's mode and has no scope that the caller lacks. The secret is shown in this reply only."}, s.createClient)
	handle(s, route{ID: "listOAuthClients", Method: http.MethodGet, Path: path, Door: backend, Needs: kyc.ReadKeys, Tag: "credentials",
		Summary: "List OAuth clients, newest first"}, s.listClients)
	handle(s, route{ID: "getOAuthClient", Method: http.MethodGet, Path: path + "/{id}", Door: backend, Needs: kyc.ReadKeys, Tag: "credentials", Errors: []int{404},
		Summary: "Read an OAuth client"}, s.getClient)
	handle(s, route{ID: "rollOAuthClientSecret", Method: http.MethodPost, Path: path + "/{id}/roll_secret", Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Errors: []int{404},
		Summary: "Roll the secret of an OAuth client", Text: "The former secret is taken until the overlap ends; access tokens stay good."}, s.rollClientSecret)
	handle(s, route{ID: "deleteOAuthClient", Method: http.MethodDelete, Path: path + "/{id}", Door: backend, Needs: kyc.WriteKeys, Tag: "credentials", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Delete an OAuth client", Text: "Its access tokens end with it: at once on this node, within seconds on others."}, s.deleteClient)
}

var errNoClient = &kyc.Error{Kind: kyc.NotFound, Code: "client_not_found", Message: "No such OAuth client in this mode of this account."}

type createClient struct{ Body api.NewOAuthClient }

func (s *server) createClient(ctx context.Context, c *call, in *createClient) (*body[api.OAuthClientWithSecret], error) {
	secret, made, err := s.Credentials.CreateClient(ctx, &c.who, wire.ClientOrder(in.Body))
	if err != nil {
		return nil, err
	}
	return &body[api.OAuthClientWithSecret]{wire.OAuthClientWithSecret(made, secret)}, nil
}

type listClients struct{ Page }

func (s *server) listClients(ctx context.Context, c *call, in *listClients) (*body[api.OAuthClientList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixClient); err != nil {
		return nil, err
	}
	list, more, err := s.Credentials.Clients(ctx, c.scope, kyc.PageQuery{After: in.StartingAfter, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := api.OAuthClientList{Data: make([]api.OAuthClient, len(list)), HasMore: more}
	for i := range list {
		out.Data[i] = wire.OAuthClient(&list[i])
	}
	return &body[api.OAuthClientList]{out}, nil
}

func (s *server) getClient(ctx context.Context, c *call, in *PathID) (*body[api.OAuthClient], error) {
	if err := mustBe(in.ID, kyc.PrefixClient, errNoClient); err != nil {
		return nil, err
	}
	found, err := s.Credentials.Client(ctx, c.scope, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[api.OAuthClient]{wire.OAuthClient(found)}, nil
}

func (s *server) rollClientSecret(ctx context.Context, c *call, in *roll) (*body[api.OAuthClientWithSecret], error) {
	if err := mustBe(in.ID, kyc.PrefixClient, errNoClient); err != nil {
		return nil, err
	}
	secret, rolled, err := s.Credentials.RollClientSecret(ctx, &c.who, in.ID, in.overlap())
	if err != nil {
		return nil, err
	}
	return &body[api.OAuthClientWithSecret]{wire.OAuthClientWithSecret(rolled, secret)}, nil
}

func (s *server) deleteClient(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixClient, errNoClient); err != nil {
		return nil, err
	}
	return nil, s.Credentials.DeleteClient(ctx, c.scope, in.ID)
}
