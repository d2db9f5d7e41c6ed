package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
)

// hostileCount sets how many mutated requests are sent; a soak sends 100,000.
const (
	hostileCount = "BASEKYC_HOSTILE_REQUESTS"
	hostileSeed  = "BASEKYC_HOSTILE_SEED"
)

// inside are words that no reply may hold: they would tell of the program, its
// database or its machine.
var inside = []string{"panic", "goroutine", "runtime error", ".go:", "sqlite", "pgx", "SQLSTATE", "SELECT ", "INSERT ", "UPDATE ", "constraint",
	"json: ", "strconv.", "huma", "reflect", "interface conversion", "/tmp/", "/home/", "/root/", "no such table", "unexpected EOF"}

// mutator makes requests that are almost right.
type mutator struct {
	r       *rand.Rand
	routes  []string
	ids     []string
	secrets []string
	right   map[string]string // the credential of each door
	device  string
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// nasty values stand where an ordinary one is expected.
var nasty = []string{"", " ", "0", "-1", "99999999999999999999", "1e309", "NaN", "null", "true", "[]", "{}", `"`, "\\", "'", "' OR 1=1 --", "%00", "%ff", "%2e%2e%2f", "../../etc/passwd",
	"\u202e", "नमस्ते", "\U0001F600", "<script>", "${jndi:ldap://x}", "{{7*7}}", strings.Repeat("a", 300), strings.Repeat("क", 900), "a\nb", "a,b", "*", "2026-13-45", "2026-11-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"}

func (m *mutator) request(ctx context.Context) *http.Request {
	route := pick(m.r, m.routes)
	method, path, _ := strings.Cut(route, " ")
	body := []byte(bodies[route])
	for strings.Contains(path, "{") {
		a, b := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		id := pick(m.r, m.ids)
		if m.r.IntN(8) == 0 {
			id = strings.NewReplacer("/", "%2F", " ", "%20", "?", "%3F", "\n", "%0A", `"`, "%22", "%", "%25", "<", "%3C", ">", "%3E", "{", "%7B", "}", "%7D", "\\", "%5C").Replace(pick(m.r, nasty))
		}
		path = path[:a] + id + path[b+1:]
	}
	if m.r.IntN(3) == 0 {
		path += "?" + m.query()
	}
	if m.r.IntN(12) == 0 {
		method = pick(m.r, []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO"})
	}
	if m.r.IntN(20) == 0 {
		body = []byte(bodies[pick(m.r, m.routes)])
	}
	for range m.r.IntN(3) {
		body = m.bent(body)
	}
	q := httptest.NewRequestWithContext(ctx, method, "/", bytes.NewReader(body))
	if u, err := q.URL.Parse(path); err == nil {
		q.URL = u
	}
	q.RemoteAddr = fmt.Sprintf("192.0.2.%d:1000", m.r.IntN(250))
	if len(body) > 0 {
		q.Header.Set("Content-Type", "application/json")
	}
	credential := m.right[strings.Split(path, "/")[1]]
	if m.r.IntN(5) == 0 {
		credential = pick(m.r, m.secrets)
	}
	q.Header.Set("Authorization", "Bearer "+credential)
	q.Header.Set(rest.DeviceHeader, m.device)
	for range m.r.IntN(3) {
		name := pick(m.r, []string{"Authorization", "Content-Type", rest.DeviceHeader, rest.IdempotencyHeader, rest.VersionHeader, "Accept", "Accept-Encoding", "Range", "If-Range",
			"If-None-Match", "If-Match", "If-Modified-Since", "Origin", "Last-Event-ID", "Cookie", "Sec-Fetch-Site", "X-Forwarded-For", "BaseKYC-Mode", "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Content-Length", "Transfer-Encoding"})
		q.Header[name] = append(q.Header[name], pick(m.r, append(nasty, "k", api.Version, "gzip", "bytes=0-1", "bytes=5-1,2-", "application/json", "text/html", "Bearer", "1.0.0", "filetype aW1hZ2UvanBlZw==", "test", "live", "same-origin")))
	}
	return q
}

func (m *mutator) query() string {
	var parts []string
	for range 1 + m.r.IntN(3) {
		name := pick(m.r, []string{"limit", "starting_after", "status", "reference", "metadata[a]", "metadata[", "created_after", "created_before", "type", "session_id",
			"endpoint_id", "event_id", "track", "document", "side", "language", "from", "days", "unknown", ""})
		value := pick(m.r, append(nasty, m.ids...))
		parts = append(parts, name+"="+strings.NewReplacer("&", "%26", "#", "%23", " ", "+", "\n", "%0A").Replace(value))
	}
	return strings.Join(parts, "&")
}

// bent changes bytes, or the value of a member.
func (m *mutator) bent(body []byte) []byte {
	body = bytes.Clone(body)
	var members map[string]any
	if m.r.IntN(3) > 0 && json.Unmarshal(body, &members) == nil && members != nil {
		at := members
		for name, v := range members {
			if inner, ok := v.(map[string]any); ok && m.r.IntN(2) == 0 {
				at = inner
			} else if m.r.IntN(2) == 0 {
				at[name] = pick(m.r, []any{nil, true, -1, 1e300, "", pick(m.r, nasty), []any{}, map[string]any{}, []any{nil, 1, "x"}, strings.Repeat("x", 5000)})
			}
		}
		if m.r.IntN(4) == 0 {
			at[pick(m.r, nasty)] = pick(m.r, nasty)
		}
		if out, err := json.Marshal(members); err == nil {
			return out
		}
	}
	switch m.r.IntN(5) {
	case 0:
		if len(body) > 0 {
			body = body[:m.r.IntN(len(body))]
		}
	case 1:
		body = append(body, pick(m.r, nasty)...)
	case 2:
		body = bytes.Repeat([]byte("["), 1+m.r.IntN(2000))
	default:
		for range 1 + m.r.IntN(4) {
			if len(body) > 0 {
				body[m.r.IntN(len(body))] = byte(m.r.IntN(256))
			}
		}
	}
	return body
}

// TestHostileRequests sends requests that were bent in every place. The server
// answers each with something of the contract: no 5xx, nothing of its inside, a
// problem with a documented code for every refusal.
func TestHostileRequests(t *testing.T) {
	count, seed := 3000, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv(hostileCount)); err == nil {
		count = n
	}
	if n, err := strconv.ParseUint(os.Getenv(hostileSeed), 10, 64); err == nil {
		seed = n
	}
	t.Logf("%s=%d", hostileSeed, seed)
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{KeyPerSecond: 1e6, KeyBurst: 1e6, AddressPerMinute: 1e7, AddressBurst: 1e6, FailPerMinute: 1e7}
	})
	m := &mutator{r: rand.New(rand.NewPCG(seed, 1)), device: newDevice()}
	for _, route := range documented(t) {
		if route != "GET /v1/events/stream" && !strings.HasSuffix(route, "login") && !strings.HasSuffix(route, "signup") { // one never ends, the others cost a password hash
			m.routes = append(m.routes, route)
		}
	}
	m.routes = append(m.routes, "POST /desk/login", "GET /openapi.json", "GET /docs/errors", "GET /metrics", "GET /nothing")
	statuses := map[int]int{}
	for n := range count {
		if n%500 == 0 { // objects to hit, also when the former ones have ended
			v := w.create(w.a)
			c := w.join(v)
			done := kyctest.Put(t, w.store, kyc.Scope{Account: w.a.id}, pick(m.r, []kyc.Status{kyc.Completed, kyc.Rejected, kyc.InProgress, kyc.Canceled, kyc.Failed}))
			for _, a := range []*kyc.Artifact{done.Report, done.Recording} {
				if a != nil {
					must(t, w.blobs.Put(t.Context(), a.Key, strings.NewReader("0123456789")))
				}
			}
			m.ids = []string{v.ID, done.ID, w.objectFor("/v1/events", v.ID), w.objectFor("/v1/webhook_endpoints", v.ID), w.objectFor("/v1/members", v.ID), w.a.officer.ID, w.a.id, "x"}
			m.secrets = []string{w.a.secret, w.a.secret, w.a.secret, w.a.live, w.a.public, w.a.revoked, c.token, w.a.staff, w.a.developer, w.b.secret, ""}
			m.right, m.device = map[string]string{"v1": w.a.live, "customer": c.token, "desk": w.a.staff}, c.device
			if n%1000 == 0 { // live keys reach the staff, test keys the sessions above
				m.right["v1"] = w.a.secret
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		q := m.request(ctx)
		sent := q.Method + " " + q.URL.String()
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, q)
		cancel()
		statuses[rec.Code]++
		body := rec.Body.String()
		if rec.Code >= 500 && !strings.Contains(body, `"out_of_service"`) {
			t.Errorf("%d to %s %v: %s\n%s", rec.Code, sent, q.Header, body, tail(w.log.String()))
		}
		if rec.Header().Get("Content-Encoding") != "" || q.URL.Path == "/openapi.json" || q.URL.Path == "/metrics" || strings.HasPrefix(q.URL.Path, "/docs") {
			continue
		}
		said := strings.ReplaceAll(body, rec.Header().Get("Request-Id"), "") // an id may spell a word
		for _, word := range inside {
			if strings.Contains(said, word) && !strings.Contains(sent, word) && rec.Code >= 300 {
				t.Errorf("%q in the reply to %s: %s", word, sent, body)
			}
		}
		if strings.HasPrefix(q.URL.Path, "/oauth/") && strings.HasPrefix(body, `{"error":"`) {
			continue // the form of RFC 6749
		}
		if rec.Code >= 400 && rec.Code != http.StatusPreconditionFailed && q.Method != http.MethodHead {
			var p api.Problem
			if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Header().Get("Content-Type") != api.ProblemType {
				t.Errorf("%d to %s is no problem: %s", rec.Code, sent, body)
			} else if e, ok := api.ErrorByCode(p.Code); !ok || e.Status != rec.Code {
				t.Errorf("%d to %s has the code %q", rec.Code, sent, p.Code)
			}
		}
	}
	t.Log("statuses:", statuses)
	if statuses[200] == 0 || statuses[400] == 0 || statuses[404] == 0 {
		t.Error("the requests do not reach the handlers")
	}
	read[api.SessionList](t, w.ask("GET", "/v1/sessions", w.a.secret, ""), 200) // it lives
}

func tail(s string) string { return s[max(0, len(s)-2000):] }
