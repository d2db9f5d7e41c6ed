package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/basekyc/basekyc/internal/kyc"
)

// lineMeter counts what became of who waited.
type lineMeter struct {
	met  *prometheus.CounterVec
	wait prometheus.Histogram
	left prometheus.Counter
	back prometheus.Counter
}

func newLineMeter() *lineMeter {
	return &lineMeter{
		met: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "basekyc_line_met_total",
			Help: "Customers whom an officer took, by whether that was within the account's target."}, []string{"in_time"}),
		wait: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "basekyc_line_wait_seconds",
			Help: "How long customers waited whom an officer took.", Buckets: []float64{5, 15, 30, 60, 120, 300, 600, 1800}}),
		left: prometheus.NewCounter(prometheus.CounterOpts{Name: "basekyc_line_left_total", Help: "Customers who went away before an officer came."}),
		back: prometheus.NewCounter(prometheus.CounterOpts{Name: "basekyc_line_handed_back_total", Help: "Customers whom an officer handed back or to another one."}),
	}
}

func (m *lineMeter) register(reg *prometheus.Registry, waiting func() int) error {
	now := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "basekyc_line_waiting", Help: "Customers in the lines that this server has read."},
		func() float64 { return float64(waiting()) })
	for _, inTime := range []bool{true, false} { // both are there before the first customer
		m.met.WithLabelValues(strconv.FormatBool(inTime))
	}
	for _, c := range []prometheus.Collector{m.met, m.wait, m.left, m.back, now} {
		if err := reg.Register(c); err != nil {
			return fmt.Errorf("register metrics: %w", err)
		}
	}
	return nil
}

// Met notes a customer whom an officer took.
func (m *lineMeter) Met(waited, target time.Duration) {
	m.met.WithLabelValues(strconv.FormatBool(waited <= target)).Inc()
	m.wait.Observe(waited.Seconds())
}

// hear counts by what was committed.
func (m *lineMeter) hear(sessions []*kyc.Session, events []kyc.Event) {
	waits := map[string]bool{}
	for _, s := range sessions {
		waits[s.ID] = s.Status == kyc.Waiting && len(s.Former) > 0 && s.LineSince.After(s.QueuedAt)
	}
	for i := range events {
		switch e := &events[i]; {
		case e.Type == kyc.EventUnqueued:
			m.left.Inc()
		case e.Type == kyc.EventQueued && waits[e.Session]:
			m.back.Inc()
		}
	}
}
