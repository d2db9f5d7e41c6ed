package e2e

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// A disk fills up in the middle of a call and gets room again. Who asks for a
// change is told, nothing is lost, nothing has to be restarted. It needs a disk of
// its own, which only root can make.
func TestAFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a small disk")
	}
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=160m"); err != nil {
		t.Skip("a small disk cannot be made here: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	defer turn(t)()
	d, err := begin(filepath.Join(disk, "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.terminate(); err != nil {
			t.Error("stop:", err)
		}
		d.hooks.close()
	})
	m := d.invite(t)
	m.join("")
	m.hears(api.SessionStarted)
	recording := func() int64 {
		files, err := filepath.Glob(filepath.Join(d.data, "live", m.ID, "*.segment"))
		if err != nil || len(files) != 1 {
			t.Fatal(err, files)
		}
		st, err := os.Stat(files[0])
		if err != nil {
			t.Fatal(err)
		}
		return st.Size()
	}
	storage := func() string {
		var h struct{ Parts map[string]string }
		if status, err := d.ask(http.MethodGet, "/healthz", nil, &h); err != nil || status != http.StatusOK {
			t.Fatal(status, err)
		}
		return h.Parts["storage"]
	}
	if got := storage(); got != "available" {
		t.Errorf("before: %s", got)
	}
	fill := filepath.Join(disk, "fill")
	f, err := os.Create(fill)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, zeroes{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	_ = f.Close()

	order := api.NewSession{VerificationType: "liveness", Customer: api.NewCustomer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in"}}
	for range 2 { // the same again is refused in the same way
		var no *refused
		if _, err := d.ask(http.MethodPost, "/v1/sessions", order, nil); !errors.As(err, &no) || no.Status != http.StatusInsufficientStorage || no.Code != "storage_full" {
			t.Fatalf("answered %v", err)
		}
	}
	if s := get[api.Session](t, d, "/v1/sessions/"+m.ID); s.Status != "in_progress" {
		t.Errorf("the call is %s", s.Status)
	}
	if got := storage(); got != "unavailable" {
		t.Errorf("full: %s", got)
	}
	before := recording()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	m.visitor.kill()
	if _, err := d.log.until(ctx, func(l []string) bool { // what follows from it cannot be written
		return slices.ContainsFunc(l, func(s string) bool { return strings.Contains(s, "look at live session") })
	}); err != nil {
		t.Fatal(err, d.tail())
	}

	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	hears := func(want api.EventType) {
		t.Helper()
		list, err := d.hooks.until(ctx, func(l []delivery) bool { return slices.Contains(types(of(m.ID, l)), want) })
		if err != nil {
			t.Fatalf("no delivery of %s: %v; %v\n%s", want, err, types(of(m.ID, list)), d.tail())
		}
	}
	hears(api.SessionInterrupted)
	for recording() <= before { // the recorder's next write need not come before the event
		select {
		case <-ctx.Done():
			t.Fatalf("the recording stands at %d bytes, as on the full disk", before)
		case <-time.After(50 * time.Millisecond):
		}
	}
	var made api.Invitation
	if _, err := d.ask(http.MethodPost, "/v1/sessions", order, &made); err != nil {
		t.Error("with room:", err)
	}
	if got := storage(); got != "available" {
		t.Errorf("with room: %s", got)
	}
	m.advance(200)
	hears(api.SessionFailed)
	hears(api.RecordingReady)
}

// zeroes has no end.
type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) { clear(b); return len(b), nil }
