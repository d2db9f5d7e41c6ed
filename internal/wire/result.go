package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Result shows what a session came to. base is the API's address, without a
// slash at its end.
func Result(s *kyc.Session, base string) api.Result {
	r := api.Result{SessionID: s.ID, Status: string(s.Status), Reasons: []api.Reason{},
		FaceMatch: FaceMatch(s.LatestCheck(kyc.CheckFaceMatch)), Liveness: Liveness(s.LatestCheck(kyc.CheckLiveness)),
		Documents: documents(s), Rules: Rules(s.Rules()), Flags: flags(s), Questions: questions(s), Signals: signals(s), Messages: said(s), CarriedOver: carried(s), Composite: api.Composite{Status: string(kyc.Unavailable)}}
	if s.Officer != nil {
		o := officer(*s.Officer)
		r.Officer = &o
	}
	if d := s.Decision; d != nil {
		r.Outcome, r.Reasons, r.DecidedAt = optional(string(d.Outcome)), reasons(d.Reasons), moment(d.At)
	}
	if s.Recording != nil {
		r.RecordingURL = optional(base + "/v1/sessions/" + s.ID + "/recording")
	}
	if s.Report != nil {
		r.ReportURL = optional(base + "/v1/sessions/" + s.ID + "/report")
	}
	if s.Addendum != nil {
		r.AddendumURL = optional(base + "/v1/sessions/" + s.ID + "/report?part=audit")
	}
	if p := s.Conduct.Position; s.Located() {
		r.Location = &api.Location{Latitude: p.Latitude, Longitude: p.Longitude, Accuracy: p.Accuracy}
	}
	r.Audit = auditResult(s)
	return r
}

// carried over from calls that were sent back.
func carried(s *kyc.Session) []api.Carried {
	out := []api.Carried{}
	for _, c := range s.CarriedOver() {
		out = append(out, api.Carried{Piece: string(c.Piece), Call: c.Call, At: c.At})
	}
	return out
}

func auditResult(s *kyc.Session) *api.AuditResult {
	lot := s.AuditLot
	if lot == nil && s.AuditDue { // of a session that was ordered before lots were kept
		lot = &kyc.AuditLot{Why: kyc.AuditByOrder, Drawn: true}
	}
	if lot == nil {
		return nil
	}
	out := &api.AuditResult{Why: string(lot.Why), Share: lot.Share, Due: lot.Drawn, Reasons: []api.Reason{}}
	if a := s.Audit; a != nil {
		by := officer(a.Auditor)
		out.Auditor = &by
		if a.Finding != "" {
			out.Decision, out.Reasons, out.At = optional(string(a.Finding)), reasons(a.Reasons), moment(a.At)
		}
	}
	return out
}

// decisions of a face comparison by verdict.
var decisions = map[kyc.Verdict]string{kyc.Pass: "match", kyc.Review: "review", kyc.Fail: "no_match", kyc.Unavailable: "unavailable"}

// FaceMatch of a check; nil means that there was none.
func FaceMatch(c *kyc.Check) api.FaceMatchResult {
	r := api.FaceMatchResult{Decision: decisions[kyc.Unavailable]}
	if c == nil {
		return r
	}
	r.Simulated = c.Simulated
	if d, ok := decisions[c.Verdict]; ok {
		r.Decision = d
	}
	if f := c.FaceMatch; f != nil && c.Verdict != kyc.Unavailable {
		r.Score, r.Similarity, r.Threshold = &f.Confidence, &f.Similarity, &f.Threshold
	}
	return r
}

// Liveness of a check; nil means that there was none.
func Liveness(c *kyc.Check) api.LivenessResult {
	r := api.LivenessResult{Verdict: string(kyc.Unavailable), Challenges: []api.Challenge{}}
	if c == nil {
		return r
	}
	r.Verdict, r.Simulated = string(c.Verdict), c.Simulated
	if c.Verdict != kyc.Unavailable {
		passed := c.Verdict == kyc.Pass
		r.Passed = &passed
	}
	if c.Liveness == nil {
		return r
	}
	r.Score = c.Liveness.PassiveScore
	for _, ch := range c.Liveness.Challenges {
		out := api.Challenge{Kind: ch.Kind, AskedAt: ch.AskedAt, Passed: ch.Passed, Reason: ch.Reason}
		if ch.Passed {
			out.ReactionMS = &ch.ReactionMS
		}
		r.Challenges = append(r.Challenges, out)
	}
	return r
}

// documents shows the newest check of each type that was conducted.
func documents(s *kyc.Session) []api.DocumentResult {
	out := []api.DocumentResult{}
	at := map[kyc.DocumentType]int{}
	for i := range s.Checks {
		d := s.Checks[i].Document
		if s.Checks[i].Kind != kyc.CheckDocument || d == nil {
			continue
		}
		if n, seen := at[d.Type]; seen {
			out[n] = document(d, s.Checks[i].Simulated)
			continue
		}
		at[d.Type] = len(out)
		out = append(out, document(d, s.Checks[i].Simulated))
	}
	return out
}

func document(d *kyc.Document, simulated bool) api.DocumentResult {
	checks := make([]api.DocumentCheck, len(d.Checks))
	for i, c := range d.Checks {
		checks[i] = api.DocumentCheck{ID: c.ID, Verdict: string(c.Verdict), Detail: c.Detail}
	}
	read := make([]api.DocumentField, len(d.Read))
	for i := range d.Read {
		read[i] = documentField(&d.Read[i])
	}
	return api.DocumentResult{Read: read, Type: string(d.Type), NumberMasked: optional(d.NumberMasked), Fields: metadata(d.Fields), Checks: checks, Simulated: simulated}
}

func documentField(f *kyc.DocumentField) api.DocumentField {
	out := api.DocumentField{Name: f.Name, Proposal: optional(f.Proposal), Changed: f.Changed()}
	if f.Proposal != "" {
		out.Confidence = &f.Confidence
	}
	if f.Confirmed() {
		by := officer(*f.By)
		out.Value, out.Officer, out.ConfirmedAt = &f.Value, &by, moment(f.At)
	}
	return out
}

// Checks shows every check in the order it was conducted.
func Checks(list []kyc.Check) []api.Check {
	out := make([]api.Check, len(list))
	for i := range list {
		c := &list[i]
		v := api.Check{ID: c.ID, Kind: string(c.Kind), StartedAt: c.StartedAt, EndedAt: c.EndedAt, Verdict: string(c.Verdict),
			Reasons: reasons(c.Reasons), Simulated: c.Simulated, Thresholds: c.Thresholds, Models: make([]api.Model, len(c.Models)),
			Pictures: pictures(c.Evidence)}
		if v.Thresholds == nil {
			v.Thresholds = map[string]float64{}
		}
		for n, m := range c.Models {
			v.Models[n] = api.Model{Name: m.Name, SHA256: m.SHA256}
		}
		switch c.Kind {
		case kyc.CheckFaceMatch:
			f := FaceMatch(c)
			v.FaceMatch = &f
		case kyc.CheckLiveness:
			l := Liveness(c)
			v.Liveness = &l
		case kyc.CheckDocument:
			if c.Document != nil {
				d := document(c.Document, c.Simulated)
				v.Document = &d
			}
		}
		out[i] = v
	}
	return out
}

// Rules shows what the rules of a profile came to.
func Rules(list []kyc.RuleResult) []api.RuleResult {
	out := make([]api.RuleResult, len(list))
	for i := range list {
		r := &list[i]
		out[i] = api.RuleResult{ID: r.ID, Text: r.Text, Severity: string(r.Severity), Status: string(r.Status), Detail: r.Detail, Pending: r.Pending, Waivable: r.Waivable}
		if r.Waiver != nil {
			w := waiver(r.Waiver)
			out[i].Waiver = &w
		}
	}
	return out
}

func flags(s *kyc.Session) []api.Flag {
	out := make([]api.Flag, len(s.Conduct.Flags))
	for i, f := range s.Conduct.Flags {
		out[i] = api.Flag{Flag: string(f.Kind), Officer: officer(f.By), At: f.At}
	}
	return out
}

func reasons(list []kyc.Reason) []api.Reason {
	out := make([]api.Reason, len(list))
	for i, r := range list {
		out[i] = api.Reason{Code: r.Code, Message: r.Message}
	}
	return out
}

func officer(o kyc.OfficerRef) api.Officer {
	out := api.Officer{ID: o.ID, Name: o.Name, Simulated: o.Simulated}
	if o.Certificate != "" {
		out.Certificate = &api.Certificate{Number: o.Certificate, ExpiresAt: o.CertifiedUntil}
	}
	return out
}

// Report shows the facts of the sealed report; s.Report must not be nil.
func Report(s *kyc.Session, base string, events []api.Event) api.Report {
	r := api.Report{Session: Session(s), Result: Result(s, base), Checks: Checks(s.Checks), PDF: artifact(*s.Report), Events: events}
	if s.Addendum != nil {
		a := artifact(*s.Addendum)
		r.Addendum = &a
	}
	if c := s.Consent; c != nil {
		r.Consent = &api.ConsentRecord{Version: c.Version, Language: c.Language, SHA256: c.SHA256, At: c.At}
	}
	if s.Recording != nil {
		rec := api.RecordingRecord{ArtifactRecord: artifact(*s.Recording), Gaps: make([]api.Gap, len(s.Gaps))}
		for i, g := range s.Gaps {
			rec.Gaps[i] = api.Gap{Party: g.Party, FromMS: g.From.Milliseconds(), ToMS: g.To.Milliseconds()}
		}
		r.Recording = &rec
	}
	return r
}

func artifact(a kyc.Artifact) api.ArtifactRecord {
	return api.ArtifactRecord{ID: a.ID, SHA256: a.SHA256, Bytes: a.Bytes, At: a.At}
}
