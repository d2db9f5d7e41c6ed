package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/basekyc/basekyc/internal/composite"
	"github.com/basekyc/basekyc/internal/evidence"
)

// openStudio prepares the making of films; nil when this machine has no ffmpeg,
// or its operator wants none. What a process left that died over a film goes.
func (s *Server) openStudio(c Config) (*composite.Studio, error) {
	ffmpeg := composite.FindFFmpeg()
	if c.Composite.Workers == 0 {
		return nil, nil
	}
	if ffmpeg == "" {
		s.log.Warn("no ffmpeg on this machine: recordings are complete, but there will be no films for people (install the package ffmpeg, or set composite.workers to 0)")
		return nil, nil
	}
	temp := filepath.Join(c.Data, "films")
	if err := os.RemoveAll(temp); err != nil {
		return nil, fmt.Errorf("clear the folder of films: %w", err)
	}
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of films: %w", err)
	}
	return composite.New(composite.Config{Store: s.store, Blobs: s.blobs, FFmpeg: &composite.FFmpeg{Path: ffmpeg, Font: evidence.MonoFont(), Temp: temp},
		Describe: content, ID: s.sessions.ID, Workers: c.Composite.Workers, Now: time.Now, Log: s.log}), nil
}
