// Package congestion owns the estimate of what a path to a receiver carries: Google Congestion Control on the sender's side
// (draft-ietf-rmcat-gcc-02), out of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
//
// It decides as pion/interceptor's gcc does (MIT licensed), beside which it is tested, without its three goroutines, its
// channels and what it allocates for each packet. Times are counted from any moment, the same for all calls. Pure; the
// caller locks.
package congestion
