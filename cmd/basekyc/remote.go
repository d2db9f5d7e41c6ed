package main

import (
	"errors"
	"strings"

	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// remote is a server that a developer works with over its API.
type remote struct {
	URL string `name:"url" help:"Address of the server." env:"BASEKYC_URL" default:"http://localhost:8080"`
	Key string `help:"Secret key; better in the environment than on the command line." env:"BASEKYC_SECRET_KEY" placeholder:"sk_test_..."`
}

func (r remote) client() (*basekyc.Client, error) {
	if !strings.HasPrefix(r.Key, "sk_") {
		return nil, errors.New("no secret key (set BASEKYC_SECRET_KEY to the sk_test_... that the demo prints or the dashboard makes)")
	}
	return basekyc.New(r.URL, r.Key, basekyc.Options{}), nil
}
