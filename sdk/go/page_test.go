package basekyc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// pages serves seven sessions, two a page, and fails at failAt.
func pages(t *testing.T, failAt string) (base string, asked *[]string) {
	t.Helper()
	var list []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		list = append(list, q.Get("status")+"|"+q.Get("limit")+"|"+q.Get("starting_after"))
		if after := q.Get("starting_after"); after != "" && after == failAt {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(api.Problem{Code: "invalid_parameters"})
			return
		}
		var from int
		_, _ = fmt.Sscanf(q.Get("starting_after"), "vs_%d", &from) // the first page has no cursor
		var out api.SessionList
		for i := from + 1; i <= min(7, from+2); i++ {
			out.Data = append(out.Data, api.Session{ID: fmt.Sprintf("vs_%d", i)})
		}
		out.HasMore = from+2 < 7
		_ = json.NewEncoder(w).Encode(out)
	}))
	t.Cleanup(s.Close)
	return s.URL, &list
}

func TestAnIteratorGoesOverAllPages(t *testing.T) {
	base, asked := pages(t, "")
	var s sleeper
	var got []string
	for v, err := range client(base, &s).AllSessions(t.Context(), basekyc.SessionQuery{Status: []string{"completed"}, Page: basekyc.Page{Limit: 2}}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v.ID)
	}
	if want := []string{"vs_1", "vs_2", "vs_3", "vs_4", "vs_5", "vs_6", "vs_7"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if want := []string{"completed|2|", "completed|2|vs_2", "completed|2|vs_4", "completed|2|vs_6"}; !slices.Equal(*asked, want) {
		t.Errorf("asked %v", *asked)
	}
}

func TestAnIteratorReadsNoPageThatNobodyNeeds(t *testing.T) {
	base, asked := pages(t, "")
	var s sleeper
	for v := range client(base, &s).AllSessions(t.Context(), basekyc.SessionQuery{}) {
		if v.ID == "vs_2" {
			break
		}
	}
	if len(*asked) != 1 {
		t.Errorf("asked %v", *asked)
	}
}

func TestAnIteratorEndsWithTheFirstError(t *testing.T) {
	base, _ := pages(t, "vs_4")
	var s sleeper
	var got []string
	var failed error
	for v, err := range client(base, &s).AllSessions(t.Context(), basekyc.SessionQuery{}) {
		if failed != nil {
			t.Fatal("it went on after an error")
		}
		if failed = err; err == nil {
			got = append(got, v.ID)
		}
	}
	if len(got) != 4 || !basekyc.IsCode(failed, "invalid_parameters") {
		t.Errorf("%v, %v", got, failed)
	}
}
