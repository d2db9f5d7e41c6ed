package main

import (
	"context"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Idempotency keys that have outlived their day go in small pieces, because
// every other write waits for one.
const (
	sweepEvery = time.Minute
	sweepPiece = 200
)

// sweep forgets what has outlived its time, until ctx ends.
func (s *Server) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		for swept := sweepPiece; swept == sweepPiece; {
			var err error
			if swept, err = s.store.SweepClaims(ctx, time.Now().Add(-kyc.ClaimLife), sweepPiece); err != nil && ctx.Err() == nil {
				s.log.Warn("sweep idempotency keys", "error", err)
			}
		}
		// Sessions from before there were marks, oldest last.
		for marked := sweepPiece; marked == sweepPiece; {
			var err error
			if marked, err = s.store.MarkSessions(ctx, sweepPiece); err != nil && ctx.Err() == nil {
				s.log.Warn("mark sessions for the search", "error", err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
