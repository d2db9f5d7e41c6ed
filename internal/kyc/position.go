package kyc

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// PositionReport is what the customer's device says of where it is.
type PositionReport struct {
	Latitude  float64 // degrees
	Longitude float64
	Accuracy  float64 // metres around it, in which the device is with 95 %
	Refused   string  // why there is none: denied, unavailable or timeout; "" when there is one
	Clock     string  // IANA name of the time zone that the device shows; "" when it does not say
}

// Position is a report as it is kept.
type Position struct {
	Latitude  float64   `json:"latitude"`
	Longitude float64   `json:"longitude"`
	Accuracy  float64   `json:"accuracy"`
	Refused   string    `json:"refused,omitempty"`
	Clock     string    `json:"clock,omitempty"`
	Zone      string    `json:"zone,omitempty"` // time zone of the place; "" where none is known
	At        time.Time `json:"at"`
}

const (
	zoneOfIndia    = "Asia/Kolkata"
	oldZoneOfIndia = "Asia/Calcutta" // as many browsers still call it
	countryOfIndia = "IN"
	// maxAccuracy is the radius in metres beyond which a position says nothing of a country.
	maxAccuracy = 50_000
	// coarse is the radius from which on it came from a network and not from satellites.
	coarse = 5_000
)

// Why there is no position.
const (
	PositionDenied      = "denied"
	PositionUnavailable = "unavailable"
	PositionTimeout     = "timeout"
)

// TookPosition keeps what the customer's device says of its position, which lies in a time zone. A refusal does not take
// back what was said before; a closer position replaces a coarser one, and any replaces one of an earlier call.
func (s *Session) TookPosition(r PositionReport, zone string, at time.Time) ([]Event, error) {
	if s.Status != Joined && s.Status != Waiting && !s.Status.InCall() {
		return nil, s.refuse("located")
	}
	if s.Consent == nil {
		return nil, Errorf(Conflict, "consent_required", "Consent has not been recorded.")
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	p := Position{Latitude: r.Latitude, Longitude: r.Longitude, Accuracy: r.Accuracy, Refused: r.Refused, Clock: r.Clock, Zone: zone, At: instant(at)}
	if r.Refused != "" {
		p.Latitude, p.Longitude, p.Accuracy, p.Zone = 0, 0, 0, ""
	}
	earlier := slices.ContainsFunc(s.CarriedOver(), func(c Carried) bool { return c.Piece == PieceLocation }) // of another call, maybe of another device
	if was := s.Conduct.Position; was != nil && (p.Refused != "" || !earlier && was.Refused == "" && p.Accuracy >= was.Accuracy) {
		return nil, nil
	}
	s.Conduct.Position = &p
	s.touch(at)
	return nil, nil
}

func (r *PositionReport) check() error {
	var wrong []Field
	bad := func(is bool, field, message string) {
		if is {
			wrong = append(wrong, Field{Field: "position." + field, Message: message})
		}
	}
	switch r.Refused {
	case "":
		within := func(v, most float64) bool { return !math.IsNaN(v) && v >= -most && v <= most }
		bad(!within(r.Latitude, 90), "latitude", "must be from -90 to 90")
		bad(!within(r.Longitude, 180), "longitude", "must be from -180 to 180")
		bad(!(r.Accuracy >= 0 && r.Accuracy <= 25_000_000), "accuracy", "must be metres, from 0 to 25000000")
	case PositionDenied, PositionUnavailable, PositionTimeout:
	default:
		bad(true, "refused", "must be denied, unavailable or timeout")
	}
	bad(len(r.Clock) > 64, "clock", "must have at most 64 characters")
	for _, c := range r.Clock {
		if c <= ' ' || c > '~' {
			bad(true, "clock", "must be an IANA name such as Asia/Kolkata")
			break
		}
	}
	if wrong != nil {
		return Refuse(wrong)
	}
	return nil
}

// Located tells whether the position is known.
func (s *Session) Located() bool {
	return s.Conduct.Position != nil && s.Conduct.Position.Refused == ""
}

// AsksPosition tells whether the session's profile has a rule on it: otherwise the customer is not asked.
func (s *Session) AsksPosition() bool {
	for _, r := range s.profile().Rules {
		if r.Check == RuleGeoTag && r.Outside == "" {
			return true
		}
	}
	return false
}

func ipInIndia(s *Session) finding {
	switch c := s.Consent; {
	case c == nil:
		return unavailable("Consent was not recorded, and with it no address.")
	case !c.Looked:
		return exempt("This server has no GeoIP file: the customer's address was not looked up.")
	case c.Country == "":
		return unavailable("The address from which consent was given is not in the GeoIP file: private, or unknown.")
	case c.Country != countryOfIndia && !s.Live:
		return exempt("Test mode: consent was given from an address in %s, which fails in live mode.", c.Country)
	case c.Country != countryOfIndia:
		return fail("Consent was given from an address in %s.", c.Country)
	}
	return pass("Consent was given from an address in India.")
}

func geoTag(s *Session) finding {
	p := s.Conduct.Position
	switch {
	case p == nil:
		return missing("The customer's position is not captured.")
	case p.Refused == PositionDenied:
		return missing("The customer did not let the page know the position.")
	case p.Refused != "":
		return missing("The customer's device could not tell its position.")
	case p.Accuracy > maxAccuracy:
		return missing("The position is known to %s only, too far to tell the country.", metres(p.Accuracy))
	case p.Zone != zoneOfIndia && !s.Live:
		return exempt("Test mode: the position does not lie in India, which fails in live mode.")
	case p.Zone != zoneOfIndia:
		return fail("The position does not lie in India.")
	}
	return pass("The position lies in India, known to %s, at %s.%s", metres(p.Accuracy), stamped(p.At), s.whence(PieceLocation))
}

func metres(v float64) string {
	if v < 1000 {
		return fmt.Sprintf("%.0f m", math.Ceil(v))
	}
	return fmt.Sprintf("%.0f km", math.Ceil(v/1000))
}

// SignalLocation is the one of position, address and clock.
const SignalLocation = "location"

// locationSignal holds position, address and clock of the device against each other. Each can be forged alone.
func (s *Session) locationSignal() Signal {
	p := s.Conduct.Position
	country := ""
	if s.Consent != nil {
		country = s.Consent.Country
	}
	if p == nil && country == "" {
		return Signal{ID: SignalLocation, Level: LevelUnavailable, Detail: "The customer's device has said nothing of its position, and its address was not looked up."}
	}
	out := Signal{ID: SignalLocation, Level: LevelNone}
	add := func(when bool, code string, level Level, format string, args ...any) {
		if when {
			out.add(SignalFinding{code, level, fmt.Sprintf(format, args...)})
		}
	}
	switch {
	case p == nil:
		out.Detail = "The device has said nothing of its position."
	case p.Refused != "":
		out.Detail = "The device gave no position."
		add(true, "no_position", LevelLow, "The position was asked for and not given: %s.", p.Refused)
	default:
		out.Detail = fmt.Sprintf("Known to %s.", metres(p.Accuracy))
		add(p.Zone != zoneOfIndia, "outside_india", LevelHigh, "The position does not lie in India.")
		add(p.Accuracy > coarse, "coarse_position", LevelLow, "The position is known to %s only: it came from a network.", metres(p.Accuracy))
		add(p.Clock != "" && p.Zone != "" && !sameZone(p.Clock, p.Zone), "other_clock", LevelMedium, "The device's clock is set to %s, the position lies in %s.", p.Clock, p.Zone)
		add(country != "" && p.Zone != "" && (country == countryOfIndia) != (p.Zone == zoneOfIndia), "other_address", LevelHigh,
			"The address lies in %s, the position in %s.", country, p.Zone)
	}
	add(country != "" && country != countryOfIndia, "address_abroad", LevelHigh, "Consent was given from an address in %s.", country)
	return out
}

func sameZone(a, b string) bool {
	if a == oldZoneOfIndia {
		a = zoneOfIndia
	}
	return a == b
}
