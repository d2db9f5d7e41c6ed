package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/basekyc/basekyc/internal/sandbox"
	"github.com/basekyc/basekyc/internal/sandbox/puppet"
)

// SimulateCmd plays parties without a camera.
type SimulateCmd struct {
	Customer SimulateCustomerCmd `cmd:"" help:"Join a session as a simulated customer."`
	Agent    SimulateAgentCmd    `cmd:"" help:"Work as a simulated officer on test sessions."`
	Camera   SimulateCameraCmd   `cmd:"" help:"Write the simulated customer to a file for a browser's fake camera."`
}

// SimulateCustomerCmd joins by the link.
type SimulateCustomerCmd struct {
	URL string `name:"url" help:"The link of the session." required:""`
	As  string `help:"Who joins: genuine, mismatch or spoof (default: what the session's name asks for)." enum:",genuine,mismatch,spoof" default:""`

	Relay bool `help:"Call over the server's relays (TURN) only, as from a network that lets nothing else through."`
}

// Run joins and prints what happens.
func (c *SimulateCustomerCmd) Run() error {
	ctx, stop := untilSignal()
	defer stop()
	began := time.Now()
	view, err := sandbox.Customer(ctx, sandbox.CustomerConfig{Link: c.URL, As: puppet.Character(c.As), Relay: c.Relay,
		Tell: func(what string) { fmt.Printf("%6.1fs  %s\n", time.Since(began).Seconds(), what) }})
	if err != nil {
		return err
	}
	fmt.Printf("session %s is %s; the result is for the backend\n", view.ID, view.Status)
	return nil
}

// SimulateAgentCmd logs in as the sandbox's officer.
type SimulateAgentCmd struct {
	URL      string `name:"url" help:"Address of the server." env:"BASEKYC_URL" default:"http://localhost:8080"`
	Email    string `help:"Log-in of the officer: a member with the role agent." required:""`
	Password string `help:"Password of the officer." env:"BASEKYC_OFFICER_PASSWORD" required:""`
	LogLevel string `help:"debug, info, warn or error." default:"info"`
}

// Run works until a signal.
func (c *SimulateAgentCmd) Run() error {
	log, err := logger(c.LogLevel)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	own := func(context.Context) (string, string, error) { return c.Email, c.Password, nil }
	sandbox.NewAgent(sandbox.AgentConfig{URL: c.URL, LogIn: own, Log: log}).Run(ctx)
	return nil
}

// SimulateCameraCmd writes a clip that Chromium plays with
// --use-fake-device-for-media-stream --use-file-for-fake-video-capture=FILE.
type SimulateCameraCmd struct {
	As  string `help:"Who is seen: genuine, mismatch or spoof." enum:"genuine,mismatch,spoof" default:"genuine"`
	Out string `help:"File to write, ending in .mjpeg: Chromium goes by the name." required:"" type:"path"`
}

// Run writes the file.
func (c *SimulateCameraCmd) Run() error {
	stage, err := puppet.Load(puppet.Character(c.As))
	if err != nil {
		return err
	}
	f, err := os.Create(c.Out)
	if err != nil {
		return err
	}
	if err := puppet.WriteMJPEG(f, stage, puppet.DefaultScript(), puppet.CycleTime); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
