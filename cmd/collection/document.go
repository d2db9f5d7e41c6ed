package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// folder is the operations of one tag, in the order of the document's tags.
type folder struct {
	Name, Text string
	Requests   []request
}

// request is one operation of the backend's door.
type request struct {
	ID, Name, Text string
	Method, Path   string // the path with {id}
	InPath         []param
	InQuery        []param
	Accept         string
	Body           string // JSON; empty for none
	File           string // media type of a body that is a file, to be chosen; empty for none
}

type param struct{ Name, Text, Value string }

// openapi is what is read of the document.
type openapi struct {
	Tags  []struct{ Name, Description string }
	Paths map[string]map[string]json.RawMessage

	Components struct{ Schemas map[string]*schema }
}

type operation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []struct {
		Name, In, Description string
		Required              bool
		Style                 string
		Schema                schema
	}
	RequestBody *struct {
		Content map[string]struct{ Schema *schema }
	}
	Responses map[string]struct {
		Content map[string]json.RawMessage
	}
}

var methods = []string{"get", "post", "put", "patch", "delete"}

func read(doc []byte) ([]folder, error) {
	var d openapi
	if err := json.Unmarshal(doc, &d); err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	var paths []string
	for p := range d.Paths {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	var out []folder
	for _, tag := range d.Tags {
		f := folder{Name: tag.Name, Text: tag.Description}
		for _, p := range paths {
			for _, method := range methods {
				raw, ok := d.Paths[p][method]
				if !ok {
					continue
				}
				var o operation
				if err := json.Unmarshal(raw, &o); err != nil {
					return nil, fmt.Errorf("read %s %s: %w", method, p, err)
				}
				if o.backend() && slices.Contains(o.Tags, tag.Name) {
					f.Requests = append(f.Requests, d.request(method, p, &o))
				}
			}
		}
		if len(f.Requests) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// backend tells whether a secret key opens it.
func (o *operation) backend() bool {
	return slices.ContainsFunc(o.Security, func(s map[string][]string) bool { _, ok := s["secret"]; return ok })
}

func (d *openapi) request(method, path string, o *operation) request {
	r := request{ID: o.OperationID, Name: o.Summary, Text: o.Description, Method: strings.ToUpper(method), Path: path, Accept: "application/json"}
	for _, p := range o.Parameters {
		one := param{Name: p.Name, Text: p.Description}
		switch p.In {
		case "path":
			r.InPath = append(r.InPath, one)
		case "query":
			sample := d.sample(&p.Schema, p.Name)
			if members, ok := sample.(map[string]any); ok && p.Style == "deepObject" {
				for member, value := range members {
					r.InQuery = append(r.InQuery, param{fmt.Sprintf("%s[%s]", p.Name, member), p.Description, text(value)})
				}
				continue
			}
			one.Value = text(sample)
			r.InQuery = append(r.InQuery, one)
		}
	}
	if o.RequestBody != nil {
		if c, ok := o.RequestBody.Content["application/json"]; ok {
			b, err := json.MarshalIndent(d.sample(c.Schema, ""), "", "  ")
			if err == nil { // a sample is made of strings, numbers, lists and maps
				r.Body = string(b)
			}
		} else {
			kinds := slices.Sorted(maps.Keys(o.RequestBody.Content))
			r.File = kinds[len(kinds)/2] // of a logo: PNG
		}
	}
	replies := o.Responses["200"].Content
	if _, ok := replies["application/json"]; !ok && len(replies) > 0 {
		r.Accept = slices.Max(slices.Collect(maps.Keys(replies))) // of a recording: WebM
	}
	return r
}

func text(v any) string {
	if list, ok := v.([]any); ok {
		if len(list) == 0 {
			return ""
		}
		v = list[0]
	}
	return fmt.Sprint(v)
}
