package kyc

import "time"

// OfficerAway is how long a customer whose officer was lost waits for him before he may go elsewhere.
const OfficerAway = 20 * time.Second

// Released tells whether the customer of a call may leave it by himself for the line or for another time: it
// was not he who was lost, and the officer, or whoever restarted the server, has had his time. Under
// the fresh_session policy there is no such moment, for the session has failed.
func (s *Session) Released(at time.Time) bool {
	if s.Status != Interrupted || s.SubStatus != "agent_lost" && s.SubStatus != "server_restarted" {
		return false
	}
	return !at.Before(s.GraceEnds.Add(OfficerAway - s.GracePeriod))
}

// Return puts a customer whose officer was lost into the line again, at the place of the time when he first got
// in. What was captured stays; the next officer goes on from there.
func (s *Session) Return(at time.Time) ([]Event, error) {
	if !s.Released(at) {
		return nil, s.refuse("returned to the line by its customer")
	}
	return s.toLine(Handed{Cause: s.SubStatus}, map[string]any{"cause": s.SubStatus}, at)
}

// toLine takes the call from its officer and puts the customer into the line. Even if time has run out meanwhile
// he is waited for.
func (s *Session) toLine(h Handed, data map[string]any, at time.Time) ([]Event, error) {
	s.leaveOfficer(h, at)
	s.SubStatus = ""
	s.LineSince = instant(at)
	if latest := instant(at.Add(Patience)); s.ExpiresAt.Before(latest) {
		s.ExpiresAt = latest
	}
	return s.move(Waiting, at, data)
}
