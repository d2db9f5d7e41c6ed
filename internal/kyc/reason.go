package kyc

import "slices"

// Codes that the law itself gives.
const (
	ReasonPrompting = "prompting"
	ReasonFraud     = "suspected_fraud"
	ReasonOther     = "other"
)

// RejectionReason is one that an officer picks.
type RejectionReason struct {
	Reason
	Fraud bool // it tells of a forged identity, so it is reported as one
}

// RejectionReasons are the catalogue. An account may use codes of its own beside
// these; only these are known to mean fraud.
var RejectionReasons = []RejectionReason{
	{Reason{ReasonPrompting, "Somebody told the customer what to say or do."}, false},
	{Reason{ReasonFraud, "The officer suspects fraud."}, true},
	{Reason{"document_forged", "The document looks forged or altered."}, true},
	{Reason{"document_copy", "A copy or a screen was shown instead of the document."}, false},
	{Reason{"document_unreadable", "The document could not be read."}, false},
	{Reason{"document_expired", "The document is no longer valid."}, false},
	{Reason{"details_mismatch", "What the customer said does not agree with document or application."}, false},
	{Reason{"face_mismatch", "The live face is not the face on the document."}, false},
	{Reason{"spoof_suspected", "Something other than a live person was before the camera."}, true},
	{Reason{"answers_wrong", "Questions were answered wrongly, or not at all."}, false},
	{Reason{"several_people", "More than one person took part."}, false},
	{Reason{"under_pressure", "The customer seemed to act under pressure."}, false},
	{Reason{"outside_india", "The customer was not in India."}, false},
	{Reason{"consent_withdrawn", "The customer withdrew the consent."}, false},
	{Reason{"customer_refused", "The customer refused a step."}, false},
	{Reason{"quality_poor", "Picture or sound was too poor to identify anybody."}, false},
	{Reason{ReasonOther, "Another reason; the officer's note says which."}, false},
}

// named fills in the sentence of a reason from the catalogue where the officer
// gave the code alone, and keeps Aadhaar numbers out of the others.
func named(reasons []Reason) []Reason {
	out := slices.Clone(reasons)
	for i, r := range out {
		out[i].Message = MaskAadhaar(r.Message)
		if at := catalogued(r.Code); at >= 0 && r.Message == "" {
			out[i].Message = RejectionReasons[at].Message
		}
	}
	return out
}

func catalogued(code string) int {
	return slices.IndexFunc(RejectionReasons, func(k RejectionReason) bool { return k.Code == code })
}

// fraudulent are the codes that tell of a forged identity.
func fraudulent(reasons []Reason) []string {
	var out []string
	for _, r := range reasons {
		if at := catalogued(r.Code); at >= 0 && RejectionReasons[at].Fraud {
			out = append(out, r.Code)
		}
	}
	return out
}

// prompted tells whether prompting is among the reasons, by a flag or by word.
func prompted(reasons []Reason) bool {
	return slices.ContainsFunc(reasons, func(r Reason) bool { return r.Code == ReasonPrompting })
}

// missingFrom are the reasons of more whose codes list does not have.
func missingFrom(list, more []Reason) []Reason {
	var out []Reason
	for _, m := range more {
		if !slices.ContainsFunc(append(slices.Clone(list), out...), func(r Reason) bool { return r.Code == m.Code }) {
			out = append(out, m)
		}
	}
	return out
}
