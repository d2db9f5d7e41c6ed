// Package bus carries wake-ups between the parts of one node and between
// nodes. Nothing durable lives in it: a message that is lost costs a delay,
// never a fact, because every follower reads the database from where it stood.
package bus

import (
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Bus publishes and subscribes. Safe for concurrent use.
type Bus struct {
	conn   *nats.Conn
	server *server.Server // nil when the bus is external
}

// readyWithin bounds the start of the embedded server; it takes milliseconds.
const readyWithin = 10 * time.Second

// Open connects to a NATS cluster, or starts a server inside this process that
// listens nowhere when url is empty.
func Open(url string) (*Bus, error) {
	b := &Bus{}
	opts := []nats.Option{nats.Name("basekyc"), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond)}
	if url == "" {
		s, err := server.NewServer(&server.Options{ServerName: "basekyc", DontListen: true, NoSigs: true, NoLog: true})
		if err != nil {
			return nil, fmt.Errorf("embed bus: %w", err)
		}
		go s.Start()
		if !s.ReadyForConnections(readyWithin) {
			s.Shutdown()
			return nil, fmt.Errorf("embed bus: not ready within %s", readyWithin)
		}
		b.server = s
		opts = append(opts, nats.InProcessServer(s))
	}
	conn, err := nats.Connect(url, opts...)
	if err != nil {
		b.Close()
		return nil, fmt.Errorf("connect to bus: %w", err)
	}
	b.conn = conn
	return b, nil
}

// Publish sends data to whoever listens on subject now. It does not block.
func (b *Bus) Publish(subject string, data []byte) error { return b.conn.Publish(subject, data) }

// Subscribe calls on for each message, one at a time and in order, until stop
// is called. A subscriber that falls 64 Ki messages behind loses the newest:
// it must treat a message as a hint to read the database.
func (b *Bus) Subscribe(subject string, on func(subject string, data []byte)) (stop func(), err error) {
	sub, err := b.conn.Subscribe(subject, func(m *nats.Msg) { on(m.Subject, m.Data) })
	if err != nil {
		return nil, fmt.Errorf("subscribe to %s: %w", subject, err)
	}
	if err := sub.SetPendingLimits(64<<10, 64<<20); err != nil {
		return nil, fmt.Errorf("bound subscription to %s: %w", subject, err)
	}
	return func() { _ = sub.Unsubscribe() }, nil
}

// Flush returns when the server has seen everything published before.
func (b *Bus) Flush() error { return b.conn.Flush() }

// Close ends the connection and the embedded server.
func (b *Bus) Close() {
	if b.conn != nil {
		b.conn.Close()
	}
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}
