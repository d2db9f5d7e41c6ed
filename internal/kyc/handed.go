package kyc

import (
	"slices"
	"time"
)

// Handed is how an officer's call ended without a decision: he handed the customer
// back, an appointment was made, or he was lost and the customer did not wait for him.
// It is kept for who comes next; the chain says the same by ids.
type Handed struct {
	By        OfficerRef `json:"by"`
	Cause     string     `json:"cause"`
	To        *Hold      `json:"to,omitempty"` // who had first claim
	At        time.Time  `json:"at"`
	Scheduled time.Time  `json:"scheduled,omitzero"` // of the appointment that was made
}

// HandedAppointment is the cause of an officer who made an appointment; those of who
// handed back are his own words, those of who was lost the session's.
const HandedAppointment = "appointment"

// maxHanded bounds how many are kept: the newest.
const maxHanded = 20

// leaveOfficer takes the call from its officer, who is remembered.
func (s *Session) leaveOfficer(h Handed, at time.Time) {
	if s.Officer != nil {
		h.By, h.At = *s.Officer, instant(at)
		list := s.Conduct.Handed
		s.Conduct.Handed = append(slices.Clone(list[max(len(list)-maxHanded+1, 0):]), h)
		if !slices.Contains(s.Former, s.Officer.ID) {
			s.Former = append(slices.Clone(s.Former), s.Officer.ID)
		}
	}
	s.Officer, s.Instruction, s.GraceEnds = nil, nil, time.Time{}
}
