package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Profiles shows the profiles that a session can be ordered under.
func Profiles(b *kyc.Book) api.ProfileList {
	out := api.ProfileList{}
	for _, p := range b.All() {
		v := api.Profile{Name: p.Name, Title: p.Title, Base: optional(p.Base), Default: p.Name == b.Usual(), Questions: p.Questions,
			Interruptions: names(p.Interruptions), Audit: p.Audit, AuditShare: p.AuditShare, WatchTold: string(p.WatchTold), Rules: make([]api.Rule, len(p.Rules))}
		for i, r := range p.Rules {
			v.Rules[i] = api.Rule{ID: r.ID, Text: r.Text, Severity: string(r.Severity), Check: string(r.Check), Outside: r.Outside, Because: r.Because}
		}
		out.Data = append(out.Data, v)
	}
	return out
}

// KnownReasons shows the catalogue of reasons for rejections.
func KnownReasons() api.ReasonList {
	out := api.ReasonList{Data: make([]api.KnownReason, len(kyc.RejectionReasons))}
	for i, r := range kyc.RejectionReasons {
		out.Data[i] = api.KnownReason{Code: r.Code, Message: r.Message, Fraud: r.Fraud}
	}
	return out
}
