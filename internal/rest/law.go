package rest

import (
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

// A body is held against its schema before a feature judges it by its laws. Who
// has made mistakes of both kinds is told of all at once: a body that its schema
// refuses is shown to the law too, and what that says of other members is added.

// beside names the law of a body; it is asked only when the schema has refused.
// A type with times is not for it: their decoder stops at the first bad one, and
// the members behind it would seem to be missing.
func beside(hc huma.Context, law func(c *call) error) []error {
	callOf(hc.Context()).law = law
	return nil
}

// lawful are the law's complaints about members that nothing was said of yet.
func (c *call) lawful(said []kyc.Field) (more []kyc.Field) {
	if c == nil || c.law == nil {
		return nil
	}
	var e *kyc.Error
	if !errors.As(c.law(c), &e) {
		return nil
	}
	for _, f := range e.Fields {
		known := false
		for _, s := range said {
			known = known || within(f.Field, s.Field)
		}
		if !known {
			more = append(more, f)
		}
	}
	return more
}

// within tells whether a field is another one or a part of it.
func within(field, whole string) bool {
	rest, ok := strings.CutPrefix(field, whole)
	return whole == "body" || ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (in *createSession) Resolve(hc huma.Context) []error {
	return beside(hc, func(c *call) error { return wire.Order(in.Body).Check(c.s.Now()) })
}

func (in *createEndpoint) Resolve(hc huma.Context) []error {
	return beside(hc, func(c *call) error {
		o := in.order()
		return c.s.Endpoints.Check(c.scope, &o.URL, o.Events)
	})
}

func (in *updateEndpoint) Resolve(hc huma.Context) []error {
	return beside(hc, func(c *call) error { return c.s.Endpoints.Check(c.scope, in.Body.URL, nil) })
}

func (in *createClient) Resolve(hc huma.Context) []error {
	return beside(hc, func(c *call) error {
		o := wire.ClientOrder(in.Body)
		_, err := o.Client(&c.who, c.s.Now())
		return err
	})
}

func (in *updateMember) Resolve(hc huma.Context) []error {
	return beside(hc, func(*call) error {
		change := in.change()
		return change.Check()
	})
}

func (in *createInvitation) Resolve(hc huma.Context) []error {
	return beside(hc, func(*call) error { return kyc.CheckInvite(strings.TrimSpace(in.Body.Email), roles(in.Body.Roles)) })
}

func (in *postSignUp) Resolve(hc huma.Context) []error {
	return beside(hc, func(*call) error {
		f := in.founding()
		return f.Check()
	})
}
