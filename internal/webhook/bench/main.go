// Command bench measures the way from a created session to its delivered
// webhook: durable commit, lease, signed request, recorded attempt. The
// receiver is a process of its own and its processor time is shown apart. It
// prints one JSON line a measurement.
//
//	go run ./internal/webhook/bench -db sqlite
//	go run ./internal/webhook/bench -db postgres
//	go run ./internal/webhook/bench -db sqlite -rate 50 -for 30s
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/basekyc/basekyc/internal/kyctest/cluster"
)

func main() {
	db := flag.String("db", "sqlite", "sqlite or postgres (a throw-away server of its own)")
	n := flag.Int("n", 10000, "sessions to create")
	creators := flag.Int("creators", 50, "concurrent creators")
	rate := flag.Float64("rate", 0, "create at this rate per second and measure latency instead")
	last := flag.Duration("for", 30*time.Second, "how long, with -rate")
	wide := flag.Int("per-endpoint", 0, "attempts at work for the endpoint; 0 takes the default")
	batch := flag.Int("batch", 0, "deliveries a lease takes; 0 takes the default")
	profile := flag.String("profile", "", "write a CPU profile of the measured part to this file")
	receive := flag.Bool("receive", false, "be the receiver (the command starts itself so)")
	flag.Parse()
	var err error
	if *receive {
		err = serveReceiver()
	} else {
		err = run(*db, load{n: *n, creators: *creators, rate: *rate, last: *last, wide: *wide, batch: *batch, profile: *profile})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(db string, l load) error {
	ctx := context.Background()
	var cpu meter
	dsn, server, drop, err := cluster.Database(ctx, db)
	if err != nil {
		return err
	}
	defer drop()
	l.dsn, cpu.server = dsn, server
	r, err := startReceiver()
	if err != nil {
		return err
	}
	defer r.stop()
	f, err := l.measure(ctx, r, &cpu)
	if err != nil {
		return err
	}
	f.DB, f.Cores, f.Go = db, runtime.NumCPU(), runtime.Version()
	return json.NewEncoder(os.Stdout).Encode(f)
}

// figures of one measurement.
type figures struct {
	DB          string  `json:"db"`
	Sessions    int     `json:"sessions"`
	Received    int     `json:"received"` // distinct events
	Repeated    int     `json:"repeated"` // deliveries of an event beyond the first
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"per_second"`
	CPUPer1000  float64 `json:"cpu_s_per_1000"` // creators, store, dispatcher and database server
	DatabaseCPU float64 `json:"of_it_database_server"`
	ReceiverCPU float64 `json:"receiver_cpu_s_per_1000"` // not in the above
	CreateP50   float64 `json:"create_p50_ms"`
	CreateP99   float64 `json:"create_p99_ms"`
	ReceivedP50 float64 `json:"request_to_received_p50_ms"`
	ReceivedP99 float64 `json:"request_to_received_p99_ms"`
	RecordsMean float64 `json:"attempts_per_record"`
	LeasesMean  float64 `json:"deliveries_per_lease"`
	Cores       int     `json:"cores"`
	Go          string  `json:"go"`
}
