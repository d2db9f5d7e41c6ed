package wire_test

import (
	"testing"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// The backend is told the position when there is one, and nothing in its place else.
func TestTheResultHasThePosition(t *testing.T) {
	s := &kyc.Session{ID: "vs_1", Profile: kyc.DefaultProfile}
	if got := wire.Result(s, base).Location; got != nil {
		t.Errorf("nothing was said: %+v", got)
	}
	s.Conduct.Position = &kyc.Position{Refused: kyc.PositionDenied}
	if got := wire.Result(s, base).Location; got != nil {
		t.Errorf("refused: %+v", got)
	}
	s.Conduct.Position = &kyc.Position{Latitude: 18.93, Longitude: 72.83, Accuracy: 20}
	if got := wire.Result(s, base).Location; got == nil || *got != (api.Location{Latitude: 18.93, Longitude: 72.83, Accuracy: 20}) {
		t.Errorf("known: %+v", got)
	}
}
