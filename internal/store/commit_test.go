package store_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func refOf(v *kyc.Session) kyc.Ref { return kyc.Ref{Scope: v.Scope, Session: v.ID} }

var errRefused = errors.New("refused")

// hold makes the committer wait inside a change until release is called, so
// that what is written meanwhile becomes one batch. release waits for the
// members to stand in the queue.
func hold(t *testing.T, s *store.Store, v *kyc.Session) (release func(members int)) {
	entered, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		var once sync.Once
		_, err := s.ChangeSession(ctx, v.Scope, v.ID, func(*kyc.Session) ([]kyc.Event, error) {
			once.Do(func() { close(entered); <-leave })
			return nil, errRefused
		})
		done <- err
	}()
	<-entered
	return func(members int) {
		for s.Waiting() < members {
			runtime.Gosched()
		}
		close(leave)
		if err := <-done; !errors.Is(err, errRefused) {
			t.Errorf("the held change: %v", err)
		}
	}
}

func testConcurrentChangesChain(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	var sessions []*kyc.Session
	for range 3 {
		sessions = append(sessions, kyctest.Put(t, s, scope, kyc.Created))
	}
	const writers, rounds = 12, 8
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for i := range rounds {
				v := sessions[i%len(sessions)]
				if _, err := s.ChangeSession(ctx, scope, v.ID, touch); err != nil {
					t.Error(err)
				}
				if _, err := s.ChangeSession(ctx, scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) {
					v.Metadata["half"] = "done"
					return nil, errRefused
				}); !errors.Is(err, errRefused) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	var events int
	for _, v := range sessions {
		events += len(chain(t, s, refOf(v)))
		got, err := s.Session(ctx, scope, v.ID)
		must(t, err)
		if got.Metadata["half"] != "" {
			t.Error("a failed change left a trace")
		}
	}
	if want := len(sessions) + writers*rounds; events != want {
		t.Errorf("got %d events, want %d", events, want)
	}
}

// testTwoProcessesLoseNothing lets two stores on one database change the same
// session: what two processes do on PostgreSQL.
func testTwoProcessesLoseNothing(t *testing.T, b backend) {
	s := []*store.Store{b.open(t, store.Options{}), b.open(t, store.Options{})}
	scope := kyctest.PutAccount(t, s[0])
	v, w := kyctest.Put(t, s[0], scope, kyc.Created), kyctest.Put(t, s[0], scope, kyc.Created)
	const writers, rounds = 6, 10
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for j := range rounds {
				if _, err := s[i%2].ChangeSession(ctx, scope, []string{v.ID, w.ID}[j%2], touch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(chain(t, s[0], refOf(v))) + len(chain(t, s[1], refOf(w))); n != 2+writers*rounds {
		t.Errorf("got %d events, want %d", n, 2+writers*rounds)
	}
}

func testBatchMembersSeeEachOther(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Created)
	release := hold(t, s, v)
	const members = 20
	seen := make(chan int64, members)
	var all sync.WaitGroup
	for range members {
		all.Go(func() {
			got, err := s.ChangeSession(ctx, scope, v.ID, touch)
			if err != nil {
				t.Error(err)
				return
			}
			seen <- got.Sequence
		})
	}
	release(members)
	all.Wait()
	close(seen)
	var sequences []int64
	for n := range seen {
		sequences = append(sequences, n)
	}
	slices.Sort(sequences)
	for i, n := range sequences {
		if n != int64(i+2) {
			t.Fatalf("members saw sequences %v, want each of 2..%d once", sequences, members+1)
		}
	}
	chain(t, s, refOf(v))
}

func testFailedChangeLeavesNoTrace(t *testing.T, b backend) {
	var commits []store.Commit // written by the committer, read after its answers
	s := b.open(t, store.Options{OnCommit: func(c store.Commit) { commits = append(commits, c) }})
	scope := kyctest.PutAccount(t, s)
	must(t, s.CreateEndpoint(ctx, kyctest.Endpoint(scope)))
	v := kyctest.Put(t, s, scope, kyc.Created)
	told := len(commits)
	_, err := s.ChangeSession(ctx, scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) {
		events, err := v.Cancel(kyctest.Noon)
		must(t, err)
		return events, errRefused
	})
	if !errors.Is(err, errRefused) {
		t.Errorf("got %v", err)
	}
	if _, err := s.ChangeSession(ctx, scope, v.ID, func(v *kyc.Session) ([]kyc.Event, error) {
		v.ID = "vs_other"
		return nil, nil
	}); err == nil {
		t.Error("a change of the identity was accepted")
	}
	got, err := s.Session(ctx, scope, v.ID)
	must(t, err)
	if got.Status != kyc.Created || len(chain(t, s, refOf(v))) != 1 {
		t.Errorf("a failed change was written: %+v", got)
	}
	list, _, err := s.Deliveries(ctx, scope, kyc.DeliveryQuery{Limit: 10})
	must(t, err)
	if len(list) != 1 || len(commits) != told {
		t.Errorf("a failed change made %d deliveries and told followers %d times", len(list)-1, len(commits)-told)
	}
}

// testCulpritFailsAlone puts a member that the database refuses in the middle
// of a batch.
func testCulpritFailsAlone(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v, taken := kyctest.Put(t, s, scope, kyc.Created), kyctest.Put(t, s, scope, kyc.Created)
	release := hold(t, s, v)
	var all sync.WaitGroup
	var good []*kyc.Session
	for i := range 9 {
		w, events := kyctest.Created(t, scope)
		if i == 4 {
			w.ID = taken.ID
		} else {
			good = append(good, w)
		}
		all.Go(func() {
			err := s.CreateSession(ctx, w, events)
			if i == 4 {
				wantKind(t, "the culprit", err, kyc.Conflict)
			} else if err != nil {
				t.Errorf("a neighbour of the culprit: %v", err)
			}
		})
		all.Go(func() {
			if _, err := s.ChangeSession(ctx, scope, v.ID, touch); err != nil {
				t.Error(err)
			}
		})
	}
	release(18)
	all.Wait()
	for _, w := range good {
		chain(t, s, refOf(w))
	}
	if n := len(chain(t, s, refOf(v))); n != 10 {
		t.Errorf("the changed session has %d events, want 10", n)
	}
}

func testPanicReachesItsCaller(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	v := kyctest.Put(t, s, kyctest.PutAccount(t, s), kyc.Created)
	func() {
		defer func() {
			if p := recover(); p != "boom" {
				t.Errorf("recovered %v", p)
			}
		}()
		s.ChangeSession(ctx, v.Scope, v.ID, func(*kyc.Session) ([]kyc.Event, error) { panic("boom") })
	}()
	if _, err := s.ChangeSession(ctx, v.Scope, v.ID, touch); err != nil {
		t.Errorf("after a panic: %v", err)
	}
}

func testCancelledWriteIsNotWritten(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	v := kyctest.Put(t, s, kyctest.PutAccount(t, s), kyc.Created)
	release := hold(t, s, v)
	gone, cancel := context.WithCancel(ctx)
	cancelled := make(chan error)
	go func() {
		_, err := s.ChangeSession(gone, v.Scope, v.ID, touch)
		cancelled <- err
	}()
	for s.Waiting() == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-cancelled; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	release(0)
	if n := len(chain(t, s, refOf(v))); n != 1 {
		t.Errorf("a cancelled change was written: %d events", n)
	}
}

// testOnlyDeliveriesAreLazy asks the engine itself how a commit will end.
func testOnlyDeliveriesAreLazy(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	query, durable, lazy := "PRAGMA synchronous", "2", "1" // FULL and NORMAL
	if strings.HasPrefix(b.dsn, "postgres") {
		query, durable, lazy = "SHOW synchronous_commit", "on", "off"
	}
	for range 2 { // one does not leave its mark on the next
		for want, is := range map[string]bool{durable: false, lazy: true} {
			if got, err := s.Setting(is, query); err != nil || got != want {
				t.Errorf("lazy %v: %s is %s (%v), want %s", is, query, got, err, want)
			}
		}
	}
}

func testOnCommitTellsInOrder(t *testing.T, b backend) {
	told := map[string]int64{}
	var deliveries, events int
	s := b.open(t, store.Options{OnCommit: func(c store.Commit) {
		for _, e := range c.Events {
			if e.Sequence != told[e.Session]+1 {
				t.Errorf("told of event %d of %s after %d", e.Sequence, e.Session, told[e.Session])
			}
			told[e.Session] = e.Sequence
		}
		for _, v := range c.Sessions {
			if v.Sequence != told[v.ID] {
				t.Errorf("told of %s at %d with events up to %d", v.ID, v.Sequence, told[v.ID])
			}
		}
		deliveries += c.Deliveries
		events += len(c.Events)
	}})
	scope := kyctest.PutAccount(t, s)
	must(t, s.CreateEndpoint(ctx, kyctest.Endpoint(scope)))
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			v, made := kyctest.Created(t, scope)
			if err := s.CreateSession(ctx, v, made); err != nil {
				t.Error(err)
			}
			for range 4 {
				if _, err := s.ChangeSession(ctx, scope, v.ID, touch); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if events != 30 || deliveries != 30 {
		t.Errorf("told of %d events and %d deliveries, want 30 of each", events, deliveries)
	}
}

func testCloseCommitsWhatWasAccepted(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Created)
	var all sync.WaitGroup
	var mu sync.Mutex
	accepted := 0
	for range 8 {
		all.Go(func() {
			for {
				_, err := s.ChangeSession(ctx, scope, v.ID, touch)
				if errors.Is(err, store.ErrClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				accepted++
				mu.Unlock()
			}
		})
	}
	must(t, s.Close())
	all.Wait()
	if n := len(chain(t, b.open(t, store.Options{}), refOf(v))); n != 1+accepted {
		t.Errorf("%d changes were accepted, %d were kept", accepted, n-1)
	}
}

func testReopensWhatItWrote(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	v := kyctest.Put(t, s, kyctest.PutAccount(t, s), kyc.Completed)
	must(t, s.Ping(ctx))
	must(t, s.Close())
	must(t, s.Close())
	if err := s.Ping(ctx); err == nil {
		t.Error("a closed store answers a ping")
	}
	chain(t, b.open(t, store.Options{}), refOf(v))
}
