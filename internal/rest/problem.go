package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// huma keeps these as package variables, so they can only be set once for the
// whole process: a problem is ours, and names of members are case-sensitive.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return refusal(nil, status, msg, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		var c *call
		if ctx != nil {
			c = callOf(ctx.Context())
		}
		return refusal(c, status, msg, errs)
	}
	huma.ValidateStrictCasing = true
}

// problem is the body of every error reply.
type problem struct{ api.Problem }

func (p *problem) Error() string                { return p.Code + ": " + p.Detail }
func (p *problem) GetStatus() int               { return p.Status }
func (p *problem) ContentType(ct string) string { return api.ProblemType }

var (
	errPanic       = errors.New("panic") // logged where it is caught
	errNoRoute     = &kyc.Error{Kind: kyc.NotFound, Code: "not_found", Message: "There is nothing at this address."}
	errMethod      = &kyc.Error{Kind: kyc.Invalid, Code: "method_not_allowed", Message: "This address does not know the method."}
	errTooLarge    = &kyc.Error{Kind: kyc.TooLarge, Code: "too_large", Message: "The body is larger than this request may be."}
	errMediaType   = &kyc.Error{Kind: kyc.Unsupported, Code: "unsupported_media_type", Message: "The media type of the body is not accepted here."}
	errBodyMissing = &kyc.Error{Kind: kyc.Invalid, Code: "invalid_json", Message: "This request needs a body."}
	errBadJSON     = &kyc.Error{Kind: kyc.Invalid, Code: "invalid_json", Message: "The body is not valid JSON."}
	errSlowBody    = &kyc.Error{Kind: kyc.Invalid, Code: "invalid_json", Message: "The body did not arrive in time or not completely."}
)

// refusal understands what huma refuses and what handlers return.
func refusal(c *call, status int, msg string, errs []error) *problem {
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return problemOf(c, errTooLarge)
	case status == http.StatusUnsupportedMediaType:
		return problemOf(c, errMediaType)
	case status == http.StatusRequestTimeout, msg == "cannot read request body":
		return problemOf(c, errSlowBody)
	case status == http.StatusBadRequest && len(errs) == 0 && msg == "request body is required":
		return problemOf(c, errBodyMissing)
	}
	var fields []kyc.Field
	for _, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			return problemOf(c, err)
		}
		if d.Location == "body" && status == http.StatusBadRequest {
			return problemOf(c, errBadJSON)
		}
		fields = append(fields, fieldOf(d))
	}
	if status >= 500 {
		return problemOf(c, errors.New(msg))
	}
	fields = append(fields, c.lawful(fields)...)
	return problemOf(c, &kyc.Error{Kind: kyc.Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: fields})
}

// fieldOf names what huma complains about. It reports a missing member at the
// object that lacks it, and what only the decoder noticed (a whole number
// written as 3e2) in the decoder's words, which hold the value.
func fieldOf(d *huma.ErrorDetail) kyc.Field {
	at, message := d.Location, d.Message
	name, missing := strings.CutPrefix(message, "expected required property ")
	if name, ok := strings.CutSuffix(name, " to be present"); ok && missing {
		at, message = at+"."+name, "is required"
	}
	if strings.HasPrefix(message, "json: ") {
		message = "holds a value in a form that is not accepted; write whole numbers in digits"
	}
	return kyc.Field{Field: location(at), Message: message}
}

// maxFieldRunes bounds how much of a caller's own member name is repeated.
const maxFieldRunes = 80

// location names a field as the caller wrote it, without where huma found it.
func location(l string) string {
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		l = strings.TrimPrefix(l, prefix)
	}
	var b strings.Builder
	n := 0
	for _, r := range l {
		if n++; n > maxFieldRunes {
			break
		}
		if !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// kinds gives the code for an error whose own code is not in the catalogue.
var kinds = map[kyc.Kind]string{kyc.Invalid: "invalid_parameters", kyc.Unauthenticated: "unauthenticated",
	kyc.Forbidden: "forbidden", kyc.NotFound: "not_found", kyc.Conflict: "wrong_state", kyc.TooLarge: "too_large",
	kyc.Unsupported: "unsupported_media_type", kyc.TooMany: "rate_limited", kyc.OutOfService: "out_of_service"}

// problemOf is the one place where an error becomes a reply. Only a *kyc.Error
// says anything; everything else is logged and shown as internal.
func problemOf(c *call, err error) *problem {
	e := kyc.Public(err)
	if e == nil {
		p := api.NewProblem(api.CodeInternal)
		if c != nil {
			p.RequestID = c.id
			if err != errPanic && !errors.Is(err, context.Canceled) {
				c.s.Log.Error("request failed", "request_id", c.id, "error", err)
			}
		}
		return &problem{p}
	}
	code := e.Code
	if _, ok := api.ErrorByCode(code); !ok {
		code = kinds[e.Kind]
	}
	p := api.NewProblem(code)
	p.Detail = e.Message
	if e.Hint != "" {
		p.Detail += " " + e.Hint
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, api.ProblemField{Field: f.Field, Message: f.Message})
	}
	if c != nil {
		p.RequestID = c.id
		c.s.metrics.problems.WithLabelValues(p.Code).Inc()
	}
	return &problem{p}
}

// fail writes an error outside of huma's handlers: doors, unknown routes, panics.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	var standard *oauthError
	if errors.As(err, &standard) {
		standard.write(w)
		return
	}
	p := problemOf(callOf(r.Context()), err)
	h := w.Header()
	h.Set("Content-Type", api.ProblemType)
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusUnauthorized {
		challenge := `Bearer realm="basekyc"`
		if r.Header.Get("Authorization") != "" {
			challenge += `, error="invalid_token"` // RFC 6750, 3.1: only who sent one is told of it
		}
		h.Set("WWW-Authenticate", challenge)
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller is gone when this fails
}

// retryAfter is a wait in whole seconds, rounded up.
func retryAfter(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
