package rest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
)

// permissions says what each operation of the document needs, and which of them
// are at the backend's door.
func permissions(t testing.TB) map[string]kyc.Permission {
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
	out := map[string]kyc.Permission{}
	for path, item := range doc.Paths {
		for method, op := range item {
			for _, scheme := range op.Security {
				if _, ok := scheme["secret"]; ok {
					out[strings.ToUpper(method)+" "+path] = op.Permission
				}
			}
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

func TestEveryBackendRouteNeedsItsPermission(t *testing.T) {
	w := newWorld(t)
	scope := kyc.Scope{Account: w.a.id}
	for route, need := range permissions(t) {
		if !slices.Contains(kyc.Permissions, need) {
			t.Errorf("%s needs %q: give it a permission", route, need)
			continue
		}
		method, path, _ := strings.Cut(route, " ")
		path = strings.Replace(path, "{id}", w.objectFor(path, w.create(w.a).ID), 1)
		others := slices.DeleteFunc(slices.Clone(kyc.Permissions), func(p kyc.Permission) bool { return p == need })
		rec := w.ask(method, path, w.keyWith(scope, others...), bodies[route])
		problemIn(t, rec, 403, "insufficient_scope")
		if got := rec.Header().Get("WWW-Authenticate"); got != `Bearer error="insufficient_scope", scope="`+string(need)+`"` {
			t.Errorf("%s: WWW-Authenticate %q", route, got)
		}
		// A test key stays away from the staff all the same, with another code.
		rec = w.ask(method, path, w.keyWith(scope, need), bodies[route])
		if rec.Code == 401 || rec.Code == 403 && !strings.Contains(rec.Body.String(), `"live_mode_only"`) || rec.Code >= 500 {
			t.Errorf("%s with %s alone: %d %s", route, need, rec.Code, rec.Body)
		}
	}
}
