package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a running basekyc. Its output is read to the end.
type process struct {
	cmd      *exec.Cmd
	out, log *journal[string] // lines of standard output and standard error
	ended    chan struct{}    // closed when it has ended and everything is read
	err      error            // of the end; read it after ended
}

// spawn starts basekyc with more environment.
func spawn(env []string, args ...string) (*process, error) {
	bin, err := program()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: exec.Command(bin, args...), out: newJournal[string](), log: newJournal[string](), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	read := make(chan struct{}, 2)
	for from, to := range map[io.Reader]*journal[string]{stdout: p.out, stderr: p.log} {
		go func() {
			for s := bufio.NewScanner(from); s.Scan(); {
				to.add(s.Text())
			}
			read <- struct{}{}
		}()
	}
	go func() {
		<-read
		<-read
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// alive tells whether the process still runs.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// wait for the end.
func (p *process) wait(ctx context.Context) error {
	select {
	case <-p.ended:
		return p.err
	case <-ctx.Done():
		return fmt.Errorf("process still runs: %w", context.Cause(ctx))
	}
}

// kill ends it as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}

// stopWithin is the longest that a clean stop may take.
const stopWithin = 30 * time.Second

// terminate asks it to stop and wants exit code 0.
func (p *process) terminate() error {
	if !p.alive() {
		return fmt.Errorf("ended before it was asked to: %v\n%s", p.err, p.tail())
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), stopWithin, errors.New("no clean stop in time"))
	defer cancel()
	err := p.wait(ctx)
	if p.alive() {
		p.kill()
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, p.tail())
	}
	return nil
}

// tail is the end of what it said, for a person who reads a failure.
func (p *process) tail() string {
	out, _ := p.out.all()
	log, _ := p.log.all()
	lines := append(out, log...)
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}
