package evidence_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
)

// shelf keeps blobs in memory.
type shelf map[string][]byte

func (s shelf) Put(_ context.Context, key string, r io.Reader) (err error) {
	s[key], err = io.ReadAll(r)
	return err
}

func (s shelf) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	b, ok := s[key]
	if !ok {
		return nil, kyc.Errorf(kyc.NotFound, "blob_not_found", "Erased.")
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(b), io.NopCloser(nil)}, nil
}

// An auditor decides and the process dies: the next one finds the session among
// those in audit, seals the paper and ends it.
func TestTheSealerEndsWhatAnAuditorDecided(t *testing.T) {
	ended := make(chan string, 1)
	st := kyctest.OpenWith(t, store.Options{DSN: kyctest.SQLite(t), OnCommit: func(c store.Commit) {
		for _, s := range c.Sessions {
			if s.Status.Final() {
				ended <- s.ID
			}
		}
	}})
	scope := kyctest.PutAccount(t, st)
	sessions := session.New(session.Config{Store: st, BaseURL: "https://kyc.test", Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	kept := shelf{}
	sealer := evidence.NewSealer(evidence.SealerConfig{Sessions: sessions, Ledger: st, Blobs: kept, Live: t.TempDir(),
		Finish:    func(kyc.Ref) { t.Error("the call of an audited session is over already") },
		EventsURL: func(id string) string { return "https://kyc.test/" + id }, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	waiting, decided := kyctest.Put(t, st, scope, kyc.InAudit), kyctest.Put(t, st, scope, kyc.InAudit)
	ref := kyc.Ref{Scope: scope, Session: decided.ID}
	meera := kyc.OfficerRef{ID: "off_meera", Name: "Meera Shah"}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := sessions.TakeAudit(ctx, ref, meera); err != nil {
		t.Fatal(err)
	}
	if v, err := sessions.Find(ctx, ref, meera, kyc.AuditApprove, nil, ""); err != nil || v.Status.Final() || !evidence.Due(v) || evidence.Due(waiting) {
		t.Fatal(v, err)
	}
	done := make(chan struct{})
	go func() { defer close(done); sealer.Run(ctx) }()
	select {
	case id := <-ended:
		if id != decided.ID {
			t.Errorf("%s has ended", id)
		}
	case <-time.After(time.Minute): // only so that a broken test says so
		t.Fatal("nothing has ended")
	}
	v, err := sessions.Get(ctx, scope, decided.ID)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-done
	paper := kept[v.Addendum.Key]
	if sum := sha256.Sum256(paper); v.Status != kyc.Completed || hex.EncodeToString(sum[:]) != v.Addendum.SHA256 || int64(len(paper)) != v.Addendum.Bytes || !bytes.HasPrefix(paper, []byte("%PDF")) {
		t.Errorf("%s, %d bytes, %+v", v.Status, len(paper), v.Addendum)
	}
	events, _, err := st.SessionEvents(t.Context(), scope, v.ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	n := len(events)
	if events[n-3].Type != kyc.EventAuditDecided || events[n-2].Type != kyc.EventAddendumReady || events[n-1].Type != kyc.EventCompleted {
		t.Errorf("the chain ends with %s, %s, %s", events[n-3].Type, events[n-2].Type, events[n-1].Type)
	}
	if w, err := sessions.Get(t.Context(), scope, waiting.ID); err != nil || w.Status != kyc.InAudit {
		t.Errorf("one that nobody has audited: %v %v", w.Status, err)
	}
}
