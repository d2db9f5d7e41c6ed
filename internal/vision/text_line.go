package vision

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The network that reads a line: its height in pixels, and the classes that each place of a line may be: nothing, a character of
// the table, or a space.
const (
	lineHeight  = 48
	textClasses = 6625
	maxLine     = 3072 // pixels of a line at that height; what is longer is pressed into it
)

var lineRamp = newRamp(func(v float64) float64 { return v/127.5 - 1 })

// textKeys gives what the classes stand for, read once.
func (a *Analyzer) textKeys() ([]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.keys != nil {
		return a.keys, nil
	}
	if err := a.prove(RoleTextKeys); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(a.dir, a.pinned[RoleTextKeys].To))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	keys := []string{""}
	for _, row := range bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n")) {
		keys = append(keys, plain(string(bytes.TrimRight(row, "\r"))))
	}
	if keys = append(keys, " "); len(keys) != textClasses {
		return nil, fmt.Errorf("%w: %d characters, want %d", ErrUnavailable, len(keys), textClasses)
	}
	a.keys = keys
	return keys, nil
}

// plain brings a character to ASCII where it has a form there, else to nothing.
func plain(key string) string {
	runes := []rune(key)
	if len(runes) != 1 {
		return ""
	}
	r := runes[0]
	switch {
	case r >= 0xff01 && r <= 0xff5e: // full width
		r -= 0xfee0
	case r == '\u3001':
		r = ','
	case r == '\u3002', r == '\u00b7':
		r = '.'
	case r == '\u2014', r == '\u2013':
		r = '-'
	case r == '\u2018', r == '\u2019':
		r = '\''
	}
	if r <= ' ' || r > '~' {
		return ""
	}
	return string(r)
}

// line levels a strip and reads it.
func (r *reader) line(m *RGB, s Strip, keys []string) (Line, error) {
	net, err := r.nets(RoleTextRead)
	if err != nil {
		return Line{}, err
	}
	k := lineHeight / s.Height
	w := min(max(int(math.Ceil(s.Width*k)), lineHeight), maxLine)
	cos, sin := k*math.Cos(s.Angle), -k*math.Sin(s.Angle)
	t := similarity{cos, sin, float64(w)/2 - cos*s.Centre.X + sin*s.Centre.Y, lineHeight/2 - sin*s.Centre.X - cos*s.Centre.Y}
	cut := r.warp.cut(m, t, w, lineHeight)
	r.in = grow(r.in, 3*w*lineHeight)
	lineRamp.bgr(cut, r.in)
	score, shape, err := net.Infer(r.in[:3*w*lineHeight], 1, 3, lineHeight, int64(w))
	if err != nil {
		return Line{}, err
	}
	if len(shape) != 3 || shape[2] != textClasses {
		return Line{}, nil
	}
	l := spell(score, int(shape[1]), keys)
	l.Place = s
	return l, nil
}

// spell takes the likeliest class at each place, and leaves out what repeats the place before. The confidence is the mean over all
// characters that were seen, whatever their script.
func spell(score []float32, places int, keys []string) Line {
	type letter struct {
		text string
		at   int
	}
	var seen []letter
	var sum float64
	all, last := 0, 0
	for p := range places {
		row := score[p*textClasses:][:textClasses]
		best := 0
		for c, v := range row {
			if v > row[best] {
				best = c
			}
		}
		if best != 0 && best != last {
			sum += float64(row[best])
			all++
			if key := keys[best]; key != "" && (key != " " || len(seen) > 0) {
				seen = append(seen, letter{key, p})
			}
		}
		last = best
	}
	if len(seen) == 0 {
		return Line{}
	}
	var gaps []int
	for i := range seen[1:] {
		gaps = append(gaps, seen[i+1].at-seen[i].at)
	}
	slices.Sort(gaps)
	usual := 0.0
	if len(gaps) > 0 {
		usual = float64(gaps[len(gaps)/2])
	}
	// most spaces are lost: one stands where two characters are much farther apart than is usual in the line
	wide := max(spaceGap*usual, usual+1.5)
	var text strings.Builder
	for i, c := range seen {
		if i > 0 && c.text != " " && seen[i-1].text != " " && float64(c.at-seen[i-1].at) >= wide {
			text.WriteByte(' ')
		}
		text.WriteString(c.text)
	}
	return Line{Text: strings.TrimRight(text.String(), " "), Confidence: sum / float64(all)}
}

// spaceGap is how much farther than usual, as a factor, the characters around a lost space are apart.
const spaceGap = 1.45
