package basekyc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Error is an error reply. Ask errors.Is for its kind, or branch on Code, which
// is one of the catalogue at /docs/errors.
type Error struct {
	api.Problem
	RetryAfter time.Duration // zero unless the server said so
}

func (e *Error) Error() string {
	text := fmt.Sprintf("basekyc: %d %s: %s", e.Status, e.Code, e.Detail)
	for _, f := range e.Errors {
		text += "; " + f.Field + " " + f.Message
	}
	if e.RequestID != "" {
		text += " (" + e.RequestID + ")"
	}
	return text
}

// Kinds of error, for errors.Is.
var (
	ErrInvalid         = errors.New("basekyc: the request is not valid")               // 400, 413, 415: Errors names the fields
	ErrUnauthenticated = errors.New("basekyc: the credential is not valid")            // 401
	ErrForbidden       = errors.New("basekyc: the credential does not allow this")     // 403
	ErrNotFound        = errors.New("basekyc: no such object")                         // 404
	ErrConflict        = errors.New("basekyc: the object is in another state")         // 409
	ErrRateLimited     = errors.New("basekyc: too many requests")                      // 429, after all retries
	ErrServer          = errors.New("basekyc: the server could not answer as it does") // 5xx, after all retries
)

// Is tells the kind by the status.
func (e *Error) Is(kind error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return kind == ErrInvalid
	case http.StatusUnauthorized:
		return kind == ErrUnauthenticated
	case http.StatusForbidden:
		return kind == ErrForbidden
	case http.StatusNotFound:
		return kind == ErrNotFound
	case http.StatusConflict:
		return kind == ErrConflict
	case http.StatusTooManyRequests:
		return kind == ErrRateLimited
	}
	return e.Status >= http.StatusInternalServerError && kind == ErrServer
}

// IsCode tells whether err is a reply with that code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// maxProblem bounds what is read of an error reply.
const maxProblem = 64 << 10

func (c *Client) problem(res *http.Response) error {
	e := &Error{RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
	text, _ := io.ReadAll(io.LimitReader(res.Body, maxProblem)) // half a reply is no problem document, see below
	if json.Unmarshal(text, &e.Problem) != nil || e.Code == "" {
		e.Problem = api.Problem{Title: http.StatusText(res.StatusCode), Code: "unreadable_reply", Detail: "the reply is not a problem document",
			RequestID: res.Header.Get("Request-Id")}
	}
	e.Status = res.StatusCode
	return e
}

func (c *Client) retryAfter(text string) time.Duration {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return time.Duration(min(n, 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(c.now()))
	}
	return 0
}
