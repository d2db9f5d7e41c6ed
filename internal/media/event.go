package media

import "time"

// Role says whose place in the room a peer takes.
type Role string

const (
	// Customer is the person who is verified.
	Customer Role = "customer"
	// Agent is the member of staff, or the simulated agent.
	Agent Role = "agent"
	// Watcher is a supervisor: receives both parties, never influences their bitrate, and is heard by nobody until Peer.Speak.
	Watcher Role = "watcher"
)

// Kind is the kind of a media track.
type Kind string

const (
	// Video is VP8, 90,000 ticks a second.
	Video Kind = "video"
	// Audio is Opus, 48,000 ticks a second.
	Audio Kind = "audio"
)

// EventType names what happened to a peer or to the recording.
type EventType string

const (
	// Connected: ICE and DTLS are up.
	Connected EventType = "connected"
	// Disconnected: no STUN answer for five seconds, or the PeerConnection failed or was closed.
	// The room and the recorder stay; the session decides when the grace period is over.
	Disconnected EventType = "disconnected"
	// Stalled: a track that was flowing has sent no packet for RoomConfig.StallAfter; Gap says how long.
	Stalled EventType = "stalled"
	// Flowing: first packet of a track, or the first after a stall or a reconnection; Gap is the silence before it,
	// zero for the very first.
	Flowing EventType = "flowing"
	// RecordingFailed: the disk refused; Err says why. The call goes on, the segment ends at the last whole cluster,
	// and goes on behind it when there is room again.
	RecordingFailed EventType = "recording_failed"
	// RecordingResumed: it does. What was missed is a gap.
	RecordingResumed EventType = "recording_resumed"
)

// Event is told to RoomConfig.OnEvent, in order, from one goroutine of the room.
type Event struct {
	Type EventType
	Role Role
	Kind Kind // Stalled and Flowing only
	At   time.Time
	Gap  time.Duration
	Err  error
}

// eventQueue is the number of undelivered events a room keeps. When OnEvent is so slow that it fills, the newest
// event is dropped, counted in Stats.EventsDropped and logged; the state itself is never lost, since the room repeats
// nothing but Room.Flowing answers at any time.
const eventQueue = 64

// index of the two parties and the two kinds in the routing table.
const (
	iCustomer, iAgent = 0, 1
	iVideo, iAudio    = 0, 1
)

var (
	parties = [2]Role{Customer, Agent}
	kinds   = [2]Kind{Video, Audio}
)

// party gives the index of a sending role, or -1 for a watcher or an unknown role.
func (r Role) party() int {
	switch r {
	case Customer:
		return iCustomer
	case Agent:
		return iAgent
	}
	return -1
}

func (k Kind) index() int {
	if k == Video {
		return iVideo
	}
	return iAudio
}

// clockRate in ticks per second, RFC 7741 and RFC 7587.
func (k Kind) clockRate() uint32 {
	if k == Video {
		return 90000
	}
	return 48000
}
