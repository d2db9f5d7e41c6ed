package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/basekyc/basekyc/internal/vision"
	"github.com/basekyc/basekyc/internal/vision/onnx"
)

// VisionCmd compares faces outside of any session.
type VisionCmd struct {
	Compare  VisionCompareCmd  `cmd:"" help:"Compare the faces in two pictures."`
	Evaluate VisionEvaluateCmd `cmd:"" help:"Measure accuracy on a list of labelled pairs."`
}

// visionModels is the flag that both subcommands share.
type visionModels struct {
	Models string `help:"Models folder (default: basekyc/models in the user's cache folder)." env:"BASEKYC_MODELS" placeholder:"DIR"`
}

func (m visionModels) open() (*vision.Analyzer, error) {
	dir := m.Models
	if dir == "" {
		var err error
		if dir, err = vision.DefaultDir(); err != nil {
			return nil, err
		}
	}
	return vision.Open(vision.Config{Dir: dir}, onnx.New(vision.LibraryPath(dir)))
}

// VisionCompareCmd prints similarity, confidence and decision for two picture files.
type VisionCompareCmd struct {
	visionModels `embed:""`

	A    string `arg:"" help:"First picture (JPEG, PNG or WebP)."`
	B    string `arg:"" help:"Second picture."`
	JSON bool   `name:"json" help:"Print one line of JSON."`
}

// Run prints to standard output.
func (c VisionCompareCmd) Run() error {
	analyzer, err := c.open()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err = compareFaces(ctx, analyzer, c.A, c.B, c.JSON, os.Stdout)
	return withHint(errors.Join(err, analyzer.Close()))
}

type comparison struct {
	Similarity float64         `json:"similarity"` // cosine, -1..1
	Confidence float64         `json:"confidence"` // 0..1
	Decision   vision.Decision `json:"decision"`
}

func compareFaces(ctx context.Context, a *vision.Analyzer, first, second string, asJSON bool, out io.Writer) error {
	faces := newFaceCache(a, "")
	x, err := faces.of(ctx, first)
	if err != nil {
		return err
	}
	y, err := faces.of(ctx, second)
	if err != nil {
		return err
	}
	cosine := vision.Cosine(x, y)
	r := comparison{cosine, vision.Confidence(cosine), vision.DefaultThresholds().Decide(cosine)}
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	_, err = fmt.Fprintf(out, "similarity %.4f  confidence %.1f %%  %s\n", r.Similarity, 100*r.Confidence, r.Decision)
	return err
}

// VisionEvaluateCmd reads lines of two picture paths and 1 (same person) or 0, separated by tabs.
type VisionEvaluateCmd struct {
	visionModels `embed:""`

	Pairs string `arg:"" help:"File of tab-separated lines: picture, picture, 1 for the same person or 0. Paths are relative to the working directory or to this file."`
	JSON  bool   `name:"json" help:"Print JSON, one line per pair and the summary as the last line."`
}

// Run prints to standard output.
func (c VisionEvaluateCmd) Run() error {
	analyzer, err := c.open()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	out := bufio.NewWriter(os.Stdout)
	err = evaluatePairs(ctx, analyzer, c.Pairs, c.JSON, out)
	return withHint(errors.Join(err, out.Flush(), analyzer.Close()))
}

type pairResult struct {
	A      string   `json:"a"`
	B      string   `json:"b"`
	Same   bool     `json:"same"`
	Cosine *float64 `json:"similarity"`
	Error  string   `json:"error,omitempty"`
}

func evaluatePairs(ctx context.Context, a *vision.Analyzer, list string, asJSON bool, out io.Writer) error {
	pairs, err := readPairs(list)
	if err != nil {
		return err
	}
	faces := newFaceCache(a, filepath.Dir(list))
	if err := faces.fill(ctx, pairs); err != nil {
		return err
	}
	var compared []vision.Pair
	failed := 0
	for _, p := range pairs {
		x, err := faces.of(ctx, p.A)
		y, err2 := faces.of(ctx, p.B)
		if err := errors.Join(err, err2); err != nil {
			p.Error = strings.ReplaceAll(err.Error(), "\n", "; ")
			failed++
		} else {
			cosine := vision.Cosine(x, y)
			p.Cosine = &cosine
			compared = append(compared, vision.Pair{Cosine: cosine, Same: p.Same})
		}
		if err := p.print(asJSON, out); err != nil {
			return err
		}
	}
	e := vision.Evaluate(compared, failed, vision.DefaultThresholds())
	if asJSON {
		return json.NewEncoder(out).Encode(e)
	}
	_, err = fmt.Fprintf(out, "pairs %d  failed %d  accuracy %s  EER %s  TAR at FAR 0.01 %s, at 0.001 %s\n", e.Pairs, e.Failed,
		percent(e.Accuracy), percent(e.EER), percent(e.TAR.At001), percent(e.TAR.At0001))
	return err
}

func (p pairResult) print(asJSON bool, out io.Writer) error {
	if asJSON {
		return json.NewEncoder(out).Encode(p)
	}
	verdict := p.Error
	if p.Cosine != nil {
		verdict = fmt.Sprintf("%.6f", *p.Cosine)
	}
	_, err := fmt.Fprintf(out, "%s\t%s\t%v\t%s\n", p.A, p.B, p.Same, verdict)
	return err
}

func percent(v *float64) string {
	if v == nil {
		return "unavailable"
	}
	return fmt.Sprintf("%.2f %%", 100**v)
}

// readPairs refuses the whole list for one line that is not a pair: a measurement must not silently skip some.
func readPairs(path string) ([]pairResult, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the pairs: %w", err)
	}
	defer file.Close()
	var pairs []pairResult
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || fields[2] != "0" && fields[2] != "1" {
			return nil, fmt.Errorf("%s line %d: want picture, picture and 0 or 1, separated by tabs", path, n)
		}
		pairs = append(pairs, pairResult{A: fields[0], B: fields[1], Same: fields[2] == "1"})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the pairs: %w", err)
	}
	return pairs, nil
}

// withHint adds what a person can do about the error.
func withHint(err error) error {
	if hint := vision.Hint(err); hint != "" {
		return fmt.Errorf("%w\nhint: %s", err, hint)
	}
	return err
}

// faceCache describes each file once per run.
type faceCache struct {
	analyzer *vision.Analyzer
	beside   string // folder that relative paths are also looked for in

	mu     sync.Mutex
	known  map[string]*vision.Embedding
	failed map[string]error
}

func newFaceCache(a *vision.Analyzer, beside string) *faceCache {
	return &faceCache{analyzer: a, beside: beside, known: map[string]*vision.Embedding{}, failed: map[string]error{}}
}

// fill describes all files of the pairs, two per processor at a time; files that fail are remembered, a missing network ends it.
func (c *faceCache) fill(ctx context.Context, pairs []pairResult) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2 * runtime.GOMAXPROCS(0)) // one decodes while another is in the networks
	seen := map[string]bool{}
	for _, p := range pairs {
		for _, path := range []string{p.A, p.B} {
			if seen[path] {
				continue
			}
			seen[path] = true
			group.Go(func() error {
				_, err := c.of(ctx, path)
				if errors.Is(err, vision.ErrUnavailable) || ctx.Err() != nil {
					return err
				}
				return nil
			})
		}
	}
	return group.Wait()
}

func (c *faceCache) of(ctx context.Context, path string) (*vision.Embedding, error) {
	c.mu.Lock()
	e, err := c.known[path], c.failed[path]
	c.mu.Unlock()
	if e != nil || err != nil {
		return e, err
	}
	face, err := c.describe(ctx, path)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.failed[path] = err
		return nil, err
	}
	c.known[path] = &face.Embedding
	return &face.Embedding, nil
}

func (c *faceCache) describe(ctx context.Context, path string) (vision.Face, error) {
	data, err := readPicture(path)
	if errors.Is(err, os.ErrNotExist) && c.beside != "" && !filepath.IsAbs(path) {
		data, err = readPicture(filepath.Join(c.beside, path))
	}
	if err != nil {
		return vision.Face{}, err
	}
	still, err := vision.DecodeStill(data)
	if err != nil {
		return vision.Face{}, fmt.Errorf("%s: %w", path, err)
	}
	face, err := c.analyzer.Embed(ctx, still)
	if err != nil {
		return vision.Face{}, fmt.Errorf("%s: %w", path, err)
	}
	return face, nil
}

// readPicture stops reading one byte after what DecodeStill would refuse anyway.
func readPicture(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, vision.MaxStillBytes+1))
}
