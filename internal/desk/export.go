package desk

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// ExportStore reads what is taken and keeps notes of it: internal/store.
type ExportStore interface {
	CountSearch(ctx context.Context, scope kyc.Scope, q kyc.Search, limit int) (int, error)
	Search(ctx context.Context, scope kyc.Scope, q kyc.Search) (page []*kyc.Session, more bool, err error)
	AddExport(context.Context, *kyc.Export) error
	EndExport(context.Context, *kyc.Export) error
	Exports(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.Export, more bool, err error)
}

// Exports take data of many customers out of the console. Each leaves a note before
// its first row does. Safe for concurrent use.
type Exports struct {
	Store   ExportStore
	Now     func() time.Time
	Entropy io.Reader // read from many goroutines
	Slots   chan struct{}

	mu   sync.Mutex
	held map[string]bool // accounts of which one is being written
}

// exportsAtOnce is how many are written at the same time, each of another account: it
// reads as fast as its caller takes it, which may be for hours, and calls come first.
const exportsAtOnce = 4

// NewExports makes it.
func NewExports(s ExportStore, now func() time.Time, entropy io.Reader) *Exports {
	return &Exports{Store: s, Now: now, Entropy: entropy, Slots: make(chan struct{}, exportsAtOnce), held: map[string]bool{}}
}

// take gives an account the place that it may have; leave gives it back.
func (x *Exports) take(account string) (leave func(), ok bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.held[account] {
		return nil, false
	}
	select {
	case x.Slots <- struct{}{}:
	default:
		return nil, false
	}
	x.held[account] = true
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		delete(x.held, account)
		<-x.Slots
	}, true
}

var errExportsBusy = kyc.Errorf(kyc.TooMany, "too_many_exports", "Enough files are being written.")

// exportPage is how many sessions are read at a time.
const exportPage = 100

// Cases hands out what a search finds, newest first and one by one: begin is called
// before the first. Sessions that are made meanwhile are left out.
func (x *Exports) Cases(ctx context.Context, scope kyc.Scope, by *kyc.Officer, format string, q kyc.Search, begin func(*kyc.Export) error, row func(*kyc.Session) error) error {
	if err := by.MayExport(); err != nil {
		return err
	}
	if err := q.Check(); err != nil {
		return err
	}
	leave, ok := x.take(scope.Account)
	if !ok {
		return errExportsBusy
	}
	defer leave()
	filters := q.Filters()
	if now := x.Now().Add(time.Microsecond); q.Before.IsZero() || now.Before(q.Before) {
		q.Before = now
	}
	if !q.From.IsZero() && !q.From.Before(q.Before) {
		q.From = q.Before.Add(-time.Microsecond) // of days to come: nothing
	}
	n, err := x.Store.CountSearch(ctx, scope, q, kyc.MaxExported+1)
	if err != nil {
		return err
	}
	if err := kyc.Exportable(n); err != nil {
		return err
	}
	note, err := x.note(ctx, scope, by, kyc.Export{Kind: kyc.ExportCases, Format: format, Filters: filters, Rows: n})
	if err != nil {
		return err
	}
	if err := begin(note); err != nil {
		return err
	}
	note.Rows = 0
	err = x.rows(ctx, scope, q, func(v *kyc.Session) error {
		note.Rows++
		return row(v)
	})
	note.Ended = err == nil
	if failed := x.Store.EndExport(context.WithoutCancel(ctx), note); err == nil {
		err = failed
	}
	return err
}

// rows of a search, page by page.
func (x *Exports) rows(ctx context.Context, scope kyc.Scope, q kyc.Search, row func(*kyc.Session) error) error {
	q.Limit = exportPage
	for more, left := true, kyc.MaxExported; more && left > 0; {
		var page []*kyc.Session
		var err error
		if page, more, err = x.Store.Search(ctx, scope, q); err != nil {
			return err
		}
		for _, v := range page[:min(left, len(page))] {
			if err := row(v); err != nil {
				return err
			}
			q.After, left = v.ID, left-1
		}
	}
	return nil
}

// Note keeps a note of something that leaves at once, such as the numbers.
func (x *Exports) Note(ctx context.Context, scope kyc.Scope, by *kyc.Officer, e kyc.Export) error {
	if err := by.MayExport(); err != nil {
		return err
	}
	e.Ended = true
	_, err := x.note(ctx, scope, by, e)
	return err
}

func (x *Exports) note(ctx context.Context, scope kyc.Scope, by *kyc.Officer, e kyc.Export) (*kyc.Export, error) {
	var entropy kyc.Entropy
	if _, err := io.ReadFull(x.Entropy, entropy[:]); err != nil {
		return nil, fmt.Errorf("make an id: %w", err)
	}
	e.At = x.Now().UTC().Truncate(time.Microsecond)
	e.Scope, e.ID, e.Officer, e.Name = scope, kyc.ID(kyc.PrefixExport, e.At, entropy), by.ID, by.Name
	return &e, x.Store.AddExport(ctx, &e)
}

// List of an account's exports, newest first.
func (x *Exports) List(ctx context.Context, scope kyc.Scope, by *kyc.Officer, q kyc.PageQuery) (page []kyc.Export, more bool, err error) {
	if err := by.MaySeeExports(); err != nil {
		return nil, false, err
	}
	return x.Store.Exports(ctx, scope, q)
}
