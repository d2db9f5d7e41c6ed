package rest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	problems *prometheus.CounterVec
	inFlight prometheus.Gauge
	created  prometheus.Counter
}

func newMetrics(reg *prometheus.Registry) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "basekyc_http_requests_total",
			Help: "HTTP requests by route and status."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "basekyc_http_request_seconds",
			Help: "Time to answer, by route.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}}, []string{"route"}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "basekyc_http_problems_total",
			Help: "Error replies by code."}, []string{"code"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "basekyc_http_in_flight", Help: "Requests being answered."}),
		created:  prometheus.NewCounter(prometheus.CounterOpts{Name: "basekyc_sessions_created_total", Help: "Sessions created through the API."}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds, m.problems, m.inFlight, m.created} {
		if err := reg.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return m, nil
}

// observe counts by pattern, never by path: a path holds ids and has no bound.
func (m *metrics) observe(r *http.Request, status int, took time.Duration) {
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}
