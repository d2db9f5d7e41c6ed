package store

import (
	"context"
	"database/sql"

	"github.com/basekyc/basekyc/internal/kyc"
)

// maxPlaces bounds how many of a line are told their places.
const maxPlaces = 10_000

// Line reads a page of who waits, in the order in which they are met, behind the
// given session, which may have left the line since; nil is from the front.
func (s *Store) Line(ctx context.Context, scope kyc.Scope, after *kyc.Session, limit int) (page []*kyc.Session, more bool, err error) {
	limit = pageLimit(limit)
	rank, id := int64(0), ""
	if after != nil {
		rank, id = after.LineRank(), after.ID
	}
	page, err = s.sessions(ctx, "SELECT "+sessionTable.names("")+" FROM sessions WHERE account = $1 AND live = $2 AND line > 0 "+
		"AND (line > $3 OR line = $3 AND id > $4) ORDER BY line, id LIMIT $5", scope.Account, mode(scope.Live), rank, id, int64(limit+1))
	if err != nil {
		return nil, false, err
	}
	page, more = cut(page, limit)
	return page, more, nil
}

// Places lists the ids of who waits, in the order in which they are met. It is
// answered from the index.
func (s *Store) Places(ctx context.Context, scope kyc.Scope) ([]string, error) {
	var ids []string
	err := s.query(ctx, "read the line", func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM sessions WHERE account = $1 AND live = $2 AND line > 0 ORDER BY line, id LIMIT $3", scope.Account, mode(scope.Live), int64(maxPlaces))
	return ids, err
}
