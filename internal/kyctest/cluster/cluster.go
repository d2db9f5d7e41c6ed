// Package cluster owns a throw-away PostgreSQL: the system's own binaries on a
// folder under the temporary directory, reachable through a Unix socket only,
// with the durability of a real server. It ends with the process that started
// it, however that ends.
package cluster

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// ErrMissing tells that this machine has no PostgreSQL server to start.
var ErrMissing = errors.New("postgresql is not installed (Debian: apt-get install postgresql)")

// Cluster is a running server.
type Cluster struct {
	dir     string
	command *exec.Cmd
	life    io.Closer // closing it ends the server
	pid     int
	made    atomic.Int64
}

// guard runs the server as long as its own standard input is open. The kernel
// closes that when the process at the other end dies, so that nothing is left
// behind even after a kill -9.
const guard = `"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server`

// Start makes a cluster and waits until it accepts connections.
func Start() (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "basekyc-pg-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir}
	if err := c.start(bin); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

func (c *Cluster) start(bin string) error {
	as, err := account(c.dir)
	if err != nil {
		return err
	}
	data := filepath.Join(c.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = as, c.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	c.command = exec.Command("/bin/sh", "-c", guard, "guard", filepath.Join(bin, "postgres"), "-D", data,
		"-c", "listen_addresses=", "-c", "unix_socket_directories="+c.dir, "-c", "max_connections=200",
		"-c", "fsync=on", "-c", "shared_buffers=64MB")
	c.command.SysProcAttr, c.command.Dir = as, c.dir
	if c.life, err = c.command.StdinPipe(); err != nil {
		return err
	}
	messages, err := c.command.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.command.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	if err := ready(messages); err != nil {
		return err
	}
	pid, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(pid), "\n")
	c.pid, err = strconv.Atoi(first)
	return err
}

// ready reads the server's messages until it accepts connections, and leaves a
// reader behind that throws away the rest.
func ready(messages io.Reader) error {
	lines := bufio.NewScanner(messages)
	var seen []string
	for lines.Scan() {
		if strings.Contains(lines.Text(), "ready to accept connections") {
			go io.Copy(io.Discard, messages)
			return nil
		}
		seen = append(seen, lines.Text())
	}
	return fmt.Errorf("postgres ended before it was ready: %s", strings.Join(seen, "; "))
}

// binaries finds the folder of the newest server.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(real), "postgres")); err == nil {
				return filepath.Dir(real), nil
			}
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// account tells whom the server runs as. It refuses root, so there the
// package's own user gets the folder.
func account(dir string) (*syscall.SysProcAttr, error) {
	// A group of its own keeps a Ctrl-C at the terminal away from the server:
	// it ends when its guard does.
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("postgres refuses to run as root: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, os.Chown(dir, int(uid), int(gid))
}

// Create makes an empty database and returns its address; drop removes it.
func (c *Cluster) Create(ctx context.Context) (dsn string, drop func() error, err error) {
	return c.make(ctx, "template1")
}

// Copy makes a database like the one at an address, which nobody may be connected to.
func (c *Cluster) Copy(ctx context.Context, pattern string) (dsn string, drop func() error, err error) {
	at, err := url.Parse(pattern)
	if err != nil {
		return "", nil, fmt.Errorf("read the pattern's address: %w", err)
	}
	return c.make(ctx, strings.TrimPrefix(at.Path, "/"))
}

func (c *Cluster) make(ctx context.Context, pattern string) (dsn string, drop func() error, err error) {
	name := fmt.Sprintf("kyc%d", c.made.Add(1))
	if err := c.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE "+pattern); err != nil {
		return "", nil, err
	}
	return c.dsn(name), func() error {
		return c.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
	}, nil
}

func (c *Cluster) dsn(name string) string {
	return "postgres://postgres@/" + name + "?sslmode=disable&host=" + c.dir
}

func (c *Cluster) admin(ctx context.Context, statement string) error {
	db, err := sql.Open("pgx", c.dsn("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// PID of the server's first process, the parent of all others.
func (c *Cluster) PID() int { return c.pid }

// Stop ends the server and removes its folder.
func (c *Cluster) Stop() error {
	var ended error
	if c.command != nil && c.command.Process != nil {
		c.life.Close()
		ended = c.command.Wait()
	}
	return errors.Join(ended, os.RemoveAll(c.dir))
}
