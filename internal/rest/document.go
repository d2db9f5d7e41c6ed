package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

func apiConfig() huma.Config {
	c := huma.DefaultConfig("BASEKYC", api.Version)
	c.CreateHooks = nil // no $schema in replies
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat} // the second for problem+json
	c.Info.Description = "Self-hosted Video KYC. The key chooses the mode: sk_test_ or sk_live_. Times are RFC 3339 in UTC. " +
		"Unknown members of requests are refused, unknown members of replies must be ignored."
	c.Info.License = &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"}
	c.Servers = []*huma.Server{{URL: "/", Description: "The server that you read this from"}}
	c.Tags = []*huma.Tag{
		{Name: "sessions", Description: "Verification sessions"},
		{Name: "results", Description: "What came of them"},
		{Name: "events", Description: "Everything that happened, in order"},
		{Name: "webhooks", Description: "Where events are delivered"},
		{Name: "credentials", Description: "Keys and clients that backends come in with"},
		{Name: "oauth", Description: "Access tokens for programs"},
		{Name: "account", Description: "Its people, its looks and its hours"},
		{Name: "dashboard", Description: "The log-in of the account's people"},
		{Name: "sandbox", Description: "What test mode can play"},
		{Name: "customer", Description: "The customer's door, used by the join page and the SDK"},
		{Name: "desk", Description: "The officer's door, used by the console"},
		{Name: "operation", Description: "Probes"},
	}
	bearer := func(what string) *huma.SecurityScheme {
		return &huma.SecurityScheme{Type: "http", Scheme: "bearer", Description: what}
	}
	scopes := map[string]string{}
	for _, p := range kyc.Permissions {
		scopes[string(p)] = kyc.Meaning(p)
	}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		oauthScheme: {Type: "oauth2", Description: "An access token of an OAuth client",
			Flows: &huma.OAuthFlows{ClientCredentials: &huma.OAuthFlow{TokenURL: "/oauth/token", Scopes: scopes}}},
		string(backend):  bearer("A secret key, sk_test_... or sk_live_..."),
		string(customer): bearer("A customer's session token, with the device's secret in " + DeviceHeader),
		string(desk):     bearer("A staff token of POST /desk/login"),
		string(member): {Type: "apiKey", In: "cookie", Name: (&server{}).cookieName(), Description: "The dashboard's log-in, from its own pages only; with " +
			ModeHeader + ": test or live under /v1"},
	}
	return c
}

// oauthScheme is the name of access tokens in the document.
const oauthScheme = "oauth"

// Document writes the OpenAPI 3.0 document of all routes as indented JSON. The
// same source always gives the same bytes.
func Document() ([]byte, error) {
	s, err := build(Deps{})
	if err != nil {
		return nil, err
	}
	return document(s.api.OpenAPI())
}

// DocumentYAML is Document in YAML.
func DocumentYAML() ([]byte, error) {
	doc, err := Document()
	if err != nil {
		return nil, err
	}
	return asYAML(doc)
}

func asYAML(doc []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := yaml.Convert(&b, bytes.NewReader(doc)); err != nil {
		return nil, fmt.Errorf("write the document as YAML: %w", err)
	}
	return b.Bytes(), nil
}

// node is a JSON object of the document.
type node = map[string]any

// document takes huma's 3.1 down to a valid 3.0 that says what we really do.
func document(o *huma.OpenAPI) ([]byte, error) {
	raw, err := o.Downgrade()
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	var doc node
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("read the document back: %w", err)
	}
	walk(doc, func(n node) { // keywords that 3.0 does not have
		delete(n, "contentEncoding")
		delete(n, "contentMediaType")
	})
	schemas := doc["components"].(node)["schemas"].(node)
	operations(doc, func(method string, op node) {
		responses := op["responses"].(node)
		delete(responses, "422") // validation is 400 here
		if body, ok := op["requestBody"].(node); ok && (op["operationId"] == "postStill" || op["operationId"] == "putLogo") {
			body["content"] = pictures()
		}
		if id, _ := op["operationId"].(string); oauthForms[id] != nil {
			oauthOperation(op, oauthForms[id])
		}
		for _, r := range responses {
			r.(node)["headers"] = merged(r.(node)["headers"], node{"Request-Id": node{"schema": node{"type": "string"}},
				VersionHeader: node{"description": "The version that the reply follows", "schema": node{"type": "string"}}})
		}
		if same, ok := responses["304"].(node); ok {
			delete(same, "content")
			same["description"] = "Not modified: If-None-Match names what the caller has"
			tag := node{"ETag": node{"schema": node{"type": "string"}}}
			same["headers"] = merged(same["headers"], tag)
			responses["200"].(node)["headers"] = merged(responses["200"].(node)["headers"], tag)
			parameter(op, node{"name": "If-None-Match", "in": "header", "description": "ETag of a former reply", "schema": node{"type": "string"}})
		}
		if takes(op, backend) {
			parameter(op, node{"$ref": "#/components/parameters/ApiVersion"})
		}
		if limited, ok := responses["429"].(node); ok {
			limited["headers"] = merged(limited["headers"], node{"Retry-After": node{"description": "Seconds", "schema": node{"type": "integer"}}})
		}
		if report, ok := responses["200"].(node); ok && op["operationId"] == "getReport" {
			report["content"].(node)["application/json"] = node{"schema": node{"$ref": "#/components/schemas/Report"}}
		}
		if op["operationId"] == "addToUpload" {
			responses["204"] = node{"description": "No Content: the bytes are kept", "headers": responses["200"].(node)["headers"]}
		}
		if takes(op, customer) {
			parameter(op, node{"name": DeviceHeader, "in": "header", "required": true,
				"description": "The device's secret", "schema": node{"type": "string"}})
		}
		if takes(op, backend) && method == "post" {
			parameter(op, node{"name": IdempotencyHeader, "in": "header",
				"description": "Makes the request safe to repeat: it is carried out once, and for 24 hours whoever repeats it gets the first reply",
				"schema":      node{"type": "string", "minLength": 1, "maxLength": maxIdempotencyKey}})
			for status, r := range responses {
				if status < "300" || status == "404" || status == "409" {
					r.(node)["headers"] = merged(r.(node)["headers"], node{replayedHeader: node{
						"description": "true when the reply was given before", "schema": node{"type": "boolean"}}})
				}
			}
		}
	})
	doc["components"].(node)["parameters"] = node{"ApiVersion": node{"name": VersionHeader, "in": "header",
		"description": "Dated version of the contract; the oldest that is answered unless given", "schema": node{"type": "string", "enum": versions}}}
	openReplies(doc, schemas)
	nullable(schemas)
	out, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	return append(out, '\n'), nil
}

func walk(v any, visit func(node)) {
	switch t := v.(type) {
	case node:
		visit(t)
		for _, child := range t {
			walk(child, visit)
		}
	case []any:
		for _, child := range t {
			walk(child, visit)
		}
	}
}

func operations(doc node, visit func(method string, op node)) {
	for _, item := range doc["paths"].(node) {
		for method, op := range item.(node) {
			if n, ok := op.(node); ok && n["responses"] != nil {
				visit(method, n)
			}
		}
	}
}

func merged(have any, more node) node {
	out, _ := have.(node)
	if out == nil {
		out = node{}
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// oauthForms names the fields of the forms at /oauth, the required ones first.
var oauthForms = map[string][]string{
	"issueToken":      {"grant_type", "scope"},
	"introspectToken": {"token", "token_type_hint"},
	"revokeToken":     {"token", "token_type_hint"},
}

// oauthOperation describes a form and the errors of RFC 6749, which huma knows
// nothing of.
func oauthOperation(op node, fields []string) {
	properties := node{"client_id": node{"type": "string"}, "client_secret": node{"type": "string"}}
	for _, f := range fields {
		properties[f] = node{"type": "string"}
	}
	if fields[0] == "grant_type" {
		properties["grant_type"] = node{"type": "string", "enum": []any{"client_credentials"}}
		properties["scope"] = node{"type": "string", "description": "Separated by spaces; all that the client has when left out"}
	}
	op["requestBody"].(node)["content"] = node{formType: node{"schema": node{"type": "object", "properties": properties, "required": []any{fields[0]}}}}
	for _, status := range []string{"400", "401"} {
		op["responses"].(node)[status].(node)["content"] = node{"application/json": node{"schema": node{
			"type": "object", "required": []any{"error"}, "properties": node{
				"error":             node{"type": "string", "enum": []any{"invalid_request", "invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}},
				"error_description": node{"type": "string"}}}}}
	}
}

func pictures() node {
	out := node{}
	for _, m := range []string{"image/jpeg", "image/png", "image/webp"} {
		out[m] = node{"schema": node{"type": "string", "format": "binary"}}
	}
	return out
}

// takes tells whether an operation is behind a door.
func takes(op node, d door) bool {
	list, _ := op["security"].([]any)
	for _, s := range list {
		if _, ok := s.(node)[string(d)]; ok {
			return true
		}
	}
	return false
}

// parameter adds one to an operation.
func parameter(op, p node) {
	list, _ := op["parameters"].([]any)
	op["parameters"] = append(list, p)
}

// openReplies lets replies grow: only what a request is made of is closed.
func openReplies(doc, schemas node) {
	closed := map[string]bool{}
	var follow func(v any)
	follow = func(v any) {
		walk(v, func(n node) {
			ref, _ := n["$ref"].(string)
			name := strings.TrimPrefix(ref, "#/components/schemas/")
			if ref != "" && !closed[name] {
				closed[name] = true
				follow(schemas[name])
			}
		})
	}
	operations(doc, func(_ string, op node) { follow(op["requestBody"]) })
	for name, s := range schemas {
		if n := s.(node); !closed[name] && n["additionalProperties"] == false {
			delete(n, "additionalProperties")
		}
	}
}

// nullRefs names the members that are an object or null. huma cannot say that
// of a reference; a test compares this list with the Go types.
var nullRefs = map[string][]string{
	"View":          {"instruction", "officer", "queue"},
	"Case":          {"instruction", "officer", "queue", "held_for", "running_check", "decision", "consent", "audit", "presence"},
	"Result":        {"location", "officer", "audit"},
	"DocumentField": {"officer"},
	"AuditResult":   {"auditor"},
	"Check":         {"face_match", "liveness", "document"},
	"Report":        {"consent", "recording", "addendum"},
}

func nullable(schemas node) {
	for name, members := range nullRefs {
		s, ok := schemas[name].(node)
		if !ok {
			continue
		}
		for _, m := range members {
			p := s["properties"].(node)[m].(node)
			s["properties"].(node)[m] = node{"type": "object", "nullable": true, "allOf": []any{p}}
		}
	}
}
