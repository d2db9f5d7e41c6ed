package api

import "time"

// Reschedule is the body of POST /v1/sessions/{id}/reschedule.
type Reschedule struct {
	ScheduledAt time.Time `json:"scheduled_at" doc:"The start of a slot of GET /v1/slots"`
	Deliver     []string  `json:"deliver,omitempty" maxItems:"2" enum:"sms,email" nullable:"false" doc:"How we send the customer the fresh link; you do it unless given"`
}

// Booking is the body of POST /desk/sessions/{id}/appointment and POST /customer/appointment.
type Booking struct {
	ScheduledAt time.Time `json:"scheduled_at" doc:"The start of a slot that is free"`
}

// OfferedSlots are those that a customer may choose one of.
type OfferedSlots struct {
	Offered  bool   `json:"offered" doc:"Nobody is at the desk, or the customer has waited for longer than he ought to"`
	TimeZone string `json:"time_zone"`
	Data     []Slot `json:"data" nullable:"false" doc:"Free ones, the next first; empty unless offered"`
}

// Slot is a stretch of time in which appointments begin.
type Slot struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Free     int       `json:"free" doc:"Places that are left"`
}

// SlotList is the slots of some days, in order.
type SlotList struct {
	TimeZone string `json:"time_zone" doc:"In which the account's hours are meant; the instants are UTC"`
	Data     []Slot `json:"data" nullable:"false"`
}

// Hours are when an account takes appointments, as it sets them.
type Hours struct {
	TimeZone    string    `json:"time_zone" maxLength:"64" example:"Asia/Kolkata" doc:"IANA name"`
	Hours       []Opening `json:"hours" maxItems:"28" nullable:"false"`
	SlotMinutes int       `json:"slot_minutes" minimum:"5" maximum:"240"`
	Holidays    []string  `json:"holidays,omitempty" maxItems:"100" nullable:"false" doc:"Dates without slots, YYYY-MM-DD in the account's time zone"`
	Capacity    int       `json:"capacity" minimum:"1" maximum:"1000" doc:"Appointments in each slot, in each mode"`
}

// Opening is a stretch of one weekday in the account's time zone.
type Opening struct {
	Day  string `json:"day" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday"`
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"09:00"`
	To   string `json:"to" pattern:"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" example:"21:00"`
}
