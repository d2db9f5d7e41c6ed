package rest_test

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/token"
)

// gate is the door of an operation of the document, and what it needs.
type gate struct {
	door string // secret, customer, staff; empty when open
	need kyc.Permission
}

func gates(t testing.TB) map[string]gate {
	t.Helper()
	raw, err := rest.Document()
	must(t, err)
	var doc struct {
		Paths map[string]map[string]struct {
			Security   []map[string][]string `json:"security"`
			Permission kyc.Permission        `json:"x-permission"`
		} `json:"paths"`
	}
	must(t, json.Unmarshal(raw, &doc))
	out := map[string]gate{}
	for path, item := range doc.Paths {
		for method, op := range item {
			g := gate{need: op.Permission}
			for _, scheme := range op.Security {
				for _, name := range []string{"secret", "customer", "staff"} {
					if _, ok := scheme[name]; ok {
						g.door = name
					}
				}
				if scopes, ok := scheme["oauth"]; ok && (len(scopes) != 1 || scopes[0] != string(op.Permission)) {
					t.Errorf("%s %s: the document asks for scopes %v and needs %s", method, path, scopes, op.Permission)
				}
			}
			out[strings.ToUpper(method)+" "+path] = g
		}
	}
	return out
}

func (w *world) keyWith(scope kyc.Scope, list ...kyc.Permission) string {
	w.t.Helper()
	plain, _, err := w.accounts.MintKey(w.t.Context(), scope, kyc.SecretKey, "restricted", list...)
	must(w.t, err)
	return plain
}

// accessWith gives an access token of a new client.
func (w *world) accessWith(scope kyc.Scope, life time.Duration, list ...kyc.Permission) (string, *kyc.OAuthClient) {
	w.t.Helper()
	_, c, err := w.accounts.CreateClient(w.t.Context(), kyc.Operator(scope), kyc.ClientOrder{Name: "restricted", Permissions: list})
	must(w.t, err)
	a := token.Access{Client: c.ID, Account: scope.Account, Live: scope.Live}
	for _, p := range list {
		a.Scopes = append(a.Scopes, string(p))
	}
	g, err := w.tokens.MintAccess("http://kyc.example", a, life)
	must(w.t, err)
	return g.Token, c
}

// The matrix: every route of the document by everybody of rest.Replies, and by
// access tokens of another account and of the other mode.
func TestEveryRouteKeepsTheRuleOfWhoComesIn(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) {
		d.Limits = rest.Limits{FailPerMinute: 1000000, AddressPerMinute: 1000000, AddressBurst: 1000000}
	})
	bodies["POST /customer/consent"] = `{"version":"1","language":"en","sha256":"` + sum("I agree.") + `"}`
	scope := kyc.Scope{Account: w.a.id}
	revoked, revokedClient := w.accessWith(scope, time.Hour, kyc.Permissions...)
	claims, err := w.tokens.VerifyAccess("http://kyc.example", revoked)
	must(t, err)
	must(t, w.accounts.RevokeAccess(t.Context(), scope, revokedClient.ID, claims.ID, claims.ExpiresAt))
	orphan, gone := w.accessWith(scope, time.Hour, kyc.Permissions...)
	must(t, w.accounts.DeleteClient(t.Context(), scope, gone.ID))
	late, _ := w.accessWith(scope, 0, kyc.Permissions...)
	all, _ := w.accessWith(scope, time.Hour, kyc.Permissions...)
	foreign, _ := w.accessWith(kyc.Scope{Account: w.b.id}, time.Hour, kyc.Permissions...)
	live, _ := w.accessWith(kyc.Scope{Account: w.a.id, Live: true}, time.Hour, kyc.Permissions...)
	type pair struct{ key, access string }
	with, without := map[kyc.Permission]pair{}, map[kyc.Permission]pair{}
	for _, p := range kyc.Permissions {
		others := slices.DeleteFunc(slices.Clone(kyc.Permissions), func(o kyc.Permission) bool { return o == p })
		one, _ := w.accessWith(scope, time.Hour, p)
		rest, _ := w.accessWith(scope, time.Hour, others...)
		with[p], without[p] = pair{w.keyWith(scope, p), one}, pair{w.keyWith(scope, others...), rest}
	}
	page := []string{"Origin", "https://shop.example"}
	admin, _ := w.member(w.a, "admin@example.com", kyc.Admin)
	nobody, _ := w.member(w.a, "nobody@example.com") // a log-in without a role
	former, _ := w.member(w.a, "former@example.com", kyc.Admin)
	left := *former
	read[struct{}](t, w.ask("GET", "/dashboard/me", "", "", left.headers()...), 200)
	former.ask("POST", "/dashboard/logout", "")
	former = &left
	for route, g := range gates(t) {
		if g.door == "" {
			continue // access_test.go says what open routes answer
		}
		if g.door == "secret" && !slices.Contains(kyc.Permissions, g.need) {
			t.Errorf("%s needs %q: give it a permission", route, g.need)
			continue
		}
		method, path, _ := strings.Cut(route, " ")
		v := w.create(w.a)
		target := w.target(route, path, v.ID)
		// ask acts on an object of its own where the caller comes in: what was
		// deleted is no longer there for the next.
		ask := func(credential string, comesIn bool, device func(bound) (token, secret string), headers ...string) *httptest.ResponseRecorder {
			if comesIn || device != nil {
				v = w.create(w.a)
				target = w.target(route, path, v.ID)
			}
			if device != nil {
				var secret string
				credential, secret = device(w.join(v))
				headers = append(headers, rest.DeviceHeader, secret)
			}
			return w.ask(method, target, credential, bodies[route], headers...)
		}
		for _, r := range rest.Replies {
			credential, headers := "", []string(nil)
			var device func(bound) (string, string)
			code := ""
			switch r.Credential {
			case "none":
			case "public key":
				credential, code = w.a.public, "public_key_not_allowed"
			case "secret key with the permission":
				credential = with[g.need].key
			case "secret key without the permission":
				credential, code = without[g.need].key, "insufficient_scope"
			case "secret key from a browser":
				credential, headers, code = w.a.secret, page, "secret_key_in_browser"
			case "revoked key":
				credential = w.a.revoked
			case "expired key":
				credential = w.a.expired
			case "access token with the scope":
				credential = with[g.need].access
			case "access token without the scope":
				credential, code = without[g.need].access, "insufficient_scope"
			case "access token from a browser":
				credential, headers, code = all, page, "secret_key_in_browser"
			case "revoked access token":
				credential = revoked
			case "expired access token":
				credential = late
			case "access token of a deleted client":
				credential = orphan
			case "dashboard's cookie of a role with the permission":
				headers = admin.headers()
			case "dashboard's cookie of a role without the permission":
				headers, code = nobody.headers(), "insufficient_scope"
			case "dashboard's cookie, no mode said":
				headers, code = append(admin.headers(), rest.ModeHeader, ""), "mode_required"
			case "dashboard's cookie, sent by another site":
				headers, code = append(admin.headers(), "Sec-Fetch-Site", "cross-site", "Origin", "https://shop.example"), "cross_origin"
			case "dashboard's cookie after the log-out":
				headers, code = former.headers(), "logged_out"
			case "customer's token on its device":
				device = func(b bound) (string, string) { return b.token, b.device }
			case "customer's token on another device":
				device = func(b bound) (string, string) { return b.token, newDevice() }
			case "staff token":
				credential = w.a.staff
			default:
				t.Fatalf("nobody plays %q", r.Credential)
			}
			if g.door != "secret" {
				if strings.Contains(r.Credential, "with") && credential == "" && headers == nil {
					credential = w.a.secret // such a door knows no permissions
				}
				code = ""
			}
			want := map[string]int{"secret": r.Backend, "customer": r.Customer, "staff": r.Officer}[g.door]
			rec := ask(credential, want == 0, device, headers...)
			if want == 0 {
				// A test key stays away from the staff all the same, and at the desk the role decides, with other codes.
				told := slices.ContainsFunc([]string{"live_mode_only", "forbidden", "not_your_session"}, func(code string) bool { return strings.Contains(rec.Body.String(), `"`+code+`"`) })
				if rec.Code == 401 || rec.Code == 403 && !told || rec.Code >= 500 {
					t.Errorf("%s by %s: %d %s", route, r.Credential, rec.Code, rec.Body)
				}
				continue
			}
			if rec.Code != want || code != "" && !strings.Contains(rec.Body.String(), `"`+code+`"`) {
				t.Errorf("%s by %s: %d, want %d %s: %s", route, r.Credential, rec.Code, want, code, rec.Body)
			}
			if got := rec.Header().Get("WWW-Authenticate"); code == "insufficient_scope" && got != `Bearer error="insufficient_scope", scope="`+string(g.need)+`"` {
				t.Errorf("%s: WWW-Authenticate %q", route, got)
			}
		}
		if g.door != "secret" {
			continue
		}
		for i, credential := range map[int]string{2: foreign, 3: live} {
			if rec := ask(credential, false, nil); rec.Code != expected[route][i] {
				t.Errorf("%s by an access token like %s: %d, want %d: %s", route, callers[i], rec.Code, expected[route][i], rec.Body)
			}
		}
	}
}
