package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// tick is the unit of /proc/<pid>/stat: USER_HZ, 100 on Linux.
const tick = 10 * time.Millisecond

// spent is the CPU time of this process and of a PostgreSQL server with all
// its processes; those that have ended count in their parent. It is less
// than exact for the server: /proc counts in ticks.
func spent(server int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only for a wrong argument
	}
	total := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	if server == 0 {
		return total
	}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// pid (command) state ppid ...: the command may hold anything.
		text := string(raw)
		f := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
		if len(f) < 15 {
			continue
		}
		own := strings.HasPrefix(text, fmt.Sprintf("%d ", server))
		if own {
			total += ticks(f[13]) + ticks(f[14]) // of children that have ended
		}
		if own || f[1] == strconv.Itoa(server) {
			total += ticks(f[11]) + ticks(f[12])
		}
	}
	return total
}

func ticks(s string) time.Duration {
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.Duration(n) * tick
}
