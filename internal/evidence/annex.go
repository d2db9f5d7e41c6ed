package evidence

import (
	"fmt"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// The second half of the report: what the verdicts rest on.

func (s *sheet) consent() block {
	c := s.facts.Consent
	if c == nil {
		return s.text("No consent was recorded.", strong.in(red))
	}
	return stack(s.grid(3, pair{"Text version", c.Version, body}, pair{"Language", languageName(c.Language), body},
		pair{"Given, IST", stamp(c.At), body}), s.grid(1, pair{"SHA-256 of the text shown", c.SHA256, code}))
}

func (s *sheet) recording() []block {
	r := s.facts.Recording
	if r == nil {
		return []block{s.text("Recording "+unavailable+".", body)}
	}
	duration := unavailable
	if r.DurationMS != nil {
		duration = length(*r.DurationMS)
	}
	gaps := fmt.Sprint(len(r.Gaps))
	if len(r.Gaps) == 0 {
		gaps = "None"
	}
	blocks := []block{
		s.grid(3, pair{"Duration", duration, body}, pair{"Size", amount(r.Bytes), body}, pair{"Gaps", gaps, body}),
		s.grid(1, pair{"SHA-256", or(r.SHA256, unavailable), code})}
	var rows [][]cell
	for _, g := range r.Gaps {
		rows = append(rows, []cell{{words(g.Party), body}, {position(g.FromMS) + " \u2013 " + position(g.ToMS), body}, {length(g.ToMS - g.FromMS), body}})
	}
	if len(rows) > 0 {
		blocks = append(blocks, s.table([]column{{"Picture missing of", 0.3}, {"Position in the recording", 0.42}, {"Length", 0.28}}, rows)...)
	}
	return blocks
}

// pictureFiles gives each picture its source and, on a line of its own, a hash
// that can be copied whole.
func (s *sheet) pictureFiles() []block {
	var blocks []block
	for _, p := range s.facts.Pictures {
		source := "Still from the device"
		switch {
		case p.Label == LabelDocumentFace:
			source = "Cut out of the still"
		case p.Kind == kyc.ArtifactFrame:
			source = "Frame of the stream"
			if p.PositionMS != nil {
				source = "Frame of the recording at " + position(*p.PositionMS)
			}
		}
		blocks = append(blocks, func(x, y, w float64) float64 {
			h := max(s.para(x, y, w*0.4, words(p.Label), body), s.paraRight(x+w*0.4, y, w*0.6, source, small))
			h += s.para(x, y+h, w, p.SHA256, code) + 1
			s.line(x, y+h, x+w, hair)
			return h + 1
		})
	}
	if len(blocks) == 0 {
		return []block{s.text("No picture was kept.", body.in(mute))}
	}
	return blocks
}

func (s *sheet) models() []block {
	f := s.facts
	var rows [][]cell
	for _, m := range f.Models {
		var used []string
		for _, c := range m.Checks {
			used = append(used, words(c))
		}
		rows = append(rows, []cell{{m.Name, body}, {prefix(m.SHA256, 16), code}, {strings.Join(used, ", "), body}})
	}
	var blocks []block
	if len(rows) > 0 {
		blocks = s.table([]column{{"Model", 0.34}, {"SHA-256, first 16 digits", 0.32}, {"Used for", 0.34}}, rows)
	} else {
		blocks = append(blocks, s.text("No model gave a score.", body))
	}
	all := map[string]float64{}
	add := func(c *CheckFacts) {
		for k, v := range c.Thresholds {
			all[k] = v
		}
	}
	if f.FaceMatch != nil {
		add(&f.FaceMatch.CheckFacts)
	}
	if f.Liveness != nil {
		add(&f.Liveness.CheckFacts)
	}
	for i := range f.Documents {
		add(&f.Documents[i].CheckFacts)
	}
	var pairs []pair
	for _, k := range sortedKeys(all) {
		pairs = append(pairs, pair{words(k), decimal(all[k]), body})
	}
	if len(pairs) > 0 {
		blocks = append(blocks, s.gap(2.4), s.grid(3, pairs...))
	}
	return blocks
}

func (s *sheet) timeline() []block {
	var rows [][]cell
	for _, e := range s.facts.Timeline {
		rows = append(rows, []cell{{fmt.Sprint(e.Sequence), small}, {stamp(e.At), body}, {words(string(e.Type)), body},
			{string(e.Type), code.in(mute)}, {prefix(e.Hash, 12), code}})
	}
	if len(rows) == 0 {
		return []block{s.text("Events "+unavailable+".", body)}
	}
	return s.table([]column{{"No.", 0.06}, {"Time, IST", 0.25}, {"Event", 0.26}, {"Type", 0.26}, {"Hash", 0.17}}, rows)
}

func (s *sheet) chainChip() *chip {
	if s.facts.Chain.Intact {
		return &chip{"Chain intact", green}
	}
	return &chip{"Chain not intact", red}
}

func (s *sheet) integrity() []block {
	c := s.facts.Chain
	blocks := []block{s.grid(1, pair{fmt.Sprintf("Chain head: hash of the newest of %d events", c.Events), c.Head, code})}
	if c.Problem != "" {
		blocks = append(blocks, s.text("When this report was made: "+c.Problem+".", strong.in(red)))
	}
	how := "How to verify: the SHA-256 of the recording is printed above; compare it with that of the file you fetched. Every event\u2019s SHA-256 covers the event before it, " +
		"so none can be changed, removed or added without changing the head. The server checked the chain when it made this report; a verifier for third parties is not part of this version."
	blocks = append(blocks, s.text(how, body))
	if c.VerifyURL != "" {
		blocks = append(blocks, s.grid(1, pair{"Events of this session", c.VerifyURL, code}))
	}
	return blocks
}

func prefix(s string, n int) string { return s[:min(n, len(s))] }

// decimal without trailing zeros, such as 0.34 or 80.
func decimal(v float64) string {
	t := fmt.Sprintf("%.4f", v)
	return strings.TrimRight(strings.TrimRight(t, "0"), ".")
}
