package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/basekyc/basekyc/internal/kyctest/cluster"
)

// server is the program under measurement, with its database.
type server struct {
	URL string `json:"url"`
	Key string `json:"secret_key"`

	cmd          *exec.Cmd
	pg           *cluster.Cluster
	dir          string
	first, ready time.Duration // from exec to the ready line
}

// start runs the demo twice on the same data: the first start also makes the
// database and the accounts.
func start(ctx context.Context, bin, db string) (*server, error) {
	s := &server{}
	var err error
	if s.dir, err = os.MkdirTemp("", "basekyc-bench-"); err != nil {
		return nil, err
	}
	env := os.Environ()
	if db == "postgres" {
		if s.pg, err = cluster.Start(); err != nil {
			return nil, err
		}
		dsn, _, err := s.pg.Create(ctx)
		if err != nil {
			return nil, err
		}
		env = append(env, "BASEKYC_DATABASE="+dsn)
	}
	for range 2 {
		s.end()
		s.cmd = exec.Command(bin, "demo", "--listen", "127.0.0.1:0", "--media-port", "0", "--no-agent", "--json", "--data", filepath.Join(s.dir, "data"))
		s.cmd.Env, s.cmd.Stderr = env, os.Stderr
		out, err := s.cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		began := time.Now()
		if err := s.cmd.Start(); err != nil {
			return nil, err
		}
		if err := json.NewDecoder(out).Decode(s); err != nil {
			return nil, fmt.Errorf("server did not become ready: %w", err)
		}
		s.ready = time.Since(began)
		if s.first == 0 {
			s.first = s.ready
		}
	}
	return s, nil
}

func (s *server) end() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

func (s *server) stop() {
	s.end()
	if s.pg != nil {
		_ = s.pg.Stop()
	}
	_ = os.RemoveAll(s.dir)
}

// memory of the server process in MiB: resident, and what of it is no file.
func (s *server) memory() (rss, anon float64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		n, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "VmRSS:":
			rss = n / 1024
		case "RssAnon:":
			anon = n / 1024
		}
	}
	return rss, anon
}

// tick is the unit of /proc/<pid>/stat: USER_HZ, 100 on Linux.
const tick = 10 * time.Millisecond

// cpu is the time that server and database have used.
func (s *server) cpu() time.Duration {
	pids := map[int]bool{s.cmd.Process.Pid: true}
	if s.pg != nil {
		pids[s.pg.PID()] = true
	}
	var total time.Duration
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		pid, parent, own, children, err := times(path)
		if err != nil {
			continue // it has ended
		}
		if pids[pid] {
			total += own + children
		} else if s.pg != nil && parent == s.pg.PID() {
			total += own
		}
	}
	return total
}

func times(path string) (pid, parent int, own, children time.Duration, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return
	}
	text := string(raw)
	f := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(f) < 15 {
		return 0, 0, 0, 0, errors.New("short stat")
	}
	num := func(s string) time.Duration { n, _ := strconv.Atoi(s); return time.Duration(n) }
	pid, _ = strconv.Atoi(strings.Fields(text)[0])
	parent, _ = strconv.Atoi(f[1])
	return pid, parent, (num(f[11]) + num(f[12])) * tick, (num(f[13]) + num(f[14])) * tick, nil
}

// machine names the processor, for the record.
func machine() string {
	raw, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(raw)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.Trim(name, " \t:\n") + ", " + strconv.Itoa(runtime.NumCPU()) + " processors"
		}
	}
	return strconv.Itoa(runtime.NumCPU()) + " processors"
}
