package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// arrivals is what the receiver tells when it is asked.
type arrivals struct {
	First map[string]int64 // event id -> Unix nanoseconds
	Total int
	CPU   float64 // seconds of the receiver
}

// serveReceiver answers 204 to everything and notes when it came. It prints its
// address and ends with its standard input.
func serveReceiver() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var mu sync.Mutex
	got := arrivals{First: map[string]int64{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		at := time.Now().UnixNano()
		_, _ = io.Copy(io.Discard, r.Body)
		id := r.Header.Get("webhook-id")
		mu.Lock()
		if _, again := got.First[id]; !again {
			got.First[id] = at
		}
		got.Total++
		mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got.CPU = ownCPU()
		_ = json.NewEncoder(w).Encode(got)
	})
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); l.Close() }()
	fmt.Printf("http://%s/\n", l.Addr())
	if err := http.Serve(l, mux); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// receiver is the other process as this one sees it.
type receiver struct {
	url   string
	life  io.Closer
	child *exec.Cmd
}

func startReceiver() (*receiver, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.Command(self, "-receive")
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return &receiver{url: strings.TrimSpace(line), life: in, child: c}, err
}

func (r *receiver) arrivals() (arrivals, error) {
	var got arrivals
	resp, err := http.Get(r.url)
	if err != nil {
		return got, err
	}
	defer resp.Body.Close()
	return got, json.NewDecoder(resp.Body).Decode(&got)
}

func (r *receiver) stop() {
	r.life.Close()
	_ = r.child.Wait()
}
