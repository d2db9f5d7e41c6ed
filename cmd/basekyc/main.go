// Command basekyc is the whole platform: server, demo, simulated parties and
// tools for operators.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands of the program. Serve is below; accounts and officers share
// admin.go; every other has a file of its name.
type commands struct {
	Demo     DemoCmd     `cmd:"" help:"Try everything on this machine: embedded database, a sandbox account, a simulated officer."`
	Serve    ServeCmd    `cmd:"" help:"Run a server in production."`
	Accounts AccountsCmd `cmd:"" help:"Make and list accounts."`
	Keys     KeysCmd     `cmd:"" help:"Make, list, roll and revoke API keys."`
	Officers OfficersCmd `cmd:"" help:"Make log-ins for officers."`
	Listen   ListenCmd   `cmd:"" help:"Forward an account's events to a receiver on your machine, signed like webhooks."`
	Trigger  TriggerCmd  `cmd:"" help:"Send a mock event to an account's test endpoints."`
	Events   EventsCmd   `cmd:"" help:"Watch an account's events."`
	Simulate SimulateCmd `cmd:"" help:"Play a customer or an officer without a camera."`
	Vision   VisionCmd   `cmd:"" help:"Compare faces, measure accuracy."`
}

func main() {
	if os.Getenv("GOGC") == "" {
		adapt()
	}
	var c commands
	k := kong.Parse(&c, kong.Name("basekyc"), kong.UsageOnError(),
		kong.Description("Video KYC platform: API-first, self-hosted, one binary."))
	if err := k.Run(); errors.Is(err, context.Canceled) {
		os.Exit(130) // by a signal: whoever sent it knows why
	} else if err != nil {
		fmt.Fprintln(os.Stderr, "basekyc:", strings.TrimPrefix(err.Error(), "basekyc: "))
		os.Exit(1)
	}
}

// untilSignal is done at SIGINT or SIGTERM; a second one ends the process.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

func logger(level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level %q: must be debug, info, warn or error", level)
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l})), nil
}

// ServeCmd runs a server until a signal.
type ServeCmd struct {
	Config string `help:"Configuration file; see basekyc.sample.yaml." type:"existingfile"`
}

// Run serves.
func (c *ServeCmd) Run() error {
	config, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	log, err := logger(config.LogLevel)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	s, err := Start(ctx, config, log)
	if err != nil {
		return err
	}
	defer s.Close()
	debug.FreeOSMemory() // what opening left behind
	log.Info("ready", "url", s.URL)
	<-ctx.Done()
	log.Info("stopping")
	return nil
}
