// Command load measures what calls cost: it starts the SFU in a process of its own, connects both parties of n calls to it,
// and prints CPU-seconds per call-minute and memory per call of that process alone. Usage: go run ./internal/media/mediatest/load
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/basekyc/basekyc/internal/media"
	"github.com/basekyc/basekyc/internal/media/mediatest"
)

var (
	calls   = flag.Int("n", 20, "calls")
	length  = flag.Duration("d", 30*time.Second, "time measured")
	warm    = flag.Duration("warm", 5*time.Second, "time before it")
	record  = flag.Bool("record", true, "record every call")
	encrypt = flag.Bool("encrypt", true, "encrypt what is recorded, as the product does")
	profile = flag.String("profile", "", "write a CPU profile of the server here")
	serve   = flag.Bool("serve", false, "be the server (used by the command itself)")
	asJSON  = flag.Bool("json", false, "print one JSON object")
)

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := error(nil)
	if *serve {
		err = server(ctx)
	} else {
		err = measure(ctx)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// film is about 490 kbit/s: one real key frame, then payloads of the right size that only look like VP8.
func film() ([][]byte, error) {
	key, err := mediatest.KeyFrame(mediatest.Scene(640, 480, 3, 8, color.RGBA{40, 80, 160, 255}), 60)
	if err != nil {
		return nil, err
	}
	out := [][]byte{key}
	for i := range 199 {
		f := make([]byte, 2900+i%5*80)
		f[0] = 1 // not a key frame
		out = append(out, f)
	}
	return out, nil
}

// sound is about 52 kbit/s with RTP headers, 50 packets a second.
func sound() [][]byte {
	f := make([]byte, 110)
	f[0] = 0xfc // Opus: CELT, 20 ms, stereo, one frame
	return [][]byte{f}
}

// request and reply are the lines between the two processes.
type request struct {
	Room, Role, Offer string
}

type reply struct {
	Answer, Error string
}

type result struct {
	Calls       int     `json:"calls"`
	Seconds     float64 `json:"seconds"`
	Recording   bool    `json:"recording"`
	CPUPerMin   float64 `json:"cpu_s_per_call_minute"`
	MiBPerCall  float64 `json:"mib_per_call"`
	PacketsSec  float64 `json:"packets_per_s_per_call"`
	KbitParty   float64 `json:"kbit_s_per_party"`
	MicrosPkt   float64 `json:"cpu_us_per_packet"`
	LoadCPU     float64 `json:"load_generator_cpu_s"`
	RecordedMiB float64 `json:"recorded_mib"`
}

func measure(ctx context.Context) error {
	frames, err := film()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "load")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := []string{"-serve", "-record=" + fmt.Sprint(*record), "-encrypt=" + fmt.Sprint(*encrypt), "-profile=" + *profile, "-d=" + length.String(), "-warm=" + warm.String()}
	cmd := exec.Command(self, append(args, dir)...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = in.Close(); _ = cmd.Wait() }()
	enc, dec := json.NewEncoder(in), json.NewDecoder(bufio.NewReader(out))
	idle, err := usage(cmd.Process.Pid)
	if err != nil {
		return err
	}
	var clients []*mediatest.Client
	var sent atomic.Int64
	play, cancel := context.WithCancel(ctx)
	defer cancel()
	for i := range *calls {
		for _, role := range []media.Role{media.Customer, media.Agent} {
			c, err := connect(ctx, enc, dec, fmt.Sprintf("call-%d", i), string(role))
			if err != nil {
				return fmt.Errorf("call %d, %s: %w", i, role, err)
			}
			c.Play(play, mediatest.Stream{Video: frames, Every: 50 * time.Millisecond, Audio: sound(), KeyAt: true}, &sent)
			clients = append(clients, c)
		}
	}
	if err := pause(ctx, *warm); err != nil {
		return err
	}
	total := func() (p, b uint64) {
		for _, c := range clients {
			p += c.Packets.Load()
			b += c.Bytes.Load()
		}
		return p, b
	}
	a, _ := usage(cmd.Process.Pid)
	la, _ := usage(os.Getpid())
	pa, ba := total()
	begin := time.Now()
	if err := pause(ctx, *length); err != nil {
		return err
	}
	z, err := usage(cmd.Process.Pid)
	if err != nil {
		return err
	}
	lz, _ := usage(os.Getpid())
	pz, bz := total()
	s := time.Since(begin).Seconds()
	n := float64(*calls)
	r := result{Calls: *calls, Seconds: s, Recording: *record, CPUPerMin: (z.cpu - a.cpu) / n / s * 60, MiBPerCall: float64(z.rss-idle.rss) / n / (1 << 20),
		PacketsSec: float64(pz-pa) / s / n, KbitParty: float64(bz-ba) * 8 / 1000 / s / n / 2, MicrosPkt: (z.cpu - a.cpu) * 1e6 / float64(pz-pa), LoadCPU: lz.cpu - la.cpu}
	cancel()
	var wg sync.WaitGroup
	for _, c := range clients {
		wg.Add(1)
		go func() { defer wg.Done(); _ = c.Close() }()
	}
	wg.Wait()
	_ = in.Close() // the server finishes the recordings
	_ = cmd.Wait()
	files, _ := filepath.Glob(filepath.Join(dir, "*.webm"))
	for _, f := range files {
		if st, err := os.Stat(f); err == nil {
			r.RecordedMiB += float64(st.Size()) / (1 << 20)
		}
	}
	return report(r)
}

func report(r result) error {
	if *asJSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf("%-34s %8s %10s\n", "server", "CPU-s/min", "MiB/call")
	fmt.Printf("%-34s %8.2f %10.1f   (%d calls, %.0f s, recording %v, %.0f packets/s/call, %.0f kbit/s per party, %.1f us/packet)\n", "basekyc", r.CPUPerMin, r.MiBPerCall,
		r.Calls, r.Seconds, r.Recording, r.PacketsSec, r.KbitParty, r.MicrosPkt)
	fmt.Printf("%-34s %8s %10s\n%-34s %8s %10s\n%-34s %8s %10s\n", "Galene, no recording", "0.86-1.11", "3", "LiveKit 1.11, no recording", "1.09-1.40", "7.5",
		"floor: 1 syscall each way + AES", "0.15", "")
	fmt.Printf("load generator: %.1f CPU-s; recorded %.1f MiB\n", r.LoadCPU, r.RecordedMiB)
	return nil
}

func connect(ctx context.Context, enc *json.Encoder, dec *json.Decoder, room, role string) (*mediatest.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	c, err := mediatest.NewClient(mediatest.Options{})
	if err != nil {
		return nil, err
	}
	offer, err := c.Offer(ctx)
	if err != nil {
		return nil, err
	}
	if err := enc.Encode(request{room, role, offer}); err != nil {
		return nil, err
	}
	var a reply
	if err := dec.Decode(&a); err != nil {
		return nil, err
	}
	if a.Error != "" {
		return nil, fmt.Errorf("server: %s", a.Error)
	}
	return c, c.Accept(ctx, a.Answer)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
