package signalling

import (
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// position is where the customer's device says it is, or why it does not.
type position struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Accuracy  float64 `json:"accuracy"`
	Refused   string  `json:"refused"`
	Clock     string  `json:"clock"`
}

// tookPosition keeps it with the session, and in no log.
func (c *call) tookPosition(role media.Role, r *position) error {
	if role != media.Customer {
		return kyc.Errorf(kyc.Forbidden, "not_allowed", "Only the customer's position is reported.")
	}
	if r == nil {
		return kyc.Refuse([]kyc.Field{{Field: "position", Message: "is missing"}})
	}
	_, err := c.h.Sessions.TookPosition(c.h.ctx, c.ref, kyc.PositionReport{Latitude: r.Latitude, Longitude: r.Longitude,
		Accuracy: r.Accuracy, Refused: r.Refused, Clock: r.Clock})
	return err
}
