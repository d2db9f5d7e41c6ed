package composite

import (
	"fmt"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Sizes of the film, in pixels: two pictures beside each other over a strip.
const (
	paneWidth  = 640
	paneHeight = 480
	strip      = 56
	rate       = 15 // pictures a second
)

// maxMarks bounds the gaps that are drawn; each costs two filters. What is over
// stays listed with the session.
const maxMarks = 60

// plan is everything that the picture depends on.
type plan struct {
	Session   string
	StartedAt time.Time // wall clock of position zero
	Duration  time.Duration
	Seen      [2]bool // has the customer, the officer any picture
	Heard     [3]bool // any sound of them, and of a supervisor who spoke to both
	Gaps      []kyc.Gap
}

// graph writes ffmpeg's filter graph, with [v] and [a] as outputs; [a] only when
// anybody was heard. Both pictures are laid over a canvas as long as the
// recording, by their own times: before its first picture a party is black, and
// through a gap its last one stays, darkened and marked.
// Source: ffmpeg-filters(1), overlay, drawtext, amix.
func graph(p plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "color=c=0x0b1220:s=%dx%d:r=%d:d=%s[s0]", 2*paneWidth, paneHeight+strip, rate, seconds(p.Duration))
	step := 0
	for party := range 2 {
		if !p.Seen[party] {
			continue
		}
		// Half a picture early: overlay shows the last one that has come, so each stands where it is nearest to its sound.
		fmt.Fprintf(&b, ";[0:v:%d]setpts=PTS-%.4f/TB,scale=%d:%d:force_original_aspect_ratio=decrease[p%d]", party, 0.5/rate, paneWidth, paneHeight, party)
		fmt.Fprintf(&b, ";[s%d][p%d]overlay=x=%d+(%d-w)/2:y=(%d-h)/2:eof_action=repeat[s%d]", step, party, party*paneWidth, paneWidth, paneHeight, step+1)
		step++
	}
	fmt.Fprintf(&b, ";[s%d]", step)
	for i, m := range p.marks() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(m)
	}
	b.WriteString("[v]")
	b.WriteString(p.sound())
	return b.String()
}

// marks are what is written over the pictures.
func (p plan) marks() []string {
	var out []string
	for i, g := range p.Gaps {
		if i == maxMarks {
			break
		}
		left := 0
		if g.Party == string(kyc.Agent) {
			left = paneWidth
		}
		when := fmt.Sprintf(`enable='between(t\,%s\,%s)'`, seconds(g.From), seconds(g.To))
		out = append(out,
			fmt.Sprintf("drawbox=x=%d:y=0:w=%d:h=%d:color=black@0.6:t=fill:%s", left, paneWidth, paneHeight, when),
			p.text(fmt.Sprintf("no picture for %.1f s", (g.To-g.From).Seconds()), 24, "white", fmt.Sprintf("%d-tw/2", left+paneWidth/2), paneHeight/2, when))
	}
	for party, seen := range p.Seen {
		if !seen {
			out = append(out, p.text("no picture was recorded", 24, "white", fmt.Sprintf("%d-tw/2", party*paneWidth+paneWidth/2), paneHeight/2, ""))
		}
	}
	const line = paneHeight + 17
	start := fmt.Sprintf("%.3f", float64(p.StartedAt.UnixMilli())/1000)
	return append(out,
		p.text(`%{pts\:localtime\:`+start+`\:%d-%m-%Y %T} IST`, 22, "white", "16", line, ""),
		p.text(p.Session, 18, "0xb8c4d6", "(w-tw)/2", line+2, ""),
		p.text(`%{pts\:hms}`, 22, "white", "w-tw-16", line, ""))
}

// text draws a line whose words are ours: the id of a session and numbers, never
// a customer's.
func (p plan) text(words string, size int, ink, x string, y int, when string) string {
	s := fmt.Sprintf("drawtext=fontfile=%s:text='%s':fontsize=%d:fontcolor=%s:x=%s:y=%d", stampFile, words, size, ink, x, y)
	if when != "" {
		s += ":" + when
	}
	return s
}

// sound mixes what was heard; silence fills what was not.
func (p plan) sound() string {
	var b strings.Builder
	var inputs string
	n := 0
	for party, heard := range p.Heard {
		if heard {
			// By its times and not by counting: the recorder moves sound by up to a twentieth to where the sender's reports put it.
			// The resampler is on from the beginning: ffmpeg 5.1 puts in minutes of nothing where it switches it on in the middle.
			fmt.Fprintf(&b, ";[0:a:%d]aresample=flags=res:async=2400:min_comp=0.005:first_pts=0[h%d]", party, party)
			inputs += fmt.Sprintf("[h%d]", party)
			n++
		}
	}
	if n == 0 {
		return ""
	}
	fmt.Fprintf(&b, ";%samix=inputs=%d:normalize=0:duration=longest[a]", inputs, n)
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
