package main

import "context"

// parts says on the health page what is not there; the server works without.
func (s *Server) parts() map[string]string {
	state := map[string]string{"vision": "unavailable", "composite": "unavailable"}
	if s.vision.Available() {
		state["vision"] = "available"
	}
	if s.studio != nil {
		state["composite"] = "available"
	}
	return state
}

func (s *Server) ready(ctx context.Context) error { return s.store.Ping(ctx) }
