package rest

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// Numbers are what an account's desk is judged by: internal/store.
type Numbers interface {
	Turns(ctx context.Context, scope kyc.Scope, span kyc.Span) (list []kyc.Turn, more bool, err error)
	// Running are the calls that go on, up to now.
	Running(ctx context.Context, scope kyc.Scope, at time.Time) (list []kyc.Turn, more bool, err error)
	// Sign notes that an officer's console lives; Stretches are what came of it.
	Sign(ctx context.Context, scope kyc.Scope, officer string, state kyc.Presence, at time.Time) error
	Stretches(ctx context.Context, scope kyc.Scope, span kyc.Span) (list []kyc.Stretch, more bool, err error)
	CountPaths(ctx context.Context, scope kyc.Scope, span kyc.Span) (paths []kyc.PathCount, more bool, err error)
}

func mountNumbers(s *server) {
	handle(s, route{ID: "getDeskNumbers", Method: http.MethodGet, Path: "/desk/numbers", Door: desk, Tag: "desk",
		Summary: "How the desk has worked", Text: "For supervisors, auditors and admins."}, s.getDeskNumbers)
	handle(s, route{ID: "getCallStats", Method: http.MethodGet, Path: "/v1/stats/calls", Door: backend, Needs: kyc.ReadSessions, Tag: "sessions",
		Summary: "Count waits, calls and steps by day and officer", Text: "Waits and calls are known from the version on that began to count them."}, s.getCallStats)
}

// maxDays of one answer.
const maxDays = 92

// longestCall that may have begun on the last day and is counted as time there: the
// turn itself counts on the day on which it ended.
const longestCall = 24 * time.Hour

type callStats struct {
	From   string `query:"from" maxLength:"10" doc:"YYYY-MM-DD, the first day; 13 days before the last one unless given"`
	To     string `query:"to" maxLength:"10" doc:"The last day; today unless given"`
	Target int    `query:"target_seconds" minimum:"0" maximum:"14400" doc:"Within which customers ought to be met; the account's own unless given"`
}

func (s *server) getDeskNumbers(ctx context.Context, c *call, in *callStats) (*body[api.CallStats], error) {
	if !c.supervises() {
		return nil, &kyc.Error{Kind: kyc.Forbidden, Code: "forbidden", Message: "Your role does not allow seeing what others did."}
	}
	return s.getCallStats(ctx, c, in)
}

// supervises tells whether the officer is one who judges the work of others.
func (c *call) supervises() bool {
	return slices.ContainsFunc(c.officer.Roles, func(r kyc.Role) bool { return r == kyc.Auditor || r == kyc.Supervisor || r == kyc.Admin })
}

func (s *server) getCallStats(ctx context.Context, c *call, in *callStats) (*body[api.CallStats], error) {
	n, err := s.callStats(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return &body[api.CallStats]{*n}, nil
}

func (s *server) callStats(ctx context.Context, c *call, in *callStats) (*api.CallStats, error) {
	account, err := s.Accounts.Account(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	zone, err := s.zone(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	days, err := s.days(in, zone)
	if err != nil {
		return nil, err
	}
	target := time.Duration(in.Target) * time.Second
	if target == 0 {
		target = account.Line.Target()
	}
	whole := kyc.Span{From: days[0].From, To: days[len(days)-1].To}
	calls, many, err := s.Numbers.Running(ctx, c.scope, s.Now()) // before those that are over: one that ends meanwhile is among them too
	if err != nil {
		return nil, err
	}
	turns, more, err := s.Numbers.Turns(ctx, c.scope, whole)
	if err != nil {
		return nil, err
	}
	late, later, err := s.Numbers.Turns(ctx, c.scope, kyc.Span{From: whole.To, To: whole.To.Add(longestCall)})
	if err != nil {
		return nil, err
	}
	calls = slices.Concat(calls, turns, late)
	paths, further, err := s.Numbers.CountPaths(ctx, c.scope, whole)
	if err != nil {
		return nil, err
	}
	stretches, longer, err := s.Numbers.Stretches(ctx, c.scope, whole)
	if err != nil {
		return nil, err
	}
	byDay, officers := kyc.Tally(turns, days, target)
	date := func(d kyc.Span) string { return d.From.In(zone).Format(time.DateOnly) }
	out := api.CallStats{Timezone: zone.String(), From: date(days[0]), To: date(days[len(days)-1]), TargetSeconds: int(target.Seconds()),
		Days: []api.CallDay{}, Officers: []api.OfficerStats{}, Attendance: []api.Attendance{}, Funnel: wire.Funnel(kyc.Funnel(paths)), Incomplete: more || later || many || further || longer}
	for i, n := range byDay {
		out.Days = append(out.Days, wire.CallDay(date(days[i]), n))
	}
	named := s.naming(c.scope.Account)
	for _, n := range officers {
		name, err := named(ctx, n.Officer)
		if err != nil {
			return nil, err
		}
		out.Officers = append(out.Officers, wire.OfficerStats(n, name))
	}
	for _, d := range kyc.Attend(stretches, calls, days) {
		name, err := named(ctx, d.Officer)
		if err != nil {
			return nil, err
		}
		out.Attendance = append(out.Attendance, wire.Attendance(date(days[d.Day]), d, name))
	}
	return &out, nil
}

// naming of an account's officers, each read once. Who has left has none.
func (s *server) naming(account string) func(ctx context.Context, id string) (string, error) {
	known := map[string]string{}
	return func(ctx context.Context, id string) (string, error) {
		if name, ok := known[id]; ok {
			return name, nil
		}
		o, err := s.Accounts.Officer(ctx, account, id)
		switch {
		case kyc.Played(id) || err == nil && s.Accounts.Simulated(o):
			known[id] = kyc.SimulatedName
		case err == nil:
			known[id] = o.Name
		case kyc.IsKind(err, kyc.NotFound):
			known[id] = ""
		default:
			return "", err
		}
		return known[id], nil
	}
}

// days that are asked for.
func (s *server) days(in *callStats, zone *time.Location) ([]kyc.Span, error) {
	parse := func(field, v string, otherwise time.Time) (time.Time, error) {
		if v == "" {
			return otherwise, nil
		}
		at, err := time.ParseInLocation(time.DateOnly, v, zone)
		if err != nil {
			return at, badField(field, "must be a day, YYYY-MM-DD")
		}
		return at, nil
	}
	to, err := parse("to", in.To, s.Now().In(zone))
	if err != nil {
		return nil, err
	}
	from, err := parse("from", in.From, to.AddDate(0, 0, -13))
	if err != nil {
		return nil, err
	}
	n := 0
	for y, m, d := from.Date(); n <= maxDays; n++ {
		if time.Date(y, m, d+n, 12, 0, 0, 0, zone).After(time.Date(to.Year(), to.Month(), to.Day(), 23, 0, 0, 0, zone)) {
			break
		}
	}
	if n == 0 || n > maxDays {
		return nil, badField("from", "must be 0 to 91 days before to")
	}
	return kyc.Days(from, n, zone), nil
}
