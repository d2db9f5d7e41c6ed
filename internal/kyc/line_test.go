package kyc

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// inLine makes a session that waits since an instant.
func inLine(t interface{ Fatal(...any) }, id string, o Order, at time.Time) *Session {
	s, _, err := NewSession(tenant, id, o, Link{}, start)
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range []func() ([]Event, error){
		func() ([]Event, error) { return s.Join(Hash{1}, start) },
		func() ([]Event, error) { return s.RecordConsent(Consent{Version: "1"}, start) },
		func() ([]Event, error) { return s.Queue(at) },
	} {
		if _, err := do(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func attendant(id string, languages []string, skills ...string) Attendant {
	return Attendant{ID: id, Qualification: Qualification{Languages: languages, Skills: skills}}
}

func TestWhoMayTakeWhom(t *testing.T) {
	hindi, tamil, anything := attendant("hindi", []string{"en", "hi-IN"}), attendant("tamil", []string{"ta"}), attendant("any", nil)
	skilled := attendant("skilled", []string{"hi"}, "elders", "deaf")
	robot := attendant("robot", []string{"hi"})
	robot.Simulated = true
	long, short := start.Add(DefaultWidenAfter), start.Add(DefaultWidenAfter-time.Microsecond)
	type who = []Attendant
	for name, tt := range map[string]struct {
		skills []string
		rules  LineRules
		o      Attendant
		there  who
		at     time.Time
		former string
		want   bool
	}{
		"speaks it":                               {o: hindi, at: start, want: true},
		"does not":                                {o: tamil, at: start},
		"of whom no language is known":            {o: anything, at: start, want: true},
		"does not, and nobody is there, so far":   {o: tamil, at: short},
		"does not, and nobody is there, for long": {o: tamil, at: long, want: true},
		"does not, but somebody there does":       {o: tamil, there: who{tamil, hindi}, at: long},
		"somebody of any language is there":       {o: tamil, there: who{anything}, at: long},
		"only a program there does":               {o: tamil, there: who{robot}, at: long, want: true},
		"has one of two skills":                   {skills: []string{"elders", "deaf"}, o: attendant("x", nil, "deaf"), at: start},
		"has both":                                {skills: []string{"elders", "deaf"}, o: skilled, at: start, want: true},
		"has none, and nobody there has both":     {skills: []string{"elders", "deaf"}, o: hindi, there: who{attendant("x", nil, "deaf")}, at: long, want: true},
		"the type wants a skill":                  {rules: LineRules{Skills: map[string][]string{"full_kyc": {"elders"}}}, o: hindi, at: start},
		"the profile wants a skill":               {rules: LineRules{Skills: map[string][]string{"rbi_vcip": {"elders"}}}, o: hindi, at: start},
		"and the officer has it":                  {rules: LineRules{Skills: map[string][]string{"rbi_vcip": {"elders"}, "re_kyc": {"other"}}}, o: skilled, at: start, want: true},
		"a longer wait is set":                    {rules: LineRules{WidenAfter: time.Hour}, o: tamil, at: long},
		"handed him back, nobody else is there":   {o: hindi, there: who{hindi, tamil}, former: "hindi", at: start, want: true},
		"handed him back, another is there":       {o: hindi, there: who{hindi, skilled}, former: "hindi", at: long},
		"does not, who did handed him back":       {o: tamil, there: who{hindi, tamil}, former: "hindi", at: long, want: true},
	} {
		o := order()
		o.Language, o.Skills = "hi", tt.skills
		s := inLine(t, "vs_1", o, start)
		if tt.former != "" {
			s.Former = []string{tt.former}
		}
		if got := tt.rules.MayTake(s, &tt.o, tt.there, tt.at); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What stands in line is met by priority, and within one in the order of coming,
// whoever leaves, comes again or is handed back meanwhile.
func TestTheOrderOfALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line []*Session
		for i := range rapid.IntRange(2, 12).Draw(t, "customers") {
			o := order()
			o.Priority = rapid.SampledFrom([]Priority{"", Low, Normal, High}).Draw(t, "priority")
			s := inLine(t, fmt.Sprintf("vs_%02d", i), o, start.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "came"))*time.Second))
			if rapid.Bool().Draw(t, "met and handed back") {
				if _, err := s.Start(officer, start.Add(time.Minute)); err != nil {
					t.Fatal(err)
				}
				if s.LineRank() != 0 {
					t.Fatal("in a call and in the line")
				}
				if _, err := s.HandBack(officer, Transfer{}, "break", start.Add(2*time.Minute)); err != nil {
					t.Fatal(err)
				}
			}
			line = append(line, s)
		}
		slices.SortFunc(line, func(a, b *Session) int {
			if a.LineRank() != b.LineRank() {
				return int(max(-1, min(1, a.LineRank()-b.LineRank())))
			}
			return strings.Compare(a.ID, b.ID)
		})
		for i, b := range line[1:] {
			a := line[i]
			pa, pb := slices.Index(Priorities, a.Urgency()), slices.Index(Priorities, b.Urgency())
			if a.LineRank() <= 0 || pa > pb || pa == pb && a.QueuedAt.After(b.QueuedAt) {
				t.Fatalf("%s of %s before %s of %s", a.Urgency(), a.QueuedAt, b.Urgency(), b.QueuedAt)
			}
		}
	})
}

func TestACustomerIsHandedToOneOfficer(t *testing.T) {
	asha, meera := OfficerRef{ID: "off_1"}, OfficerRef{ID: "off_2", Name: "Meera"}
	o := order()
	o.ExpiresIn = MinExpiry
	s := inLine(t, "vs_1", o, start)
	if _, err := s.Start(asha, start.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	late := start.Add(time.Hour) // the session's time has run out during the call
	if _, err := s.HandBack(asha, Transfer{To: &Attendant{ID: asha.ID}}, "", late); err == nil {
		t.Error("handed to himself")
	}
	for _, bad := range []Needs{{Language: "Hindi"}, {Skills: []string{"Two words"}}} {
		if _, err := s.HandBack(asha, Transfer{Needs: bad}, "", late); !IsKind(err, Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	events, err := s.HandBack(asha, Transfer{To: &Attendant{ID: meera.ID, Name: "Meera"}, Needs: Needs{Language: "mr", Skills: []string{"elders", "elders"}}}, "another_language", late)
	if err != nil {
		t.Fatal(err)
	}
	if d := string(events[0].Data); !strings.Contains(d, `"to_officer_id":"off_2"`) || strings.Contains(d, "Meera") {
		t.Errorf("the event says %s", d)
	}
	var rules LineRules
	if n := rules.Needs(s); n.Language != "mr" || len(n.Skills) != 1 {
		t.Errorf("needs %+v", n)
	}
	if more, err := s.Tick(late.Add(Patience - time.Second)); err != nil || len(more) > 0 || s.Status != Waiting {
		t.Errorf("did not keep his time: %s, %v", s.Status, err)
	}
	other, his := attendant("off_3", []string{"mr"}, "elders"), attendant("off_2", []string{"ta"})
	almost, over := late.Add(HoldFor-time.Microsecond), late.Add(HoldFor)
	for _, tt := range []struct {
		o    *Attendant
		at   time.Time
		want bool
	}{{&other, almost, false}, {&his, almost, true}, {&other, over, true}, {&his, over, false}} {
		if got := rules.MayTake(s, tt.o, []Attendant{other, his}, tt.at); got != tt.want {
			t.Errorf("%s at %s: %v", tt.o.ID, tt.at, got)
		}
	}
	if _, err := s.Start(OfficerRef{ID: "off_3"}, almost); !IsKind(err, Conflict) || s.Status != Waiting {
		t.Errorf("another took him: %v", err)
	}
	if s.MeetBy(&rules) != late.Add(DefaultWaitTarget) {
		t.Errorf("ought to be met by %s", s.MeetBy(&rules))
	}
	if _, err := s.Start(meera, almost); err != nil || s.Hold != nil {
		t.Errorf("the one he was handed to: %v", err)
	}
}

func TestRulesOfALine(t *testing.T) {
	for name, r := range map[string]LineRules{
		"desk.wait_target": {WaitTarget: time.Second},
		"desk.widen_after": {WidenAfter: 5 * time.Hour},
		"desk.skills":      {Skills: map[string][]string{"full_kyc": {"Two words"}}},
	} {
		if fields := r.Check(); len(fields) != 1 || fields[0].Field != name {
			t.Errorf("%s: %+v", name, fields)
		}
	}
	good := LineRules{WaitTarget: time.Minute, Skills: map[string][]string{"sebi_vipv": {"securities"}}}
	if fields := good.Check(); len(fields) > 0 {
		t.Errorf("%+v", fields)
	}
	if _, _, err := NewSession(tenant, "vs_1", Order{Customer: order().Customer, Type: FullKYC, Priority: "urgent", Skills: []string{"A"}}, Link{}, start); err == nil || len(err.(*Error).Fields) != 2 {
		t.Errorf("%v", err)
	}
}

// Skills that were ordered can be taken back when a customer is handed on: nobody
// at the desk may have them.
func TestSkillsOfAHandedBackCustomer(t *testing.T) {
	officer := OfficerRef{ID: "off_1", Name: "Ravi"}
	for name, row := range map[string]struct{ asked, want []string }{
		"nothing said": {nil, []string{"elders"}},
		"others":       {[]string{"loans"}, []string{"loans"}},
		"none":         {[]string{}, nil},
	} {
		s := &Session{Status: InProgress, Officer: &officer, StartedAt: start, QueuedAt: start, Needs: Needs{Skills: []string{"elders"}}}
		if _, err := s.HandBack(officer, Transfer{Needs: Needs{Skills: row.asked}}, "another_officer", start.Add(time.Minute)); err != nil {
			t.Fatal(name, err)
		}
		if !slices.Equal(s.Needs.Skills, row.want) {
			t.Errorf("%s: %v, want %v", name, s.Needs.Skills, row.want)
		}
	}
}
