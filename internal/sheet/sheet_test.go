package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/sheet"
)

var india = time.FixedZone("IST", 5*3600+1800)

// written makes a file of one table.
func written(t *testing.T, f sheet.Format, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	s := sheet.New(f, &b, india)
	if err := s.Table("Cases", "One", "Two"); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := s.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// texts that spreadsheets run, and that they do not.
var (
	formulas = []string{`=HYPERLINK("http://evil.example","x")`, "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"}
	harmless = []string{"", "Asha Rao", "a=b", "loan-4711", "आशा राव", "ఆశా", `"quoted", with a comma`, "two\nlines", "'", "1-2"}
)

func TestCSVIsReadAsItWasMeant(t *testing.T) {
	at := time.Date(2026, 3, 2, 20, 15, 7, 0, time.UTC)
	file := written(t, sheet.CSV, []any{"आशा राव", at}, []any{nil, time.Time{}}, []any{3, 0.5})
	if !bytes.HasPrefix(file, []byte("\xef\xbb\xbf")) {
		t.Error("no mark of UTF-8 at its begin")
	}
	got, err := csv.NewReader(bytes.NewReader(file[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"One", "Two"}, {"आशा राव", "2026-03-03 01:45:07"}, {"", ""}, {"3", "0.5"}}
	for i, row := range want {
		if strings.Join(got[i], "|") != strings.Join(row, "|") {
			t.Errorf("row %d: %q, want %q", i, got[i], row)
		}
	}
	if !strings.Contains(string(file), "\r\n") {
		t.Error("rows do not end as RFC 4180 says")
	}
}

func TestCSVRunsNothing(t *testing.T) {
	for _, text := range formulas {
		got, err := csv.NewReader(bytes.NewReader(written(t, sheet.CSV, []any{text, "end"})[3:])).ReadAll()
		if err != nil || !strings.HasPrefix(got[1][0], "'") {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
	for _, text := range harmless {
		file := written(t, sheet.CSV, []any{text, "end"})
		got, err := csv.NewReader(bytes.NewReader(file[3:])).ReadAll()
		if err != nil || got[1][0] != text {
			t.Errorf("%q became %q, %v", text, got[1], err)
		}
	}
}

// cell of a worksheet, as a reader sees it.
type cell struct {
	Style string `xml:"s,attr"`
	Type  string `xml:"t,attr"`
	Value string `xml:"v"`
	Text  string `xml:"is>t"`
	Runs  string `xml:"f"`
}

type worksheet struct {
	Rows []struct {
		Cells []cell `xml:"c"`
	} `xml:"sheetData>row"`
}

// opened reads a part of a workbook.
func opened(t *testing.T, file []byte, part string, into any) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err == nil {
		err = xml.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

func TestXLSXIsReadAsItWasMeant(t *testing.T) {
	at := time.Date(2026, 3, 2, 18, 30, 0, 0, time.UTC) // midnight of the 3rd in India
	file := written(t, sheet.XLSX, []any{"आशा & <राव>", at}, []any{nil, time.Time{}}, []any{3, 0.5}, []any{"a\x01b", "  kept  "})
	var w worksheet
	opened(t, file, "xl/worksheets/sheet1.xml", &w)
	want := [][2]cell{
		{{Style: "2", Type: "inlineStr", Text: "One"}, {Style: "2", Type: "inlineStr", Text: "Two"}},
		{{Style: "0", Type: "inlineStr", Text: "आशा & <राव>"}, {Style: "1", Value: "46084.000000"}},
		{{}, {}},
		{{Value: "3"}, {Value: "0.5"}},
		{{Style: "0", Type: "inlineStr", Text: "a\ufffdb"}, {Style: "0", Type: "inlineStr", Text: "  kept  "}},
	}
	for i, row := range want {
		if got := w.Rows[i].Cells; len(got) != 2 || got[0] != row[0] || got[1] != row[1] {
			t.Errorf("row %d: %+v\nwant %+v", i, got, row)
		}
	}
	for _, part := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"} {
		opened(t, file, part, new(struct{}))
	}
}

func TestXLSXRunsNothing(t *testing.T) {
	for _, text := range append(formulas, harmless...) {
		var w worksheet
		opened(t, written(t, sheet.XLSX, []any{text}), "xl/worksheets/sheet1.xml", &w)
		c := w.Rows[1].Cells[0]
		marked := c.Style == "3"
		if runs := strings.Contains("|"+strings.Join(formulas, "|")+"|", "|"+text+"|") && text != ""; c.Type != "inlineStr" || c.Runs != "" || marked != runs {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

func TestWorkbookOfSeveralTables(t *testing.T) {
	var b bytes.Buffer
	s := sheet.New(sheet.XLSX, &b, india)
	for _, name := range []string{"Days", "Officers"} {
		if err := s.Table(name, "x"); err != nil {
			t.Fatal(err)
		}
		if err := s.Row(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var w worksheet
	opened(t, b.Bytes(), "xl/worksheets/sheet2.xml", &w)
	if len(w.Rows) != 2 || w.Rows[1].Cells[0].Text != "Officers" {
		t.Errorf("%+v", w.Rows)
	}
	c := sheet.New(sheet.CSV, io.Discard, india)
	if err := c.Table("Days", "x"); err != nil {
		t.Fatal(err)
	}
	if c.Table("Officers", "x") == nil {
		t.Error("a CSV took a second table")
	}
	if c.Row(struct{}{}) == nil {
		t.Error("a cell took anything")
	}
}

type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A reader that has gone is noticed while rows are written, not at their end.
func TestWriterThatHasGone(t *testing.T) {
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		s := sheet.New(f, gone{}, india)
		err := s.Table("Cases", "One")
		for range 100_000 {
			if err != nil {
				break
			}
			err = s.Row("Asha Rao")
		}
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: %v", f, err)
		}
	}
}
