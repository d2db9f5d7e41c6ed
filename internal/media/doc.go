// Package media owns the call: a small SFU on pion/webrtc, the recording of both parties and the
// frames taken out of it for the checks.
//
// One Server listens on one UDP port (and, if asked, one TCP port) for every session. A session is a
// Room with two parties, the customer and the agent, and up to maxWatchers supervisors (voice.go
// says who hears them). Each of them is a Peer with one connection: the client offers once, the server answers. VP8 and Opus only, nothing is transcoded.
//
// ICE, DTLS and SRTP are pion's; what a browser calls a PeerConnection is put together of them here, because
// in pion's own a packet passes through five queues, and who waits at each is woken for it. Here it passes
// through none. One goroutine for each UDP port (port.go) reads many packets with one system call, finds the
// link of each (directory.go), decrypts (inbound.go), looks at the room's routing table (uplink.go), rewrites
// and encrypts for every down track (downlink.go, outbound.go), and hands the packet to the taps (recorder,
// frame grabber), which copy what they keep into a bounded ring and never block. What that made to be sent
// leaves with one system call at the end of the round (round.go). STUN and DTLS go on to ICE, as does, once a
// second, a report, so that it knows that the client is there. Over TCP all packets take the way through ICE.
//
// A link (link.go) agrees with the client on how to send (bargain.go, handshake.go), asks for what is missing
// (reception.go), sends again what is missed (resend.go) and judges what the downlink carries (congestion).
package media
