package kyc

// SessionQuery selects a page of sessions, newest first unless Oldest.
type SessionQuery struct {
	Status    []Status // empty means any
	Reference string   // exact; empty means any
	After     string   // id of the last session of the page before
	Oldest    bool
	Limit     int // 1..100
}

// DeliveryQuery selects a page of deliveries, newest first.
type DeliveryQuery struct {
	Endpoint string
	Event    string
	State    DeliveryState
	After    string
	Limit    int // 1..100
}

// PageQuery selects a page of a list that has no filters, newest first.
type PageQuery struct {
	After string // id of the last object of the page before
	Limit int    // 1..100
}
