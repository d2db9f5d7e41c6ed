package rest_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// csvOf reads a file that was taken.
func csvOf(t *testing.T, file string) [][]string {
	t.Helper()
	plain, ok := strings.CutPrefix(file, "\ufeff")
	if !ok {
		t.Error("no mark of UTF-8")
	}
	rows, err := csv.NewReader(strings.NewReader(plain)).ReadAll()
	must(t, err)
	return rows
}

func TestExportOfCases(t *testing.T) {
	w := newWorld(t)
	w.create(w.b)
	made := []string{}
	for _, name := range []string{"=cmd|' /C calc'!A0", "आशा राव"} {
		body := `{"customer":{"name":"` + name + `","mobile":"9800000009","email":"m@example.in","date_of_birth":"1990-01-02"},"verification_type":"full_kyc"}`
		made = append([]string{read[api.Invitation](t, w.ask("POST", "/v1/sessions", w.a.secret, body), 201).ID}, made...)
	}
	supervisor, admin := w.shift(w.a, kyc.Supervisor), w.shift(w.a, kyc.Admin)

	rec := w.ask("POST", "/desk/search/export", supervisor, `{"person":"9800000009"}`)
	if rec.Code != 200 || rec.Header().Get("Content-Type") != "text/csv; charset=utf-8" || rec.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d, %v: %s", rec.Code, rec.Header(), rec.Body)
	}
	if name := rec.Header().Get("Content-Disposition"); !strings.HasPrefix(name, `attachment; filename="cases-test-20`) || !strings.HasSuffix(name, `.csv"`) {
		t.Errorf("its name: %s", name)
	}
	rows := csvOf(t, rec.Body.String())
	if len(rows) != 3 || rows[0][1] != "Created (Asia/Kolkata)" {
		t.Fatalf("%q", rows)
	}
	for i, want := range [][2]string{{made[0], "आशा राव"}, {made[1], "'=cmd|' /C calc'!A0"}} {
		if got := rows[i+1]; got[0] != want[0] || got[4] != want[1] {
			t.Errorf("row %d: %q", i, got)
		}
	}
	india, err := time.LoadLocation("Asia/Kolkata")
	must(t, err)
	if at, err := time.ParseInLocation(time.DateTime, rows[1][1], india); err != nil || time.Since(at) > time.Hour || time.Until(at) > time.Minute {
		t.Errorf("created at %s, %v", rows[1][1], err)
	}
	for _, secret := range []string{"9800000009", "m@example.in", "1990-01-02"} {
		if strings.Contains(rec.Body.String(), secret) {
			t.Errorf("%s is in the file", secret)
		}
	}

	rec = w.ask("POST", "/desk/search/export", admin, `{"format":"xlsx"}`)
	z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
	must(t, err)
	sheet, err := z.Open("xl/worksheets/sheet1.xml")
	must(t, err)
	raw, err := io.ReadAll(sheet)
	must(t, err)
	if n := strings.Count(string(raw), "<row "); n != 3 || !strings.Contains(string(raw), "आशा राव") {
		t.Errorf("%d rows: %s", n, raw)
	}

	for role, want := range map[kyc.Role]int{kyc.Agent: 403, kyc.Auditor: 403, kyc.Developer: 403, kyc.Supervisor: 200, kyc.Admin: 200} {
		for _, path := range []string{"/desk/search/export", "/desk/numbers/export"} {
			if rec := w.ask("POST", path, w.shift(w.a, role), `{}`); rec.Code != want {
				t.Errorf("%s as %s: %d, want %d", path, role, rec.Code, want)
			}
		}
	}
	for _, wrong := range []string{`{"format":"pdf"}`, `{"flag":"loud"}`, `{"created_after":"2026-01-02T00:00:00Z","created_before":"2026-01-01T00:00:00Z"}`} {
		problemIn(t, w.ask("POST", "/desk/search/export", supervisor, wrong), 400, "invalid_parameters")
	}
	if rows := csvOf(t, w.ask("POST", "/desk/search/export", supervisor, `{"created_after":"2100-01-01T00:00:00Z"}`).Body.String()); len(rows) != 1 {
		t.Errorf("of days to come: %q", rows)
	}
}

func TestExportsAreNoted(t *testing.T) {
	w := newWorld(t)
	w.create(w.a)
	supervisor, admin := w.shift(w.a, kyc.Supervisor), w.shift(w.a, kyc.Admin)
	for _, ask := range [][2]string{{"/desk/search/export", `{"person":"Asha Rao","status":["created"]}`}, {"/desk/numbers/export", `{"from":"2026-03-01","to":"2026-03-02","table":"officers"}`}} {
		if rec := w.ask("POST", ask[0], supervisor, ask[1]); rec.Code != 200 {
			t.Fatalf("%d: %s", rec.Code, rec.Body)
		}
	}
	problemIn(t, w.ask("GET", "/desk/exports", supervisor, ""), 403, "forbidden")
	rec := w.ask("GET", "/desk/exports", admin, "")
	list := read[api.ExportList](t, rec, 200)
	if len(list.Data) != 2 || list.HasMore {
		t.Fatalf("%+v", list)
	}
	numbers, cases := list.Data[0], list.Data[1]
	if numbers.Kind != "numbers" || numbers.Officer.Text != "Meera" || !numbers.Complete || numbers.Filters[0] != (api.ExportFilter{Name: "from", Value: "2026-03-01"}) {
		t.Errorf("%+v", numbers)
	}
	if cases.Kind != "cases" || cases.Rows != 1 || !cases.Complete || cases.Format != "csv" || len(cases.Filters) != 2 || cases.Filters[0] != (api.ExportFilter{Name: "person", Value: "given"}) {
		t.Errorf("%+v", cases)
	}
	if strings.Contains(rec.Body.String(), "Asha") {
		t.Error("a note says whom somebody looked for")
	}
	if p := read[api.ExportList](t, w.ask("GET", "/desk/exports?limit=1", admin, ""), 200); len(p.Data) != 1 || !p.HasMore {
		t.Errorf("a page: %+v", p)
	}
	if p := read[api.ExportList](t, w.ask("GET", "/desk/exports", w.shift(w.b, kyc.Admin), ""), 200); len(p.Data) != 0 {
		t.Errorf("another account sees %+v", p)
	}
}

func TestExportOfNumbers(t *testing.T) {
	w := newWorld(t)
	supervisor := w.shift(w.a, kyc.Supervisor)
	rec := w.ask("POST", "/desk/numbers/export", supervisor, `{"from":"2026-03-01","to":"2026-03-03"}`)
	if name := rec.Header().Get("Content-Disposition"); name != `attachment; filename="numbers-days-test-2026-03-01-to-2026-03-03.csv"` {
		t.Errorf("its name: %s", name)
	}
	if rows := csvOf(t, rec.Body.String()); len(rows) != 4 || rows[0][0] != "Day (Asia/Kolkata)" || rows[3][0] != "2026-03-03" || rows[3][1] != "0" || rows[3][5] != "" {
		t.Errorf("%q", rows)
	}
	if rows := csvOf(t, w.ask("POST", "/desk/numbers/export", supervisor, `{"table":"funnel"}`).Body.String()); len(rows) != 8 {
		t.Errorf("%q", rows)
	}
	rec = w.ask("POST", "/desk/numbers/export", supervisor, `{"format":"xlsx"}`)
	z, err := zip.NewReader(bytes.NewReader(rec.Body.Bytes()), int64(rec.Body.Len()))
	must(t, err)
	if _, err := z.Open("xl/worksheets/sheet4.xml"); err != nil {
		t.Error(err)
	}
	problemIn(t, w.ask("POST", "/desk/numbers/export", supervisor, `{"from":"soon"}`), 400, "invalid_parameters")
}
