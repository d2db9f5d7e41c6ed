package rest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Reply is what a credential gets at the three doors that take one; 0 means
// that it comes in, and the route decides.
type Reply struct {
	Credential                 string
	Backend, Customer, Officer int
}

// Replies is the rule of who comes in where. A test holds every route to it.
var Replies = []Reply{
	{"none", 401, 401, 401},
	{"public key", 403, 401, 401},
	{"secret key with the permission", 0, 401, 401},
	{"secret key without the permission", 403, 401, 401},
	{"secret key from a browser", 403, 401, 401},
	{"revoked key", 401, 401, 401},
	{"expired key", 401, 401, 401},
	{"access token with the scope", 0, 401, 401},
	{"access token without the scope", 403, 401, 401},
	{"access token from a browser", 403, 401, 401},
	{"revoked access token", 401, 401, 401},
	{"expired access token", 401, 401, 401},
	{"access token of a deleted client", 401, 401, 401},
	{"dashboard's cookie of a role with the permission", 0, 401, 0},
	{"dashboard's cookie of a role without the permission", 403, 401, 0},
	{"dashboard's cookie, no mode said", 400, 401, 400},
	{"dashboard's cookie, sent by another site", 403, 401, 403},
	{"dashboard's cookie after the log-out", 401, 401, 401},
	{"customer's token on its device", 401, 0, 401},
	{"customer's token on another device", 401, 403, 401},
	{"staff token", 401, 401, 0},
}

// AccessPage writes docs/access.md: the rule, and what each route needs.
func AccessPage() ([]byte, error) {
	s, err := build(Deps{})
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(`<!-- Generated from the routes by ` + "`go run ./cmd/openapi`" + `; do not edit. -->

# Who may do what

Every request comes through one door. What a credential gets there, before anything else is looked at:

| credential | ` + "`/v1` | `/customer` | `/desk`" + ` |
|---|---|---|---|
`)
	status := func(n int) string {
		if n == 0 {
			return "comes in"
		}
		return fmt.Sprint(n)
	}
	for _, r := range Replies {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.Credential, status(r.Backend), status(r.Customer), status(r.Officer))
	}
	b.WriteString(`
Who comes in reaches the objects of his own account and mode; any other object is not found (404), and lists show none. 403 at ` + "`/v1`" + ` says why:
` + "`public_key_not_allowed`, `insufficient_scope`" + ` (the permission is named in ` + "`WWW-Authenticate`), `secret_key_in_browser`, `cross_origin`" + `.

## Permissions

Of keys, and as scopes of access tokens.

| permission | for |
|---|---|
`)
	for _, p := range kyc.Permissions {
		fmt.Fprintf(&b, "| `%s` | %s |\n", p, kyc.Meaning(p))
	}
	b.WriteString("\n| role | permissions in the dashboard |\n|---|---|\n")
	for _, r := range []kyc.Role{kyc.Admin, kyc.Developer, kyc.Supervisor, kyc.Auditor, kyc.Agent} {
		fmt.Fprintf(&b, "| %s | %s |\n", r, words(r.Permissions()))
	}
	b.WriteString("\n## Requests\n\n| request | door | needs |\n|---|---|---|\n")
	routes := slices.Clone(s.routes)
	slices.SortFunc(routes, func(x, y route) int {
		if n := strings.Compare(x.Path, y.Path); n != 0 {
			return n
		}
		return strings.Compare(x.Method, y.Method)
	})
	doors := map[door]string{open: "open", backend: "backend", customer: "customer", desk: "officer", member: "dashboard"}
	for _, rt := range routes {
		needs := "-"
		if rt.Needs != "" {
			needs = "`" + string(rt.Needs) + "`"
		}
		fmt.Fprintf(&b, "| `%s %s` | %s | %s |\n", rt.Method, rt.Path, doors[rt.Door], needs)
	}
	return []byte(b.String()), nil
}

func words(list []kyc.Permission) string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = "`" + string(p) + "`"
	}
	return strings.Join(out, ", ")
}
