package signalling

import (
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/media"
)

// camera is what the customer's page says of a camera that it took.
type camera struct {
	Label    string  `json:"label"`
	Device   string  `json:"device"`
	Purpose  string  `json:"purpose"`
	Facing   string  `json:"facing"`
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Rate     float64 `json:"rate"`
	MinWidth int     `json:"min_width"`
	MaxWidth int     `json:"max_width"`
	MaxRate  float64 `json:"max_rate"`
	Mobile   bool    `json:"mobile"`
}

// tookCamera keeps it with the session. The name of the camera goes no further than
// its class, and into no log.
func (c *call) tookCamera(role media.Role, r *camera) error {
	if role != media.Customer {
		return kyc.Errorf(kyc.Forbidden, "not_allowed", "Only the customer's camera is reported.")
	}
	if r == nil {
		return kyc.Refuse([]kyc.Field{{Field: "camera", Message: "is missing"}})
	}
	_, err := c.h.Sessions.TookCamera(c.h.ctx, c.ref, kyc.CameraReport{Label: r.Label, Device: r.Device, Purpose: kyc.CameraPurpose(r.Purpose),
		Facing: r.Facing, Width: r.Width, Height: r.Height, Rate: r.Rate, MinWidth: r.MinWidth, MaxWidth: r.MaxWidth, MaxRate: r.MaxRate, Mobile: r.Mobile})
	return err
}
