package main

import (
	"fmt"
	"math"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/basekyc/basekyc/internal/relay"
)

// meters are what /metrics shows of the parts behind the doors; the doors add
// their own.
func (s *Server) meters() (*prometheus.Registry, error) {
	reg := prometheus.NewRegistry()
	now := func(name, help string, of func(relay.Stats) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return of(s.relay.Stats()) })
	}
	since := func(name, help string, labels prometheus.Labels, of func(relay.Stats) uint64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels}, func() float64 { return float64(of(s.relay.Stats())) })
	}
	storage := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "basekyc_storage_free_bytes", Help: "Room left in the data folder."}, func() float64 {
		left, err := free(s.data)
		if err != nil {
			return math.NaN()
		}
		return float64(left)
	})
	const bytes, moved = "basekyc_relay_bytes_total", "Bytes of media that the TURN relay carried, without what TURN and IP add."
	for _, c := range []prometheus.Collector{
		storage,
		now("basekyc_relay_allocations", "TURN allocations open now.", func(r relay.Stats) float64 { return float64(r.Allocations) }),
		since("basekyc_relay_allocations_total", "TURN allocations opened.", nil, func(r relay.Stats) uint64 { return r.Opened }),
		since("basekyc_relay_denied_total", "TURN requests with a credential that is not ours or has ended.", nil, func(r relay.Stats) uint64 { return r.Denied }),
		since("basekyc_relay_full_total", "TURN allocations refused because a participant or the relay has its number.", nil, func(r relay.Stats) uint64 { return r.Full }),
		since(bytes, moved, prometheus.Labels{"direction": "in"}, func(r relay.Stats) uint64 { return r.Sent }),
		since(bytes, moved, prometheus.Labels{"direction": "out"}, func(r relay.Stats) uint64 { return r.Received }),
	} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return reg, s.line.register(reg, s.hub.Waiting)
}
