package main

import "strings"

type object = map[string]any

// postman is Postman's collection format, version 2.1. Queries are there and
// switched off: a request works as it is once its ids are filled in.
func postman(folders []folder) any {
	items := []any{}
	for _, f := range folders {
		list := []any{}
		for _, r := range f.Requests {
			list = append(list, object{"name": r.Name, "request": postmanRequest(r)})
		}
		items = append(items, object{"name": f.Name, "description": f.Text, "item": list})
	}
	variable := func(key, value string) object { return object{"key": key, "value": value, "type": "string"} }
	return object{
		"info": object{
			"name": "BASEKYC", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
			"description": "Set base_url and secret_key. Made from the OpenAPI document; do not edit.",
		},
		"auth":     object{"type": "bearer", "bearer": []any{variable("token", "{{secret_key}}")}},
		"variable": []any{variable("base_url", "http://localhost:8080"), variable("secret_key", "")},
		"item":     items,
	}
}

func postmanRequest(r request) object {
	path := []string{}
	for _, part := range strings.Split(strings.Trim(r.Path, "/"), "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			part = ":" + strings.TrimSuffix(name, "}")
		}
		path = append(path, part)
	}
	query, inPath := []any{}, []any{}
	for _, p := range r.InQuery {
		query = append(query, object{"key": p.Name, "value": p.Value, "description": p.Text, "disabled": true})
	}
	for _, p := range r.InPath {
		inPath = append(inPath, object{"key": p.Name, "value": "", "description": p.Text})
	}
	header := []any{object{"key": "Accept", "value": r.Accept}}
	if r.Method == "POST" {
		header = append(header, object{"key": "Idempotency-Key", "value": "{{$guid}}"})
	}
	if r.File != "" {
		header = append(header, object{"key": "Content-Type", "value": r.File})
	}
	out := object{
		"method": r.Method, "description": r.Text, "header": header,
		"url": object{"raw": "{{base_url}}/" + strings.Join(path, "/"), "host": []any{"{{base_url}}"}, "path": path, "query": query, "variable": inPath},
	}
	if r.Body != "" {
		out["body"] = object{"mode": "raw", "raw": r.Body, "options": object{"raw": object{"language": "json"}}}
	}
	if r.File != "" {
		out["body"] = object{"mode": "file", "file": object{"src": ""}}
	}
	return out
}
