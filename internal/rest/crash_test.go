package rest_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/session"
	"github.com/basekyc/basekyc/internal/store"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/webhook"
)

// The environment of a child that serves the doors until it is killed.
const (
	doorsDSN = "BASEKYC_TEST_DOORS_DSN"
	doorsDir = "BASEKYC_TEST_DOORS_DIR" // of its keys
)

// doorsChild serves on a free port, whose address is its first line. It returns
// false in every other process.
func doorsChild() bool {
	dsn, dir := os.Getenv(doorsDSN), os.Getenv(doorsDir)
	if dsn == "" {
		return false
	}
	if err := serveDoors(dsn, dir); err != nil {
		fmt.Println("error", err)
	}
	return true
}

func serveDoors(dsn, dir string) error {
	s, err := store.Open(context.Background(), store.Options{DSN: dsn})
	if err != nil {
		return err
	}
	tokens, err := token.Open(dir, token.Options{Now: time.Now, Entropy: rand.Reader})
	if err != nil {
		return err
	}
	box, err := seal.Open(filepath.Join(dir, "seal.key"))
	if err != nil {
		return err
	}
	accounts, err := account.New(account.Options{Store: s, Now: time.Now, Entropy: rand.Reader})
	if err != nil {
		return err
	}
	sessions := session.New(session.Config{Store: s, Tokens: tokens, BaseURL: "http://kyc.example"})
	h, err := rest.New(rest.Deps{Sessions: sessions, Customers: sessions, Events: s, Deliveries: s, Claims: s, Seal: box,
		Endpoints: &webhook.Endpoints{Store: s, Now: time.Now, Entropy: rand.Reader, AllowLoopback: true},
		Accounts:  accounts, Tokens: tokens, BaseURL: "http://kyc.example"})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	return http.Serve(l, h)
}

// node is a child process.
type node struct {
	url string
	cmd *exec.Cmd
	end sync.Once
}

func spawnDoors(t *testing.T, dsn, dir string) *node {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	n := &node{cmd: exec.Command(self)}
	n.cmd.Env = append(os.Environ(), doorsDSN+"="+dsn, doorsDir+"="+dir)
	n.cmd.Stderr = t.Output()
	out, err := n.cmd.StdoutPipe()
	must(t, err)
	must(t, n.cmd.Start())
	t.Cleanup(n.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "http://") {
		t.Fatalf("the child said %q, %v", line, err)
	}
	n.url = strings.TrimSpace(line)
	return n
}

// kill ends it as a power cut does.
func (n *node) kill() {
	n.end.Do(func() {
		_ = n.cmd.Process.Kill() // it may have ended by itself
		_ = n.cmd.Wait()
	})
}

// backendClient repeats what it did not get an answer to, always with the same
// key, as the client libraries do.
type backendClient struct {
	secret string
	http   *http.Client
	nodes  func(try int) string // where to send the next try
	waited *atomic.Int64        // replies that asked to come back
}

type answered struct {
	status   int
	body     string
	replayed bool
}

func (c *backendClient) create(ctx context.Context, key string) (answered, error) {
	for try := 0; ; try++ {
		q, err := http.NewRequestWithContext(ctx, "POST", c.nodes(try)+"/v1/sessions", strings.NewReader(order))
		if err != nil {
			return answered{}, err
		}
		q.Header.Set("Authorization", "Bearer "+c.secret)
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set(rest.IdempotencyHeader, key)
		resp, err := c.http.Do(q)
		if err == nil {
			var b []byte
			b, err = io.ReadAll(resp.Body)
			resp.Body.Close()
			if err == nil && resp.StatusCode != http.StatusConflict && resp.StatusCode < 500 {
				return answered{resp.StatusCode, string(b), resp.Header.Get("Idempotent-Replayed") == "true"}, nil
			}
			if err == nil && !bytes.Contains(b, []byte("idempotency_in_flight")) && resp.StatusCode < 500 {
				return answered{}, fmt.Errorf("%s: %s", resp.Status, b)
			}
			c.waited.Add(1)
		}
		select { // a client's pause between tries
		case <-ctx.Done():
			return answered{}, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// tenantOn makes an account with a secret key on a database.
func tenantOn(t *testing.T, dsn string) (kyc.Scope, string) {
	t.Helper()
	s := kyctest.OpenWith(t, store.Options{DSN: dsn})
	scope := kyctest.PutAccount(t, s)
	accounts, err := account.New(account.Options{Store: s, Now: time.Now, Entropy: rand.Reader})
	must(t, err)
	plain, _, err := accounts.MintKey(t.Context(), scope, kyc.SecretKey, "backend")
	must(t, err)
	must(t, s.Close())
	return scope, plain
}

// check looks for exactly one session of each key: the one that was answered.
func checkOnce(t *testing.T, dsn string, scope kyc.Scope, replies map[string]answered) {
	t.Helper()
	s := kyctest.OpenWith(t, store.Options{DSN: dsn})
	kept := map[string]bool{}
	for after, more := "", true; more; {
		var page []*kyc.Session
		var err error
		page, more, err = s.Sessions(t.Context(), scope, kyc.SessionQuery{After: after, Limit: 100})
		must(t, err)
		for _, v := range page {
			kept[v.ID], after = true, v.ID
		}
	}
	for key, a := range replies {
		var v struct{ ID string }
		must(t, json.Unmarshal([]byte(a.body), &v))
		c, ok, err := s.Claim(t.Context(), scope, sha256.Sum256([]byte(key)))
		must(t, err)
		if a.status != 201 || !kept[v.ID] || !ok || c.Object != v.ID || c.Status != 201 {
			t.Errorf("%s: %d %s; claim of %q with %d", key, a.status, v.ID, c.Object, c.Status)
		}
		delete(kept, v.ID)
	}
	if len(kept) > 0 {
		t.Errorf("%d sessions that nobody was told of", len(kept))
	}
}

// TestKilledUnderKeys kills the server while backends create sessions with
// keys and repeat what they got no answer to. However often it dies, there is
// one session a key, and an answer once given is given again.
func TestKilledUnderKeys(t *testing.T) {
	for engine, address := range kyctest.Engines {
		t.Run(engine, func(t *testing.T) {
			dsn, dir := address(t), t.TempDir()
			scope, secret := tenantOn(t, dsn)
			const rounds, callers, each = 3, 8, 25
			var now atomic.Pointer[node]
			now.Store(spawnDoors(t, dsn, dir))
			var waited, repeated atomic.Int64
			var mu sync.Mutex
			replies := map[string]answered{}
			for round := range rounds {
				seen := make(chan struct{}, callers*each)
				var all sync.WaitGroup
				for caller := range callers {
					all.Go(func() {
						c := backendClient{secret: secret, http: &http.Client{}, waited: &waited, nodes: func(int) string { return now.Load().url }}
						for i := range each {
							key := fmt.Sprintf("%d-%d-%d", round, caller, i)
							a, err := c.create(t.Context(), key)
							if err != nil {
								t.Error(err)
								return
							}
							if a.replayed {
								repeated.Add(1)
							}
							mu.Lock()
							replies[key] = a
							mu.Unlock()
							seen <- struct{}{}
						}
					})
				}
				for range callers * each / 2 { // in the middle of it
					<-seen
				}
				now.Load().kill()
				now.Store(spawnDoors(t, dsn, dir))
				all.Wait()
			}
			c := backendClient{secret: secret, http: &http.Client{}, waited: &waited, nodes: func(int) string { return now.Load().url }}
			for key, a := range replies {
				again, err := c.create(t.Context(), key)
				must(t, err)
				if !again.replayed || again.body != a.body || again.status != a.status {
					t.Errorf("%s: answered %s\nand again %s", key, a.body, again.body)
				}
			}
			now.Load().kill()
			checkOnce(t, dsn, scope, replies)
			t.Logf("%d keys, %d kills; %d replies were given again, %d asked to come back", len(replies), rounds, repeated.Load(), waited.Load())
		})
	}
}

// TestTwoNodesUnderOneKey sends each key to two nodes on one database at the
// same time: one acts, both give its reply.
func TestTwoNodesUnderOneKey(t *testing.T) {
	for engine, address := range kyctest.Engines {
		t.Run(engine, func(t *testing.T) {
			dsn, dir := address(t), t.TempDir()
			scope, secret := tenantOn(t, dsn)
			nodes := []*node{spawnDoors(t, dsn, dir), spawnDoors(t, dsn, dir)}
			const keys, pairs = 60, 3
			var waited atomic.Int64
			got := make([][]answered, keys)
			var all sync.WaitGroup
			for n := range keys {
				got[n] = make([]answered, 2*pairs)
			}
			for caller := range 2 * pairs {
				all.Go(func() {
					c := backendClient{secret: secret, http: &http.Client{}, waited: &waited, nodes: func(try int) string { return nodes[(caller+try)%2].url }}
					for n := range keys {
						a, err := c.create(t.Context(), fmt.Sprint("key-", n))
						if err != nil {
							t.Error(err)
							return
						}
						got[n][caller] = a
					}
				})
			}
			all.Wait()
			replies := map[string]answered{}
			for n, list := range got {
				acted := 0
				for _, a := range list {
					if a.body != list[0].body || a.status != 201 {
						t.Errorf("key %d: %s\nand %s", n, list[0].body, a.body)
					}
					if !a.replayed {
						acted++
					}
				}
				if acted != 1 {
					t.Errorf("key %d: %d acted", n, acted)
				}
				replies[fmt.Sprint("key-", n)] = list[0]
			}
			for _, n := range nodes {
				n.kill()
			}
			checkOnce(t, dsn, scope, replies)
			t.Logf("%d keys by %d callers on 2 nodes; %d replies asked to come back", keys, 2*pairs, waited.Load())
		})
	}
}
