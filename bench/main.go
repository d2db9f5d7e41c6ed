// Command bench measures the whole program from outside: a real server process
// over HTTP, with its database, as a backend uses it. The load generator and
// the webhook receiver are this process; their CPU time is not counted.
//
//	go run ./bench -bin bin/basekyc -db sqlite
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"
)

var (
	binary      = flag.String("bin", "bin/basekyc", "server to measure")
	database    = flag.String("db", "sqlite", "sqlite or postgres")
	operations  = flag.Int("n", 10000, "operations of each throughput row")
	concurrency = flag.Int("c", 50, "concurrent clients")
	keyed       = flag.Bool("keys", false, "send an Idempotency-Key with every POST")
	steady      = flag.Duration("for", 30*time.Second, "length of the row at a steady rate")
	sockets     = flag.Int("sockets", 1000, "idle WebSockets")
	settle      = flag.Duration("settle", 130*time.Second, "how long they stay idle before they are weighed again")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	s, err := start(ctx, *binary, *database)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Printf("machine: %s; load average at start: %s\n", machine(), load())
	fmt.Printf("start-up, first start: ready after %d ms; second start: %d ms\n", s.first.Milliseconds(), s.ready.Milliseconds())
	rss, anon := s.memory()
	fmt.Printf("idle memory: %.1f MiB resident, of which %.1f MiB are its own\n", rss, anon)
	r := newReceiver()
	for _, row := range []func(context.Context, *server, *receiver) error{idle, create, list, delivered, latency, ten} { // idle first: load leaves garbage
		if err := row(ctx, s, r); err != nil {
			return err
		}
	}
	return nil
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return string(b[:14])
}
