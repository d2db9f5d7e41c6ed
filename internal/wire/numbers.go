package wire

import (
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// CallDay names what was counted of a day.
func CallDay(date string, n kyc.DayNumbers) api.CallDay {
	d := api.CallDay{Date: date, Met: n.Met, InTarget: n.InTarget, OutOfTarget: n.First - n.InTarget, Abandoned: n.Gone}
	if all := n.First + n.Gone; all > 0 {
		share := float64(n.InTarget) / float64(all)
		d.ServiceLevel = &share
	}
	if len(n.Waits) > 0 {
		half, most := kyc.Quantile(n.Waits, 0.5).Seconds(), kyc.Quantile(n.Waits, 0.95).Seconds()
		d.WaitP50Seconds, d.WaitP95Seconds = &half, &most
	}
	if n.Calls > 0 {
		mean := (n.Handling / time.Duration(n.Calls)).Seconds()
		d.HandlingSeconds = &mean
	}
	return d
}

// OfficerStats names what was counted of an officer.
func OfficerStats(n kyc.OfficerNumbers, name string) api.OfficerStats {
	return api.OfficerStats{OfficerID: n.Officer, Name: name, Calls: n.Calls, HandlingSeconds: (n.Handling / time.Duration(max(n.Calls, 1))).Seconds(),
		Approved: n.Approved, NeedsReview: n.Review, Rejected: n.Rejected, HandedBack: n.Returned, Appointments: n.Booked, Undecided: n.Broken}
}

// Funnel names its steps.
func Funnel(steps []kyc.FunnelStep) []api.FunnelStep {
	out := make([]api.FunnelStep, len(steps))
	for i, s := range steps {
		out[i] = api.FunnelStep{Step: kyc.Milestones[i], Reached: s.Reached, Ended: s.Ended, OnTheWay: s.Open}
	}
	return out
}

// Attendance names how an officer spent a day.
func Attendance(date string, d kyc.OfficerDay, name string) api.Attendance {
	a := api.Attendance{Date: date, OfficerID: d.Officer, Name: name, OnlineSeconds: d.Online.Seconds(), InCallSeconds: d.InCall.Seconds(), IdleSeconds: d.Idle.Seconds(),
		BreakSeconds: d.Break.Seconds(), AwaySeconds: d.Away.Seconds()}
	if d.Online > 0 {
		share := d.InCall.Seconds() / d.Online.Seconds()
		a.Occupancy = &share
	}
	return a
}
