package kyc

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

var mumbai = PositionReport{Latitude: 18.93, Longitude: 72.83, Accuracy: 20, Clock: oldZoneOfIndia}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestThePositionDecidesItsRule(t *testing.T) {
	for name, tt := range map[string]struct {
		live   bool
		report PositionReport
		zone   string
		status RuleStatus
		detail string
	}{
		"in India":               {true, mumbai, zoneOfIndia, RulePass, "known to 20 m"},
		"in India, in test mode": {false, mumbai, zoneOfIndia, RulePass, "lies in India"},
		"elsewhere":              {true, mumbai, "Asia/Dubai", RuleFail, "does not lie in India"},
		"elsewhere, tested":      {false, mumbai, "Asia/Dubai", RuleNotApplicable, "fails in live mode"},
		"on no land":             {true, mumbai, "", RuleFail, "does not lie in India"},
		"denied":                 {true, PositionReport{Refused: PositionDenied}, "", RuleUnavailable, "did not let the page know"},
		"denied, tested":         {false, PositionReport{Refused: PositionDenied}, "", RuleNotApplicable, "did not let the page know"},
		"no receiver":            {true, PositionReport{Refused: PositionUnavailable}, "", RuleUnavailable, "could not tell"},
		"a country's width":      {true, PositionReport{Latitude: 20, Longitude: 77, Accuracy: 300_000}, zoneOfIndia, RuleUnavailable, "300 km only"},
	} {
		t.Run(name, func(t *testing.T) {
			s := met(tt.live, "rbi_vcip")
			must(t, only(s.TookPosition(tt.report, tt.zone, start)))
			if r := ruleOf(t, s, "geo_tag"); r.Status != tt.status || !strings.Contains(r.Detail, tt.detail) {
				t.Errorf("%s: %s", r.Status, r.Detail)
			}
		})
	}
}

func TestTheClosestPositionIsKept(t *testing.T) {
	s := met(true, "rbi_vcip")
	take := func(r PositionReport) {
		t.Helper()
		if _, err := s.TookPosition(r, zoneOfIndia, start); err != nil {
			t.Fatal(err)
		}
	}
	near, far := mumbai, mumbai
	near.Accuracy, far.Accuracy = 8, 900
	for i, r := range []PositionReport{{Refused: PositionTimeout}, mumbai, far, {Refused: PositionDenied}, near} {
		take(r)
		want := []float64{0, 20, 20, 20, 8}[i]
		if got := s.Conduct.Position.Accuracy; got != want || s.Located() != (i > 0) {
			t.Errorf("after report %d: known to %v m, want %v", i, got, want)
		}
	}
}

func TestPositionsThatNoDeviceSays(t *testing.T) {
	for field, r := range map[string]PositionReport{
		"latitude":  {Latitude: 90.1},
		"longitude": {Longitude: math.NaN()},
		"accuracy":  {Accuracy: -1},
		"refused":   {Refused: "because"},
		"clock":     {Clock: "Asia/\n"},
	} {
		s := met(true, "rbi_vcip")
		_, err := s.TookPosition(r, zoneOfIndia, start)
		var e *Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != "position."+field || s.Conduct.Position != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
	s := met(true, "rbi_vcip")
	s.Consent = nil
	if _, err := s.TookPosition(mumbai, zoneOfIndia, start); err == nil {
		t.Error("taken before consent")
	}
}

func TestTheAddressDecidesItsRule(t *testing.T) {
	for name, tt := range map[string]struct {
		live, looked bool
		country      string
		status       RuleStatus
	}{
		"no file":          {true, false, "", RuleNotApplicable},
		"India":            {true, true, "IN", RulePass},
		"elsewhere":        {true, true, "AE", RuleFail},
		"elsewhere tested": {false, true, "AE", RuleNotApplicable},
		"private":          {true, true, "", RuleUnavailable},
	} {
		s := met(tt.live, "rbi_vcip")
		s.Consent.Looked, s.Consent.Country = tt.looked, tt.country
		if r := ruleOf(t, s, "ip_in_india"); r.Status != tt.status {
			t.Errorf("%s: %s: %s", name, r.Status, r.Detail)
		}
	}
}

func TestPositionAddressAndClockAreHeldAgainstEachOther(t *testing.T) {
	london := PositionReport{Latitude: 51.5, Accuracy: 20, Clock: "Europe/London"}
	for name, tt := range map[string]struct {
		report  *PositionReport
		zone    string
		country string
		level   Level
		codes   string
	}{
		"nothing is known":       {nil, "", "", LevelUnavailable, ""},
		"all in India":           {&mumbai, zoneOfIndia, "IN", LevelNone, ""},
		"no file":                {&mumbai, zoneOfIndia, "", LevelNone, ""},
		"position abroad":        {&london, "Europe/London", "IN", LevelHigh, "outside_india other_address"},
		"address abroad":         {&mumbai, zoneOfIndia, "GB", LevelHigh, "other_address address_abroad"},
		"the clock is elsewhere": {&PositionReport{Latitude: 18.93, Longitude: 72.83, Accuracy: 20, Clock: "Asia/Dubai"}, zoneOfIndia, "IN", LevelMedium, "other_clock"},
		"by a network":           {&PositionReport{Latitude: 18.93, Longitude: 72.83, Accuracy: 9000}, zoneOfIndia, "", LevelLow, "coarse_position"},
		"denied":                 {&PositionReport{Refused: PositionDenied}, "", "", LevelLow, "no_position"},
		"only the address":       {nil, "", "AE", LevelHigh, "address_abroad"},
	} {
		s := met(true, "rbi_vcip")
		s.Consent.Looked, s.Consent.Country = tt.country != "", tt.country
		if tt.report != nil {
			must(t, only(s.TookPosition(*tt.report, tt.zone, start.Add(time.Second))))
		}
		g := s.Signals()[1]
		var codes []string
		for _, f := range g.Findings {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); g.ID != SignalLocation || g.Level != tt.level || got != tt.codes {
			t.Errorf("%s: %s %q, want %s %q", name, g.Level, got, tt.level, tt.codes)
		}
	}
}
