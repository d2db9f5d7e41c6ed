package bus

import (
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Both kinds of bus keep the same promises.
func TestBus(t *testing.T) {
	external, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	go external.Start()
	if !external.ReadyForConnections(10 * time.Second) {
		t.Fatal("no NATS server")
	}
	defer external.Shutdown()
	for name, url := range map[string]string{"embedded": "", "external": external.ClientURL()} {
		t.Run(name, func(t *testing.T) {
			b, err := Open(url)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			got := make(chan string, 100)
			stop, err := b.Subscribe("session.*", func(s string, d []byte) { got <- s + " " + string(d) })
			if err != nil {
				t.Fatal(err)
			}
			if err := b.Flush(); err != nil {
				t.Fatal(err)
			}
			for i := range 50 {
				if err := b.Publish("session.a", fmt.Append(nil, i)); err != nil {
					t.Fatal(err)
				}
			}
			for i := range 50 {
				if m := <-got; m != fmt.Sprintf("session.a %d", i) {
					t.Fatalf("message %d is %q", i, m)
				}
			}
			stop()
			if err := b.Publish("session.a", nil); err != nil {
				t.Fatal(err)
			}
			if err := b.Flush(); err != nil {
				t.Fatal(err)
			}
			if len(got) != 0 {
				t.Error("heard after stop")
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	if b, err := Open("nats://127.0.0.1:1"); err == nil {
		b.Close()
		t.Error("connected to nothing")
	}
}
