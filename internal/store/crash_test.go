package store_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// The environment of a child that is going to be killed.
const (
	crashDSN     = "BASEKYC_TEST_CRASH_DSN"
	crashAccount = "BASEKYC_TEST_CRASH_ACCOUNT"
)

// crashChild writes without end, and tells on its standard output what was
// answered, until it is killed. It returns false in every other process.
func crashChild() bool {
	dsn := os.Getenv(crashDSN)
	if dsn == "" {
		return false
	}
	s, err := store.Open(ctx, store.Options{DSN: dsn})
	if err != nil {
		fmt.Println("error", err)
		return true
	}
	t := &testing.T{} // fixtures report to it; nothing in them fails
	scope := kyc.Scope{Account: os.Getenv(crashAccount)}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				v, events := kyctest.Created(t, scope)
				if err := s.CreateSession(ctx, v, events); err != nil {
					fmt.Println("error", err)
					return
				}
				fmt.Println(v.ID, v.Sequence)
				for range 3 {
					got, err := s.ChangeSession(ctx, scope, v.ID, touch)
					if err != nil {
						fmt.Println("error", err)
						return
					}
					fmt.Println(v.ID, got.Sequence)
				}
			}
		})
	}
	all.Wait()
	return true
}

// TestAnsweredIsDurable kills a writing process and looks for everything that
// it had answered.
func TestAnsweredIsDurable(t *testing.T) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			b := backend{address(t)}
			s := b.open(t, store.Options{})
			scope := kyctest.PutAccount(t, s)
			must(t, s.CreateEndpoint(ctx, kyctest.Endpoint(scope)))
			must(t, s.Close())
			answered := map[string]int64{}
			for round := range 4 {
				crash(t, b.dsn, scope.Account, 150+100*round, answered)
				verifyAnswered(t, b.open(t, store.Options{}), scope, answered)
			}
		})
	}
}

// crash runs a child until it has told of some answers and kills it. What the
// child had told is added to answered.
func crash(t *testing.T, dsn, account string, answers int, answered map[string]int64) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	child := exec.Command(self)
	child.Env = append(os.Environ(), crashDSN+"="+dsn, crashAccount+"="+account)
	child.Stderr = t.Output()
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if n == answers {
			must(t, child.Process.Kill())
		}
		var id string
		var sequence int64
		if _, err := fmt.Sscan(lines.Text(), &id, &sequence); err != nil || !strings.HasPrefix(id, kyc.PrefixSession) {
			if n < answers {
				t.Errorf("the child said %q", lines.Text())
			}
			continue // a line that the kill cut in two
		}
		answered[id] = max(answered[id], sequence)
	}
	if err := child.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
}

func verifyAnswered(t *testing.T, s *store.Store, scope kyc.Scope, answered map[string]int64) {
	t.Helper()
	var events, deliveries int
	var after string
	for more := true; more; {
		var page []*kyc.Session
		var err error
		page, more, err = s.Sessions(ctx, scope, kyc.SessionQuery{After: after, Limit: 100})
		must(t, err)
		for _, v := range page {
			after = v.ID
			n := len(chain(t, s, refOf(v)))
			events += n
			if int64(n) < answered[v.ID] {
				t.Errorf("%s: event %d was answered, %d are kept", v.ID, answered[v.ID], n)
			}
		}
	}
	for id := range answered {
		if _, err := s.Session(ctx, scope, id); err != nil {
			t.Errorf("%s was answered: %v", id, err)
		}
	}
	after = ""
	for more := true; more; {
		var page []kyc.Delivery
		var err error
		page, more, err = s.Deliveries(ctx, scope, kyc.DeliveryQuery{After: after, Limit: 100})
		must(t, err)
		deliveries += len(page)
		if len(page) > 0 {
			after = page[len(page)-1].ID
		}
	}
	if events != deliveries {
		t.Errorf("%d events and %d deliveries: half a transaction was kept", events, deliveries)
	}
	t.Logf("%d sessions answered, %d events kept", len(answered), events)
}
