package main

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestMetersOfTheRelay(t *testing.T) {
	s := startScene(t)
	r, err := http.Get(s.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	shown := map[string]string{}
	for lines := bufio.NewScanner(r.Body); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok {
			shown[name] = value
		}
	}
	for _, name := range []string{"basekyc_relay_allocations", "basekyc_relay_allocations_total", "basekyc_relay_denied_total", "basekyc_relay_full_total",
		`basekyc_relay_bytes_total{direction="in"}`, `basekyc_relay_bytes_total{direction="out"}`,
		`basekyc_line_met_total{in_time="true"}`, `basekyc_line_met_total{in_time="false"}`, "basekyc_line_left_total", "basekyc_line_handed_back_total", "basekyc_line_waiting", "basekyc_line_wait_seconds_count"} {
		if shown[name] != "0" {
			t.Errorf("%s is %q before anybody came", name, shown[name])
		}
	}
	if left, err := strconv.ParseFloat(shown["basekyc_storage_free_bytes"], 64); err != nil || left <= 0 {
		t.Errorf("room left: %q", shown["basekyc_storage_free_bytes"])
	}
	if shown["basekyc_sessions_created_total"] != "1" { // the doors' are on the same page
		t.Errorf("sessions created: %q", shown["basekyc_sessions_created_total"])
	}
}
