package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// EventsCmd watches events.
type EventsCmd struct {
	Tail EventsTailCmd `cmd:"" help:"Print events as they happen."`
}

// EventsTailCmd follows the feed.
type EventsTailCmd struct {
	remote `embed:""`
	Type   []string `help:"Only events of this type; may be repeated."`
	After  string   `help:"Begin behind this event instead of now." placeholder:"evt_..."`
	Socket bool     `help:"Over a WebSocket, where a proxy holds server-sent events back."`
	JSON   bool     `name:"json" help:"Print each event as one line of JSON."`
}

// Run prints until a signal.
func (c *EventsTailCmd) Run() error {
	client, err := c.client()
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	return c.tail(ctx, client, os.Stdout)
}

func (c *EventsTailCmd) tail(ctx context.Context, client *basekyc.Client, w io.Writer) error {
	follow := client.Stream
	if c.Socket {
		follow = client.StreamSocket
	}
	for e, err := range follow(ctx, basekyc.StreamQuery{Types: c.Type, After: c.After}) {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		if err != nil {
			return err
		}
		if c.JSON {
			err = json.NewEncoder(w).Encode(e)
		} else {
			_, err = fmt.Fprintf(w, "%s  %-24s %s  %s\n", e.Created.Local().Format("15:04:05.000"), e.Type, e.ID, subjectOf(e))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// subjectOf is what an event is about: its session, or its endpoint.
func subjectOf(e api.Event) string {
	var data struct {
		Session  string `json:"session_id"`
		Endpoint string `json:"endpoint_id"`
	}
	if json.Unmarshal(e.Data, &data) != nil {
		return ""
	}
	if data.Session != "" {
		return data.Session
	}
	return data.Endpoint
}
