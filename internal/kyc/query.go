package kyc

import "time"

// SessionQuery selects a page of sessions, newest first unless Oldest.
type SessionQuery struct {
	Status    []Status          // empty means any
	Reference string            // exact; empty means any
	Mobile    string            // of the customer, E.164, exact; empty means any
	Officer   string            // who conducts or conducted it; empty means any
	Metadata  map[string]string // all of these, exactly; at most MaxMetadataFilters
	From      time.Time         // created at or after it; zero means no bound
	Before    time.Time         // created before it; zero means no bound
	After     string            // id of the last session of the page before
	Oldest    bool
	Limit     int // 1..100
}

// MaxMetadataFilters bounds what one page can cost.
const MaxMetadataFilters = 3

// DeliveryQuery selects a page of deliveries, newest first.
type DeliveryQuery struct {
	Endpoint string
	Event    string
	Session  string // whose events are delivered
	State    DeliveryState
	From     time.Time // made at or after it; zero means no bound
	Before   time.Time // made before it; zero means no bound
	After    string
	Limit    int // 1..100
}

// PageQuery selects a page of a list that has no filters, newest first.
type PageQuery struct {
	After string // id of the last object of the page before
	Limit int    // 1..100
}

// EventQuery selects a page of a scope's feed, oldest first.
type EventQuery struct {
	Types   []EventType // empty means any
	Session string      // "" means any, and those of the account itself
	From    time.Time   // events at or after it; zero means from the first
	Before  time.Time   // events before it; zero means no end
	Newest  bool        // newest first, instead of oldest
	After   int64       // position of the last event of the page before
	Limit   int         // 1..100
}
