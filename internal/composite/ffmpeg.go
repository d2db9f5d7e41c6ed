package composite

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// FFmpeg runs the ffmpeg of the machine. It is a program of its own, so that its
// licence, its crashes and its memory stay there.
type FFmpeg struct {
	Path string
	Font []byte // TrueType, for the stamp
	Temp string // folder for the film until it is kept; private to the server
}

// FindFFmpeg looks for it; "" when the machine has none.
func FindFFmpeg() string {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ""
	}
	return path
}

// politeness is the nice value of ffmpeg: calls go before films.
const politeness = 15

// Names in the folder that ffmpeg works in. It is told these and never a whole
// path: to a filter graph a quote or a colon in a folder's name is syntax.
const (
	stampFile = "stamp.ttf"
	graphFile = "graph"
	filmFile  = "film.mp4"
)

// maxComplaint bounds what is kept of ffmpeg's own words, in bytes.
const maxComplaint = 2000

// film makes the film of a recording and gives its open file; done removes it.
// The recording goes in by a pipe, so that it is never on disk in the clear.
func (f *FFmpeg) film(ctx context.Context, p plan, recording io.Reader) (film *os.File, done func(), err error) {
	dir, err := os.MkdirTemp(f.Temp, "composite-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for the film: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	if err := os.WriteFile(filepath.Join(dir, stampFile), f.Font, 0o600); err != nil {
		return nil, nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, graphFile), []byte(graph(p)), 0o600); err != nil {
		return nil, nil, err
	}
	if err := f.run(ctx, p, dir, recording); err != nil {
		return nil, nil, err
	}
	film, err = os.Open(filepath.Join(dir, filmFile))
	return film, func() { _ = film.Close(); _ = os.RemoveAll(dir) }, err
}

func (f *FFmpeg) run(ctx context.Context, p plan, dir string, recording io.Reader) error {
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-y",
		"-protocol_whitelist", "pipe,file", "-f", "matroska", "-copyts", "-i", "pipe:0", // a file that names another opens nothing
		"-filter_complex_script", graphFile, "-filter_complex_threads", "1", "-map", "[v]"}
	if p.Heard != [3]bool{} {
		args = append(args, "-map", "[a]", "-c:a", "aac", "-b:a", "64k", "-ac", "1")
	}
	// A key frame every 5 s, to seek by; the index in front, to play before the end has arrived.
	args = append(args, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "27", "-pix_fmt", "yuv420p", "-g", "75", "-threads", "1",
		"-t", seconds(p.Duration), "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4", filmFile)
	var complaint opening
	c := exec.CommandContext(ctx, f.Path, args...)
	c.Dir, c.Stdin, c.Stderr = dir, recording, &complaint
	c.Env = []string{"TZ=Asia/Kolkata", "PATH=" + os.Getenv("PATH")} // and nothing of ours: no secret of the environment
	c.WaitDelay = 5 * time.Second
	if err := c.Start(); err != nil {
		return fmt.Errorf("start ffmpeg: %w", err)
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, c.Process.Pid, politeness) // a film at full priority is still a film
	if err := c.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &failure{err, complaint.String()}
	}
	return nil
}

// failure is ffmpeg's: it started and did not make a film.
type failure struct {
	err   error
	words string
}

func (f *failure) Error() string { return fmt.Sprintf("ffmpeg: %v: %s", f.err, f.words) }
func (f *failure) Unwrap() error { return f.err }

// opening keeps the beginning of what is written.
type opening struct{ bytes.Buffer }

func (t *opening) Write(b []byte) (int, error) {
	if room := maxComplaint - t.Len(); room > 0 {
		t.Buffer.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}
