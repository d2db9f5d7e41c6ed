package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var compositeTable = &table{name: "composites", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text}, {"session", text}, {"state", text}, {"attempts", integer},
	{"next_at", integer}, {"created_at", integer}, {"ended_at", integer}, {"error", text}, {"document", text}}}

// film holds what of a composite has no column.
type film struct {
	Recording kyc.Artifact  `json:"recording"`
	Gaps      []kyc.Gap     `json:"gaps,omitzero"`
	Artifact  *kyc.Artifact `json:"artifact,omitzero"`
}

func compositeValues(c *kyc.Composite) ([]any, error) {
	raw, err := json.Marshal(film{c.Recording, c.Gaps, c.Artifact})
	if err != nil {
		return nil, fmt.Errorf("encode composite of %s: %w", c.Session, err)
	}
	return []any{c.Account, mode(c.Live), c.ID, c.Session, string(c.State), int64(c.Attempts),
		micros(c.NextAt), micros(c.CreatedAt), micros(c.EndedAt), c.Error, string(raw)}, nil
}

func scanComposite(rows *sql.Rows, c *kyc.Composite) error {
	var live, attempts, next, created, ended int64
	var raw string
	if err := rows.Scan(&c.Account, &live, &c.ID, &c.Session, &c.State, &attempts, &next, &created, &ended, &c.Error, &raw); err != nil {
		return err
	}
	c.Live, c.Attempts = live != 0, int(attempts)
	c.NextAt, c.CreatedAt, c.EndedAt = instant(next), instant(created), instant(ended)
	var f film
	if err := json.Unmarshal([]byte(raw), &f); err != nil {
		return fmt.Errorf("decode composite of %s: %w", c.Session, err)
	}
	c.Recording, c.Gaps, c.Artifact = f.Recording, f.Gaps, f.Artifact
	return nil
}

// sealed notes that a change has sealed a recording: its composite is ordered
// with it, or not at all.
func (b *batch) sealed(had *kyc.Artifact, s *kyc.Session) error {
	if s.Recording == nil || had != nil && had.ID == s.Recording.ID {
		return nil
	}
	c := kyc.NewComposite(s, b.store.Now())
	row, err := compositeValues(&c)
	if err == nil {
		b.composites = append(b.composites, row)
	}
	return err
}

// LeaseComposites takes pending composites that are due, as lease does.
func (s *Store) LeaseComposites(ctx context.Context, now, until time.Time, limit int) ([]kyc.Composite, error) {
	return lease(ctx, s, compositeTable, now, limit, scanComposite, func(c *kyc.Composite) ([]any, error) {
		c.NextAt = until
		return compositeValues(c)
	})
}

// FinishComposite writes what an attempt came to.
func (s *Store) FinishComposite(ctx context.Context, c kyc.Composite) error {
	row, err := compositeValues(&c)
	if err != nil {
		return err
	}
	return s.submit(ctx, needs{}, func(b *batch) error {
		b.wrote = true
		return s.dialect.update(b.writer, compositeTable, [][]any{row})
	})
}

// NextComposite is when the earliest pending composite is due, false for none.
func (s *Store) NextComposite(ctx context.Context) (time.Time, bool, error) {
	return s.soonest(ctx, "SELECT next_at FROM composites WHERE state = 'pending' ORDER BY next_at LIMIT 1")
}

// Composite of a recording, nil when none was ordered: recordings that were
// sealed before there were composites have none.
func (s *Store) Composite(ctx context.Context, scope kyc.Scope, recording string) (found *kyc.Composite, err error) {
	err = s.query(ctx, "read a composite", func(rows *sql.Rows) error {
		found = &kyc.Composite{}
		return scanComposite(rows, found)
	}, "SELECT "+compositeTable.names("")+" FROM composites WHERE account = $1 AND live = $2 AND id = $3", scope.Account, mode(scope.Live), recording)
	return found, err
}

// Composites of several recordings, by recording.
func (s *Store) Composites(ctx context.Context, scope kyc.Scope, recordings []string) (map[string]*kyc.Composite, error) {
	found := make(map[string]*kyc.Composite, len(recordings))
	for ids := range slices.Chunk(recordings, maxPage) {
		args := []any{scope.Account, mode(scope.Live)}
		for _, id := range ids {
			args = append(args, id)
		}
		err := s.query(ctx, "read composites", func(rows *sql.Rows) error {
			c := &kyc.Composite{}
			err := scanComposite(rows, c)
			found[c.ID] = c
			return err
		}, "SELECT "+compositeTable.names("")+" FROM composites WHERE account = $1 AND live = $2 AND id IN ("+placeholders(3, len(ids))+")", args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
