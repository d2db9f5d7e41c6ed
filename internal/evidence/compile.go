package evidence

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Compile states the facts of a session. It refuses input that contradicts
// itself; a broken event chain is no such thing but a fact to be reported.
func Compile(in Input) (*Facts, error) {
	s := in.Session
	if s == nil {
		return nil, errors.New("report: no session")
	}
	if in.Account.ID != s.Account {
		return nil, fmt.Errorf("report of %s: the account is not the session's", s.ID)
	}
	for i := range in.Events {
		if in.Events[i].Session != s.ID {
			return nil, fmt.Errorf("report of %s: event %d belongs to another session", s.ID, i+1)
		}
	}
	f := &Facts{
		SessionID: s.ID, Livemode: s.Live, Status: s.Status, SubStatus: s.SubStatus,
		Account:          AccountFacts{ID: in.Account.ID, Name: in.Account.Name},
		VerificationType: string(s.Type), Profile: s.Profile, Language: s.Language, CreatedAt: s.CreatedAt, AsOf: s.CreatedAt,
		Customer: CustomerFacts{Name: maskValid(s.Customer.Name), MobileMasked: maskMobile(s.Customer.Mobile),
			Reference: maskValid(s.Customer.Reference), DateOfBirth: s.Customer.DateOfBirth},
	}
	if o := s.Officer; o != nil {
		f.Officer = &OfficerFacts{ID: o.ID, Name: maskAll(o.Name), Simulated: o.Simulated, Certificate: maskAll(o.Certificate), CertifiedUntil: o.CertifiedUntil}
	}
	if d := s.Decision; d != nil {
		f.Decision = &DecisionFacts{Ruling: d.Ruling, Outcome: d.Outcome, Reasons: maskReasons(d.Reasons), Note: maskAll(d.Note), At: d.At}
	}
	if c := s.Consent; c != nil {
		f.Consent = &ConsentFacts{Version: c.Version, Language: c.Language, SHA256: c.SHA256, At: c.At}
	}
	f.Rules, f.Flags, f.Questions, f.Said = ruleFacts(s), flagFacts(s), questionFacts(s), saidFacts(s)
	f.Signals, f.CarriedOver = signalFacts(s), s.CarriedOver()
	f.compileChecks(s)
	f.compileModels(s)
	f.compilePictures(s)
	if err := f.compileRecording(in); err != nil {
		return nil, fmt.Errorf("report of %s: %w", s.ID, err)
	}
	f.compileChain(in)
	return f, nil
}

func (f *Facts) compileChecks(s *kyc.Session) {
	for _, step := range s.Type.Steps() {
		switch step {
		case kyc.StepFaceMatch:
			f.FaceMatch = faceMatchFacts(s)
		case kyc.StepLiveness:
			f.Liveness = livenessFacts(s)
		case kyc.StepDocument:
			f.Documents = documentFacts(s)
		}
	}
}

// checkFacts of the newest attempt c, which may be nil.
func checkFacts(s *kyc.Session, kind kyc.CheckKind, c *kyc.Check) CheckFacts {
	f := CheckFacts{Verdict: kyc.Unavailable, Reasons: []kyc.Reason{}, Thresholds: map[string]float64{}}
	for i := range s.Checks {
		if s.Checks[i].Kind == kind {
			f.Attempts++
		}
	}
	if c == nil {
		return f
	}
	ended := c.EndedAt
	f.CheckID, f.Verdict, f.EndedAt, f.Reasons = c.ID, c.Verdict, &ended, maskReasons(c.Reasons)
	for k, v := range c.Thresholds {
		if computed(v) {
			f.Thresholds[k] = v
		}
	}
	return f
}

func faceMatchFacts(s *kyc.Session) *FaceMatchFacts {
	c := s.LatestCheck(kyc.CheckFaceMatch)
	f := &FaceMatchFacts{CheckFacts: checkFacts(s, kyc.CheckFaceMatch, c)}
	if f.Verdict != kyc.Unavailable && c.FaceMatch != nil {
		m := *c.FaceMatch
		f.Similarity, f.Threshold, f.Confidence, f.Frames = number(m.Similarity), number(m.Threshold), number(m.Confidence), &m.Frames
	}
	return f
}

func livenessFacts(s *kyc.Session) *LivenessFacts {
	c := s.LatestCheck(kyc.CheckLiveness)
	f := &LivenessFacts{CheckFacts: checkFacts(s, kyc.CheckLiveness, c), Challenges: []ChallengeFacts{}, Passive: string(kyc.Unavailable)}
	if c == nil || c.Liveness == nil {
		return f
	}
	l := c.Liveness
	for _, ch := range l.Challenges {
		cf := ChallengeFacts{Kind: ch.Kind, AskedAt: ch.AskedAt, Passed: ch.Passed, Reason: maskAll(ch.Reason)}
		if ch.ReactionMS > 0 {
			cf.ReactionMS = &ch.ReactionMS
		}
		f.Challenges = append(f.Challenges, cf)
	}
	if l.PassiveScore != nil && computed(*l.PassiveScore) {
		score, frames := *l.PassiveScore, l.PassiveFrames
		f.PassiveScore, f.PassiveFrames, f.Passive = &score, &frames, l.Passive
	}
	return f
}

// documentFacts has the newest check of each type of document, in the order in
// which the types were first captured, then those ordered but never captured.
func documentFacts(s *kyc.Session) []DocumentFacts {
	var order []kyc.DocumentType
	newest := map[kyc.DocumentType]*kyc.Check{}
	attempts := map[kyc.DocumentType]int{}
	for i := range s.Checks {
		c := &s.Checks[i]
		if c.Kind != kyc.CheckDocument {
			continue
		}
		var t kyc.DocumentType // "" when it broke before the type was known
		if c.Document != nil {
			t = c.Document.Type
		}
		if newest[t] == nil {
			order = append(order, t)
		}
		newest[t] = c
		attempts[t]++
	}
	for _, t := range s.Documents {
		if newest[t] == nil && !slices.Contains(order, t) {
			order = append(order, t)
		}
	}
	var out []DocumentFacts
	for _, t := range order {
		c := newest[t]
		f := DocumentFacts{CheckFacts: checkFacts(s, kyc.CheckDocument, c), Type: t, Fields: []FieldFacts{}, Checks: []kyc.DocumentCheck{}}
		f.Attempts = attempts[t]
		if c != nil && c.Document != nil {
			d := c.Document
			f.NumberMasked = maskAll(d.NumberMasked)
			f.Fields = fieldFacts(d)
			for _, dc := range d.Checks {
				dc.Detail = maskAll(dc.Detail)
				f.Checks = append(f.Checks, dc)
			}
			if h := d.FaceHeight; h > 0 {
				f.FaceHeightPX = &h
			}
		}
		out = append(out, f)
	}
	return out
}

// fieldFacts in the order of the document; the number is masked beside them.
func fieldFacts(d *kyc.Document) []FieldFacts {
	out := []FieldFacts{}
	for i := range d.Read {
		r := &d.Read[i]
		if r.Name == kyc.FieldNumber && !r.Confirmed() {
			continue
		}
		f := FieldFacts{Name: r.Name, Value: maskAll(r.Shown()), Confirmed: r.Confirmed(), Changed: r.Changed()}
		if r.Name == kyc.FieldNumber {
			f.Value = maskAll(d.NumberMasked)
		}
		if r.By != nil {
			f.Officer = maskValid(r.By.Name)
		}
		out = append(out, f)
	}
	for _, k := range sortedKeys(d.Fields) {
		if !slices.ContainsFunc(d.Read, func(r kyc.DocumentField) bool { return r.Name == k }) {
			out = append(out, FieldFacts{Name: k, Value: maskAll(d.Fields[k])})
		}
	}
	return out
}

func (f *Facts) compileModels(s *kyc.Session) {
	f.Models = []ModelFacts{}
	for i := range s.Checks {
		for _, m := range s.Checks[i].Models {
			at := slices.IndexFunc(f.Models, func(o ModelFacts) bool { return o.Name == m.Name && o.SHA256 == m.SHA256 })
			if at < 0 {
				at = len(f.Models)
				f.Models = append(f.Models, ModelFacts{Name: m.Name, SHA256: m.SHA256})
			}
			if k := string(s.Checks[i].Kind); !slices.Contains(f.Models[at].Checks, k) {
				f.Models[at].Checks = append(f.Models[at].Checks, k)
			}
		}
	}
}

func (f *Facts) compileRecording(in Input) error {
	a, r := in.Session.Recording, in.Recording
	if a == nil && r == nil {
		return nil
	}
	f.Recording = &RecordingFacts{Gaps: []GapFacts{}}
	gaps := in.Session.Gaps
	if a != nil {
		f.Recording.ID, f.Recording.Bytes, f.Recording.SHA256 = a.ID, a.Bytes, a.SHA256
	}
	if r != nil {
		if a != nil && (r.SHA256 != "" && r.SHA256 != a.SHA256 || r.Bytes != 0 && r.Bytes != a.Bytes) {
			return errors.New("the recording is not the one that was sealed")
		}
		if a == nil {
			f.Recording.Bytes, f.Recording.SHA256 = r.Bytes, r.SHA256
		}
		if r.Duration > 0 {
			ms := r.Duration.Milliseconds()
			f.Recording.DurationMS = &ms
		}
		if r.Gaps != nil {
			gaps = r.Gaps
		}
	}
	for _, g := range gaps {
		f.Recording.Gaps = append(f.Recording.Gaps, GapFacts{Party: g.Party, FromMS: g.From.Milliseconds(), ToMS: g.To.Milliseconds()})
	}
	return nil
}

func (f *Facts) compileChain(in Input) {
	f.Timeline = []EventFacts{}
	for i := range in.Events {
		e := &in.Events[i]
		f.Timeline = append(f.Timeline, EventFacts{Sequence: e.Sequence, ID: e.ID, Type: e.Type, At: e.At, Hash: e.Hash.String(), Prev: e.Prev.String()})
	}
	c := ChainFacts{Events: len(in.Events), Head: in.Session.Head.String(), VerifyURL: in.VerifyURL}
	if n := len(in.Events); n == 0 {
		c.Problem = "no event was given to the report"
	} else {
		last := in.Events[n-1]
		f.AsOf = last.At
		if err := kyc.VerifyChain(in.Events); err != nil {
			c.Problem = err.Error()
		} else if last.Hash != in.Session.Head {
			c.Problem = "the newest event is not the head that the session remembers"
		}
	}
	c.Intact = c.Problem == ""
	f.Chain = c
}

func maskReasons(rs []kyc.Reason) []kyc.Reason {
	out := make([]kyc.Reason, len(rs))
	for i, r := range rs {
		out[i] = kyc.Reason{Code: r.Code, Message: maskAll(r.Message)}
	}
	return out
}

// computed tells whether v is a number at all: a division by nothing is not.
func computed(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func number(v float64) *float64 {
	if !computed(v) {
		return nil
	}
	return &v
}

// compilePictures lists every picture once: stills, then frames of the checks.
func (f *Facts) compilePictures(s *kyc.Session) {
	f.Pictures = []PictureFacts{}
	shown := choosePictures(s)
	seen := map[string]bool{}
	add := func(a kyc.Artifact) {
		if seen[a.ID] || a.Kind != kyc.ArtifactFrame && a.Kind != kyc.ArtifactStill {
			return
		}
		seen[a.ID] = true
		p := PictureFacts{ID: a.ID, Label: a.Label, Kind: a.Kind, Type: a.Type, Bytes: a.Bytes, SHA256: a.SHA256, At: a.At, artifact: a}
		if a.Kind == kyc.ArtifactFrame && a.Position > 0 {
			ms := a.Position.Milliseconds()
			p.PositionMS = &ms
		}
		p.Shown = slices.ContainsFunc(shown[:], func(c *kyc.Artifact) bool { return c != nil && c.ID == a.ID })
		f.Pictures = append(f.Pictures, p)
	}
	for _, a := range s.Stills {
		add(a)
	}
	for i := range s.Checks {
		for _, a := range s.Checks[i].Evidence {
			add(a)
		}
	}
}

// choosePictures gives the live face, the document's still and the document's
// face, nil where there is none. The newest check that has one wins.
func choosePictures(s *kyc.Session) (out [3]*kyc.Artifact) {
	find := func(kind kyc.CheckKind, wanted func(*kyc.Artifact) bool) *kyc.Artifact {
		for _, c := range slices.Backward(s.Checks) {
			for i := range c.Evidence {
				if c.Kind == kind && wanted(&c.Evidence[i]) {
					return &c.Evidence[i]
				}
			}
		}
		return nil
	}
	labelled := func(label string) func(*kyc.Artifact) bool {
		return func(a *kyc.Artifact) bool { return a.Label == label }
	}
	out[0] = cmp.Or(find(kyc.CheckFaceMatch, labelled(LabelMatchedFace)), find(kyc.CheckFaceMatch, labelled(LabelLiveFace)),
		find(kyc.CheckLiveness, labelled(LabelLiveFace)))
	out[1] = find(kyc.CheckDocument, func(a *kyc.Artifact) bool { return a.Kind == kyc.ArtifactStill })
	for i := len(s.Stills) - 1; i >= 0 && out[1] == nil; i-- {
		if slices.ContainsFunc(kyc.DocumentTypes, func(t kyc.DocumentType) bool { return strings.HasPrefix(s.Stills[i].Label, string(t)) }) {
			out[1] = &s.Stills[i]
		}
	}
	out[2] = find(kyc.CheckDocument, labelled(LabelDocumentFace))
	return out
}

// captions of what choosePictures gives, in its order.
var captions = [3]string{"Live face, from the recording", "Document, taken by the device", "Face on the document"}

// india is the zone of every instant that a person reads.
var india = time.FixedZone("IST", 5*3600+1800)

func stamp(t time.Time) string { return t.In(india).Format("02-01-2006 15:04:05") }

// sortedKeys of a map, for output that does not change from run to run.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// words turns a code such as look_up into words: Look up.
func words(code string) string {
	if w, ok := phrases[code]; ok {
		return w
	}
	w := strings.ReplaceAll(code, "_", " ")
	if w == "" {
		return ""
	}
	return strings.ToUpper(w[:1]) + w[1:]
}
