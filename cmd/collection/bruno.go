package main

import "regexp"

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// bruno is the one-file form in which Bruno exports and imports a collection.
func bruno(folders []folder) any {
	items := []any{}
	for i, f := range folders {
		list := []any{}
		for j, r := range f.Requests {
			list = append(list, object{"type": "http", "name": r.Name, "seq": j + 1, "request": brunoRequest(r)})
		}
		items = append(items, object{"type": "folder", "name": f.Name, "seq": i + 1, "items": list})
	}
	variable := func(name, value string, secret bool) object {
		return object{"name": name, "value": value, "enabled": true, "secret": secret, "type": "text"}
	}
	return object{
		"name": "BASEKYC", "version": "1", "items": items,
		"environments": []any{object{"name": "demo", "variables": []any{variable("base_url", "http://localhost:8080", false), variable("secret_key", "", true)}}},
		"root": object{
			"request": object{"auth": object{"mode": "bearer", "bearer": object{"token": "{{secret_key}}"}}},
			"docs":    "Choose the environment and set secret_key. Made from the OpenAPI document; do not edit.",
		},
		"brunoConfig": object{"version": "1", "name": "BASEKYC", "type": "collection", "ignore": []any{"node_modules", ".git"}},
	}
}

func brunoRequest(r request) object {
	params := []any{}
	for _, p := range r.InPath {
		params = append(params, object{"name": p.Name, "value": "", "type": "path", "enabled": true})
	}
	for _, p := range r.InQuery {
		params = append(params, object{"name": p.Name, "value": p.Value, "type": "query", "enabled": false})
	}
	headers := []any{object{"name": "Accept", "value": r.Accept, "enabled": true}}
	if r.Method == "POST" {
		headers = append(headers, object{"name": "Idempotency-Key", "value": "{{$guid}}", "enabled": true})
	}
	body := object{"mode": "none", "formUrlEncoded": []any{}, "multipartForm": []any{}}
	if r.Body != "" {
		body["mode"], body["json"] = "json", r.Body
	}
	if r.File != "" {
		body["mode"], body["file"] = "file", []any{object{"filePath": "", "contentType": r.File, "selected": true}}
	}
	return object{
		"url": "{{base_url}}" + inBraces.ReplaceAllString(r.Path, ":$1"), "method": r.Method, "headers": headers, "params": params, "body": body,
		"auth": object{"mode": "inherit"}, "script": object{}, "vars": object{}, "assertions": []any{}, "tests": "", "docs": r.Text,
	}
}
