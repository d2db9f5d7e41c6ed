package kyc

import (
	"errors"
	"fmt"
)

// Kind says what went wrong in terms that every door can answer: REST turns it
// into a status, the socket into an error message.
type Kind string

const (
	Invalid         Kind = "invalid"         // the caller sent something wrong
	Unauthenticated Kind = "unauthenticated" // no or bad credential
	Forbidden       Kind = "forbidden"       // good credential, not allowed
	NotFound        Kind = "not_found"       // also another tenant's object
	Conflict        Kind = "conflict"        // right request, wrong state
	TooLarge        Kind = "too_large"
	Unsupported     Kind = "unsupported" // media type
	TooMany         Kind = "too_many"
	OutOfService    Kind = "out_of_service" // a part of the platform is not there
)

// Field names one wrong field of a request. Message never repeats the value:
// it may be a customer's.
type Field struct {
	Field   string
	Message string
}

// Error is the one error type that may reach a caller. Anything else is shown
// as an internal error without detail.
type Error struct {
	Kind    Kind
	Code    string // stable, snake_case, documented in the error catalogue
	Message string // one sentence for a developer
	Hint    string // what to do about it, if we know
	Fields  []Field
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Errorf makes an Error with a formatted message.
func Errorf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// IsKind tells whether err is, or wraps, an Error of that kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// ErrStorageFull says that there is no room to write, and that nothing was. It is
// no Error: no law has refused, and whoever tries again later may succeed. Doors
// answer Public of it.
var ErrStorageFull = errors.New("no room left to write")

// Public is the Error that may reach the caller; nil for what is none of his
// business.
func Public(err error) *Error {
	var e *Error
	switch {
	case errors.Is(err, ErrStorageFull):
		return &Error{Kind: OutOfService, Code: "storage_full", Message: "The server has no room left to write.", Hint: "Nothing was changed; send it again later."}
	case errors.As(err, &e):
		return e
	}
	return nil
}

// ErrNoSession is the answer for a session that does not exist in the scope.
var ErrNoSession = &Error{Kind: NotFound, Code: "session_not_found", Message: "No such verification session in this mode of this account."}
