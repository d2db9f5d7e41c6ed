package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"github.com/basekyc/basekyc/internal/blob"
	"github.com/basekyc/basekyc/internal/media"
)

// server answers one request a line until its input ends. Its one argument is the folder for recordings.
func server(ctx context.Context) error {
	var v media.Vault
	if *encrypt {
		store, err := blob.Open(blob.Config{Dir: filepath.Join(flag.Arg(0), "blobs"), IdentityFile: filepath.Join(flag.Arg(0), "key")})
		if err != nil {
			return err
		}
		v = vault{store}
	}
	s, err := media.Listen(media.Config{UDPAddr: "127.0.0.1:0", Vault: v, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	defer s.Close()
	enc, dec := json.NewEncoder(os.Stdout), json.NewDecoder(os.Stdin)
	var once sync.Once
	for {
		var q request
		if err := dec.Decode(&q); errors.Is(err, io.EOF) {
			pprof.StopCPUProfile()
			return nil
		} else if err != nil {
			return err
		}
		once.Do(func() { profileLater() })
		var a reply
		if a.Answer, err = answer(ctx, s, q); err != nil {
			a.Error = err.Error()
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
}

// vault is that of cmd/basekyc; nothing is read here.
type vault struct{ *blob.Store }

func (v vault) Begin() (head []byte, seal func(dst, piece []byte) []byte, err error) {
	j, err := v.NewJournal()
	if err != nil {
		return nil, nil, err
	}
	return j.Head(), j.Seal, nil
}

func (vault) Open(io.ReaderAt, int64) (io.ReaderAt, int64, bool, error) {
	return nil, 0, false, errors.ErrUnsupported
}

// profileLater profiles what is measured and not the joining.
func profileLater() {
	if *profile == "" {
		return
	}
	time.AfterFunc(*warm, func() {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "profile:", err)
		}
	})
}

func answer(ctx context.Context, s *media.Server, q request) (string, error) {
	room := s.Room(q.Room, media.RoomConfig{})
	if *record && q.Role == string(media.Customer) {
		if _, err := room.Record(filepath.Join(flag.Arg(0), q.Room+".webm"), media.RecordOptions{}); err != nil {
			return "", err
		}
	}
	p, err := room.Join(media.Role(q.Role))
	if err != nil {
		return "", err
	}
	return p.Answer(ctx, q.Offer)
}

type use struct {
	cpu float64 // seconds, user and system
	rss int64   // bytes
}

// usage reads /proc; ticks are hundredths of a second on every Linux that Go runs on.
func usage(pid int) (use, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return use{}, err
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+2:]))
	var user, sys, pages int64
	if _, err := fmt.Sscan(f[11]+" "+f[12]+" "+f[21], &user, &sys, &pages); err != nil {
		return use{}, fmt.Errorf("read /proc/%d/stat: %w", pid, err)
	}
	return use{cpu: float64(user+sys) / 100, rss: pages * int64(os.Getpagesize())}, nil
}
