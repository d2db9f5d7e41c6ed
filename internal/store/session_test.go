package store_test

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

// fill gives every field a value of its own, so that a field that the store
// forgets comes back different.
func fill(v reflect.Value, n *int) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = kyctest.Noon.Add(time.Duration(*n) * time.Microsecond)
		return
	case *kyc.Hash:
		*x = sha256.Sum256(fmt.Append(nil, *n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("v%d", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 1.0/3)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n)
			fill(value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("fill does not know " + v.Type().String())
	}
}

func testSessionKeepsEveryField(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	full := &kyc.Session{}
	var n int
	fill(reflect.ValueOf(full).Elem(), &n)
	full.ID = kyctest.ID(kyc.PrefixSession)
	bare := &kyc.Session{Scope: full.Scope, ID: kyctest.ID(kyc.PrefixSession)}
	hollow := &kyc.Session{Scope: full.Scope, ID: kyctest.ID(kyc.PrefixSession), Metadata: map[string]string{},
		Checks: []kyc.Check{}, Stills: []kyc.Artifact{}, Gaps: []kyc.Gap{}, Documents: []kyc.DocumentType{}}
	for _, v := range []*kyc.Session{full, bare, hollow} {
		must(t, s.CreateSession(ctx, v, nil))
		got, err := s.Session(ctx, v.Scope, v.ID)
		must(t, err)
		if !reflect.DeepEqual(got, v) {
			t.Errorf("wrote\n%+v\nread\n%+v", v, got)
		}
	}
	// The same through a change.
	id := bare.ID
	changed, err := s.ChangeSession(ctx, full.Scope, id, func(v *kyc.Session) ([]kyc.Event, error) {
		*v = *full
		v.ID = id
		return nil, nil
	})
	must(t, err)
	want := *full
	want.ID = id
	want.CreatedAt = changed.CreatedAt
	got, err := s.Session(ctx, full.Scope, id)
	must(t, err)
	if !reflect.DeepEqual(got, &want) {
		t.Errorf("changed to\n%+v\nread\n%+v", &want, got)
	}
}

func testSessionInEachStatus(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	for _, status := range kyctest.Reachable {
		v := kyctest.Put(t, s, scope, status)
		got, err := s.Session(ctx, scope, v.ID)
		must(t, err)
		if !reflect.DeepEqual(got, v) {
			t.Errorf("%s: wrote\n%+v\nread\n%+v", status, v, got)
		}
		events := chain(t, s, kyc.Ref{Scope: scope, Session: v.ID})
		for i := range events {
			e, err := s.Event(ctx, scope, events[i].ID)
			must(t, err)
			if !reflect.DeepEqual(e, &events[i]) {
				t.Errorf("event %s by id is %+v, in its chain %+v", e.ID, e, events[i])
			}
		}
	}
	v, events := kyctest.Created(t, scope)
	must(t, s.CreateSession(ctx, v, events))
	if events[0].ID == "" || v.Sequence != 1 || v.Head != events[0].Hash {
		t.Errorf("a creation seals in place: got %+v, head %s", events[0], v.Head)
	}
	again := *v
	again.Sequence, again.Head = 0, kyc.Hash{}
	wantKind(t, "the same id again", s.CreateSession(ctx, &again, events[:1]), kyc.Conflict)
	if again.Sequence != 0 {
		t.Error("a failed creation changed its argument")
	}
}

// testScoping looks at every object of one scope from two others.
func testScoping(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	owner := kyctest.Lender()
	mine := kyctest.Test(owner)
	endpoint, key := kyctest.Endpoint(mine), kyctest.Key(mine)
	must(t, s.CreateEndpoint(ctx, endpoint))
	must(t, s.CreateKey(ctx, key))
	officer := kyctest.Ravi(owner.ID)
	must(t, s.CreateOfficer(ctx, officer))
	v := kyctest.Put(t, s, mine, kyc.Created)
	events := chain(t, s, kyc.Ref{Scope: mine, Session: v.ID})
	deliveries, _, err := s.Deliveries(ctx, mine, kyc.DeliveryQuery{Limit: 10})
	must(t, err)
	if len(deliveries) != 1 {
		t.Fatalf("got %d deliveries, want 1", len(deliveries))
	}
	d := deliveries[0].ID

	for name, other := range map[string]kyc.Scope{"the other mode": kyctest.Live(owner), "another account": kyctest.Test(kyctest.Lender())} {
		t.Run(name, func(t *testing.T) {
			refused := func(what string, err error) { t.Helper(); wantKind(t, what, err, kyc.NotFound) }
			_, err := s.Session(ctx, other, v.ID)
			refused("Session", err)
			_, err = s.ChangeSession(ctx, other, v.ID, touch)
			refused("ChangeSession", err)
			_, _, err = s.SessionEvents(ctx, other, v.ID, 0, 10)
			refused("SessionEvents", err)
			_, err = s.Event(ctx, other, events[0].ID)
			refused("Event", err)
			_, err = s.Endpoint(ctx, other, endpoint.ID)
			refused("Endpoint", err)
			_, _, err = s.ChangeEndpoint(ctx, other, endpoint.ID, func(e *kyc.Endpoint) ([]kyc.Event, error) { e.URL = "https://thief.example"; return nil, nil })
			refused("ChangeEndpoint", err)
			refused("DeleteEndpoint", s.DeleteEndpoint(ctx, other, endpoint.ID))
			_, err = s.Delivery(ctx, other, d)
			refused("Delivery", err)
			_, err = s.Attempts(ctx, other, d)
			refused("Attempts", err)
			refused("FinishAttempts", s.FinishAttempts(ctx, []kyc.AttemptResult{{Attempt: kyc.Attempt{Delivery: d}, Scope: other, State: kyc.DeliverySucceeded}}))
			refused("RevokeKey", s.RevokeKey(ctx, other, key.ID, kyctest.Noon))
			if other.Account != mine.Account {
				_, err = s.Officer(ctx, other.Account, officer.ID)
				refused("Officer", err)
			}
			sessions, _, err := s.Sessions(ctx, other, kyc.SessionQuery{Limit: 10})
			must(t, err)
			list, _, err := s.Deliveries(ctx, other, kyc.DeliveryQuery{Limit: 10})
			must(t, err)
			endpoints, err := s.Endpoints(ctx, other)
			must(t, err)
			keys, err := s.Keys(ctx, other)
			must(t, err)
			if len(sessions)+len(list)+len(endpoints)+len(keys) != 0 {
				t.Errorf("lists show %d sessions, %d deliveries, %d endpoints, %d keys of somebody else", len(sessions), len(list), len(endpoints), len(keys))
			}
		})
	}
	// None of that has changed anything.
	got, err := s.Session(ctx, mine, v.ID)
	must(t, err)
	left, err := s.Endpoint(ctx, mine, endpoint.ID)
	must(t, err)
	if !reflect.DeepEqual(got, v) || !reflect.DeepEqual(left, &endpoint) {
		t.Error("a stranger changed something")
	}
}

func testSessionPages(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	statuses := []kyc.Status{kyc.Created, kyc.Waiting, kyc.Rejected}
	var all []*kyc.Session
	for i := range 23 {
		o := kyctest.Asha()
		o.Customer.Reference = []string{"", "loan-a", "loan-b"}[i%3]
		o.Customer.Mobile = []string{"+919800000002", "+919800000003"}[i%2]
		v, events := kyctest.Ordered(t, scope, o)
		v.Status = statuses[i%len(statuses)]
		if i%5 == 0 {
			v.Status = kyc.InProgress
		}
		must(t, s.CreateSession(ctx, v, events))
		all = append(all, v)
	}
	kyctest.Put(t, s, kyc.Scope{Account: scope.Account, Live: true}, kyc.Created)
	slices.SortFunc(all, func(a, b *kyc.Session) int {
		if a.ID > b.ID {
			return -1
		}
		return 1
	})
	for _, q := range []kyc.SessionQuery{
		{}, {Oldest: true},
		{Status: []kyc.Status{kyc.Waiting}},
		{Status: []kyc.Status{kyc.Waiting, kyc.InProgress, kyc.Waiting}},
		{Status: []kyc.Status{kyc.Waiting, kyc.Rejected}, Oldest: true},
		{Reference: "loan-a"}, {Reference: "loan-b", Status: []kyc.Status{kyc.Rejected, kyc.InProgress}, Oldest: true},
		{Mobile: "+919800000003"}, {Mobile: "+919800000002", Reference: "loan-b", Oldest: true}, {Mobile: "+919800000009"},
		{Reference: "nobody's"}, {Status: []kyc.Status{kyc.Failed}},
	} {
		var want []string
		for _, v := range all {
			if (len(q.Status) == 0 || slices.Contains(q.Status, v.Status)) && (q.Reference == "" || q.Reference == v.Customer.Reference) &&
				(q.Mobile == "" || q.Mobile == v.Customer.Mobile) {
				want = append(want, v.ID)
			}
		}
		if q.Oldest {
			slices.Reverse(want)
		}
		for _, limit := range []int{1, 4, 100} {
			q.Limit, q.After = limit, ""
			var got []string
			for {
				page, more, err := s.Sessions(ctx, scope, q)
				must(t, err)
				if len(page) > limit || more && len(page) < limit {
					t.Fatalf("%+v: a page of %d, more %v", q, len(page), more)
				}
				for _, v := range page {
					got = append(got, v.ID)
				}
				if !more {
					break
				}
				q.After = got[len(got)-1]
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v:\ngot  %v\nwant %v", q, got, want)
			}
		}
	}
}

func testEventPages(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	scope := kyctest.PutAccount(t, s)
	v := kyctest.Put(t, s, scope, kyc.Completed)
	all := chain(t, s, kyc.Ref{Scope: scope, Session: v.ID})
	page, more, err := s.SessionEvents(ctx, scope, v.ID, 2, 3)
	must(t, err)
	if !more || !reflect.DeepEqual(page, all[2:5]) {
		t.Errorf("3 events behind the second: got %+v, more %v", page, more)
	}
	page, more, err = s.SessionEvents(ctx, scope, v.ID, v.Sequence, 3)
	if err != nil || more || len(page) != 0 {
		t.Errorf("behind the last: got %v, %v, %v", page, more, err)
	}
}

func testRefsAndDeadlines(t *testing.T, b backend) {
	s := b.open(t, store.Options{})
	one, two := kyctest.PutAccount(t, s), kyc.Scope{Account: kyctest.Lender().ID, Live: true}
	if _, any, err := s.NextDeadline(ctx); any || err != nil {
		t.Errorf("an empty store has a deadline (%v)", err)
	}
	ref := func(v *kyc.Session) kyc.Ref { return kyc.Ref{Scope: v.Scope, Session: v.ID} }
	kyctest.Put(t, s, one, kyc.Completed) // has no timer and needs no recovery
	created := kyctest.Put(t, s, two, kyc.Created)
	lost := kyctest.Put(t, s, one, kyc.Interrupted)
	talking := kyctest.Put(t, s, two, kyc.InProgress)

	at, any, err := s.NextDeadline(ctx)
	if err != nil || !any || !at.Equal(lost.GraceEnds) {
		t.Errorf("next deadline is %v %v %v, want %v", at, any, err, lost.GraceEnds)
	}
	for _, c := range []struct {
		now   time.Time
		limit int
		want  []kyc.Ref
	}{
		{lost.GraceEnds.Add(-time.Microsecond), 10, nil},
		{lost.GraceEnds, 10, []kyc.Ref{ref(lost)}},
		{created.ExpiresAt, 10, []kyc.Ref{ref(lost), ref(created)}},
		{created.ExpiresAt, 1, []kyc.Ref{ref(lost)}},
	} {
		due, err := s.DueSessions(ctx, c.now, c.limit)
		if err != nil || !slices.Equal(due, c.want) {
			t.Errorf("due at %v: %v %v, want %v", c.now, due, err, c.want)
		}
	}
	found, err := s.SessionRefs(ctx, kyc.Interrupted, kyc.InProgress)
	must(t, err)
	if len(found) != 2 || !slices.Contains(found, ref(lost)) || !slices.Contains(found, ref(talking)) {
		t.Errorf("in call: %v", found)
	}
	if found, err := s.SessionRefs(ctx); len(found) != 0 || err != nil {
		t.Errorf("no status: %v %v", found, err)
	}
	// A change that ends the timer takes the session out of the list.
	_, err = s.ChangeSession(ctx, lost.Scope, lost.ID, func(v *kyc.Session) ([]kyc.Event, error) { return v.Tick(lost.GraceEnds) })
	must(t, err)
	due, err := s.DueSessions(ctx, created.ExpiresAt, 10)
	if err != nil || !slices.Equal(due, []kyc.Ref{ref(created)}) {
		t.Errorf("after the tick: %v %v", due, err)
	}
}
