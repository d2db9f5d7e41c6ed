package main

import "strings"

// schema is what is read of a JSON schema.
type schema struct {
	Ref        string `json:"$ref"`
	Type       string
	Format     string
	Enum       []any
	Example    any
	Default    any
	Minimum    *float64
	Items      *schema
	Properties map[string]*schema
	Required   []string
	AllOf      []*schema
}

// values are samples by the name of a member, where the schema says only that
// it is a string.
var values = map[string]any{
	"name": "Asha Rao", "mobile": "+919800000002", "email": "asha@example.com", "url": "https://hooks.example.com/basekyc",
	"scopes": []any{"sessions:read"}, "roles": []any{"developer"}, "type": "session.completed", "from": "2026-12-01",
	"metadata": map[string]any{"branch": "Pune"},
}

// sample makes a value that fits: of an object the members that are required.
func (d *openapi) sample(s *schema, name string) any {
	if s == nil {
		return nil
	}
	if s.Ref != "" {
		return d.sample(d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]], name)
	}
	if len(s.AllOf) > 0 {
		return d.sample(s.AllOf[0], name)
	}
	switch {
	case s.Example != nil:
		return s.Example
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Default != nil:
		return s.Default
	case values[name] != nil:
		return values[name]
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for _, member := range s.Required {
			out[member] = d.sample(s.Properties[member], member)
		}
		if _, person := out["mobile"]; out["name"] != nil && !person {
			out["name"] = "backend" // of a key, a client, an account
		}
		return out
	case "array":
		return []any{d.sample(s.Items, name)}
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return false
	}
	if s.Format == "date-time" {
		return "2026-12-01T09:00:00Z"
	}
	return ""
}
