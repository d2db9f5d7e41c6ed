package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// run starts what works by itself, and the doors last.
func (s *Server) run(handler http.Handler) {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	works := []func(context.Context){s.sessions.Run, s.sealer.Run, s.webhooks.Run, s.messages.Run, s.uploads.Run, s.follow, s.sweep}
	if s.studio != nil {
		works = append(works, s.studio.Run)
	}
	for _, work := range works {
		s.running.Add(1)
		go func() {
			defer s.running.Done()
			work(ctx)
		}()
	}
	s.http = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	for _, l := range []net.Listener{s.listener, s.inner} {
		if l == nil {
			continue
		}
		s.running.Add(1)
		go func() {
			defer s.running.Done()
			if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				s.log.Error("serve", "error", err)
			}
		}()
	}
	if s.officers != nil {
		s.dismiss = s.employ(s.officers.Run)
	}
}

// employ runs what comes through the doors like anybody else; the reply ends it.
func (s *Server) employ(work func(context.Context)) (end func()) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		work(ctx)
	}()
	return func() { stop(); <-ended }
}

// Bounds of a connection. Doors set their own for bodies that they read and for
// downloads, and a socket leaves them behind; these end what nobody reads: the
// body of a request that was refused or that none was expected of, and a reply
// that its caller does not fetch.
const (
	readWithin  = 30 * time.Second
	writeWithin = 2 * time.Minute
)

// shutdownWithin bounds how long requests may still take.
const shutdownWithin = 5 * time.Second

// Close ends the node in the order in which its parts use each other.
func (s *Server) Close() {
	if s.dismiss != nil {
		s.dismiss() // before the doors shut on them
	}
	if s.http != nil {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownWithin)
		// First what never ends by itself: sockets and streams.
		if s.hub != nil {
			s.hub.Close()
		}
		s.feed.Close()
		_ = s.http.Shutdown(ctx)
		cancel()
	} else {
		for _, l := range []net.Listener{s.listener, s.inner} {
			if l != nil {
				_ = l.Close()
			}
		}
	}
	if s.checks != nil {
		s.checks.Close()
	}
	if s.stop != nil {
		s.stop()
	}
	if s.webhooks != nil && s.stop != nil {
		s.webhooks.Close()
	}
	s.running.Wait()
	if s.relay != nil {
		_ = s.relay.Close()
	}
	if s.media != nil {
		_ = s.media.Close()
	}
	if s.vision != nil {
		_ = s.vision.Close()
	}
	if s.geoip != nil {
		_ = s.geoip.Close()
	}
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.log.Error("close database", "error", err)
		}
	}
	if s.bus != nil {
		s.bus.Close()
	}
	if s.lock != nil {
		_ = s.lock.Close() // lets go; nothing was written
	}
}
