// Package media owns the call: a small SFU on pion/webrtc, the recording of both parties and the
// frames taken out of it for the checks.
//
// One Server listens on one UDP port (and, if asked, one TCP port) for every session. A session is a
// Room with two parties, the customer and the agent, and up to maxWatchers supervisors. Each of them has
// one PeerConnection: the client offers once, the server answers. VP8 and Opus only, nothing is transcoded.
//
// The path of a packet is one goroutine long on our side: the read loop of an up track (uplink.go) looks at
// the room's routing table, rewrites and writes to every down track (downlink.go), then hands the packet to
// the taps (recorder, frame grabber), which copy what they keep into a bounded ring and never block.
package media
