package main

import (
	"context"
	"syscall"
)

// minRoom in the data folder is some minutes of a call, in bytes.
const minRoom = 64 << 20

// parts says on the health page what is not there. The server works without, as
// long as it can: with little storage calls begin that will not be recorded to
// their end, and without any nothing is written.
func (s *Server) parts() map[string]string {
	state := map[string]string{"vision": "unavailable", "text": "unavailable", "composite": "unavailable", "storage": "unavailable"}
	if s.vision.Available() {
		state["vision"] = "available"
	}
	if s.vision.Reads() {
		state["text"] = "available"
	}
	if s.studio != nil {
		state["composite"] = "available"
	}
	if left, err := free(s.data); err == nil && left >= minRoom && !s.store.Full() {
		state["storage"] = "available"
	}
	return state
}

func (s *Server) ready(ctx context.Context) error { return s.store.Ping(ctx) }

// free is the room that is left for this process in a folder, in bytes.
func free(folder string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}
