// Command bench measures the store: creations (state, event and the delivery
// for one endpoint in one durable transaction each), changes, and lists of 20.
// It prints rates, latencies and the CPU time of all processes, database and
// load generator included.
//
//	go run ./internal/store/bench -db sqlite -n 10000 -c 50
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest/cluster"
	"github.com/basekyc/basekyc/internal/store"
)

func main() {
	engine := flag.String("db", "sqlite", "sqlite, postgres (a server of its own is started) or an address")
	n := flag.Int("n", 10000, "operations")
	c := flag.Int("c", 50, "concurrent callers")
	profile := flag.String("cpuprofile", "", "write a CPU profile of the creations here")
	flag.Parse()
	if err := run(*engine, *n, *c, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(engine string, n, c int, profile string) error {
	ctx := context.Background()
	dsn, server, drop, err := cluster.Database(ctx, engine)
	if err != nil {
		return err
	}
	defer drop()
	var batches atomic.Int64
	s, err := store.Open(ctx, store.Options{DSN: dsn, OnCommit: func(store.Commit) { batches.Add(1) }})
	if err != nil {
		return err
	}
	defer s.Close()

	scope := kyc.Scope{Account: id(kyc.PrefixAccount)}
	if err := s.CreateAccount(ctx, kyc.Account{ID: scope.Account, Name: "bench", CreatedAt: time.Now()}); err != nil {
		return err
	}
	if err := s.CreateEndpoint(ctx, kyc.Endpoint{Scope: scope, ID: id(kyc.PrefixEndpoint), URL: "https://lender.example/hooks",
		Secret: []byte("secret"), CreatedAt: time.Now()}); err != nil {
		return err
	}
	order := kyc.Order{Type: kyc.FullKYC, Customer: kyc.Customer{Name: "Asha Rao", Mobile: "+919800000002",
		Email: "asha@example.com", Reference: "loan-1"}, Metadata: map[string]string{"branch": "Pune"}}
	ids := make([]string, n)

	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
	}
	if err := measure("create", engine, n, c, server, func(i int) error {
		v, events, err := kyc.NewSession(scope, id(kyc.PrefixSession), order, kyc.Link{TokenID: "jti"}, time.Now())
		if err != nil {
			return err
		}
		ids[i] = v.ID
		return s.CreateSession(ctx, v, events)
	}); err != nil {
		return err
	}
	pprof.StopCPUProfile()
	fmt.Printf("       %.1f creations per commit\n", float64(n)/float64(batches.Load()))

	if err := measure("change", engine, n, c, server, func(i int) error {
		_, err := s.ChangeSession(ctx, scope, ids[i], func(v *kyc.Session) ([]kyc.Event, error) { return v.Join(kyc.Hash{1}, time.Now()) })
		return err
	}); err != nil {
		return err
	}
	return measure("list20", engine, n, c, server, func(i int) error {
		page, _, err := s.Sessions(ctx, scope, kyc.SessionQuery{After: ids[i], Limit: 20, Status: []kyc.Status{kyc.Joined}})
		if err == nil && i > 100 && len(page) == 0 {
			err = fmt.Errorf("an empty page behind %s", ids[i])
		}
		return err
	})
}

func id(prefix string) string {
	var e kyc.Entropy
	rand.Read(e[:]) // never fails
	return kyc.ID(prefix, time.Now(), e)
}

// measure runs n operations by c callers and prints one line.
func measure(name, engine string, n, c, server int, do func(int) error) error {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	cpu, began := spent(server), time.Now()
	var all sync.WaitGroup
	for range c {
		all.Go(func() {
			for failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				start := time.Now()
				if err := do(i); err != nil {
					failed.Store(&err)
					return
				}
				took[i] = time.Since(start)
			}
		})
	}
	all.Wait()
	wall, used := time.Since(began), spent(server)-cpu
	if err := failed.Load(); err != nil {
		return fmt.Errorf("%s: %w", name, *err)
	}
	slices.Sort(took)
	fmt.Printf("%s on %s: %d by %d: %.0f/s, %.3f CPU-s per 1,000, p50 %.1f ms, p99 %.1f ms, worst %.1f ms\n", name, engine, n, c,
		float64(n)/wall.Seconds(), used.Seconds()*1000/float64(n), ms(took[n/2]), ms(took[n*99/100]), ms(took[n-1]))
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
