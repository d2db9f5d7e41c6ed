package rest

import "github.com/basekyc/basekyc/internal/kyc"

// Page is what every list takes.
type Page struct {
	Limit         int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most"`
	StartingAfter string `query:"starting_after" maxLength:"40" doc:"Id of the last object of the page before"`
}

// PathID is the path parameter of one object. Exported, as Page is, because
// huma looks into exported embedded structs only.
type PathID struct {
	ID string `path:"id" maxLength:"40"`
}

// mustBe answers missing unless v has the form of an id of its kind, before a
// query is made.
func mustBe(v, prefix string, missing *kyc.Error) error {
	if !kyc.HasPrefix(v, prefix) {
		return missing
	}
	return nil
}

// cursor refuses a starting_after that is no id of the listed kind.
func cursor(v, prefix string) error {
	if v != "" && !kyc.HasPrefix(v, prefix) {
		return badField("starting_after", "must be an id of the listed kind")
	}
	return nil
}

func badField(field, message string) error {
	return &kyc.Error{Kind: kyc.Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.",
		Fields: []kyc.Field{{Field: field, Message: message}}}
}

// body wraps a reply for huma.
type body[T any] struct{ Body T }
