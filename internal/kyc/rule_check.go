package kyc

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// What decides each rule. A check says pass only of what somebody or something
// looked at in this very session.

func liveOfficial(s *Session) finding {
	switch {
	case s.Officer == nil && len(s.Former) > 0:
		return unavailable("No officer has the session now; who had it handed it on.")
	case s.Officer == nil:
		return unavailable("No officer has taken the session.")
	case s.Officer.Simulated && s.Live:
		return fail("A program conducted the call.")
	case s.Officer.Simulated:
		return exempt("Test mode: a program conducted the call.")
	}
	switch o := s.Officer; {
	case o.Certified:
		return pass("A member of staff with the role of an agent conducted the call; his certificate of training, %s, is good until %s.", o.Certificate, o.CertifiedUntil.Format(time.DateOnly))
	case o.Certificate != "":
		return fail("The officer's certificate of training, %s, had lapsed on %s, before the call.", o.Certificate, o.CertifiedUntil.Format(time.DateOnly))
	}
	return missing("A member of staff with the role of an agent conducted the call; no certificate of his training is kept here.")
}

func ownDomain(s *Session) finding {
	if s.Conduct.Origin == "" {
		return missing("The address of the server was not kept.")
	}
	host := s.hostOf()
	if local(host) || numeric(host) {
		return missing("The call ran on %s, which is nobody's domain.", host)
	}
	return pass("The call ran on %s, the operator's address of this server. Its pages load nothing from elsewhere.", host)
}

func encryption(s *Session) finding {
	host := s.hostOf()
	switch {
	case s.Conduct.Origin == "":
		return missing("The address of the server was not kept.")
	case strings.HasPrefix(s.Conduct.Origin, "https://"):
		return pass("HTTPS to %s; sound and picture by DTLS-SRTP.", host)
	case local(host):
		return exempt("The server was reached at %s only: nothing left the machine unencrypted. Sound and picture went by DTLS-SRTP.", host)
	}
	return fail("The server was reached by plain HTTP at %s.", host)
}

func consentRecorded(s *Session) finding {
	if s.Consent == nil {
		return fail("Consent was not recorded.")
	}
	return pass("Text %s in %s, on the hash chain since %s.", s.Consent.Version, s.Consent.Language, stamped(s.Consent.At))
}

func recorded(s *Session) finding {
	switch r := s.Recording; {
	case r != nil && len(s.Gaps) > 0:
		return pass("%s long, sealed. %d stretches without a party's picture are marked.", r.Duration.Round(time.Second), len(s.Gaps))
	case r != nil:
		return pass("%s long, sealed.", r.Duration.Round(time.Second))
	case s.played():
		return exempt("Test mode: the call was played by the sandbox, nobody made it.")
	case s.Conduct.Ended:
		return fail("Nothing was recorded.")
	}
	return later("Known once the call is over and the recording is sealed.")
}

// checkFinding of the newest check of a kind.
func (s *Session) checkFinding(kind CheckKind) finding {
	if !slices.Contains(s.Type.Steps(), StepID(kind)) {
		return exempt("The ordered type of session has no such step.")
	}
	c := s.LatestCheck(kind)
	switch {
	case c == nil:
		return unavailable("The check has not been carried out.")
	case c.Simulated && c.Verdict == Pass:
		return exempt("Test mode: played by the sandbox, nothing was measured.")
	case c.Verdict == Pass:
		return pass("%s%s", measured(c), s.whence(pieceOf(kind)))
	case c.Verdict == Unavailable:
		return unavailable("It could not be computed.")
	case c.Verdict == Review:
		return fail("The result is uncertain. %s%s", measured(c), s.whence(pieceOf(kind)))
	}
	return fail("The check failed. %s", measured(c))
}

func measured(c *Check) string {
	switch {
	case c.FaceMatch != nil:
		return fmt.Sprintf("Similarity %.3f, a match from %.3f.", c.FaceMatch.Similarity, c.FaceMatch.Threshold)
	case c.Liveness != nil:
		met := 0
		for _, ch := range c.Liveness.Challenges {
			if ch.Passed {
				met++
			}
		}
		out := fmt.Sprintf("%d of %d challenges met; passive signal %s", met, len(c.Liveness.Challenges), c.Liveness.Passive)
		if p := c.Liveness.PassiveScore; p != nil {
			out += fmt.Sprintf(" (%.3f)", *p)
		}
		return out + "."
	}
	return "See the check."
}

func prompting(s *Session) finding {
	if f := s.Flagged(FlagPrompting); f != nil {
		switch {
		case s.Decision != nil && s.Decision.Outcome == Refused:
			return pass("The officer flagged prompting; the session was rejected.")
		case s.Decision == nil && !s.Status.Final():
			return later("The officer flagged prompting: the session will be rejected.")
		}
		return fail("The officer flagged prompting, and the session ended without a rejection.")
	}
	if s.Decision == nil {
		return later("Known once the officer has decided.")
	}
	if prompted(s.Decision.Reasons) {
		return pass("The officer noticed prompting; the session was rejected.")
	}
	if s.Officer != nil && s.Officer.Simulated {
		return exempt("Test mode: a program does not notice prompting.")
	}
	return pass("The officer flagged none.")
}

func panVerified(s *Session) finding {
	switch {
	case !s.Type.identifies() && !slices.Contains(s.Documents, PAN):
		return exempt(notIdentifying)
	case s.Type == ReKYC && !slices.Contains(s.Documents, PAN):
		return exempt("A renewal that did not ask for the PAN.")
	case !slices.Contains(s.Documents, PAN):
		return missing("The PAN was not asked for in the session.")
	}
	switch d := s.LatestDocument(PAN); {
	case d == nil || d.field(FieldNumber) == nil || d.field(FieldNumber).Shown() == "":
		return missing("The number was not read off the card, and its issuer is not asked.")
	case !d.field(FieldNumber).Confirmed():
		return missing("The number was read off the card, but not confirmed by the officer; its issuer is not asked.")
	case d.Check(FieldNumber) != nil && d.Check(FieldNumber).Verdict != Pass:
		return fail("The number is not one that the issuer would give. %s", d.Check(FieldNumber).Detail)
	}
	return missing("The number was confirmed by the officer and has the right shape; its issuer is not asked.")
}

func ovdVerified(s *Session) finding {
	if !s.Type.identifies() {
		return exempt(notIdentifying)
	}
	return missing("Signed evidence of Aadhaar is not verified. What other documents say is read and confirmed by the officer; no issuer is asked.")
}

func aadhaarRedacted(s *Session) finding {
	shown := slices.Contains(s.Documents, Aadhaar) || slices.ContainsFunc(s.Checks, func(c Check) bool { return c.Document != nil && c.Document.Type == Aadhaar })
	if !shown {
		return exempt("No Aadhaar was asked for.")
	}
	return missing("The picture of the card is kept as it was taken.")
}

func disruption(s *Session) finding {
	switch n := s.Conduct.Interruptions; {
	case n > 0 && s.Decision == nil && !s.Status.Final():
		return later("Interrupted %s so far.", times(n))
	case n > 0 && s.Decision == nil:
		return fail("The call was interrupted and did not go on.")
	case n > 0:
		return pass("Interrupted %s and gone on in the same session, as its order allows (on_interruption: resume); marked in recording and time line.", times(n))
	case s.Decision == nil && s.Status != InProgress:
		return later("The call is not over.")
	}
	return pass("The call was not interrupted.")
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func concurrentAudit(s *Session) finding {
	switch a := s.Audit; {
	case a != nil && a.Finding == AuditApprove && a.Auditor.Simulated:
		return exempt("Test mode: a program audited the session.")
	case a != nil && a.Finding == AuditApprove:
		return pass("An auditor, who did not conduct the call, agreed on %s.", stamped(a.At))
	case a != nil && a.Finding != "":
		return fail("The auditor did not agree.")
	case s.AuditLot != nil && s.AuditLot.Why == AuditByChance && s.Decision == nil && !s.Status.Final():
		return later("Chance sends %d %% of the sessions under this profile to an auditor; whether this one is among them is said when the officer has decided.", s.AuditLot.Share)
	case s.AuditLot != nil && s.AuditLot.Why == AuditByChance && !s.AuditLot.Drawn:
		return missing("Chance sends %d %% of the sessions under this profile to an auditor, and spared this one.", s.AuditLot.Share)
	case s.AuditDue:
		return later("An auditor has to agree before the session ends.")
	}
	return missing("The session was ordered without an audit.")
}

func auditTrail(s *Session) finding {
	if s.Head == (Hash{}) {
		return later("No event of the session has been sealed yet.")
	}
	return pass("Every act is on the session's hash chain, with the id of who did it.")
}

func retention(*Session) finding {
	return missing("This server keeps everything, but no date until which it must.")
}

func reasonsRecorded(s *Session) finding {
	d := s.Decision
	switch {
	case d == nil || d.Outcome != Refused:
		return exempt("The session was not rejected.")
	case len(d.Reasons) == 0:
		return fail("No reason was given.")
	case len(d.Reasons) == 1:
		return pass("One reason.")
	}
	return pass("%d reasons.", len(d.Reasons))
}

func accessibility(s *Session) finding {
	c := s.LatestCheck(CheckLiveness)
	if c == nil || c.Liveness == nil || len(c.Liveness.Challenges) == 0 {
		return unavailable("No challenge was made that could be judged.")
	}
	for _, ch := range c.Liveness.Challenges {
		if ch.Kind == "blink" {
			return fail("Blinking was asked for.")
		}
	}
	return pass("No challenge needed blinking, and each could be drawn anew.")
}

func incident(s *Session) finding {
	if f := s.Flagged(FlagSuspectedFraud); f != nil {
		return pass("Reported as fraud.suspected on %s.", stamped(f.At))
	}
	if d := s.Decision; d != nil && d.Outcome == Refused && len(fraudulent(d.Reasons)) > 0 {
		return pass("Reported as fraud.suspected with the decision.")
	}
	return exempt("Nobody suspected a forged identity.")
}

// local and numeric hosts are of a machine, not of an entity.
func local(host string) bool {
	name := hostname(host)
	return loopbackName(name) || strings.HasSuffix(name, ".localhost")
}

func numeric(host string) bool {
	_, err := netip.ParseAddr(hostname(host))
	return err == nil
}

// hostname without port and brackets.
func hostname(host string) string {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') && strings.Count(host[i:], ":") == 1 {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

// ist is the zone of every instant that a person reads.
var ist = time.FixedZone("IST", 5*3600+1800)

func stamped(t time.Time) string { return t.In(ist).Format("02-01-2006 15:04:05") + " IST" }
