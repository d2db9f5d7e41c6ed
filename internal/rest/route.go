package rest

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/internal/kyc"
)

// door is who may come through a route.
type door string

const (
	open     door = ""         // anybody
	backend  door = "secret"   // secret keys
	customer door = "customer" // a customer's token on its device
	desk     door = "staff"    // a staff token
	member   door = "member"   // the cookie of who is logged in to the dashboard
)

// maxJSON is the limit of a JSON body: the largest order, whose metadata has 50
// values of 500 characters of 4 bytes, would be refused by its own limits first.
const maxJSON = 64 << 10

// permissionMember of an operation in the document names what it needs.
const permissionMember = "x-permission"

// jsonTimeout is how long a JSON body may take to arrive.
const jsonTimeout = 10 * time.Second

// route describes one operation.
type route struct {
	ID, Method, Path string
	Door             door
	Needs            kyc.Permission // at the backend's door: every route there names one
	Tag, Summary     string
	Text             string
	Status           int // of success; 0 means 200
	Errors           []int
	MaxBody          int64                                                       // 0 means maxJSON
	BodyTime         time.Duration                                               // 0 means jsonTimeout
	Accepts          []string                                                    // media types of the body; nil means JSON
	Streams          bool                                                        // the handler reads the body itself, from call.incoming
	Replies          []string                                                    // media types of a download; nil means JSON
	Tagged           bool                                                        // a good JSON reply has an ETag
	AnyQuery         bool                                                        // others add parameters of their own to the address
	Resumes          bool                                                        // the handler can answer again from call.resumes, when the reply to an idempotency key was lost
	Enter            func(w http.ResponseWriter, r *http.Request, c *call) error // more of the door; may be nil
}

// handle registers a route: first the door, then the body, then the handler.
func handle[I, O any](s *server, rt route, h func(ctx context.Context, c *call, in *I) (*O, error)) {
	s.routes = append(s.routes, rt)
	if rt.MaxBody == 0 {
		rt.MaxBody = maxJSON
	}
	if rt.BodyTime == 0 {
		rt.BodyTime = jsonTimeout
	}
	if rt.Accepts == nil {
		rt.Accepts = []string{"application/json"}
	}
	if rt.Needs != "" {
		rt.Text = strings.TrimSpace(rt.Text + " Needs the permission `" + string(rt.Needs) + "`.")
	}
	op := huma.Operation{OperationID: rt.ID, Method: rt.Method, Path: rt.Path, Tags: []string{rt.Tag}, Summary: rt.Summary,
		Description: rt.Text, DefaultStatus: rt.Status, Errors: rt.errors(), MaxBodyBytes: rt.MaxBody + 1, BodyReadTimeout: rt.BodyTime,
		RejectUnknownQueryParameters: !rt.AnyQuery, Middlewares: huma.Middlewares{s.enter(rt)}}
	if rt.Needs != "" {
		op.Extensions = map[string]any{permissionMember: rt.Needs}
	}
	op.Security = []map[string][]string{}
	if rt.Door != open {
		op.Security = append(op.Security, map[string][]string{string(rt.Door): {}})
	}
	if rt.Door == desk {
		op.Security = append(op.Security, map[string][]string{string(member): {}})
	}
	if rt.Door == backend {
		op.Security = append(op.Security, map[string][]string{oauthScheme: {string(rt.Needs)}})
		op.Security = append(op.Security, map[string][]string{string(member): {}})
	}
	if rt.Streams {
		op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{}}
		for _, m := range rt.Accepts {
			op.RequestBody.Content[m] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
	}
	if rt.Replies != nil {
		content := map[string]*huma.MediaType{}
		for _, m := range rt.Replies {
			content[m] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
		op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) { return h(ctx, callOf(ctx), in) })
}

// errors lists what a route can answer besides success.
func (rt *route) errors() []int {
	list := []int{http.StatusBadRequest, http.StatusTooManyRequests, http.StatusInternalServerError}
	if rt.Door != open {
		list = append(list, http.StatusUnauthorized, http.StatusForbidden)
	}
	if rt.Method == http.MethodPost || rt.Method == http.MethodPatch || rt.Method == http.MethodPut {
		list = append(list, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if rt.Method != http.MethodGet {
		list = append(list, http.StatusInsufficientStorage)
	}
	if rt.Method == http.MethodPost && rt.Door == backend {
		list = append(list, http.StatusConflict)
	}
	return append(list, rt.Errors...)
}

// enter is the way in: size and media type of the body, then the credential.
func (s *server) enter(rt route) func(huma.Context, func(huma.Context)) {
	let := map[door]func(http.ResponseWriter, *http.Request, *call) error{
		open: s.letAnybody, backend: s.letBackend, customer: s.letCustomer, desk: s.letStaff, member: s.letMember}[rt.Door]
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		c := callOf(r.Context())
		enter := func(w http.ResponseWriter, c *call) error {
			err := let(w, r, c)
			if err == nil && rt.Door == backend {
				err = permit(w, c, rt.Needs)
			}
			return err
		}
		c.again = func() error {
			probe := *c
			return enter(unheard{}, &probe)
		}
		err := enter(w, c)
		if err == nil && rt.Enter != nil {
			err = rt.Enter(w, r, c)
		}
		if err == nil {
			c.version, err = version(r)
		}
		if err == nil {
			err = query(r)
		}
		if err == nil {
			err = rt.body(r)
		}
		if err != nil {
			fail(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "no-store") // everything here is somebody's
		switch {
		case rt.Tagged:
			tagged(w, r, func() { next(ctx) })
		case rt.Door == backend && rt.Method == http.MethodPost:
			if err := s.once(&rt, ctx, next); err != nil {
				fail(w, r, err)
			}
		default:
			next(ctx)
		}
	}
}

// unheard takes the headers that a door writes when nobody is to hear of them.
type unheard struct{}

func (unheard) Header() http.Header         { return http.Header{} }
func (unheard) Write(b []byte) (int, error) { return len(b), nil }
func (unheard) WriteHeader(int)             {}

var errQuery = &kyc.Error{Kind: kyc.Invalid, Code: "invalid_parameters", Message: "The query of the address is not valid: percent-encoded UTF-8 without NUL."}

// query refuses what net/url would leave out in silence, and text that not
// every database takes.
func query(r *http.Request) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return errQuery
	}
	for _, list := range values {
		for _, v := range list {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return errQuery
			}
		}
	}
	return nil
}

// body refuses a body by its headers, before a byte of it is read.
func (rt *route) body(r *http.Request) error {
	if r.ContentLength > rt.MaxBody {
		return errTooLarge
	}
	if r.ContentLength == 0 || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return errMediaType
	}
	for _, a := range rt.Accepts {
		if strings.EqualFold(a, kind) {
			r.Header.Set("Content-Type", a) // huma compares letter by letter
			return nil
		}
	}
	return errMediaType
}
