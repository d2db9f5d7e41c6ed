// Command bench measures the line: so many waiting customers of several languages
// and priorities, and so many officers who take whoever is next and decide, each
// change with its event durable in the store. Media and HTTP are not in it. It
// prints how long an officer waits for his customer, and fails when a customer was
// lost, was given to two officers, or was met before one whom the same officer could
// have served earlier.
//
//	go run ./internal/desk/bench -db sqlite -n 200 -officers 40
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/desk"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest/cluster"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
)

func main() {
	engine := flag.String("db", "sqlite", "sqlite, postgres (a server of its own is started) or an address")
	n := flag.Int("n", 200, "customers")
	officers := flag.Int("officers", 40, "officers")
	talk := flag.Duration("talk", 20*time.Millisecond, "mean length of a call")
	flag.Parse()
	if err := run(*engine, *n, *officers, *talk); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// languages of customers; each officer speaks two of them, so that most have some
// customers in front of them whom they cannot serve.
var languages = []string{"en", "hi", "ta", "mr"}

func run(engine string, n, officers int, talk time.Duration) error {
	ctx := context.Background()
	dsn, _, drop, err := cluster.Database(ctx, engine)
	if err != nil {
		return err
	}
	defer drop()
	s, err := store.Open(ctx, store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	defer s.Close()
	l, err := open(ctx, s, n, officers)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := l.serve(ctx, talk); err != nil {
		return err
	}
	took := time.Since(began)
	slices.Sort(l.waits)
	at := func(q float64) float64 { return float64(l.waits[int(q*float64(len(l.waits)-1))].Microseconds()) / 1000 }
	fmt.Printf("%d customers in line, %d officers, calls of %s in the mean (%s): all met in %.2f s; next -> customer p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
		n, officers, talk, engine, took.Seconds(), at(0.5), at(0.99), at(1))
	lost, passed := l.judge()
	fmt.Printf("lost: %d, given twice: %d, met out of order: %d\n", lost, l.twice, passed)
	if lost+l.twice+passed > 0 {
		return errors.New("the line was not kept")
	}
	return nil
}

// line is the desk with what happened at it.
type line struct {
	*desk.Desk
	scope    kyc.Scope
	officers []kyc.Officer
	waiting  []*kyc.Session // as they stood in line, in its order

	mu    sync.Mutex
	met   map[string]*kyc.Session
	asked map[string]time.Time // when the officer asked who was given the customer
	waits []time.Duration
	twice int
}

// Start and Stop play the conductor of checks, which nobody orders here.
func (*line) Start(context.Context, *kyc.Session, kyc.CheckKind, kyc.DocumentType) error { return nil }
func (*line) Stop(kyc.Ref)                                                               {}

// AtDesk says that all officers are there.
func (l *line) AtDesk(kyc.Scope) map[string]bool {
	there := make(map[string]bool, len(l.officers))
	for _, o := range l.officers {
		there[o.ID] = true
	}
	return there
}

// Members reads the staff from the store, as the account feature does.
func (l *line) Members(context.Context, string) ([]kyc.Officer, error) { return l.officers, nil }

func open(ctx context.Context, s *store.Store, n, officers int) (*line, error) {
	l := &line{scope: kyc.Scope{Account: id(kyc.PrefixAccount)}, met: map[string]*kyc.Session{}, asked: map[string]time.Time{}}
	if err := s.CreateAccount(ctx, kyc.Account{ID: l.scope.Account, Name: "bench", CreatedAt: time.Now()}); err != nil {
		return nil, err
	}
	for i := range officers {
		l.officers = append(l.officers, kyc.Officer{Account: l.scope.Account, ID: id(kyc.PrefixOfficer), Name: fmt.Sprint("Officer ", i), Roles: []kyc.Role{kyc.Agent},
			Qualification: kyc.Qualification{Languages: []string{languages[i%4], languages[(i+1)%4]}}})
	}
	sessions := session.New(session.Config{Store: s, BaseURL: "https://kyc.example", Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	l.Desk = &desk.Desk{Sessions: sessions, Checks: l, Accounts: s, Staff: l, Presence: l, Now: time.Now}
	for i := range n {
		v, err := comes(ctx, s, l.scope, i)
		if err != nil {
			return nil, err
		}
		l.waiting = append(l.waiting, v)
	}
	slices.SortFunc(l.waiting, func(a, b *kyc.Session) int { return int(max(-1, min(1, a.LineRank()-b.LineRank()))) })
	return l, nil
}

// comes puts a customer in line: every fifth with a high priority, every fifth with a low one.
func comes(ctx context.Context, s *store.Store, scope kyc.Scope, i int) (*kyc.Session, error) {
	o := kyc.Order{Type: kyc.FullKYC, Customer: kyc.Customer{Name: "Asha Rao", Mobile: fmt.Sprintf("+9198%08d", i), Email: "asha@example.com"},
		Language: languages[mrand.IntN(len(languages))], Priority: []kyc.Priority{kyc.High, kyc.Low, kyc.Normal, kyc.Normal, kyc.Normal}[mrand.IntN(5)]}
	at := time.Now()
	sid := id(kyc.PrefixSession)
	v, events, err := kyc.NewSession(scope, sid, o, kyc.Link{CodeHash: sha256.Sum256([]byte(sid)), TokenID: sid}, at)
	if err != nil {
		return nil, err
	}
	for _, do := range []func() ([]kyc.Event, error){
		func() ([]kyc.Event, error) { return v.Join(kyc.Hash{1}, at) },
		func() ([]kyc.Event, error) { return v.RecordConsent(kyc.Consent{Version: "1", Language: "en"}, at) },
		func() ([]kyc.Event, error) { return v.Queue(time.Now()) },
	} {
		more, err := do()
		if err != nil {
			return nil, err
		}
		events = append(events, more...)
	}
	return v, s.CreateSession(ctx, v, events)
}

// serve lets every officer take and decide until nobody is left for him.
func (l *line) serve(ctx context.Context, talk time.Duration) error {
	failed := make(chan error, len(l.officers))
	var all sync.WaitGroup
	for _, o := range l.officers {
		by := o.Ref(false)
		all.Go(func() {
			for {
				asked := time.Now()
				s, err := l.Next(ctx, l.scope, by)
				if e := kyc.Public(err); e != nil && e.Code == "nobody_waits" {
					return
				}
				if err != nil {
					failed <- err
					return
				}
				l.note(s, asked)
				time.Sleep(time.Duration(float64(talk) * (0.5 + mrand.Float64())))
				if _, err := l.Decide(ctx, l.scope, s.ID, by, kyc.UnableToVerify, nil, ""); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	return <-failed
}

func (l *line) note(s *kyc.Session, asked time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.met[s.ID] != nil {
		l.twice++
	}
	l.met[s.ID] = s
	l.asked[s.ID] = asked
	l.waits = append(l.waits, time.Since(asked))
}

// judge counts who was not met, and who was passed over: he stood before another
// whom an officer was given, nobody had asked yet who got him, and that officer
// speaks his language. Of officers who ask at the same time neither is the first.
func (l *line) judge() (lost, passed int) {
	speaks := map[string]kyc.Attendant{}
	for _, o := range l.officers {
		speaks[o.ID] = kyc.Attendant{ID: o.ID, Qualification: o.Qualification}
	}
	var rules kyc.LineRules
	for i, a := range l.waiting {
		mine := l.met[a.ID]
		if mine == nil {
			lost++
			continue
		}
		for _, b := range l.waiting[i+1:] {
			other := l.met[b.ID]
			if other == nil || !l.asked[a.ID].After(other.StartedAt) {
				continue
			}
			if o := speaks[other.Officer.ID]; o.Suits(rules.Needs(a)) {
				passed++
				break
			}
		}
	}
	return lost, passed
}

func id(prefix string) string {
	var e kyc.Entropy
	rand.Read(e[:]) // never fails
	return kyc.ID(prefix, time.Now(), e)
}
