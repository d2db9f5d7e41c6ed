package rest

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/sheet"
	"github.com/basekyc/basekyc/internal/wire"
)

// Exports take data of many customers out of the console, and note who did:
// internal/desk. Each method refuses who may not: forbidden.
type Exports interface {
	// Cases calls begin when the rows are known to fit, then row for each:
	// export_too_large, too_many_exports.
	Cases(ctx context.Context, scope kyc.Scope, by *kyc.Officer, format string, q kyc.Search, begin func(*kyc.Export) error, row func(*kyc.Session) error) error
	Note(ctx context.Context, scope kyc.Scope, by *kyc.Officer, e kyc.Export) error
	List(ctx context.Context, scope kyc.Scope, by *kyc.Officer, q kyc.PageQuery) (page []kyc.Export, more bool, err error)
}

func mountExports(s *server) {
	files := []string{sheet.CSV.MediaType(), sheet.XLSX.MediaType()}
	handle(s, route{ID: "exportCases", Method: http.MethodPost, Path: "/desk/search/export", Door: desk, Tag: "desk", Replies: files,
		Summary: "Take a search as a file", Text: fmt.Sprintf("For supervisors and admins, who are noted. At most %d cases: export_too_large. Times are in the account's time zone.", kyc.MaxExported)}, s.exportCases)
	handle(s, route{ID: "exportNumbers", Method: http.MethodPost, Path: "/desk/numbers/export", Door: desk, Tag: "desk", Replies: files,
		Summary: "Take the numbers of the desk as a file", Text: "For supervisors and admins, who are noted."}, s.exportNumbers)
	handle(s, route{ID: "listExports", Method: http.MethodGet, Path: "/desk/exports", Door: desk, Tag: "desk",
		Summary: "List who took files out of the console", Text: "For admins, newest first."}, s.listExports)
}

type exportCases struct{ Body api.CaseExport }

func (s *server) exportCases(ctx context.Context, c *call, in *exportCases) (*huma.StreamResponse, error) {
	zone, err := s.zone(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	format, q := sheet.Format(in.Body.Format), wire.Search(&in.Body.CaseSearch)
	return s.file(format, func(r *http.Request, out *attached) error {
		f := sheet.New(format, out, zone)
		err := s.Exports.Cases(r.Context(), c.scope, c.officer, string(format), q, func(e *kyc.Export) error {
			out.name = fmt.Sprintf("cases-%s-%s.%s", modeName(c.scope.Live), e.At.In(zone).Format("2006-01-02-150405"), format)
			return f.Table("Cases", wire.CaseHead(zone)...)
		}, func(v *kyc.Session) error { return f.Row(wire.CaseRow(v)...) })
		if err != nil {
			return err
		}
		return f.Close()
	}), nil
}

type exportNumbers struct{ Body api.NumbersExport }

func (s *server) exportNumbers(ctx context.Context, c *call, in *exportNumbers) (*huma.StreamResponse, error) {
	if err := c.officer.MayExport(); err != nil {
		return nil, err
	}
	b := &in.Body
	n, err := s.callStats(ctx, c, &callStats{From: b.From, To: b.To, Target: b.TargetSeconds})
	if err != nil {
		return nil, err
	}
	format, tables, rows, name := sheet.Format(b.Format), wire.NumbersTables(n), 0, "numbers"
	if format == sheet.CSV {
		for _, t := range tables {
			if t.ID == b.Table {
				tables = []wire.Table{t}
				break
			}
		}
		name += "-" + b.Table
	}
	for _, t := range tables {
		rows += len(t.Rows)
	}
	note := kyc.Export{Kind: kyc.ExportNumbers, Format: b.Format, Rows: rows, Filters: []kyc.ExportFilter{{Name: "from", Value: n.From}, {Name: "to", Value: n.To}, {Name: "target_seconds", Value: strconv.Itoa(n.TargetSeconds)}}}
	if format == sheet.CSV {
		note.Filters = append(note.Filters, kyc.ExportFilter{Name: "table", Value: b.Table})
	}
	if err := s.Exports.Note(ctx, c.scope, c.officer, note); err != nil {
		return nil, err
	}
	return s.file(format, func(_ *http.Request, out *attached) error {
		out.name = fmt.Sprintf("%s-%s-%s-to-%s.%s", name, modeName(c.scope.Live), n.From, n.To, format)
		f := sheet.New(format, out, time.UTC) // there are days in it, no times
		for _, t := range tables {
			if err := f.Table(t.Name, t.Head...); err != nil {
				return err
			}
			for _, r := range t.Rows {
				if err := f.Row(r...); err != nil {
					return err
				}
			}
		}
		return f.Close()
	}), nil
}

func modeName(live bool) string {
	if live {
		return "live"
	}
	return "test"
}

// zone in which an account's days begin.
func (s *server) zone(ctx context.Context, account string) (*time.Location, error) {
	hours, err := s.Sessions.Hours(ctx, account)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(hours.Zone)
}

// file sends what write writes, while it is written. Until the first bytes leave a
// failure is a problem; afterwards a reply that breaks off is the only way to say so.
func (s *server) file(format sheet.Format, write func(r *http.Request, out *attached) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		out := &attached{w: &ranged{ResponseWriter: w, r: r, now: s.Now}, kind: format.MediaType()}
		switch err := write(r, out); {
		case err == nil:
		case !out.began:
			fail(w, r, err)
		default:
			s.Log.Warn("send a file", "error", err)
			panic(http.ErrAbortHandler)
		}
	}}
}

// attached sends the head of a reply with its first bytes, so that until then a
// failure can still be a problem.
type attached struct {
	w          http.ResponseWriter
	kind, name string
	began      bool
}

func (p *attached) Write(b []byte) (int, error) {
	if !p.began {
		p.began = true
		p.w.Header().Set("Content-Type", p.kind)
		p.w.Header().Set("Content-Disposition", `attachment; filename="`+p.name+`"`)
	}
	return p.w.Write(b)
}

func (s *server) listExports(ctx context.Context, c *call, in *Page) (*body[api.ExportList], error) {
	if err := cursor(in.StartingAfter, kyc.PrefixExport); err != nil {
		return nil, err
	}
	list, more, err := s.Exports.List(ctx, c.scope, c.officer, kyc.PageQuery{After: in.StartingAfter, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := api.ExportList{Data: make([]api.ExportNote, len(list)), HasMore: more}
	for i := range list {
		out.Data[i] = wire.ExportNote(&list[i])
	}
	return &body[api.ExportList]{out}, nil
}
