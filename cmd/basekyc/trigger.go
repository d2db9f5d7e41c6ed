package main

import (
	"fmt"

	"github.com/basekyc/basekyc/api"
)

// TriggerCmd makes test mode tell of something that has not happened.
type TriggerCmd struct {
	remote  `embed:""`
	Type    string `arg:"" help:"Type of the event, such as session.completed."`
	Session string `help:"Of which session it is told; a made-up one unless given." placeholder:"vs_..."`
}

// Run prints the id of the event.
func (c *TriggerCmd) Run() error {
	client, err := c.client()
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	e, err := client.SendMockEvent(ctx, api.MockEvent{Type: c.Type, SessionID: c.Session})
	if err != nil {
		return err
	}
	fmt.Println(e.ID)
	return nil
}
