package kyc

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	start   = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	tenant  = Scope{Account: "acct_a"}
	officer = OfficerRef{ID: "off_1", Name: "Asha"}
)

var cast = Cast{Consent: Consent{Version: "1", Language: "en"}, Officer: OfficerRef{ID: "off_play", Simulated: true}, Checks: [PlayedChecks]string{"chk_1", "chk_2", "chk_3"}}

// always takes an appointment at each full hour.
var always = func() (h Hours) {
	h = Hours{Zone: "UTC", Minutes: 60, Capacity: 1}
	for d := time.Sunday; d <= time.Saturday; d++ {
		h.Open = append(h.Open, Opening{d, 0, 24 * 60})
	}
	return h
}()

func order() Order {
	return Order{Customer: Customer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in"}, Type: FullKYC}
}

// machine drives a session through random actions and holds it against the law.
type machine struct {
	s      *Session
	now    time.Time
	events []Event
}

func newMachine(t *rapid.T) *machine {
	s, events, err := NewSession(tenant, ID(PrefixSession, start, Entropy{1}), order(), Link{}, start)
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{s: s, now: start}
	s.Seal(events)
	m.events = events
	return m
}

// act runs one action and checks everything that must hold after any action.
func (m *machine) act(t *rapid.T, name string, do func() ([]Event, error)) {
	before, was := *m.s, facts(t, m.s)
	events, err := do()
	now := facts(t, m.s)
	if err != nil {
		if len(events) > 0 {
			t.Fatalf("%s failed and made events", name)
		}
		*m.s = before // as the store throws the changed copy away
		return
	}
	if len(events) > 0 && now == was {
		t.Fatalf("%s made %d events without a change", name, len(events))
	}
	at := before.Status
	for _, e := range events {
		var moved struct {
			Status   Status `json:"status"`
			Previous Status `json:"previous_status"`
		}
		if json.Unmarshal(e.Data, &moved) != nil || moved.Previous == "" {
			continue
		}
		arrow, ok := transition(at, moved.Status)
		if !ok || moved.Previous != at {
			t.Fatalf("%s: illegal move %s -> %s, said to be from %s", name, at, moved.Status, moved.Previous)
		}
		if e.Type != arrow.Event {
			t.Fatalf("%s: moved to %s with %s", name, moved.Status, e.Type)
		}
		at = moved.Status
	}
	if at != m.s.Status {
		t.Fatalf("%s: the events lead to %s, the session is %s", name, at, m.s.Status)
	}
	m.s.Seal(events)
	m.events = append(m.events, events...)
}

func facts(t *rapid.T, s *Session) string {
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestRandomLivesObeyTheLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		if rapid.Bool().Draw(t, "fresh") {
			m.s.OnInterruption = FreshSession
		}
		m.s.AuditDue = rapid.Bool().Draw(t, "audit")
		played := false // the sandbox's actions end sessions by their own rules
		verdicts := []Verdict{Pass, Review, Fail, Unavailable}
		actions := map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				d := Hash{byte(rapid.IntRange(1, 2).Draw(t, "device"))}
				m.act(t, "join", func() ([]Event, error) { return m.s.Join(d, m.now) })
			},
			"consent": func(t *rapid.T) {
				m.act(t, "consent", func() ([]Event, error) { return m.s.RecordConsent(Consent{Version: "1"}, m.now) })
			},
			"queue":   func(t *rapid.T) { m.act(t, "queue", func() ([]Event, error) { return m.s.Queue(m.now) }) },
			"unqueue": func(t *rapid.T) { m.act(t, "unqueue", func() ([]Event, error) { return m.s.Unqueue(m.now) }) },
			"start":   func(t *rapid.T) { m.act(t, "start", func() ([]Event, error) { return m.s.Start(officer, m.now) }) },
			"check": func(t *rapid.T) {
				c := Check{Kind: rapid.SampledFrom([]CheckKind{CheckLiveness, CheckDocument, CheckFaceMatch}).Draw(t, "kind"),
					Verdict: rapid.SampledFrom(verdicts).Draw(t, "verdict")}
				m.act(t, "check", func() ([]Event, error) { return m.s.AddCheck(c, m.now) })
			},
			"still": func(t *rapid.T) {
				m.act(t, "still", func() ([]Event, error) { return m.s.AddStill(Artifact{ID: "art_1"}, m.now) })
			},
			"interrupt": func(t *rapid.T) {
				m.act(t, "interrupt", func() ([]Event, error) { return m.s.Interrupt("customer_lost", m.now) })
			},
			"restart": func(t *rapid.T) { m.act(t, "restart", func() ([]Event, error) { return m.s.Restart(m.now) }) },
			"resume":  func(t *rapid.T) { m.act(t, "resume", func() ([]Event, error) { return m.s.Resume(m.now) }) },
			"decide": func(t *rapid.T) {
				r := rapid.SampledFrom([]Ruling{Approve, Reject, UnableToVerify, "nonsense"}).Draw(t, "ruling")
				m.act(t, "decide", func() ([]Event, error) {
					return m.s.Decide(r, []Reason{{"x", "y"}}[:rapid.IntRange(0, 1).Draw(t, "n")], "", officer, m.now)
				})
			},
			"cancel": func(t *rapid.T) { m.act(t, "cancel", func() ([]Event, error) { return m.s.Cancel(m.now) }) },
			"reissue": func(t *rapid.T) {
				link := Link{CodeHash: Hash{byte(len(m.events)), byte(len(m.events) >> 8)}}
				m.act(t, "reissue", func() ([]Event, error) { return m.s.Reissue(link, m.now) })
			},
			"record": func(t *rapid.T) {
				m.act(t, "record", func() ([]Event, error) { return m.s.SealRecording(Artifact{ID: "art_2"}, nil, m.now) })
			},
			"reschedule": func(t *rapid.T) {
				to := m.now.Truncate(time.Hour).Add(time.Duration(rapid.IntRange(-1, 70).Draw(t, "hours")) * time.Hour)
				link := Link{CodeHash: Hash{byte(len(m.events)), byte(len(m.events) >> 8)}}
				m.act(t, "reschedule", func() ([]Event, error) { return m.s.Reschedule(to, always, time.UTC, link, m.now) })
			},
			"book": func(t *rapid.T) {
				to := m.now.Truncate(time.Hour).Add(time.Duration(rapid.IntRange(-1, 70).Draw(t, "hours")) * time.Hour)
				m.act(t, "book", func() ([]Event, error) { return m.s.Book(officer, to, always, time.UTC, m.now) })
				if m.s.Status == Scheduled && m.s.Officer != nil {
					t.Fatal("an appointment with an officer of the call before")
				}
			},
			"play": func(t *rapid.T) {
				a := rapid.SampledFrom(Actions).Draw(t, "action")
				played = true
				m.act(t, "play "+string(a), func() ([]Event, error) { return m.s.Play(a, cast, m.now) })
			},
			"hasten": func(t *rapid.T) {
				m.act(t, "hasten", func() ([]Event, error) {
					return m.s.Hasten(time.Duration(rapid.IntRange(1, 30).Draw(t, "h"))*time.Hour, m.now)
				})
			},
			"arrive": func(t *rapid.T) { m.act(t, "arrive", func() ([]Event, error) { return m.s.Arrive(m.now) }) },
			"audit":  func(t *rapid.T) { m.act(t, "audit", func() ([]Event, error) { return m.s.SendToAudit(m.now) }) },
			"hand back": func(t *rapid.T) {
				queued := m.s.QueuedAt
				m.act(t, "hand back", func() ([]Event, error) { return m.s.HandBack(officer, Transfer{}, "break", m.now) })
				if m.s.QueuedAt != queued {
					t.Fatal("who is handed back lost his place in the line")
				}
			},
			"take audit": func(t *rapid.T) {
				by := rapid.SampledFrom([]OfficerRef{officer, auditor}).Draw(t, "auditor")
				m.act(t, "take audit", func() ([]Event, error) { return nil, m.s.TakeAudit(by, m.now) })
			},
			"find": func(t *rapid.T) {
				f := rapid.SampledFrom([]Finding{AuditApprove, AuditReject, AuditRecapture, "nonsense"}).Draw(t, "finding")
				by := rapid.SampledFrom([]OfficerRef{officer, auditor}).Draw(t, "auditor")
				m.act(t, "find", func() ([]Event, error) {
					return m.s.Find(f, []Reason{{"x", "y"}}[:rapid.IntRange(0, 1).Draw(t, "n")], "", by, m.now)
				})
			},
			"recapture": func(t *rapid.T) {
				before := m.s.Status
				m.act(t, "recapture", func() ([]Event, error) {
					return m.s.RequireRecapture(officer, []Reason{{"x", "y"}}[:rapid.IntRange(0, 1).Draw(t, "n")], m.now)
				})
				if before != RecaptureRequired && m.s.Status == RecaptureRequired && m.s.Link != (Link{}) {
					t.Fatal("the link of the former round still opens the session")
				}
			},
			"report": func(t *rapid.T) {
				m.act(t, "report", func() ([]Event, error) { return m.s.SealReport(Artifact{ID: "art_3"}, m.now) })
			},
			"flag": func(t *rapid.T) {
				kind := rapid.SampledFrom(FlagKinds).Draw(t, "flag")
				m.act(t, "flag", func() ([]Event, error) { return m.s.Raise(kind, "", officer, m.now) })
			},
			"waive": func(t *rapid.T) {
				rule := rapid.SampledFrom([]string{"random_questions", "pan", "liveness"}).Draw(t, "rule")
				m.act(t, "ask for a waiver", func() ([]Event, error) { return m.s.AskWaiver(rule, "x", officer, m.now) })
				m.act(t, "answer a waiver", func() ([]Event, error) { return m.s.AnswerWaiver(rule, true, "", OfficerRef{ID: "off_2"}, m.now) })
			},
			"ask": func(t *rapid.T) {
				m.act(t, "ask", func() ([]Event, error) { return m.s.Ask(QuestionOrder{Seed: Hash{7}}, officer, m.now) })
			},
			"answer": func(t *rapid.T) {
				m.act(t, "answer", func() ([]Event, error) {
					id := "weather"
					if q := m.s.Conduct.Questions; len(q) > 0 {
						id = q[0].ID
					}
					return m.s.Answered(id, AnswerGood, "", officer, m.now)
				})
			},
			"conclude": func(t *rapid.T) { m.act(t, "conclude", func() ([]Event, error) { return m.s.Conclude(m.now) }) },
			"tick": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "later")))
				m.act(t, "tick", func() ([]Event, error) { return m.s.Tick(m.now) })
			},
			"": func(t *rapid.T) {
				if err := VerifyChain(m.events); err != nil {
					t.Fatal(err)
				}
				if m.s.Sequence != int64(len(m.events)) || m.s.Head != m.events[len(m.events)-1].Hash {
					t.Fatal("the session does not know its newest event")
				}
				approved := m.s.Decision != nil && m.s.Decision.Outcome == Approved
				for _, k := range []CheckKind{CheckLiveness, CheckDocument, CheckFaceMatch} {
					if c := m.s.LatestCheck(k); approved && m.s.Status == Decided && (c == nil || c.Verdict != Pass) {
						t.Fatalf("approved without %s", k)
					}
				}
				if d := m.s.Decision; d != nil && m.s.Flagged(FlagPrompting) != nil && d.Outcome != Refused {
					t.Fatal("prompting was flagged and the outcome is", d.Outcome)
				}
				if m.s.Status.Final() && (!m.s.Deadline().IsZero() || !m.s.Seat().IsZero()) {
					t.Fatal("a final session has a timer or a seat")
				}
				if m.s.Audit != nil && m.s.Officer != nil && m.s.Audit.Auditor.ID == m.s.Officer.ID {
					t.Fatal("the auditor is the officer of the call")
				}
				if m.s.AuditDue && (m.s.Status == Completed || m.s.Status == Rejected) && (m.s.Audit == nil || m.s.Audit.Finding == "") && !played {
					t.Fatal("a session ended without the audit that it needs")
				}
				if m.s.Status.InCall() && m.s.Officer == nil {
					t.Fatal("a call without an officer")
				}
				if m.s.Status == Scheduled && (m.s.Seat().IsZero() || m.s.ExpiresAt.Before(m.s.OpensAt.Add(DoorsOpen+Lateness))) {
					t.Fatal("an appointment without a seat, or one that ends before its customer can be late")
				}
				if m.s.Status == RecaptureRequired && (len(m.s.Checks) > 0 || m.s.Decision != nil || len(m.s.Rounds) == 0) {
					t.Fatal("a recapture goes on with what was found wanting")
				}
			},
		}
		t.Repeat(actions)
	})
}

func TestEveryStatusIsReachable(t *testing.T) {
	for _, s := range Statuses {
		if !slices.ContainsFunc(Transitions, func(a Transition) bool { return a.To == s }) {
			t.Errorf("no arrow leads to %s", s)
		}
		leaves := slices.ContainsFunc(Transitions, func(a Transition) bool { return a.From == s })
		if s.Final() && leaves {
			t.Errorf("%s is final and can be left", s)
		}
	}
}

func TestChainShowsTampering(t *testing.T) {
	s, events, err := NewSession(tenant, "vs_x", order(), Link{}, start)
	if err != nil {
		t.Fatal(err)
	}
	s.Seal(events)
	more, err := s.Join(Hash{1}, start.Add(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	s.Seal(more)
	chain := append(events, more...)
	if err := VerifyChain(chain); err != nil {
		t.Fatal(err)
	}
	changes := map[string]func([]Event) []Event{
		"data":     func(c []Event) []Event { c[0].Data = json.RawMessage(`{"status":"created!"}`); return c },
		"type":     func(c []Event) []Event { c[1].Type = EventCanceled; return c },
		"instant":  func(c []Event) []Event { c[1].At = c[1].At.Add(time.Microsecond); return c },
		"tenant":   func(c []Event) []Event { c[1].Account = "acct_b"; return c },
		"missing":  func(c []Event) []Event { return c[1:] },
		"swapped":  func(c []Event) []Event { return []Event{c[1], c[0]} },
		"own hash": func(c []Event) []Event { c[0].Hash = sha256.Sum256([]byte("x")); return c },
	}
	for name, change := range changes {
		if VerifyChain(change(slices.Clone(chain))) == nil {
			t.Errorf("changed %s and the chain still verifies", name)
		}
	}
	erased := slices.Clone(chain)
	erased[0].Data = nil
	if err := VerifyChain(erased); err != nil {
		t.Errorf("erased data breaks the chain: %v", err)
	}
}

func TestIDsSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 1<<40).Draw(t, "a")
		b := rapid.Int64Range(0, 1<<40).Draw(t, "b")
		x, y := ID("vs", time.UnixMilli(a), Entropy{7}), ID("vs", time.UnixMilli(b), Entropy{9})
		if a < b && x >= y || a > b && x <= y || !HasPrefix(x, "vs") || HasPrefix(x, "evt") {
			t.Fatal(x, y)
		}
	})
}
