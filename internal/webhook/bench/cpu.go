package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// meter reads processor time: ours, and a database server's with its children.
type meter struct {
	server int // process id of the postmaster; 0 for none
}

func ownCPU() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return (time.Duration(u.Utime.Nano()) + time.Duration(u.Stime.Nano())).Seconds()
}

// serverCPU sums the postmaster, what its ended children used, and those alive.
func (m *meter) serverCPU() (float64, error) {
	if m.server == 0 {
		return 0, nil
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	var ticks int64
	found := false
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended meanwhile
		}
		// Fields after the command's name, which may hold anything but ')' last:
		// state ppid ... utime stime cutime cstime are 0, 1, 11 to 14 (proc(5)).
		f := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
		used := func(from, to int) {
			for _, s := range f[from : to+1] {
				n, _ := strconv.ParseInt(s, 10, 64)
				ticks += n
			}
		}
		switch {
		case pid == m.server:
			found = true
			used(11, 14)
		case f[1] == strconv.Itoa(m.server):
			used(11, 12)
		}
	}
	if !found {
		return 0, fmt.Errorf("database server %d is not there", m.server)
	}
	return float64(ticks) / 100, nil // USER_HZ is 100 on Linux
}
