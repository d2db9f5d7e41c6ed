package rest

import (
	"context"
	"net/http"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// Searches looks through all sessions: internal/store.
type Searches interface {
	Search(ctx context.Context, scope kyc.Scope, q kyc.Search) (page []*kyc.Session, more bool, err error)
}

func mountSearch(s *server) {
	handle(s, route{ID: "searchCases", Method: http.MethodPost, Path: "/desk/search", Door: desk, Tag: "desk",
		Summary: "Search cases, newest first", Text: "All that is given must be true of a case."}, s.searchCases)
	handle(s, route{ID: "listCaseFilters", Method: http.MethodGet, Path: "/desk/filters", Door: desk, Tag: "desk",
		Summary: "What cases can be searched for"}, s.listCaseFilters)
}

type searchCases struct{ Body api.CaseQuery }

func (s *server) searchCases(ctx context.Context, c *call, in *searchCases) (*body[api.CasePage], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	if err := cursor(in.Body.StartingAfter, kyc.PrefixSession); err != nil {
		return nil, err
	}
	q := wire.Search(&in.Body.CaseSearch)
	if err := q.Check(); err != nil {
		return nil, err
	}
	q.After, q.Limit = in.Body.StartingAfter, in.Body.Limit
	list, more, err := s.Searches.Search(ctx, c.scope, q)
	if err != nil {
		return nil, err
	}
	cases, err := s.casesOf(ctx, c, list)
	if err != nil {
		return nil, err
	}
	return &body[api.CasePage]{api.CasePage{Data: cases, HasMore: more}}, nil
}

func (s *server) listCaseFilters(ctx context.Context, c *call, _ *struct{}) (*body[api.CaseFilters], error) {
	if err := c.mayRead(); err != nil {
		return nil, err
	}
	staff, err := s.Staff.Members(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	return &body[api.CaseFilters]{wire.CaseFilters(staff, s.Profiles)}, nil
}
