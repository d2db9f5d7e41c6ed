package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Composite shows how far the recording for people is. nil means that none was
// ordered; able tells whether this server makes films.
func Composite(c *kyc.Composite, able bool, base string) api.Composite {
	switch {
	case c == nil || c.State == kyc.CompositePending && !able:
		return api.Composite{Status: string(kyc.Unavailable)}
	case c.State == kyc.CompositeReady:
		return api.Composite{Status: string(c.State), URL: optional(base + "/v1/sessions/" + c.Session + "/recording?track=composite")}
	}
	return api.Composite{Status: string(c.State)}
}
