package signalling_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/signalling"
)

// BenchmarkIdleSocket tells what one customer's socket costs that has said
// hello and waits in a session of its own: memory of the server's process, the
// clients live in another one.
//
//	go test -run - -bench IdleSocket -benchtime 1000x ./internal/signalling
func BenchmarkIdleSocket(b *testing.B) {
	if at := os.Getenv(crowdAt); at != "" {
		crowd(b, at)
		return
	}
	hub := signalling.New(signalling.Config{Sessions: many{}, Views: views{}, Timing: patient, Origins: []string{"*"}, Log: slog.New(slog.DiscardHandler)})
	mux := http.NewServeMux()
	mux.Handle("GET /realtime", hub)
	door := httptest.NewServer(mux)
	defer door.Close()
	defer hub.Close()
	before := memory()
	clients := exec.Command(os.Args[0], "-test.run", "-", "-test.bench", "IdleSocket", "-test.benchtime", "1x")
	clients.Env = append(os.Environ(), crowdAt+"="+"ws"+strings.TrimPrefix(door.URL, "http")+"/realtime", crowdSize+"="+strconv.Itoa(b.N))
	out, err := clients.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	in, err := clients.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := clients.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		if err := clients.Wait(); err != nil {
			b.Error(err)
		}
	}()
	for line := bufio.NewScanner(out); line.Scan(); {
		if line.Text() == crowdReady {
			break
		}
	}
	after := memory()
	kib := func(from, to uint64) float64 { return float64(int64(to)-int64(from)) / 1024 / float64(b.N) }
	b.ReportMetric(kib(before.heap, after.heap), "heap-KiB/socket")
	b.ReportMetric(kib(before.stack, after.stack), "stack-KiB/socket")
	b.ReportMetric(kib(before.resident, after.resident), "rss-KiB/socket")
	b.ReportMetric(0, "ns/op")
	go func() { _, _ = io.Copy(io.Discard, out) }()
}

type footprint struct{ heap, stack, resident uint64 }

func memory() footprint {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f := footprint{heap: m.HeapInuse, stack: m.StackInuse}
	statm, err := os.ReadFile("/proc/self/statm")
	if err == nil { // Linux only
		if parts := strings.Fields(string(statm)); len(parts) > 1 {
			pages, _ := strconv.ParseUint(parts[1], 10, 64)
			f.resident = pages * uint64(os.Getpagesize())
		}
	}
	return f
}

// The crowd is the benchmark's other process.
const (
	crowdAt    = "BASEKYC_IDLE_SOCKETS_AT"
	crowdSize  = "BASEKYC_IDLE_SOCKETS"
	crowdReady = "all are welcome"
)

func crowd(b *testing.B, at string) {
	n, err := strconv.Atoi(os.Getenv(crowdSize))
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		conn, _, err := websocket.Dial(context.Background(), at, nil)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = conn.CloseNow() }()
		if err := conn.Write(context.Background(), websocket.MessageText, fmt.Appendf(nil, `{"type":"hello","token":"%d","device":"d"}`, i)); err != nil {
			b.Fatal(err)
		}
		for range 2 { // welcome and peer
			if _, _, err := conn.Read(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	}
	fmt.Println("\n" + crowdReady)
	_, _ = io.Copy(io.Discard, os.Stdin) // until the benchmark has measured
}

// many has a joined session behind every token.
type many struct{ signalling.Sessions }

func (many) Authenticate(_ context.Context, token, _ string) (*kyc.Session, error) {
	return &kyc.Session{ID: "vs_" + token, Status: kyc.Joined, Type: kyc.FullKYC}, nil
}

func (many) Get(_ context.Context, scope kyc.Scope, id string) (*kyc.Session, error) {
	return &kyc.Session{Scope: scope, ID: id, Status: kyc.Joined, Type: kyc.FullKYC}, nil
}
